//! What a basket costs, and what that is said with: amounts, quantities, ids, instants and shapes.
//!
//! What must hold: no web, no async, no clock, no randomness, and no float for money in here. Nobody needs more than this
//! crate to price a basket; `till` takes it all over under the same names. It is a crate of its own so that a
//! server can price with it alone, and so that it can be built otherwise than the rest (docs/performance.md).

pub mod map;
pub mod money;
pub mod names;
pub mod parse;
pub mod price;
pub mod quantity;
pub mod shape;
pub mod time;
