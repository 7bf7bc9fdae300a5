//! The best for the customer: which offers are taken, and how many units of each group those that bind units may use.
//!
//! What must hold: the steps evaluate, the search chooses. The order of what is better: what is to pay after tax and before
//! cash rounding; then fewest single-use coupons; then fewest offers; then an order that every machine agrees on.
//! With proof no choice of this space is better. The budget is a count of offers tried, so every machine agrees.
//!
//! The space: every candidate is taken or not; one that binds units (it forms sets, dearest first, or is exclusive) may be
//! left any whole number of each group's pieces, the dearest first. Candidates that share no group, no threshold and no
//! stacking group are searched apart. One that is alone is left all units, unless fewer may give more: because of a cap, a
//! floor, a lower tier or the cashier's discount, or because sums of fewer units round to more.
//!
//! Nothing else can make fewer units of one offer better. Its threshold looks at whole groups, and nobody else looks at its
//! units: what shares a group, a threshold, or pays for the same lines stands in the same part. Taking from the dearest on,
//! with one unit more each of the units at the same place of the row is as dear or dearer, so before rounding it takes off
//! as much or more; a sum of one group then rounds to as much or more. Only sums of several groups may round to less: by at
//! most half a minor unit for each (a whole one where it is rounded up). That is searched where there are at most
//! [`bound::WAYS`] ways to leave units; with more of them all units are taken.

mod bound;
mod memo;
mod parts;
mod rates;
mod seeds;
mod tree;

use super::candidate::Candidate;
use super::choice::Decision;
use super::error::PriceError;
use super::exact::{add, sub, sum};
use super::request::CapBreach;
use super::work::{Scene, State};
use crate::money::Overflow;

/// What the search found.
pub(super) struct Found {
    pub decisions: Vec<Decision>,
    pub nodes: u32,
    /// Nothing better exists.
    pub proof: bool,
    /// How much less than found might be paid, at most.
    pub gap: i128,
}

/// What is compared: less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    payable: i128,
    coupons: u32,
    offers: u32,
}

/// Searches.
pub(super) fn search(scene: &Scene<'_>, state: &State, candidates: &[Candidate<'_>]) -> Result<Found, PriceError> {
    let (tops, slack) = bound::tops(scene, state, candidates)?;
    let whole = bound::needs_whole(scene, candidates);
    let mut found = Found { decisions: vec![Decision::Take; candidates.len()], nodes: 0, proof: true, gap: 0 };
    let parts = parts::parts(scene, candidates, whole, &|_| true);
    let mut wanted = Vec::with_capacity(parts.len());
    for part in parts {
        if whole || !alone(scene, state, candidates, &part)? {
            wanted.push(part);
        }
    }
    let parts = wanted;
    // A search leaves the state as it finds it.
    let mut own = state.clone();
    let mut waiting = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    for part in parts {
        // What a part leaves of its share is for the larger ones after it.
        let left = scene.basket.options.search_nodes.saturating_sub(found.nodes);
        let budget = left.checked_div(waiting).unwrap_or(left);
        waiting = waiting.saturating_sub(1);
        let (seed, tried) =
            if whole { (None, 0) } else { seeds::seed(scene, state, candidates, &part, &tops, budget)? };
        found.nodes = found.nodes.saturating_add(tried);
        let budget = budget.saturating_sub(tried);
        let mut tree = tree::Tree::new(scene, state, candidates, &part, &tops, budget, whole.then_some(slack))?;
        tree.begin_with(seed);
        tree.search(&mut own)?;
        found.nodes = found.nodes.saturating_add(tree.nodes);
        found.proof &= tree.proof;
        found.gap = add(found.gap, tree.gap()?)?;
        for (place, decision) in part.candidates.iter().zip(tree.best_decisions()) {
            if let Some(slot) = found.decisions.get_mut(*place) {
                *slot = decision;
            }
        }
    }
    if !whole {
        found.gap = bound::with_tax(scene, found.gap)?;
    }
    Ok(found)
}

/// Whether a part is one candidate for which all units are best. That it is not if it keeps the cashier's discount from its
/// units, if fewer units may stay within a cap or spare those at their floor, or if sums of fewer round to more.
fn alone(
    scene: &Scene<'_>,
    state: &State,
    candidates: &[Candidate<'_>],
    part: &parts::Part,
) -> Result<bool, PriceError> {
    let &[only] = part.candidates.as_slice() else {
        return Ok(false);
    };
    let Some(candidate) = candidates.get(only).filter(|_| scene.basket.allowances.is_empty()) else {
        return Ok(false);
    };
    let (options, limits) = (scene.basket.options, &candidate.offer.limits);
    let capped = limits.max_discount.is_some() || limits.budget.is_some();
    let within = options.cap_breach == CapBreach::Refuse && capped && bound::divisible(candidate);
    Ok(!(within || bound::spares(scene, candidate) || bound::rounds(scene, state, candidate)?))
}

/// What the groups cost.
fn cost(state: &State, groups: &[usize]) -> Result<i128, Overflow> {
    groups.iter().try_fold(0, |so_far, group| add(so_far, state.value(*group)?))
}

/// What is left of a sum after taking more off than there may be: not below zero.
fn less(value: i128, off: impl IntoIterator<Item = i128>) -> Result<i128, Overflow> {
    Ok(sub(value, sum(off)?)?.max(0))
}
