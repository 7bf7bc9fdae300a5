//! Every field of a request with values that do not fit: what is refused names the field, a code and what would be accepted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use serde_json::{Value, json};
use till::names::Id;
use till::price::request::{Original, Request};
use till::price::{price, price_json};
use till::shape::{Shape, read_text};

const CODES: [&str; 13] = [
    "required",
    "wrong_type",
    "out_of_range",
    "malformed",
    "unknown_value",
    "too_many",
    "duplicate",
    "conflict",
    "overflow",
    "not_supported",
    "too_long",
    "too_deep",
    "division_by_zero",
];

fn lines() -> Value {
    json!([
        {"id": "1", "kind": "sale", "product": "p", "name": "Tea", "quantity": "3", "unit": "piece", "unit_price": "2.50",
         "reductions": [{"kind": "expiry", "amount": 10, "reason": "Soon over"}], "tax_codes": ["L", "V"], "categories": ["c"],
         "brand": "b", "tags": ["t"], "modifiers": ["m"], "flags": ["no_points"], "floor_price": "0.10", "deposit": 25,
         "parent": "2", "min_age": 18},
        {"id": "2", "name": "Ham", "quantity": "0.5", "unit": "kilogram", "amount": 400, "tax_codes": ["X"]},
        {"id": "3", "kind": "refund_of", "name": "Jam", "quantity": "-1", "tax_codes": ["X"],
         "original": {"sale": "s", "line": "9"}}
    ])
}

fn conditions(inner: bool) -> Value {
    let mut conditions = json!({
        "valid_from": "2026-01-01T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z", "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "from_minute": 0, "until_minute": 1440, "select": {"products": ["p"]}, "min_quantity": "1", "min_value": 1,
        "min_basket": 1, "member": true, "groups": ["gold"], "every_purchase": 10, "first_purchases": 20, "birthday_days": 3, "stores": ["s1"],
        "tills": ["t1"], "channels": ["till"], "tenders": ["cash"]
    });
    if inner {
        for list in ["all", "any", "not"] {
            conditions[list] = json!([conditions.clone()]);
        }
    }
    conditions
}

fn offers() -> Value {
    let select = json!({"products": ["p"], "categories": ["c"], "brands": ["b"], "tags": ["t"], "min_price": "0.01",
        "max_price": "99", "except_products": ["q"], "except_categories": ["d"], "except_brands": ["e"], "except_tags": ["f"]});
    let limits = json!({"max_discount": 500, "max_units": 5, "max_applications": 5, "max_uses": 5, "max_uses_customer": 5,
        "max_uses_day": 5, "budget": 9000, "not_reduced": false});
    json!([
        {"id": "o1", "kind": "percent", "name": "Off", "text_20": "Off", "text_38": "Off", "step": "item", "priority": 1,
         "select": select, "when": conditions(true), "percent": "10", "on_choice": true, "limits": limits, "exclusive": true,
         "stacking_group": "g", "settles_as": "discount", "funder": "maker:m"},
        {"id": "o2", "kind": "buy_get", "name": "Get", "buy": 2, "get": 1, "get_select": select, "which": "nth", "nth": 1,
         "bought_count": true, "propose": true, "unit_price": "1.00"},
        {"id": "o3", "kind": "set_price", "name": "Set", "amount": 300, "parts": [{"select": select, "quantity": 1}]},
        {"id": "o4", "kind": "unit_number", "name": "Second", "first": 2, "last": 2, "percent": "50"},
        {"id": "o5", "kind": "tiers", "name": "More", "bands": "each", "tiers": [
            {"from_quantity": "2", "percent": "5"}, {"from_quantity": "3", "amount_off_unit": 10},
            {"from_quantity": "4", "amount_off": 10}, {"from_quantity": "5", "unit_price": "1.00"}]},
        {"id": "o6", "kind": "tiers", "name": "More", "tiers": [{"from_value": 200, "percent": "5"}]},
        {"id": "o7", "kind": "campaign", "name": "Days",
         "campaign": {"name": "Days", "code": "B00000000001", "operation": "amount >= 2 ? amount - 1 : amount"}},
        {"id": "o8", "kind": "points", "name": "Points", "earn": {"count": 2, "per_amount": 100}},
        {"id": "o9", "kind": "stamps", "name": "Stamps", "earn": {"per_units": "2"}},
        {"id": "o10", "kind": "points", "name": "Twice", "earn": {"times": "2"}},
        {"id": "o11", "kind": "voucher", "name": "Later", "earn": {"scheme": "later"}, "amount": 100},
        {"id": "o12", "kind": "buy_pay", "name": "Pay", "buy": 3, "pay": 2},
        {"id": "o13", "kind": "percent", "name": "Coupon", "percent": "5", "when": {"coupon": "ten"}}
    ])
}

