//! The parser of JSON against serde_json, which it must agree with: what is refused, where, and what is read.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use till::shape::{DEEPEST, Document, Kind, Node, NotJson};

/// The same document as serde_json has it; a number is read again by serde_json, so a double is one double.
fn value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::True => Value::from(true),
        Kind::False => Value::from(false),
        Kind::Number => node.as_number().unwrap_or_default().parse().unwrap_or_default(),
        Kind::Text => Value::from(node.as_str()),
        Kind::List => node.inside().map(value).collect(),
        Kind::Object => Value::Object(node.inside().map(|member| (member.name().to_owned(), value(member))).collect()),
    }
}

fn parse(text: &str) -> Result<Document<'_>, NotJson> {
    Document::parse(text, DEEPEST)
}

/// Both read the same, or both refuse. Whether they refuse at the same place.
fn compare(text: &str) -> Result<bool, String> {
    match (parse(text), serde_json::from_str::<Value>(text)) {
        (Ok(ours), Ok(theirs)) => {
            if value(ours.root()) == theirs {
                Ok(true)
            } else {
                Err(format!("{text:?}: {ours:?} is not {theirs:?}"))
            }
        }
        (Err(ours), Err(theirs)) => Ok(ours == NotJson::At(theirs.line(), theirs.column())),
        (Ok(ours), Err(theirs)) => Err(format!("{text:?} is refused: {theirs}; read: {ours:?}")),
        (Err(ours), Ok(theirs)) => Err(format!("{text:?} is {theirs}; refused: {ours:?}")),
    }
}

fn agree(text: &str) {
    assert_eq!(compare(text).err(), None);
}

#[test]
fn numbers() {
    let numbers = "0 -0 1 -1 10 01 -01 00 +1 - --1 1- 1. .5 -.5 1.5 1.50 1.5.5 1e 1e+ 1e- 1E5 1e05 1e+05 1e-5 1e5.5 0e0 0x10 \
        1_000 1,000 Infinity NaN -Infinity nan \u{663} 1\u{e9} 1\u{0} 9223372036854775807 9223372036854775808 \
        -9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 123456789012345678901234567890 \
        0.1234567890123456789012345678901234567890 1e308 1e309 -1e309 0.1e309 0.01e309 10e307 10e308 0e309 2e308 1.798e308 \
        1.7976931348623157e308 17976931348623157e292 0.0e99999999999999999999 1e99999999999999999999 1e-400 \
        -1e99999999999999999999 1e-99999999999999999999";
    for number in numbers.split(' ') {
        agree(number);
        agree(&format!("[{number},{number}]"));
        agree(&format!("{{\"a\": {number} }}"));
    }
    for zeros in [300, 307, 308, 309, 310, 400] {
        agree(&format!("1{}", "0".repeat(zeros)));
        agree(&format!("1{}.0", "0".repeat(zeros)));
        agree(&format!("0.{}1e{zeros}", "0".repeat(zeros)));
        agree(&format!("0.{}1e700", "0".repeat(zeros)));
    }
}

#[test]
fn texts() {
    let texts = r#" a \n\t\r\b\f\/\\\" \a \ \' \x41 \u \u1 \u00e \u00e9 \u00E9 \u00g9 \u+123 \U0041 \u0000 \ud83d\ude00 \uD83D\uDE00
        \udbff\udfff \ud800\udc00 12345678 č1234567č ččččččččč\u010d 1234567\n89abcdef\ aaaaaaa! aaaaaaa# ]}\"[{"#;
    let texts = texts.split_whitespace();
    let control = ["\n", "\t", "\r", "\u{0}", "\u{1f}", "1234567\n", "12345678\u{1}", "\\u0000\n", "\\u 123"];
    let other = ["\u{7f}", "\u{80}", "\u{2028}", "\u{feff}", "\u{fffe}", "\u{10ffff}", "\u{ff}\u{100}\u{7ff}\u{800}"];
    let texts = texts.chain(control).chain(other);
    for text in texts {
        agree(&format!("\"{text}\""));
        agree(&format!("[\"{text}\",1]"));
        agree(&format!("{{\"{text}\":\"{text}\"}}"));
    }
    for open in ["\"", "\"a", "\"\\", "\"\\u", "\"\\u12", "\"\\ud83d", "\"\\ud83d\\", "'a'", "a", "“a”"] {
        agree(open);
    }
    let halves = r"\ud800 \udc00 \ud800x \ud800\n \ud800\ud800 \ud800\u0041 \udbff\ue000 \udfff\ud800";
    for half in halves.split(' ') {
        let text = format!("\"{half}\"");
        agree(&text);
        assert!(parse(&text).is_err(), "{text}: half a pair is no character");
    }
}

