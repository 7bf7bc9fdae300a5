//! The sale's state: what the records add up to.
//!
//! What must hold: everything here comes from records, so that replaying them gives the same state; every part has a JSON
//! form, so that a checkpoint can stand for the records before it.

use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::price::answer::Priced;
use crate::price::request::{Allowance, Line};
use crate::receipt::Receipt;
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::{Difference, PriceMaster, TenderKind};
use crate::wire::session::{Appearance, Display, Locale, PackRef};
use std::collections::BTreeMap;
use std::rc::Rc;

shape! {
    /// Everything.
    pub struct State {
        /// This journal.
        epoch: Option<Id>,
        /// The session with the register.
        open: Option<Rc<OpenSession>>,
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
        /// Texts of packs by hash: the newest, and those that baskets refer to.
        packs: BTreeMap<String, Rc<String>>,
        /// The basket that is open, frozen or being paid.
        sale: Option<Sale>,
        /// Baskets put aside.
        suspended: Vec<Sale>,
        /// Committed sales, oldest first; the last [`KEPT_RECEIPTS`].
        receipts: Vec<Rc<Committed>>,
        /// Basket ids that may not be used again.
        used_refs: Vec<Id>,
        /// Our last number by books.
        epos_no: BTreeMap<String, u64>,
        /// What the customer is asked for.
        prompt: Option<PromptState>,
        /// An outcome that is being shown.
        notice: Option<Notice>,
        /// The committed sale whose receipt is being shown.
        shown_receipt: Option<Id>,
    }
}

/// How many committed sales are kept for receipts, voids and repeats.
pub const KEPT_RECEIPTS: usize = 200;
/// How many answers are kept for repeats.
pub const KEPT_ANSWERS: usize = 256;
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
        /// Its type: `payment.take`, `payment.reverse` or `print`.
        request: Id,
        /// Its payload.
        payload: crate::shape::Json,
        /// What it is about: a tender or a print.
        subject: Id,
        /// When it was made.
        at: Instant,
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
        /// Look at a balance.
        Balance = "balance",
        /// Make what is held final, or give it back; nobody waits for it.
        Settle = "settle",
        /// Make a voucher's code known (subject: the voucher).
        VoucherIssue = "voucher_issue",
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
    }
}

shape! {
    /// An operation on the ledger that was recorded and not yet answered.
    pub struct Operation {
        /// Its id.
        op_id: Id,
        /// What for.
        purpose: Purpose,
        /// Whom it concerns.
        subject: Id,
        /// The books.
        mode: Mode,
        /// Settle, CardVoid: what to do.
        settle: Option<Settle>,
        /// Settle, CardVoid: the operation it settles.
        of: Option<Id>,
        /// Balance: the token, masked. VoucherIssue: the code, until it is printed.
        text: Option<String>,
        /// VoucherIssue: the scheme.
        scheme: Option<Id>,
        /// VoucherIssue: good until before this moment.
        until: Option<Instant>,
        /// Settle by post: what the receipt says was paid; less is a discrepancy.
        amount: Option<Amount>,
        /// VoucherIssue: what is printed above the code.
        lines: Vec<String>,
    }
}

shape! {
    /// What the sale is doing.
    pub enum Phase {
        /// No sale.
        Idle = "idle",
        /// Lines come and go.
        Open = "open",
        /// Closed for payment; totals agreed.
        Frozen = "frozen",
        /// Payment has begun.
        Paying = "paying",
    }
}

shape! {
    /// A basket.
    pub struct Sale {
        /// The register's id.
        basket_ref: Id,
        /// What it is doing.
        phase: Phase,
        /// The books.
        mode: Mode,
        /// Its currency.
        currency: Currency,
        /// Who computes line amounts.
        price_master: PriceMaster,
        /// The cashier.
        operator_ref: Option<Id>,
        /// The pack it was opened with.
        pack: PackRef,
        /// Revision of the content.
        revision: u64,
        /// The lines.
        lines: Rc<Vec<Line>>,
        /// The cashier's discounts.
        allowances: Vec<Allowance>,
        /// Coupons.
        coupons: Vec<Coupon>,
        /// The customer.
        customer: Option<Customer>,
        /// The figures.
        priced: Rc<Priced>,
        /// Tenders, in the order they began.
        tenders: Vec<Tender>,
        /// What the register can take now.
        kinds: Vec<TenderKind>,
        /// When the holds of the frozen basket were last extended.
        extended: Option<Instant>,
    }
}

shape! {
    /// A coupon in the basket.
    pub struct Coupon {
        /// Its id; also the id of the operation that holds its use.
        id: Id,
        /// Its scheme.
        scheme: Id,
        /// Its name.
        name: Label,
        /// The code, masked.
        masked: String,
        /// The code's seal.
        seal: Seal,
        /// The ledger holds a use of it; before that it takes nothing off.
        held: bool,
    }
}

