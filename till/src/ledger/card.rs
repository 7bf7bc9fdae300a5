//! Gift cards: look at a balance, hold money to pay with or to be paid out.
//!
//! What must hold: checks come in a fixed order (amount, token and PIN, state, currency, date, balance), so that nothing
//! about a card is told before its PIN was right; what is held is never more than what is there.

use super::account::{Account, Holder};
use super::ask::{Decline, Limit, Outcome, Place, Present, Reserve};
use super::desk::{Desk, Verdict};
use super::life::{CashOut, MOST_MOVEMENTS, Mark, Movement, MovementKind, Statement, StatementOf};
use super::record::{Held, KnownCard, LedgerRecord, Looked};
use crate::money::{Amount, Currency};

/// The time in which at most [`LOOKS`](super::book::LOOKS) balances are told: a minute.
pub(super) const LOOK_MILLIS: u64 = 60_000;

impl Desk<'_> {
    /// The balance of a card.
    pub fn balance(&self, x: &Present) -> LedgerRecord {
        self.look(x, |card| {
            good(card, &x.at)?;
            self.in_date(card)?;
            let account = account(card);
            let balance = self.available(&account);
            Ok(Outcome { amount: None, ..self.done(&account, Amount::ZERO, balance) })
        })
    }

    /// The movements of a card, whatever state it is in.
    pub fn statement(&self, x: &StatementOf) -> LedgerRecord {
        self.look(&x.present, |card| {
            at_home(card, &x.present.at)?;
            let all = self.book.moves.get(&card.token).map(Vec::as_slice).unwrap_or_default();
            let account = account(card);
            let balance = self.available(&account);
            let done = self.done(&account, Amount::ZERO, balance);
            Ok(Outcome { amount: None, statement: Some(statement_of(all, x.after, x.limit)), ..done })
        })
    }

    fn look(&self, x: &Present, tell: impl FnOnce(&KnownCard) -> Verdict<Outcome>) -> LedgerRecord {
        if let Err(outcome) = self.within_looks(&self.book.looks) {
            return self.declined(*outcome, None);
        }
        let shown = self.show(x);
        let outcome = shown.card.and_then(tell).unwrap_or_else(|outcome| *outcome);
        let (op, guard) = (self.op.clone(), shown.guard);
        LedgerRecord::Looked(Looked { op, outcome, guard, find: false })
    }

    /// Holds money of a card: what was asked, or all there is.
    pub fn reserve(&self, x: &Reserve) -> LedgerRecord {
        if !x.amount.is_positive() {
            return self.declined(Outcome::declined(Decline::BadAmount), None);
        }
        let shown = self.show(&x.present);
        let held = shown.card.and_then(|card| {
            let (from, available) = self.holdable(card, &x.present.at, x.currency)?;
            if x.once && self.book.busy(&card.token, self.clock()) {
                return Err(Decline::Busy.into());
            }
            let amount = self.today(card, x)?.min(available);
            let left = available.minus(amount).map_err(|_| Box::from(Decline::BadAmount))?;
            let to = Account { holder: Holder::Redeemed, seal: None, ..from.clone() };
            Ok(Held {
                once: x.once,
                day: x.day.clone(),
                ..self.held_now(self.done(&from, amount, left), from, to, amount)
            })
        });
        match held {
            Err(outcome) => self.declined(*outcome, shown.guard),
            Ok(held) => LedgerRecord::Held(Held { guard: shown.guard, ..held }),
        }
    }

    /// What an account may still pay since a moment, by its movements and what is held. What was undone does not count; a
    /// payment of before that is undone now makes no more room.
    pub(super) fn room_today(&self, limit: &Limit, account: &Account) -> Amount {
        let card = account.seal.as_ref().and_then(|token| self.book.moves.get(token)).map(Vec::as_slice);
        let moves = self.book.purse(account).map(|purse| purse.moves.as_slice()).or(card).unwrap_or_default();
        let undone =
            |paid: &Movement| moves.iter().any(|m| m.kind == MovementKind::PaymentUndone && m.op_id == paid.op_id);
        let paying = |m: &&Movement| m.kind == MovementKind::Payment && m.at >= limit.since && !undone(m);
        let today = moves.iter().filter(paying);
        let paid = Amount::total(today.map(|m| m.amount)).unwrap_or_default().negated();
        let held = self.book.outgoing(account, self.clock());
        limit.most.minus(paid).and_then(|room| room.minus(held)).unwrap_or_default().max(Amount::ZERO)
    }

    /// What was asked, as far as the card may still pay it today: something.
    fn today(&self, card: &KnownCard, x: &Reserve) -> Verdict<Amount> {
        let Some(limit) = &x.day else { return Ok(x.amount) };
        let room = self.room_today(limit, &account(card));
        if room.is_positive() { Ok(x.amount.min(room)) } else { Err(Decline::DayLimit.into()) }
    }

    /// Holds all that is left on a card, to be paid out.
    pub fn cash_out(&self, x: &CashOut) -> LedgerRecord {
        let shown = self.show(&x.present);
        let held = shown.card.and_then(|card| {
            let (from, available) = self.holdable(card, &x.present.at, x.currency)?;
            if self.book.busy(&card.token, self.clock()) {
                return Err(Decline::Busy.into());
            }
            if available > x.most {
                let done = self.done(&from, Amount::ZERO, available);
                let outcome = Outcome { amount: None, ..done };
                return Err(Box::new(outcome.but_declined(Decline::OverLimit)));
            }
            let to = Account { holder: Holder::PaidOut, seal: None, ..from.clone() };
            Ok(self.held_now(self.done(&from, available, Amount::ZERO), from, to, available))
        });
        match held {
            Err(outcome) => self.declined(*outcome, shown.guard),
            Ok(held) => LedgerRecord::Held(Held { guard: shown.guard, ..held }),
        }
    }

    /// The account of a card that is good now, and what it has to give: something.
    pub fn holdable(&self, card: &KnownCard, at: &Place, currency: Currency) -> Verdict<(Account, Amount)> {
        good(card, at)?;
        if card.currency != currency {
            return Err(Decline::WrongCurrency.into());
        }
        self.in_date(card)?;
        let from = account(card);
        let available = self.available(&from);
        if available.is_positive() { Ok((from, available)) } else { Err(Decline::NoBalance.into()) }
    }

    /// Not past the card's own date.
    pub fn in_date(&self, card: &KnownCard) -> Verdict<()> {
        let over = card.valid_until.is_some_and(|until| self.op.at >= until);
        if over { Err(Decline::Expired.into()) } else { Ok(()) }
    }
}

