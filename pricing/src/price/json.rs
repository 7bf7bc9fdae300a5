//! The engine for those without Rust: JSON in, JSON out.

use super::request::Request;
use super::{PriceError, price};
use crate::parse::parse;
use crate::shape::{Misfit, Out, Shape, read_as};

/// Prices the JSON text of a [`Request`]; the answer is that of a [`super::answer::Priced`], or
/// `{"error": {"code", "path", "reason", "expected"}}`. Limits: 1 MiB, 64 levels.
#[must_use]
pub fn price_json(text: &str) -> String {
    let value = match parse(text) {
        Ok(value) => value,
        Err(error) => return refusal("malformed", "", &error.to_string(), "a JSON object"),
    };
    let request: Request = match read_as("request", &value) {
        Ok(request) => request,
        Err(misfit) => return misfitting(&misfit),
    };
    match price(&request.basket()) {
        Ok(priced) => priced.write().into_text(),
        Err(PriceError { path, code, reason }) => refusal(code, &path, told(code), &reason),
    }
}

fn misfitting(misfit: &Misfit) -> String {
    let path = misfit.path.strip_prefix("request.").unwrap_or(&misfit.path);
    refusal(misfit.code, path, told(misfit.code), &misfit.expected)
}

fn told(code: &str) -> &'static str {
    match code {
        "required" => "it is missing",
        "wrong_type" => "it is of another type",
        "out_of_range" => "it is out of range",
        "overflow" => "what is calculated of it is out of range",
        "too_many" => "there are too many",
        "duplicate" => "it is there twice",
        "unknown_value" => "nothing has that name",
        "conflict" => "it does not go together with the rest",
        _ => "it does not fit",
    }
}

fn refusal(code: &str, path: &str, reason: &str, expected: &str) -> String {
    let mut out = Out::new();
    out.begin(&["error"]);
    out.begin(&["code", "path", "reason", "expected"]);
    for text in [code, path, reason, expected] {
        out.text(text);
    }
    out.end();
    out.end();
    out.into_text()
}
