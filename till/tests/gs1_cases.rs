//! Runs the cases of GS1 codes in `cases/gs1/*.txt` and in `docs/codes.md`, and tries what nobody wrote down.
//!
//! `UPDATE_EXPECT=1` writes what came out; check the difference against the standard.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "gs1/case.rs"]
mod case;

use proptest::prelude::*;
use till::codes::gs1::{
    CodeError, Form, InStoreRule, MOST_ELEMENTS, MOST_LINK, Measure, Pattern, Rules, Scanned, read,
};
use till::codes::{check_digit, gtin};
use till::pack::CheckDigit;
use till::time::BusinessDate;

fn today() -> BusinessDate {
    BusinessDate::parse("2026-11-21").unwrap()
}

fn in_store() -> Vec<InStoreRule> {
    let rule = |(text, measure)| InStoreRule { pattern: Pattern::new(text).unwrap(), measure };
    let rules =
        [("21IIIIIVV.VVVC", Measure::Weight), ("02IIIIIKVV.VVC", Measure::Price), ("2IIIVVVC", Measure::Quantity)];
    rules.into_iter().map(rule).collect()
}

fn scan(text: &str) -> Result<Scanned, CodeError> {
    read(text, &Rules { in_store: &in_store(), today: today() })
}

fn with_check_digit(body: &str) -> String {
    format!("{body}{}", check_digit(body, CheckDigit::Gs1).unwrap())
}

#[test]
fn the_cases_come_out_as_written() {
    case::check("gs1", 40, &case::outcome);
}

