//! One offer: what it would give, and what that changes.
//!
//! What must hold: asking changes nothing; nothing is given that would have to be taken back: caps, floors and zero hold
//! at every step. An offer looks at the running value, its thresholds at what the options say. With several coupons of one
//! scheme its limits hold for all of them together.

use super::answer::WhyNotCode;
use super::candidate::Candidate;
use super::condition;
use super::exact::{WHOLE, mul, sub, sum};
use super::part::{Allowed, clamp, open};
use super::promo::{self, Cut, Gift};
use super::request::CapBreach;
use super::why_not::{Reason, Verdict};
use super::work::{Left, Run, Scene, State};
use crate::money::Overflow;

/// What the offer gives now, on so many units of its groups (all of them if that is not said); never nothing.
pub(super) fn evaluate(
    scene: &Scene<'_>,
    state: &State,
    candidate: &Candidate<'_>,
    units: Option<&[i128]>,
) -> Verdict<Gift> {
    if let Some(reason) = candidate.never {
        return Ok(Err(reason));
    }
    if candidate.by_value
        && let Err(reason) = condition::holds(scene, state, &candidate.offer.when, candidate)?
    {
        return Ok(Err(reason));
    }
    let left = state.left.get(candidate.place).copied().unwrap_or_default();
    if [left.discount, left.units, left.times].contains(&Some(0)) {
        return Ok(Err(Reason::plain(WhyNotCode::UsedUp)));
    }
    let allowed = Allowed { groups: &candidate.groups, units };
    let parts = open(scene, state, allowed, candidate.offer.exclusive)?;
    let mut gift = match promo::give(scene, state, candidate, parts, left)? {
        Ok(gift) => gift,
        Err(reason) => return Ok(Err(reason)),
    };
    let total = gift.total()?;
    if let Some(most) = left.discount.filter(|most| *most < total) {
        if scene.basket.options.cap_breach == CapBreach::Refuse {
            return Ok(Err(Reason::plain(WhyNotCode::OverCap)));
        }
        let offs: Vec<i128> = gift.cuts.iter().map(|cut| cut.off).collect();
        // What is left of a coupon's face value then is what prices fall by.
        (gift.face, gift.gross) = (gift.face.map(|face| face.min(most)), None);
        for (cut, off) in gift.cuts.iter_mut().zip(clamp(scene.basket.options, &offs, most)?) {
            cut.off = off;
        }
    }
    if total == 0 {
        return Ok(Err(nothing(scene, state, candidate)?));
    }
    Ok(forfeits(scene, candidate, &gift)?.map_or(Ok(gift), Err))
}

/// A coupon that would lose much is kept until the customer has been asked.
fn forfeits(scene: &Scene<'_>, candidate: &Candidate<'_>, gift: &Gift) -> Result<Option<Reason>, Overflow> {
    let asked = candidate.coupon.is_some_and(|coupon| coupon.single_use && !coupon.accept_loss);
    let (Some(most), Some(face)) = (scene.basket.options.most_forfeited.filter(|_| asked), gift.face) else {
        return Ok(None);
    };
    let lost = sub(face, gift.gross.map_or_else(|| gift.total(), Ok)?)?;
    let much = mul(lost, WHOLE)? > mul(face, most.wide())?;
    if much { Ok(Some(Reason::missing(WhyNotCode::WouldForfeit, lost)?)) } else { Ok(None) }
}

/// Nothing could be taken off: because other offers hold the units, or because nothing is left of their value.
fn nothing(scene: &Scene<'_>, state: &State, candidate: &Candidate<'_>) -> Result<Reason, Overflow> {
    let allowed = Allowed { groups: &candidate.groups, units: None };
    let parts = open(scene, state, allowed, candidate.offer.exclusive)?;
    let runs: usize = candidate.groups.iter().map(|place| state.runs(*place).len()).sum();
    let taken = parts.len() < runs;
    Ok(if taken { held(state, candidate) } else { Reason::plain(WhyNotCode::NothingLeft) })
}

/// Another offer holds the units, the first that does; if none does, it is the units that give nothing.
pub(super) fn held(state: &State, candidate: &Candidate<'_>) -> Reason {
    let runs = candidate.groups.iter().flat_map(|place| state.runs(*place));
    match runs.filter_map(|run| run.holder).next() {
        Some(holder) => Reason::because(WhyNotCode::NotCombinable, Some(holder)),
        None => Reason::plain(WhyNotCode::NothingLeft),
    }
}

