//! The sale's state: what the records add up to.
//!
//! What must hold: everything here comes from records, so that replaying them gives the same state; every part has a JSON
//! form, so that a checkpoint can stand for the records before it.

pub use super::clock::ClockState;
pub use super::member::customer::Customer;
use super::member::customer::{OfMember, SpentBy, TakenBack};
pub use super::owed::Operation;
pub use super::paper::ReceiptChoice;
pub use super::pin::PinWait;
pub use super::prompt::{PromptKind, PromptState};
pub use super::sale::{CardLoad, Consented, Coupon, Deals, Loss, Phase, Sale, Tender, TenderPhase};
use super::sold::{Circumstances, GivenBack, PaidWith, Returned, UsedCoupon};
use super::used::UsedOffer;
use crate::ledger::ask::Mode;
use crate::map::Map;
use crate::money::Amount;
use crate::names::Id;
use crate::receipt::Receipt;
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::Difference;
use crate::wire::report::{Day, DiscountSum};
use crate::wire::session::{Appearance, Display, Locale, PackRef};
use std::rc::Rc;

shape! {
    /// Everything.
    pub struct State {
        /// This journal.
        epoch: Option<Id>,
        /// The session with the register.
        open: Option<Rc<OpenSession>>,
        /// Sales that begin until the help for one customer ends: 2 while it waits for its sale, 1 during the sale, 0 without.
        assist: u32 = 0,
        /// Why the last register that wanted a session was not let in, while none is open.
        refused: Option<Rc<OpenRefused>>,
        /// Answers given, oldest first; a repeated command gets its answer again.
        answers: Vec<Rc<Answered>>,
        /// Number of the last event.
        seq: u64,
        /// Events not yet acknowledged.
        outbox: Vec<Rc<Event>>,
        /// Requests not yet done.
        requests: Vec<Rc<Requested>>,
        /// Operations whose outcome is still to come.
        ops: Vec<Operation>,
        /// Hash of the pack for the next basket.
        pack: Option<PackRef>,
        /// The register sent it.
        pack_configured: bool,
        /// Texts of packs by hash: the newest, and those that baskets refer to.
        packs: Map<String, Rc<String>>,
        /// The basket that is open, frozen or being paid.
        sale: Option<Sale>,
        /// Baskets put aside.
        suspended: Vec<Sale>,
        /// What was left on cards and is being paid out.
        pay_outs: Vec<PayOut>,
        /// Committed sales, oldest first; the last [`KEPT_RECEIPTS`].
        receipts: Vec<Rc<Committed>>,
        /// Basket ids that may not be used again.
        used_refs: Vec<Id>,
        /// Our last number by books.
        epos_no: Map<String, u64>,
        /// The day book: days that are open, then those that were closed, oldest first.
        days: Vec<Rc<Day>>,
        /// Number of the last z by books.
        z_no: Map<String, u64>,
        /// What came back of which sale, those that came back first at the beginning; the last [`KEPT_RETURNS`] sales.
        returns: Rc<Vec<Rc<Returned>>>,
        /// How far limits of offers are used up.
        used: Rc<Vec<UsedOffer>>,
        /// What the customer is asked for.
        prompt: Option<PromptState>,
        /// A card beside a sale that waits for its PIN.
        pin: Option<Rc<PinWait>>,
        /// An outcome that is being shown.
        notice: Option<Notice>,
        /// The committed sale whose receipt is being shown.
        shown_receipt: Option<Id>,
        /// Whether that is to be printed, if the customer is asked.
        receipt_choice: Option<ReceiptChoice>,
        /// What is known of the clock.
        clock: ClockState = ClockState::good(),
    }
}

/// How many committed sales are kept for receipts, voids, returns without a record, and repeats. A day of most tills; a
/// checkpoint holds them whole, about 5 KB for ten lines, so they are few. Older ones come back with their `sale_record`.
pub const KEPT_RECEIPTS: usize = 200;
/// How many answers are kept for repeats.
pub const KEPT_ANSWERS: usize = 256;
/// Of how many sales it is kept what came back: 150 bytes each, years of a till.
pub const KEPT_RETURNS: usize = 10_000;
/// How many basket ids are kept against their second use.
pub const KEPT_REFS: usize = 10_000;

