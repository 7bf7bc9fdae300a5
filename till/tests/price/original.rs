//! Sales of which goods come back: their own case within a case, or what they charged in figures.

use serde_json::{Value, json};
use till::price::answer::Priced;
use till::price::price;
use till::price::request::Request;
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

/// Prices the sales that are given as cases and fills in what they charged.
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
            let priced = price(&typed.basket()).unwrap();
            for (line, given) in priced.lines.iter().zip(&typed.lines) {
                let quantity = given.quantity.text();
                let sold = json!({"quantity": quantity, "line": value(line), "shares": shares(&priced, line.id.as_str()),
                    "earned": earned(&priced, line.id.as_str())});
                push(sale, "lines", sold);
            }
            sale["request"] = asked;
        }
        for pair in returned.as_array().unwrap() {
            let lines = sale["lines"].as_array_mut().unwrap();
            lines.iter_mut().find(|sold| sold["line"]["id"] == pair[0]).unwrap()["returned"] = pair[1].clone();
        }
    }
}

/// Something of the answer as a request writes it.
fn value(of: &impl Shape) -> Value {
    serde_json::from_str(&of.write().into_text()).unwrap()
}

fn shares(priced: &Priced, line: &str) -> Value {
    let of = |item: &till::price::answer::Adjustment| {
        let mine = item.shares.iter().find(|share| share.line_id.as_str() == line)?;
        Some(json!({"id": item.id.as_str(), "amount": value(&mine.amount)}))
    };
    json!(priced.adjustments.iter().filter_map(of).collect::<Vec<_>>())
}

fn earned(priced: &Priced, line: &str) -> Value {
    let of = |item: &till::price::answer::Earned| {
        let mine = item.shares.iter().find(|share| share.id.as_str() == line)?;
        Some(json!({"id": item.offer_id.as_str(), "amount": value(&mine.amount)}))
    };
    json!(priced.earned.iter().filter_map(of).collect::<Vec<_>>())
}
