//! `price(request) -> priced basket`: an ordered list of named steps. See docs/pricing.md.

pub mod answer;
pub mod request;
