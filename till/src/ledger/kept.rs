//! What is kept of operations and reservations.
//!
//! What must hold: everything here has one JSON form, so that a checkpoint can stand for the records it came from.

use super::account::{Account, Holder};
use super::ask::{Limit, Outcome, UseLimit};
use super::life::{LoadReason, MovementKind};
use super::lots::Part;
use super::record::{Held, KnownCard};
use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;
use crate::shape::{At, Out, Shape};
use crate::time::Instant;

/// What became of a reservation; each leaves `Held` once at most, and `Posted` once at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Neither taken nor given back. Whether it still holds anything, the clock says.
    Held,
    /// Taken, this much.
    Posted(Amount),
    /// Given back before it was taken.
    Voided,
    /// Given back after it was taken.
    Reversed,
}

/// The words of the fates but `Posted`, which is written as its amount.
const FATES: &[(&str, Fate)] = &[("held", Fate::Held), ("voided", Fate::Voided), ("reversed", Fate::Reversed)];

impl Shape for Fate {
    fn read(at: &At<'_>) -> Self {
        let text = at.value().and_then(crate::shape::Node::as_str);
        let word = text.and_then(|text| FATES.iter().find(|(word, _)| *word == text));
        word.map_or_else(|| Fate::Posted(Amount::read(at)), |(_, fate)| *fate)
    }
    fn print(&self, out: &mut Out) {
        match (self, FATES.iter().find(|(_, fate)| fate == self)) {
            (Fate::Posted(amount), _) => amount.print(out),
            (_, word) => out.text(word.map_or("", |(word, _)| word)),
        }
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": ["string", "integer"]})
    }
}

shape! {
    /// A reservation.
    pub struct Hold {
        /// Whose value it is.
        from: Account,
        /// Where it goes.
        to: Account,
        /// How much.
        amount: Amount,
        /// The most `to` may ever have.
        most: Option<u32>,
        /// Until the ledger's clock says this.
        until: u64,
        /// What became of it.
        fate: Fate,
        /// Money for a card: why.
        reason: Option<LoadReason>,
        /// The card that becomes known, or active, when it is posted.
        card: Option<KnownCard>,
        /// The card is closed when it is posted.
        once: bool,
        /// The lots of a programme it holds, or has taken and not given back.
        lots: Vec<Part>,
        /// What is given back after its lot has expired is good for so many days.
        back_days: Option<u32>,
        /// What may be paid on its day: once it ran out it takes no more than that leaves.
        day: Option<Limit>,
        /// Taken back: what had been earned by this operation.
        of: Option<Id>,
        /// Taken back: how much of that had been spent.
        short: Amount = Amount::ZERO,
        /// Posted: what was left on a code good for one payment, and went with it.
        broken: Amount = Amount::ZERO,
        /// What else a use counts for.
        limits: Vec<UseLimit>,
    }
}

shape! {
    /// What is known under an id.
    pub struct Known {
        /// Print of what was asked; missing: whatever is asked has this answer.
        content: Option<String>,
        /// What was answered.
        outcome: Outcome,
        /// The reservation that this operation posted.
        posted: Option<Id>,
        /// It is kept until a checkpoint after this moment.
        until: Instant,
    }
}

impl Hold {
    /// A reservation as simple as they come, that holds nothing.
    pub(super) fn new(from: &Account, to: &Account, amount: Amount) -> Hold {
        let (from, to, fate, lots, short) = (from.clone(), to.clone(), Fate::Held, Vec::new(), Amount::ZERO);
        let (most, reason, card, back_days, day, of) = (None, None, None, None, None, None);
        let limits = Vec::new();
        let broken = Amount::ZERO;
        Hold {
            from,
            to,
            amount,
            most,
            until: 0,
            fate,
            reason,
            card,
            once: false,
            lots,
            back_days,
            day,
            of,
            short,
            broken,
            limits,
        }
    }

    /// The reservation of a record.
    pub(super) fn held(x: &Held) -> Hold {
        Hold {
            most: x.most,
            until: x.until,
            reason: x.reason,
            card: x.card.clone(),
            once: x.once,
            lots: x.lots.clone(),
            back_days: x.back_days,
            day: x.day.clone(),
            limits: x.limits.clone(),
            ..Hold::new(&x.from, &x.to, x.amount)
        }
    }

    /// Whether it holds anything at this time of the ledger's clock.
    #[must_use]
    pub fn is_open(&self, clock: u64) -> bool {
        self.fate == Fate::Held && clock < self.until
    }

    /// Whether it is money for a card, in place of money of one.
    #[must_use]
    pub fn is_load(&self) -> bool {
        self.to.holder == Holder::Card
    }

    /// The seals of what it holds something of: its card, code or member, and its counts.
    pub(super) fn seals(&self) -> Vec<Seal> {
        let own = self.from.seal.as_ref().or(self.to.seal.as_ref()).cloned();
        own.into_iter().chain(self.limits.iter().map(UseLimit::key)).collect()
    }

    /// What taking it, and giving it back afterwards, is on a statement.
    pub(super) fn kinds(&self) -> (MovementKind, MovementKind) {
        match (self.reason, self.to.holder) {
            (Some(LoadReason::Refund), _) => (MovementKind::Refund, MovementKind::LoadUndone),
            (Some(LoadReason::Load), _) => (MovementKind::Load, MovementKind::LoadUndone),
            (None, Holder::PaidOut) => (MovementKind::CashOut, MovementKind::PaymentUndone),
            (None, Holder::Issued) => (MovementKind::TakenBack, MovementKind::TakenBackUndone),
            (None, _) => (MovementKind::Payment, MovementKind::PaymentUndone),
        }
    }
}
