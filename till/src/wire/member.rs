//! Module loyalty: who the customer is, what the customer has, and what of it pays.

use crate::codes::IdentityKind;
use crate::ledger::ask::Mode;
use crate::ledger::life::Statement;
use crate::map::Map;
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::pack::program::ProgramKind;
use crate::secret::Personal;
use crate::shape;
use crate::time::Instant;

shape! {
    /// `loyalty.identify`: who the customer is. The outcome is event `customer.identified`, or `customer.refused`.
    pub struct Identify {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// What the code is.
        kind: IdentityKind = IdentityKind::Card,
        /// A card number, a phone with its country, an address, a one-time code, a tax number, or the register's own id.
        code: Personal,
    }
}

shape! {
    /// Answer to `loyalty.identify`. A card of the pack is good at once; what is known of its owner follows.
    pub struct Identified {
        /// The customer's random id in this sale; also that of the operation that was started.
        customer: Id,
        /// What the customer is known by.
        kind: IdentityKind = IdentityKind::Card,
        /// card: its scheme.
        scheme: Option<Id>,
        /// The same, masked.
        masked: String,
    }
}

shape! {
    /// Event `customer.identified`: what is known of the customer of the open sale. `basket.priced` follows if it changed
    /// a price.
    pub struct CustomerEvent {
        /// The customer's random id in this sale.
        customer: Id,
        /// What the customer is known by.
        kind: IdentityKind = IdentityKind::Card,
        /// card: its scheme.
        scheme: Option<Id>,
        /// The same, masked.
        masked: String,
        /// The member's random id in the ledger; missing: the ledger does not know the customer, or cannot be asked.
        member: Option<Id>,
        /// Groups and tiers, those of the card included.
        groups: Vec<Id>,
        /// Purchases before this one.
        purchases: Option<u32>,
        /// What the member has.
        balances: Vec<BalanceState>,
        /// Why nothing more is known: an error code.
        code: Option<Id>,
    }
}

shape! {
    /// What a member has of a programme.
    pub struct BalanceState {
        /// The programme in the pack.
        program: Id,
        /// What the customer reads.
        name: Label,
        /// What it is.
        kind: ProgramKind,
        /// What can be spent now: points or stamps; minor units of money.
        ready: Amount,
        /// What was earned and cannot be spent yet.
        pending: Amount,
        /// When the next of it expires.
        expires: Option<Instant>,
        /// How much expires then.
        expiring: Option<Amount>,
        /// What `ready` is worth, minor units, if it can pay.
        worth: Option<Amount>,
        /// A programme with tiers: what counts for them, earned ever or over the days of the tiers.
        counts: Option<Amount>,
    }
}

shape! {
    /// Event `customer.refused`: nobody is known by that, or nobody joined. The sale goes on without.
    pub struct CustomerRefused {
        /// The operation.
        op_id: Id,
        /// What was shown, masked.
        masked: String,
        /// Why: an error code.
        code: Id,
        /// For the cashier.
        cashier_text: String,
        /// For the customer.
        customer_text: String,
    }
}

shape! {
    /// What a person is known by.
    pub struct IdentityIn {
        /// What the code is.
        kind: IdentityKind = IdentityKind::Card,
        /// The code; see `loyalty.identify`.
        code: Personal,
    }
}

shape! {
    /// `loyalty.enrol`: somebody becomes a member, or a member gets another identity or consent. The person was asked, in the
    /// words of the pack. The outcome is event `customer.enrolled`, or `customer.refused`.
    pub struct Enrol {
        /// The basket it is meant for; the new member is its customer then.
        basket_ref: Option<Id>,
        /// What the person is known by: 1 to 8. If the ledger knows one of them, the others are added to that member.
        identities: Vec<IdentityIn>,
        /// Month and day of birth as `MM-DD`, if the person says so.
        birthday: Option<Id>,
        /// Each consent of the pack, given or not. One that is not listed is not given.
        consents: Vec<ConsentIn>,
        /// Which books, without an open basket.
        mode: Mode = Mode::Live,
    }
}

shape! {
    /// A consent that was asked for.
    pub struct ConsentIn {
        /// Its id in the pack.
        id: Id,
        /// What the person said.
        given: bool,
    }
}

shape! {
    /// Event `customer.enrolled`.
    pub struct Enrolled {
        /// The operation.
        op_id: Id,
        /// The member's random id in the ledger.
        member: Id,
        /// The identities, masked, in the order of the command.
        masked: Vec<String>,
        /// Consents that the person has given.
        consents: Vec<Id>,
        /// What the member has.
        balances: Vec<BalanceState>,
    }
}

shape! {
    /// A member at the start, in `ledger.import`.
    pub struct MemberIn {
        /// What the person is known by: 1 to 8.
        identities: Vec<IdentityIn>,
        /// Groups, besides those of the card and the pack.
        groups: Vec<Id>,
        /// Month and day of birth as `MM-DD`.
        birthday: Option<Id>,
        /// Purchases so far.
        purchases: u32 = 0,
        /// Consents of the pack that the person has given.
        consents: Vec<Id>,
        /// What there is of programmes.
        balances: Vec<MemberBalanceIn>,
    }
}

