//! Steps 3 to 8: the offers one after the other, as it was decided, with the cashier's discounts in their place.
//!
//! What must hold: within a step the lower priority goes first, then the id; what others pay comes after all discounts and
//! lowers no price.

use super::allowance;
use super::answer::{Proposal, WhyNotCode};
use super::candidate::Candidate;
use super::choice::{Decision, best_per_line};
use super::deal::{apply, begin, evaluate};
use super::error::PriceError;
use super::promo::{Stage, proposed};
use super::request::{Choice, Step};
use super::sheet::{Giver, Sheet, give};
use super::why_not::{Reason, note};
use super::work::{Scene, State};

/// Runs the offers; the state is then what prices are before others pay.
pub(super) fn run(
    scene: &Scene<'_>,
    state: &mut State,
    candidates: &[Candidate<'_>],
    decisions: &mut [Decision],
    sheet: &mut Sheet,
) -> Result<(), PriceError> {
    let mut allowed = false;
    let mut start = 0_usize;
    let mut own: Option<State> = None;
    for same in candidates.chunk_by(|a, b| a.stage == b.stage) {
        let Some(stage) = same.first().map(|candidate| candidate.stage) else {
            continue;
        };
        if stage > Stage::Step(Step::Basket) && !allowed {
            allowance::give_all(scene, state, Some(&mut *sheet))?;
            allowed = true;
        }
        if stage == Stage::Earn {
            break;
        }
        if stage == Stage::Tender {
            own = Some(state.clone());
        }
        let state = own.as_mut().unwrap_or(&mut *state);
        begin(scene, state)?;
        let end = start.saturating_add(same.len());
        if let Some(decisions) = decisions.get_mut(start..end) {
            if scene.basket.options.choice == Choice::BestPerLine {
                best_per_line(scene, state, same, decisions)?;
            }
            for (candidate, decision) in same.iter().zip(&*decisions) {
                one(scene, state, candidate, decision, sheet)?;
            }
        }
        start = end;
    }
    if !allowed {
        allowance::give_all(scene, state, Some(&mut *sheet))?;
    }
    begin(scene, state)?;
    Ok(())
}

fn one(
    scene: &Scene<'_>,
    state: &mut State,
    candidate: &Candidate<'_>,
    decision: &Decision,
    sheet: &mut Sheet,
) -> Result<(), PriceError> {
    let units = if let Decision::Units(units) = decision { Some(units.as_slice()) } else { None };
    let lost = if let Decision::Drop(reason) = decision { Some(*reason) } else { None };
    match evaluate(scene, state, candidate, units)? {
        Ok(gift) if lost.is_none() => {
            apply(state, candidate, &gift, None)?;
            give(scene, sheet, &Giver::of(scene, candidate), &gift)?;
        }
        Ok(_) => note(scene, sheet, candidate, lost.unwrap_or(Reason::plain(WhyNotCode::LostToBetter))),
        Err(reason) => {
            let elsewhere = units.is_some() && evaluate(scene, state, candidate, None)?.is_ok();
            let reason = if elsewhere { Reason::plain(WhyNotCode::LostToBetter) } else { reason };
            note(scene, sheet, candidate, reason);
        }
    }
    if lost.is_none()
        && let Some(quantity) = proposed(scene, state, candidate)?
    {
        let select = candidate.offer.get_select.as_deref().unwrap_or(&candidate.offer.select);
        sheet.proposals.push(Proposal {
            offer_id: candidate.offer.id.clone(),
            quantity,
            products: select.products.clone(),
            categories: select.categories.clone(),
        });
    }
    Ok(())
}
