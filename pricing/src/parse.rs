//! JSON text to document, with the limits of the protocol: 1 MiB and 64 levels, checked before more is built.

use crate::shape::{Document, NotJson};
use std::fmt;

/// The most bytes of one message.
pub const MAX_BYTES: usize = 1 << 20;
/// The most levels of nesting.
pub const MAX_DEPTH: usize = 64;

/// Why a text is not a JSON document we take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// More than [`MAX_DEPTH`] levels.
    TooDeep,
    /// Not JSON; line and column of the first error.
    Malformed(usize, usize),
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonError::TooLarge => write!(f, "larger than {MAX_BYTES} bytes"),
            JsonError::TooDeep => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            JsonError::Malformed(line, column) => write!(f, "not JSON at line {line} column {column}"),
        }
    }
}

/// Parses a text within the limits.
pub fn parse(text: &str) -> Result<Document<'_>, JsonError> {
    if text.len() > MAX_BYTES {
        return Err(JsonError::TooLarge);
    }
    Document::parse(text, MAX_DEPTH).map_err(|error| match error {
        NotJson::TooDeep => JsonError::TooDeep,
        NotJson::At(line, column) => JsonError::Malformed(line, column),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold() {
        assert_eq!(parse(&"[".repeat(10_000)), Err(JsonError::TooDeep));
        assert_eq!(parse(&" ".repeat(MAX_BYTES + 1)), Err(JsonError::TooLarge));
        assert!(parse(&format!("{}{}", "[".repeat(64), "]".repeat(64))).is_ok());
        assert!(parse(r#"{"a":"[[[[\"[[["}"#).is_ok());
        assert_eq!(parse("{"), Err(JsonError::Malformed(1, 1)));
    }
}
