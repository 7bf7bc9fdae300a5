//! What the ledger still owes an answer to: in which order it is asked, and when again.
//!
//! What must hold: an operation is asked under its one id until it is answered, seldom after a while and never not at all;
//! what settles something is asked only once everything before it that concerns the same is answered, because a decline is
//! final; one that was asked six times in vain is told as a case for people.

use super::draft::Draft;
use super::state::{Purpose, Settle, State};
use super::{Ctx, Effect, Session, Step};
use crate::ledger::ask::{Ask, Mode, Use, What};
use crate::money::Amount;
use crate::names::Id;
use crate::record::OpTried;
use crate::secret::Token;
use crate::shape;
use crate::time::Instant;
use crate::wire::report::Unresolved;

/// How long an answer is waited for at first, in milliseconds; twice as long after each try.
const FIRST_WAIT: i64 = 5_000;
/// The longest wait.
const LONGEST_WAIT: i64 = 300_000;
/// After so many tries in vain an operation is a case for people.
const CASE_AFTER: u32 = 6;

shape! {
    /// An operation on the ledger that was recorded and not yet answered.
    pub struct Operation {
        /// Its id.
        op_id: Id,
        /// What for.
        purpose: Purpose,
        /// Whom it concerns.
        subject: Id,
        /// The books.
        mode: Mode,
        /// Settle, CardVoid: what to do.
        settle: Option<Settle>,
        /// Settle, CardVoid: the operation it settles. CouponUse, LateUse: the one that held the same use before and gives it
        /// back first.
        of: Option<Id>,
        /// Balance, Statement, Transfer, Mark, CashOut: the token, masked. VoucherIssue, CouponIssue: the code, until it is printed.
        text: Option<String>,
        /// Transfer: the card it goes to, masked.
        to: Option<String>,
        /// Mark: why the card is blocked.
        mark: Option<crate::ledger::life::Mark>,
        /// VoucherIssue, CashOut: the scheme.
        scheme: Option<Id>,
        /// VoucherIssue: good from.
        from: Option<Instant>,
        /// VoucherIssue: good until before this moment.
        until: Option<Instant>,
        /// Settle by post or credit, or undoing a credit: what the receipt says was paid or given back; LoadSettle: what was
        /// loaded; less is a discrepancy.
        amount: Option<Amount>,
        /// CardLoad of a sale that is closed: what is asked.
        load: Option<crate::ledger::life::Load>,
        /// VoucherIssue: what is printed above the code.
        lines: Vec<String>,
        /// CouponUse, LateUse: what is asked.
        again: Option<std::rc::Rc<Use>>,
        /// CouponLook: what was answered at once, by pack and basket.
        checked: Option<std::rc::Rc<crate::wire::coupon::CouponsChecked>>,
        /// VoucherIssue, CouponIssue: what the new code counts for.
        limit: Option<std::rc::Rc<crate::ledger::ask::UseLimit>>,
        /// What was shown, of an operation about a member.
        who: Option<std::rc::Rc<super::member::customer::Who>>,
        /// CouponIssue: the member it was given to.
        member: Option<Id>,
        /// What is asked about a member.
        asked: Option<std::rc::Rc<crate::wire::ledger::LedgerAsk>>,
        /// When it was asked first.
        since: Option<Instant>,
        /// When it was asked last.
        at: Option<Instant>,
        /// How often it was asked again.
        tries: u32 = 0,
    }
}

impl Operation {
    /// What is asked about a member.
    fn member_what(&self) -> Option<What> {
        let asked = self.asked.as_deref().cloned()?;
        asked.ask().map(|ask| ask.what)
    }

