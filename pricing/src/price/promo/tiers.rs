//! `tiers`: more off for more units or more value.
//!
//! The quantity or the value (as thresholds see it) of the selected lines says which tiers are reached. `bands: whole`: the
//! highest one lowers all of them. `bands: each`: every tier lowers only what lies within it: units, the dearest first (a
//! tier from 3 pieces begins with the third, one from 3 kg with what lies above), or the part of the value.
//!
//! From 3 units 5 %, from 6 units 10 %: 6 x 2.00 are 12.00, whole 1.20 off; each: units 3 to 5 at 5 % are 0.30, the sixth
//! at 10 % 0.20, together 0.50. From 50.00 5 %, from 100.00 10 %: 120.00 are 12.00 off whole; each: 50.00 at 5 % and 20.00
//! at 10 % are 4.50. `bands: every`: the amount of the highest tier once for every full so much: 5.00 from 50.00 takes 10.00
//! off 120.00.

use super::amount_off::once;
use super::{Gift, How};
use crate::money::Overflow;
use crate::price::candidate::Candidate;
use crate::price::check_offer::{Flaw, flaw};
use crate::price::condition::value;
use crate::price::exact::{MILLION, WHOLE, add, div, mul, sub, sum};
use crate::price::part::{Part, dearest, spread};
use crate::price::request::{Bands, Offer, Tier};
use crate::price::why_not::{Reason, Verdict};
use crate::price::work::{Scene, State};

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    let Some(first) = offer.tiers.first() else {
        return Err(flaw("tiers", "needed: at least one tier"));
    };
    if offer.tiers.len() > 64 {
        return Err(flaw("tiers", "at most 64"));
    }
    let by_quantity = first.from_quantity.is_some();
    let from = |tier: &Tier| match (tier.from_quantity, tier.from_value) {
        (Some(quantity), None) if by_quantity => Some(quantity.wide()),
        (None, Some(value)) if !by_quantity => Some(value.wide()),
        _ => None,
    };
    let mut last = -1;
    for (at, tier) in offer.tiers.iter().enumerate() {
        let refuse = |path, reason| Err(flaw(path, reason).within("tiers", at));
        let Some(from) = from(tier) else {
            return refuse("", "all by from_quantity or all by from_value");
        };
        if from <= last {
            let path = if by_quantity { "from_quantity" } else { "from_value" };
            return refuse(path, "from 0, and more than the one before");
        }
        last = from;
        let given = [
            tier.percent.is_some(),
            tier.amount_off_unit.is_some(),
            tier.amount_off.is_some(),
            tier.unit_price.is_some(),
        ];
        if given.into_iter().filter(|given| *given).count() != 1 {
            return refuse("", "exactly one of percent, amount_off_unit, amount_off, unit_price");
        }
        if tier.percent.is_some_and(|rate| rate.wide() > WHOLE) {
            return refuse("percent", "at most 100 percent");
        }
        for (path, amount) in [("amount_off_unit", tier.amount_off_unit), ("amount_off", tier.amount_off)] {
            if amount.is_some_and(|amount| !amount.is_positive()) {
                return refuse(path, "a positive amount");
            }
        }
        if offer.bands == Bands::Each && !by_quantity && (tier.amount_off_unit.is_some() || tier.unit_price.is_some()) {
            return refuse("", "only percent or amount_off with bands of value");
        }
        if offer.bands == Bands::Every && (tier.amount_off.is_none() || from == 0) {
            return refuse("", "only amount_off, and from more than 0, with bands every");
        }
    }
    Ok(())
}

fn how(tier: &Tier) -> How {
    match (tier.percent, tier.amount_off_unit, tier.amount_off) {
        (Some(rate), ..) => How::Percent(rate),
        (_, Some(each), _) => How::OffUnit(each),
        (_, _, Some(once)) => How::OffOnce(once),
        _ => How::UnitPrice(tier.unit_price.unwrap_or_default()),
    }
}

