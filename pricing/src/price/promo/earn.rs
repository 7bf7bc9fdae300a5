//! `points`, `stamps`, `cashback`, `voucher`: what the customer takes home for later.
//!
//! Worked out when all prices are final, on the selected `sale` lines that may earn, at what they cost then. `points`,
//! `stamps` and `voucher`: `earn.count` once, for every full `per_amount`, or for every full `per_units`; with `times` so
//! much more of what the other offers of the kind earn on the selected lines. `cashback`: `percent` of the lines by
//! `options.percent_rounding`, or `amount`, or with `times` so much more of what the others give back. `limits.max_discount` and `limits.budget` cap cashback, `max_applications` how
//! often `count` is given.
//!
//! 1 point for every full 1.00: 17.80 earn 17. Double points on coffee at 8.90 of it: 8 more. 5 % back of 17.80: 0.89.

use crate::money::{Amount, Overflow};
use crate::price::answer::{Earned, EarnedKind, NamedAmount, VoucherOut, WhyNotCode};
use crate::price::candidate::{Candidate, left as left_of};
use crate::price::check_offer::{Flaw, amount, flaw, rate};
use crate::price::condition::holds;
use crate::price::error::PriceError;
use crate::price::exact::{MILLION, WHOLE, add, div, mul, sub, sum};
use crate::price::request::{Earn, Flag, Line, Offer, OfferKind, Remainder};
use crate::price::sheet::Sheet;
use crate::price::split::split;
use crate::price::why_not::{Reason, Verdict, note};
use crate::price::work::{Left, Scene, State};

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    if offer.kind == OfferKind::Cashback {
        let times = offer.earn.as_ref().and_then(|earn| earn.times);
        return match (offer.percent, offer.amount, times) {
            (Some(_), Some(_), _) => Err(flaw("amount", "either percent or amount")),
            (None, None, Some(_)) => multiplier(offer),
            (_, _, Some(_)) => Err(flaw("earn.times", "either percent, amount or earn.times")),
            (None, Some(_), None) => amount(offer),
            _ => rate(offer),
        };
    }
    let Some(earn) = &offer.earn else {
        return Err(flaw("earn", "needed: how much is earned"));
    };
    let given = [earn.per_amount.is_some(), earn.per_units.is_some(), earn.times.is_some()];
    if given.into_iter().filter(|given| *given).count() > 1 {
        return Err(flaw("earn", "only one of per_amount, per_units and times"));
    }
    if earn.per_amount.is_some_and(|per| !per.is_positive()) {
        return Err(flaw("earn.per_amount", "a positive amount"));
    }
    if earn.per_units.is_some_and(|per| per.millionths() <= 0) {
        return Err(flaw("earn.per_units", "more than 0"));
    }
    multiplier(offer)?;
    if offer.kind == OfferKind::Voucher && earn.scheme.is_none() {
        return Err(flaw("earn.scheme", "needed: the coupon scheme of the voucher"));
    }
    Ok(())
}

fn multiplier(offer: &Offer) -> Result<(), Flaw> {
    let earn = offer.earn.as_ref().filter(|earn| earn.times.is_some());
    let few = |earn: &Earn| earn.times.is_some_and(|times| times.millionths() < 1_000_000);
    if earn.is_some_and(|earn| few(earn) || earn.scheme.is_some()) {
        return Err(flaw("earn.times", "from 1, and not for vouchers"));
    }
    Ok(())
}

/// The lines on which something is earned: their places, values and units.
struct Ground {
    places: Vec<usize>,
    values: Vec<i128>,
    units: Vec<i128>,
}

fn ground(scene: &Scene<'_>, sheet: &Sheet, candidates: &[&Candidate<'_>]) -> Result<Ground, PriceError> {
    let room = candidates.first().map_or(0, |first| first.groups.len());
    let list = || Vec::with_capacity(room);
    let mut ground = Ground { places: Vec::with_capacity(room), values: list(), units: list() };
    let Some((first, others)) = candidates.split_first() else {
        return Ok(ground);
    };
    let earns = |line: &Line| !line.flags.contains(&Flag::NoPoints);
    for group in first.groups.iter().filter(|group| others.iter().all(|other| other.groups.contains(group))) {
        for place in scene.groups.get(*group).map_or(&[][..], |group| scene.members(group)) {
            let found = scene.basket.lines.get(*place).zip(sheet.rows.get(*place)).filter(|(line, _)| earns(line));
            if let Some((line, row)) = found {
                ground.places.push(*place);
                ground.values.push(row.amount()?.max(0));
                ground.units.push(line.quantity.wide());
            }
        }
    }
    Ok(ground)
}

