//! Which groups an offer looks at, found through an index, so that cost grows with the groups that match.
//!
//! What must hold: the places come back sorted, which is canonical order, and each once.

use super::request::{Line, Selector};
use super::work::Group;
use crate::map::{Map, sort};
use crate::names::Id;

/// Groups by product, category, brand and tag.
#[derive(Default)]
pub(super) struct Index<'a> {
    by: Map<(Facet, &'a str), Vec<usize>>,
    groups: usize,
}

/// What a selector may name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Facet {
    Product,
    Category,
    Brand,
    Tag,
}

impl<'a> Index<'a> {
    pub(super) fn new(lines: &'a [Line], groups: &[Group]) -> Index<'a> {
        let mut by: Map<(Facet, &'a str), Vec<usize>> = Map::new();
        for (place, group) in groups.iter().enumerate() {
            let Some(line) = lines.get(group.line) else {
                continue;
            };
            let product = line.product.iter().map(|id| (Facet::Product, id));
            let categories = line.categories.iter().map(|id| (Facet::Category, id));
            let brand = line.brand.iter().map(|id| (Facet::Brand, id));
            let tags = line.tags.iter().map(|id| (Facet::Tag, id));
            for (facet, id) in product.chain(categories).chain(brand).chain(tags) {
                by.change((facet, id.as_str()), |places| places.push(place));
            }
        }
        Index { by, groups: groups.len() }
    }

    /// The groups that match any of the selector's lists and none of its exclusions.
    pub(super) fn find(&self, selector: &Selector) -> Vec<usize> {
        let wanted = [
            (Facet::Product, &selector.products),
            (Facet::Category, &selector.categories),
            (Facet::Brand, &selector.brands),
            (Facet::Tag, &selector.tags),
        ];
        let mut found = if selects_everything(selector) { (0..self.groups).collect() } else { self.any_of(&wanted) };
        if !(selector.except_products.is_empty() && selector.except_categories.is_empty()) {
            let except = self
                .any_of(&[(Facet::Product, &selector.except_products), (Facet::Category, &selector.except_categories)]);
            found.retain(|place| except.binary_search(place).is_err());
        }
        found
    }

    fn any_of(&self, lists: &[(Facet, &Vec<Id>)]) -> Vec<usize> {
        let names = lists.iter().flat_map(|(facet, ids)| ids.iter().map(|id| (*facet, id.as_str())));
        let mut found: Vec<usize> = names.filter_map(|name| self.by.get(&name)).flatten().copied().collect();
        sort(&mut found, &usize::cmp);
        found.dedup();
        found
    }
}

/// Whether a selector names nothing that it wants: then it wants everything.
pub(super) fn selects_everything(selector: &Selector) -> bool {
    [&selector.products, &selector.categories, &selector.brands, &selector.tags].iter().all(|list| list.is_empty())
}
