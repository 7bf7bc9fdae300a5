//! Programmes: what is earned, spent and taken back, and purchases counted.
//!
//! What must hold: what is earned is one lot, there or not; what is spent is held first and goes by [`Lots`](super::lots);
//! all that was taken back of a lot, and what was short of it, is never more than it earned.

use super::account::{Account, Holder};
use super::ask::{Decline, Outcome, OutcomeKind};
use super::book::{Book, Fate, Hold, Why};
use super::desk::{Desk, Verdict};
use super::life::MovementKind;
use super::lots::{Lot, Part, sum};
use super::member::{Earn, Spend, TakeBack, Visit};
use super::record::{Held, Op};
use crate::money::Amount;
use crate::names::Id;
use crate::shape;

shape! {
    /// Something was earned: the lot of `op.id`.
    pub struct Earned {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// Whose.
        account: Account,
        /// What; nothing if the caps left nothing.
        lot: Option<Lot>,
    }
}

shape! {
    /// Taken at once, for good: a purchase counted, or something that was earned taken back. A reverse undoes it.
    pub struct Booked {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// Whose value it is.
        from: Account,
        /// Where it goes.
        to: Account,
        /// How much.
        amount: Amount,
        /// Of which lots.
        lots: Vec<Part>,
        /// Taken back: what had been earned by this operation.
        of: Option<Id>,
        /// Taken back: how much of it had been spent.
        short: Amount,
    }
}

impl Desk<'_> {
    /// Something was earned, as far as the caps allow.
    pub fn earn(&self, x: &Earn) -> Verdict<Earned> {
        if !x.amount.is_positive() {
            return Err(Decline::BadAmount.into());
        }
        self.member(&x.member)?;
        let account = Account::of_member(&x.program, &x.unit, &x.member);
        let purse = self.book.purse(&account);
        if purse.is_some_and(|purse| purse.lots.iter().any(|lot| lot.id == self.op.id)) {
            return Err(Decline::WrongState.into()); // earned long ago, under this very id
        }
        let room = x.caps.iter().map(|cap| {
            let earned = purse.map(|purse| purse.earned_since(cap.since)).unwrap_or_default();
            cap.most.minus(earned).unwrap_or_default()
        });
        let amount = room.fold(x.amount, Amount::min).max(Amount::ZERO);
        self.loadable(&Account { holder: Holder::Issued, seal: None, ..account.clone() }, &account, amount)?;
        let (id, at, now) = (self.op.id.clone(), self.op.at, self.available(&account));
        let lot = Lot { id, at, earned: amount, left: amount, ready: x.ready, until: x.until };
        let good = !lot.is_pending(at) && !lot.is_over(at);
        let left = if good { now.plus(amount).unwrap_or_default() } else { now };
        let (op, outcome) = (self.op.clone(), self.done(&account, amount, left));
        Ok(Earned { op, outcome, account, lot: Some(lot).filter(|_| amount.is_positive()) })
    }

    /// Holds something of a programme.
    pub fn spend(&self, x: &Spend) -> Verdict<Held> {
        let least = x.least.unwrap_or_default();
        if !x.amount.is_positive() || x.amount < least {
            return Err(Decline::BadAmount.into());
        }
        self.member(&x.member)?;
        let from = Account::of_member(&x.program, &x.unit, &x.member);
        let there = self.available(&from);
        let room = x.day.as_ref().map_or(there, |limit| self.room_today(limit, &from));
        let most = x.amount.min(there).min(room);
        let beyond = x.step.and_then(|step| most.minor().checked_rem(step.minor())).unwrap_or_default();
        let amount = Amount::new(beyond).and_then(|beyond| most.minus(beyond)).unwrap_or_default();
        if !amount.is_positive() || amount < least {
            let outcome = Outcome { amount: None, ..self.done(&from, Amount::ZERO, there) };
            let why = if room < there { Decline::DayLimit } else { Decline::NoBalance };
            return Err(Box::new(outcome.but_declined(why)));
        }
        let to = Account { holder: Holder::Redeemed, seal: None, ..from.clone() };
        let left = there.minus(amount).unwrap_or_default();
        let lots = self.pick(&from, amount);
        let held = self.held_now(self.done(&from, amount, left), from, to, amount);
        Ok(Held { lots, back_days: x.back_days, day: x.day.clone(), ..held })
    }

    /// Takes back what was earned: what is there of it.
    pub fn take_back(&self, x: &TakeBack) -> Verdict<Booked> {
        if !x.amount.is_positive() {
            return Err(Decline::BadAmount.into());
        }
        let member = self.member(&x.member)?;
        let earned = |lots: &[Lot]| lots.iter().find(|lot| lot.id == x.of).map(|lot| lot.earned);
        let found = member.purses.iter().find_map(|purse| earned(&purse.lots).map(|earned| (purse, earned)));
        let Some((purse, earned)) = found else {
            // What the caps left nothing of has nothing to be taken back.
            let known = self.book.ops.get(&x.of).filter(|known| known.outcome.amount == Some(Amount::ZERO));
            let visits = Account::of_visits(Holder::Member, Some(&x.member));
            known.ok_or_else(|| Box::from(Decline::WrongState))?;
            return Ok(self.booked(visits, Amount::ZERO, Vec::new()));
        };
        let from = Account::of_member(&purse.program, &purse.unit, &x.member);
        let wanted = x.amount.min(earned);
        let lots = self.pick_back(&from, &x.of, wanted);
        let short = wanted.minus(sum(&lots)).unwrap_or_default();
        Ok(self.booked(from, short, lots).about(x.of.clone()))
    }

    fn booked(&self, from: Account, short: Amount, lots: Vec<Part>) -> Booked {
        let to = Account { holder: Holder::Issued, seal: None, ..from.clone() };
        let amount = sum(&lots);
        let left = self.available(&from).minus(self.regained(&from, amount, &lots)).unwrap_or_default();
        let outcome = Outcome { short: Some(short), ..self.done(&from, amount, left) };
        Booked { op: self.op.clone(), outcome, from, to, amount, lots, of: None, short }
    }

    /// Counts a purchase.
    pub fn visit(&self, x: &Visit) -> Verdict<Booked> {
        self.member(&x.member)?;
        let (from, to) =
            (Account::of_visits(Holder::Issued, None), Account::of_visits(Holder::Member, Some(&x.member)));
        let (op, outcome) = (self.op.clone(), Outcome::bare(OutcomeKind::Done));
        let (amount, lots, short) = (super::uses(1), Vec::new(), Amount::ZERO);
        Ok(Booked { op, outcome, from, to, amount, lots, of: None, short })
    }
}