/// A request with every field there is.
fn whole() -> Value {
    let taxes = json!([
        {"code": "L", "rate": "0", "levy": "0.05", "included": true, "name": "Levy"},
        {"code": "V", "rate": "20", "included": true, "on_taxes": true, "name": "VAT", "category": "S"},
        {"code": "X", "rate": "5", "included": false, "of_gross": true, "taxed": true, "withheld": false, "name": "Sales", "reason": "Because"}
    ]);
    let sold = json!({"currency": "EUR", "taxes": taxes,
        "lines": [{"id": "9", "name": "Jam", "quantity": "2", "unit_price": "3.00", "tax_codes": ["X"]}],
        "offers": [{"id": "p", "kind": "percent", "name": "p", "percent": "10"},
            {"id": "q", "kind": "points", "name": "q", "earn": {"per_amount": 100}},
            {"id": "r", "kind": "percent", "name": "r", "percent": "10", "settles_as": "tender"}]});
    let sold: Request = read_text("request", &sold.to_string()).unwrap();
    let original = Original::of(Id::word("s"), &sold.basket(), &price(&sold.basket()).unwrap()).unwrap();
    let mut original: Value = serde_json::from_str(&original.write().into_text()).unwrap();
    original["lines"][0]["returned"] = json!("1");
    original["lines"][0]["line"]["tax_bases"] = json!([{"id": "X", "amount": 0}]);
    original["paid_back"] = json!(0);
    original["cash_back"] = json!(0);
    json!({
        "currency": "EUR", "lines": lines(), "taxes": taxes, "offers": offers(),
        "coupons": [{"id": "c1", "scheme": "ten", "single_use": true, "accept_loss": false}],
        "customer": {"groups": ["gold"], "cards": ["42"], "purchases": 9, "birthday": "11-21"},
        "chosen": ["o1"],
        "allowances": [{"id": "a1", "percent": "5", "tax_codes": ["V"], "reason": "Sorry", "reason_code": "95"},
            {"id": "a2", "amount": 5, "reason": "Sorry"}],
        "charges": [{"id": "f1", "percent": "5", "tax_codes": ["V"], "of_goods": false, "reason": "Freight",
            "reason_code": "FC"},
            {"id": "f2", "amount": 5, "reason": "Freight"}],
        "tenders": [{"id": "t1", "kind": "cash", "amount": 100}],
        "originals": [original],
        "used": [{"offer_id": "o1", "uses": 1, "uses_customer": 1, "uses_day": 1, "amount": 1}],
        "options": {"choice": "priority", "search_nodes": 100, "percent_rounding": "half_up", "percent_level": "group",
            "percent_base": "running", "remainder": "largest", "order": "canonical", "grouping": "equal",
            "price_rounding": "half_up", "split_by": "gross", "split_evenly": true, "set_shares": "rewarded",
            "threshold_base": "before_step",
            "threshold_net": false, "cap_breach": "clamp", "face_value": "rounding_line", "most_forfeited": "50", "vat_rounding": "rate_total",
            "tax_rounding": "half_up", "included_tax": "tax", "returns": "keep_shares", "campaign_reading": "standard",
            "cash_step": 5, "cash_rounding": "half_up", "unit_shares": true, "detail": "full"},
        "at": "2026-11-21T10:15:00+01:00", "offset_minutes": 60, "store": "s1", "till": "t1", "channel": "till",
        "tender": "cash"
    })
}

/// Every field and item: the way to it, as the engine writes it.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, below) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                found.push(path.clone());
                places(below, &path, found);
            }
        }
        Value::Array(items) => {
            for (at, below) in items.iter().enumerate() {
                let path = format!("{path}[{at}]");
                found.push(path.clone());
                places(below, &path, found);
            }
        }
        _ => {}
    }
}

