//! Reads a pricing case: a basket in words, turned into the JSON request that a caller would send.
//!
//! ```text
//! == title
//! # arithmetic
//! currency EUR                      (EUR if missing)
//! tax A 25 | tax S 8.25 added       (A 25, B 13, C 5 included if none is given; fields of a tax by key=value)
//! line 1 juice 2 x 1.50 A key=..    (id, product or -, quantity with or without unit, price, tax codes joined by + or -)
//! line 2 juice 2 = 3.00 A           (line amount fixed by the register)
//! line 3 juice -1 of s1/2 A         (comes back: the sale and its line)
//! offer o1 percent percent=10 categories=drinks min_basket=20.00
//! get categories=cake               (of the offer above: get_select)
//! part categories=drinks quantity=2 (a part of its bundle)
//! tier from_quantity=3 percent=5    (a tier)
//! earn count=2 per_amount=1.00      (what is earned)
//! campaign B00000000001 amount - 1  (code, operation)
//! when categories=drinks            (when.select)
//! all|any|not member ..             (conditions within its conditions, `all not member` is deeper)
//! used o1 uses=2 amount=1.00        (how far its limits are used up)
//! coupon c1 scheme
//! allowance a1 amount=1.00
//! charge c1 amount=5.00 tax_codes=A
//! customer gold cards=42 purchases=9 birthday=11-21
//! tender t1 cash 20.00
//! pays cash                         (the tender the customer is going to pay with)
//! at 2026-11-21T10:15:00+01:00 60   (moment, offset in minutes)
//! store s1 | till t1 | channel kiosk
//! original s1                       (a sale of which goods come back)
//! | line 2 juice 3 x 1.50 A         (its request, as a case within the case; it is priced for what it charged)
//! sold 2 3 list=10.00 discount=-1.00 tax:A=1.80 share:p=-1.00 earned:pts=9 (or: what it charged for a line, in figures)
//! returned 2 1                      (what has come back of a line already)
//! option cash_step=5
//! show nudges | show nodes          (they are not shown otherwise)
//! ->
//! what is expected
//! ```
//!
//! Words are `key=value` or `key` for true; `_` is a space in names and reasons.

use serde_json::{Value, json};
use till::money::Currency;

#[path = "../cases_of/mod.rs"]
mod cases_of;
#[path = "original.rs"]
mod original;
#[path = "words.rs"]
mod words;

pub use cases_of::*;
use words::{conditions, field, minor, offer_section, plain, with};

/// The request of a case.
pub fn request(given: &str) -> Value {
    let lines = || given.lines().map(|line| line.split('#').next().unwrap().trim()).filter(|line| !line.is_empty());
    let currency = lines().find_map(|line| line.strip_prefix("currency ")).unwrap_or("EUR");
    let digits = Currency::of(currency).map_or(2, Currency::digits);
    let mut request = json!({"currency": currency, "options": {"detail": "full"}});
    for line in lines() {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        if let Some(inner) = line.strip_prefix('|') {
            original::line_of_sale(&mut request, inner);
        } else if !of_offer(&mut request, &words, digits) {
            of_basket(&mut request, &words, digits);
        }
    }
    if request.get("taxes").is_none() {
        let tax = |[code, rate]: [&str; 2]| json!({"code": code, "name": "VAT", "rate": rate});
        request["taxes"] = json!([["A", "25"], ["B", "13"], ["C", "5"]].map(tax));
    }
    original::charged(&mut request);
    request
}

/// Adds to a list of an object.
pub fn push(object: &mut Value, list: &str, item: Value) {
    if object.get(list).is_none() {
        object[list] = json!([]);
    }
    object[list].as_array_mut().unwrap().push(item);
}

