//! Baskets by chance, as the JSON a register might send: every kind of offer, line, tax and option, on few products, so
//! that offers meet.

use super::chance::Chance;
use serde_json::{Value, json};
use till::price::request::{
    Bands, CapBreach, Choice, Detail, FaceValue, IncludedTax, OfferKind, PercentBase, PercentLevel, Remainder,
    Rounding, SetShares, SplitBy, Step, ThresholdBase, VatRounding, Which,
};
use till::shape::Shape;

/// The basket of a seed.
pub fn basket(seed: u64) -> Value {
    let chance = &mut Chance::new(seed);
    let lines: Vec<Value> = (0..chance.from(1, 12)).map(|number| line(number, chance)).collect();
    let offers: Vec<Value> = (0..chance.from(1, 9)).map(|number| offer(number, chance)).collect();
    let coupons: Vec<Value> = (0..chance.below(4))
        .map(|number| json!({"id": format!("c{number}"), "scheme": chance.one(&["ten", "five"]), "single_use": chance.once_in(2)}))
        .collect();
    let mut basket = json!({
        "currency": chance.one(&["EUR", "EUR", "EUR", "JPY", "KWD"]), "lines": lines, "taxes": taxes(chance),
        "offers": offers, "coupons": coupons, "options": options(chance), "offset_minutes": 60, "store": "s1", "till": "1",
        "channel": "till",
    });
    if !chance.once_in(4) {
        basket["at"] = json!(format!("2026-11-{:02}T{:02}:15:00+01:00", chance.from(10, 29), chance.from(8, 21)));
    }
    if chance.once_in(2) {
        basket["customer"] =
            json!({"groups": ["gold"], "cards": ["00000042"], "purchases": chance.below(12), "birthday": "11-21"});
    }
    if chance.once_in(3) {
        let allowance =
            if chance.once_in(2) { json!({"percent": "5"}) } else { json!({"amount": chance.from(1, 300)}) };
        basket["allowances"] = json!([with(allowance, json!({"id": "a1", "reason": "Goodwill"}))]);
    }
    if chance.once_in(5) {
        basket["charges"] = json!([{"id": "x1", "percent": "2.5", "tax_codes": ["A"], "reason": "Packing"}]);
    }
    if chance.once_in(3) {
        basket["tenders"] =
            json!([{"id": "t1", "kind": chance.one(&["cash", "card"]), "amount": chance.from(1, 9000)}]);
        basket["tender"] = basket["tenders"][0]["kind"].clone();
    }
    if chance.once_in(4) {
        basket["used"] = json!([{"offer_id": "o1", "uses": chance.below(3), "uses_customer": 0, "uses_day": 1, "amount": chance.below(200)}]);
    }
    basket
}

fn with(mut object: Value, more: Value) -> Value {
    for (key, value) in more.as_object().into_iter().flatten() {
        object[key] = value.clone();
    }
    object
}

/// One of these, as JSON.
fn word<T: Shape + Copy>(chance: &mut Chance, all: &[T]) -> Value {
    json(&chance.one(all))
}

/// The JSON of a shape.
pub fn json(shape: &impl Shape) -> Value {
    serde_json::from_str(&shape.write().to_string()).unwrap()
}

fn taxes(chance: &mut Chance) -> Value {
    json!([
        {"code": "A", "name": "VAT", "rate": "25"}, {"code": "B", "name": "VAT", "rate": "13"},
        {"code": "C", "name": "VAT", "rate": "5", "on_taxes": chance.once_in(3)},
        {"code": "L", "name": "Levy", "rate": "0", "levy": "0.035"},
        {"code": "S", "name": "Tax", "rate": "8.25", "included": false},
        {"code": "Z", "name": "VAT", "rate": "0", "reason": "exempt"},
    ])
}

