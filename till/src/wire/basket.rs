//! Module gateway: the basket, from open to commit.

use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::price::answer::{
    Adjustment, ChargeOut, Earned, Nudge, PricedLine, Proposal, RefundOut, TaxTotal, Totals, WhyNot,
};
use crate::price::request::{Allowance, Charge, Line};
use crate::secret::SealedText;
use crate::shape;
use crate::time::Instant;
use crate::wire::refund::{Consent, DueState, OriginalState};
use crate::wire::{session::PackRef, tender::Suggestion, tender::Undoing};

shape! {
    /// `basket.open`: a new basket. Only one is open at a time; others are suspended.
    pub struct OpenBasket {
        /// The register's id of the sale; never used again.
        basket_ref: Id,
        /// What it is.
        kind: BasketKind = BasketKind::Sale,
        /// Which books.
        mode: Mode = Mode::Live,
        /// The register's id of the cashier.
        operator_ref: Option<Id>,
        /// Its currency; the pack must know it.
        currency: Currency,
        /// Who computes line amounts.
        price_master: PriceMaster = PriceMaster::Register,
    }
}

shape! {
    /// What a basket is.
    pub enum BasketKind {
        /// Goods go out, money comes in.
        Sale = "sale",
        /// Goods come back, money goes out.
        Refund = "refund",
        /// Goods come back and others go out; the difference is paid or given back.
        Exchange = "exchange",
    }
}

shape! {
    /// Who computes line amounts.
    pub enum PriceMaster {
        /// Every line carries `amount`, which is never recomputed; the page gives adjustments only.
        Register = "register",
        /// Lines carry `unit_price`; the page multiplies.
        Page = "page",
    }
}

shape! {
    /// `basket.put`: the whole basket. The normal call.
    pub struct PutBasket {
        /// The basket.
        basket_ref: Id,
        /// The register's number of this content, higher than the last one.
        revision: u64,
        /// All lines.
        lines: Vec<Line>,
        /// All discounts by the cashier.
        allowances: Vec<Allowance>,
        /// All charges on the basket (freight, packing, service), of no single line.
        charges: Vec<Charge>,
    }
}

shape! {
    /// `basket.add` and `basket.change`: lines to append, or to replace by their ids.
    pub struct EditLines {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The revision this builds on; the new one is one higher.
        base_revision: u64,
        /// The lines.
        lines: Vec<Line>,
    }
}

shape! {
    /// `basket.remove`: lines to take out; lines whose `parent` they are go too.
    pub struct RemoveLines {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The revision this builds on; the new one is one higher.
        base_revision: u64,
        /// The lines.
        line_ids: Vec<Id>,
    }
}

shape! {
    /// `basket.allowance`: sets one discount by the cashier, or takes it away.
    pub struct SetAllowance {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The revision this builds on; the new one is one higher.
        base_revision: u64,
        /// The discount to set (replaces one of the same id).
        allowance: Option<Allowance>,
        /// The discount to take away.
        remove: Option<Id>,
    }
}

shape! {
    /// `basket.suspend`, `basket.unfreeze`, `basket.cancel` and `tender.rollback`.
    pub struct OfBasket {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
    }
}

shape! {
    /// `basket.resume`: a suspended basket comes back.
    pub struct ResumeBasket {
        /// The basket.
        basket_ref: Id,
        /// What `basket.suspend` had answered, for a basket of another till; coupons, customer and cards are to be shown again.
        sale_record: Option<SealedText>,
    }
}

shape! {
    /// `basket.freeze`: the register closes the basket for payment and compares totals.
    pub struct Freeze {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The revision the register has.
        revision: u64,
        /// What the register computes as the total, all adjustments taken off, before cash rounding.
        register_total: Amount,
        /// The register's totals by tax code, if it has them: gross amounts.
        per_rate: Vec<RateTotal>,
    }
}

shape! {
    /// One rate's gross total in the register.
    pub struct RateTotal {
        /// The register's tax code.
        tax_code: Id,
        /// Gross amount.
        gross: Amount,
    }
}