shape! {
    /// The customer of a sale.
    pub struct Customer {
        /// Random, for this sale only.
        id: Id,
        /// The card's scheme.
        scheme: Id,
        /// The card, masked.
        masked: String,
        /// Groups the customer belongs to.
        groups: Vec<Id>,
    }
}

shape! {
    /// What a tender is doing.
    pub enum TenderPhase {
        /// Waits for the customer's card.
        NeedsCard = "needs_card",
        /// Waits for the PIN.
        NeedsPin = "needs_pin",
        /// The ledger was asked.
        Asking = "asking",
        /// The register was asked.
        Taking = "taking",
        /// The money is there.
        Approved = "approved",
        /// It is not, and will not be.
        Declined = "declined",
        /// It is being given back.
        Cancelling = "cancelling",
        /// It was given back or never taken.
        Cancelled = "cancelled",
        /// Nobody knows yet.
        Unknown = "unknown",
    }
}

shape! {
    /// A tender.
    pub struct Tender {
        /// Its id.
        id: Id,
        /// How.
        kind: TenderKind,
        /// What it is doing.
        phase: TenderPhase,
        /// What it covers, or is to cover, of the total.
        amount: Amount,
        /// Cash rounding: what was paid more (positive) or less than `amount`.
        rounding: Amount,
        /// What the customer gave in cash.
        tendered: Option<Amount>,
        /// gift_card: the scheme.
        scheme: Option<Id>,
        /// gift_card: the card's seal.
        token: Option<Seal>,
        /// The card, masked.
        masked: Option<String>,
        /// gift_card: balance left.
        balance: Option<Amount>,
        /// gift_card: the operation that holds the money; the last one tried.
        op: Option<Id>,
        /// gift_card: how often a PIN was tried.
        tries: u32,
        /// gift_card: why the last try failed, an error code.
        problem: Option<Id>,
        /// gift_card: tries left.
        tries_left: Option<u32>,
        /// The customer or cashier wants it cancelled.
        cancel: bool,
    }
}

shape! {
    /// A committed sale with what is needed to undo it.
    pub struct Committed {
        /// The receipt.
        receipt: Receipt,
        /// Operations that were posted, for a void.
        posted: Vec<Id>,
        /// Vouchers issued.
        vouchers: u32,
        /// Change given.
        change: Option<Amount>,
        /// What did not agree with the register.
        differences: Vec<Difference>,
    }
}

shape! {
    /// What the customer is asked for.
    pub struct PromptState {
        /// What.
        asks: PromptKind,
        /// The operation that is checking the last code.
        busy: Option<Id>,
        /// What happened to the last code: an error code, or `coupon_applied`.
        message: Option<Id>,
        /// Whether that was good.
        good: bool,
    }
}

shape! {
    /// What a prompt is for.
    pub enum PromptKind {
        /// A coupon.
        Coupon = "coupon",
        /// A member card.
        Identify = "identify",
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
            answers: Vec::new(),
            seq: 0,
            outbox: Vec::new(),
            requests: Vec::new(),
            ops: Vec::new(),
            pack: None,
            packs: BTreeMap::new(),
            sale: None,
            suspended: Vec::new(),
            receipts: Vec::new(),
            used_refs: Vec::new(),
            epos_no: BTreeMap::new(),
            prompt: None,
            notice: None,
            shown_receipt: None,
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

impl TenderPhase {
    /// No more will come of it.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, TenderPhase::Approved | TenderPhase::Declined | TenderPhase::Cancelled)
    }

    /// Waits for the customer only; can be dropped at any time.
    #[must_use]
    pub fn is_prompt(self) -> bool {
        matches!(self, TenderPhase::NeedsCard | TenderPhase::NeedsPin)
    }
}

impl Sale {
    /// What approved tenders cover.
    #[must_use]
    pub fn covered(&self) -> Amount {
        let holds = |t: &&Tender| matches!(t.phase, TenderPhase::Approved | TenderPhase::Cancelling);
        let sum = Amount::total(self.tenders.iter().filter(holds).map(|t| t.amount));
        sum.unwrap_or(Amount::ZERO) // each was checked against the total when it was taken
    }

    /// What is still to pay; negative if too much was taken.
    #[must_use]
    pub fn remaining(&self) -> Amount {
        self.priced.totals.total.minus(self.covered()).unwrap_or(Amount::ZERO)
    }

    /// The tender that something is still to come of.
    #[must_use]
    pub fn active(&self) -> Option<&Tender> {
        self.tenders.iter().rev().find(|t| !t.phase.is_final())
    }

    /// The tender of this id.
    #[must_use]
    pub fn tender(&self, id: &Id) -> Option<&Tender> {
        self.tenders.iter().find(|t| t.id == *id)
    }
}
