//! Lots: what a member has of a programme, by when it was earned, when it can be spent and when it is gone.
//!
//! What must hold: a lot is never below zero; what is in the lots of a programme is what the account says; a lot's pending
//! time and its expiry are read off the time of day, never recorded, so that a clock that was wrong once takes nothing away.

use super::account::{Account, Holder};
use super::book::{Book, Hold};
use super::desk::Desk;
use super::life::Movement;
use crate::map::sort;
use crate::money::Amount;
use crate::names::Id;
use crate::shape;
use crate::time::Instant;

shape! {
    /// What was earned at once, or is there since the start.
    pub struct Lot {
        /// The operation that earned it, or gave it back after the first one had expired.
        id: Id,
        /// When.
        at: Instant,
        /// How much was earned, without what was taken back.
        earned: Amount,
        /// What is left of it; what is held is still in it.
        left: Amount,
        /// It can be spent from this moment on.
        ready: Option<Instant>,
        /// Until before this moment.
        until: Option<Instant>,
    }
}

shape! {
    /// A part of a lot that is held, taken or given back.
    pub struct Part {
        /// The lot.
        lot: Id,
        /// How much of it.
        amount: Amount,
        /// It is given back as a lot of its own, because that one has expired: good until before this moment.
        until: Option<Instant>,
    }
}

shape! {
    /// What a member has of a programme.
    pub struct Purse {
        /// The programme.
        program: Id,
        /// Its unit.
        unit: Id,
        /// Earned ever, without what was taken back.
        earned: Amount,
        /// The lots, oldest first.
        lots: Vec<Lot>,
        /// The newest movements, oldest first.
        moves: Vec<Movement>,
    }
}

/// A day in milliseconds.
pub(super) const DAY: i64 = 86_400_000;

impl Lot {
    /// Whether its time has passed.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now >= until)
    }

    /// Whether it cannot be spent yet.
    pub(super) fn is_pending(&self, now: Instant) -> bool {
        self.ready.is_some_and(|ready| now < ready)
    }
}

impl Purse {
    pub(super) fn is(&self, account: &Account) -> bool {
        self.program == account.scheme && self.unit == account.unit
    }

    /// Earned since a moment, without what was taken back.
    pub(super) fn earned_since(&self, since: Instant) -> Amount {
        let lots = self.lots.iter().filter(|lot| lot.at >= since);
        Amount::total(lots.map(|lot| lot.earned)).unwrap_or_default()
    }
}

impl Desk<'_> {
    /// What of an account can be spent now, what is held left out.
    pub fn available(&self, account: &Account) -> Amount {
        if account.holder != Holder::Member {
            return self.book.available(account, self.clock());
        }
        Amount::total(self.spendable(account).iter().map(|part| part.amount)).unwrap_or_default()
    }

    /// What is free of each lot that may be used, in the order in which it goes.
    fn parts(&self, account: &Account, may: impl Fn(&Lot) -> bool) -> Vec<Part> {
        let Some(purse) = self.book.purse(account) else { return Vec::new() };
        let mut lots: Vec<&Lot> = purse.lots.iter().filter(|lot| may(lot)).collect();
        let far = |lot: &Lot| lot.until.map_or(i64::MAX, Instant::millis);
        sort(&mut lots, &|a, b| far(a).cmp(&far(b)));
        let free = |lot: &&Lot| {
            let amount = lot.left.minus(self.book.held_of(account, &lot.id, self.clock())).unwrap_or_default();
            amount.is_positive().then(|| Part { lot: lot.id.clone(), amount, until: None })
        };
        lots.iter().filter_map(free).collect()
    }

    /// What can be spent now: the lots that expire first come first, of equal ones the older.
    pub fn spendable(&self, account: &Account) -> Vec<Part> {
        self.parts(account, |lot| !lot.is_over(self.op.at) && !lot.is_pending(self.op.at))
    }

    /// The parts to spend so much; none of an account that has no lots.
    pub fn pick(&self, account: &Account, amount: Amount) -> Vec<Part> {
        if account.holder == Holder::Member { first(self.spendable(account), amount) } else { Vec::new() }
    }

    /// The parts to take back so much of what one lot earned: what is left of it, also past its time; then what cannot be
    /// spent yet; then what can.
    pub fn pick_back(&self, account: &Account, of: &Id, amount: Amount) -> Vec<Part> {
        let mut parts = self.parts(account, |lot| lot.id == *of);
        let pending = |lot: &Lot| lot.is_pending(self.op.at) && !lot.is_over(self.op.at);
        parts.extend(self.parts(account, |lot| lot.id != *of && pending(lot)));
        parts.extend(self.parts(account, |lot| lot.id != *of && !pending(lot) && !lot.is_over(self.op.at)));
        first(parts, amount)
    }

    /// The parts to give back so much of what was taken: what lasts longest comes back first, to the lot it came from, or
    /// as a lot of its own if that one has expired and the programme says so.
    pub fn give_back(&self, hold: &Hold, amount: Amount) -> Vec<Part> {
        let taken = hold.lots.iter().rev().cloned().collect();
        let mut parts = first(taken, amount);
        let days = hold.back_days.map(|days| self.op.at.after(i64::from(days).saturating_mul(DAY)));
        for part in &mut parts {
            let lot = self.book.purse(&hold.from).and_then(|purse| purse.lots.iter().find(|lot| lot.id == part.lot));
            part.until = days.filter(|_| lot.is_none_or(|lot| lot.is_over(self.op.at)));
        }
        parts
    }

    /// What giving back makes spendable: all of it, or of a member's parts those that are good now.
    pub fn regained(&self, account: &Account, amount: Amount, parts: &[Part]) -> Amount {
        if account.holder != Holder::Member {
            return amount;
        }
        let good = |part: &&Part| {
            let purse = self.book.purse(account);
            let lot = purse.and_then(|purse| purse.lots.iter().find(|lot| lot.id == part.lot));
            part.until.is_some() || lot.is_some_and(|lot| !lot.is_over(self.op.at) && !lot.is_pending(self.op.at))
        };
        Amount::total(parts.iter().filter(good).map(|part| part.amount)).unwrap_or_default()
    }
}