shape! {
    /// A difference between register and page, in the details of `total_mismatch` and in `basket.discrepancy`.
    pub struct Difference {
        /// `total`, `tax:<code>` or `tenders`; of stored value `gift_card` (paid with one), `gift_card_load`, or `given_back`
        /// where less went back to a card than it was due; of returns `returned` (more than was sold) or `original` (of an
        /// unknown sale); of voids `voucher` or `coupon`, which cannot be called back.
        what: Id,
        /// The register's figure.
        register: Amount,
        /// The page's figure.
        page: Amount,
    }
}

shape! {
    /// `basket.commit`: the register has closed the sale and given it a number.
    pub struct Commit {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The register's legal receipt number.
        receipt_no: Label,
        /// What the fiscal law adds.
        fiscal: Fiscal,
        /// Money the register took without telling before.
        tenders: Vec<TenderIn>,
    }
}

shape! {
    /// What the fiscal law adds to the receipt, shown verbatim.
    pub struct Fiscal {
        /// Lines of text (JIR, ZKI and the like).
        lines: Vec<Label>,
        /// Content of the fiscal QR code.
        qr: Option<String>,
        /// The fiscal signature is still to come.
        pending: bool,
    }
}

shape! {
    /// Money the register took by itself.
    pub struct TenderIn {
        /// The register's id of it.
        tender_ref: Id,
        /// How it was paid.
        kind: TenderKind,
        /// How much, minor units, without change; negative was given back.
        amount: Amount,
        /// Cash rounding contained in `amount` (0.02 if 12.33 was paid as 12.35).
        rounding: Amount = Amount::ZERO,
        /// cash: what the customer gave; the receipt shows the change.
        tendered: Option<Amount>,
        /// card: what the terminal says; import: what it said before stays if missing.
        slip: Option<std::rc::Rc<crate::wire::slip::Slip>>,
    }
}

shape! {
    /// How something is paid.
    pub enum TenderKind {
        /// Cash, rounded by the pack's cash rounding.
        Cash = "cash",
        /// Card on the register's terminal.
        Card = "card",
        /// A gift card of the ledger.
        GiftCard = "gift_card",
        /// Anything else the register knows of.
        Other = "other",
    }
}

shape! {
    /// `basket.void`: a committed sale is undone whole; stored value and coupon uses come back.
    pub struct VoidBasket {
        /// The basket.
        basket_ref: Id,
    }
}

shape! {
    /// `basket.import`: a sale that was finished without the page. Accepted as a fact; differences are recorded.
    pub struct ImportBasket {
        /// The register's id of the sale; may be the basket that was interrupted.
        basket_ref: Id,
        /// What it is.
        kind: BasketKind = BasketKind::Sale,
        /// Which books.
        mode: Mode = Mode::Live,
        /// Its currency.
        currency: Currency,
        /// All lines; what came back of a known sale as `refund_of`, with the amount that the register gave for it.
        lines: Vec<Line>,
        /// The adjustments the register gave, as the page had sent them.
        adjustments: Vec<Adjustment>,
        /// What was paid with.
        tenders: Vec<TenderIn>,
        /// Cards that lines of kind `gift_card_load` load, unless the page has held the money for them already.
        loads: Vec<crate::wire::card::LoadIn>,
        /// The register's total.
        total: Amount,
        /// When the sale was closed; the moment of the import if missing.
        at: Option<Instant>,
        /// The register's id of the cashier.
        operator_ref: Option<Id>,
        /// The register's legal receipt number.
        receipt_no: Label,
        /// What the fiscal law adds.
        fiscal: Fiscal,
    }
}

