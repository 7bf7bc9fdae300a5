//! Parts of the answer that the words of the cases do not say.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use serde_json::{Value, json};
use till::price::price_json;

fn priced(request: &Value) -> Value {
    serde_json::from_str(&price_json(&request.to_string())).unwrap()
}

/// Two cashier's discounts and a charge keep the codes and reasons they were asked with (UNCL 5189 and 7161).
#[test]
fn reason_codes_of_allowances_and_charges_are_carried() {
    let answer = priced(&json!({"currency": "EUR",
        "lines": [{"id": "1", "name": "Lamp", "quantity": "1", "unit_price": "10.00"}],
        "allowances": [{"id": "a", "amount": 100, "reason": "Scratched", "reason_code": "103"},
            {"id": "b", "percent": "10", "reason": "Sorry"}],
        "charges": [{"id": "f", "amount": 250, "reason": "Freight", "reason_code": "FC"}]}));
    let [first, second] = [&answer["adjustments"][0], &answer["adjustments"][1]];
    assert_eq!([&first["allowance_code"], &first["text_38"], &first["reason_code"]], ["103", "Scratched", "allowance"]);
    assert_eq!([&second["allowance_code"], &second["amount"]], [&Value::Null, &json!(-90)]);
    assert_eq!([&answer["charges"][0]["reason_code"], &answer["charges"][0]["reason"]], ["FC", "Freight"]);
}

/// 1.00 off three pieces is 0.34, 0.33 and 0.33; off 0.6 kg it is of no piece.
#[test]
fn shares_by_piece() {
    let answer = priced(&json!({"currency": "EUR", "options": {"unit_shares": true, "percent_level": "basket"},
        "lines": [{"id": "1", "name": "Tea", "quantity": "3", "unit_price": "3.00", "tax_codes": ["A", "B"]},
            {"id": "2", "name": "Ham", "quantity": "0.6", "unit": "kilogram", "amount": 100}],
        "taxes": [{"code": "A", "rate": "20", "name": "VAT"}, {"code": "B", "rate": "5", "name": "Local"}],
        "offers": [{"id": "o", "kind": "amount_off", "name": "Off", "amount": 110}]}));
    let shares = &answer["adjustments"][0]["shares"];
    // 1.10 over 9.00 and 1.00: 0.99 and 0.11
    assert_eq!(shares[0]["units"], json!([{"count": 3, "amount": -33}]));
    assert_eq!([&shares[0]["register_tax_code"], &shares[1]["units"]], [&json!("A"), &Value::Null]);
    let answer = priced(&json!({"currency": "EUR", "options": {"unit_shares": true},
        "lines": [{"id": "1", "name": "Tea", "quantity": "3", "unit_price": "3.00"}],
        "offers": [{"id": "o", "kind": "amount_off", "name": "Off", "amount": 100}]}));
    let units = &answer["adjustments"][0]["shares"][0]["units"];
    assert_eq!(*units, json!([{"count": 1, "amount": -34}, {"count": 2, "amount": -33}]));
}

/// Printers have 20 and 38 columns: an offer's own texts, or its name cut.
#[test]
fn texts_fit_printers() {
    let offer = |id: &str, more: Value| {
        let mut offer = json!({"id": id, "kind": "percent", "percent": "1",
            "name": "Summer festival of everything that is cold and sweet"});
        offer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        offer
    };
    let answer = priced(&json!({"currency": "EUR",
        "lines": [{"id": "1", "name": "Ice", "quantity": "1", "unit_price": "10.00"}],
        "offers": [offer("a", json!({})), offer("b", json!({"text_20": "Ice", "text_38": "Ice festival"}))]}));
    let texts =
        |at: usize| ["text_20", "text_38"].map(|field| answer["adjustments"][at][field].as_str().unwrap().to_owned());
    assert_eq!(texts(0).map(|text| text.chars().count() <= 38), [true, true]);
    assert!(texts(0)[0].chars().count() <= 20 && texts(0)[0].starts_with("Summer festival"), "{:?}", texts(0));
    assert_eq!(texts(1), ["Ice", "Ice festival"]);
}

/// Nothing is nothing: an empty basket has a total of zero and no rows.
#[test]
fn an_empty_basket() {
    let answer = priced(&json!({"currency": "JPY"}));
    assert_eq!(answer["totals"]["total"], json!(0));
    assert_eq!([&answer["lines"], &answer["taxes"], &answer["adjustments"]], [&json!([]); 3]);
    assert_eq!(answer.get("payment"), None);
}
