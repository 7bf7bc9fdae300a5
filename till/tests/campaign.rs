//! The Campaign standard: its examples, the grammar of operations, what is refused and where, and docs/campaign.md.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "campaign/tree.rs"]
mod tree;

use proptest::prelude::*;
use till::names::Label;
use till::price::campaign::{Campaign, CampaignError, Client, Compiled, Given, Ratio, Reading, What};
use till::quantity::{MILLION, decimal, millionths};
use tree::{Fraction, Value};

fn campaign(code: &str, operation: &str) -> Campaign {
    Campaign { name: Label::new("Crazy days").unwrap(), code: code.to_owned(), operation: operation.to_owned() }
}

fn compile(code: &str, operation: &str) -> Result<Compiled, CampaignError> {
    campaign(code, operation).compile(Reading::Standard)
}

fn ratio(text: &str) -> Ratio {
    Ratio::new(millionths(text).unwrap().into(), MILLION.into()).unwrap()
}

/// As a decimal number, or as a fraction if it has more than 6 decimals.
fn show(ratio: Ratio) -> String {
    ratio.exactly(MILLION).map_or_else(|| format!("{}/{}", ratio.over(), ratio.under()), decimal)
}

/// What an operation makes of an amount of 7 at 1.20.
fn line(operation: &str) -> String {
    let given = Given::Line { amount: ratio("7"), unit_price: ratio("1.20") };
    match compile("B00000000001", operation).and_then(|compiled| compiled.evaluate(given)) {
        Ok(result) => show(result),
        Err(error) => format!("{} at {}", error.code, error.at),
    }
}

/// Operations and what they make of an amount of 7 at 1.20.
const MEANINGS: &[(&str, &str)] = &[
    ("amount", "7"),
    ("1 + 2 * 3", "7"),
    ("(1 + 2) * 3", "9"),
    ("10 - 4 - 3", "3"),
    ("100 / 10 / 5", "2"),
    ("100 / (10 / 5)", "50"),
    ("17 % 10 % 4", "3"),
    ("2 * 7 % 4", "2"),
    ("-7 % 3", "-1"),
    ("7 % -3", "1"),
    ("5.5 % 0.75", "0.25"),
    ("-amount + 10", "3"),
    ("- -amount", "7"),
    ("+amount", "7"),
    ("2 - -3", "5"),
    ("amount > 3 ? 1 : 0", "1"),
    ("amount == 7 ? 1 : 2", "1"),
    ("amount !== 7 ? 1 : 2", "2"),
    ("1 + 1 == 2 ? 1 : 2", "1"),
    ("amount > 5 && amount < 9 ? 1 : 2", "1"),
    ("amount < 5 || amount < 9 && 1 > 2 ? 1 : 2", "2"),
    ("amount > 5 || amount > 9 && 1 > 2 ? 1 : 2", "1"),
    ("!amount ? 1 : 2", "2"),
    ("!(amount < 5) ? 1 : 2", "1"),
    ("!!amount ? 1 : 2", "1"),
    ("0 ? 1 : 2", "2"),
    ("amount > 5 && unitPrice ? 1 : 2", "1"),
    ("0 && 5", "0"),
    ("3 && 5", "5"),
    ("0 || 5", "5"),
    ("3 || 5", "3"),
    ("amount >= 9 ? 3 : amount >= 6 ? 2 : amount >= 3 ? 1 : 0", "2"),
    ("amount > 1 ? amount > 8 ? 1 : 2 : 3", "2"),
    ("(amount > 1 ? amount > 8 : 3) ? 1 : 2", "2"),
    ("Math.floor(2.5) + Math.ceil(2.5) * 10", "32"),
    ("Math.floor(-2.5)", "-3"),
    ("Math.ceil(-2.5)", "-2"),
    ("Math.round(2.5)", "3"),
    ("Math.round(-2.5)", "-2"),
    ("Math.round(-2.51)", "-3"),
    ("Math.abs(-amount)", "7"),
    ("Math.min(3, 1, 2)", "1"),
    ("Math.max(3, amount, 2)", "7"),
    ("Math.max(amount)", "7"),
    ("Math . floor ( amount / 2 )", "3"),
    ("unitPrice \u{2013} 0.5", "0.7"),
    ("unitPrice\u{2212}.5", "0.7"),
    ("\tamount\n/\r\n2\u{a0}", "3.5"),
    ("5.", "5"),
    ("1 / 3", "1/3"),
    ("1 / 3 * 3", "1"),
    ("0.1 + 0.2 == 0.3 ? 1 : 2", "1"), // a browser's doubles say 2
    ("Math.floor(0.29 * 100)", "29"),  // and 28
    ("amount > 0 ? 7 / amount : 1 / 0", "1"),
    ("amount?.5:1", "0.5"),
    ("99999999999999999999 - 99999999999999999998", "1"),
];