pub(super) fn give(
    scene: &Scene<'_>,
    state: &State,
    candidate: &Candidate<'_>,
    parts: Vec<Part>,
    most: Option<i128>,
) -> Verdict<Gift> {
    let offer = candidate.offer;
    let by_quantity = offer.tiers.first().is_some_and(|tier| tier.from_quantity.is_some());
    let reached = if by_quantity {
        sum(parts.iter().map(|part| part.units))?
    } else {
        let groups = parts.chunk_by(|a, b| a.group == b.group).filter_map(|same| same.first());
        value(scene, state, &mut groups.map(|part| part.group))?
    };
    let tiers: Vec<&Tier> = offer.tiers.iter().filter(|tier| from(tier) <= reached).collect();
    let Some(highest) = tiers.last() else {
        let missing = sub(offer.tiers.first().map_or(0, from), reached)?;
        return Ok(Err(if by_quantity { Reason::quantity(missing) } else { Reason::value(missing)? }));
    };
    // All units count, at most so many are lowered.
    if offer.bands == Bands::Each && by_quantity {
        let offs = by_units(scene, state, &tiers, &parts, reached, most)?;
        return Ok(Ok(Gift::of(&parts, offs)));
    }
    let parts = match most {
        Some(most) => dearest(scene, state, parts, most)?,
        None => parts,
    };
    let offs = match offer.bands {
        Bands::Whole => how(highest).off(scene, &parts)?,
        Bands::Each => spread(scene, by_value(scene, &tiers, reached)?, &parts)?,
        Bands::Every => {
            let each = highest.amount_off.unwrap_or_default().wide();
            once(scene, mul(each, div(reached, from(highest))?)?, &parts)?
        }
    };
    Ok(Ok(Gift::of(&parts, offs)))
}

/// From which quantity or value on.
fn from(tier: &Tier) -> i128 {
    tier.from_quantity.map_or_else(|| tier.from_value.unwrap_or_default().wide(), crate::quantity::Quantity::wide)
}

/// What the tiers take off the value within each of them.
fn by_value(scene: &Scene<'_>, tiers: &[&Tier], reached: i128) -> Result<i128, Overflow> {
    let ends = tiers.iter().skip(1).map(|tier| from(tier)).chain([reached]);
    let mut total = 0;
    for (tier, end) in tiers.iter().zip(ends) {
        let within = sub(end, from(tier))?;
        let off = match (tier.percent, tier.amount_off) {
            (Some(rate), _) => scene.basket.options.percent_rounding.divide(mul(within, rate.wide())?, WHOLE)?,
            (None, once) => once.unwrap_or_default().wide(),
        };
        total = add(total, off)?;
    }
    Ok(total)
}

/// What the tiers take off the units within each of them, by part. Of pieces a tier from 3 begins with the third one; of a
/// measure it is what lies above 3.
fn by_units(
    scene: &Scene<'_>,
    state: &State,
    tiers: &[&Tier],
    parts: &[Part],
    reached: i128,
    most: Option<i128>,
) -> Result<Vec<i128>, Overflow> {
    let own = if parts.iter().any(|part| part.pieces) { MILLION } else { 0 };
    let start = |tier: &Tier| sub(from(tier), own).map(|start| start.max(0));
    let ends = tiers.iter().skip(1).map(|tier| start(tier)).chain([Ok(reached)]);
    let mut offs = vec![0; parts.len()];
    let mut left = most.unwrap_or(i128::MAX);
    for (tier, end) in tiers.iter().zip(ends) {
        let start = start(tier)?;
        let end = end?.min(start.saturating_add(left));
        left = sub(left, sub(end, start)?)?;
        let band = between(scene, state, parts, start, end)?;
        for ((total, off), part) in offs.iter_mut().zip(how(tier).off(scene, &band)?).zip(parts) {
            *total = add(*total, off)?.min(part.room);
        }
    }
    Ok(offs)
}

/// Of each part the units that come after the `start` dearest and before the `end` dearest.
fn between(scene: &Scene<'_>, state: &State, parts: &[Part], start: i128, end: i128) -> Result<Vec<Part>, Overflow> {
    let upper = dearest(scene, state, parts.to_vec(), end)?;
    let lower = dearest(scene, state, parts.to_vec(), start)?;
    let of = |list: &[Part], part: &Part| list.iter().find(|p| (p.group, p.run) == (part.group, part.run)).copied();
    let mut band = Vec::with_capacity(parts.len());
    for part in parts {
        let blank = Part { units: 0, value: 0, list: 0, room: 0, ..*part };
        let (high, low) = (of(&upper, part).unwrap_or(blank), of(&lower, part).unwrap_or(blank));
        band.push(Part {
            units: sub(high.units, low.units)?,
            value: sub(high.value, low.value)?,
            list: sub(high.list, low.list)?,
            room: sub(high.room, low.room)?,
            ..*part
        });
    }
    Ok(band)
}
