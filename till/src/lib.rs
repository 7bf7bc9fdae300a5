//! The pure heart of Smarts ePOS: the protocol, the sale, the ledger, pricing and receipts.
//!
//! What must hold: no web, no async, no clock, no randomness, and no float for money in here. Everything comes in as data
//! and goes out as data, so that the same crate runs in the page, in tests, in tools and later on a server.

pub use pricing::{map, money, names, price, quantity, shape, time};

pub mod codes;
pub mod colour;
pub mod ledger;
pub mod pack;
pub mod receipt;
pub mod record;
pub mod screen;
pub mod secret;
pub mod session;
pub mod tender;
pub mod text;
pub mod token;
pub mod wire;