shape! {
    /// The session with the register.
    pub struct OpenSession {
        /// The link it came on, and the page load that link belongs to: a reload ends both.
        link: u32,
        /// The page load.
        page: String,
        /// Scope of command ids.
        host_session: Id,
        /// The register's origin.
        origin: String,
        /// Device, from the token.
        device: Id,
        /// Store, from the token.
        store: Id,
        /// Till, from the token.
        till: Id,
        /// Modules the token allows.
        modules: Vec<Id>,
        /// When the token ends.
        token_expires: Instant,
        /// Languages.
        locale: Locale,
        /// How it looks.
        appearance: Appearance,
        /// The display.
        display: Display,
        /// What the host can do.
        capabilities: Vec<Id>,
        /// When it was opened, by the time that expiry goes by.
        at: Option<Instant>,
        /// Tells the key of the store's ledger from another one; the key itself is never kept.
        ledger_mark: Option<Seal>,
    }
}

shape! {
    /// A register that was not let in.
    pub struct OpenRefused {
        /// The page load.
        page: String,
        /// The error code.
        code: Id,
    }
}

shape! {
    /// An answer that was given.
    pub struct Answered {
        /// The scope of the id.
        host_session: Id,
        /// The command.
        id: Id,
        /// Keyed hash of its content.
        fingerprint: Seal,
        /// The answer, as sent.
        text: String,
    }
}

shape! {
    /// An event.
    pub struct Event {
        /// Its number.
        seq: u64,
        /// Its type.
        event: Id,
        /// Its payload.
        payload: crate::shape::Json,
    }
}

shape! {
    /// A request to the register.
    pub struct Requested {
        /// Its id.
        req: Id,
        /// Its type: `payment.take`, `payment.reverse`, `payment.refund`, `payment.pay_out`, `authorise` or `print`.
        request: Id,
        /// Its payload.
        payload: crate::shape::Json,
        /// What it is about: a tender, a pay-out, a print or a basket.
        subject: Id,
        /// When it was made.
        at: Instant,
        /// It is sent again at this time; nothing: it was sent.
        due: Option<Instant>,
    }
}

shape! {
    /// What an operation on the ledger is for.
    pub enum Purpose {
        /// Hold a use of a coupon (subject: the coupon).
        CouponUse = "coupon_use",
        /// Hold money of a card (subject: the tender).
        CardReserve = "card_reserve",
        /// Give held money back (subject: the tender).
        CardVoid = "card_void",
        /// Hold money that goes back to another card (subject: the tender).
        CardRefund = "card_refund",
        /// Look at a balance.
        Balance = "balance",
        /// Look at movements.
        Statement = "statement",
        /// Move money from card to card.
        Transfer = "transfer",
        /// Block a card, or make it good again.
        Mark = "mark",
        /// Hold what is left on a card, to be paid out (subject: the pay-out).
        CashOut = "cash_out",
        /// Hold money for a card (subject: the load).
        CardLoad = "card_load",
        /// Put held money on its card, or take it back; nobody waits for it (subject: the basket).
        LoadSettle = "load_settle",
        /// Make what is held final, or give it back; nobody waits for it.
        Settle = "settle",
        /// Make a voucher's code known (subject: the voucher).
        VoucherIssue = "voucher_issue",
        /// Make a code known that a cashier gives (subject: the coupon).
        CouponIssue = "coupon_issue",
        /// Use a coupon that the register gave although no use of it was held (subject: the basket); nobody waits for it.
        LateUse = "late_use",
        /// Look at uses of coupons.
        CouponLook = "coupon_look",
        /// Find the customer of the open sale (subject: the basket).
        MemberFind = "member_find",
        /// Look at what a member has (subject: the operation that is told).
        MemberLook = "member_look",
        /// A new member, or more of one (subject: the basket, if one is open).
        MemberEnrol = "member_enrol",
        /// Find a member, then forget (subject: the operation that is told).
        MemberForget = "member_forget",
        /// Something was earned (subject: the basket).
        MemberEarn = "member_earn",
        /// Hold what a member puts in to pay (subject: itself).
        MemberSpend = "member_spend",
        /// Hold what a milestone takes for its voucher (subject: the basket).
        MemberVoucher = "member_voucher",
        /// Take back what was earned, for goods that come back (subject: the basket).
        MemberBack = "member_back",
        /// Count or take back something; nobody waits for it.
        MemberTidy = "member_tidy",
        /// Opening balances and codes (subject: the batch).
        Import = "import",
    }
}

