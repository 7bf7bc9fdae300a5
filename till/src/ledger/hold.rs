//! Reservations: take, give back, keep longer, undo.
//!
//! What must hold: a reservation is taken or given back once at most, whoever asks and how often; what was taken is given
//! back once at most. Taking succeeds after the reservation ran out, too, because the goods are gone by then: with what
//! is still there, and saying how much that was.

use super::account::Holder;
use super::ask::{Decline, Outcome, OutcomeKind};
use super::book::{Fate, Hold};
use super::desk::{Desk, HOLD_MILLIS, Verdict, nothing_left};
use super::record::{Extended, LedgerRecord, Posted, Reversed, Voided};
use crate::money::Amount;
use crate::names::Id;

impl Desk<'_> {
    /// Takes what a reservation holds.
    pub fn post(&self, of: &Id) -> LedgerRecord {
        let posted = || -> Verdict<Posted> {
            let hold = self.held(of)?;
            let open = hold.is_open(self.clock());
            let amount = hold.amount.min(self.within_reach(hold));
            if !amount.is_positive() {
                return Err(nothing_left(&hold.from).into());
            }
            let short = hold.amount.minus(amount).unwrap_or_default();
            let lots = if open { hold.lots.clone() } else { self.pick(&hold.from, amount) };
            let mut broken = Amount::ZERO;
            let outcome = if hold.is_load() {
                self.loadable(&hold.from, &hold.to, amount)?;
                let left = self.available(&hold.to).plus(amount).unwrap_or_default();
                self.done(&hold.to, amount, left)
            } else {
                let taken_anew = if open { Amount::ZERO } else { amount };
                let left = self.available(&hold.from).minus(taken_anew).unwrap_or_default();
                broken = if hold.once { left } else { Amount::ZERO };
                let told = Some(broken).filter(|broken| broken.is_positive());
                Outcome { broken: told, ..self.done(&hold.from, amount, left.minus(broken).unwrap_or_default()) }
            };
            Ok(Posted { op: self.op.clone(), outcome, of: of.clone(), amount, short, lots, broken })
        };
        self.record(posted())
    }

    /// Gives back what a reservation holds; an id that was never seen will never be used.
    pub fn void(&self, of: &Id) -> LedgerRecord {
        let voided = || -> Verdict<Voided> {
            let bare = Outcome::bare(OutcomeKind::Done);
            let voided = |outcome, poisoned| Voided { op: self.op.clone(), outcome, of: of.clone(), poisoned };
            let Some(known) = self.book.ops.get(of) else {
                return if *of == self.op.id { Err(Decline::WrongState.into()) } else { Ok(voided(bare, true)) };
            };
            let Some(hold) = self.book.holds.get(of) else {
                let nothing_happened = known.outcome.result == OutcomeKind::Declined;
                return if nothing_happened { Ok(voided(bare, false)) } else { Err(Decline::WrongState.into()) };
            };
            let open = hold.is_open(self.clock());
            let held = if open { self.regained(&hold.from, hold.amount, &hold.lots) } else { Amount::ZERO };
            let left = self.available(&hold.from).plus(held).unwrap_or_default();
            match hold.fate {
                Fate::Held | Fate::Voided if hold.is_load() => Ok(voided(self.done_untold(hold), false)),
                Fate::Held | Fate::Voided => Ok(voided(self.done(&hold.from, hold.amount, left), false)),
                Fate::Posted(_) | Fate::Reversed => Err(Decline::WrongState.into()),
            }
        };
        self.record(voided())
    }

    /// Keeps a reservation for another while; one that ran out is held again if all of it is still there.
    pub fn extend(&self, of: &Id) -> LedgerRecord {
        let extended = || -> Verdict<Extended> {
            let hold = self.held(of)?;
            if self.within_reach(hold) < hold.amount {
                return Err(Decline::Expired.into());
            }
            let until = self.clock().saturating_add(HOLD_MILLIS).max(hold.until);
            let open = hold.is_open(self.clock());
            let held_anew = if open { Amount::ZERO } else { hold.amount };
            let lots = if open { Vec::new() } else { self.pick(&hold.from, hold.amount) };
            let left = self.available(&hold.from).minus(held_anew).unwrap_or_default();
            let told = if hold.is_load() { self.done_untold(hold) } else { self.done(&hold.from, hold.amount, left) };
            let outcome = Outcome { until: Some(self.moment(until)), ..told };
            Ok(Extended { op: self.op.clone(), outcome, of: of.clone(), until, lots })
        };
        self.record(extended())
    }

    /// Gives back what was taken and no credit has given back. `of` is the reservation, or the operation that took it. Of a
    /// load it takes back what the card still has; a credit is taken again.
    pub fn reverse(&self, of: &Id) -> LedgerRecord {
        if let Some(credit) = self.book.credits.get(of) {
            return self.recall(of, credit);
        }
        let reversed = || -> Verdict<Reversed> {
            let of = self.book.ops.get(of).and_then(|known| known.posted.as_ref()).unwrap_or(of);
            let hold = self.book.holds.get(of).ok_or_else(|| Box::from(Decline::WrongState))?;
            let Fate::Posted(taken) = hold.fate else { return Err(Decline::WrongState.into()) };
            let (op, of) = (self.op.clone(), of.clone());
            if !hold.is_load() {
                let rest = taken.minus(self.book.credited(&of)).unwrap_or_default();
                let lots = self.give_back(hold, rest);
                let regained = self.regained(&hold.from, rest, &lots);
                let left = self.available(&hold.from).plus(regained).and_then(|left| left.plus(hold.broken));
                let broken = Some(hold.broken).filter(|broken| broken.is_positive());
                let outcome = Outcome { broken, ..self.done(&hold.from, rest, left.unwrap_or_default()) };
                return Ok(Reversed { op, outcome, of, amount: (rest < taken).then_some(rest), lots });
            }
            let there = self.available(&hold.to);
            let amount = taken.min(there);
            if !amount.is_positive() {
                return Err(Decline::NoBalance.into());
            }
            let outcome = self.done(&hold.to, amount, there.minus(amount).unwrap_or_default());
            let (amount, lots) = ((amount < taken).then_some(amount), Vec::new());
            Ok(Reversed { op, outcome, of, amount, lots })
        };
        self.record(reversed())
    }

    /// Done, about money for a card whose balance is not told: nobody has shown its PIN.
    fn done_untold(&self, hold: &Hold) -> Outcome {
        Outcome { balance: None, ..self.done(&hold.to, hold.amount, Amount::ZERO) }
    }

    /// The reservation, if it is neither taken nor given back.
    fn held(&self, of: &Id) -> Verdict<&Hold> {
        let hold = self.book.holds.get(of).filter(|hold| hold.fate == Fate::Held);
        hold.ok_or_else(|| Decline::WrongState.into())
    }

    /// What a reservation can have: all of it while it holds, what is free once it ran out, within what its day leaves.
    fn within_reach(&self, hold: &Hold) -> Amount {
        if hold.is_open(self.clock()) {
            return hold.amount;
        }
        let there = if hold.from.holder == Holder::Member {
            self.available(&hold.from)
        } else if self.full(&hold.to.scheme, &hold.limits).is_some() {
            return Amount::ZERO;
        } else {
            self.book.free(&hold.from, &hold.to, hold.most, self.clock())
        };
        hold.day.as_ref().map_or(there, |limit| there.min(self.room_today(limit, &hold.from)))
    }

    pub(super) fn record(&self, decided: Verdict<impl Into<LedgerRecord>>) -> LedgerRecord {
        decided.map_or_else(|outcome| self.declined(*outcome, None), Into::into)
    }
}
