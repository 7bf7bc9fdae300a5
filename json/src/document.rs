//! A parsed JSON document: what shapes are read from.
//!
//! What must hold: texts and names are borrowed from the document unless they hold an escape; members stand in the order
//! of the document, and of two with one name the last one counts. All values stand in one list, each before what is in
//! it, so that a document costs one piece of memory, however many values it has.

use std::ops::Range;

/// A JSON document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document<'a> {
    pub(crate) text: &'a str,
    /// The texts that hold an escape, one behind the other, without it.
    pub(crate) unescaped: String,
    pub(crate) slots: Vec<Slot>,
}

/// Where a text stands: in that of the document, or, counted on behind its end, among the unescaped ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub from: u32,
    pub to: u32,
}

impl Span {
    #[inline(always)]
    pub(crate) fn new(from: u32, to: u32) -> Span {
        Span { from, to }
    }

    #[inline(always)]
    pub(crate) fn range(self) -> Range<usize> {
        wide(self.from)..wide(self.to)
    }
}

/// A place as lists are asked for it.
#[inline(always)]
pub(crate) fn wide(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// One value of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// As a member of an object.
    pub name: Span,
    /// Of a text or number what it says. Of an object or list `to` is the place behind what is in it.
    pub span: Span,
    pub kind: Kind,
}

impl Slot {
    /// Whether it is an object or a list.
    fn holds(&self) -> bool {
        matches!(self.kind, Kind::List | Kind::Object)
    }

