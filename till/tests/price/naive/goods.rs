//! The goods: every piece a unit of its own, every measured line one unit.
//!
//! What rounding happens once for is a group: lines that differ in nothing but their place and how many they are. Units of
//! a group that went the same way through all offers share their fate: what they cost together is spread evenly.

use super::frac::{Frac, level, split, split_within};
use super::returns::{Back, Kept, returns};
use super::taxes::Book;
use till::price::request::{
    Flag, Grouping, Line, LineKind, LineOrder, Request, Rounding, Selector, SplitBy, Unit as Measure,
};

pub const MILLION: i128 = 1_000_000;

/// Lines that are priced as one.
pub struct Group<'a> {
    pub line: &'a Line,
    /// Places of the lines, canonical order.
    pub lines: Vec<usize>,
    pub pieces: bool,
    pub reduced: bool,
    /// The lowest price of one, minor units; of a piece a whole number.
    floor: Frac,
    /// What part of a price is without included taxes, levies apart.
    pub net: Frac,
    /// By how much added taxes lift a price: 1.1 for 10 %.
    pub lift: Frac,
    pub price: Frac,
    pub size: i128,
    pub list: i128,
}

/// A piece, or a measure of something (millionths).
#[derive(Clone, Debug)]
pub struct Unit {
    pub group: usize,
    pub fate: usize,
    pub size: i128,
    pub value: i128,
    pub list: i128,
    pub bound: bool,
    pub touched: bool,
    pub locked: bool,
}

/// A unit, or the first part of a measure.
#[derive(Clone, Debug)]
pub struct Piece {
    pub at: usize,
    pub size: i128,
    pub value: i128,
}

/// Some units of one fate.
#[derive(Clone, Debug)]
pub struct Part {
    pub group: usize,
    pub fate: usize,
    pub pieces: Vec<Piece>,
    pub size: i128,
    pub value: i128,
    pub list: i128,
    pub room: i128,
}

/// A line as it is priced so far.
#[derive(Clone, Default)]
pub struct Row {
    pub list: i128,
    pub reduction: i128,
    pub discount: i128,
    pub floor: i128,
    pub tendered: i128,
    pub face: i128,
}

impl Row {
    pub fn amount(&self) -> i128 {
        self.list + self.reduction + self.discount
    }
}

pub struct Goods<'a> {
    pub request: &'a Request,
    pub groups: Vec<Group<'a>>,
    pub rows: Vec<Row>,
    pub units: Vec<Unit>,
    /// By line: what comes back.
    pub back: Vec<Option<Back>>,
    /// Lines of a sale that are kept and whose price changed, with their tax codes.
    pub kept: Vec<Kept>,
}

pub fn minor(request: &Request) -> i128 {
    10_i128.pow(u32::from(request.currency.digits()))
}

fn price_of(line: &Line, minor: i128) -> Frac {
    let quantity = Frac::millionths(line.quantity.millionths());
    match (line.amount, line.unit_price) {
        (Some(amount), _) => Frac::whole(amount.wide()) / quantity,
        (None, Some(price)) => Frac::millionths(price.millionths()) * Frac::whole(minor),
        (None, None) => Frac::whole(0),
    }
}

fn reduced(line: &Line) -> i128 {
    line.reductions.iter().map(|reduction| reduction.amount.wide()).sum()
}

/// Everything by which lines differ: equal lines of keyed pieces are one group.
type Key<'a> = (
    (Frac, Frac, &'a Option<till::names::Id>, Measure, bool),
    (&'a Vec<till::names::Id>, &'a Vec<till::names::Id>, &'a Option<till::names::Id>, &'a Vec<till::names::Id>),
    (&'a Vec<till::names::Id>, &'a Vec<Flag>, Option<till::quantity::UnitPrice>, Frac),
);

fn key<'a>(line: &'a Line, book: &Book<'_>, minor: i128) -> Key<'a> {
    let quantity = Frac::millionths(line.quantity.millionths());
    (
        (book.rate(line), price_of(line, minor), &line.product, line.unit, line.amount.is_some()),
        (&line.tax_codes, &line.categories, &line.brand, &line.tags),
        (&line.modifiers, &line.flags, line.floor_price, Frac::whole(reduced(line)) / quantity),
    )
}

