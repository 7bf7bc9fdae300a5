//! Reads a pricing case: a basket in words, turned into the JSON request that a caller would send.
//!
//! ```text
//! == title
//! # arithmetic
//! currency EUR                      (EUR if missing)
//! tax A 25 | tax S 8.25 added       (A 25, B 13, C 5 included if none is given)
//! line 1 juice 2 x 1.50 A key=..    (id, product or -, quantity with or without unit, price, tax codes joined by + or -)
//! line 2 juice 2 = 3.00 A           (line amount fixed by the register)
//! offer o1 percent percent=10 categories=drinks min_basket=20.00
//! coupon c1 scheme
//! allowance a1 amount=1.00
//! customer gold
//! at 2026-11-21T10:15:00+01:00 60   (moment, offset in minutes)
//! store s1
//! option cash_step=5
//! ->
//! what is expected
//! ```

use serde_json::{Map, Value, json};
use till::money::Currency;

/// One case of a file.
pub struct Case {
    pub title: String,
    /// Everything above the arrow, as written.
    pub given: String,
    pub expected: String,
}

/// Splits a file into its cases.
pub fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut below = false;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            cases.push(Case { title: title.to_owned(), given: String::new(), expected: String::new() });
            below = false;
        } else if line == "->" {
            below = true;
        } else if let Some(case) = cases.last_mut() {
            let part = if below { &mut case.expected } else { &mut case.given };
            part.push_str(line);
            part.push('\n');
        }
    }
    cases
}

/// The request of a case.
pub fn request(given: &str) -> Value {
    let mut request = json!({"currency": "EUR", "options": {"detail": "full"}});
    let mut lists: Map<String, Value> = Map::new();
    let mut push = |list: &str, item: Value| {
        lists.entry(list).or_insert(json!([])).as_array_mut().unwrap().push(item);
    };
    let words_of = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let lines = || given.lines().map(|line| line.split('#').next().unwrap()).map(words_of).filter(|w| !w.is_empty());
    if let Some(words) = lines().find(|words| words[0] == "currency") {
        request["currency"] = json!(words[1]);
    }
    let digits = request["currency"].as_str().and_then(Currency::of).map_or(2, Currency::digits);
    for words in lines() {
        let rest = &words[1..];
        match words[0].as_str() {
            "currency" => {}
            "tax" => push("taxes", tax(rest)),
            "line" => push("lines", line(rest, digits)),
            "offer" => push("offers", offer(rest, digits)),
            "coupon" => push("coupons", json!({"id": rest[0], "scheme": rest[1]})),
            "allowance" => {
                push("allowances", with(json!({"id": rest[0], "reason": "Goodwill"}), &rest[1..], digits, |_| None))
            }
            "customer" => request["customer"] = json!({"groups": rest}),
            "store" => request["store"] = json!(rest[0]),
            "at" => {
                request["at"] = json!(rest[0]);
                request["offset_minutes"] = json!(rest[1].parse::<i32>().unwrap());
            }
            "option" => request["options"] = with(request["options"].take(), rest, digits, |_| None),
            other => panic!("a case has no {other:?}"),
        }
    }
    for (list, items) in lists {
        request[list] = items;
    }
    if request.get("taxes").is_none() {
        request["taxes"] = json!([["A", "25"], ["B", "13"], ["C", "5"]].map(|[code, rate]| tax(&[code, rate])));
    }
    request
}

fn tax(words: &[impl AsRef<str>]) -> Value {
    let [code, rate] = [&words[0], &words[1]].map(AsRef::as_ref);
    json!({"code": code, "name": "VAT", "rate": rate, "included": words.len() < 3})
}

fn line(words: &[String], digits: u8) -> Value {
    let mut line = json!({"id": words[0], "name": words[1], "quantity": words[2]});
    if words[1] != "-" {
        line["product"] = json!(words[1]);
    }
    let unit = match words[3].as_str() {
        "kg" => Some("kilogram"),
        "l" => Some("litre"),
        "m" => Some("metre"),
        _ => None,
    };
    let rest = if let Some(unit) = unit {
        line["unit"] = json!(unit);
        &words[4..]
    } else {
        &words[3..]
    };
    match rest[0].as_str() {
        "x" => line["unit_price"] = json!(rest[1]),
        "=" => line["amount"] = minor(&rest[1], digits),
        other => panic!("x or =, not {other:?}"),
    }
    let codes = rest.get(2).map_or("-", String::as_str);
    if codes != "-" {
        line["tax_codes"] = json!(codes.split('+').collect::<Vec<_>>());
    }
    with(line, rest.get(3..).unwrap_or(&[]), digits, |_| None)
}

fn offer(words: &[String], digits: u8) -> Value {
    let section = |key: &str| match key {
        "products" | "categories" | "brands" | "tags" | "except_products" | "except_categories" => Some("select"),
        "max_discount" | "max_units" | "max_applications" => Some("limits"),
        "valid_from" | "valid_until" | "weekdays" | "from_minute" | "until_minute" | "min_quantity" | "min_value"
        | "min_basket" | "coupon" | "member" | "groups" | "stores" => Some("when"),
        _ => None,
    };
    with(json!({"id": words[0], "kind": words[1], "name": words[0]}), &words[2..], digits, section)
}

/// Puts `key=value` words into an object, in their section, typed by their key.
fn with(mut object: Value, words: &[String], digits: u8, section: impl Fn(&str) -> Option<&'static str>) -> Value {
    for word in words {
        let (key, text) = word.split_once('=').unwrap_or((word, "true"));
        let value = match key {
            "amount" | "min_value" | "min_basket" | "max_discount" => minor(text, digits),
            "buy" | "pay" | "priority" | "max_units" | "max_applications" | "from_minute" | "until_minute"
            | "cash_step" => {
                json!(text.parse::<i64>().unwrap())
            }
            "exclusive" | "member" => json!(text == "true"),
            "weekdays" => json!(text.split(',').map(|day| day.parse::<u32>().unwrap()).collect::<Vec<_>>()),
            "products" | "categories" | "brands" | "tags" | "except_products" | "except_categories" | "groups"
            | "stores" | "flags" => json!(text.split(',').collect::<Vec<_>>()),
            "reduce" => {
                object["reductions"] = json!([{"kind": "expiry_date", "amount": minor(text, digits)}]);
                continue;
            }
            _ => json!(text),
        };
        match section(key) {
            Some(section) => object[section][key] = value,
            None => object[key] = value,
        }
    }
    object
}

/// A decimal amount in minor units.
fn minor(text: &str, digits: u8) -> Value {
    let millionths = till::quantity::millionths(text).unwrap_or_else(|| panic!("an amount, not {text:?}"));
    json!(millionths / 10_i64.pow(6 - u32::from(digits)))
}
