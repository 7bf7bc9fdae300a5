//! Makes a failing basket small, so that it can be worked out on paper.

use serde_json::Value;
use till::price::request::Request;
use till::quantity::Quantity;
use till::shape::{Shape, read_text};

/// The same request with one thing less, in every way.
fn less(request: &Request) -> Vec<Request> {
    let mut list = Vec::new();
    let mut with = |change: &dyn Fn(&mut Request)| {
        let mut own = request.clone();
        change(&mut own);
        list.push(own);
    };
    (0..request.lines.len()).for_each(|at| with(&|own| drop(own.lines.remove(at))));
    (0..request.offers.len()).for_each(|at| with(&|own| drop(own.offers.remove(at))));
    (0..request.coupons.len()).for_each(|at| with(&|own| drop(own.coupons.remove(at))));
    (0..request.allowances.len()).for_each(|at| with(&|own| drop(own.allowances.remove(at))));
    (0..request.charges.len()).for_each(|at| with(&|own| drop(own.charges.remove(at))));
    for (at, line) in request.lines.iter().enumerate() {
        if line.quantity > Quantity::ONE && line.quantity.pieces().is_some() {
            let one = Quantity::new(line.quantity.millionths() - 1_000_000).unwrap();
            with(&|own| own.lines[at].quantity = one);
        }
        with(&|own| own.lines[at].tax_codes.clear());
        with(&|own| own.lines[at].floor_price = None);
        with(&|own| own.lines[at].deposit = None);
    }
    // Any field of an offer or of the options that may be missing.
    let json: Value = serde_json::from_str(&request.write().to_string()).unwrap();
    let mut paths: Vec<Vec<Value>> = Vec::new();
    for at in 0..request.offers.len() {
        fields(&json["offers"][at], &mut vec!["offers".into(), at.into()], &mut paths);
    }
    fields(&json["options"], &mut vec!["options".into()], &mut paths);
    for path in paths {
        let mut own = json.clone();
        let (last, parents) = path.split_last().unwrap();
        let mut at = &mut own;
        for step in parents {
            at = match step {
                Value::Number(place) => &mut at[place.as_u64().unwrap() as usize],
                step => &mut at[step.as_str().unwrap()],
            };
        }
        let Some(object) = at.as_object_mut() else { continue };
        object.remove(last.as_str().unwrap());
        list.extend(read_text::<Request>("request", &own.to_string()).ok());
    }
    list.retain(|own| own != request);
    list
}

fn fields(value: &Value, path: &mut Vec<Value>, paths: &mut Vec<Vec<Value>>) {
    for (key, below) in value.as_object().into_iter().flatten() {
        path.push(key.as_str().into());
        paths.push(path.clone());
        fields(below, path, paths);
        path.pop();
    }
}

/// As small as it can be made while `fails` holds.
pub fn smallest(mut request: Request, fails: &dyn Fn(&Request) -> bool) -> Request {
    while let Some(smaller) = less(&request).into_iter().find(|own| fails(own)) {
        request = smaller;
    }
    request
}

/// What is in it.
pub fn told(request: &Request) -> String {
    let json: Value = serde_json::from_str(&request.write().to_string()).unwrap();
    let mut text = String::new();
    for list in ["lines", "offers", "coupons", "allowances", "charges"] {
        for item in json[list].as_array().into_iter().flatten() {
            text.push_str(&format!("{list} {}\n", bare(item)));
        }
    }
    text.push_str(&format!("options {}\n", bare(&json["options"])));
    text
}

/// Without what is empty, false or as most often.
fn bare(value: &Value) -> Value {
    let Some(object) = value.as_object() else { return value.clone() };
    let usual = ["priority", "half_up", "largest", "gross", "running", "rate_total", "clamp", "discount"];
    let plain = |value: &Value| {
        value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(serde_json::Map::is_empty)
            || *value == Value::Bool(false)
            || value.as_str().is_some_and(|text| usual.contains(&text))
    };
    let kept = object.iter().map(|(key, value)| (key.clone(), bare(value))).filter(|(_, value)| !plain(value));
    Value::Object(kept.collect())
}
