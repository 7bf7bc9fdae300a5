//! What reading holds, on a shape of our own.

use super::{Misfit, Shape, read_text};
use crate::map::Map;

crate::shape! {
    /// A leaf.
    pub struct Leaf {
        /// Must be there.
        size: u32,
        /// May be missing.
        hue: Hue = Hue::Red,
    }
}

crate::shape! {
    /// A colour.
    pub enum Hue {
        /// Red.
        Red = "red",
        /// Green.
        Green = "green",
    }
}

crate::shape! {
    /// Bark.
    pub struct Bark {
        /// May be missing.
        note: Option<String>,
    }
}

crate::shape! {
    /// A part.
    pub union Part by "part" {
        /// A leaf.
        Leaf(Leaf) = "leaf",
        /// Bark.
        Bark(Bark) = "bark",
    }
}

crate::shape! {
    /// A tree.
    pub struct Tree {
        /// Its first leaf.
        first: Leaf,
        /// May be empty.
        bark: Bark,
        /// Its parts.
        parts: Vec<Part>,
        /// Counts by name.
        counts: Map<String, u32>,
        /// Healthy.
        healthy: bool,
    }
}

fn tree(text: &str) -> Result<Tree, String> {
    read_text("tree", text).map_err(|misfit: Misfit| misfit.to_string())
}

#[test]
fn what_was_written_reads_the_same_in_whatever_order_and_among_unknown_members() {
    let written = concat!(
        r#"{"first":{"size":1,"hue":"green"},"bark":{},"parts":[{"part":"bark","note":"a\"\n"},"#,
        r#"{"part":"leaf","size":2,"hue":"red"}],"counts":{"a":1,"b":2},"healthy":true}"#
    );
    let read = tree(written).unwrap();
    assert_eq!(Some(read.first.hue), Hue::of("green"));
    assert_eq!(
        read.write().as_str(),
        written,
        "members in the order of the shape, the kind first, none for what is absent"
    );
    let shuffled = concat!(
        r#"{"healthy":true,"x":[{}],"parts":[{"note":"a\u0022\n","x":1,"part":"bark"},{"size":2,"part":"leaf"}],"#,
        r#""counts":{"b":2,"a":1},"bark":null,"first":{"hue":"green","size":1}}"#
    );
    assert_eq!(tree(shuffled).as_ref(), Ok(&read));
}

#[test]
fn of_two_members_with_one_name_the_last_counts() {
    let read = tree(r#"{"first":7,"counts":{"a":"x","b":1,"a":2},"first":{"size":"x","size":3}}"#).unwrap();
    assert_eq!((read.first.size, read.counts.get("a")), (3, Some(&2)));
}

#[test]
fn the_first_misfit_is_named_with_its_path_and_what_would_fit() {
    let cases = [
        ("[]", "tree: wrong_type (expected an object)"),
        ("nul", "tree: malformed (expected JSON)"),
        ("{}", "tree.first: required (expected an object)"),
        (r#"{"first":null}"#, "tree.first: required (expected an object)"),
        (r#"{"first":{}}"#, "tree.first.size: required (expected a value)"),
        (r#"{"first":{"size":null},"bark":1}"#, "tree.first.size: required (expected a value)"),
        (r#"{"first":{"size":1.0}}"#, "tree.first.size: wrong_type (expected an integer from 0 to 4294967295)"),
        (r#"{"first":{"size":-1}}"#, "tree.first.size: out_of_range (expected an integer from 0 to 4294967295)"),
        (
            r#"{"first":{"size":18446744073709551615}}"#,
            "tree.first.size: out_of_range (expected an integer from 0 to 4294967295)",
        ),
        (r#"{"first":{"size":1,"hue":"blue"}}"#, "tree.first.hue: unknown_value (expected one of red green)"),
        (r#"{"first":{"size":1,"hue":1}}"#, "tree.first.hue: wrong_type (expected one of red green)"),
        (r#"{"first":{"size":1},"bark":{"note":1}}"#, "tree.bark.note: wrong_type (expected a text)"),
        (r#"{"first":{"size":1},"parts":{}}"#, "tree.parts: wrong_type (expected a list)"),
        (r#"{"first":{"size":1},"parts":[{}]}"#, "tree.parts[0].part: required (expected a value)"),
        (
            r#"{"first":{"size":1},"parts":[{"part":"bark"},{"part":"root"}]}"#,
            "tree.parts[1]: unknown_value (expected a part of this version)",
        ),
        (
            r#"{"first":{"size":1},"counts":{"a":null}}"#,
            "tree.counts.a: wrong_type (expected an integer from 0 to 4294967295)",
        ),
        (r#"{"first":{"size":1},"healthy":0}"#, "tree.healthy: wrong_type (expected true or false)"),
    ];
    for (text, expected) in cases {
        assert_eq!(tree(text).map(|_| ()).unwrap_err(), expected, "{text}");
    }
}

#[test]
fn a_list_has_a_limit() {
    let list =
        |items: usize| format!(r#"{{"first":{{"size":1}},"parts":[{}]}}"#, vec![r#"{"part":"bark"}"#; items].join(","));
    assert_eq!(tree(&list(super::MAX_ITEMS)).unwrap().parts.len(), super::MAX_ITEMS);
    assert_eq!(tree(&list(super::MAX_ITEMS + 1)).unwrap_err(), "tree.parts: too_many (expected at most 20000 items)");
}
