//! Step 0, groups: lines that differ in nothing but place and units are priced as one.
//!
//! What must hold: how units of a keyed product are spread over lines, and the order of lines, change no total. Measured
//! lines and lines without a key never merge. Only `sale` lines with a positive quantity take part; deposits, fees, services,
//! gift loads and whatever takes back keep their value.
//!
//! Canonical order: tax rate, unit price, product key, then whatever else tells lines apart, and their place last. With
//! `order: lines` it is the order of the request, and with `grouping: lines` every line is a group of its own.

use super::Basket;
use super::error::PriceError;
use super::exact::{MILLION, Ratio, div, mul, sum};
use super::request::{Flag, Grouping, Line, LineKind, LineOrder, Rounding, Unit};
use super::tax::Table;
use super::work::{Floor, Group};
use crate::map::{sort, sort_keys, sort_places};
use std::cmp::Ordering;

/// What lines are sorted and merged by.
struct Key<'a> {
    place: usize,
    line: &'a Line,
    taxes: Option<usize>,
    rate: i128,
    price: Ratio,
    /// The eight bytes of the product after those that all products begin with: lines are seldom equal in these, and whoever
    /// compares them need not fetch the text.
    product: u64,
    reduction: Ratio,
}

/// How many bytes all products begin with.
fn common(lines: &[Line]) -> usize {
    let mut products = lines.iter().filter_map(|line| line.product.as_ref()).map(|product| product.as_str().as_bytes());
    let first = products.next().unwrap_or(&[]);
    products.fold(first.len(), |common, product| {
        let mut same = first.iter().zip(product).take(common);
        same.position(|(a, b)| a != b).unwrap_or(common.min(product.len()))
    })
}

