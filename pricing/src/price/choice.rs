//! Which offers are taken where they compete, in every way but the search for the best: stacking groups, the first
//! exclusive one, the best per line.
//!
//! What must hold: the outcome depends on the basket and the offers, never on the order in which they are listed.

use super::answer::WhyNotCode;
use super::candidate::Candidate;
use super::deal::evaluate;
use super::error::PriceError;
use super::exact::sum;
use super::promo::{Gift, Stage};
use super::request::Choice;
use super::why_not::Reason;
use super::work::{Scene, State};
use crate::names::Id;

/// What becomes of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It applies if it can.
    Take,
    /// It applies with so many units (millionths) of each of its groups.
    Units(Vec<i128>),
    /// It does not apply, though it could.
    Drop(Reason),
}

/// The candidates' decisions as far as they do not depend on what others give.
pub(super) fn decide(
    scene: &Scene<'_>,
    state: &State,
    candidates: &[Candidate<'_>],
) -> Result<Vec<Decision>, PriceError> {
    let mut decisions = vec![Decision::Take; candidates.len()];
    let drop_all = |decisions: &mut Vec<Decision>, but: usize, of: &dyn Fn(&Candidate<'_>) -> bool, code| {
        for (candidate, decision) in candidates.iter().zip(decisions) {
            if candidate.place != but && of(candidate) {
                *decision = Decision::Drop(Reason::because(code, Some(but)));
            }
        }
    };
    if scene.basket.options.choice == Choice::FirstExclusive {
        for candidate in candidates.iter().filter(|candidate| candidate.offer.exclusive) {
            if evaluate(scene, state, candidate, None)?.is_ok() {
                let lowers = |other: &Candidate<'_>| other.stage != Stage::Earn;
                drop_all(&mut decisions, candidate.place, &lowers, WhyNotCode::NotCombinable);
                return Ok(decisions);
            }
        }
    }
    let mut groups: Vec<&Id> =
        candidates.iter().filter_map(|candidate| candidate.offer.stacking_group.as_ref()).collect();
    crate::map::sort(&mut groups, &Ord::cmp);
    groups.dedup();
    for group in groups {
        let of_group = |candidate: &Candidate<'_>| candidate.offer.stacking_group.as_ref() == Some(group);
        let mut best: Option<(i128, usize)> = None;
        // What can never apply keeps nobody away, whether it is told of or not.
        for candidate in candidates.iter().filter(|candidate| of_group(candidate) && candidate.never.is_none()) {
            let gives = evaluate(scene, state, candidate, None)?.ok().map(|gift| gift.total()).transpose()?;
            // If none gives anything yet, only the first may do so later.
            let gives = gives.unwrap_or(0);
            if best.is_none_or(|(most, _)| gives > most) {
                best = Some((gives, candidate.place));
            }
        }
        if let Some((_, place)) = best {
            drop_all(&mut decisions, place, &of_group, WhyNotCode::LostToBetter);
        }
    }
    Ok(decisions)
}

/// For the candidates of one step: on each group only the one that takes most off it keeps its units; ties go to the
/// earlier one.
pub(super) fn best_per_line(
    scene: &Scene<'_>,
    state: &State,
    candidates: &[Candidate<'_>],
    decisions: &mut [Decision],
) -> Result<(), PriceError> {
    let mut winner: Vec<(i128, usize)> = vec![(0, usize::MAX); scene.groups.len()];
    for (place, (candidate, decision)) in candidates.iter().zip(decisions.iter()).enumerate() {
        if *decision != Decision::Take {
            continue;
        }
        let Ok(Gift { cuts, .. }) = evaluate(scene, state, candidate, None)? else {
            continue;
        };
        for cuts in cuts.chunk_by(|a, b| a.group == b.group) {
            let off = sum(cuts.iter().map(|cut| cut.off))?;
            let slot = cuts.first().and_then(|cut| winner.get_mut(cut.group));
            if let Some(slot) = slot.filter(|slot| off > slot.0) {
                *slot = (off, place);
            }
        }
    }
    let free = |group: &usize, place: usize| {
        winner.get(*group).is_none_or(|(_, taker)| *taker == place || *taker == usize::MAX)
    };
    for (place, (candidate, decision)) in candidates.iter().zip(decisions.iter_mut()).enumerate() {
        if *decision == Decision::Take && !candidate.groups.iter().all(|group| free(group, place)) {
            let units = |group: &usize| match scene.groups.get(*group) {
                Some(whole) if free(group, place) => whole.units,
                _ => 0,
            };
            *decision = Decision::Units(candidate.groups.iter().map(units).collect());
        }
    }
    Ok(())
}