/// What offers changed, to be put back, that of the last one first.
#[derive(Default)]
pub(super) struct Undo {
    steps: Vec<Step>,
    /// By changed group: how many of `runs` were its.
    groups: Vec<(usize, usize)>,
    runs: Vec<Run>,
}

/// What one offer changed.
struct Step {
    /// How many groups were noted before its own.
    before: usize,
    left: Option<(usize, Left)>,
}

impl Undo {
    /// The groups that the last offer changed.
    pub(super) fn last(&self) -> impl DoubleEndedIterator<Item = usize> {
        let before = self.steps.last().map_or(0, |step| step.before);
        self.groups.get(before..).unwrap_or(&[]).iter().map(|(group, _)| *group)
    }

    fn note(&mut self, state: &State, place: usize, gift: &Gift) {
        let left = state.left.get(place).map(|left| (place, *left));
        self.steps.push(Step { before: self.groups.len(), left });
        for cut in gift.cuts.chunk_by(|a, b| a.group == b.group).filter_map(|cuts| cuts.first()) {
            let runs = state.runs(cut.group);
            self.groups.push((cut.group, runs.len()));
            self.runs.extend_from_slice(runs);
        }
    }
}

/// Changes the runs and what is left of the limits; tells `undo` what was there before.
pub(super) fn apply(
    state: &mut State,
    candidate: &Candidate<'_>,
    gift: &Gift,
    undo: Option<&mut Undo>,
) -> Result<(), Overflow> {
    if let Some(undo) = undo {
        undo.note(state, candidate.place, gift);
    }
    cuts(state, gift, candidate.offer.exclusive, Some(candidate.place))?;
    if let Some(left) = state.left.get_mut(candidate.place) {
        let units = sum(gift.cuts.iter().filter(|cut| cut.off > 0).map(|cut| cut.rewarded))?;
        left.discount = left.discount.map(|most| sub(most, gift.total()?)).transpose()?;
        left.units = left.units.map(|most| sub(most, units.min(most))).transpose()?;
        left.times = left.times.map(|most| sub(most, gift.times)).transpose()?;
    }
    Ok(())
}

/// Puts back what was there before the last offer; false if none is noted.
pub(super) fn revert(state: &mut State, undo: &mut Undo) -> bool {
    let Some(step) = undo.steps.pop() else {
        return false;
    };
    for (place, count) in undo.groups.drain(step.before..).rev() {
        let from = undo.runs.len().saturating_sub(count);
        if let Some(runs) = state.runs.get_mut(place) {
            runs.clear();
            runs.extend_from_slice(undo.runs.get(from..).unwrap_or(&[]));
        }
        undo.runs.truncate(from);
    }
    if let Some((place, former)) = step.left
        && let Some(left) = state.left.get_mut(place)
    {
        *left = former;
    }
    true
}

/// Marks the units of the cuts, parting them from the rest of their run if need be.
pub(super) fn cuts(state: &mut State, gift: &Gift, exclusive: bool, holder: Option<usize>) -> Result<(), Overflow> {
    for cut in gift.cuts.iter().filter(|cut| cut.off > 0 || cut.bind) {
        if let Some(runs) = state.runs.get_mut(cut.group) {
            change(runs, cut, exclusive, holder)?;
        }
    }
    Ok(())
}

fn change(runs: &mut Vec<Run>, cut: &Cut, exclusive: bool, holder: Option<usize>) -> Result<(), Overflow> {
    let Some(run) = runs.get_mut(cut.run) else {
        return Ok(());
    };
    let changed = Run {
        units: cut.units,
        value: sub(cut.value, cut.off)?,
        list: cut.list,
        bound: run.bound || cut.bind,
        touched: true,
        locked: run.locked || exclusive,
        holder: run.holder.or(holder),
    };
    if cut.units == run.units {
        *run = changed;
    } else {
        run.units = sub(run.units, cut.units)?;
        run.value = sub(run.value, cut.value)?;
        run.list = sub(run.list, cut.list)?;
        runs.push(changed);
    }
    Ok(())
}

/// What thresholds look at from now on: what the groups cost now.
pub(super) fn begin(scene: &Scene<'_>, state: &mut State) -> Result<(), Overflow> {
    for place in 0..scene.groups.len() {
        let value = state.value(place)?;
        if let Some(before) = state.before.get_mut(place) {
            *before = value;
        }
    }
    Ok(())
}
