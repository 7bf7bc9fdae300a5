//! JSON text into a [`Document`] whose values are borrowed from it, its members by name with their place in errors
//! ([`At`]), and values into text with [`Out`].
//!
//! What must hold: nothing here knows what a message means; nothing panics, whatever a text says; the same rules as
//! `till` (no float, no clock, no unsafe code). It is a crate of its own because it is built for speed while
//! everything else is built to be small: every message, record and request goes through here, byte by byte
//! (docs/performance.md).

mod at;
mod document;
mod out;
mod parse;
mod path;
mod plain;

pub use at::{At, Entries, Faults, Items, MAX_MEMBERS, Members, Misfit};
pub use document::{DEEPEST, Document, Inside, Kind, Node, NotJson};
pub use out::Out;
pub use path::{MAX_ITEMS, Path, Unfit};
pub use plain::plain_ascii;
