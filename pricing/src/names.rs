//! Names that come from outside: ids, keys and labels, each with its limits.
//!
//! What must hold: an id is 1 to 64 printable ASCII characters, a label at most 200 characters without control
//! characters; so neither can break a log line, a receipt or a screen. A copy shares the text: answers name the same things
//! again and again.

use crate::shape::{At, Out, Shape, plain_ascii};
use std::fmt;
use std::sync::Arc;

/// Who made it knows it by this: 1 to 64 printable ASCII characters, compared byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(Arc<str>);

impl Id {
    /// The id, if the text is one.
    #[must_use]
    pub fn new(text: &str) -> Option<Id> {
        let fits = (1..=64).contains(&text.len()) && plain_ascii(text, b'!');
        fits.then(|| Id(Arc::from(text)))
    }

    /// An id written in this program; its form is checked by the tests, not at run time.
    #[must_use]
    pub fn word(text: &'static str) -> Id {
        debug_assert!(Id::new(text).is_some());
        Id(Arc::from(text))
    }

    /// An id made of a fixed prefix and a number.
    #[must_use]
    pub fn numbered(prefix: &str, number: u64) -> Id {
        Id(Arc::from(format!("{prefix}{number}")))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Shape for Id {
    fn read(at: &At<'_>) -> Self {
        let expected = "a text of 1 to 64 printable ASCII characters without spaces";
        Id::new(at.text(expected)).unwrap_or_else(|| {
            at.misfit("malformed", expected);
            Id(Arc::from(""))
        })
    }
    fn print(&self, out: &mut Out) {
        out.text(&self.0);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string", "pattern": "^[!-~]{1,64}$"})
    }
}

/// A text for people: 1 to 200 characters, no control characters; any script.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(Arc<str>);

impl Label {
    /// The most characters of a label.
    pub const MOST: usize = 200;

    /// The label, if the text is one.
    #[must_use]
    pub fn new(text: &str) -> Option<Label> {
        let short = text.len() <= Label::MOST || text.chars().count() <= Label::MOST;
        let plain = plain_ascii(text, b' ') || !text.chars().any(char::is_control);
        let fits = !text.is_empty() && short && plain;
        fits.then(|| Label(Arc::from(text)))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// At most this many characters, and one at least.
    #[must_use]
    pub fn cut(&self, most: usize) -> Label {
        let most = most.max(1);
        // A character has a byte or more, and of ASCII one.
        if self.0.len() <= most {
            return self.clone();
        }
        let ascii = self.0.get(..most).filter(|cut| plain_ascii(cut, b' '));
        let end = || self.0.char_indices().nth(most).and_then(|(end, _)| self.0.get(..end));
        match ascii.or_else(end) {
            Some(cut) => Label(Arc::from(cut)),
            None => self.clone(),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Shape for Label {
    fn read(at: &At<'_>) -> Self {
        let expected = "1 to 200 characters without control characters";
        Label::new(at.text(expected)).unwrap_or_else(|| {
            at.misfit("malformed", expected);
            Label(Arc::from(""))
        })
    }
    fn print(&self, out: &mut Out) {
        out.text(&self.0);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string", "minLength": 1, "maxLength": 200})
    }
}