shape! {
    /// What a member has of a programme at the start.
    pub struct MemberBalanceIn {
        /// The programme of the pack.
        program: Id,
        /// How much, zero or positive.
        amount: Amount,
        /// How much counts as earned when tiers are worked out; nothing if missing.
        earned: Option<Amount>,
        /// It can be spent from this moment on.
        ready: Option<Instant>,
        /// Until before this moment.
        until: Option<Instant>,
    }
}

shape! {
    /// `loyalty.forget`: erases a person. The outcome is event `customer.erased`, or `customer.refused`.
    pub struct Forget {
        /// What the code is.
        kind: IdentityKind = IdentityKind::Card,
        /// One of the person's identities.
        code: Personal,
        /// Which books.
        mode: Mode = Mode::Live,
    }
}

shape! {
    /// Event `customer.erased`: identities, birthday, groups, consents and chosen offers are gone, from the journal, too.
    pub struct Erased {
        /// The operation.
        op_id: Id,
        /// What was shown, masked.
        masked: String,
        /// What is kept, and why, each with its texts.
        kept: Vec<Kept>,
    }
}

shape! {
    /// Something that stays although a person was erased.
    pub struct Kept {
        /// `receipts`: by law, with no more than masked numbers. `balances`: sums that belong to nobody any more.
        what: Id,
        /// For the cashier.
        cashier_text: String,
        /// For the customer.
        customer_text: String,
    }
}

shape! {
    /// `loyalty.balance`: what a member has. The outcome is event `loyalty.balance`, or `customer.refused`.
    pub struct MemberBalance {
        /// What the code is.
        kind: IdentityKind = IdentityKind::Card,
        /// One of the member's identities; that of the open sale's customer if missing.
        code: Option<Personal>,
        /// With the movements of this programme.
        program: Option<Id>,
        /// Which books, without an open basket.
        mode: Mode = Mode::Live,
    }
}

shape! {
    /// Event `loyalty.balance`.
    pub struct BalanceEvent {
        /// The operation.
        op_id: Id,
        /// What was shown, masked; missing: the customer of the open sale.
        masked: Option<String>,
        /// The member's random id in the ledger.
        member: Id,
        /// What the member has.
        balances: Vec<BalanceState>,
    }
}

shape! {
    /// Event `loyalty.movements`, after `loyalty.balance` with a programme.
    pub struct MovementsEvent {
        /// The operation of `loyalty.balance`.
        op_id: Id,
        /// The programme.
        program: Id,
        /// Its movements.
        statement: Statement,
    }
}

shape! {
    /// `loyalty.redeem`: pays with what the member has. The outcome is event `loyalty.redeemed` or `loyalty.declined`.
    pub struct RedeemPoints {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The programme.
        program: Id,
        /// How much, in its units; as much as is there and the programme allows for this basket if missing.
        amount: Option<Amount>,
    }
}

shape! {
    /// `loyalty.unredeem`: takes that back.
    pub struct UnredeemPoints {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The programme.
        program: Id,
    }
}

shape! {
    /// Events `loyalty.redeemed`, `loyalty.declined` and `loyalty.unredeemed`. `basket.priced` precedes the first and
    /// follows the last.
    pub struct RedeemEvent {
        /// The operation; its adjustment is `coupon:` and this id.
        op_id: Id,
        /// The programme.
        program: Id,
        /// How much, in its units.
        amount: Amount,
        /// What it is worth in this basket, minor units.
        worth: Amount,
        /// What is left to spend.
        left: Option<Amount>,
        /// Why not, or why not any more: an error code.
        code: Option<Id>,
        /// For the cashier.
        cashier_text: Option<String>,
        /// For the customer.
        customer_text: Option<String>,
    }
}

shape! {
    /// Event `loyalty.earned`: what a committed sale brought its customer, or what came back of it.
    pub struct EarnedEvent {
        /// The operation.
        op_id: Id,
        /// The sale.
        basket_ref: Id,
        /// The member's random id in the ledger.
        member: Id,
        /// The programme.
        program: Id,
        /// In its units; negative: taken back.
        amount: Amount,
        /// It can be spent from this moment.
        ready_at: Option<Instant>,
        /// It expires then.
        until: Option<Instant>,
        /// What the member has then.
        balance: Option<BalanceState>,
    }
}

shape! {
    /// Event `loyalty.taken_back`: what the goods that come back had earned. Before it a return is not frozen.
    pub struct TakenBackEvent {
        /// The operation; also the id of the charge.
        op_id: Id,
        /// The sale that had earned it.
        sale: Id,
        /// The programme.
        program: Id,
        /// What was taken back, in its units.
        amount: Amount,
        /// What had been spent already.
        short: Amount,
        /// What the customer gives for that, a charge of the basket, minor units.
        charge: Amount,
    }
}

shape! {
    /// Event `message.due`: something to be told to a person who has consented to it. The register or a server sends it; it
    /// knows where to, the page does not.
    pub struct MessageDue {
        /// Stable: the same however often it is told.
        message_id: Id,
        /// `after_sale`, `balance` or `voucher`.
        kind: Id,
        /// The member's random id in the ledger.
        member: Id,
        /// The consent it is sent with.
        consent: Id,
        /// The sale, if it is about one.
        basket_ref: Option<Id>,
        /// What the member has.
        balances: Vec<BalanceState>,
        /// The text by language.
        texts: Map<String, String>,
    }
}