shape! {
    /// What a settling operation does with another one.
    pub enum Settle {
        /// Make it final.
        Post = "post",
        /// Give it back.
        Void = "void",
        /// Undo what was final.
        Reverse = "reverse",
        /// Give a part of what was final back.
        Credit = "credit",
    }
}

shape! {
    /// What was left on a card: held by the ledger, to be paid out by the register.
    pub struct PayOut {
        /// Its id; also the id of the operation that holds the money, if `hold` is missing.
        id: Id,
        /// The operation that holds the money, if the PIN was typed on the screen.
        hold: Option<Id>,
        /// The card's scheme.
        scheme: Id,
        /// The card, masked.
        masked: String,
        /// How much.
        amount: Amount,
        /// Its currency.
        currency: crate::money::Currency,
        /// The books.
        mode: Mode,
        /// When the hold was last extended.
        extended: Instant,
    }
}

shape! {
    /// A committed sale with what is needed to undo it.
    pub struct Committed {
        /// The receipt.
        receipt: Receipt,
        /// Operations that were posted, for a void.
        posted: Vec<Id>,
        /// Vouchers for the next visit.
        voucher_ids: Vec<Id>,
        /// Change given.
        change: Option<Amount>,
        /// What did not agree with the register.
        differences: Vec<Difference>,
        /// The pack it was sold with.
        pack: PackRef,
        /// What it was paid with: money that was taken, and what came over from sales whose goods were exchanged.
        paid: Vec<PaidWith>,
        /// Coupons that were used.
        coupons: Vec<UsedCoupon>,
        /// How it was priced, if the pack prices again what is kept after a return.
        day: Option<Circumstances>,
        /// What it brought back.
        back: Vec<Returned>,
        /// Discounts of goods that came back, positive.
        discounts_back: Vec<DiscountSum>,
        /// What it gave back to gift cards.
        credits: Vec<GivenBack>,
        /// Coupons that it gave back.
        freed: Vec<Id>,
        /// Its member.
        member: Option<OfMember>,
        /// What its goods that came back had earned, in other sales.
        taken: Vec<TakenBack>,
        /// What it gave back of points that had paid for other sales.
        points_back: Vec<SpentBy>,
        /// The seal of its record.
        seal: Option<Seal>,
    }
}

shape! {
    /// An outcome that is being shown.
    pub struct Notice {
        /// The tender.
        tender: Id,
        /// Until when.
        until: Instant,
        /// Why it was declined: an error code.
        code: Option<Id>,
    }
}

impl State {
    /// Nothing yet.
    #[must_use]
    pub fn empty() -> State {
        State {
            epoch: None,
            open: None,
            assist: 0,
            refused: None,
            answers: Vec::new(),
            seq: 0,
            outbox: Vec::new(),
            requests: Vec::new(),
            ops: Vec::new(),
            pack: None,
            pack_configured: false,
            packs: Map::new(),
            sale: None,
            suspended: Vec::new(),
            pay_outs: Vec::new(),
            receipts: Vec::new(),
            used_refs: Vec::new(),
            epos_no: Map::new(),
            days: Vec::new(),
            z_no: Map::new(),
            returns: Rc::default(),
            used: Rc::default(),
            prompt: None,
            pin: None,
            notice: None,
            shown_receipt: None,
            receipt_choice: None,
            clock: ClockState::good(),
        }
    }

    /// What the sale is doing.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.sale.as_ref().map_or(Phase::Idle, |sale| sale.phase)
    }

    /// The operation of this id.
    #[must_use]
    pub fn op(&self, op_id: &Id) -> Option<&Operation> {
        self.ops.iter().find(|op| op.op_id == *op_id)
    }

    /// The committed sale of this id.
    #[must_use]
    pub fn committed(&self, basket_ref: &Id) -> Option<&Rc<Committed>> {
        self.receipts.iter().rev().find(|sale| sale.receipt.basket_ref == *basket_ref)
    }
}