/// Bytes as a number that has their order; nothing is before everything.
fn eight(text: &str, from: usize) -> u64 {
    let bytes = text.as_bytes().get(from..).unwrap_or(&[]).iter().chain(&[0; 8]).take(8);
    bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The groups in canonical order, and the places of their lines.
pub(super) fn groups(basket: &Basket<'_>, taxes: &Table) -> Result<(Vec<Group>, Vec<usize>), PriceError> {
    let minor = basket.currency.minor_per_major();
    let mut keys = Vec::with_capacity(basket.lines.len());
    let common = common(basket.lines);
    for (place, line) in basket.lines.iter().enumerate().filter(|(_, line)| takes_part(line)) {
        let set = taxes.of_line.get(place).copied().flatten();
        let reduced = sum(line.reductions.iter().map(|reduction| reduction.amount.wide()))?;
        keys.push(Key {
            place,
            line,
            taxes: set,
            rate: set.and_then(|set| taxes.sets.get(set)).map_or(0, |set| set.rate),
            price: unit_price(line, minor)?,
            product: line.product.as_ref().map_or(0, |product| eight(product.as_str(), common)),
            reduction: Ratio::new(reduced, line.quantity.wide()),
        });
    }
    let (as_asked, apart) = (basket.options.order == LineOrder::Lines, basket.options.grouping == Grouping::Lines);
    let order = sorted(&keys, taxes, as_asked);
    let mut groups: Vec<Group> = Vec::with_capacity(keys.len());
    let mut former: Option<&Key<'_>> = None;
    for (start, key) in order.iter().filter_map(|at| keys.get(*at)).enumerate() {
        let same = former.is_some_and(|former| !apart && merges(key.line) && canonical(former, key) == Ordering::Equal);
        match groups.last_mut() {
            Some(group) if same => group.count = group.count.saturating_add(1),
            _ => groups.push(group(key, start, minor)?),
        }
        former = Some(key);
    }
    let order: Vec<usize> = order.iter().filter_map(|at| keys.get(*at)).map(|key| key.place).collect();
    Ok(if as_asked { by_place(groups, &order) } else { (groups, order) })
}

/// The same groups, each where its first line stands.
fn by_place(mut groups: Vec<Group>, order: &[usize]) -> (Vec<Group>, Vec<usize>) {
    sort(&mut groups, &|a, b| order.get(a.start).cmp(&order.get(b.start)));
    let mut places = Vec::with_capacity(order.len());
    for group in &mut groups {
        let end = group.start.saturating_add(group.count);
        let members = order.get(group.start..end).unwrap_or(&[]);
        group.start = places.len();
        places.extend_from_slice(members);
    }
    (groups, places)
}

/// The largest price that is told from others as a number.
const MOST_PRICE: i128 = (1 << 48) - 1;

/// The order of the keys: by rate and price as numbers, so that few lines are compared in all that they are.
fn sorted(keys: &[Key<'_>], taxes: &Table, as_asked: bool) -> Vec<usize> {
    let mut rates: Vec<i128> = taxes.sets.iter().map(|set| set.rate).chain([0]).collect();
    sort(&mut rates, &i128::cmp);
    rates.dedup();
    let number = |key: &Key<'_>| {
        let rate = rates.partition_point(|rate| *rate < key.rate);
        // In 65536ths of a minor unit, rounded down: what is less by this is less.
        let price = mul(key.price.over, 1 << 16).and_then(|fine| div(fine, key.price.under)).unwrap_or(MOST_PRICE);
        u64::try_from(rate).unwrap_or(0) << 48 | u64::try_from(price.clamp(0, MOST_PRICE)).unwrap_or(0)
    };
    let mut numbers: Vec<(u64, usize)> = keys.iter().enumerate().map(|(at, key)| (number(key), at)).collect();
    sort_keys(&mut numbers);
    let mut order: Vec<usize> = numbers.iter().map(|(_, at)| *at).collect();
    let mut rest = order.as_mut_slice();
    for same in numbers.chunk_by(|a, b| a.0 == b.0) {
        let (these, others) = rest.split_at_mut_checked(same.len()).unwrap_or_default();
        rest = others;
        sort_places(these, &|a, b| match (keys.get(a), keys.get(b)) {
            (Some(a), Some(b)) => {
                canonical(a, b).then_with(|| if as_asked { a.place.cmp(&b.place) } else { within(a, b) })
            }
            _ => Ordering::Equal,
        });
    }
    order
}

/// Whether deals may look at a line at all.
fn takes_part(line: &Line) -> bool {
    let owed = line.amount.is_some_and(crate::money::Amount::is_negative);
    line.kind == LineKind::Sale && line.quantity.millionths() > 0 && !owed
}

fn merges(line: &Line) -> bool {
    line.product.is_some() && line.unit == Unit::Piece
}

/// Minor units for one unit, exactly.
fn unit_price(line: &Line, minor: i128) -> Result<Ratio, PriceError> {
    let by_amount = line.amount.map(|amount| Ok(Ratio::new(mul(amount.wide(), MILLION)?, line.quantity.wide())));
    let by_price =
        || line.unit_price.map_or(Ok(Ratio::new(0, 1)), |price| Ok(Ratio::new(mul(price.wide(), minor)?, MILLION)));
    by_amount.unwrap_or_else(by_price)
}

/// Everything that makes lines different for pricing; equal lines that merge form a group.
fn canonical(a: &Key<'_>, b: &Key<'_>) -> Ordering {
    let (left, right) = (a.line, b.line);
    a.rate
        .cmp(&b.rate)
        .then_with(|| a.price.compare(b.price))
        .then_with(|| a.product.cmp(&b.product))
        .then_with(|| left.product.cmp(&right.product))
        .then_with(|| left.unit.cmp(&right.unit))
        .then_with(|| left.amount.is_some().cmp(&right.amount.is_some()))
        .then_with(|| left.tax_codes.cmp(&right.tax_codes))
        .then_with(|| left.categories.cmp(&right.categories))
        .then_with(|| left.brand.cmp(&right.brand))
        .then_with(|| left.tags.cmp(&right.tags))
        .then_with(|| left.modifiers.cmp(&right.modifiers))
        .then_with(|| left.flags.cmp(&right.flags))
        .then_with(|| left.floor_price.cmp(&right.floor_price))
        .then_with(|| a.reduction.compare(b.reduction))
}

/// Order among lines that are equal so far; the place decides only between lines that are equal in all that counts.
fn within(a: &Key<'_>, b: &Key<'_>) -> Ordering {
    a.line.quantity.cmp(&b.line.quantity).then_with(|| a.line.amount.cmp(&b.line.amount)).then(a.place.cmp(&b.place))
}

fn group(key: &Key<'_>, start: usize, minor: i128) -> Result<Group, PriceError> {
    let line = key.line;
    let pieces = line.unit == Unit::Piece;
    let floor = match line.floor_price {
        None => Floor::None,
        Some(floor) if pieces => Floor::Piece(Rounding::Up.divide(mul(floor.wide(), minor)?, MILLION)?),
        Some(floor) => Floor::Measure(mul(floor.wide(), minor)?),
    };
    Ok(Group {
        start,
        count: 1,
        line: key.place,
        pieces,
        no_discount: line.flags.contains(&Flag::NoDiscount),
        no_coupon: line.flags.contains(&Flag::NoCoupon),
        reduced: key.reduction.over > 0,
        floor,
        taxes: key.taxes,
        units: 0,
        list: 0,
        price: key.price,
    })
}

#[cfg(test)]
mod tests {
    use super::eight;

    #[test]
    fn eight_bytes_have_the_order_of_the_text() {
        let texts = ["", "a", "aa", "aaaaaaaa", "aaaaaaaab", "ab", "ž", "žž", "1", "10", "100000001", "1000000011"];
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            let by_bytes = eight(a, 0).cmp(&eight(b, 0));
            assert!(by_bytes.is_eq() || by_bytes == a.cmp(b), "{a:?} {b:?}");
        }
        assert_eq!(eight("385031001", 6), u64::from_be_bytes(*b"001\0\0\0\0\0"));
        assert_eq!(eight("38", 6), 0);
    }
}