    /// When it is asked again.
    fn again_at(&self) -> Instant {
        let wait = FIRST_WAIT.checked_shl(self.tries.min(16)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        self.at.unwrap_or_default().after(wait)
    }

    /// Whether it is time; a clock that was set back makes nothing wait for hours.
    fn is_due(&self, now: Instant) -> bool {
        now >= self.again_at() || self.at.is_some_and(|at| now < at)
    }

    /// Whether it may be asked only after `earlier` was answered. What is given back may be given back at any time: an id
    /// that the ledger has never seen is cancelled for good. What goods had earned is taken back only once all that is to be
    /// given again, and what is let go, is: else the ledger would find less of it than there will be.
    fn waits_for(&self, earlier: &Operation) -> bool {
        let takes_back = self.asked.as_ref().is_some_and(|asked| asked.take_back.is_some());
        if takes_back && matches!(earlier.settle, Some(Settle::Reverse | Settle::Void)) {
            return true;
        }
        let Some(of) = &self.of else { return false };
        if self.settle.is_none() && self.asked.is_none() {
            return earlier.settle.is_some() && earlier.of.as_ref() == Some(of);
        }
        earlier.of.as_ref() == Some(of) || (earlier.op_id == *of && self.settle != Some(Settle::Void))
    }
}

impl State {
    /// The operations that may be asked now.
    fn askable(&self) -> impl Iterator<Item = &Operation> {
        let ops = &self.ops;
        ops.iter()
            .enumerate()
            .filter(|(place, op)| !ops.iter().take(*place).any(|earlier| op.waits_for(earlier)))
            .map(|(_, op)| op)
    }

    /// When the first of them is to be asked again.
    pub(super) fn ask_again_at(&self, now: Instant) -> Option<Instant> {
        self.askable().map(|op| if op.is_due(now) { now } else { op.again_at() }).min()
    }
}

impl Unresolved {
    pub(super) fn of(op: &Operation) -> Unresolved {
        Unresolved {
            what: Id::word("operation"),
            id: op.op_id.clone(),
            detail: Id::word(op.purpose.word()),
            subject: Some(op.subject.clone()),
            since: op.since,
            tries: op.tries,
            amount: op.amount,
        }
    }
}

/// After a restart and when the register is back: everything that was recorded and not answered, in its order.
pub(super) fn owed(session: &Session, ctx: &Ctx) -> Step {
    let mut draft = Draft::new(session, ctx);
    draft.ask_owed();
    draft.finish()
}

impl Draft<'_> {
    /// Whether nothing that must be answered first stands before this operation.
    pub(super) fn may_ask(&self, op_id: &Id) -> bool {
        self.state.askable().any(|op| op.op_id == *op_id)
    }

    /// Everything that is owed, at once.
    pub(super) fn ask_owed(&mut self) {
        for op in self.state.askable().cloned().collect::<Vec<_>>() {
            self.ask_again(&op);
        }
    }

    /// What has waited long enough.
    pub(super) fn ask_due(&mut self) {
        let now = self.ctx.now;
        for op in self.state.askable().filter(|op| op.is_due(now)).cloned().collect::<Vec<_>>() {
            self.record(OpTried { op_id: op.op_id.clone(), at: now });
            if op.tries.saturating_add(1) == CASE_AFTER {
                let told = self.state.op(&op.op_id).map(Unresolved::of);
                told.iter().for_each(|case| self.event("ledger.unknown", case));
            }
            self.ask_again(&op);
        }
    }

    /// What waited for an operation that is over now.
    pub(super) fn ask_following(&mut self, over: &Operation) {
        let follows = |op: &&Operation| op.waits_for(over);
        for op in self.state.askable().filter(follows).cloned().collect::<Vec<_>>() {
            self.ask_again(&op);
        }
    }

    /// The same once more; what cannot be built again without what the customer showed is only inquired about.
    fn ask_again(&mut self, op: &Operation) {
        let what = match (op.purpose, op.settle, &op.of) {
            (Purpose::VoucherIssue | Purpose::CouponIssue, ..) => {
                if let Some(code) = op.text.as_deref().and_then(Token::new) {
                    self.ask_issue(op, code);
                }
                return;
            }
            (_, Some(settle), Some(of)) => settle.what(of.clone(), op.amount),
            _ => match (&op.again, &op.load, op.member_what()) {
                (Some(again), ..) => What::Use(again.as_ref().clone()),
                (_, Some(load), _) => What::Load(load.clone()),
                (.., Some(what)) => what,
                _ => What::Status { of: op.op_id.clone() },
            },
        };
        self.effect(Effect::Ask(Ask { op_id: op.op_id.clone(), mode: op.mode, what }));
    }
}
