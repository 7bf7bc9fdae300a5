//! JSON text being written.
//!
//! What must hold: names come from the shape's own list and need no escape; texts are escaped as serde_json does; a member
//! that is absent takes no place.

use crate::document::wide;
use crate::plain::plain;
use std::fmt::Write;

/// Of the largest number of 64 bits.
const MOST_DIGITS: usize = 20;

/// A JSON text that grows.
#[derive(Debug, Default)]
pub struct Out {
    text: String,
    tag: Option<(&'static str, &'static str)>,
    inner: Frame,
    outer: Vec<Frame>,
}

/// What stands around the next value.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    /// Names of the members to come; none in a list or a map.
    names: &'static [&'static str],
    /// Something stands before the next value.
    comma: bool,
}

impl Out {
    /// Nothing yet.
    #[must_use]
    #[inline(never)]
    pub fn new() -> Out {
        Out::default()
    }

    /// What was written.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// What goes before a value: a comma, and the name if members have one.
    fn value(&mut self) {
        let comma = std::mem::replace(&mut self.inner.comma, true);
        if let Some((name, rest)) = self.inner.names.split_first() {
            self.inner.names = rest;
            self.text.reserve(name.len().saturating_add(4));
            self.text.push_str(if comma { ",\"" } else { "\"" });
            self.text.push_str(name);
            self.text.push_str("\":");
        } else if comma {
            self.text.push(',');
        }
    }

    /// Begins an object; a value follows for each of these names.
    pub fn begin(&mut self, names: &'static [&'static str]) {
        self.open('{', &[]);
        if let Some((tag, word)) = self.tag.take() {
            self.name(tag);
            self.text(word);
        }
        self.inner.names = names;
    }

    /// Ends an object.
    pub fn end(&mut self) {
        self.close('}');
    }

    /// Begins a list.
    pub fn begin_list(&mut self) {
        self.open('[', &[]);
    }

    /// Ends a list.
    pub fn end_list(&mut self) {
        self.close(']');
    }

    fn open(&mut self, bracket: char, names: &'static [&'static str]) {
        self.value();
        self.text.push(bracket);
        self.outer.push(self.inner);
        self.inner = Frame { names, comma: false };
    }

    fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.inner = self.outer.pop().unwrap_or_default();
    }

    /// The next object has this member before its own.
    pub fn tag(&mut self, name: &'static str, word: &'static str) {
        self.tag = Some((name, word));
    }

    /// The name of the next value, in an object begun without names.
    pub fn name(&mut self, name: &str) {
        self.text(name);
        self.text.push(':');
        self.inner.comma = false;
    }

    /// A value that is not there: no member at all, `null` elsewhere.
    pub fn absent(&mut self) {
        match self.inner.names.split_first() {
            Some((_, rest)) => self.inner.names = rest,
            None => self.null(),
        }
    }

    /// `null`.
    pub fn null(&mut self) {
        self.raw("null");
    }

    /// A value that is JSON text already.
    pub fn raw(&mut self, json: &str) {
        self.value();
        self.text.push_str(json);
    }

    /// `true` or `false`.
    pub fn bool(&mut self, is: bool) {
        self.raw(if is { "true" } else { "false" });
    }

    /// An integer.
    pub fn integer(&mut self, n: i64) {
        self.value();
        if n < 0 {
            self.text.push('-');
        }
        self.digits(n.unsigned_abs());
    }

    /// A number that is not below zero.
    pub fn count(&mut self, n: u64) {
        self.value();
        self.digits(n);
    }

    fn digits(&mut self, n: u64) {
        let mut digits = [b'0'; MOST_DIGITS];
        let (mut rest, mut from) = (n, MOST_DIGITS);
        for (place, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0' | u8::try_from(rest % 10).unwrap_or(0);
            (rest, from) = (rest / 10, place);
            if rest == 0 {
                break;
            }
        }
        self.text.push_str(digits.get(from..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default());
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.value();
        self.text.push('"');
        let mut rest = text;
        loop {
            let (plain, special) = rest.split_at_checked(wide(plain(rest.as_bytes(), 0))).unwrap_or((rest, ""));
            self.text.push_str(plain);
            let mut chars = special.chars();
            match chars.next() {
                Some(special) => self.escape(special),
                None => break,
            }
            rest = chars.as_str();
        }
        self.text.push('"');
    }

    fn escape(&mut self, special: char) {
        let short = match special {
            '"' | '\\' => special,
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{c}' => 'f',
            '\r' => 'r',
            _ => {
                let _ = write!(self.text, "\\u{:04x}", u32::from(special));
                return;
            }
        };
        self.text.push('\\');
        self.text.push(short);
    }
}

#[cfg(test)]
mod tests {
    use super::Out;

    #[test]
    fn texts_are_escaped_as_serde_json_does() {
        for text in
            ["", "plain", "\"", "a\\b", "\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f}\u{7f}", "č\"€\u{2028}\u{1f468}\n"]
        {
            let mut out = Out::new();
            out.text(text);
            assert_eq!(out.into_text(), serde_json::Value::from(text).to_string());
        }
    }

    #[test]
    fn commas_and_names_stand_where_they_must() {
        let mut out = Out::new();
        out.tag("kind", "k");
        out.begin(&["a", "b", "c", "d"]);
        out.absent();
        out.begin_list();
        out.absent();
        out.begin(&[]);
        out.end();
        out.end_list();
        out.begin(&[]);
        out.name("x\n");
        out.integer(-1);
        out.name("y");
        out.begin(&["z"]);
        out.bool(true);
        out.end();
        out.end();
        out.raw("[1]");
        out.end();
        assert_eq!(out.into_text(), r#"{"kind":"k","b":[null,{}],"c":{"x\n":-1,"y":{"z":true}},"d":[1]}"#);
    }
}
