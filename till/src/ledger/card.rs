//! Gift cards: look at a balance, hold money.
//!
//! What must hold: checks come in a fixed order (amount, token and PIN, currency, date, balance), so that nothing about a
//! card is told before its PIN was right; what is held is never more than what is there.

use super::account::{Account, Holder};
use super::ask::{Decline, Outcome, Present, Reserve};
use super::book::LOOKS;
use super::desk::{Desk, HOLD_MILLIS, Verdict};
use super::record::{Held, KnownCard, LedgerRecord, Looked};
use crate::money::Amount;

/// The time in which at most [`LOOKS`] balances are told: a minute.
const LOOK_MILLIS: u64 = 60_000;

impl Desk<'_> {
    /// The balance of a card.
    pub fn balance(&self, x: &Present) -> LedgerRecord {
        if let Err(outcome) = self.looks() {
            return self.declined(*outcome, None);
        }
        let shown = self.show(x);
        let told = shown.card.and_then(|card| {
            self.in_date(card)?;
            let account = account(card);
            let balance = self.book.available(&account, self.clock());
            Ok(Outcome { amount: None, ..self.done(&account, Amount::ZERO, balance) })
        });
        let outcome = told.unwrap_or_else(|outcome| *outcome);
        LedgerRecord::Looked(Looked { op: self.op.clone(), outcome, guard: shown.guard })
    }

    /// Holds money of a card: what was asked, or all there is.
    pub fn reserve(&self, x: &Reserve) -> LedgerRecord {
        if !x.amount.is_positive() {
            return self.declined(Outcome::declined(Decline::BadAmount), None);
        }
        let shown = self.show(&x.present);
        let guard = shown.guard;
        match shown.card.and_then(|card| self.holdable(card, x)) {
            Err(outcome) => self.declined(*outcome, guard),
            Ok((from, amount, left)) => {
                let to = Account { holder: Holder::Redeemed, seal: None, ..from.clone() };
                let until = self.clock().saturating_add(HOLD_MILLIS);
                let outcome = Outcome { until: Some(self.moment(until)), ..self.done(&from, amount, left) };
                let op = self.op.clone();
                LedgerRecord::Held(Held { op, outcome, from, to, amount, most: None, until, guard })
            }
        }
    }

    /// The account, how much of it is to be held, and what is left then.
    fn holdable(&self, card: &KnownCard, x: &Reserve) -> Verdict<(Account, Amount, Amount)> {
        if card.currency != x.currency {
            return Err(Decline::WrongCurrency.into());
        }
        self.in_date(card)?;
        let from = account(card);
        let available = self.book.available(&from, self.clock());
        let amount = x.amount.min(available);
        let left = available.minus(amount).map_err(|_| Box::from(Decline::BadAmount))?;
        if amount.is_positive() { Ok((from, amount, left)) } else { Err(Decline::NoBalance.into()) }
    }

    fn in_date(&self, card: &KnownCard) -> Verdict<()> {
        let over = card.valid_until.is_some_and(|until| self.op.at >= until);
        if over { Err(Decline::Expired.into()) } else { Ok(()) }
    }

    /// At most [`LOOKS`] in a minute.
    fn looks(&self) -> Verdict<()> {
        let recent = self.book.looks.iter().filter(|look| look.saturating_add(LOOK_MILLIS) > self.clock()).count();
        let Some(first) = self.book.looks.first().filter(|_| recent >= LOOKS) else { return Ok(()) };
        let until = Some(self.moment(first.saturating_add(LOOK_MILLIS)));
        Err(Box::new(Outcome { until, ..Outcome::declined(Decline::TooOften) }))
    }
}

fn account(card: &KnownCard) -> Account {
    Account::of_card(Holder::Card, &card.scheme, card.currency, Some(&card.token))
}
