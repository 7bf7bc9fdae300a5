//! Which groups an offer looks at, and which offers look at any group of a basket: both found through sorted lists, so
//! that cost grows with what matches.
//!
//! What must hold: places come back sorted, which is canonical order, and each once.

use super::exact::{MILLION, Ratio, mul};
use super::ids::fnv_1a;
use super::request::{Line, Offer, Selector};
use super::work::Group;
use crate::map::{sort, sort_keys};
use crate::names::Id;
use std::cmp::Ordering;

/// What a selector may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Facet {
    Product,
    Category,
    Brand,
    Tag,
}

impl Facet {
    /// A hash of a name of this kind.
    fn key(self, name: &Id) -> u64 {
        let salt = match self {
            Facet::Product => 0,
            Facet::Category => 1,
            Facet::Brand => 2,
            Facet::Tag => 3,
        };
        fnv_1a(name.as_str()).rotate_left(salt)
    }
}

const FACETS: [Facet; 4] = [Facet::Product, Facet::Category, Facet::Brand, Facet::Tag];

fn names(line: &Line, facet: Facet) -> &[Id] {
    match facet {
        Facet::Product => line.product.as_slice(),
        Facet::Category => &line.categories,
        Facet::Brand => line.brand.as_slice(),
        Facet::Tag => &line.tags,
    }
}

/// Places by product, category, brand and tag; names by their hash, so that whoever finds a place looks again.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    list: Vec<(u64, usize)>,
}

impl Places {
    fn push(&mut self, facet: Facet, ids: &[Id], place: usize) {
        for id in ids {
            self.list.push((facet.key(id), place));
        }
    }

    fn sorted(mut self) -> Places {
        sort_keys(&mut self.list);
        self
    }

    /// The places of a key.
    fn find(&self, key: u64) -> impl Iterator<Item = usize> {
        let start = self.list.partition_point(|(known, _)| *known < key);
        let rest = self.list.get(start..).unwrap_or(&[]);
        rest.iter().take_while(move |(known, _)| *known == key).map(|(_, place)| *place)
    }
}

/// Groups by what selectors may name.
pub(super) struct Index<'a> {
    by: Places,
    /// By group: the line that stands for it.
    lines: Vec<&'a Line>,
}

impl<'a> Index<'a> {
    pub(super) fn new(lines: &'a [Line], groups: &[Group]) -> Index<'a> {
        let lines: Vec<&Line> = groups.iter().filter_map(|group| lines.get(group.line)).collect();
        let mut by = Places::default();
        for (place, line) in lines.iter().enumerate() {
            for facet in FACETS {
                by.push(facet, names(line, facet), place);
            }
        }
        Index { by: by.sorted(), lines }
    }

    /// The groups that match any of the selector's lists, are within its prices and match none of its exclusions.
    pub(super) fn find(&self, selector: &Selector, groups: &[Group], minor_per_major: i128) -> Vec<usize> {
        let mut found =
            if selects_everything(selector) { (0..self.lines.len()).collect() } else { self.any_of(&wanted(selector)) };
        let except = self.any_of(&[
            (Facet::Product, &selector.except_products),
            (Facet::Category, &selector.except_categories),
            (Facet::Brand, &selector.except_brands),
            (Facet::Tag, &selector.except_tags),
        ]);
        if !except.is_empty() {
            found.retain(|place| except.binary_search(place).is_err());
        }
        if selector.min_price.is_some() || selector.max_price.is_some() {
            found.retain(|place| {
                groups.get(*place).is_some_and(|group| priced_within(group, selector, minor_per_major))
            });
        }
        found
    }

    fn any_of(&self, lists: &[(Facet, &Vec<Id>)]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for (facet, ids) in lists {
            for id in *ids {
                let named = |place: &usize| self.lines.get(*place).is_some_and(|line| names(line, *facet).contains(id));
                found.extend(self.by.find(facet.key(id)).filter(named));
            }
        }
        sort(&mut found, &usize::cmp);
        found.dedup();
        found
    }

    /// The places in a catalogue that name anything of the basket (or have the hash of such a name), each once.
    pub(super) fn named_in(&self, catalogue: &Places) -> Vec<usize> {
        let mut found = Vec::new();
        for same in self.by.list.chunk_by(|a, b| a.0 == b.0) {
            if let Some((key, _)) = same.first() {
                found.extend(catalogue.find(*key));
            }
        }
        sort(&mut found, &usize::cmp);
        found.dedup();
        found
    }
}

fn wanted(selector: &Selector) -> [(Facet, &Vec<Id>); 4] {
    [
        (Facet::Product, &selector.products),
        (Facet::Category, &selector.categories),
        (Facet::Brand, &selector.brands),
        (Facet::Tag, &selector.tags),
    ]
}

fn priced_within(group: &Group, selector: &Selector, minor_per_major: i128) -> bool {
    let limit = |price: crate::quantity::UnitPrice| mul(price.wide(), minor_per_major).map(|p| Ratio::new(p, MILLION));
    let compared = |price| limit(price).map_or(Ordering::Equal, |limit| group.price.compare(limit));
    selector.min_price.is_none_or(|least| compared(least) != Ordering::Less)
        && selector.max_price.is_none_or(|most| compared(most) != Ordering::Greater)
}

/// Whether a selector names nothing that it wants: then it wants everything.
pub fn selects_everything(selector: &Selector) -> bool {
    wanted(selector).iter().all(|(_, list)| list.is_empty())
}

/// Whether a line is one that the selector means, whatever it costs: `min_price` and `max_price` are for offers.
#[must_use]
pub fn selects(selector: &Selector, line: &Line) -> bool {
    let any = |facet: Facet, ids: &[Id]| names(line, facet).iter().any(|name| ids.contains(name));
    let except = [
        (Facet::Product, &selector.except_products),
        (Facet::Category, &selector.except_categories),
        (Facet::Brand, &selector.except_brands),
        (Facet::Tag, &selector.except_tags),
    ];
    let wants = selects_everything(selector) || wanted(selector).iter().any(|(facet, ids)| any(*facet, ids));
    wants && !except.iter().any(|(facet, ids)| any(*facet, ids))
}

/// The selectors of what an offer lowers or takes into sets.
pub(super) fn selectors(offer: &Offer) -> impl Iterator<Item = &Selector> {
    let own = offer.parts.is_empty().then_some(&offer.select);
    own.into_iter().chain(offer.parts.iter().map(|part| &part.select)).chain(offer.get_select.as_deref())
}

/// Offers by what they name; those that look at everything apart.
pub(super) fn offers_by_name(offers: &[Offer]) -> (Places, Vec<usize>) {
    let (mut by, mut all) = (Places::default(), Vec::new());
    for (place, offer) in offers.iter().enumerate() {
        if selectors(offer).any(selects_everything) {
            all.push(place);
            continue;
        }
        for selector in selectors(offer) {
            for (facet, ids) in wanted(selector) {
                by.push(facet, ids, place);
            }
        }
    }
    (by.sorted(), all)
}
