//! The tax table of the small shop: included and added rates, taxes on taxes, levies, rates of the price itself.

use serde_json::{Value, json};
use till::names::Id;
use till::price::request::Request;
use till::shape::read_text;

/// An empty request in euros with all of these taxes.
pub fn empty() -> Request {
    let tax = |code: &str, rate: &str| json!({"code": code, "name": "Tax", "rate": rate});
    let with = |mut tax: Value, key: &str, value: Value| {
        tax[key] = value;
        tax
    };
    let added = |tax| with(tax, "included", false.into());
    let on = |tax| with(tax, "on_taxes", true.into());
    let of_gross = |tax| with(tax, "of_gross", true.into());
    let taxes = json!([
        tax("A", "25"),
        tax("B", "13"),
        with(tax("C", "5"), "taxed", false.into()),
        tax("D", "2.5"),
        added(tax("S", "8.25")),
        tax("Z", "0"),
        added(tax("G", "5")),
        on(tax("V", "20")),
        with(tax("L", "0"), "levy", "0.034".into()),
        added(on(tax("T", "7"))),
        added(with(tax("X", "1"), "levy", "0.05".into())),
        added(on(tax("O", "3"))),
        on(tax("P", "4")),
        of_gross(tax("M", "10")),
        of_gross(tax("N", "9.5")),
        added(of_gross(tax("Q", "7.6"))),
        added(on(of_gross(tax("R", "12")))),
        added(with(tax("W", "15"), "withheld", true.into())),
        added(on(with(tax("Y", "2"), "withheld", true.into())))
    ]);
    read_text("request", &json!({"currency": "EUR", "options": {"detail": "full"}, "taxes": taxes}).to_string())
        .unwrap()
}

/// What lies on a product.
pub fn codes(product: usize) -> Vec<Id> {
    let codes = [
        "A", "B", "C", "A D", "S", "Z", "", "V L", "G S", "G", "A G", "V D", "X", "A", "G S T", "G T O", "V L D",
        "X T", "M", "M N", "Q S", "Q R", "P V L", "M A G", "C D V", "S W", "A Y", "G W T",
    ];
    codes[product % codes.len()].split_whitespace().map(|code| Id::new(code).unwrap()).collect()
}
