//! Money for cards: loads and refunds, from card to card; and cards that are blocked.
//!
//! What must hold: a card that becomes known by a load is known once that is posted, not before; money for a card is
//! there once it is posted, and then whatever became of the card meanwhile; a transfer is one record.

use super::account::{Account, Holder};
use super::ask::{Decline, Outcome, OutcomeKind};
use super::card::{account, at_home, unmarked};
use super::desk::{Desk, Verdict};
use super::life::{Load, LoadReason, Mark, MarkCard, Target, Transfer};
use super::record::{Held, KnownCard, LedgerRecord, Marked, Transferred};
use crate::money::{Amount, Currency};

impl Desk<'_> {
    /// Holds money for a card.
    pub fn load(&self, x: &Load) -> LedgerRecord {
        self.record(self.loaded(x))
    }

    fn loaded(&self, x: &Load) -> Verdict<Held> {
        if !x.amount.is_positive() {
            return Err(Decline::BadAmount.into());
        }
        let free = x.reason == LoadReason::Refund;
        let (to, card) = self.target(&x.target, x.currency, x.amount, free)?;
        let from = Account { holder: Holder::Issued, seal: None, ..to.clone() };
        self.loadable(&from, &to, x.amount)?;
        let has = self.available(&to);
        let known = self.book.cards.get(&x.target.token);
        let good_until = known.filter(|known| !known.inactive).or(card.as_ref()).and_then(|card| card.valid_until);
        let done = self.done(&to, x.amount, has);
        let balance = done.balance.filter(|_| !x.target.needs_pin); // the PIN of a known card is not asked for
        let held = self.held_now(Outcome { balance, good_until, ..done }, from, to, x.amount);
        Ok(Held { reason: Some(x.reason), card, ..held })
    }

    /// The account that gets money, and the card that becomes known or active by it. `free`: limits and dates do not matter.
    fn target(
        &self,
        x: &Target,
        currency: Currency,
        amount: Amount,
        free: bool,
    ) -> Verdict<(Account, Option<KnownCard>)> {
        let Some(known) = self.book.cards.get(&x.token) else { return self.begun(x, currency, amount, free) };
        if known.scheme != x.scheme {
            return Err(Decline::NotAccepted.into());
        }
        unmarked(known)?;
        at_home(known, &x.at)?;
        if known.currency != currency {
            return Err(Decline::WrongCurrency.into());
        }
        let to = account(known);
        let coming = self.book.coming(&to, self.clock());
        if !free {
            self.in_date(known)?;
            let in_use = !known.inactive || coming.is_positive();
            if in_use && !x.reloadable {
                return Err(Decline::NotReloadable.into());
            }
        }
        let has = self.book.balance(&to).plus(coming).unwrap_or_default();
        within(x, has, amount, free)?;
        let valid_until = known.valid_until.or(x.valid_until);
        let card = known.inactive.then(|| KnownCard { inactive: false, valid_until, ..known.clone() });
        Ok((to, card))
    }

    /// A card that becomes known.
    fn begun(
        &self,
        x: &Target,
        currency: Currency,
        amount: Amount,
        free: bool,
    ) -> Verdict<(Account, Option<KnownCard>)> {
        if !x.activates {
            return Err(Decline::NotAccepted.into());
        }
        if x.needs_pin && x.pin.is_none() {
            return Err(Decline::PinNeeded.into());
        }
        let card = KnownCard {
            token: x.token.clone(),
            scheme: x.scheme.clone(),
            pin: x.pin.clone().filter(|_| x.needs_pin),
            balance: Amount::ZERO,
            currency,
            valid_until: x.valid_until,
            inactive: false,
            home_till: x.home_till.clone(),
            mark: None,
        };
        at_home(&card, &x.at)?;
        let to = account(&card);
        let coming = self.book.coming(&to, self.clock());
        if coming.is_zero() && self.book.busy(&x.token, self.clock()) {
            return Err(Decline::Busy.into()); // it is becoming a card of another currency or scheme
        }
        if coming.is_positive() && !x.reloadable && !free {
            return Err(Decline::NotReloadable.into());
        }
        within(x, coming, amount, free)?;
        Ok((to, Some(card)))
    }

    /// Keeps both accounts within the range of amounts.
    pub(super) fn loadable(&self, issued: &Account, to: &Account, amount: Amount) -> Verdict<()> {
        let room = self.room(issued, amount) && self.book.balance(to).plus(amount).is_ok();
        if room { Ok(()) } else { Err(Decline::BadAmount.into()) }
    }

    /// Moves money from one card to another.
    pub fn transfer(&self, x: &Transfer) -> LedgerRecord {
        if x.amount.is_some_and(|amount| !amount.is_positive()) {
            return self.declined(Outcome::declined(Decline::BadAmount), None);
        }
        let shown = self.show(&x.from);
        match shown.card.and_then(|card| self.transferred(card, x)) {
            Err(outcome) => self.declined(*outcome, shown.guard),
            Ok(done) => LedgerRecord::Transferred(Transferred { guard: shown.guard, ..done }),
        }
    }

    fn transferred(&self, card: &KnownCard, x: &Transfer) -> Verdict<Transferred> {
        let (from, available) = self.holdable(card, &x.from.at, card.currency)?;
        if x.from.token == x.to.token || x.from.scheme != x.to.scheme {
            return Err(Decline::WrongState.into());
        }
        let closes = x.amount.is_none();
        if closes && self.book.busy(&card.token, self.clock()) {
            return Err(Decline::Busy.into());
        }
        let amount = x.amount.unwrap_or(available);
        let left = available.minus(amount).map_err(|_| Box::from(Decline::BadAmount))?;
        if left.is_negative() {
            let outcome = Outcome { amount: None, ..self.done(&from, Amount::ZERO, available) };
            return Err(Box::new(outcome.but_declined(Decline::NoBalance)));
        }
        let (to, new) = self.target(&x.to, card.currency, amount, false)?;
        let (op, outcome) = (self.op.clone(), self.done(&from, amount, left));
        Ok(Transferred { op, outcome, from, to, amount, closes, card: new, guard: None })
    }

    /// Blocks a card, or takes that back.
    pub fn mark(&self, x: &MarkCard) -> LedgerRecord {
        self.record(self.marked(x))
    }

    fn marked(&self, x: &MarkCard) -> Verdict<Marked> {
        let card = self.book.cards.get(&x.token).filter(|card| card.scheme == x.scheme);
        let card = card.ok_or_else(|| Box::from(Decline::NotAccepted))?;
        at_home(card, &x.at)?;
        if card.mark == Some(Mark::Closed) || x.mark == Some(Mark::Closed) {
            return Err(Decline::Closed.into());
        }
        let (op, outcome) = (self.op.clone(), Outcome::bare(OutcomeKind::Done));
        Ok(Marked { op, outcome, token: x.token.clone(), mark: x.mark })
    }
}

/// Whether a card may have so much more.
fn within(x: &Target, has: Amount, amount: Amount, free: bool) -> Verdict<()> {
    let after = has.plus(amount).map_err(|_| Box::from(Decline::BadAmount))?;
    let over = !free && x.max_balance.is_some_and(|most| after > most);
    if over { Err(Decline::OverLimit.into()) } else { Ok(()) }
}