shape! {
    /// Answer to every call that changes a basket, and payload of `basket.priced`: all figures, replacing the former.
    pub struct BasketState {
        /// The basket.
        basket_ref: Id,
        /// What it is doing: `open`, `frozen`, `paying`, `suspended`.
        phase: Id,
        /// What it is.
        kind: BasketKind,
        /// Which books.
        mode: Mode,
        /// Revision of the content.
        revision: u64,
        /// The pack it was opened with.
        pack: PackRef,
        /// Every line's figures; those that `basket.refund` brought come first.
        lines: Vec<PricedLine>,
        /// Every adjustment: the whole set.
        adjustments: Vec<Adjustment>,
        /// Taxes by code.
        taxes: Vec<TaxTotal>,
        /// The totals.
        totals: Totals,
        /// Offers that did not apply.
        why_not: Vec<WhyNot>,
        /// The nearest of them.
        nudges: Vec<Nudge>,
        /// Units that offers would reward if the register added them.
        proposals: Vec<Proposal>,
        /// Points, stamps and cashback that the sale earns.
        earned: Vec<Earned>,
        /// What others pay, such as manufacturers' coupons: the whole set.
        tendered: Vec<Adjustment>,
        /// Charges on the basket, in figures.
        charges: Vec<ChargeOut>,
        /// Coupons in the basket.
        coupons: Vec<CouponState>,
        /// Cards that are loaded when the basket is committed.
        loads: Vec<crate::wire::card::LoadState>,
        /// What has been paid or is being paid.
        tenders: Vec<TenderState>,
        /// What is still to pay; negative: to give back.
        remaining: Amount,
        /// Sales of which goods come back.
        originals: Vec<OriginalState>,
        /// What comes back, line by line.
        refunds: Vec<RefundOut>,
        /// Frozen: what goes back, and where.
        due: Vec<DueState>,
        /// Whether somebody has consented to what needs it.
        consent: Option<Consent>,
        /// What each way of paying would pay now, once payment has begun.
        suggested: Vec<Suggestion>,
        /// The basket is being cancelled, or could not be.
        cancelling: Option<Undoing>,
        /// The customer's id in the sale, if identified.
        customer: Option<Id>,
    }
}

shape! {
    /// A coupon in the basket.
    pub struct CouponState {
        /// Its id in the basket.
        coupon_id: Id,
        /// Its scheme.
        scheme: Id,
        /// Its name.
        name: Label,
        /// The code, masked.
        masked: String,
        /// `pending`, `applied` or `no_effect`.
        state: Id,
        /// What it took off: zero or negative.
        amount: Amount,
    }
}

shape! {
    /// A tender of the sale.
    pub struct TenderState {
        /// Its id: the register's, or made by the page.
        tender_ref: Id,
        /// How.
        kind: TenderKind,
        /// `asking`, `needs_pin`, `taking`, `approved`, `declined`, `cancelling`, `cancelled` or `unknown`.
        state: Id,
        /// What it covers of the total; negative: what is given back.
        amount: Amount,
        /// Cash rounding: what was paid more (positive) or less than `amount`.
        rounding: Amount,
        /// gift_card: its scheme in the pack.
        scheme: Option<Id>,
        /// The token, masked.
        masked: Option<String>,
        /// Balance left on the card.
        balance: Option<Amount>,
        /// gift_card: what of the basket its scheme does not pay for, by reason.
        gaps: Vec<crate::tender::Gap>,
        /// card: what the terminal says; tip, cashback and surcharge are on top of `amount`.
        slip: Option<std::rc::Rc<crate::wire::slip::Slip>>,
    }
}

shape! {
    /// Answer to `basket.suspend`.
    pub struct Suspended {
        /// The basket.
        basket_ref: Id,
        /// `suspended`.
        state: Id,
        /// What another till takes it up with; missing if goods come back in it, or without a key of this till.
        sale_record: Option<String>,
    }
}

shape! {
    /// Answer to `basket.cancel` and `basket.void`; event `basket.cancelled`.
    pub struct Closed {
        /// The basket.
        basket_ref: Id,
        /// `suspended`, `cancelled`, `voided`, or `cancelling`: `basket.cancelled` or `basket.cancel_failed` follows.
        state: Id,
    }
}
