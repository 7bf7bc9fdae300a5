//! JSON text into a [`Document`] whose values are borrowed from it, and values into text with [`Out`].
//!
//! What must hold: nothing here knows what a message means; nothing panics, whatever a text says; the same rules as
//! `till` (no float, no clock, no unsafe code). It is a crate of its own because it is built for speed while
//! everything else is built to be small: every message, record and request goes through here, byte by byte
//! (docs/performance.md).

mod document;
mod out;
mod parse;

pub use document::{DEEPEST, Document, Inside, Kind, Node, NotJson};
pub use out::Out;