#[test]
fn operations_mean_what_a_browser_makes_of_them() {
    for (operation, expected) in MEANINGS {
        assert_eq!(line(operation), *expected, "{operation}");
    }
}

/// Operations that are refused when they are read, and where.
const REFUSED: &[(&str, &str)] = &[
    ("", "malformed at 1"),
    ("   ", "malformed at 4"),
    ("amount +", "malformed at 9"),
    ("amount amount", "malformed at 8"),
    ("(amount", "malformed at 8"),
    ("amount)", "malformed at 7"),
    ("amount ? 1", "malformed at 11"),
    ("amount = 1", "malformed at 8"),
    ("amount += 1", "malformed at 9"),
    ("amount++", "malformed at 7"),
    ("--amount", "malformed at 1"),
    ("\u{2013}\u{2013}amount", "malformed at 1"),
    ("5--3", "malformed at 2"),
    ("2 ** 3", "malformed at 4"),
    ("amount;", "malformed at 7"),
    ("amount, 1", "malformed at 7"),
    ("amount // two", "malformed at 9"),
    ("/* one */ amount", "malformed at 1"),
    ("amount <!-- 1", "malformed at 10"),
    ("amount ?? 1", "malformed at 9"),
    ("amount & 1", "malformed at 8"),
    ("amount << 1", "malformed at 9"),
    ("~amount", "malformed at 1"),
    ("amount => 1", "malformed at 8"),
    ("`${amount}`", "malformed at 1"),
    ("'7' * 1", "malformed at 1"),
    ("[amount]", "malformed at 1"),
    ("amount.toString()", "malformed at 7"),
    ("amount['x']", "malformed at 7"),
    ("amount(1)", "malformed at 7"),
    ("am\\u006funt", "unknown_value at 1"),
    ("am\u{f6}unt", "unknown_value at 1"),
    ("1e3", "malformed at 2"),
    ("0x10", "malformed at 2"),
    ("010", "malformed at 1"),
    ("1_000", "malformed at 2"),
    ("7n", "malformed at 2"),
    ("1.2.3", "malformed at 4"),
    ("1..x", "malformed at 3"),
    (".", "malformed at 1"),
    ("amount\u{b}* 2", "malformed at 7"),
    ("constructor", "unknown_value at 1"),
    ("this", "unknown_value at 1"),
    ("total", "unknown_value at 1"),
    ("2 * price", "unknown_value at 5"),
    ("Amount", "unknown_value at 1"),
    ("true ? 1 : 2", "unknown_value at 1"),
    ("Infinity", "unknown_value at 1"),
    ("Math", "malformed at 5"),
    ("Math.PI", "unknown_value at 6"),
    ("Math.pow(2, 3)", "unknown_value at 6"),
    ("Math['floor'](1)", "malformed at 5"),
    ("Math.floor", "malformed at 11"),
    ("Math.floor()", "malformed at 12"),
    ("Math.floor(1, 2)", "malformed at 13"),
    ("Math.min()", "malformed at 10"),
    ("Math.min(1,)", "malformed at 12"),
    ("Math.floor(1).x", "malformed at 14"),
    ("amount > 5", "wrong_type at 1"),
    ("!amount", "wrong_type at 1"),
    ("1 < amount < 9 ? 1 : 2", "wrong_type at 12"),
    ("1 + (amount > 5)", "wrong_type at 3"),
    ("(amount > 5) * 2", "wrong_type at 14"),
    ("(amount > 5) == (amount > 3) ? 1 : 2", "wrong_type at 14"),
    ("-(amount > 5)", "wrong_type at 2"),
    ("Math.max(1, amount > 5)", "wrong_type at 13"),
    ("amount > 5 && amount", "wrong_type at 1"),
    ("amount > 5 ? 1 : amount > 3", "wrong_type at 1"),
    ("123456789012345678901", "out_of_range at 1"),
    ("2 * 0.000000000000000000001", "out_of_range at 5"),
];

#[test]
fn what_is_not_arithmetic_is_refused_at_its_place() {
    for (operation, expected) in REFUSED {
        assert_eq!(line(operation), *expected, "{operation}");
    }
}

