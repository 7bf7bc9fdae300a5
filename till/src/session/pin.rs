//! The PIN of a card, asked of the customer for what is done beside a sale: balance, statement, pay-out, transfer.
//!
//! What must hold: one card at a time, and none while a tender is under way; the digits are neither kept nor told; whoever
//! gives up, the customer, the register, the clock or a reload, exactly one event ends what was accepted.

use super::Session;
use super::command::Answer;
use super::draft::Draft;
use super::gift::code_for;
use super::state::{Operation, Sale, State};
use crate::ledger::ask::{Ask, Decline, Outcome, OutcomeKind, What};
use crate::names::Id;
use crate::pack::TokenScheme;
use crate::secret::{Pin, Seal};
use crate::shape;
use crate::shape::Shape;
use crate::time::Instant;
use crate::wire::card::AcceptedUntil;
use crate::wire::error::{Code, Refusal};
use crate::wire::ledger::LedgerAsk;
use crate::wire::tender::CancelState;
use std::rc::Rc;

/// How long a PIN is waited for, in milliseconds.
const WAIT: i64 = 120_000;
/// How long before the end the customer is asked whether more time is needed, in milliseconds.
const WARNING: i64 = 30_000;
/// How long it is shown why nothing came of it.
const SHOW: i64 = 10_000;

shape! {
    /// Something about a card that waits for its PIN, or is over and still shown.
    pub struct PinWait {
        /// What it is; its `op_id` is the one that was accepted. Each PIN is tried under a new one.
        op: Operation,
        /// What the ledger is asked, but for the PIN.
        ask: LedgerAsk,
        /// How many digits the PIN has.
        length: u32,
        /// Until when it waits, or is shown.
        until: Instant,
        /// The ledger is looking at a PIN.
        busy: bool = false,
        /// Why the last PIN was not taken, or nothing came of it: an error code.
        problem: Option<Id>,
        /// PINs that may still be tried.
        tries_left: Option<u32>,
        /// Nothing waits any more; the customer reads why.
        over: bool = false,
        /// The customer was told that it ends soon.
        warned: bool = false,
    }
}

shape! {
    /// A card waits for its PIN; none does if `wait` is missing.
    pub struct PinWaitSet {
        /// What waits.
        wait: Option<Rc<PinWait>>,
    }
}

impl PinWait {
    /// When something is to be done about it: the customer warned, or the end.
    pub(super) fn wakes(&self) -> Instant {
        if self.over || self.warned || self.busy { self.until } else { self.until.after(-WARNING) }
    }

    /// The card whose PIN it is.
    pub(super) fn token(&self) -> Option<&Seal> {
        let ask = &self.ask;
        let present = ask.balance.as_ref().or(ask.cash_out.as_ref().map(|x| &x.present));
        let present = present.or(ask.transfer.as_ref().map(|x| &x.from)).or(ask.statement.as_ref().map(|x| &x.present));
        present.map(|present| &present.token)
    }
}

impl Session {
    /// The token a PIN on the screen belongs to.
    #[must_use]
    pub fn pin_token(&self) -> Option<&Seal> {
        let of_tender = self.state.sale.as_ref().and_then(Sale::active).and_then(|tender| tender.token.as_ref());
        of_tender.or_else(|| self.state.pin_wait().and_then(PinWait::token))
    }
}

impl State {
    /// What is on the screen and waits for a PIN beside a sale, or is over; a tender that is under way comes first.
    pub(super) fn pin_wait(&self) -> Option<&PinWait> {
        let paying = self.sale.as_ref().and_then(Sale::active).is_some();
        self.pin.as_deref().filter(|_| !paying)
    }
}

