//! Accounts: who holds how much of what.
//!
//! What must hold: an account is in one currency or unit; every movement takes from one account what it gives to
//! another, so that all accounts of a unit add up to zero; only the issuing account may be below zero.

use crate::money::Currency;
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;

shape! {
    /// What an account stands for.
    pub enum Holder {
        /// What was ever given out: the counter-account, below zero.
        Issued = "issued",
        /// What was redeemed in the shop.
        Redeemed = "redeemed",
        /// A customer's card.
        Card = "card",
        /// Uses left on a code that is known.
        Code = "code",
        /// Uses made of a code.
        Used = "used",
        /// What was paid out of cards.
        PaidOut = "paid_out",
    }
}

shape! {
    /// An account of the books.
    pub struct Account {
        /// What it stands for.
        holder: Holder,
        /// The scheme of the pack.
        scheme: Id,
        /// ISO 4217 code of its currency, or `use`.
        unit: Id,
        /// The card or code, if it is that of one.
        seal: Option<Seal>,
    }
}

impl Account {
    /// A card's account and its two counterparts, in its currency.
    #[must_use]
    pub fn of_card(holder: Holder, scheme: &Id, currency: Currency, seal: Option<&Seal>) -> Account {
        let unit = Id::word(currency.code());
        Account { holder, scheme: scheme.clone(), unit, seal: seal.cloned() }
    }

    /// A code's account or the one it came from, in uses.
    #[must_use]
    pub fn of_code(holder: Holder, scheme: &Id, seal: Option<&Seal>) -> Account {
        Account { holder, scheme: scheme.clone(), unit: Id::word("use"), seal: seal.cloned() }
    }

    /// The currency; none for uses.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        Currency::of(self.unit.as_str())
    }
}

impl PartialOrd for Account {
    fn partial_cmp(&self, other: &Account) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Account {
    fn cmp(&self, other: &Account) -> std::cmp::Ordering {
        let names = |a: &Account, b: &Account| a.scheme.cmp(&b.scheme).then_with(|| a.unit.cmp(&b.unit));
        let account = self.holder.cmp(&other.holder).then_with(|| names(self, other));
        account.then_with(|| self.seal.cmp(&other.seal))
    }
}
