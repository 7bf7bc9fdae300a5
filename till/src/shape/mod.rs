//! Shapes: one description of a message, record or pack part, from which reading, writing and the schema follow.
//!
//! What must hold: reading never panics and never guesses; whatever does not fit is a [`Misfit`] that names the JSON
//! path, a stable code and what would be accepted. Unknown fields are ignored. Numbers are integers, decimals are
//! strings. Writing what was read gives the same shape again; members stand in the order of their shape.
//!
//! Derives of a serialisation library cannot name the path and cost every till more download for each message, so this
//! is ours, the parser with it (crate `json`). A shape's own code is one call for each member, with no way out but
//! the end: everything else is written once, for all shapes.

mod at;
mod carried;
mod describe;
mod json;
mod simple;
#[cfg(test)]
mod tests;

pub use ::json::{DEEPEST, Document, Kind, Node, NotJson, Out};
pub use at::{At, Entries, Faults, Items, MAX_MEMBERS, Members, Misfit};
pub use carried::carry;
pub use json::Json;

use std::fmt;

/// Where a value stands in its document; rendered only when something does not fit.
#[derive(Clone, Copy, Debug)]
pub enum Path<'a> {
    /// The document itself, by the name it has in errors.
    Root(&'static str),
    /// A member of an object.
    Member(&'a Path<'a>, &'a str),
    /// An item of a list.
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root(name) => f.write_str(name),
            Path::Member(parent, name) => write!(f, "{parent}.{name}"),
            Path::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// What does not fit, where, and what would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// JSON path, such as `payload.lines[2].quantity`.
    pub path: String,
    /// `required`, `wrong_type`, `out_of_range`, `malformed`, `unknown_value` or `too_many`.
    pub code: &'static str,
    /// What would be accepted, in words.
    pub expected: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (expected {})", self.path, self.code, self.expected)
    }
}

/// Something with one JSON form.
pub trait Shape: Sized {
    /// Reads it. What does not fit is noted in `at`, and what comes back then is good for nothing but to be dropped.
    fn read(at: &At<'_>) -> Self;
    /// Prints it as the next value.
    fn print(&self, out: &mut Out);
    /// Its JSON text.
    fn write(&self) -> Json {
        let mut out = Out::new();
        self.print(&mut out);
        Json::written(out)
    }
    /// Its JSON Schema; named shapes go into `book`.
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> serde_json::Value;
}

/// Reads a whole document that is called `name` in errors.
pub fn read_as<T: Shape>(name: &'static str, document: &Document<'_>) -> Result<T, Misfit> {
    let faults = Faults::default();
    let read = T::read(&At::root(name, Some(document.root()), &faults));
    faults.check(read)
}

/// Reads the text of a document; one that is not JSON is `malformed`.
pub fn read_text<T: Shape>(name: &'static str, text: &str) -> Result<T, Misfit> {
    match Document::parse(text, DEEPEST) {
        Ok(document) => read_as(name, &document),
        Err(_) => Err(Box::new(Unfit { path: name.to_owned(), code: "malformed", expected: "JSON".to_owned() })),
    }
}

/// Named schemas met on the way, by name.
#[cfg(feature = "schema")]
pub type Book = std::collections::BTreeMap<String, serde_json::Value>;

/// The most items a list in any message may have; `max_lines` of hello is smaller and checked by name.
pub const MAX_ITEMS: usize = 20_000;

/// The largest count a message may carry: what a JavaScript number holds exactly.
pub const MAX_SAFE: i64 = (1 << 53) - 1;

#[cfg(feature = "schema")]
pub mod schema;
