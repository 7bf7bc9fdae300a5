//! A basket with its coupons, customer and tenders: the part of the state that one sale is.
//!
//! What must hold: as in [`super::state`], everything here comes from records and has a JSON form.

mod deals;

pub use deals::{Chosen, Deals, DealsSet};

use super::member::customer::{Customer, Redemption, TakenBack};
use super::plan::Plan;
use super::sold::Attached;
use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency, Overflow};
use crate::names::{Id, Label};
use crate::price::answer::Priced;
use crate::price::request::{Allowance, Charge, Line};
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::{BasketKind, PriceMaster, TenderKind};
use crate::wire::refund::Consent;
use crate::wire::session::PackRef;
use crate::wire::slip::Slip;
use crate::wire::tender::Undoing;
use std::rc::Rc;

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
        /// What it is.
        kind: BasketKind = BasketKind::Sale,
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
        /// Charges on the basket.
        charges: Vec<Charge>,
        /// Coupons.
        coupons: Vec<Coupon>,
        /// Cards that are loaded at commit.
        loads: Vec<CardLoad>,
        /// The customer.
        customer: Option<Customer>,
        /// What the member has put in to pay.
        redemptions: Vec<Redemption>,
        /// What goods that come back had earned and is taken back.
        taken: Vec<TakenBack>,
        /// Offers that are to be chosen.
        deals: Deals,
        /// The figures.
        priced: Rc<Priced>,
        /// When they were worked out.
        priced_at: Option<Instant>,
        /// Tenders, in the order they began.
        tenders: Vec<Tender>,
        /// What the register can take now.
        kinds: Vec<TenderKind>,
        /// The basket is being cancelled.
        undoing: Option<Undoing>,
        /// When the holds of the frozen basket were last extended.
        extended: Option<Instant>,
        /// Sales of which goods come back.
        originals: Vec<Rc<Attached>>,
        /// Consent to what needs it.
        consent: Option<Consented>,
        /// Frozen: what goes back, and where.
        plan: Plan,
    }
}

shape! {
    /// Consent to returns that no sale of this till proves.
    pub struct Consented {
        /// How it stands.
        state: Consent,
        /// Up to this worth, positive.
        amount: Amount,
    }
}

shape! {
    /// Somebody is asked to consent, or has answered.
    pub struct ConsentSet {
        /// How it stands.
        consent: Consented,
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
        /// The customer uses it, whatever it loses.
        accept_loss: bool,
        /// The customer is asked whether to use it although it loses so much; nothing is held yet.
        asks: Option<Loss>,
        /// Its code is genuine by a signature; the ledger need not know it.
        signed: bool,
    }
}

shape! {
    /// What a coupon would give and lose now.
    pub struct Loss {
        /// What it takes off, positive.
        gives: Amount,
        /// What of its face value is lost, positive.
        loses: Amount,
    }
}

shape! {
    /// A card that a line loads.
    pub struct CardLoad {
        /// Its id; also the id of the operation that holds the money for it.
        id: Id,
        /// The line.
        line_id: Id,
        /// The card's scheme.
        scheme: Id,
        /// The card's seal.
        token: Seal,
        /// The card, masked.
        masked: String,
        /// How much.
        amount: Amount,
        /// The ledger holds the money; before that nothing is sure.
        held: bool,
        /// The date from which the card is not usable.
        good_until: Option<Instant>,
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
        /// What it covers, or is to cover, of the total; negative: what is given back.
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
        /// card: what the terminal says.
        slip: Option<Rc<Slip>>,
        /// gift_card: balance left.
        balance: Option<Amount>,
        /// gift_card: what of the basket its scheme does not pay for.
        gaps: Vec<crate::tender::Gap>,
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
        /// What is due that it gives back, by its place in the plan.
        due: Option<u32>,
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
    /// An empty basket.
    #[must_use]
    pub fn new(basket_ref: Id, mode: Mode, currency: Currency, pack: PackRef) -> Sale {
        Sale {
            basket_ref,
            kind: BasketKind::Sale,
            phase: Phase::Open,
            mode,
            currency,
            price_master: PriceMaster::Register,
            operator_ref: None,
            pack,
            revision: 0,
            lines: Rc::default(),
            allowances: Vec::new(),
            charges: Vec::new(),
            coupons: Vec::new(),
            loads: Vec::new(),
            customer: None,
            redemptions: Vec::new(),
            taken: Vec::new(),
            deals: Deals::none(),
            priced: Rc::new(Priced::empty(currency)),
            priced_at: None,
            tenders: Vec::new(),
            kinds: Vec::new(),
            undoing: None,
            extended: None,
            originals: Vec::new(),
            consent: None,
            plan: Plan::none(),
        }
    }

    /// What approved tenders cover.
    #[must_use]
    pub fn covered(&self) -> Amount {
        self.try_covered().unwrap_or(Amount::ZERO) // a command that makes it overflow is refused
    }

    /// The same, checked.
    pub fn try_covered(&self) -> Result<Amount, Overflow> {
        Amount::total(self.tenders.iter().filter(|tender| tender.holds()).map(|t| t.amount))
    }

    /// What is still to pay; negative if too much was taken, or something is to be given back.
    #[must_use]
    pub fn remaining(&self) -> Amount {
        self.priced.totals.payable.minus(self.covered()).unwrap_or(Amount::ZERO)
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
