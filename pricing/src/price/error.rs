//! What is refused, and where.

use crate::money::Overflow;
use std::borrow::Cow;
use std::fmt;

/// Why a basket cannot be priced. Nothing was calculated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceError {
    /// JSON path in the request, such as `lines[2].tax_codes[0]`.
    pub path: String,
    /// `required`, `out_of_range`, `malformed`, `duplicate`, `unknown_value`, `conflict` or `overflow`; of a campaign those of
    /// [`super::campaign::CampaignError`].
    pub code: &'static str,
    /// What is wrong, in English, for the developer.
    pub reason: Cow<'static, str>,
}

impl PriceError {
    pub(super) fn new(path: String, code: &'static str, reason: impl Into<Cow<'static, str>>) -> PriceError {
        PriceError { path, code, reason: reason.into() }
    }

    pub(super) fn overflow(path: impl Into<String>) -> PriceError {
        let reason = "an amount leaves the range of plus or minus 9007199254740991 minor units";
        PriceError::new(path.into(), "overflow", reason)
    }
}

impl From<Overflow> for PriceError {
    fn from(_: Overflow) -> PriceError {
        PriceError::overflow("lines")
    }
}

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.path, self.reason, self.code)
    }
}

impl std::error::Error for PriceError {}
