//! Giving a discount: caps, the runs it changes, the shares of the lines, the adjustment the register prints.
//!
//! What must hold: nothing is given that would have to be taken back: caps, floors and zero hold at every step. The shares
//! add up to the amount.

use super::answer::{Adjustment, Scope, Share};
use super::error::PriceError;
use super::exact::{add, sub, sum};
use super::promo::{Cut, Gift};
use super::request::Step;
use super::split::{split, split_within};
use super::work::{Run, Work};
use crate::map::sort;
use crate::money::{Amount, Overflow};
use crate::names::{Id, Label};

/// Who gives, and how the receipt says so.
pub(super) struct Giver<'a> {
    pub id: Id,
    pub offer_id: &'a Id,
    pub coupon_id: Option<&'a Id>,
    pub text_20: &'a Label,
    pub text_38: &'a Label,
    pub reason: &'static str,
    pub funder: Option<&'a Id>,
    pub step: Step,
    pub exclusive: bool,
}

/// Lowers a gift to what is left of a cap, in proportion.
pub(super) fn cap(gift: &mut Gift, most: Option<i128>) -> Result<(), Overflow> {
    let offs: Vec<i128> = gift.cuts.iter().map(|cut| cut.off).collect();
    let total = sum(offs.iter().copied())?;
    if let Some(most) = most.filter(|most| *most < total) {
        for (cut, off) in gift.cuts.iter_mut().zip(split(most, &offs)?) {
            cut.off = off;
        }
    }
    Ok(())
}

/// Gives it; hands back how much that was and on how many units. Nothing changes if it is nothing.
pub(super) fn give(work: &mut Work<'_>, giver: &Giver<'_>, gift: Gift) -> Result<(i128, i128), PriceError> {
    let total = sum(gift.cuts.iter().map(|cut| cut.off))?;
    if total == 0 {
        return Ok((0, 0));
    }
    let units = sum(gift.cuts.iter().filter(|cut| cut.off > 0).map(|cut| cut.units))?;
    let mut shares: Vec<(usize, i128)> = Vec::new();
    for cuts in gift.cuts.chunk_by(|a, b| a.group == b.group) {
        let mut off = 0;
        for cut in cuts.iter().filter(|cut| cut.off > 0 || cut.bind) {
            off = add(off, cut.off)?;
            change(work, cut, giver.exclusive)?;
        }
        if let Some(cut) = cuts.first().filter(|_| off > 0) {
            lower(work, cut.group, off, &mut shares)?;
        }
    }
    sort(&mut shares, &Ord::cmp);
    let adjustment = adjustment(work, giver, &shares, total, gift.times)?;
    work.adjustments.push(adjustment);
    Ok((total, units))
}

/// Marks the units of a cut, parting them from the rest of their run if need be.
fn change(work: &mut Work<'_>, cut: &Cut, exclusive: bool) -> Result<(), Overflow> {
    let Some(group) = work.groups.get_mut(cut.group) else {
        return Ok(());
    };
    let Some(run) = group.runs.get_mut(cut.run) else {
        return Ok(());
    };
    let changed = Run {
        units: cut.units,
        value: sub(cut.value, cut.off)?,
        bound: run.bound || cut.bind,
        touched: true,
        locked: run.locked || exclusive,
    };
    if cut.units == run.units {
        *run = changed;
    } else {
        run.units = sub(run.units, cut.units)?;
        run.value = sub(run.value, cut.value)?;
        group.runs.push(changed);
    }
    Ok(())
}

/// Lowers the lines of a group by their room, so that none falls below its floor.
fn lower(work: &mut Work<'_>, group: usize, off: i128, shares: &mut Vec<(usize, i128)>) -> Result<(), Overflow> {
    let Some(group) = work.groups.get(group) else {
        return Ok(());
    };
    let members = work.members(group).to_vec();
    let rows = members.iter().filter_map(|place| work.rows.get(*place));
    let rooms: Vec<i128> = rows.map(super::work::Row::room).collect::<Result<_, _>>()?;
    for (place, part) in members.into_iter().zip(split_within(off, &rooms, &rooms)?) {
        if let Some(row) = work.rows.get_mut(place).filter(|_| part > 0) {
            row.discount = sub(row.discount, part)?;
            shares.push((place, part));
        }
    }
    Ok(())
}

fn adjustment(
    work: &Work<'_>,
    giver: &Giver<'_>,
    shares: &[(usize, i128)],
    total: i128,
    times: i128,
) -> Result<Adjustment, Overflow> {
    let share = |(place, part): &(usize, i128)| {
        let line = work.basket.lines.get(*place).ok_or(Overflow)?;
        let amount = Amount::from_wide(part.saturating_neg())?;
        Ok(Share { line_id: line.id.clone(), register_tax_code: line.tax_codes.first().cloned(), amount })
    };
    let scope = match (giver.step, shares.len()) {
        (Step::Basket, _) => Scope::Basket,
        (_, 1) => Scope::Line,
        _ => Scope::Group,
    };
    Ok(Adjustment {
        id: giver.id.clone(),
        offer_id: giver.offer_id.clone(),
        coupon_id: giver.coupon_id.cloned(),
        scope,
        amount: Amount::from_wide(total.saturating_neg())?,
        shares: shares.iter().map(share).collect::<Result<_, Overflow>>()?,
        times: u32::try_from(times).map_err(|_| Overflow)?,
        text_20: short(giver.text_20, 20),
        text_38: short(giver.text_38, 38),
        reason_code: Id::word(giver.reason),
        funded_by: giver.funder.cloned().unwrap_or_else(|| Id::word("shop")),
    })
}

fn short(text: &Label, most: usize) -> Label {
    Label::new(&text.cut(most)).unwrap_or_else(|| text.clone())
}