fn of_basket(request: &mut Value, words: &[String], digits: u8) {
    let rest = &words[1..];
    let named = |name: &str, more: Value| {
        let mut item = json!({name: rest[0]});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with(item, &rest[1..], digits, plain)
    };
    match words[0].as_str() {
        "currency" | "show" => {}
        "tax" => {
            let item = json!({"code": rest[0], "name": "VAT", "rate": rest[1]});
            push(request, "taxes", with(item, &rest[2..], digits, plain));
        }
        "line" => push(request, "lines", line(rest, digits)),
        "offer" => {
            let item = json!({"id": rest[0], "kind": rest[1], "name": rest[0]});
            push(request, "offers", with(item, &rest[2..], digits, offer_section));
        }
        "coupon" => {
            let item = json!({"id": rest[0], "scheme": rest[1]});
            push(request, "coupons", with(item, &rest[2..], digits, plain));
        }
        "allowance" => push(request, "allowances", named("id", json!({"reason": "Goodwill"}))),
        "charge" => push(request, "charges", named("id", json!({"reason": "Freight"}))),
        "used" => push(request, "used", named("offer_id", json!({}))),
        "tender" => {
            push(request, "tenders", json!({"id": rest[0], "kind": rest[1], "amount": minor(&rest[2], digits)}));
        }
        "customer" => {
            let (fields, groups): (Vec<_>, Vec<_>) = rest.iter().cloned().partition(|word| word.contains('='));
            request["customer"] = with(json!({"groups": groups}), &fields, digits, plain);
        }
        "chosen" => request["chosen"] = json!(rest),
        "store" | "till" | "channel" => request[&words[0]] = json!(rest[0]),
        "pays" => request["tender"] = json!(rest[0]),
        "at" => {
            request["at"] = json!(rest[0]);
            request["offset_minutes"] = json!(rest[1].parse::<i32>().unwrap());
        }
        "original" => push(request, "originals", named("id", json!({"lines": []}))),
        "sold" | "returned" => original::line_sold(request, words, digits),
        "option" => request["options"] = with(request["options"].take(), rest, digits, plain),
        other => panic!("a case has no {other:?}"),
    }
}

/// Lines that belong to the offer above them.
fn of_offer(request: &mut Value, words: &[String], digits: u8) -> bool {
    let offer = request.get_mut("offers").and_then(|offers| offers.as_array_mut()?.last_mut());
    let (Some(offer), rest) = (offer, &words[1..]) else {
        return false;
    };
    let list = |section| move |key: &str| if field(key) == "select" { section } else { None };
    match words[0].as_str() {
        "get" => offer["get_select"] = with(json!({}), rest, digits, plain),
        "part" => push(offer, "parts", with(json!({}), rest, digits, list(Some("select")))),
        "tier" => push(offer, "tiers", with(json!({}), rest, digits, plain)),
        "earn" => offer["earn"] = with(json!({}), rest, digits, plain),
        "campaign" => {
            offer["campaign"] = json!({"name": "Campaign", "code": rest[0], "operation": rest[1..].join(" ")});
        }
        "when" => offer["when"]["select"] = with(json!({}), rest, digits, plain),
        word @ ("all" | "any" | "not") => {
            if offer.get("when").is_none() {
                offer["when"] = json!({});
            }
            push(&mut offer["when"], word, conditions(rest, digits));
        }
        _ => return false,
    }
    true
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
        "of" => {
            let (sale, sold) = rest[1].split_once('/').unwrap();
            line["kind"] = json!("refund_of");
            line["original"] = json!({"sale": sale, "line": sold});
        }
        "-" => {}
        other => panic!("x, =, of or -, not {other:?}"),
    }
    let rest = if rest[0] == "-" { &rest[1..] } else { rest.get(2..).unwrap_or(&[]) };
    let codes = rest.first().map_or("-", String::as_str);
    if codes != "-" {
        line["tax_codes"] = json!(codes.split('+').collect::<Vec<_>>());
    }
    with(line, rest.get(1..).unwrap_or(&[]), digits, plain)
}