impl Booked {
    fn about(self, of: Id) -> Booked {
        Booked { of: Some(of), ..self }
    }
}

impl Book {
    /// Takes an earning in.
    pub(super) fn apply_earned(&mut self, x: &Earned) {
        if let Some(lot) = &x.lot {
            self.begin_lot(&x.account, lot, (&x.op, &x.op.id, MovementKind::Earned));
        }
    }

    /// A lot begins: what is in it is given out.
    pub(super) fn begin_lot(&mut self, account: &Account, lot: &Lot, why: Why<'_>) {
        let from = Account { holder: Holder::Issued, seal: None, ..account.clone() };
        if let Some(purse) = self.purse_mut(account) {
            purse.earned = purse.earned.plus(lot.earned).unwrap_or(purse.earned);
            purse.lots.push(lot.clone());
        }
        self.transfer(&from, account, lot.left, why);
    }

    /// Takes something booked in: it is a hold that was posted at once.
    pub(super) fn apply_booked(&mut self, x: &Booked) {
        self.take_parts(&x.from, &x.lots);
        if let Some(of) = &x.of {
            self.count_back(&x.from, of, x.amount.plus(x.short).unwrap_or_default());
        }
        self.transfer(&x.from, &x.to, x.amount, (&x.op, &x.op.id, MovementKind::TakenBack));
        let (lots, of, fate) = (x.lots.clone(), x.of.clone(), Fate::Posted(x.amount));
        let hold = Hold { lots, of, short: x.short, fate, ..Hold::new(&x.from, &x.to, x.amount) };
        self.holds.insert(x.op.id.clone(), hold);
    }
}
