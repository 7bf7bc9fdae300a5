//! The protocol, version 1: payloads, decoding, encoding, errors. See docs/protocol.md.

pub mod basket;
pub mod command;
#[cfg(feature = "schema")]
pub mod docs;
pub mod encode;
pub mod error;
pub mod json;
pub mod rest;
pub mod session;