#[test]
fn what_cannot_be_calculated_is_refused_at_its_place() {
    let large = |text: &str| text.replace('#', "99999999999999999999");
    let cases = [
        ("1 / 0", "division_by_zero at 3"),
        ("amount % (7 - amount)", "division_by_zero at 8"),
        ("0 / 0 > 1 ? 1 : 2", "division_by_zero at 3"),
        ("Math.min(1 / 0, 5)", "division_by_zero at 12"),
        ("# * #", "overflow at 22"),
        ("# * # > 1 ? 1 : 2", "overflow at 22"),
        ("1 / # / #", "overflow at 26"),
        ("1 / # + 1 / 99999999999999999998", "overflow at 26"),
    ];
    for (operation, expected) in cases {
        assert_eq!(line(&large(operation)), expected, "{operation}");
    }
}

#[test]
fn length_and_nesting_are_bounded() {
    let nested = |n: usize| format!("{}amount{}", "(".repeat(n), ")".repeat(n));
    assert_eq!((line(&nested(32)).as_str(), line(&nested(33)).as_str()), ("7", "too_deep at 34"));
    assert_eq!(line(&nested(497)), "too_deep at 34");
    assert_eq!(line(&"(".repeat(100_000)), "too_long at 1001");
    assert_eq!(line(&format!("{}amount", "- ".repeat(33))), "too_deep at 67");
    assert_eq!(line(&format!("{}amount ? 1 : 2", "!".repeat(33))), "too_deep at 34");
    assert_eq!(line(&format!("{}1{}", "Math.abs(".repeat(33), ")".repeat(33))), "too_deep at 298");
    assert_eq!(line(&format!("{}1{}", "1?".repeat(33), ":1".repeat(33))), "too_deep at 67");
    // what stands side by side is not nested
    assert_eq!(line(&format!("1{}", "+1".repeat(499))), "500");
    assert_eq!(line(&format!("{}5", "0?1:".repeat(249))), "5");
    assert_eq!(line(&format!("{}1", " ".repeat(999))), "1");
    assert_eq!(line(&format!("{}1", " ".repeat(1000))), "too_long at 1001");
    assert_eq!(line(&format!("{}1", "\u{a0}".repeat(999))), "1", "characters, not bytes");
}

#[test]
fn each_number_has_its_names() {
    let given_line = Given::Line { amount: ratio("5"), unit_price: ratio("1.20") };
    let invoice = Given::Invoice { total: ratio("60") };
    let cases = [
        ("B00000000001", "amount * unitPrice", Ok("6")),
        ("B00000000002", "amount * unitPrice", Ok("6")),
        ("B00000000501", "total", Ok("60")),
        ("B00000000501", "amount", Err(("unknown_value", "total or a function of Math"))),
        ("B00000000501", "unitPrice", Err(("unknown_value", "total or a function of Math"))),
        ("B00000000002", "total", Err(("unknown_value", "amount, unitPrice or a function of Math"))),
    ];
    for (code, operation, expected) in cases {
        let given = if code.ends_with("501") { invoice } else { given_line };
        let found = compile(code, operation).and_then(|compiled| compiled.evaluate(given));
        let found = found.map(show).map_err(|error| (error.code, error.expected));
        assert_eq!(found.as_ref().map(String::as_str).map_err(|error| *error), expected, "{code} {operation}");
    }
    let error = compile("B00000000001", "1 + amount").unwrap().evaluate(invoice).unwrap_err();
    assert_eq!((error.at, error.code), (5, "required"));
    assert_eq!(compile("B00000000501", "total").unwrap().evaluate(given_line).unwrap_err().code, "required");
}