impl Draft<'_> {
    /// Whether the customer can type here: on the screen, or on keys of the register.
    pub(super) fn can_type(&self) -> bool {
        self.state.open.as_ref().is_some_and(|open| open.display.touch || open.display.keypad)
    }

    /// Asks the ledger; if a PIN is needed and did not come, the customer first. Answers what is accepted, and until when
    /// the PIN is waited for.
    pub(super) fn ask_with_pin(&mut self, op: Operation, what: What, scheme: &TokenScheme, came: bool) -> Answer {
        let accepted = op.op_id.clone();
        if came || !scheme.pin {
            self.ask(op, what);
            return Ok(AcceptedUntil { accepted, deadline: None }.write());
        }
        if !self.can_type() {
            return Err(Code::PinMissing.into());
        }
        let active = self.state.sale.as_ref().and_then(Sale::active).map(|tender| (tender.phase.word(), &tender.id));
        let waiting = self.state.pin.as_ref().filter(|wait| !wait.over).map(|wait| ("needs_pin", &wait.op.op_id));
        if let Some((state, of)) = active.or(waiting) {
            let refusal = Refusal::new(Code::NotNow).because("state", state).because("tender_ref", of.as_str());
            return Err(refusal.because("expected", "its outcome, or tender.cancel"));
        }
        let ask = LedgerAsk::new(&Ask { op_id: accepted.clone(), mode: op.mode, what }, None);
        let (length, until) = (scheme.pin_length, self.ctx.now.after(self.state.patience(WAIT)));
        let (problem, tries_left, busy, over, warned) = (None, None, false, false, false);
        self.set_wait(Some(PinWait { op, ask, length, until, busy, problem, tries_left, over, warned }));
        Ok(AcceptedUntil { accepted, deadline: Some(until) }.write())
    }

    fn set_wait(&mut self, wait: Option<PinWait>) {
        self.record(PinWaitSet { wait: wait.map(Rc::new) });
    }

    /// The customer typed the PIN of a card beside a sale; false if none was waited for.
    pub(super) fn pin_given(&mut self, pin: &Pin) -> bool {
        let waits = |wait: &&PinWait| !wait.busy && !wait.over;
        let Some(wait) = self.state.pin_wait().filter(waits).cloned() else { return false };
        let asked = wait.ask.clone().ask().map(|ask| ask.what);
        let here = super::door::is_of_store(&wait.op.op_id) == self.session.sealed_by_store();
        let (Some(mut what), Some(seal), true) = (asked, pin.seal().cloned(), here) else {
            self.end_wait(Code::Interrupted); // the card was sealed for another ledger
            return true;
        };
        match &mut what {
            What::Balance(present) => present.pin = Some(seal),
            What::Statement(x) => x.present.pin = Some(seal),
            What::CashOut(x) => x.present.pin = Some(seal),
            What::Transfer(x) => x.from.pin = Some(seal),
            _ => {}
        }
        let op = Operation { op_id: self.id("op"), ..wait.op.clone() };
        self.set_wait(Some(PinWait { busy: true, problem: None, ..wait }));
        self.ask(op, what);
        true
    }

    /// The ledger has answered about a card that waited for its PIN; true if the customer may try again.
    pub(super) fn pin_again(&mut self, op: &Operation, outcome: &Outcome) -> bool {
        let of = |wait: &&PinWait| wait.busy && wait.op.op_id == op.subject;
        let Some(wait) = self.state.pin.as_deref().filter(of).cloned() else { return false };
        let left = outcome.tries_left.filter(|left| *left > 0);
        let again = outcome.decline == Some(Decline::NotAccepted) && left.is_some();
        if again && self.ctx.now < wait.until {
            let problem = Some(Id::word(Code::CardNotAccepted.word()));
            self.set_wait(Some(PinWait { busy: false, problem, tries_left: left, ..wait }));
            return true;
        }
        if outcome.result == OutcomeKind::Done {
            self.set_wait(None);
        } else {
            self.show_over(wait, code_for(outcome));
        }
        false
    }

    fn show_over(&mut self, wait: PinWait, code: Code) {
        let (problem, until) = (Some(Id::word(code.word())), self.ctx.now.after(self.state.patience(SHOW)));
        self.set_wait(Some(PinWait {
            busy: false,
            over: true,
            warned: false,
            problem,
            tries_left: None,
            until,
            ..wait
        }));
    }

    /// Nothing will come of it any more, or the ledger has it already and will say.
    fn end_wait(&mut self, code: Code) {
        let Some(wait) = self.state.pin.clone() else { return };
        self.set_wait(None);
        if !wait.busy && !wait.over {
            self.card_ended(&wait.op, code);
        }
    }

    /// The customer or the sale goes on without it.
    pub(super) fn drop_wait(&mut self) {
        self.end_wait(Code::PinCancelled);
    }

    /// The customer has read why nothing came of it.
    pub(super) fn wait_read(&mut self) {
        if self.state.pin.as_ref().is_some_and(|wait| wait.over) {
            self.set_wait(None);
        }
    }

    /// `tender.cancel` of what waits for a PIN beside a sale.
    pub(super) fn cancel_wait(&mut self, id: &Id) -> Option<CancelState> {
        let wait = self.state.pin.as_ref().filter(|wait| wait.op.op_id == *id)?;
        let state = match (wait.over, wait.busy) {
            (true, _) => CancelState::TooLate,
            (_, true) => CancelState::Pending,
            _ => CancelState::Cancelled,
        };
        if !wait.over {
            self.drop_wait();
        }
        Some(state)
    }

    /// The customer needs more time for a PIN: as much as at first, as often as it is asked for.
    pub(super) fn more_time(&mut self) {
        let waits = |wait: &&PinWait| !wait.over;
        let Some(wait) = self.state.pin_wait().filter(waits).cloned() else { return self.more_time_for_paper() };
        let until = self.ctx.now.after(self.state.patience(WAIT));
        self.set_wait(Some(PinWait { until, warned: false, ..wait }));
    }

    /// Nobody typed in time; or what was shown has been seen. Shortly before, the customer is asked for more time.
    pub(super) fn wait_over(&mut self) {
        if let Some(wait) =
            self.state.pin.as_deref().filter(|wait| wait.wakes() < wait.until && self.ctx.now >= wait.wakes())
        {
            self.set_wait(Some(PinWait { warned: true, ..wait.clone() }));
        }
        let Some(wait) = self.state.pin.as_deref().filter(|wait| self.ctx.now >= wait.until).cloned() else { return };
        self.end_wait(Code::PinLate);
        if !wait.busy && !wait.over {
            self.show_over(wait, Code::PinLate);
        }
    }

    /// The page was loaded anew: the customer does not know any more what was asked.
    pub(super) fn wait_interrupted(&mut self) {
        let page = self.state.open.as_ref().map(|open| open.page.as_str());
        if page != Some(self.session.setup.page.as_str()) {
            self.end_wait(Code::Interrupted);
        }
    }
}