#[test]
fn documents() {
    let documents = r#"null nul nulL nullx Null tru true truefalse undefined [] [ ] []] [,] [1,] [,1] [1,,2] [1;2] [1} { } {} {}} {,}
        {"a"} {"a":} {"a":1,} {"a"::1} {a:1} {1:1} {'a':1} {"a":1,"a":2} {"":{"":{}}} {null:1} {[]:1} //1 /**/1 1// [1]# 1,2
        \u0031 {"a":[{"b":[{"c":null}]}]} [[[[[[[[[[1]]]]]]]]]] {"a":1}{"b":2} \u{feff}{}"#;
    let documents = documents.split_whitespace();
    let spaced =
        ["", " ", "\n\n", "false ", " false", "[1 2]", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "//\n1", "[\"a\",\n\"b]"];
    let more =
        [" { \"a\" : [ 1 , 2 ] } ", "[1]\n\n]", "[1,\n2\n,,]", "{\"a\":\n\n\nx}", "\u{feff}{}", "{}\u{0}", "\u{0}"];
    let documents = documents.chain(spaced).chain(more).chain(["\u{b}1", "\u{a0}1", "1\u{a0}"]);
    for document in documents {
        let ours = parse(document);
        assert_eq!(compare(document), Ok(true), "{document:?}: whoever reads {ours:?} is led to the same place");
    }
    // Nesting, which both bound.
    for levels in [1, 64, 126, 127] {
        agree(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
        agree(&format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels)));
        agree(&"[{\"a\":".repeat(levels / 2));
    }
    assert_eq!(parse(&"[".repeat(128)), Err(NotJson::TooDeep));
    assert!(serde_json::from_str::<Value>(&format!("{}{}", "[".repeat(128), "]".repeat(128))).is_err());
}

/// Pieces of JSON and of what looks like it.
fn piece() -> impl Strategy<Value = String> {
    let words = r#"{ } [ ] , : " \ "a": "a" "é\n" \u \ud83d \ude00 1 - 0 . e e- 9223372036854775807 null true false č 😀 1.5e300 0.1 {} []"#;
    let words: Vec<&str> = words.split(' ').chain([" ", "\n", "\t", "\u{0}", "\u{1f}"]).collect();
    prop_oneof![
        8 => proptest::sample::select(words).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => any::<i64>().prop_map(|n| n.to_string()),
    ]
}

/// A document that is JSON.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1.0e9..1.0e9).prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[ -~\\p{C}\"\\\\]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            vec((".{0,10}", inner), 0..8).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_pieces(pieces in vec(piece(), 0..24)) {
        compare(&pieces.concat()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_document(document in document(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
        let text = text.unwrap();
        prop_assert_eq!(compare(&text), Ok(true));
    }

    /// One character of a good document is lost, doubled or replaced.
    #[test]
    fn nearly_a_document(document in document(), place in any::<prop::sample::Index>(), other in piece(), how in 0..3) {
        let text = document.to_string();
        let place = place.index(text.chars().count());
        let changed = text.chars().enumerate().map(|(at, c)| match how {
            _ if at != place => c.to_string(),
            0 => String::new(),
            1 => format!("{c}{c}"),
            _ => other.clone(),
        });
        let changed: String = changed.collect();
        compare(&changed).map_err(TestCaseError::fail)?;
    }
}
