//! `amount_off_unit`: an amount off each unit, never more than the unit costs.
//!
//! 0.30 off each of 4 at 1.10: 1.20 off. Measured goods take it by measure, rounded half up once: 0.50 off a kilogram of
//! 0.735 kg is 0.3675, so 0.37 off. Units of a group that cost less than others by now are looked at apart: 0.30 off each of
//! 0.10 and 1.10 is 0.10 and 0.30.

use crate::money::{Amount, Overflow};
use crate::price::exact::{MILLION, mul};
use crate::price::part::{Part, by_part};
use crate::price::request::Rounding;

pub(super) fn off(each: Amount, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    by_part(parts, &|part| Rounding::HalfUp.divide(mul(each.wide(), part.units)?, MILLION))
}
