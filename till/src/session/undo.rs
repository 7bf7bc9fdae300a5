//! A basket that is cancelled although money was taken: its tenders are undone first, the last one first.
//!
//! What must hold: one after the other, each by its own rule; the basket is gone once the last one is back, and not before;
//! where the register cannot give a payment back it stays as it is, told and shown, until somebody decides.

use super::command::Answer;
use super::draft::Draft;
use super::state::{Sale, Tender, TenderPhase};
use super::{basket, tender};
use crate::names::Id;
use crate::record::BasketCancelled;
use crate::shape;
use crate::shape::Shape;
use crate::wire::basket::{Closed, OfBasket};
use crate::wire::error::Code;
use crate::wire::tender::{CancelState, Undoing};

shape! {
    /// The basket is being cancelled, or that went wrong.
    pub struct UndoingSet {
        /// How it stands.
        state: Undoing,
    }
}

impl Tender {
    /// Nothing of it has to be undone: it has ended, or waits for the customer only.
    pub(super) fn is_free(&self) -> bool {
        matches!(self.phase, TenderPhase::Declined | TenderPhase::Cancelled) || self.phase.is_prompt()
    }
}

/// `basket.cancel`.
pub(super) fn cancel(draft: &mut Draft<'_>, x: &OfBasket) -> Answer {
    if let Some(basket_ref) = x.basket_ref.clone().filter(|basket_ref| draft.state.is_suspended(basket_ref)) {
        draft.record(BasketCancelled { basket_ref: basket_ref.clone() });
        return Ok(Closed { basket_ref, state: Id::word("cancelled") }.write());
    }
    let basket_ref = draft.sale()?.basket_ref.clone();
    if draft.sale()?.tenders.iter().all(Tender::is_free) {
        basket::give_up(draft)?;
    } else {
        draft.record(UndoingSet { state: Undoing::Going });
        draft.go_on_undoing();
    }
    let state = if draft.state.sale.is_some() { "cancelling" } else { "cancelled" };
    Ok(Closed { basket_ref, state: Id::word(state) }.write())
}

impl Draft<'_> {
    fn undoing(&self) -> Option<&Sale> {
        self.state.sale.as_ref().filter(|sale| sale.undoing == Some(Undoing::Going))
    }

    /// Every step ends with this: while a basket is being cancelled, the last tender that is still there is undone next.
    pub(super) fn go_on_undoing(&mut self) {
        while let Some(sale) = self.undoing() {
            let basket_ref = sale.basket_ref.clone();
            let next = sale.tenders.iter().rev().find(|tender| !tender.is_free());
            let Some((id, asked)) = next.map(|tender| (tender.id.clone(), tender.cancel)) else {
                if basket::give_up(self).is_ok() {
                    self.event("basket.cancelled", &Closed { basket_ref, state: Id::word("cancelled") });
                }
                return;
            };
            if asked || !matches!(tender::cancel(self, &id), Ok(CancelState::Cancelled)) {
                return; // its outcome goes on with this
            }
        }
    }

    /// The register could not give a payment back: a basket that is being cancelled stays.
    pub(super) fn stuck(&mut self, tender: &Tender) {
        if self.undoing().is_some() {
            self.record(UndoingSet { state: Undoing::Stuck });
            self.tender_event("basket.cancel_failed", tender, Some(Code::ReverseFailed));
            self.show_declined(&tender.id, Code::ReverseFailed);
        }
    }
}
