//! Sales of which goods come back: their own case within a case, or what they charged in figures.

use serde_json::{Value, json};
use till::names::Id;
use till::price::price;
use till::price::request::{Original, Request};
use till::shape::{Shape, read_text};

use super::words::minor;
use super::{push, request};

/// Where the text of a sale's case waits until all of it is there.
const TEXT: &str = "text of the sale";
const RETURNED: &str = "returned of the sale";

fn last(request: &mut Value) -> &mut Value {
    request["originals"].as_array_mut().unwrap().last_mut().unwrap()
}

/// A line of the sale's own case.
pub fn line_of_sale(request: &mut Value, line: &str) {
    let sale = last(request);
    let text = sale.get(TEXT).and_then(Value::as_str).unwrap_or_default();
    sale[TEXT] = json!(format!("{text}{}\n", line.trim()));
}

/// `sold 1 3 list=10.00 ..` or `returned 1 2`.
pub fn line_sold(request: &mut Value, words: &[String], digits: u8) {
    let sale = last(request);
    if words[0] == "returned" {
        push(sale, RETURNED, json!([words[1], words[2]]));
        return;
    }
    let mut line = json!({"id": words[1], "list": 0, "reduction": 0, "discount": 0});
    let (mut shares, mut taxes, mut earned) = (Vec::new(), Vec::new(), Vec::new());
    for word in &words[3..] {
        let (key, text) = word.split_once('=').unwrap();
        match key.split_once(':') {
            Some(("share", id)) => shares.push(json!({"id": id, "amount": minor(text, digits)})),
            Some(("tax", id)) => taxes.push(json!({"id": id, "amount": minor(text, digits)})),
            Some(("earned", id)) => earned.push(json!({"id": id, "amount": text.parse::<i64>().unwrap()})),
            _ => line[key] = minor(text, digits),
        }
    }
    if line.get("amount").is_none() {
        let sum: i64 = ["list", "reduction", "discount"].iter().map(|part| line[part].as_i64().unwrap()).sum();
        line["amount"] = json!(sum);
    }
    line["taxes"] = json!(taxes);
    push(sale, "lines", json!({"quantity": words[2], "line": line, "shares": shares, "earned": earned}));
}

/// Prices the sales that are given as cases: what they charged, and their request.
pub fn charged(of: &mut Value) {
    let currency = of["currency"].clone();
    let Some(sales) = of.get_mut("originals").and_then(Value::as_array_mut) else {
        return;
    };
    for sale in sales {
        let fields = sale.as_object_mut().unwrap();
        let text = fields.remove(TEXT);
        let returned = fields.remove(RETURNED).unwrap_or(json!([]));
        if let Some(text) = text {
            let mut asked = request(text.as_str().unwrap());
            asked["currency"] = currency.clone();
            let typed: Request = read_text("request", &asked.to_string()).unwrap();
            let id = Id::new(sale["id"].as_str().unwrap()).unwrap();
            let original = Original::of(id, &typed.basket(), &price(&typed.basket()).unwrap()).unwrap();
            let text = original.with_request(&typed.basket()).write().into_text();
            let made: Value = serde_json::from_str(&text).unwrap();
            (sale["lines"], sale["request"]) = (made["lines"].clone(), made["request"].clone());
        }
        for pair in returned.as_array().unwrap() {
            let lines = sale["lines"].as_array_mut().unwrap();
            lines.iter_mut().find(|sold| sold["line"]["id"] == pair[0]).unwrap()["returned"] = pair[1].clone();
        }
    }
}
