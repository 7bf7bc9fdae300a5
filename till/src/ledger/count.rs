//! Counts of uses with an end: of a scheme, a customer, a day; and of codes that are made on a day.
//!
//! What must hold: a count is an account, so that it goes with its use: held, taken, given back. It is kept only where an
//! ask names it; uses before that are not in it.

use super::account::{Account, Holder};
use super::ask::{Decline, Use};
use super::book::Book;
use super::code::uses;
use super::life::MovementKind;
use super::record::Op;
use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;

shape! {
    /// A count over all codes of a scheme, with its end.
    pub struct UseLimit {
        /// What is counted.
        by: Count,
        /// Whose, or of which day.
        of: Option<Id>,
        /// At most so many.
        most: u32,
    }
}

shape! {
    /// What uses are counted by.
    pub enum Count {
        /// All uses.
        Scheme = "scheme",
        /// Those of one customer.
        Customer = "customer",
        /// Those of one day.
        Day = "day",
        /// Not uses: codes made on one day.
        Issued = "issued",
    }
}

shape! {
    /// Would these uses be given now? Nothing is held or written down.
    pub struct Look {
        /// The uses, each as if it were the only one.
        uses: Vec<Use>,
    }
}

shape! {
    /// What a ledger says of a use it was asked about.
    pub struct UseSeen {
        /// Why it would not be given.
        decline: Option<Decline>,
        /// How many are left, as far as there is an end.
        left: Option<u32>,
    }
}

impl UseLimit {
    /// What stands for it among the seals of codes.
    pub(super) fn key(&self) -> Seal {
        Seal::new(format!("{}:{}", self.by.word(), self.of.as_ref().map_or("", Id::as_str)))
    }

    pub(super) fn decline(&self) -> Decline {
        match self.by {
            Count::Scheme => Decline::OverLimit,
            Count::Customer => Decline::CustomerLimit,
            Count::Day | Count::Issued => Decline::DayLimit,
        }
    }
}

impl Book {
    /// How much of a limit is left; uses that are held count.
    pub(super) fn left(&self, scheme: &Id, limit: &UseLimit, clock: u64) -> Amount {
        let key = limit.key();
        let account = Account::of_count(Holder::Counted, scheme, Some(key.clone()));
        let ours = |id: &&Id| self.holds.get(*id).is_some_and(|hold| hold.to.scheme == *scheme && hold.is_open(clock));
        let held = self.holding(&key).filter(ours).count();
        let gone = self.balance(&account).plus(uses(u32::try_from(held).unwrap_or(u32::MAX)));
        gone.and_then(|gone| uses(limit.most).minus(gone)).unwrap_or_default()
    }

    /// Counts for every limit that was named.
    pub(super) fn count(&mut self, scheme: &Id, limits: &[UseLimit], amount: Amount, op: &Op) {
        let against = Account::of_count(Holder::Issued, scheme, None);
        for limit in limits {
            let account = Account::of_count(Holder::Counted, scheme, Some(limit.key()));
            self.transfer(&against, &account, amount, (op, &op.id, MovementKind::Opening));
        }
    }
}