#[test]
fn the_document_tells_the_truth() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/codes.md")).unwrap();
    let examples = case::of_document(&text);
    assert!(examples.len() >= 7, "{} examples", examples.len());
    let wrong = examples.iter().filter(|example| case::outcome(&example.given).trim() != example.expected.trim());
    let wrong: Vec<String> = wrong
        .map(|example| format!("== {}\n{}->\n{}", example.title, example.given, case::outcome(&example.given)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let kinds = ["unrecognised", "too_long", "too_short", "invalid_character", "unknown_ai", "repeated_ai"];
    for kind in kinds.into_iter().chain(["wrong_check_digit", "impossible_date", "invalid_value"]) {
        assert!(text.contains(&format!("| `{kind}` |")), "{kind} is not in the table of errors");
    }
}

#[test]
fn what_is_too_long_is_refused_where_it_gets_too_long() {
    let elements = format!("]C1{}", "9112345\u{1d}".repeat(40));
    let error = |text: &str| scan(text).unwrap_err();
    assert_eq!((error(&elements).code(), error(&elements).at()), ("too_long", MOST_ELEMENTS + 3));
    let link = format!("https://example.com/01/09506000134352?linkType={}", "x".repeat(3_000));
    assert_eq!((error(&link).code(), error(&link).at()), ("too_long", MOST_LINK));
    let just = format!("https://example.com/01/09506000134352?x={}", "y".repeat(MOST_LINK - 40));
    assert_eq!(just.chars().count(), MOST_LINK);
    assert_eq!(scan(&just).unwrap().gtin(), Some("09506000134352"));
}

#[test]
fn rules_are_refused_unless_they_read_every_digit() {
    let wrong = [
        "",
        "21",
        "21IIIIIVVVVV",
        "21IIIIIVVVVVVV",
        "20IIIIIVVVVVV",
        "31IIIIIVVVVVC",
        "21VVVVVVXXXXC",
        "21IIIIIXXXXXC",
        "21IIIKKVVVVVC",
        "21IIIIIIKVVVC",
        "21IIIKVVVVVVC",
        "21IIII.IVVVVC",
        "21IIIIVVVV.C",
        "21IIIIIVV..VVVC",
        "21IIIIIV.V.VVC",
        "21IIIII1VVVVC",
        "21IIIIIVVVVCC",
        "21IIVVVVVVVVC",
        "1IIIVVVC",
        "２1IIIIIVVVVVC",
    ];
    for text in wrong {
        assert_eq!(Pattern::new(text), None, "{text}");
    }
    for rule in in_store() {
        assert!(case::rule_round_trip(&rule), "{rule:?}");
    }
}

/// Texts that are nearly codes: parts of them in any order, and characters that break parsers.
fn nearly_codes() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => prop::sample::select(vec![
            "]C1", "]e0", "]E0", "]E4", "]E3", "]Q3", "]", "(", ")", "(01)", "(10)", "(3103)", "(8110)", "01", "02", "10", "17",
            "21", "255", "310", "3103", "392", "3932", "414", "8003", "8008", "8110", "8112", "99", "\u{1d}", "https://", "http://",
            "a.b", "/", "/01/", "/gtin/", "/10/", "?", "&", ";", "=", "%", "%2F", "%F0%9F", "#", "linkType", " ", "\r\n", "\0",
        ])
        .prop_map(str::to_owned),
        4 => "[0-9]{1,20}",
        1 => any::<String>(),
        1 => prop::sample::select(vec!["\u{202e}", "\u{feff}", "Z\u{337}", "👩‍👩‍👧", "٤٠٠٦", "４００６", "ſ", "\u{10ffff}"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn no_text_panics_and_every_error_has_its_place(text in prop_oneof![nearly_codes(), any::<String>()]) {
        if let Err(error) = scan(&text) {
            prop_assert!(error.at() <= text.chars().count(), "{text:?}: {error}");
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn a_wrong_digit_never_gives_a_product(body in "[0-9]{12}", place in 0_usize..13, by in 1_u32..10) {
        let right = with_check_digit(&body);
        let digit = |c: char| char::from_digit((c.to_digit(10).unwrap() + by) % 10, 10).unwrap();
        let wrong: String = right.chars().enumerate().map(|(at, c)| if at == place { digit(c) } else { c }).collect();
        let found = scan(&wrong);
        prop_assert!(matches!(found, Err(CodeError::CheckDigit { at: 12, .. })), "{wrong}: {found:?}");
        for text in [format!("]C1010{wrong}"), format!("(01)0{wrong}"), format!("https://a.b/01/{wrong}")] {
            let found = scan(&text);
            let at = text.chars().count() - 1;
            let refused = matches!(found, Err(CodeError::CheckDigit { at: found, .. }) if found == at);
            prop_assert!(refused, "{text}: {found:?}");
        }
    }

    #[test]
    fn every_form_of_a_product_gives_one_number(body in "[1-9][0-9]{11}") {
        let number = with_check_digit(&body);
        let one = gtin(&number).map(|usual| format!("{usual:0>14}"));
        for text in [number.clone(), format!("]E0{number}"), format!("0{number}"), format!(" {number}\r\n")] {
            let found = match scan(&text).unwrap() {
                Scanned::Number(number) => number.gtin,
                Scanned::InStore(code) => code.number,
                Scanned::Coupon(coupon) => coupon.number,
                other => panic!("{other:?}"),
            };
            prop_assert_eq!(Some(found), one.clone());
        }
    }

    #[test]
    fn a_product_label_says_the_same_in_every_form(
        body in "0[0-9]{12}", batch in "[0-9A-Za-z./-]{1,20}", serial in "[0-9A-Z]{1,20}",
        month in 1_u32..13, day in 0_u32..29, weight in 0_u32..1_000_000, places in 0_u32..6,
    ) {
        prop_assume!(body.bytes().any(|digit| digit != b'0'));
        let gtin = with_check_digit(&body);
        let date = format!("27{month:02}{day:02}");
        let read_off = |text: String| {
            let scanned = scan(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let mut list: Vec<_> =
                scanned.elements().iter().map(|one| (one.ai.clone(), one.text.clone(), one.value.clone())).collect();
            for element in scanned.elements() {
                let there: String = text.chars().skip(element.at).take(element.ai.len()).collect();
                assert_eq!(there, element.ai, "{text}");
            }
            list.sort_by(|one, other| one.0.cmp(&other.0));
            list
        };
        let sent = read_off(format!("]d201{gtin}10{batch}\u{1d}310{places}{weight:06}17{date}21{serial}"));
        let typed = read_off(format!("(01){gtin} (10){batch} (21){serial} (17){date} (310{places}){weight:06}"));
        let slashes = batch.replace('/', "%2F");
        let link = read_off(format!("https://a.b/x/01/{gtin}/10/{slashes}/21/{serial}?310{places}={weight:06}&17={date}"));
        prop_assert_eq!(sent.len(), 5);
        prop_assert_eq!(&sent, &typed);
        prop_assert_eq!(&sent, &link);
    }

    #[test]
    fn the_verifier_digit_finds_every_single_wrong_digit(value in "[0-9]{4,5}", place in 0_usize..4, by in 1_u32..10) {
        let digit = |c: char| char::from_digit((c.to_digit(10).unwrap() + by) % 10, 10).unwrap();
        let wrong: String = value.chars().enumerate().map(|(at, c)| if at == place { digit(c) } else { c }).collect();
        prop_assert_ne!(till::codes::gs1::verifier(&value), till::codes::gs1::verifier(&wrong));
    }

    #[test]
    fn upc_e_and_upc_a_are_the_same_product(six in "[0-9]{6}") {
        let long = till::codes::gs1::expand_upc_e(&six).unwrap();
        let short = format!("]E00{six}{}", long.chars().last().unwrap());
        match (scan(&long), scan(&short)) {
            (Ok(Scanned::Number(long)), Ok(Scanned::Number(short))) => {
                prop_assert_eq!(long.gtin, short.gtin);
                prop_assert_eq!((long.form, short.form), (Form::UpcA, Form::UpcE));
            }
            // what begins with six zeros is an EAN-8 number, the shop's own here
            (Ok(Scanned::InStore(long)), Ok(Scanned::InStore(mut short))) => {
                short.at = long.at; // a place in the text, and these are two texts
                prop_assert_eq!(long, short);
            }
            (Err(long), Err(short)) => prop_assert_eq!(long.code(), short.code()),
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
