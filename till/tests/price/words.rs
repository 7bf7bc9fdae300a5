//! Words of a case as fields: `key=value`, typed by the key.

use serde_json::{Value, json};

/// Where a field of a selector, of limits or of conditions belongs; empty for the others.
pub fn field(key: &str) -> &'static str {
    match key {
        "products" | "categories" | "brands" | "tags" | "min_price" | "max_price" | "except_products"
        | "except_categories" | "except_brands" | "except_tags" => "select",
        "max_discount" | "max_units" | "max_applications" | "max_uses" | "max_uses_customer" | "max_uses_day"
        | "budget" | "not_reduced" => "limits",
        "valid_from" | "valid_until" | "weekdays" | "from_minute" | "until_minute" | "min_quantity" | "min_value"
        | "min_basket" | "coupon" | "member" | "groups" | "every_purchase" | "first_purchases" | "birthday_days"
        | "stores" | "tills" | "channels" | "tenders" => "when",
        _ => "",
    }
}

/// Every field stays where it is.
pub fn plain(_: &str) -> Option<&'static str> {
    None
}

/// The sections of an offer.
pub fn offer_section(key: &str) -> Option<&'static str> {
    Some(field(key)).filter(|section| !section.is_empty())
}

/// Conditions; `all`, `any` or `not` in front puts them a level deeper.
pub fn conditions(words: &[String], digits: u8) -> Value {
    match words.first().map(String::as_str) {
        Some(word @ ("all" | "any" | "not")) => json!({word: [conditions(&words[1..], digits)]}),
        _ => with(json!({}), words, digits, |key| (field(key) == "select").then_some("select")),
    }
}

/// Puts `key=value` words into an object, in their section.
pub fn with(mut object: Value, words: &[String], digits: u8, section: impl Fn(&str) -> Option<&'static str>) -> Value {
    for word in words {
        let (key, text) = word.split_once('=').unwrap_or((word, "true"));
        if key == "added" {
            object["included"] = json!(false);
            continue;
        }
        if key == "reduce" {
            super::push(&mut object, "reductions", json!({"kind": "expiry_date", "amount": minor(text, digits)}));
            continue;
        }
        let value = typed(key, text, digits);
        match section(key) {
            Some(section) => object[section][key] = value,
            None => object[key] = value,
        }
    }
    object
}

fn typed(key: &str, text: &str, digits: u8) -> Value {
    match key {
        "amount" | "min_value" | "min_basket" | "max_discount" | "budget" | "amount_off_unit" | "amount_off"
        | "per_amount" | "from_value" | "deposit" | "paid_back" | "cash_back" => minor(text, digits),
        "quantity" | "buy" | "pay" | "get" | "nth" | "first" | "last" | "count" | "priority" | "max_units"
        | "max_applications" | "max_uses" | "max_uses_customer" | "max_uses_day" | "from_minute" | "until_minute"
        | "cash_step" | "search_nodes" | "every_purchase" | "first_purchases" | "birthday_days" | "purchases"
        | "min_age" | "uses" | "uses_customer" | "uses_day" => json!(text.parse::<i64>().unwrap()),
        "exclusive" | "on_choice" | "member" | "propose" | "bought_count" | "same_product" | "not_reduced"
        | "split_evenly" | "threshold_net" | "on_taxes" | "of_gross" | "withheld" | "of_goods" | "taxed"
        | "single_use" | "accept_loss" => {
            json!(text == "true")
        }
        "weekdays" => json!(text.split(',').map(|day| day.parse::<u32>().unwrap()).collect::<Vec<_>>()),
        "products" | "categories" | "brands" | "tags" | "except_products" | "except_categories" | "except_brands"
        | "except_tags" | "groups" | "stores" | "tills" | "channels" | "tenders" | "flags" | "modifiers" | "cards"
        | "tax_codes" => json!(text.split(',').collect::<Vec<_>>()),
        "name" | "reason" | "text_20" | "text_38" => json!(text.replace('_', " ")),
        _ => json!(text),
    }
}

/// A decimal amount in minor units.
pub fn minor(text: &str, digits: u8) -> Value {
    let millionths = till::quantity::millionths(text).unwrap_or_else(|| panic!("an amount, not {text:?}"));
    json!(millionths / 10_i64.pow(6 - u32::from(digits)))
}