fn line(number: usize, chance: &mut Chance) -> Value {
    let product = chance.below(9);
    let price = ["0.33", "0.99", "1.50", "0.333", "2.49", "0.01", "7.129", "1.459", "19.90"][product];
    let codes: &[&str] = [&["A"][..], &["B"], &["C", "L"], &["A", "C"], &["S"], &["Z"], &[]][product % 7];
    let mut line = json!({
        "id": format!("l{number}"), "name": "Product", "product": format!("p{product}"), "unit_price": price,
        "quantity": chance.from(1, 5).to_string(), "tax_codes": codes, "categories": [format!("c{}", product % 3)],
        "brand": format!("b{}", product % 2),
    });
    if product == 4 {
        line["floor_price"] = json!("2.05");
    }
    let more = match chance.below(24) {
        0 => json!({"kind": "deposit", "tax_codes": []}),
        1 => json!({"kind": "fee"}),
        2 => json!({"kind": "return_free", "quantity": "-2"}),
        3 => json!({"product": null}),
        4 => json!({"unit": "kilogram", "quantity": "0.745"}),
        5 => json!({"unit": "litre", "quantity": "12.5"}),
        6 => json!({"reductions": [{"kind": "expiry", "amount": 1}]}),
        7 => json!({"amount": chance.from(100, 900), "unit_price": null}),
        8 => json!({"flags": ["no_discount"]}),
        9 => json!({"flags": ["no_coupon", "no_points"]}),
        10 => json!({"deposit": 25}),
        11 => json!({"tags": ["new"], "modifiers": ["large"]}),
        12 => json!({"kind": "service"}),
        13 => json!({"kind": "gift_card_load", "tax_codes": [], "unit_price": "25.00", "quantity": "1"}),
        _ => json!({}),
    };
    without_nulls(with(line, more))
}

fn without_nulls(mut object: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    object
}

fn selector(chance: &mut Chance) -> Value {
    match chance.below(6) {
        0 => json!({}),
        1 => json!({"brands": [format!("b{}", chance.below(2))], "except_products": [format!("p{}", chance.below(9))]}),
        2 => json!({"products": [format!("p{}", chance.below(9)), format!("p{}", chance.below(9))]}),
        3 => json!({"categories": ["c0", "c1"], "min_price": "0.40", "max_price": "7.129"}),
        _ => json!({"categories": [format!("c{}", chance.below(3))]}),
    }
}

fn offer(number: usize, chance: &mut Chance) -> Value {
    let kind = chance.one(OfferKind::ALL);
    let mut offer = json!({
        "id": format!("o{number}"), "name": format!("Offer {number}"), "kind": json(&kind), "priority": chance.from(1, 3),
        "select": selector(chance), "when": when(chance), "limits": limits(chance), "exclusive": chance.once_in(8),
    });
    if chance.once_in(6) {
        offer["stacking_group"] = json!("g1");
    }
    if chance.once_in(6) {
        offer["step"] = word(chance, Step::ALL);
    }
    if chance.once_in(6) {
        offer["funder"] = json!("maker:m1");
        offer["settles_as"] = json!(chance.one(&["discount", "tender"]));
    }
    with(offer, benefit(kind, chance))
}

