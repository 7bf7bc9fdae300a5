//! Shapes: one description of a message, record or pack part, from which reading, writing and the schema follow.
//!
//! What must hold: reading never panics and never guesses; whatever does not fit is a [`Misfit`] that names the JSON
//! path, a stable code and what would be accepted. Unknown fields are ignored. Numbers are integers, decimals are
//! strings. Writing what was read gives the same shape again.
//!
//! Derives of a serialisation library cannot name the path and cost every till more download for each message, so this
//! is ours; JSON itself is read and printed by serde_json.

mod describe;
mod simple;

use serde_json::Value;
use std::fmt;

/// Where a value stands in its document; rendered only when something does not fit.
#[derive(Clone, Copy, Debug)]
pub enum Path<'a> {
    /// The document itself, by the name it has in errors.
    Root(&'static str),
    /// A member of an object.
    Field(&'a Path<'a>, &'a str),
    /// An item of a list.
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn misfit(&self, code: &'static str, expected: String) -> Misfit {
        Box::new(Unfit { path: self.to_string(), code, expected })
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root(name) => f.write_str(name),
            Path::Field(parent, name) => write!(f, "{parent}.{name}"),
            Path::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// Why a value does not fit its shape: one pointer, because every reading function may answer with it.
pub type Misfit = Box<Unfit>;

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

/// A value together with its place.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The JSON value.
    pub value: &'a Value,
    /// Its place.
    pub path: &'a Path<'a>,
}

impl<'a> At<'a> {
    /// A misfit at this place.
    pub fn misfit(&self, code: &'static str, expected: impl Into<String>) -> Misfit {
        self.path.misfit(code, expected.into())
    }

    /// The text here, or a misfit that says what was expected.
    pub fn text(&self, expected: &str) -> Result<&'a str, Misfit> {
        self.value.as_str().ok_or_else(|| self.misfit("wrong_type", expected))
    }

    /// The integer here within `low..=high`. A number with a fraction is not an integer.
    pub fn integer(&self, low: i64, high: i64) -> Result<i64, Misfit> {
        let expected = || format!("an integer from {low} to {high}");
        if !self.value.is_number() {
            return Err(self.misfit("wrong_type", expected()));
        }
        match self.value.as_i64() {
            Some(n) if (low..=high).contains(&n) => Ok(n),
            Some(_) => Err(self.misfit("out_of_range", expected())),
            None if self.value.is_u64() => Err(self.misfit("out_of_range", expected())),
            None => Err(self.misfit("wrong_type", expected())),
        }
    }

    /// Reads a member; a missing or null one is what [`Shape::absent`] says.
    pub fn field<T: Shape>(&self, name: &str) -> Result<T, Misfit> {
        let path = Path::Field(self.path, name);
        match self.member(name)? {
            Some(value) => T::read(At { value, path: &path }),
            None => T::absent(&path),
        }
    }

    /// Reads a member that has a default.
    pub fn field_or<T: Shape>(&self, name: &str, default: T) -> Result<T, Misfit> {
        let path = Path::Field(self.path, name);
        match self.member(name)? {
            Some(value) => T::read(At { value, path: &path }),
            None => Ok(default),
        }
    }

    fn member(&self, name: &str) -> Result<Option<&'a Value>, Misfit> {
        Ok(self.object()?.get(name).filter(|v| !v.is_null()))
    }

    /// The object here.
    pub fn object(&self) -> Result<&'a JsonMap, Misfit> {
        self.value.as_object().ok_or_else(|| self.misfit("wrong_type", "an object"))
    }

    /// The list here, of at most [`MAX_ITEMS`].
    fn list(&self) -> Result<&'a [Value], Misfit> {
        match self.value {
            Value::Array(items) if items.len() > MAX_ITEMS => {
                Err(self.misfit("too_many", format!("at most {MAX_ITEMS} items")))
            }
            Value::Array(items) => Ok(items),
            _ => Err(self.misfit("wrong_type", "a list")),
        }
    }

    /// Which of a closed list of words stands here, by its place in the list.
    pub fn word(&self, words: &[&str]) -> Result<usize, Misfit> {
        let expected = || format!("one of {}", words.join(" "));
        let text = self.value.as_str().ok_or_else(|| self.misfit("wrong_type", expected()))?;
        words.iter().position(|word| *word == text).ok_or_else(|| self.misfit("unknown_value", expected()))
    }

    /// The word that tells the kinds of a union apart.
    pub fn kind(&self, tag: &str) -> Result<String, Misfit> {
        self.field(tag)
    }
}

/// Something with one JSON form.
pub trait Shape: Sized {
    /// Reads it, or says what does not fit.
    fn read(at: At<'_>) -> Result<Self, Misfit>;
    /// Writes it.
    fn write(&self) -> Value;
    /// What a missing or null member means: an error, unless the type has an empty value.
    fn absent(path: &Path<'_>) -> Result<Self, Misfit> {
        Err(path.misfit("required", "a value".to_owned()))
    }
    /// Its JSON Schema; named shapes go into `book`.
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value;
}

/// Reads a whole document that is called `name` in errors.
pub fn read_as<T: Shape>(name: &'static str, value: &Value) -> Result<T, Misfit> {
    T::read(At { value, path: &Path::Root(name) })
}

/// What a missing object means: one with nothing in it, if its members allow that.
pub fn empty<T: Shape>(path: &Path<'_>) -> Result<T, Misfit> {
    let value = Value::Object(JsonMap::new());
    match T::read(At { value: &value, path }) {
        Err(_) => Err(path.misfit("required", "an object".to_owned())),
        fits => fits,
    }
}

/// Puts a member unless it is absent (null).
pub fn put(map: &mut JsonMap, name: &str, value: Value) {
    if !value.is_null() {
        map.insert(name.to_owned(), value);
    }
}

/// Named schemas met on the way, by name.
#[cfg(feature = "schema")]
pub type Book = std::collections::BTreeMap<String, Value>;

/// The most items a list in any message may have; `max_lines` of hello is smaller and checked by name.
pub const MAX_ITEMS: usize = 20_000;

/// The largest count a message may carry: what a JavaScript number holds exactly.
pub const MAX_SAFE: i64 = (1 << 53) - 1;

/// The JSON value type, for the macro.
pub use serde_json::Value as Json;
/// The JSON object type, for the macro.
pub type JsonMap = serde_json::Map<String, Value>;

#[cfg(feature = "schema")]
pub mod schema;
