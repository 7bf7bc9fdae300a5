//! `amount_off`: one amount off the selected units together, at most what they cost.
//!
//! Shared by their value, largest remainder first. 5.00 off 20.00 at 25 % and 9.99 at 5 %: 5.00 x 20.00 / 29.99 = 3.3344
//! and 1.6656, so 3.33 and 1.67.

use crate::money::{Amount, Overflow};
use crate::price::check::{Flaw, amount};
use crate::price::part::{Part, spread};
use crate::price::request::Offer;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    amount(offer)
}

pub(in crate::price) fn off(once: Amount, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    spread(once.wide(), parts)
}
