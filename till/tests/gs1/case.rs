//! Reads a case of codes, and writes what codes say.
//!
//! ```text
//! == title
//! # why
//! today 2026-11-21                  (this day if missing)
//! rule 21IIIIIVV.VVVC weight        (in-store codes; none if missing)
//! scan ]C10109506000134352<GS>      (as scanned; <GS> <LF> <NUL> stand for these characters)
//! ->
//! what is expected, one line for each scan, elements below it
//! ```

use serde_json::json;
use till::codes::gs1::{Coupon, Element, InStoreRule, Purchase, Rules, Scanned, Value, read};
use till::shape::{Shape, read_text};
use till::time::BusinessDate;

#[path = "../cases_of/mod.rs"]
mod cases_of;

pub use cases_of::*;

/// What comes out of a case.
pub fn outcome(given: &str) -> String {
    let mut today = BusinessDate::parse("2026-11-21").unwrap();
    let mut in_store: Vec<InStoreRule> = Vec::new();
    let mut found = String::new();
    for line in given.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let (word, rest) = line.split_once(' ').unwrap();
        match word {
            "today" => today = BusinessDate::parse(rest).unwrap(),
            "rule" => {
                let (pattern, measure) = rest.split_once(' ').unwrap();
                match read_text("rule", &json!({"pattern": pattern, "measure": measure}).to_string()) {
                    Ok(rule) => in_store.push(rule),
                    Err(misfit) => found.push_str(&format!("unreadable {misfit}\n")),
                }
            }
            "scan" => {
                let text = rest.replace("<GS>", "\u{1d}").replace("<LF>", "\n").replace("<NUL>", "\0");
                match read(&text, &Rules { in_store: &in_store, today }) {
                    Ok(scanned) => found.push_str(&show(&scanned)),
                    Err(error) => found.push_str(&format!("{error}\n")),
                }
            }
            _ => panic!("{line}"),
        }
    }
    found
}

fn show(scanned: &Scanned) -> String {
    match scanned {
        Scanned::Number(number) => {
            let restricted = if number.restricted { " restricted" } else { "" };
            let add_on = number.add_on.as_ref().map(|digits| format!(" add-on {digits}")).unwrap_or_default();
            format!("number {} {:?}{restricted}{add_on}\n", number.gtin, number.form)
        }
        Scanned::InStore(code) => {
            format!("in-store {} item {} {} {}\n", code.number, code.item, code.measure.word(), code.value)
        }
        Scanned::Coupon(coupon) => {
            let issuer = coupon.issuer.as_ref().map(|digits| format!(" issuer {digits}")).unwrap_or_default();
            let value = coupon.value.map(|value| format!(" EUR {value}")).unwrap_or_default();
            format!("coupon {} {:?}{issuer} reference {}{value}\n", coupon.number, coupon.kind, coupon.reference)
        }
        Scanned::Elements(list) => format!("elements\n{}", list.iter().map(element).collect::<String>()),
        Scanned::Link(list) => format!("link\n{}", list.iter().map(element).collect::<String>()),
    }
}

fn element(element: &Element) -> String {
    let Element { ai, title, at, text, value } = element;
    let value = match value {
        Value::Plain => text.clone(),
        Value::Date { date, whole_month: false } => date.text(),
        Value::Date { date, whole_month: true } => format!("{} (month)", date.text()),
        Value::Time { date, clock: [hour, minute, second] } => {
            format!("{} {hour:02}:{minute:02}:{second:02}", date.text())
        }
        Value::Number(number) => number.to_string(),
        Value::Amount { amount, currency: None } => amount.to_string(),
        Value::Amount { amount, currency: Some(currency) } => format!("{} {amount}", currency.code()),
        Value::Coupon(coupon) => show_coupon(coupon),
        Value::Offer(offer) => {
            format!("format {} funder {} offer {} serial {}", offer.format, offer.funder, offer.offer, offer.serial)
        }
    };
    format!("  ({ai}) {title} at {at}: {value}\n")
}

fn show_coupon(coupon: &Coupon) -> String {
    let purchase = |name: &str, purchase: &Purchase| {
        let company = purchase.company.as_ref().map(|digits| format!(" of {digits}")).unwrap_or_default();
        format!("\n      {name} {} code {} family {}{company}", purchase.value, purchase.code, purchase.family)
    };
    let mut text = format!("company {} offer {} save {}", coupon.company, coupon.offer, coupon.save_value);
    text += &purchase("primary", &coupon.primary);
    if let (Some(second), Some(rule)) = (&coupon.second, coupon.rule) {
        text += &purchase(&format!("rule {rule} second"), second);
    }
    if let Some(third) = &coupon.third {
        text += &purchase("third", third);
    }
    let parts = [
        ("expires", coupon.expires.map(BusinessDate::text)),
        ("starts", coupon.starts.map(BusinessDate::text)),
        ("serial", coupon.serial.clone()),
        ("retailer", coupon.retailer.clone()),
    ];
    for (name, part) in parts {
        text += &part.map(|part| format!("\n      {name} {part}")).unwrap_or_default();
    }
    let multiply = if coupon.dont_multiply { " don't multiply" } else { "" };
    text += &format!(
        "\n      save code {} applies to {} store {}",
        coupon.save_code, coupon.applies_to, coupon.store_coupon
    );
    text + multiply
}

/// The rules of a case written as JSON and read again are the same.
pub fn rule_round_trip(rule: &InStoreRule) -> bool {
    read_text::<InStoreRule>("rule", rule.write().as_str()).is_ok_and(|again| again == *rule)
}
