//! Whether a receipt is printed: the customer's choice, where the register leaves it to its customers.
//!
//! What must hold: a receipt that asks ends in exactly one `receipt.chosen`, also over a crash, and in none if its sale is
//! voided first. Paper is the rule: whoever says nothing in time, or is followed by the next sale, gets it. Goods that come
//! back, sales the register brings later and copies do not ask: their paper is proof, or was printed long ago.

use super::draft::Draft;
use super::state::State;
use crate::names::Id;
use crate::receipt::Receipt;
use crate::screen::Paper;
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::BasketKind;
use crate::wire::receipt::ReceiptChosen;

/// How long an answer is waited for, in milliseconds.
const WAIT: i64 = 60_000;
/// How long before the end the customer is asked whether more time is needed, in milliseconds.
const WARNING: i64 = 30_000;

shape! {
    /// Of the last receipt that asked: whether it is to be printed.
    pub struct ReceiptChoice {
        /// The sale.
        basket_ref: Id,
        /// Our number of it.
        epos_no: u64,
        /// Until when an answer is waited for.
        until: Instant,
        /// The customer was told that it ends soon.
        warned: bool = false,
        /// Whether it is to be printed; missing while nobody has said.
        print: Option<bool>,
    }
}

impl State {
    /// The choice that the receipt on the screen waits for.
    fn open_choice(&self) -> Option<&ReceiptChoice> {
        self.receipt_choice.as_ref().filter(|choice| choice.print.is_none())
    }

    /// Until when the receipt of this sale waits for an answer, if it does.
    pub(super) fn choice_until(&self, basket_ref: &Id) -> Option<Instant> {
        self.open_choice().filter(|choice| choice.basket_ref == *basket_ref).map(|choice| choice.until)
    }

    /// When something is to be done about it: the customer warned, or the end.
    pub(super) fn choice_at(&self) -> Option<Instant> {
        self.open_choice().map(|choice| if choice.warned { choice.until } else { choice.until.after(-WARNING) })
    }

    /// What the receipt of this sale shows of it.
    pub(super) fn paper(&self, basket_ref: &Id) -> Option<Paper> {
        let choice = self.receipt_choice.as_ref().filter(|choice| choice.basket_ref == *basket_ref)?;
        Some(match (choice.print, choice.warned) {
            (None, false) => Paper::Asked,
            (None, true) => Paper::Ends,
            (Some(true), _) => Paper::Printed,
            (Some(false), _) => Paper::None,
        })
    }
}

impl Draft<'_> {
    /// Asks the customer of a sale that was just committed; until when, if it does.
    pub(super) fn ask_for_paper(&mut self, receipt: &Receipt) -> Option<Instant> {
        let offered = self.state.open.as_ref().is_some_and(|open| open.display.receipt_choice);
        if !offered || !self.can_type() || receipt.kind != BasketKind::Sale {
            return None;
        }
        let (basket_ref, epos_no) = (receipt.basket_ref.clone(), receipt.epos_no);
        let until = self.ctx.now.after(self.state.patience(WAIT));
        self.record(ReceiptChoice { basket_ref, epos_no, until, warned: false, print: None });
        Some(until)
    }

    fn chosen(&mut self, print: bool, answered: bool) {
        let Some(choice) = self.state.open_choice().cloned() else { return };
        let (basket_ref, epos_no) = (choice.basket_ref.clone(), choice.epos_no);
        self.record(ReceiptChoice { print: Some(print), ..choice });
        self.event("receipt.chosen", &ReceiptChosen { basket_ref, epos_no, print, answered });
    }

    /// The customer has said whether the receipt is to be printed; only the first answer counts.
    pub(super) fn print_receipt(&mut self, print: bool) {
        self.chosen(print, true);
    }

    /// The customer needs more time: as much as at first, as often as it is asked for.
    pub(super) fn more_time_for_paper(&mut self) {
        let Some(choice) = self.state.open_choice().cloned() else { return };
        let until = self.ctx.now.after(self.state.patience(WAIT));
        self.record(ReceiptChoice { until, warned: false, ..choice });
    }

    /// Nobody has answered in time. Shortly before, the customer is asked for more time.
    pub(super) fn paper_due(&mut self) {
        let Some(choice) = self.state.open_choice().cloned() else { return };
        if self.ctx.now >= choice.until {
            self.chosen(true, false);
        } else if !choice.warned && self.state.choice_at().is_some_and(|at| self.ctx.now >= at) {
            self.record(ReceiptChoice { warned: true, ..choice });
        }
    }

    /// The receipt that asks is shown no more: something else goes on.
    pub(super) fn paper_left(&mut self) {
        let shown = self.state.shown_receipt.as_ref();
        if self.state.open_choice().is_some_and(|choice| shown != Some(&choice.basket_ref)) {
            self.chosen(true, false);
        }
    }
}
