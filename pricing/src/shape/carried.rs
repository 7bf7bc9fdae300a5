//! A JSON value that is only carried, printed again.

use super::{Kind, Node, Out};

/// Prints a value as it came, or in the one form that documents with the same content share: members sorted, of several
/// with one name the last.
pub fn carry(node: Node<'_>, out: &mut Out, sorted: bool) {
    match node.kind() {
        Kind::Null => out.null(),
        Kind::True => out.bool(true),
        Kind::False => out.bool(false),
        Kind::Number => out.raw(node.as_number().unwrap_or_default()),
        Kind::Text => out.text(node.as_str().unwrap_or_default()),
        Kind::List => {
            out.begin_list();
            for item in node.inside() {
                carry(item, out, sorted);
            }
            out.end_list();
        }
        Kind::Object => {
            let mut members: Vec<Node<'_>> = node.inside().collect();
            if sorted {
                crate::map::sort(&mut members, &|a, b| a.name().cmp(b.name()));
            }
            out.begin(&[]);
            let mut rest = members.into_iter().peekable();
            while let Some(member) = rest.next() {
                if !sorted || rest.peek().is_none_or(|next| next.name() != member.name()) {
                    out.name(member.name());
                    carry(member, out, sorted);
                }
            }
            out.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Out, carry};
    use crate::shape::{DEEPEST, Document};

    fn printed(text: &str, sorted: bool) -> String {
        let mut out = Out::new();
        carry(Document::parse(text, DEEPEST).unwrap().root(), &mut out, sorted);
        out.into_text()
    }

    #[test]
    fn what_is_carried_comes_out_as_it_went_in() {
        let text =
            r#"{"b":[1,-2,null,true,{"é\"\\\n\u001f/":"\u007f"}],"a":"","c":18446744073709551615,"d":1.5,"e":-0.0}"#;
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(printed(text, true), value.to_string(), "serde_json sorts members too");
        assert_eq!(printed(&printed(text, false), false), printed(text, false));
        assert_eq!(printed(r#"{"b":1,"a":2,"b":{"d":1,"c":2}}"#, true), r#"{"a":2,"b":{"c":2,"d":1}}"#);
    }
}