fn benefit(kind: OfferKind, chance: &mut Chance) -> Value {
    let percent = chance.one(&["10", "33.3", "50", "7.5", "100"]);
    let amount = chance.from(1, 250);
    let buy = chance.from(2, 4);
    match kind {
        OfferKind::Percent => json!({"percent": percent}),
        OfferKind::AmountOffUnit | OfferKind::AmountOff | OfferKind::BasketPrice => json!({"amount": amount}),
        OfferKind::UnitPrice => json!({"unit_price": "0.79"}),
        OfferKind::BuyPay => json!({"buy": buy, "pay": chance.from(1, buy - 1), "which": word(chance, Which::ALL),
            "same_product": chance.once_in(3)}),
        OfferKind::BuyGet => json!({"buy": buy, "percent": percent, "propose": chance.once_in(2),
            "bought_count": chance.once_in(2), "get_select": selector(chance)}),
        OfferKind::SetPrice if chance.once_in(2) => json!({"amount": amount,
            "parts": [{"select": {"categories": ["c0"]}, "quantity": 2}, {"select": {"categories": ["c1"]}}]}),
        OfferKind::SetPrice => json!({"amount": amount, "buy": buy}),
        OfferKind::SetOff => json!({"percent": percent, "buy": buy}),
        OfferKind::UnitNumber => {
            json!({"percent": percent, "first": chance.from(1, 3), "which": word(chance, Which::ALL)})
        }
        OfferKind::Tiers if chance.once_in(4) => {
            json!({"bands": "every", "tiers": [{"from_value": 700, "amount_off": 50}]})
        }
        OfferKind::Tiers => json!({"bands": word(chance, &[Bands::Whole, Bands::Each]),
            "tiers": [{"from_quantity": "2", "percent": "5"}, {"from_quantity": "6", "percent": percent}]}),
        OfferKind::Campaign => json!({"campaign": {"name": "Campaign", "code": "B00000000001",
            "operation": "amount >= 2 ? amount - (Math.floor(amount / 2) * 0.5) : amount"}}),
        OfferKind::Points | OfferKind::Stamps => json!({"earn": {"count": chance.from(1, 5), "per_amount": amount}}),
        OfferKind::Cashback => json!({"percent": percent}),
        OfferKind::Voucher => json!({"amount": amount, "earn": {"scheme": "ten", "per_units": "3"}}),
    }
}

fn when(chance: &mut Chance) -> Value {
    match chance.below(12) {
        0 => json!({"min_basket": chance.from(100, 3000)}),
        1 => json!({"min_quantity": chance.from(1, 6).to_string()}),
        2 => json!({"min_value": chance.from(1, 900), "select": {"categories": ["c1"]}}),
        3 => json!({"coupon": chance.one(&["ten", "five"])}),
        4 => json!({"weekdays": [1, 2, 6], "from_minute": 600, "until_minute": 1200}),
        5 => json!({"member": true, "groups": ["gold"]}),
        6 => json!({"any": [{"stores": ["s2"]}, {"min_basket": 500}], "not": [{"channels": ["kiosk"]}]}),
        7 => json!({"birthday_days": 3}),
        8 => json!({"tenders": ["card"]}),
        _ => json!({}),
    }
}

fn limits(chance: &mut Chance) -> Value {
    match chance.below(8) {
        0 => json!({"max_discount": chance.from(1, 300)}),
        1 => json!({"max_units": chance.from(1, 5), "not_reduced": true}),
        2 => json!({"max_applications": chance.from(1, 2)}),
        3 => json!({"max_uses": 2, "budget": 500}),
        _ => json!({}),
    }
}

fn options(chance: &mut Chance) -> Value {
    json!({
        "choice": word(chance, Choice::ALL), "search_nodes": chance.one(&[50, 400, 2000]),
        "percent_rounding": word(chance, Rounding::ALL), "percent_level": word(chance, PercentLevel::ALL),
        "percent_base": word(chance, PercentBase::ALL), "remainder": word(chance, Remainder::ALL),
        "split_by": word(chance, SplitBy::ALL), "split_evenly": chance.once_in(3),
        "set_shares": word(chance, SetShares::ALL),
        "threshold_base": word(chance, ThresholdBase::ALL), "threshold_net": chance.once_in(3),
        "cap_breach": word(chance, CapBreach::ALL), "face_value": word(chance, FaceValue::ALL),
        "vat_rounding": word(chance, VatRounding::ALL), "tax_rounding": word(chance, Rounding::ALL),
        "included_tax": word(chance, IncludedTax::ALL), "cash_step": chance.one(&[1, 5, 10, 50]),
        "cash_rounding": word(chance, Rounding::ALL), "detail": word(chance, Detail::ALL),
    })
}
