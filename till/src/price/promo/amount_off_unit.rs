//! `amount_off_unit`: an amount off each unit, never more than the unit costs.
//!
//! 0.30 off each of 4 at 1.10: 1.20 off. Measured goods take it by measure, rounded half up once: 0.50 off a kilogram of
//! 0.735 kg is 0.3675, so 0.37 off.

use crate::money::{Amount, Overflow};
use crate::price::exact::{MILLION, mul};
use crate::price::part::{Part, by_group};
use crate::price::request::Rounding;
use crate::price::work::Scene;

pub(super) fn off(scene: &Scene<'_>, each: Amount, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    by_group(scene, parts, &|group| Rounding::HalfUp.divide(mul(each.wide(), group.units)?, MILLION))
}