/// So much of these parts, from the first on.
fn first(parts: Vec<Part>, amount: Amount) -> Vec<Part> {
    let mut open = amount;
    let mut taken = Vec::new();
    for part in parts.into_iter().filter(|part| part.amount.is_positive()) {
        let amount = part.amount.min(open);
        if !amount.is_positive() {
            break;
        }
        open = open.minus(amount).unwrap_or_default();
        taken.push(Part { amount, ..part });
    }
    taken
}

/// How much these parts are.
pub(super) fn sum(parts: &[Part]) -> Amount {
    Amount::total(parts.iter().map(|part| part.amount)).unwrap_or_default()
}

impl Book {
    /// What open reservations hold of a lot.
    fn held_of(&self, account: &Account, lot: &Id, clock: u64) -> Amount {
        let holds = self.open_holds(account.seal.as_ref(), clock).filter(|hold| hold.from == *account);
        let parts = holds.flat_map(|hold| &hold.lots).filter(|part| part.lot == *lot);
        Amount::total(parts.map(|part| part.amount)).unwrap_or_default()
    }

    /// Takes parts out of their lots.
    pub(super) fn take_parts(&mut self, account: &Account, parts: &[Part]) {
        let Some(purse) = self.purse_mut(account) else { return };
        for part in parts {
            if let Some(lot) = purse.lots.iter_mut().find(|lot| lot.id == part.lot) {
                lot.left = lot.left.minus(part.amount).unwrap_or_default();
            }
        }
    }

    /// Puts parts back into their lots, or into one that begins.
    pub(super) fn put_parts(&mut self, account: &Account, parts: &[Part], id: &Id, at: Instant) {
        let Some(purse) = self.purse_mut(account) else { return };
        for part in parts {
            let lot = if part.until.is_some() { id } else { &part.lot };
            if let Some(lot) = purse.lots.iter_mut().find(|known| known.id == *lot) {
                lot.left = lot.left.plus(part.amount).unwrap_or_default();
                continue;
            }
            let (id, left, until) = (lot.clone(), part.amount, part.until);
            purse.lots.push(Lot { id, at, earned: Amount::ZERO, left, ready: None, until });
        }
    }

    /// What was earned by a lot counts less, or again.
    pub(super) fn count_back(&mut self, account: &Account, lot: &Id, amount: Amount) {
        let Some(purse) = self.purse_mut(account) else { return };
        purse.earned = purse.earned.minus(amount).unwrap_or_default();
        if let Some(lot) = purse.lots.iter_mut().find(|known| known.id == *lot) {
            lot.earned = lot.earned.minus(amount).unwrap_or_default();
        }
    }
}

/// Takes parts off a list of them, by lot.
pub(super) fn strike(list: &mut Vec<Part>, parts: &[Part]) {
    for part in parts {
        for known in list.iter_mut().filter(|known| known.lot == part.lot) {
            known.amount = known.amount.minus(part.amount).unwrap_or_default();
        }
    }
    list.retain(|part| part.amount.is_positive());
}
