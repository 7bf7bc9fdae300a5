//! `amount_off`: one amount off the selected units together, at most what they cost.
//!
//! Shared by their value, largest remainder first. 5.00 off 20.00 at 25 % and 9.99 at 5 %: 5.00 x 20.00 / 29.99 = 3.3344
//! and 1.6656, so 3.33 and 1.67.
//!
//! A coupon for an amount is worth its face value off what is to pay. Where tax is added to prices, the share of the face
//! value that falls on a rate is taken off its prices so that price and tax fall by it, rounded once for the rate: 5.00
//! off lines with 10 % on top lowers their prices by 5.00 / 1.10 = 4.55. One that settles as a tender pays all of it.

use crate::map::sort;
use crate::money::Overflow;
use crate::price::candidate::Candidate;
use crate::price::error::PriceError;
use crate::price::exact::{Ratio, add, mul, sum};
use crate::price::part::{Part, spread};
use crate::price::promo::{Gift, Stage};
use crate::price::request::{FaceValue, Rounding};
use crate::price::split::split_within;
use crate::price::work::Scene;

/// Splits one amount by what the units cost, or evenly, as far as there is room.
pub(in crate::price) fn once(scene: &Scene<'_>, total: i128, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    let rooms: Vec<i128> = parts.iter().map(|part| part.room).collect();
    if !scene.basket.options.split_evenly || total >= sum(rooms.iter().copied())? {
        return spread(scene, total, parts);
    }
    let weights: Vec<i128> = parts.iter().map(|part| if part.room > 0 { part.units } else { 0 }).collect();
    split_within(scene.basket.options.remainder, total, &weights, &rooms)
}

pub(super) fn give(scene: &Scene<'_>, candidate: &Candidate<'_>, parts: &[Part]) -> Result<Gift, PriceError> {
    let own = candidate.coupon.and_then(|coupon| coupon.amount);
    let face = own.or(candidate.offer.amount).unwrap_or_default().wide();
    let lift = |part: &Part| {
        let set = scene.groups.get(part.group).and_then(|group| scene.taxes.sets.get(group.taxes?));
        set.map_or(Ratio::whole(1), |set| set.lift)
    };
    let gross = candidate.coupon.is_some()
        && candidate.stage != Stage::Tender
        && scene.basket.options.face_value != FaceValue::BeforeTax
        && parts.iter().any(|part| lift(part) != Ratio::whole(1));
    if !gross {
        let offs = once(scene, face, parts)?;
        return Ok(Gift { face: Some(face), ..Gift::of(parts, offs) });
    }
    let with_tax = |amount: i128, lift: Ratio| Rounding::HalfUp.divide(mul(amount, lift.over)?, lift.under);
    let mut dear = parts.to_vec();
    for part in &mut dear {
        let lift = lift(part);
        (part.value, part.room) = (with_tax(part.value, lift)?, with_tax(part.room, lift)?);
    }
    let shares = once(scene, face, &dear)?;
    let mut offs = vec![0; parts.len()];
    let mut lifts: Vec<Ratio> = parts.iter().map(lift).collect();
    sort(&mut lifts, &|a, b| a.compare(*b));
    lifts.dedup();
    for one in lifts {
        let own = |value: &dyn Fn(usize) -> i128| -> Vec<i128> {
            let of = |(at, part): (usize, &Part)| if lift(part) == one { value(at) } else { 0 };
            parts.iter().enumerate().map(of).collect()
        };
        let weights = own(&|at| shares.get(at).copied().unwrap_or(0));
        let rooms = own(&|at| parts.get(at).map_or(0, |part| part.room));
        let exact = Rounding::HalfUp.divide(mul(sum(weights.iter().copied())?, one.under)?, one.over)?;
        let off = exact.min(sum(rooms.iter().copied())?);
        for (slot, more) in offs.iter_mut().zip(split_within(scene.basket.options.remainder, off, &weights, &rooms)?) {
            *slot = add(*slot, more)?;
        }
    }
    Ok(Gift { face: Some(face), gross: Some(sum(shares)?), ..Gift::of(parts, offs) })
}