/// So many movements, the newest first, before one of them.
pub(super) fn statement_of(all: &[Movement], after: Option<u64>, limit: u32) -> Statement {
    let older = || all.iter().rev().filter(|m| after.is_none_or(|after| m.no < after));
    let limit = usize::try_from(limit.min(MOST_MOVEMENTS)).unwrap_or(0);
    Statement { movements: older().take(limit).cloned().collect(), more: older().nth(limit).is_some() }
}

/// Whether a card is good here, its date aside.
fn good(card: &KnownCard, at: &Place) -> Verdict<()> {
    if card.inactive {
        return Err(Decline::NotActive.into());
    }
    unmarked(card)?;
    at_home(card, at)
}

/// Not blocked, lost or closed.
pub(super) fn unmarked(card: &KnownCard) -> Verdict<()> {
    match card.mark {
        None => Ok(()),
        Some(Mark::Blocked) => Err(Decline::Blocked.into()),
        Some(Mark::Lost | Mark::Stolen) => Err(Decline::Lost.into()),
        Some(Mark::Closed) => Err(Decline::Closed.into()),
    }
}

/// A card with a home is good there only; with several tills every card needs one.
pub(super) fn at_home(card: &KnownCard, at: &Place) -> Verdict<()> {
    let here = match &card.home_till {
        None => !at.home_only,
        home => *home == at.till,
    };
    if here {
        return Ok(());
    }
    let home_till = card.home_till.clone();
    Err(Box::new(Outcome { home_till, ..Outcome::declined(Decline::NotHome) }))
}

/// The account of a card.
pub(super) fn account(card: &KnownCard) -> Account {
    Account::of_card(Holder::Card, &card.scheme, card.currency, Some(&card.token))
}
