//! Random baskets of a small shop: few products, few prices, so that they meet.

use proptest::prelude::*;
use till::money::{Amount, Currency};
use till::names::{Id, Label};
use till::price::request::*;
use till::quantity::{Percent, Quantity, UnitPrice};
use till::shape::read_text;

pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

/// An empty request in euros with three included rates, one added and one of 0 %.
pub fn empty() -> Request {
    let json = serde_json::json!({"currency": "EUR", "options": {"detail": "full"}, "taxes": [
        {"code": "A", "name": "VAT", "rate": "25"}, {"code": "B", "name": "VAT", "rate": "13"},
        {"code": "C", "name": "VAT", "rate": "5"}, {"code": "D", "name": "Levy", "rate": "2.5"},
        {"code": "S", "name": "Tax", "rate": "8.25", "included": false}, {"code": "Z", "name": "VAT", "rate": "0"}]});
    read_text("request", &json.to_string()).unwrap()
}

/// A line of something on the shelf: a product always has the same price, tax, category and floor.
fn shelf(product: usize, units: u32) -> Line {
    let codes: [&[&str]; 7] = [&["A"], &["B"], &["C"], &["A", "D"], &["S"], &["Z"], &[]];
    let price = [330_000, 990_000, 1_500_000, 333_000, 2_490_000, 10_000, 0, 1_459_000, 9_990_000][product % 9];
    let floor = [None, None, Some(800_000), None, Some(2_000_500), None, None, None, Some(9_990_000)][product % 9];
    let blank: Line = read_text("line", r#"{"id": "?", "name": "Product", "quantity": "1"}"#).unwrap();
    Line {
        product: Some(Id::numbered("p", product as u64)),
        quantity: Quantity::whole(units),
        unit_price: UnitPrice::new(price),
        tax_codes: codes[product % codes.len()].iter().map(|code| id(code)).collect(),
        categories: vec![Id::numbered("c", (product % 3) as u64)],
        flags: if product == 11 { vec![Flag::NoDiscount] } else { Vec::new() },
        floor_price: floor.and_then(UnitPrice::new),
        ..blank
    }
}

fn other(which: usize, units: u32) -> Line {
    let line = shelf(which, units);
    match which % 6 {
        0 => Line { kind: LineKind::Deposit, tax_codes: Vec::new(), ..line },
        1 => Line { kind: LineKind::Fee, ..line },
        2 => Line { quantity: Quantity::new(-i64::from(units) * 1_000_000).unwrap(), ..line },
        3 => Line { product: None, ..line },
        4 => Line { unit: Unit::Kilogram, quantity: Quantity::new(i64::from(units) * 245_000).unwrap(), ..line },
        _ => {
            let reductions = vec![Reduction { kind: id("expiry"), amount: Amount::new(1).unwrap(), reason: None }];
            Line { reductions, amount: Some(Amount::new(i64::from(units) * 119).unwrap()), unit_price: None, ..line }
        }
    }
}

fn offer(number: usize, kind: usize, size: u32, category: usize, switches: u32) -> Offer {
    let some = |bit: u32| switches & (1 << bit) != 0;
    let id = Id::numbered("o", number as u64);
    let amount = |minor: u32| Amount::new(i64::from(minor)).ok();
    let category = if category == 3 { Vec::new() } else { vec![Id::numbered("c", category as u64)] };
    let blank: Offer =
        read_text("offer", &serde_json::json!({"id": id.as_str(), "name": "n", "kind": "percent"}).to_string())
            .unwrap();
    let kinds =
        [OfferKind::Percent, OfferKind::AmountOffUnit, OfferKind::AmountOff, OfferKind::UnitPrice, OfferKind::BuyPay];
    Offer {
        name: label(id.as_str()),
        id,
        kind: kinds[kind % kinds.len()],
        step: some(6).then_some(Step::Reward),
        priority: size % 3,
        select: Selector { categories: category, ..blank_selector() },
        when: Conditions {
            min_basket: some(0).then(|| amount(size * 3)).flatten(),
            min_quantity: some(1).then(|| Quantity::whole(size % 6)),
            min_value: some(2).then(|| amount(size)).flatten(),
            coupon: some(3).then(|| Id::word("ten")),
            ..blank_conditions()
        },
        percent: Percent::new(i64::from(size % 101) * 1_000_000),
        amount: amount(size.max(1)),
        unit_price: UnitPrice::new(i64::from(size) * 10_000),
        buy: Some(2 + size % 2 + size % 3),
        pay: Some(1 + size % 2),
        limits: Limits {
            max_discount: some(4).then(|| amount(size * 2)).flatten(),
            max_units: some(5).then_some(1 + size % 4),
            max_applications: some(7).then_some(1 + size % 2),
            ..blank.limits
        },
        exclusive: some(8),
        ..blank
    }
}

fn blank_selector() -> Selector {
    read_text("selector", "{}").unwrap()
}

fn blank_conditions() -> Conditions {
    read_text("conditions", "{}").unwrap()
}

/// Keyed pieces only: what may be spread over lines as one likes.
pub fn keyed_lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec((0..12_usize, 1..5_u32).prop_map(|(product, units)| shelf(product, units)), 1..8)
}

/// Lines of every sort.
pub fn lines() -> impl Strategy<Value = Vec<Line>> {
    let any = prop_oneof![
        3 => (0..12_usize, 1..5_u32).prop_map(|(product, units)| shelf(product, units)),
        1 => (0..12_usize, 1..5_u32).prop_map(|(which, units)| other(which, units)),
    ];
    prop::collection::vec(any, 1..10)
}

pub fn offers() -> impl Strategy<Value = Vec<Offer>> {
    // Few bits set: most offers have few conditions.
    let switches = (any::<u32>(), any::<u32>()).prop_map(|(a, b)| a & b);
    let one = (0..5_usize, 1..400_u32, 0..4_usize, switches);
    prop::collection::vec(one, 0..6).prop_map(|list| {
        let make = |(number, (kind, size, category, switches))| offer(number, kind, size, category, switches);
        list.into_iter().enumerate().map(make).collect()
    })
}

pub fn options() -> impl Strategy<Value = (Rounding, VatRounding)> {
    (prop::sample::select(Rounding::ALL), prop::sample::select(VatRounding::ALL))
}

/// A request with these parts; lines are numbered by place; one coupon, at times a cashier's discount.
pub fn request(lines: Vec<Line>, offers: Vec<Offer>, rounding: (Rounding, VatRounding), allowance: u32) -> Request {
    let mut request = empty();
    request.currency = Currency::EUR;
    request.lines = lines;
    for (place, line) in request.lines.iter_mut().enumerate() {
        line.id = Id::numbered("l", place as u64);
    }
    request.offers = offers;
    request.coupons =
        ["c1", "c2"].map(|coupon| CouponIn { id: id(coupon), scheme: id("ten"), single_use: true }).into();
    (request.options.percent_rounding, request.options.vat_rounding) = rounding;
    if allowance > 0 {
        let amount = Amount::new(i64::from(allowance)).ok();
        request.allowances = vec![cashier("a1", None, amount)];
    }
    request
}

/// A discount by the cashier.
pub fn cashier(name: &str, percent: Option<Percent>, amount: Option<Amount>) -> Allowance {
    let (id, reason) = (id(name), label("Goodwill"));
    Allowance { id, percent, amount, tax_codes: Vec::new(), reason, reason_code: None }
}
