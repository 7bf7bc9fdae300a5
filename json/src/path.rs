//! Where a value stands, and why it does not fit.

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

/// The most items a list in any message may have; `max_lines` of hello is smaller and checked by name.
pub const MAX_ITEMS: usize = 20_000;
