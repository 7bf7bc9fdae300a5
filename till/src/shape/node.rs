//! A parsed JSON document: what [`super::Shape::read`] reads.
//!
//! What must hold: texts and names are borrowed from the document unless they hold an escape; members stand in the order
//! of the document, and of two with one name the last one counts. serde_json does the parsing.

use super::Out;
use serde_json::Number;
use serde_json::de::Deserializer;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Node<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer of 64 bits.
    Integer(i64),
    /// Any other number; it is carried, never read.
    Number(Number),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// An object.
    Object(Vec<Member<'a>>),
}

/// A member of an object: its name and its value.
pub type Member<'a> = (Cow<'a, str>, Node<'a>);

/// Why a text is no JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJson {
    /// Nested deeper than asked for.
    TooDeep,
    /// Line and column of the first error.
    At(usize, usize),
}

/// The deepest nesting there is for [`Node::parse`].
pub const DEEPEST: usize = 127;

impl<'a> Node<'a> {
    /// Parses a text of at most this many levels, which are at most [`DEEPEST`].
    pub fn parse(text: &'a str, levels: usize) -> Result<Node<'a>, NotJson> {
        let parts = Parts::default();
        let mut document = Deserializer::from_str(text);
        let node = Reading { levels, parts: &parts }.deserialize(&mut document);
        let node = node.and_then(|node| document.end().map(|()| node));
        if parts.too_deep.get() {
            return Err(NotJson::TooDeep);
        }
        node.map_err(|error| NotJson::At(error.line(), error.column()))
    }

    /// The member of this name, if this is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.members().iter().rev().find(|member| member.0 == name).map(|member| &member.1)
    }

    /// Takes a member out.
    #[must_use]
    pub fn take(&mut self, name: &str) -> Option<Node<'a>> {
        let Node::Object(members) = self else { return None };
        members
            .iter_mut()
            .rev()
            .find(|member| member.0 == name)
            .map(|member| std::mem::replace(&mut member.1, Node::Null))
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Node::Null)
    }

    /// The members of an object; none of anything else.
    #[must_use]
    pub fn members(&self) -> &[Member<'a>] {
        match self {
            Node::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Node<'a>] {
        match self {
            Node::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Prints it as it came, or in the one form that documents with the same content share: members sorted, of several
    /// with one name the last.
    pub fn print(&self, out: &mut Out, sorted: bool) {
        match self {
            Node::Null => out.null(),
            Node::Bool(is) => out.bool(*is),
            Node::Integer(n) => out.integer(*n),
            Node::Number(n) => out.raw(&n.to_string()),
            Node::Text(text) => out.text(text),
            Node::List(items) => {
                out.begin_list();
                for item in items {
                    item.print(out, sorted);
                }
                out.end_list();
            }
            Node::Object(members) => {
                let mut order: Vec<&Member<'a>> = members.iter().collect();
                if sorted {
                    crate::map::sort(&mut order, &|a, b| a.0.cmp(&b.0));
                }
                out.begin(&[]);
                let mut rest = order.into_iter().peekable();
                while let Some((name, node)) = rest.next() {
                    if !sorted || rest.peek().is_none_or(|next| next.0 != *name) {
                        out.name(name);
                        node.print(out, sorted);
                    }
                }
                out.end();
            }
        }
    }
}

/// What is read of objects and lists that are not at their end; so each of them gets room for what it has, once.
#[derive(Default)]
struct Parts<'de> {
    members: RefCell<Vec<Member<'de>>>,
    items: RefCell<Vec<Node<'de>>>,
    too_deep: Cell<bool>,
}

#[derive(Clone, Copy)]
struct Reading<'c, 'de> {
    levels: usize,
    parts: &'c Parts<'de>,
}

impl Reading<'_, '_> {
    /// One level down; at the last one the parser is left where it stands, and whoever asked looks at the mark.
    fn deeper(self) -> Option<Self> {
        let levels = self.levels.checked_sub(1);
        self.parts.too_deep.set(self.parts.too_deep.get() || levels.is_none());
        levels.map(|levels| Reading { levels, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Reading<'_, 'de> {
    type Value = Node<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, document: D) -> Result<Node<'de>, D::Error> {
        document.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_, 'de> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(is))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Node<'de>, E> {
        Ok(Node::Integer(n))
    }

    fn visit_u64<E>(self, n: u64) -> Result<Node<'de>, E> {
        Ok(i64::try_from(n).map_or_else(|_| Node::Number(n.into()), Node::Integer))
    }

    #[expect(clippy::disallowed_types, reason = "carried as it came, never calculated with")]
    fn visit_f64<E>(self, n: f64) -> Result<Node<'de>, E> {
        Ok(Number::from_f64(n).map_or(Node::Null, Node::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node<'de>, A::Error> {
        let items = &self.parts.items;
        let before = items.borrow().len();
        if let Some(reading) = self.deeper() {
            while let Some(item) = list.next_element_seed(reading)? {
                items.borrow_mut().push(item);
            }
        }
        Ok(Node::List(items.borrow_mut().split_off(before)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node<'de>, A::Error> {
        let members = &self.parts.members;
        let before = members.borrow().len();
        if let Some(reading) = self.deeper() {
            while let Some(Node::Text(name)) = object.next_key_seed(self)? {
                let value = object.next_value_seed(reading)?;
                members.borrow_mut().push((name, value));
            }
        }
        Ok(Node::Object(members.borrow_mut().split_off(before)))
    }
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, Node, NotJson};
    use crate::shape::Out;

    fn printed(text: &str, sorted: bool) -> String {
        let mut out = Out::new();
        Node::parse(text, DEEPEST).unwrap().print(&mut out, sorted);
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

    #[test]
    fn only_as_deep_as_asked_for() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Node::parse(&nested(3), 3).is_ok());
        assert_eq!(Node::parse(&nested(4), 3), Err(NotJson::TooDeep));
        assert_eq!(Node::parse(r#"[[[{"a":1}]]]"#, 3), Err(NotJson::TooDeep));
        assert!(Node::parse(&nested(DEEPEST), DEEPEST).is_ok());
        assert_eq!(Node::parse("[1,", 3), Err(NotJson::At(1, 3)));
        assert_eq!(Node::parse("[1] 2", 3), Err(NotJson::At(1, 5)));
    }

    #[test]
    fn of_two_members_with_one_name_the_last_counts() {
        let node = Node::parse(r#"{"a":1,"a":2}"#, 3).unwrap();
        assert_eq!(node.get("a"), Some(&Node::Integer(2)));
    }
}
