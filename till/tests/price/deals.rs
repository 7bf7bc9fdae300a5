//! Random offers of every kind, earnings and tenders included, on the shelf of `shop`.

use proptest::prelude::*;
use serde_json::{Value, json};
use till::price::check_offer;
use till::price::request::Offer;
use till::shape::read_text;

const KINDS: usize = 20;

fn benefit(kind: usize, size: u32) -> Value {
    let (rate, amount, price) = (format!("{}", size % 101), size, format!("{}.{:02}", size / 100, size % 100));
    let count = 2 + size % 3;
    match kind {
        0 => json!({"kind": "percent", "percent": rate}),
        1 => json!({"kind": "amount_off_unit", "amount": amount}),
        2 => json!({"kind": "amount_off", "amount": amount}),
        3 => json!({"kind": "unit_price", "unit_price": price}),
        4 => json!({"kind": "buy_pay", "buy": count, "pay": 1}),
        5 => json!({"kind": "buy_get", "buy": count, "percent": rate}),
        6 => json!({"kind": "buy_get", "buy": 1, "get_select": {"categories": ["c1"]}, "unit_price": price}),
        7 => json!({"kind": "set_price", "buy": count, "amount": amount}),
        8 => json!({"kind": "set_price", "amount": amount,
            "parts": [{"select": {"categories": ["c0"]}}, {"select": {"categories": ["c1"]}, "quantity": 2}]}),
        9 => json!({"kind": "set_off", "buy": count, "percent": rate}),
        10 => json!({"kind": "unit_number", "first": 2, "percent": rate}),
        11 => json!({"kind": "tiers",
            "tiers": [{"from_quantity": "2", "percent": "5"}, {"from_quantity": "5", "percent": rate}]}),
        12 => json!({"kind": "tiers", "bands": "each",
            "tiers": [{"from_value": 200, "percent": rate}, {"from_value": 1200, "amount_off": amount}]}),
        13 => json!({"kind": "basket_price", "amount": amount * 3}),
        14 => json!({"kind": "campaign", "campaign": {"name": "Pairs", "code": "B00000000001",
            "operation": "amount >= 2 ? amount - Math.floor(amount / 2) * 0.5 : amount"}}),
        15 => json!({"kind": "points", "earn": {"per_amount": 1 + size % 90}}),
        16 => json!({"kind": "points", "earn": {"count": size}}),
        17 => json!({"kind": "stamps", "earn": {"per_units": "2"}}),
        18 => json!({"kind": "cashback", "percent": rate}),
        _ => json!({"kind": "voucher", "earn": {"scheme": "later"}}),
    }
}

fn offer(number: usize, kind: usize, size: u32, category: usize, switches: u32) -> Option<Offer> {
    let some = |bit: u32| switches & (1 << bit) != 0;
    let id = format!("d{number}");
    let mut offer = benefit(kind, size);
    (offer["id"], offer["name"]) = (json!(id), json!(id));
    if category < 3 {
        offer["select"] = json!({"categories": [format!("c{category}")]});
    }
    if some(0) {
        offer["when"]["min_basket"] = json!(size * 4);
    }
    if some(1) {
        offer["when"]["coupon"] = json!("ten");
    }
    if some(2) && kind < 15 {
        (offer["settles_as"], offer["funder"]) = (json!("tender"), json!("maker:m"));
    }
    if some(3) && some(1) && matches!(kind, 4 | 5 | 7 | 9) {
        offer["same_product"] = json!(true);
    }
    if some(3) {
        offer["exclusive"] = json!(true);
    }
    if some(4) {
        offer["limits"] = json!({"max_discount": size});
    }
    let offer: Offer = read_text("offer", &offer.to_string()).unwrap();
    check_offer(&offer).is_ok().then_some(offer)
}

/// Offers of every kind.
pub fn deals() -> impl Strategy<Value = Vec<Offer>> {
    // Few bits set: most offers have few conditions.
    let switches = (any::<u32>(), any::<u32>()).prop_map(|(a, b)| a & b);
    let one = (0..KINDS, 1..400_u32, 0..4_usize, switches);
    prop::collection::vec(one, 0..6).prop_map(|list| {
        let make = |(number, (kind, size, category, switches))| offer(number, kind, size, category, switches);
        list.into_iter().enumerate().filter_map(make).collect()
    })
}

#[test]
fn every_kind_is_an_offer() {
    for kind in 0..KINDS {
        assert!(offer(0, kind, 50, 1, 0).is_some(), "{kind}");
    }
}
