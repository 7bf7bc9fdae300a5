//! The protocol, version 1: payloads, decoding, encoding, errors. See docs/protocol.md.

pub use pricing::parse as json;

pub mod basket;
pub mod boost;
pub mod card;
pub mod command;
pub mod coupon;
#[cfg(feature = "schema")]
pub mod docs;
pub mod encode;
pub mod error;
pub mod ledger;
pub mod member;
pub mod receipt;
pub mod refund;
pub mod report;
pub mod session;
pub mod slip;
#[cfg(feature = "schema")]
mod states;
pub mod tender;
