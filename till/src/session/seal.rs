//! What the device seals before a command is decided: the record of the sale that it closes.
//!
//! What must hold: sealing stores nothing and changes nothing; the command is decided a second time with what the first
//! decision was told, so the record is the same.

use super::{Ctx, Delivery};

/// The record of a sale that a command closes, to be sealed by the device's key before the command is decided.
#[derive(Clone, Debug)]
pub struct SealJob {
    /// The command.
    pub delivery: Delivery,
    /// What its decision was told; the same again gives the same record.
    pub ctx: Ctx,
    /// The record.
    pub text: String,
}

impl SealJob {
    /// What the device hashes with its key.
    #[must_use]
    pub fn message(&self) -> String {
        crate::secret::SealedText::message(&self.text)
    }
}