impl<'a> Goods<'a> {
    pub fn new(request: &'a Request, book: &Book<'_>) -> Goods<'a> {
        let minor = minor(request);
        let owed = |line: &Line| line.amount.is_some_and(till::money::Amount::is_negative);
        let mut places: Vec<usize> = (0..request.lines.len())
            .filter(|at| {
                let line = &request.lines[*at];
                line.kind == LineKind::Sale && line.quantity.millionths() > 0 && !owed(line)
            })
            .collect();
        let line = |at: &usize| &request.lines[*at];
        let key = |at: &usize| key(line(at), book, minor);
        let asked = request.options.order == LineOrder::Lines;
        places.sort_by(|a, b| {
            let within = |at: &usize| if asked { None } else { Some((line(at).quantity, line(at).amount)) };
            key(a).cmp(&key(b)).then_with(|| (within(a), *a).cmp(&(within(b), *b)))
        });
        let mut rows = vec![Row::default(); request.lines.len()];
        let (back, kept) = returns(request);
        for ((row, line), back) in rows.iter_mut().zip(&request.lines).zip(&back) {
            if let Some(back) = back {
                *row = back.row.clone();
                continue;
            }
            let exact = price_of(line, minor) * Frac::millionths(line.quantity.millionths());
            row.list = line.amount.map_or(exact.round(request.options.price_rounding), till::money::Amount::wide);
            row.reduction = if row.list < 0 { reduced(line) } else { -reduced(line) };
        }
        let mut groups: Vec<Group<'a>> = Vec::new();
        for at in places {
            let equal = request.options.grouping == Grouping::Equal;
            let mergeable = equal && line(&at).product.is_some() && line(&at).unit == Measure::Piece;
            match groups.last_mut().filter(|group| mergeable && key(&group.lines[0]) == key(&at)) {
                Some(group) => group.lines.push(at),
                None => groups.push(Group::new(&request.lines[at], at, book, minor)),
            }
        }
        if asked {
            groups.sort_by_key(|group| group.lines[0]);
        }
        let mut goods = Goods { request, groups, rows, units: Vec::new(), back, kept };
        goods.value();
        goods
    }

    /// List values by group, floors, and the units.
    fn value(&mut self) {
        for (at, group) in self.groups.iter_mut().enumerate() {
            let sizes: Vec<i128> = group.lines.iter().map(|line| self.request.lines[*line].quantity.wide()).collect();
            group.size = sizes.iter().sum();
            if group.line.amount.is_none() {
                let exact = group.price * Frac::new(group.size, MILLION);
                let parts =
                    split(self.request.options.remainder, exact.round(self.request.options.price_rounding), &sizes);
                group.lines.iter().zip(parts).for_each(|(line, part)| self.rows[*line].list = part);
            }
            for (line, size) in group.lines.iter().zip(&sizes) {
                self.rows[*line].floor = group.floor(*size);
            }
            group.list = group.lines.iter().map(|line| self.rows[*line].list).sum();
            let value: i128 = group.lines.iter().map(|line| self.rows[*line].amount()).sum();
            let count = if group.pieces { (group.size / MILLION) as usize } else { 1 };
            let sizes = if group.pieces { vec![MILLION; count] } else { vec![group.size] };
            for ((size, value), list) in sizes.iter().zip(level(value, count)).zip(level(group.list, count)) {
                let (fate, bound, touched, locked) = (0, false, false, false);
                self.units.push(Unit { group: at, fate, size: *size, value, list, bound, touched, locked });
            }
        }
    }

    /// The groups of a selector.
    pub fn find(&self, selector: &Selector) -> Vec<usize> {
        let named = |line: &Line, products: &[_], categories: &[_], brands: &[_], tags: &[_]| {
            line.product.as_ref().is_some_and(|product| products.contains(product))
                || line.categories.iter().any(|category| categories.contains(category))
                || line.brand.as_ref().is_some_and(|brand| brands.contains(brand))
                || line.tags.iter().any(|tag| tags.contains(tag))
        };
        let s = selector;
        let all = s.products.is_empty() && s.categories.is_empty() && s.brands.is_empty() && s.tags.is_empty();
        let minor = Frac::whole(minor(self.request));
        let fits = |at: &usize| {
            let group = &self.groups[*at];
            let price = |limit: till::quantity::UnitPrice| Frac::millionths(limit.millionths()) * minor;
            (all || named(group.line, &s.products, &s.categories, &s.brands, &s.tags))
                && !named(group.line, &s.except_products, &s.except_categories, &s.except_brands, &s.except_tags)
                && s.min_price.is_none_or(|least| group.price >= price(least))
                && s.max_price.is_none_or(|most| group.price <= price(most))
        };
        (0..self.groups.len()).filter(fits).collect()
    }

    pub fn cost(&self, units: &[Unit], group: usize) -> i128 {
        units.iter().filter(|unit| unit.group == group).map(|unit| unit.value).sum()
    }

    /// Some of the units of one fate, or a first part of a measure.
    pub fn part(&self, units: &[Unit], pieces: Vec<Piece>) -> Part {
        let Unit { group, fate, .. } = units[pieces[0].at];
        let mates: Vec<&Unit> = units.iter().filter(|unit| (unit.group, unit.fate) == (group, fate)).collect();
        let size: i128 = pieces.iter().map(|piece| piece.size).sum();
        let value: i128 = pieces.iter().map(|piece| piece.value).sum();
        let own = &self.groups[group];
        let (list, room) = if own.pieces {
            let room = pieces.iter().map(|piece| (piece.value - own.floor(MILLION)).max(0)).sum();
            // Of units that cost the same the first are meant.
            let mut values: Vec<i128> = pieces.iter().map(|piece| piece.value).collect();
            values.sort_unstable();
            let list = |same: &[i128]| -> i128 {
                let equal = mates.iter().filter(|unit| unit.value == same[0]);
                equal.take(same.len()).map(|unit| unit.list).sum()
            };
            (values.chunk_by(|a, b| a == b).map(list).sum(), room)
        } else {
            (Frac::new(mates[0].list * size, mates[0].size).round(Rounding::HalfUp), (value - own.floor(size)).max(0))
        };
        Part { group, fate, pieces, size, value, list, room }
    }

    /// Units as parts, by group and fate.
    pub fn parts(&self, units: &[Unit], pieces: &[Piece]) -> Vec<Part> {
        let fate = |piece: &Piece| (units[piece.at].group, units[piece.at].fate);
        let mut sorted = pieces.to_vec();
        sorted.sort_by_key(|piece| (fate(piece), piece.at));
        sorted.chunk_by(|a, b| fate(a) == fate(b)).map(|same| self.part(units, same.to_vec())).collect()
    }

    /// So much of a unit: of a measure its share of the value, rounded half up, so that neither it nor the rest gains room.
    pub fn portion(&self, units: &[Unit], at: usize, size: i128) -> Piece {
        let (unit, group) = (&units[at], &self.groups[units[at].group]);
        if size == unit.size {
            return Piece { at, size, value: unit.value };
        }
        let share = Frac::new(unit.value * size, unit.size).round(Rounding::HalfUp);
        let (floor, above) = (group.floor(size), unit.value - group.floor(unit.size));
        Piece { at, size, value: floor + (share - floor).clamp(above.min(0), above.max(0)) }
    }

    /// The dearest units, no more than so much of them: by what the units of a fate cost on average.
    pub fn dearest(&self, units: &[Unit], parts: &[Part], most: i128) -> Vec<Part> {
        let mut order: Vec<&Part> = parts.iter().collect();
        let each = |part: &Part| Frac::new(part.value, part.size);
        order.sort_by(|a, b| each(b).cmp(&each(a)).then((a.group, a.fate).cmp(&(b.group, b.fate))));
        let (mut left, mut kept) = (most, Vec::new());
        for part in order {
            for piece in &part.pieces {
                let fits = if self.groups[part.group].pieces { left - left % MILLION } else { left };
                let size = piece.size.min(fits);
                if size > 0 {
                    kept.push(self.portion(units, piece.at, size));
                    left -= size;
                }
            }
        }
        self.parts(units, &kept)
    }

    /// By what one amount is split.
    pub fn weight(&self, group: usize, value: i128) -> i128 {
        match self.request.options.split_by {
            SplitBy::Gross => value,
            SplitBy::Net => (Frac::whole(value * MILLION) * self.groups[group].net).floor(),
        }
    }

    /// One amount over parts, as far as there is room.
    pub fn spread(&self, total: i128, parts: &[Part]) -> Vec<i128> {
        let rooms: Vec<i128> = parts.iter().map(|part| part.room).collect();
        if total >= rooms.iter().sum() {
            return rooms;
        }
        let weights: Vec<i128> = parts.iter().map(|part| self.weight(part.group, part.value)).collect();
        split_within(self.request.options.remainder, total, &weights, &rooms)
    }

    /// The same for each group apart, the amount worked out on all of its parts together.
    pub fn by_group(&self, parts: &[Part], off: impl Fn(&[Part]) -> i128) -> Vec<i128> {
        parts.chunk_by(|a, b| a.group == b.group).flat_map(|same| self.spread(off(same).max(0), same)).collect()
    }
}

impl<'a> Group<'a> {
    fn new(line: &'a Line, place: usize, book: &Book<'_>, minor: i128) -> Group<'a> {
        let pieces = line.unit == Measure::Piece;
        let exact = line.floor_price.map_or(0, |floor| i128::from(floor.millionths()));
        let floor = Frac::new(exact * minor, MILLION);
        let floor = if pieces { Frac::whole(floor.round(Rounding::Up)) } else { floor };
        let (net, lift) = book.factors(line);
        let (price, reduced) = (price_of(line, minor), reduced(line) > 0);
        Group { line, lines: vec![place], pieces, reduced, floor, net, lift, price, size: 0, list: 0 }
    }

    /// The lowest value of so much.
    pub fn floor(&self, size: i128) -> i128 {
        (self.floor * Frac::new(size, MILLION)).round(Rounding::Up)
    }
}
