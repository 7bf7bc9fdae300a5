//! The desk at which one operation is decided: the books, the operation, the time; and how answers are made.
//!
//! What must hold: nothing here changes the books; a decision is one record.

use super::account::{Account, Holder};
use super::ask::{Decline, Outcome, OutcomeKind};
use super::book::Book;
use super::record::{Declined, Guard, Held, LedgerRecord, Op};
use crate::money::Amount;
use crate::time::Instant;

/// How long a reservation holds: 30 minutes.
pub const HOLD_MILLIS: u64 = 30 * 60_000;

/// One operation being decided.
pub(super) struct Desk<'a> {
    pub book: &'a Book,
    pub op: Op,
}

/// Why not, with what the customer may be told.
pub(super) type Verdict<T> = Result<T, Box<Outcome>>;

impl From<Decline> for Box<Outcome> {
    fn from(decline: Decline) -> Box<Outcome> {
        Box::new(Outcome::declined(decline))
    }
}

impl Desk<'_> {
    pub fn clock(&self) -> u64 {
        self.op.clock
    }

    /// The time of day at which the ledger's clock will say this.
    pub fn moment(&self, clock: u64) -> Instant {
        let ahead = clock.saturating_sub(self.op.clock);
        self.op.at.after(i64::try_from(ahead).unwrap_or(i64::MAX))
    }

    /// Done, with money of an account or something of a programme: how much it was about and what is left.
    pub fn done(&self, account: &Account, amount: Amount, balance: Amount) -> Outcome {
        let bare = Outcome::bare(OutcomeKind::Done);
        match account.currency() {
            None if account.holder != Holder::Member => bare,
            currency => Outcome { amount: Some(amount), balance: Some(balance), currency, ..bare },
        }
    }

    /// The record of a reservation that begins now, as simple as they come.
    pub fn held_now(&self, outcome: Outcome, from: Account, to: Account, amount: Amount) -> Held {
        let until = self.clock().saturating_add(HOLD_MILLIS);
        let outcome = Outcome { until: Some(self.moment(until)), ..outcome };
        let op = self.op.clone();
        Held {
            op,
            outcome,
            from,
            to,
            amount,
            most: None,
            until,
            guard: None,
            reason: None,
            card: None,
            once: false,
            lots: Vec::new(),
            back_days: None,
            day: None,
            limits: Vec::new(),
        }
    }

    /// The record of a refusal.
    pub fn declined(&self, outcome: Outcome, guard: Option<Guard>) -> LedgerRecord {
        LedgerRecord::Declined(Declined { op: self.op.clone(), outcome, guard })
    }

    /// Whether the issuing account can give out this much more.
    pub fn room(&self, issued: &Account, amount: Amount) -> bool {
        self.book.balance(issued).minus(amount).is_ok()
    }
}

/// Nothing left: of money or of uses.
pub(super) fn nothing_left(account: &Account) -> Decline {
    match account.holder {
        Holder::Card | Holder::Member | Holder::Lapsed => Decline::NoBalance,
        _ => Decline::UsedUp,
    }
}