/// Writes what is earned.
pub(in crate::price) fn step(
    scene: &Scene<'_>,
    state: &State,
    candidates: &[Candidate<'_>],
    sheet: &mut Sheet,
) -> Result<(), PriceError> {
    let mut applied: Vec<&Candidate<'_>> = Vec::new();
    for candidate in candidates {
        match may(scene, state, candidate)? {
            Ok(()) => applied.push(candidate),
            Err(reason) => note(scene, sheet, candidate, reason),
        }
    }
    for candidate in &applied {
        let left = left_of(candidate.offer, scene.basket.used)?;
        let others = applied.iter().filter(|other| other.offer.kind == candidate.offer.kind).copied();
        let (total, shares) = match &candidate.offer.earn {
            Some(earn) if candidate.offer.kind != OfferKind::Cashback => {
                counted(scene, sheet, candidate, earn, left, others)?
            }
            _ => cashback(scene, sheet, candidate, left, others)?,
        };
        if total == 0 {
            let reason = short(scene, sheet, candidate, left)?;
            note(scene, sheet, candidate, reason);
            continue;
        }
        write(scene, sheet, candidate, total, &shares)?;
    }
    Ok(())
}

fn may(scene: &Scene<'_>, state: &State, candidate: &Candidate<'_>) -> Verdict<()> {
    match candidate.never {
        Some(reason) => Ok(Err(reason)),
        None => holds(scene, state, &candidate.offer.when, candidate),
    }
}

/// Why nothing is earned.
fn short(scene: &Scene<'_>, sheet: &Sheet, candidate: &Candidate<'_>, left: Left) -> Result<Reason, PriceError> {
    let Left { times, discount, .. } = left;
    if times == Some(0) || discount == Some(0) {
        return Ok(Reason::plain(WhyNotCode::UsedUp));
    }
    let ground = ground(scene, sheet, &[candidate])?;
    let earn = candidate.offer.earn.as_ref();
    let more = |per: i128, there: Vec<i128>| Ok::<_, Overflow>(sub(per, sum(there)?)?.max(0));
    Ok(match (earn.and_then(|earn| earn.per_amount), earn.and_then(|earn| earn.per_units)) {
        (Some(per), _) => Reason::value(more(per.wide(), ground.values)?)?,
        (None, Some(per)) => Reason::quantity(more(per.wide(), ground.units)?),
        (None, None) => Reason::plain(WhyNotCode::NothingLeft),
    })
}

type Shares = Vec<(usize, i128)>;

/// Cashback on its lines, or so many times what others give on those that are theirs as well; within its cap.
fn cashback<'a, 'b: 'a>(
    scene: &Scene<'_>,
    sheet: &Sheet,
    candidate: &Candidate<'_>,
    left: Left,
    others: impl Iterator<Item = &'a Candidate<'b>>,
) -> Result<(i128, Shares), PriceError> {
    let times = |candidate: &Candidate<'_>| candidate.offer.earn.as_ref().and_then(|earn| earn.times);
    let mut found = Vec::new();
    match times(candidate) {
        None => found.push(back(scene, candidate.offer, left, ground(scene, sheet, &[candidate])?)?),
        Some(factor) => {
            for other in others.filter(|other| times(other).is_none()) {
                let its = left_of(other.offer, scene.basket.used)?;
                let (total, ground) = back(scene, other.offer, its, ground(scene, sheet, &[candidate, other])?)?;
                found.push((div(mul(total, sub(factor.wide(), MILLION)?)?, MILLION)?, ground));
            }
        }
    }
    let whole = sum(found.iter().map(|(total, _)| *total))?;
    let (mut open, mut shares) = (left.discount.unwrap_or(whole), Shares::new());
    for (total, ground) in found {
        let total = total.min(open);
        open = sub(open, total)?;
        if total > 0 {
            shares.extend(ground.places.into_iter().zip(split(scene.basket.options.remainder, total, &ground.values)?));
        }
    }
    Ok((sum(shares.iter().map(|(_, share)| *share))?, shares))
}

