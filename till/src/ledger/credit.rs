//! Giving back a part of what was taken, and taking that part again.
//!
//! What must hold: all that was given back of a reservation is never more than was taken for it, whoever asks and how
//! often; a credit is recalled once at most, and with what is still on the card; a reverse gives back what no credit has.

use super::account::Holder;
use super::ask::{Decline, Outcome};
use super::book::{Book, Fate, Hold};
use super::desk::{Desk, Verdict, nothing_left};
use super::life::MovementKind;
use super::lots::Part;
use super::record::{LedgerRecord, Op};
use crate::money::Amount;
use crate::names::Id;
use crate::shape;

shape! {
    /// A part to give back.
    pub struct Credit {
        /// The reservation that was posted, or the operation that posted it.
        of: Id,
        /// Positive.
        amount: Amount,
    }
}

shape! {
    /// A part of what was taken is given back: the credit `op.id`.
    pub struct Credited {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The reservation.
        of: Id,
        /// How much.
        amount: Amount,
        /// Of which lots of a programme.
        lots: Vec<Part>,
    }
}

shape! {
    /// A credit is taken again.
    pub struct Recalled {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The credit.
        of: Id,
        /// How much.
        amount: Amount,
        /// How much of the credit had been spent: a discrepancy for the report.
        short: Amount,
        /// Of which lots of a programme.
        lots: Vec<Part>,
    }
}

shape! {
    /// A credit that was given.
    pub struct Given {
        /// The reservation.
        of: Id,
        /// What of it is still given back.
        amount: Amount,
        /// It was taken again.
        recalled: bool,
    }
}

impl Desk<'_> {
    /// Gives back a part of what was taken from a card, also past its date.
    pub fn credit(&self, x: &Credit) -> LedgerRecord {
        let credited = || -> Verdict<Credited> {
            let (of, hold, taken) = self.taken(&x.of)?;
            let so_far = self.book.credited(&of).plus(x.amount).map_err(|_| Decline::BadAmount)?;
            if !x.amount.is_positive() || so_far > taken {
                return Err(Decline::BadAmount.into());
            }
            let lots = self.give_back(hold, x.amount);
            let regained = self.regained(&hold.from, x.amount, &lots);
            let left = self.available(&hold.from).plus(regained).unwrap_or_default();
            let outcome = self.done(&hold.from, x.amount, left);
            Ok(Credited { op: self.op.clone(), outcome, of, amount: x.amount, lots })
        };
        self.record(credited())
    }

    /// Takes a credit again: all of it, or what is left of it on the card.
    pub fn recall(&self, of: &Id, credit: &Given) -> LedgerRecord {
        let recalled = || -> Verdict<Recalled> {
            let (_, hold, _) = self.taken(&credit.of)?;
            if credit.recalled {
                return Err(Decline::WrongState.into());
            }
            let there = self.available(&hold.from);
            let amount = credit.amount.min(there);
            if !amount.is_positive() {
                return Err(nothing_left(&hold.from).into());
            }
            let (left, short) = (there.minus(amount), credit.amount.minus(amount));
            let outcome = self.done(&hold.from, amount, left.unwrap_or_default());
            let (op, lots, short) = (self.op.clone(), self.pick(&hold.from, amount), short.unwrap_or_default());
            Ok(Recalled { op, outcome, of: of.clone(), amount, short, lots })
        };
        self.record(recalled())
    }

    /// The card's reservation that was taken.
    fn taken(&self, of: &Id) -> Verdict<(Id, &Hold, Amount)> {
        let of = self.book.ops.get(of).and_then(|known| known.posted.as_ref()).unwrap_or(of);
        match self.book.holds.get(of).map(|hold| (hold, hold.fate)) {
            Some((hold, Fate::Posted(taken))) if hold.to.holder == Holder::Redeemed => Ok((of.clone(), hold, taken)),
            _ => Err(Decline::WrongState.into()),
        }
    }
}

impl Book {
    /// How much of what a reservation took credits have given back.
    pub fn credited(&self, of: &Id) -> Amount {
        let all = self.credits.values().filter(|given| given.of == *of);
        Amount::total(all.map(|given| given.amount)).unwrap_or_default()
    }

    /// Takes a credit in.
    pub fn apply_credited(&mut self, x: &Credited) {
        if let Some(hold) = self.holds.get(&x.of).cloned() {
            self.give_lots(&x.of, &x.lots, &x.op);
            self.transfer(&hold.to, &hold.from, x.amount, (&x.op, &x.of, MovementKind::Refund));
        }
        let given = Given { of: x.of.clone(), amount: x.amount, recalled: false };
        self.credits.insert(x.op.id.clone(), given);
    }

    /// Takes a recall in. What could not be taken again stays given back.
    pub fn apply_recalled(&mut self, x: &Recalled) {
        let Some(given) = self.credits.get(&x.of).cloned() else { return };
        if let Some(hold) = self.holds.get(&given.of).cloned() {
            self.take_lots(&given.of, &x.lots);
            self.transfer(&hold.from, &hold.to, x.amount, (&x.op, &given.of, MovementKind::RefundUndone));
        }
        self.credits.insert(x.of.clone(), Given { amount: x.short, recalled: true, ..given });
    }
}
