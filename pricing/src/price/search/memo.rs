//! What candidates were found to give on the same units before.
//!
//! What must hold: nothing is remembered of a candidate that looks at more than its own units and what is left of its
//! limits. Groups have stamps: a new one whenever a branch changes them, and the former one again when it is left; so equal
//! stamps are equal runs. Of each candidate's turn (all of its units, then fewer and fewer) the last answer is kept: a branch
//! that changes other groups asks for the same again and again.

use crate::price::candidate::Candidate;
use crate::price::deal::{Undo, evaluate};
use crate::price::promo::Gift;
use crate::price::request::OfferKind;
use crate::price::why_not::{Reason, Verdict};
use crate::price::work::{Left, Scene, State};
use std::rc::Rc;

#[derive(Default)]
pub(super) struct Memo {
    /// Nothing is remembered: every answer may depend on the cashier's discounts.
    off: bool,
    clock: u32,
    stamps: Vec<u32>,
    /// Groups with their former stamps, in the order in which they were changed.
    former: Vec<(usize, u32)>,
    /// By candidate of the part, then by turn.
    known: Vec<Vec<Option<Known>>>,
}

struct Known {
    stamps: Vec<u32>,
    left: Left,
    answer: Answer,
}

type Answer = Result<Rc<Gift>, Reason>;

/// A candidate of a part, and how often it was tried with fewer units.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    pub at: usize,
    pub turn: usize,
}

impl Memo {
    pub(super) fn new(scene: &Scene<'_>, candidates: usize) -> Memo {
        let mut known = Vec::new();
        known.resize_with(candidates, Vec::new);
        let off = !scene.basket.allowances.is_empty();
        Memo { off, known, stamps: vec![0; scene.groups.len()], ..Memo::default() }
    }

    /// What a candidate gives now on so many units.
    pub(super) fn evaluate(
        &mut self,
        (scene, state): (&Scene<'_>, &State),
        candidate: &Candidate<'_>,
        turn: Turn,
        units: Option<&[i128]>,
    ) -> Verdict<Rc<Gift>> {
        // Conditions and tiers may look at what the whole basket costs.
        if self.off || candidate.by_value || candidate.offer.kind == OfferKind::Tiers {
            return Ok(evaluate(scene, state, candidate, units)?.map(Rc::new));
        }
        let left = state.left.get(candidate.place).copied().unwrap_or_default();
        let stamps = &self.stamps;
        let now = || candidate.groups.iter().map(|group| stamps.get(*group).copied().unwrap_or(0));
        let Some(turns) = self.known.get_mut(turn.at) else {
            return Ok(evaluate(scene, state, candidate, units)?.map(Rc::new));
        };
        if turns.len() <= turn.turn {
            turns.resize_with(turn.turn.saturating_add(1), || None);
        }
        let slot = turns.get_mut(turn.turn);
        if let Some(Some(known)) = &slot
            && known.left == left
            && known.stamps.iter().copied().eq(now())
        {
            return Ok(known.answer.clone());
        }
        let answer = evaluate(scene, state, candidate, units)?.map(Rc::new);
        if let Some(slot) = slot {
            let mut stamps = slot.take().map_or_else(Vec::new, |known| known.stamps);
            stamps.clear();
            stamps.extend(now());
            *slot = Some(Known { stamps, left, answer: answer.clone() });
        }
        Ok(answer)
    }

    /// A gift changed its groups.
    pub(super) fn changed(&mut self, undo: &Undo) {
        self.clock = self.clock.saturating_add(1);
        for group in undo.last() {
            if let Some(stamp) = self.stamps.get_mut(group) {
                self.former.push((group, std::mem::replace(stamp, self.clock)));
            }
        }
    }

    /// They are what they were before.
    pub(super) fn changed_back(&mut self, undo: &Undo) {
        for _ in undo.last() {
            if let Some((group, former)) = self.former.pop()
                && let Some(stamp) = self.stamps.get_mut(group)
            {
                *stamp = former;
            }
        }
    }
}
