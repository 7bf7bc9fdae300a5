//! Runs the pricing cases in `cases/price/*.txt`: baskets in words with what is expected of them.
//!
//! `UPDATE_EXPECT=1` writes what came out; check the difference against the arithmetic in the comments.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "price/case.rs"]
mod case;
#[path = "price/show.rs"]
mod show;

use till::price::answer::WhyNotCode;
use till::price::price;
use till::price::request::*;
use till::shape::read_text;

fn outcome(given: &str) -> String {
    let request = match read_text::<Request>("request", &case::request(given).to_string()) {
        Ok(request) => request,
        Err(misfit) => return format!("unreadable {misfit}\n"),
    };
    match price(&request.basket()) {
        Ok(priced) => show::show(&priced, given),
        Err(error) => format!("refused {error}\n"),
    }
}

#[test]
fn the_cases_come_out_as_written() {
    case::check("price", 25, &outcome);
}

#[test]
fn the_document_tells_the_truth() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/pricing.md")).unwrap();
    let examples = case::of_document(&text);
    assert!(examples.len() > 20, "{} examples", examples.len());
    for example in examples {
        assert_eq!(outcome(&example.given).trim(), example.expected.trim(), "{}", example.title);
    }
}

#[test]
fn the_example_requests_can_be_priced() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let requests = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for file in requests.filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        let answer = till::price::price_json(&std::fs::read_to_string(&file).unwrap());
        let value: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert!(value.get("error").is_none(), "{}: {answer}", file.display());
        assert!(value["adjustments"].as_array().is_some_and(|list| !list.is_empty()), "{}", file.display());
    }
}

/// What the cases hold, as written.
fn everything() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/price");
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn every_reason_kind_and_choice_has_a_case() {
    let text = everything();
    let mut wanted: Vec<String> = WhyNotCode::ALL.iter().map(|code| format!(": {}", code.word())).collect();
    wanted.extend(OfferKind::ALL.iter().map(|kind| format!(" {} ", kind.word()).trim_end().to_owned()));
    let mut choice = |name: &str, words: Vec<&str>| wanted.extend(words.iter().map(|word| format!("{name}={word}")));
    // The first of each list is the default.
    choice("choice", Choice::ALL[1..].iter().map(|it| it.word()).collect());
    choice("percent_rounding", Rounding::ALL[1..].iter().map(|it| it.word()).collect());
    choice("tax_rounding", Rounding::ALL[1..].iter().map(|it| it.word()).collect());
    choice("percent_level", PercentLevel::ALL[1..].iter().map(|it| it.word()).collect());
    choice("percent_base", PercentBase::ALL[1..].iter().map(|it| it.word()).collect());
    choice("remainder", Remainder::ALL[1..].iter().map(|it| it.word()).collect());
    choice("order", LineOrder::ALL[1..].iter().map(|it| it.word()).collect());
    choice("grouping", Grouping::ALL[1..].iter().map(|it| it.word()).collect());
    choice("price_rounding", Rounding::ALL[1..].iter().map(|it| it.word()).collect());
    choice("split_by", SplitBy::ALL[1..].iter().map(|it| it.word()).collect());
    choice("set_shares", SetShares::ALL[1..].iter().map(|it| it.word()).collect());
    choice("threshold_base", ThresholdBase::ALL[1..].iter().map(|it| it.word()).collect());
    choice("cap_breach", CapBreach::ALL[1..].iter().map(|it| it.word()).collect());
    choice("face_value", FaceValue::ALL[1..].iter().map(|it| it.word()).collect());
    choice("vat_rounding", VatRounding::ALL[1..].iter().map(|it| it.word()).collect());
    choice("included_tax", IncludedTax::ALL[1..].iter().map(|it| it.word()).collect());
    choice("detail", [Detail::Totals, Detail::Changed].iter().map(|it| it.word()).collect());
    choice("step", Step::ALL.iter().map(|it| it.word()).collect());
    choice("bands", Bands::ALL[1..].iter().map(|it| it.word()).collect());
    choice("which", Which::ALL.iter().map(|it| it.word()).collect());
    wanted.extend(
        [
            "option split_evenly",
            "option threshold_net",
            "option search_nodes",
            "campaign_reading=swapped",
            "cash_rounding=",
        ]
        .map(Into::into),
    );
    let missing: Vec<&String> = wanted.iter().filter(|word| !text.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "no case has {missing:?}");
}
