//! Shapes: one description of a message, record or pack part, from which reading, writing and the schema follow.
//!
//! What must hold: reading never panics and never guesses; whatever does not fit is a [`Misfit`] that names the JSON
//! path, a stable code and what would be accepted. Unknown fields are ignored. Numbers are integers, decimals are
//! strings. Writing what was read gives the same shape again; members stand in the order of their shape.
//!
//! Derives of a serialisation library cannot name the path and cost every till more download for each message, so this
//! is ours, the parser with it (crate `json`). A shape's own code is one call for each member, with no way out but
//! the end: everything else is written once, for all shapes.

mod carried;
mod describe;
mod json;
mod simple;
#[cfg(test)]
mod tests;

pub use ::json::{
    At, DEEPEST, Document, Entries, Faults, Items, Kind, MAX_ITEMS, MAX_MEMBERS, Members, Misfit, Node, NotJson, Out,
};
pub use ::json::{Path, Unfit, plain_ascii};
pub use carried::carry;
pub use json::Json;

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

/// One member, for documents that have no shape.
pub trait Fields {
    /// The member of this name.
    fn field<T: Shape>(&self, name: &str) -> T;
}

impl Fields for At<'_> {
    fn field<T: Shape>(&self, name: &str) -> T {
        self.with_member(name, T::read)
    }
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

/// The largest count a message may carry: what a JavaScript number holds exactly.
pub const MAX_SAFE: i64 = (1 << 53) - 1;

#[cfg(feature = "schema")]
pub mod schema;
