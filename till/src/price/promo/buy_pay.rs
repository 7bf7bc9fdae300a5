//! `buy_pay`: N for M. Of every `buy` selected units the cheapest `buy - pay` are free.
//!
//! The units of all selected lines are sorted by what they cost now, the dearest first, ties in canonical order; each
//! `buy` of them in a row form a set and the last `buy - pay` of it are free. Every full set counts, within
//! `limits.max_applications` and `limits.max_units` (free units). What is left over costs its price. Pieces only.
//!
//! 3 for 2 with 2 x 1.50, 2 x 1.20 and 3 x 0.99: sets (1.50 1.50 1.20) and (1.20 0.99 0.99), free 1.20 and 0.99: 2.19 off
//! in 2 sets; the last 0.99 is left over. The discount lies on the lines of the free units.

use super::{Cut, Gift, Left};
use crate::map::sort;
use crate::money::Overflow;
use crate::price::answer::WhyNotCode;
use crate::price::check::Flaw;
use crate::price::exact::{MILLION, add, div, mul, rem, sub, sum};
use crate::price::part::Part;
use crate::price::request::Offer;
use crate::price::why_not::{Reason, Verdict};
use crate::price::work::Work;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    match (offer.buy, offer.pay) {
        (None | Some(0), _) => Err(("buy", "needed: units in a set, from 2")),
        (_, None | Some(0)) => Err(("pay", "needed: units paid of a set, from 1")),
        (Some(buy), Some(pay)) if buy <= pay => Err(("pay", "fewer than buy")),
        _ => Ok(()),
    }
}

/// Units of one price within a part: how many, and at what price each.
struct Stack {
    part: usize,
    each: i128,
    count: i128,
}

/// Sets of `buy` units of which `pay` are paid.
#[derive(Clone, Copy)]
struct Sets {
    buy: i128,
    pay: i128,
    count: i128,
}

impl Sets {
    /// How many of the first `units` (in order of price) are in a set.
    fn bound(self, units: i128) -> Result<i128, Overflow> {
        Ok(units.min(mul(self.buy, self.count)?))
    }

    /// How many of the first `units` are free.
    fn free(self, units: i128) -> Result<i128, Overflow> {
        let within = self.bound(units)?;
        let whole = mul(div(within, self.buy)?, sub(self.buy, self.pay)?)?;
        add(whole, sub(rem(within, self.buy)?, self.pay)?.max(0))
    }
}

pub(super) fn give(work: &Work<'_>, offer: &Offer, groups: &[usize], open: Vec<Part>, left: Left) -> Verdict<Gift> {
    let (buy, pay) = (i128::from(offer.buy.unwrap_or(1)), i128::from(offer.pay.unwrap_or(1)));
    let bound = |part: &Part| {
        work.groups.get(part.group).and_then(|group| group.runs.get(part.run)).is_none_or(|run| run.bound)
    };
    let free = open.iter().any(|part| part.value == 0);
    let parts: Vec<Part> = open.into_iter().filter(|part| part.pieces && part.value > 0 && !bound(part)).collect();
    let pieces = div(sum(parts.iter().map(|part| part.units))?, MILLION)?;
    if pieces < buy {
        let whole = groups.iter().filter_map(|place| work.groups.get(*place)).filter(|group| group.pieces);
        let all = whole.flat_map(|group| &group.runs).map(|run| run.units);
        let missing = sub(buy, div(sum(all)?, MILLION)?)?;
        let why = if free { WhyNotCode::NothingLeft } else { WhyNotCode::NotCombinable };
        return Ok(Err(if missing > 0 { Reason::quantity(mul(missing, MILLION)?) } else { Reason::plain(why) }));
    }
    let by_units = left.units.map_or(Ok(i128::MAX), |most| div(div(most, MILLION)?, sub(buy, pay)?))?;
    let count = div(pieces, buy)?.min(by_units).min(left.times.unwrap_or(i128::MAX));
    if count <= 0 {
        return Ok(Err(Reason::plain(WhyNotCode::UsedUp)));
    }
    let cuts = cuts(work, &parts, Sets { buy, pay, count })?;
    Ok(Ok(Gift { cuts, times: count }))
}

/// Walks through the units, dearest first; no unit is looked at by itself, so a million of them cost no more than one.
fn cuts(work: &Work<'_>, parts: &[Part], sets: Sets) -> Result<Vec<Cut>, Overflow> {
    let mut stacks = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let units = div(part.units, MILLION)?;
        let (each, dearer) = (div(part.value, units)?, rem(part.value, units)?);
        let two = [(add(each, 1)?, dearer), (each, sub(units, dearer)?)];
        stacks.extend(two.into_iter().filter(|(_, count)| *count > 0).map(|(each, count)| Stack {
            part: at,
            each,
            count,
        }));
    }
    sort(&mut stacks, &|a, b| b.each.cmp(&a.each).then(a.part.cmp(&b.part)));
    let blank = |part: &Part| Cut { group: part.group, run: part.run, units: 0, value: 0, off: 0, bind: true };
    let mut cuts: Vec<Cut> = parts.iter().map(blank).collect();
    let mut seen = 0;
    for stack in stacks {
        let next = add(seen, stack.count)?;
        let bound = sub(sets.bound(next)?, sets.bound(seen)?)?;
        let free = sub(sets.free(next)?, sets.free(seen)?)?;
        seen = next;
        let Some((cut, part)) = cuts.get_mut(stack.part).zip(parts.get(stack.part)) else {
            continue;
        };
        let lowest = work.groups.get(part.group).map_or(Ok(0), |group| group.floor.of(MILLION))?;
        cut.units = add(cut.units, mul(bound, MILLION)?)?;
        cut.value = add(cut.value, mul(bound, stack.each)?)?;
        cut.off = add(cut.off, mul(free, sub(stack.each, lowest)?.max(0))?)?;
    }
    cuts.retain(|cut| cut.units > 0);
    Ok(cuts)
}
