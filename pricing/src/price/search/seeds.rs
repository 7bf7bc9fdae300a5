//! Good choices to begin with, where an offer on the whole basket ties everything together.
//!
//! What must hold: a seed is a choice of the space like any other; it only makes the search end sooner. Without the offers
//! on the whole basket the rest falls apart and is solved part by part; then they come back: all of them, and once for
//! each other offer without that one, because it may keep a threshold from being reached.

use super::parts::{Part, parts};
use super::tree::Tree;
use super::{Score, cost};
use crate::price::answer::WhyNotCode;
use crate::price::candidate::Candidate;
use crate::price::choice::Decision;
use crate::price::deal::{Undo, apply, begin, evaluate, revert};
use crate::price::error::PriceError;
use crate::price::why_not::Reason;
use crate::price::work::{Scene, State};

/// The best seed of a part, with its score; and how many offers were tried.
pub(super) type Seed = (Option<(Score, Vec<Decision>)>, u32);

/// Offers that tie a part together: they look at more than half of its groups.
fn ties(candidate: &Candidate<'_>, part: &Part) -> bool {
    candidate.offer.when.min_basket.is_some() || candidate.groups.len().saturating_mul(2) > part.groups.len()
}

/// Finds it, within half the budget.
pub(super) fn seed(
    scene: &Scene<'_>,
    state: &State,
    all: &[Candidate<'_>],
    part: &Part,
    tops: &[i128],
    budget: u32,
) -> Result<Seed, PriceError> {
    let tied = |place: &usize| all.get(*place).is_some_and(|candidate| ties(candidate, part));
    let loose = |place: usize| part.candidates.contains(&place) && !tied(&place);
    if part.candidates.iter().all(|place| !tied(place)) || !scene.basket.allowances.is_empty() {
        return Ok((None, 0));
    }
    let pieces = parts(scene, all, false, &loose);
    if pieces.len() < 2 {
        return Ok((None, 0));
    }
    // A quarter is left to put the pieces together, another half to the search itself.
    let most = budget >> 2;
    let dropped = Decision::Drop(Reason::plain(WhyNotCode::LostToBetter));
    // An offer of a stacking group might meet another of it, so it stays out unless it is one of those that are solved.
    let stacked = |place: &usize| all.get(*place).is_some_and(|candidate| candidate.offer.stacking_group.is_some());
    let first = |place: &usize| if stacked(place) { dropped.clone() } else { Decision::Take };
    let mut decisions: Vec<Decision> = part.candidates.iter().map(first).collect();
    let mut nodes = 0_u32;
    let mut own = state.clone();
    let mut waiting = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    for piece in &pieces {
        let left = most.saturating_sub(nodes);
        let mut tree = Tree::new(scene, state, all, piece, tops, left.checked_div(waiting).unwrap_or(left), None)?;
        waiting = waiting.saturating_sub(1);
        tree.search(&mut own)?;
        nodes = nodes.saturating_add(tree.nodes);
        for (place, decision) in piece.candidates.iter().zip(tree.best_decisions()) {
            let slot = part.candidates.binary_search(place).ok().and_then(|at| decisions.get_mut(at));
            if let Some(slot) = slot {
                *slot = decision;
            }
        }
    }
    let mut best: Option<(Score, Vec<Decision>)> = None;
    let mut undo = Undo::default();
    let mut try_one = |choice: Vec<Decision>| -> Result<(), PriceError> {
        let score = score(scene, (&mut own, &mut undo), all, part, &choice)?;
        while revert(&mut own, &mut undo) {}
        own.before.clone_from(&state.before);
        if best.as_ref().is_none_or(|(least, _)| score < *least) {
            best = Some((score, choice));
        }
        Ok(())
    };
    let without = part.candidates.iter().zip(&decisions);
    try_one(without.map(|(place, own)| if tied(place) { dropped.clone() } else { own.clone() }).collect())?;
    try_one(decisions.clone())?;
    let step = u32::try_from(part.candidates.len()).unwrap_or(u32::MAX);
    nodes = nodes.saturating_add(step.saturating_mul(2));
    for (at, place) in part.candidates.iter().enumerate() {
        if nodes.saturating_add(step) > budget >> 1 {
            break;
        }
        if !tied(place) && decisions.get(at).is_some_and(Decision::takes) {
            let mut choice = decisions.clone();
            if let Some(slot) = choice.get_mut(at) {
                *slot = dropped.clone();
            }
            try_one(choice)?;
            nodes = nodes.saturating_add(step);
        }
    }
    Ok((best, nodes))
}

/// What a choice comes to; decisions that cannot apply are as good as dropped. What it changes is noted.
fn score(
    scene: &Scene<'_>,
    (state, undo): (&mut State, &mut Undo),
    all: &[Candidate<'_>],
    part: &Part,
    choice: &[Decision],
) -> Result<Score, PriceError> {
    let mut score = Score { payable: 0, coupons: 0, offers: 0 };
    let mut stage = None;
    for (place, decision) in part.candidates.iter().zip(choice) {
        let Some(candidate) = all.get(*place).filter(|_| decision.takes()) else {
            continue;
        };
        if stage != Some(candidate.stage) {
            begin(scene, state)?;
            stage = Some(candidate.stage);
        }
        let units = if let Decision::Units(units) = decision { Some(units.as_slice()) } else { None };
        if let Ok(gift) = evaluate(scene, state, candidate, units)? {
            apply(state, candidate, &gift, Some(undo))?;
            score.offers = score.offers.saturating_add(1);
            let single = candidate.coupon.is_some_and(|coupon| coupon.single_use);
            score.coupons = score.coupons.saturating_add(u32::from(single));
        }
    }
    score.payable = cost(state, &part.groups)?;
    Ok(score)
}
