//! A request as people and programs write it: without the members that say what holds anyway.
//!
//! What must hold: it is read as the same request.

use till::price::request::Request;
use till::shape::{Document, Kind, Node, Shape, read_text};

const DEEPEST: usize = 64;

/// The request as text, each line and deal on its own without what need not be said.
#[must_use]
pub fn written(request: &Request) -> String {
    let rest = bare(&Request { lines: Vec::new(), offers: Vec::new(), ..request.clone() });
    let list = |texts: Vec<String>| texts.join(",");
    let lines = list(request.lines.iter().map(bare).collect());
    let offers = list(request.offers.iter().map(bare).collect());
    let rest = rest.replacen("\"lines\":[],", "", 1);
    let text = format!("{{\"lines\":[{lines}],\"offers\":[{offers}],{}", rest.trim_start_matches('{'));
    assert!(read_text::<Request>("request", &text).is_ok_and(|read| read == *request), "the same request");
    text
}

/// A value as text without the members whose absence changes nothing.
fn bare<T: Shape + PartialEq>(value: &T) -> String {
    let text = value.write().to_string();
    let document = Document::parse(&text, DEEPEST).expect("it was written");
    let mut left_out = vec![false; count(document.root())];
    for place in 1..left_out.len() {
        left_out[place] = true;
        let mut shorter = String::new();
        print(document.root(), &left_out, &mut 0, &mut shorter);
        left_out[place] = read_text::<T>("value", &shorter).is_ok_and(|read| read == *value);
    }
    let mut bare = String::new();
    print(document.root(), &left_out, &mut 0, &mut bare);
    bare
}

/// How many values it is made of, with itself.
fn count(node: Node<'_>) -> usize {
    1 + node.inside().map(count).sum::<usize>()
}

/// Prints what is not left out; values are numbered in the order in which they stand.
fn print(node: Node<'_>, left_out: &[bool], place: &mut usize, out: &mut String) {
    *place += 1;
    let (open, close) = match node.kind() {
        Kind::Object => ('{', '}'),
        Kind::List => ('[', ']'),
        Kind::Text => return out.push_str(&quoted(node.as_str().unwrap_or_default())),
        Kind::Number => return out.push_str(node.as_number().unwrap_or_default()),
        Kind::True => return out.push_str("true"),
        Kind::False => return out.push_str("false"),
        Kind::Null => return out.push_str("null"),
    };
    out.push(open);
    let mut first = true;
    for inside in node.inside() {
        if left_out[*place] {
            *place += count(inside);
            continue;
        }
        if !std::mem::take(&mut first) {
            out.push(',');
        }
        if node.kind() == Kind::Object {
            out.push_str(&quoted(inside.name()));
            out.push(':');
        }
        print(inside, left_out, place, out);
    }
    out.push(close);
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::{Size, request};
    use till::price::request::Choice;

    #[test]
    fn says_the_same_in_less_than_half() {
        let request = request(Size { lines: 20, deals: 100 }, Choice::Priority, 1);
        let (whole, written) = (request.write().to_string(), written(&request));
        assert!(written.len() * 2 < whole.len(), "{} of {}", written.len(), whole.len());
        assert_eq!(till::price::price_json(&written), till::price::price_json(&whole));
    }
}
