//! JSON that is only carried: written once, kept as text.

use super::{At, Out, Shape};
use std::fmt;

/// A JSON value as its text, without white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(String);

impl Json {
    /// `null`.
    #[must_use]
    pub fn null() -> Json {
        Json("null".to_owned())
    }

    /// What was written.
    #[must_use]
    #[inline(never)]
    pub fn written(out: Out) -> Json {
        Json(out.into_text())
    }

    /// What it says, if it is of this shape.
    #[must_use]
    pub fn read<T: Shape>(&self) -> Option<T> {
        super::read_text("json", &self.0).ok()
    }

    /// The text, taken.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        let mut out = Out::new();
        out.text(text);
        Json::written(out)
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::from(text.as_str())
    }
}

impl From<i64> for Json {
    fn from(n: i64) -> Json {
        Json(n.to_string())
    }
}

impl From<u64> for Json {
    fn from(n: u64) -> Json {
        Json(n.to_string())
    }
}

impl From<u32> for Json {
    fn from(n: u32) -> Json {
        Json(n.to_string())
    }
}

impl From<usize> for Json {
    fn from(n: usize) -> Json {
        Json(n.to_string())
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Json {
        let mut out = Out::new();
        items.print(&mut out);
        Json::written(out)
    }
}

impl Shape for Json {
    fn read(at: &At<'_>) -> Json {
        let mut out = Out::new();
        match at.value() {
            Some(node) => super::carry(node, &mut out, false),
            None => out.null(),
        }
        Json::written(out)
    }
    fn print(&self, out: &mut Out) {
        match self.as_str() {
            "null" => out.absent(),
            text => out.raw(text),
        }
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut super::Book) -> serde_json::Value {
        serde_json::json!({})
    }
}