fn at<'a>(value: &'a mut Value, path: &str) -> &'a mut Value {
    let pointer = path.replace(['.', '['], "/").replace(']', "");
    value.pointer_mut(&format!("/{pointer}")).unwrap()
}

/// What the engine says; none if it prices it.
fn refusal(request: &Value) -> Option<(String, String)> {
    let answer: Value = serde_json::from_str(&price_json(&request.to_string())).unwrap();
    let error = answer.get("error")?;
    let text = |field: &str| error[field].as_str().unwrap().to_owned();
    assert!(!text("reason").is_empty() && !text("expected").is_empty(), "{error}");
    assert!(CODES.contains(&text("code").as_str()), "{error}");
    Some((text("path"), text("code")))
}

fn same_type(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

fn values() -> Vec<Value> {
    let long = "x".repeat(5_000);
    vec![
        json!(true),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(9_007_199_254_740_992_i64),
        json!(1e300),
        json!(""),
        json!("nonsense"),
        json!("-1"),
        json!("1e3"),
        json!("0.0000001"),
        json!("99999999999999999999"),
        json!(long),
        json!([]),
        json!({}),
        json!([1]),
        json!(["nonsense"]),
        json!([{}]),
    ]
}

fn plain(value: &Value) -> bool {
    [json!(true), json!(-1), json!("nonsense"), json!([]), json!({})].contains(value)
}

#[test]
fn the_whole_request_can_be_priced() {
    assert_eq!(refusal(&whole()), None);
}

#[test]
fn what_does_not_fit_is_named_by_its_place() {
    let good = whole();
    let mut all = Vec::new();
    places(&good, "", &mut all);
    assert!(all.len() > 300, "{} places", all.len());
    for path in &all {
        let former = at(&mut good.clone(), path).clone();
        // Of another type one of each will do.
        let values = values().into_iter().filter(|value| same_type(value, &former) || plain(value));
        for value in values {
            let mut request = good.clone();
            *at(&mut request, path) = value.clone();
            let Some((place, code)) = refusal(&request) else {
                assert!(same_type(&value, &former), "{path} is {value} and nobody minds");
                continue;
            };
            let mut there = Vec::new();
            places(&request, "", &mut there);
            let below = format!("{path}.");
            let known = there.contains(&place) || place.starts_with(&below) || place.starts_with(&format!("{path}["));
            let required =
                code == "required" && place.rsplit_once('.').is_none_or(|(up, _)| there.contains(&up.to_owned()));
            assert!(known || required, "{path} is {value}: {place} {code}");
            if !same_type(&value, &former) {
                assert_eq!((place.as_str(), code.as_str()), (path.as_str(), "wrong_type"), "{path} is {value}");
            }
        }
    }
}

#[test]
fn what_is_missing_is_named_or_has_a_default() {
    let good = whole();
    let mut all = Vec::new();
    places(&good, "", &mut all);
    for path in all.iter().filter(|path| !path.ends_with(']')) {
        for null in [true, false] {
            let mut request = good.clone();
            let (up, name) = path.rsplit_once('.').map_or(("", path.as_str()), |(up, name)| (up, name));
            let parent = if up.is_empty() { &mut request } else { at(&mut request, up) };
            if null {
                parent[name] = Value::Null;
            } else {
                parent.as_object_mut().unwrap().remove(name);
            }
            if let Some((place, code)) = refusal(&request) {
                assert!(
                    ["required", "conflict", "unknown_value", "out_of_range", "duplicate"].contains(&code.as_str()),
                    "{path}: {place} {code}"
                );
            }
        }
    }
}

#[test]
fn what_is_no_json_is_said_so() {
    for text in ["", "{", "[]", "nonsense", "{\"currency\": \"EUR\"", "\u{0}"] {
        let (_, code) = refusal_of(text);
        assert!(["malformed", "wrong_type"].contains(&code.as_str()), "{text}: {code}");
    }
    assert_eq!(refusal_of("{}"), ("currency".to_owned(), "required".to_owned()));
}

fn refusal_of(text: &str) -> (String, String) {
    let answer: Value = serde_json::from_str(&price_json(text)).unwrap();
    let text = |field: &str| answer["error"][field].as_str().unwrap().to_owned();
    (text("path"), text("code"))
}