/// What an offer gives back on these lines.
fn back(scene: &Scene<'_>, offer: &Offer, left: Left, ground: Ground) -> Result<(i128, Ground), PriceError> {
    let value = sum(ground.values.iter().copied())?;
    let whole = match offer.percent {
        Some(rate) => scene.basket.options.percent_rounding.divide(mul(value, rate.wide())?, WHOLE)?,
        None if value > 0 => offer.amount.unwrap_or_default().wide(),
        None => 0,
    };
    Ok((left.discount.map_or(whole, |most| whole.min(most)), ground))
}

fn counted<'a, 'b: 'a>(
    scene: &Scene<'_>,
    sheet: &Sheet,
    candidate: &Candidate<'_>,
    earn: &Earn,
    left: Left,
    others: impl Iterator<Item = &'a Candidate<'b>>,
) -> Result<(i128, Shares), PriceError> {
    let most = left.times.unwrap_or(i128::MAX);
    let Some(times) = earn.times else {
        let ground = ground(scene, sheet, &[candidate])?;
        return Ok(base(earn, &ground, most, MILLION)?);
    };
    let mut shares: Shares = Vec::new();
    let mut total = 0;
    for other in others {
        let Some(earn) = other.offer.earn.as_ref().filter(|earn| earn.times.is_none()) else {
            continue;
        };
        let ground = ground(scene, sheet, &[candidate, other])?;
        let (more, parts) = base(earn, &ground, most, sub(times.wide(), MILLION)?)?;
        total = add(total, more)?;
        shares.extend(parts);
    }
    Ok((total, shares))
}

/// What a rule earns, times a factor (millionths), rounded down.
fn base(earn: &Earn, ground: &Ground, most: i128, factor: i128) -> Result<(i128, Shares), Overflow> {
    let (times, weights) = match (earn.per_amount, earn.per_units) {
        (Some(per), _) => (div(sum(ground.values.iter().copied())?, per.wide())?, &ground.values),
        (None, Some(per)) => (div(sum(ground.units.iter().copied())?, per.wide())?, &ground.units),
        (None, None) => (i128::from(!ground.places.is_empty()), &ground.values),
    };
    let total = div(mul(mul(times.min(most), i128::from(earn.count))?, factor)?, MILLION)?;
    let by_lines = earn.per_amount.is_some() || earn.per_units.is_some();
    if total == 0 || !by_lines {
        return Ok((total, Vec::new()));
    }
    let shares = split(Remainder::Largest, total, weights)?;
    Ok((total, ground.places.iter().copied().zip(shares).collect()))
}

fn write(
    scene: &Scene<'_>,
    sheet: &mut Sheet,
    candidate: &Candidate<'_>,
    total: i128,
    shares: &[(usize, i128)],
) -> Result<(), PriceError> {
    let offer = candidate.offer;
    let kind = match offer.kind {
        OfferKind::Points => EarnedKind::Points,
        OfferKind::Stamps => EarnedKind::Stamps,
        OfferKind::Cashback => EarnedKind::Cashback,
        _ => {
            let Some(scheme) = offer.earn.as_ref().and_then(|earn| earn.scheme.clone()) else {
                return Ok(());
            };
            let count = u32::try_from(total).map_err(|_| Overflow)?;
            let (amount, percent) = (offer.amount, offer.percent);
            sheet.vouchers.push(VoucherOut { offer_id: offer.id.clone(), scheme, count, amount, percent });
            return Ok(());
        }
    };
    let mut by_line = vec![0; scene.basket.lines.len()];
    for (place, share) in shares {
        if let Some(sum) = by_line.get_mut(*place) {
            *sum = add(*sum, *share)?;
        }
    }
    let mut listed = Vec::with_capacity(shares.len());
    for (line, share) in scene.basket.lines.iter().zip(by_line) {
        let amount = Amount::from_wide(share)?;
        if !amount.is_zero() {
            listed.push(NamedAmount { id: line.id.clone(), amount });
        }
    }
    let funded_by = offer.funder.clone().unwrap_or_else(|| sheet.word("shop"));
    sheet.earned.push(Earned {
        offer_id: offer.id.clone(),
        kind,
        amount: Amount::from_wide(total)?,
        shares: listed,
        funded_by,
    });
    Ok(())
}