    /// The place behind it and what is in it.
    #[inline(always)]
    fn behind(&self, place: usize) -> usize {
        if self.holds() { wide(self.span.to) } else { place.wrapping_add(1) }
    }
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true`.
    True,
    /// `false`.
    False,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

/// A value and the document it is of.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) place: usize,
}

/// Why a text is no JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJson {
    /// Nested deeper than asked for.
    TooDeep,
    /// Line and column of the first error.
    At(usize, usize),
}

/// The deepest nesting there is for [`Document::parse`].
pub const DEEPEST: usize = 127;

impl<'a> Document<'a> {
    /// Parses a text of at most this many levels, which are at most [`DEEPEST`].
    pub fn parse(text: &'a str, levels: usize) -> Result<Document<'a>, NotJson> {
        crate::parse::parse(text, levels)
    }

    /// The value it is; `null` if nothing was parsed.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node { document: self, place: 0 }
    }

    fn text(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_else(|| self.behind(span))
    }

    /// The same, as it is compared.
    #[inline(always)]
    fn bytes(&self, span: Span) -> &[u8] {
        self.text.as_bytes().get(span.range()).unwrap_or_else(|| self.behind(span).as_bytes())
    }

    #[cold]
    #[inline(never)]
    fn behind(&self, span: Span) -> &str {
        let end = self.text.len();
        self.unescaped.get(wide(span.from).wrapping_sub(end)..wide(span.to).wrapping_sub(end)).unwrap_or_default()
    }
}

impl<'a> Node<'a> {
    fn slot(self) -> Option<&'a Slot> {
        self.document.slots.get(self.place)
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.slot().map_or(Kind::Null, |slot| slot.kind)
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The text, if this is one.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        self.says(Kind::Text)
    }

    /// The number as it stands in the document, if this is one.
    #[must_use]
    pub fn as_number(self) -> Option<&'a str> {
        self.says(Kind::Number)
    }

    fn says(self, kind: Kind) -> Option<&'a str> {
        let slot = self.slot().filter(|slot| slot.kind == kind)?;
        Some(self.document.text(slot.span))
    }

    /// Its name as a member of an object; otherwise empty.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.slot().map_or("", |slot| self.document.text(slot.name))
    }

    /// For each of these names the place of the member; 0 for none, and for `null`.
    #[inline(never)]
    pub fn find_members(self, names: &[&str], found: &mut [u32]) {
        let slots = self.document.slots.as_slice();
        let mut next = 0;
        let mut place = self.place.wrapping_add(1);
        // What is in it, and nothing behind that.
        let slots = slots.get(..self.slot().map_or(0, |slot| wide(slot.span.to))).unwrap_or_default();
        while let Some(slot) = slots.get(place) {
            let name = self.document.bytes(slot.name);
            // Most documents have the order of the shape.
            let mut known = next;
            while names.get(known).is_some_and(|expected| !same(expected.as_bytes(), name)) {
                known = known.wrapping_add(1);
            }
            if known >= names.len() {
                known = position(names, name);
            }
            if known < names.len() {
                if let Some(found) = found.get_mut(known) {
                    *found = if slot.kind == Kind::Null { 0 } else { u32::try_from(place).unwrap_or(0) };
                }
                next = known.wrapping_add(1);
            }
            place = slot.behind(place);
        }
    }

    /// The member that [`Node::find_members`] found at this place, which is not 0.
    #[must_use]
    #[inline]
    pub fn found(self, place: u32) -> Node<'a> {
        Node { place: usize::try_from(place).unwrap_or(0), ..self }
    }

    /// How much is in an object or a list.
    #[must_use]
    pub fn count(self) -> usize {
        self.inside().count()
    }

    /// Whether this is a list with nothing in it.
    #[must_use]
    pub fn is_empty_list(self) -> bool {
        self.slot().is_some_and(|slot| slot.kind == Kind::List && wide(slot.span.to) == self.place.wrapping_add(1))
    }

    /// What is in an object or a list, in its order; nothing in anything else.
    #[must_use]
    pub fn inside(self) -> Inside<'a> {
        let end = self.slot().filter(|slot| slot.holds()).map_or(0, |slot| wide(slot.span.to));
        Inside { next: Node { place: self.place.wrapping_add(1), ..self }, end }
    }

    /// The member of this name, if this is an object that has one.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Node<'a>> {
        self.inside().filter(|member| self.kind() == Kind::Object && member.name() == name).last()
    }
}

/// Where a name stands in a list; behind all of them if it does not.
#[inline(never)]
fn position(names: &[&str], name: &[u8]) -> usize {
    names.iter().position(|known| same(known.as_bytes(), name)).unwrap_or(usize::MAX)
}

/// Whether two names are one. Few are longer than sixteen bytes, and most that are equally long are one.
#[inline(always)]
fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.first_chunk::<8>(), b.first_chunk::<8>(), a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(first), Some(own), Some(last), Some(end)) => {
            u64::from_ne_bytes(*first) == u64::from_ne_bytes(*own)
                && u64::from_ne_bytes(*last) == u64::from_ne_bytes(*end)
                && (a.len() <= 16 || a == b)
        }
        _ => match (a.first_chunk::<4>(), b.first_chunk::<4>(), a.last_chunk::<4>(), b.last_chunk::<4>()) {
            (Some(first), Some(own), Some(last), Some(end)) => {
                u32::from_ne_bytes(*first) == u32::from_ne_bytes(*own)
                    && u32::from_ne_bytes(*last) == u32::from_ne_bytes(*end)
            }
            _ => a.first() == b.first() && a.last() == b.last() && a.get(1) == b.get(1),
        },
    }
}

/// What is in an object or a list.
#[derive(Clone, Copy, Debug)]
pub struct Inside<'a> {
    next: Node<'a>,
    end: usize,
}

impl<'a> Iterator for Inside<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let node = self.next;
        if node.place >= self.end {
            return None;
        }
        self.next.place = node.slot().map_or(self.end, |slot| slot.behind(node.place));
        Some(node)
    }
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, Document, NotJson};

    #[test]
    fn only_as_deep_as_asked_for() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let refused = |text: &str| Document::parse(text, 3).unwrap_err();
        assert!(Document::parse(&nested(3), 3).is_ok());
        assert_eq!(refused(&nested(4)), NotJson::TooDeep);
        assert_eq!(refused(r#"[[[{"a":1}]]]"#), NotJson::TooDeep);
        assert!(Document::parse(&nested(DEEPEST), DEEPEST).is_ok());
        assert_eq!(refused("[1,"), NotJson::At(1, 3));
        assert_eq!(refused("[1] 2"), NotJson::At(1, 5));
    }

    #[test]
    fn of_two_members_with_one_name_the_last_counts() {
        let document = Document::parse(r#"{"a":1,"a":2}"#, 3).unwrap();
        assert_eq!(document.root().get("a").and_then(|node| node.as_number()), Some("2"));
    }
}
