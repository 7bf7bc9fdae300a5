//! The customer of a sale, as the records know one.
//!
//! What must hold: no name, number or address: what was shown is masked, the member is a random id of the ledger. What the
//! ledger said of the member is kept with the open sale only; a committed sale has the id.

use crate::codes::IdentityKind;
use crate::ledger::member::MemberView;
use crate::money::Amount;
use crate::names::Id;
use crate::price::request::{CustomerIn, SettlesAs};
use crate::shape;
use crate::time::Instant;
use crate::wire::member::BalanceState;
use std::rc::Rc;

shape! {
    /// What somebody has shown.
    pub struct Who {
        /// What it is.
        kind: IdentityKind = IdentityKind::Card,
        /// card: its scheme.
        scheme: Option<Id>,
        /// Masked.
        masked: String,
    }
}

shape! {
    /// The customer of a sale.
    pub struct Customer {
        /// Random, for this sale only.
        id: Id,
        /// What the customer is known by.
        kind: IdentityKind = IdentityKind::Card,
        /// card: its scheme.
        scheme: Option<Id>,
        /// What was shown, masked.
        masked: String,
        /// Groups and tiers the customer belongs to.
        groups: Vec<Id>,
        /// Who it is in other sales, too, for coupons of one customer: the seal of the card, or the member.
        person: Option<Id>,
        /// What the ledger said.
        known: Option<Rc<MemberView>>,
    }
}

shape! {
    /// What the member has put in to pay.
    pub struct Redemption {
        /// Its id; also the id of the operation that holds it, and of the coupon it is priced as.
        id: Id,
        /// The programme.
        program: Id,
        /// So much, in its units.
        amount: Amount,
        /// What that is worth, minor units.
        worth: Amount,
        /// Whether it lowers the price or pays.
        settles_as: SettlesAs,
        /// The milestone's offer that it buys; it is worth its own amount if missing.
        offer: Option<Id>,
        /// The ledger holds it; before that it takes nothing off.
        held: bool,
    }
}

shape! {
    /// What a committed sale was asked to bring its member.
    pub struct EarnedBy {
        /// The operation.
        op: Id,
        /// The programme.
        program: Id,
        /// The offers.
        offers: Vec<Id>,
        /// In units of the programme.
        amount: Amount,
        /// It can be spent from this moment.
        ready: Option<Instant>,
        /// It expires then.
        until: Option<Instant>,
    }
}

shape! {
    /// What a member paid with in a committed sale, or got back of it.
    pub struct SpentBy {
        /// The operation that held it; of what came back, the one that gave it back.
        op: Id,
        /// The programme.
        program: Id,
        /// Of what came back: the operation that had held it.
        of: Option<Id>,
        /// In units of the programme.
        amount: Amount,
        /// What that was worth, minor units.
        worth: Amount,
        /// The milestone's offer that it bought.
        offer: Option<Id>,
    }
}

shape! {
    /// What of a committed sale's earnings the ledger took back because its goods came back.
    pub struct TakenBack {
        /// The operation.
        op: Id,
        /// The one that had earned it.
        of: Id,
        /// The sale it was earned by.
        sale: Id,
        /// The programme.
        program: Id,
        /// What the goods had earned, whatever the programme's caps left of it.
        asked: Amount,
        /// So much is to be taken back.
        amount: Amount,
        /// The ledger has answered.
        done: bool,
        /// What had been spent already, in units.
        short: Amount,
        /// What that is worth and the customer gives, minor units; nothing if the programme forgives it.
        charge: Amount,
    }
}

shape! {
    /// What the ledger said of something that was earned.
    pub struct Got {
        /// The operation.
        op: Id,
        /// So much: no more than the programme's caps leave.
        amount: Amount,
        /// What the member has then.
        balance: Option<BalanceState>,
    }
}

shape! {
    /// A committed sale's member, with what is owed to whom.
    pub struct OfMember {
        /// The member's random id in the ledger.
        member: Id,
        /// The operation that counts the purchase.
        visit: Option<Id>,
        /// What it earned.
        earned: Vec<EarnedBy>,
        /// What the member paid with.
        spent: Vec<SpentBy>,
        /// Consents that the member had given.
        consents: Vec<Id>,
        /// What the member has of programmes, as far as it is known.
        balances: Vec<BalanceState>,
        /// What was earned, as far as the ledger has answered; and what milestones paid out after it, as vouchers: negative.
        got: Vec<Got>,
        /// Offers that gave something and of which one customer has a limited number of uses.
        limited: Vec<Id>,
        /// Vouchers can be printed for the customer, who stands there.
        vouchers: bool,
    }
}

impl OfMember {
    /// What returns need of it: facts of the sale alone, so that its record stays the same whatever is answered later.
    #[must_use]
    pub fn sold(&self) -> OfMember {
        let (consents, balances, got, limited) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        OfMember { consents, balances, got, limited, vouchers: false, ..self.clone() }
    }
}

impl Customer {
    /// The customer as pricing sees one.
    #[must_use]
    pub fn priced(&self) -> CustomerIn {
        CustomerIn {
            groups: self.groups.clone(),
            cards: Vec::new(),
            purchases: self.known.as_ref().map(|known| known.purchases),
            birthday: self.known.as_ref().and_then(|known| known.birthday.clone()),
        }
    }

    /// What the customer has shown.
    #[must_use]
    pub fn who(&self) -> Who {
        Who { kind: self.kind, scheme: self.scheme.clone(), masked: self.masked.clone() }
    }

    /// The member's random id in the ledger.
    #[must_use]
    pub fn member(&self) -> Option<&Id> {
        self.known.as_ref().map(|known| &known.id)
    }
}
