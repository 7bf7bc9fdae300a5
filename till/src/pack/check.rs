//! Reading and checking a pack.

use super::Pack;

/// Why a pack is refused: where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// JSON path, such as `pack.offers[2].percent`.
    pub path: String,
    /// The reason, in English, for the merchant's developer.
    pub reason: String,
}

impl std::fmt::Display for PackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl std::error::Error for PackError {}

impl Pack {
    /// Reads and checks the JSON text of a pack.
    pub fn parse(text: &str) -> Result<Pack, PackError> {
        let refuse = |path: String, reason: String| PackError { path, reason };
        let value = crate::wire::json::parse(text).map_err(|e| refuse("pack".to_owned(), e.to_string()))?;
        let read = crate::shape::read_as::<Pack>("pack", &value);
        read.map_err(|misfit| refuse(misfit.path, format!("{} (expected {})", misfit.code, misfit.expected)))
    }
}
