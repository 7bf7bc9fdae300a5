//! Tiers of units, each by itself, with what the cases' words cannot say.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use serde_json::{Value, json};
use till::price::price_json;

fn discount(lines: &Value, tiers: &Value, options: &Value) -> Value {
    let offer = json!({"id": "t", "kind": "tiers", "name": "Tiers", "bands": "each", "tiers": tiers});
    let request = json!({"currency": "EUR", "lines": lines, "offers": [offer], "options": options});
    let answer: Value = serde_json::from_str(&price_json(&request.to_string())).unwrap();
    if answer.get("error").is_some() { answer } else { answer["totals"]["discounts"].clone() }
}

/// 6 x 2.00: units 3 to 5 at 5 % are 0.30, the sixth at 10 % is 0.20.
#[test]
fn the_unit_that_reaches_a_tier_counts_for_that_tier_only() {
    let lines = json!([{"id": "1", "name": "a", "quantity": "6", "unit_price": "2.00"}]);
    let tiers = json!([{"from_quantity": "3", "percent": "5"}, {"from_quantity": "6", "percent": "10"}]);
    assert_eq!(discount(&lines, &tiers, &json!({})), json!(-50));
}

/// Units 2 and 3 are 3.00 and 2.00 at 10 %, the fourth is 2.00 at 50 %: of each line no unit is in one of the bands.
#[test]
fn a_line_without_units_in_a_band_is_no_trouble_where_each_unit_is_rounded() {
    let lines = json!([
        {"id": "1", "name": "a", "quantity": "2", "unit_price": "3.00"},
        {"id": "2", "name": "b", "quantity": "2", "unit_price": "2.00"},
    ]);
    let tiers = json!([{"from_quantity": "2", "percent": "10"}, {"from_quantity": "4", "percent": "50"}]);
    assert_eq!(discount(&lines, &tiers, &json!({"percent_level": "unit"})), json!(-150));
}