#[test]
fn a_campaign_has_the_form_of_the_standard() {
    let text = r#"{"name":"Crazy days","code":"B00000000502","operation":"total"}"#;
    let campaign: Campaign = till::shape::read_text("campaign", text).unwrap();
    assert_eq!(till::shape::Shape::write(&campaign).as_str(), text);
    let error = campaign.compile(Reading::Standard).unwrap_err();
    let expected = "code, character 10: not_supported (expected 001, 002 or 501; the standard does not describe 502)";
    assert_eq!(error.to_string(), expected);
    assert_eq!(till::shape::read_text::<Campaign>("c", r#"{"name": "x"}"#).unwrap_err().path, "c.code");
}

const NAMES: &[&str] = &["amount", "unitPrice"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// A tree as text, read again, gives what the tree gives.
    #[test]
    fn a_printed_tree_gives_what_the_tree_gives(
        tree in tree::numbers(4, NAMES), gap in prop::sample::select(vec!["", " ", "\n\t"]),
        dash in prop::sample::select(vec!["-", "\u{2013}", "\u{2212}"]), amount in -20_i128..20, cents in 0_i128..500,
    ) {
        let text = tree.show(0, gap).replace('-', dash);
        let compiled = match compile("B00000000002", &text) {
            Err(error) if text.chars().count() > 1000 => return { prop_assert_eq!(error.code, "too_long"); Ok(()) },
            compiled => compiled.unwrap(),
        };
        let given: [Ratio; 2] = [Ratio::new(amount, 4).unwrap(), Ratio::new(cents, 100).unwrap()];
        let named = |name: &str| -> Fraction {
            let ratio = given[NAMES.iter().position(|known| *known == name).unwrap()];
            (ratio.over(), ratio.under())
        };
        let found = compiled.evaluate(Given::Line { amount: given[0], unit_price: given[1] });
        let found = found.map(|ratio| Value::Number((ratio.over(), ratio.under()))).map_err(|error| error.code);
        let expected = tree.value(&named);
        prop_assume!(expected != Err("overflow"));
        prop_assert_eq!(found, expected, "{}", text);
    }

    /// Whatever stands there is answered, within bounds, and errors lie within the text.
    #[test]
    fn any_text_is_answered(code in "\\PC{0,14}|[CUB]0{8}(001|002|501)", operation in "\\PC{0,60}|[-a-z0-9()?:+*/%<>=!&|., ]{0,60}") {
        any_campaign(&code, &operation)?;
    }

    /// The same with pieces that fit now and then.
    #[test]
    fn any_row_of_pieces_is_answered(pieces in prop::collection::vec(prop::sample::select(vec![
        "amount", "unitPrice", "Math", ".", "floor", "min", "(", ")", ",", "?", ":", "+", "-", "*", "/", "%", "<", "==", "!",
        "&&", "||", "1", "0", "2.5", " ", "--", "=", "99999999999999999999", "Math.max(", "(amount", "amount)",
    ]), 0..40)) {
        any_campaign("B00000000001", &pieces.concat())?;
    }
}

fn any_campaign(code: &str, operation: &str) -> Result<(), TestCaseError> {
    let error = match compile(code, operation) {
        Err(error) => error,
        Ok(compiled) => {
            let given = match compiled.what {
                What::Total => Given::Invoice { total: ratio("60") },
                _ => Given::Line { amount: ratio("7"), unit_price: ratio("1.20") },
            };
            let Err(error) = compiled.evaluate(given) else { return Ok(()) };
            prop_assert!(matches!(error.code, "overflow" | "division_by_zero"), "{} {}", operation, error);
            error
        }
    };
    let length = if error.part == "code" { code.chars().count() } else { operation.chars().count() };
    prop_assert!((1..=length + 1).contains(&error.at), "{} {}: {}", code, operation, error);
    Ok(())
}

/// Runs a block of docs/campaign.md and answers with what stands below its arrow.
fn block(given: &str) -> String {
    let (mut code, mut operation, mut reading, mut answers) = ("", "", Reading::Standard, Vec::new());
    for row in given.lines().filter(|row| !row.starts_with("==") && !row.starts_with('#')) {
        match row.split_once(' ').unwrap() {
            ("code", rest) => code = rest,
            ("operation", rest) => operation = rest,
            ("reading", rest) => reading = Reading::of(rest).unwrap(),
            _ => answers.push(row),
        }
    }
    let compiled = match campaign(code, operation).compile(reading) {
        Ok(compiled) => compiled,
        Err(error) => return format!("refused {error}"),
    };
    let client = match compiled.who.client {
        Client::Holders => "holders",
        Client::Unidentified => "unidentified",
        Client::Both => "all",
    };
    let card = compiled.who.card.as_ref().map_or_else(String::new, |card| format!(" of {card}"));
    let mut found = format!("{client}{card}, {:?}", compiled.what);
    for row in answers {
        let words: Vec<&str> = row.split(' ').collect();
        let of = |name: &str| words.iter().position(|word| *word == name).map(|at| ratio(words[at + 1]));
        let given = match of("total") {
            Some(total) => Given::Invoice { total },
            None => Given::Line { amount: of("amount").unwrap(), unit_price: of("unitPrice").unwrap_or(ratio("0")) },
        };
        let answer = compiled.evaluate(given).map_or_else(|error| error.to_string(), show);
        found.push_str(&format!("\n{row}: {answer}"));
    }
    found
}

#[test]
fn the_document_tells_the_truth() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/campaign.md")).unwrap();
    let mut count = 0;
    for example in text.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        let (given, expected) = example.split_once("->\n").unwrap();
        assert_eq!(block(given), expected.trim(), "{given}");
        count += 1;
    }
    assert!(count >= 8, "{count} examples");
}
