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
        /// What a member has of a programme, or how many purchases were counted.
        Member = "member",
        /// What was left of programmes when members were forgotten.
        Lapsed = "lapsed",
        /// A count of uses that has an end: those of a scheme, a customer or a day.
        Counted = "counted",
        /// What was left on codes that are good for one payment.
        Breakage = "breakage",
    }
}

shape! {
    /// An account of the books.
    pub struct Account {
        /// What it stands for.
        holder: Holder,
        /// The scheme or programme of the pack; `visits` for purchases.
        scheme: Id,
        /// ISO 4217 code of its currency, `use`, `points`, `stamps` or `visit`.
        unit: Id,
        /// The card or code, if it is that of one; the member's random id.
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

    /// What a member has of a programme.
    #[must_use]
    pub fn of_member(program: &Id, unit: &Id, member: &Id) -> Account {
        let seal = Some(Seal::new(member.as_str()));
        Account { holder: Holder::Member, scheme: program.clone(), unit: unit.clone(), seal }
    }

    /// The purchases of a member, or the account they came from.
    #[must_use]
    pub fn of_visits(holder: Holder, member: Option<&Id>) -> Account {
        let seal = member.map(|member| Seal::new(member.as_str()));
        Account { holder, scheme: Id::word("visits"), unit: Id::word("visit"), seal }
    }

    /// The member whose programme this is.
    pub(super) fn member(&self) -> Option<Id> {
        let seal = self.seal.as_ref().filter(|_| self.holder == Holder::Member && self.unit.as_str() != "visit");
        Id::new(seal?.as_str())
    }

    /// A count of uses of a scheme and the one it goes against.
    #[must_use]
    pub fn of_count(holder: Holder, scheme: &Id, seal: Option<Seal>) -> Account {
        Account { holder, scheme: scheme.clone(), unit: Id::word("count"), seal }
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
