//! `percent`: a rate off the running value of the selected units.
//!
//! Rounded once for each group by `options.percent_rounding`. 15 % off 3 x 0.99: 2.97 x 0.15 = 0.4455, so 0.45 off,
//! whether the three stand on one line or on three.

use crate::money::Overflow;
use crate::price::check::{Flaw, rate};
use crate::price::exact::mul;
use crate::price::part::{Part, by_group};
use crate::price::request::{Offer, Rounding};
use crate::quantity::Percent;

/// A hundred percent in millionths.
const WHOLE: i128 = 100_000_000;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    rate(offer)
}

pub(in crate::price) fn off(rate: Percent, rounding: Rounding, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    by_group(parts, |group| rounding.divide(mul(group.value, rate.wide())?, WHOLE))
}
