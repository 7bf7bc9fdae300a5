//! `amount_off`: one amount off the selected units together, at most what they cost.
//!
//! Shared by their value, largest remainder first. 5.00 off 20.00 at 25 % and 9.99 at 5 %: 5.00 x 20.00 / 29.99 = 3.3344
//! and 1.6656, so 3.33 and 1.67.
//!
//! A coupon for an amount is worth its face value off what is to pay. Where tax is added to prices, each line's share of
//! the face value is taken off its price so that price and tax fall by it: 5.00 off a line with 10 % on top lowers its
//! price by 5.00 / 1.10 = 4.55.

use crate::price::candidate::Candidate;
use crate::price::error::PriceError;
use crate::price::exact::{add, mul, sum};
use crate::price::part::{Part, spread};
use crate::price::promo::Gift;
use crate::price::request::{FaceValue, Rounding};
use crate::price::work::Scene;

/// A hundred percent in millionths of a percent.
const WHOLE: i128 = 100_000_000;

pub(super) fn give(scene: &Scene<'_>, candidate: &Candidate<'_>, parts: &[Part]) -> Result<Gift, PriceError> {
    let face = candidate.offer.amount.unwrap_or_default().wide();
    let rate = |part: &Part| {
        let set = scene.groups.get(part.group).and_then(|group| scene.taxes.sets.get(group.taxes?));
        set.map_or(0, super::super::tax::TaxSet::on_top)
    };
    let gross = candidate.coupon.is_some()
        && scene.basket.options.face_value != FaceValue::BeforeTax
        && parts.iter().any(|part| rate(part) > 0);
    if !gross {
        let offs = spread(scene, face, parts)?;
        return Ok(Gift { face: Some(face), ..Gift::of(parts, offs) });
    }
    let with_tax = |amount: i128, rate: i128| Rounding::HalfUp.divide(mul(amount, add(WHOLE, rate)?)?, WHOLE);
    let mut dear = parts.to_vec();
    for part in &mut dear {
        let rate = rate(part);
        (part.value, part.room) = (with_tax(part.value, rate)?, with_tax(part.room, rate)?);
    }
    let shares = spread(scene, face, &dear)?;
    let mut offs = Vec::with_capacity(parts.len());
    for (part, share) in parts.iter().zip(&shares) {
        let off = Rounding::HalfUp.divide(mul(*share, WHOLE)?, add(WHOLE, rate(part))?)?;
        offs.push(off.min(part.room));
    }
    Ok(Gift { face: Some(face), gross: Some(sum(shares)?), ..Gift::of(parts, offs) })
}
