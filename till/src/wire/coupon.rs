//! Modules scan, coupons and loyalty: codes that are shown.

use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::price::request::Unit;
use crate::quantity::Quantity;
use crate::secret::Token;
use crate::shape;
use crate::time::BusinessDate;

shape! {
    /// `scan`: what is this? A coupon or member card is acted upon if a basket is open; a product is only named.
    pub struct Scan {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The scanned text.
        code: Token,
    }
}

shape! {
    /// Answer to `scan`.
    pub struct Scanned {
        /// What it is taken for.
        kind: ScanKind,
        /// product: the GTIN.
        gtin: Option<Id>,
        /// product: the item reference of one of the shop's own codes, as `in_store` of the pack reads it.
        plu: Option<Id>,
        /// product: how much of it the code says; `unit` is there, too.
        quantity: Option<Quantity>,
        /// product: pieces, or what `quantity` measures.
        unit: Option<Unit>,
        /// product: the price of all of it, minor units; `currency` is there, too.
        price: Option<Amount>,
        /// product: of `price`: that of the code, or that of the basket.
        currency: Option<Currency>,
        /// product: batch or lot, AI (10).
        batch: Option<Label>,
        /// product: best before this day, AI (15).
        best_before: Option<BusinessDate>,
        /// product: not to be used after this day, AI (17) or (7003).
        use_by: Option<BusinessDate>,
        /// unknown: where a text goes wrong that is nearly a number, element string or link of GS1.
        fault: Option<ScanFault>,
        /// coupon, card, member: the scheme in the pack.
        scheme: Option<Id>,
        /// coupon, member: the operation that was started; its outcome follows as an event.
        accepted: Option<Id>,
    }
}

impl Scanned {
    /// Nothing that the page knows.
    #[must_use]
    pub fn unknown() -> Scanned {
        Scanned {
            kind: ScanKind::Unknown,
            gtin: None,
            plu: None,
            quantity: None,
            unit: None,
            price: None,
            currency: None,
            batch: None,
            best_before: None,
            use_by: None,
            fault: None,
            scheme: None,
            accepted: None,
        }
    }
}

shape! {
    /// Where a scanned text goes wrong.
    pub struct ScanFault {
        /// What is wrong, such as `wrong_check_digit`, `invalid_character`, `too_short`, `unknown_ai`, `impossible_date`; all
        /// are in docs/codes.md.
        code: Id,
        /// Which character of the text it is, from 0; its length where something is missing at the end.
        at: u32,
        /// What would be right, in English.
        reason: String,
    }
}

shape! {
    /// What a scanned text is taken for.
    pub enum ScanKind {
        /// A GTIN (EAN-8, UPC-A, EAN-13, GTIN-14) with a right check digit, alone or in an element string or link, or one of
        /// the shop's own codes.
        Product = "product",
        /// A coupon of the pack.
        Coupon = "coupon",
        /// A stored value card of the pack.
        Card = "card",
        /// A member card of the pack.
        Member = "member",
        /// Nothing that the page knows.
        Unknown = "unknown",
    }
}

shape! {
    /// `coupons.redeem`.
    pub struct RedeemCoupon {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The code.
        code: Token,
        /// A coupon that would lose most of its face value: true uses it all the same, false keeps it. Missing: the customer is
        /// asked on the screen; without one that is touched `coupon_loses` says what it would give and lose.
        accept_loss: Option<bool>,
    }
}

shape! {
    /// `coupons.check`: what would these coupons do together, in this order? At most 20.
    pub struct CheckCoupons {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The codes.
        codes: Vec<Token>,
    }
}

shape! {
    /// `coupons.list`: which kinds of coupons could be used in the open basket now?
    pub struct ListCoupons {
        /// The basket it is meant for; refused if another one is open.
        basket_ref: Option<Id>,
    }
}

shape! {
    /// Answer to `coupons.check` by pack and basket; event `coupons.checked` with what the ledger says besides; answer to
    /// `coupons.list`. Nothing is held and nothing is used.
    pub struct CouponsChecked {
        /// A verdict for each, in the order asked.
        coupons: Vec<CouponVerdict>,
        /// check: the operation whose event says what the ledger knows; missing if there is nothing to ask it.
        accepted: Option<Id>,
        /// Event: that operation.
        op_id: Option<Id>,
        /// Event: whether the ledger was reached; without it the verdicts are those of the answer.
        result: Option<crate::ledger::ask::OutcomeKind>,
    }
}

shape! {
    /// What a coupon would do now.
    pub struct CouponVerdict {
        /// The code, masked; of a list empty.
        masked: String,
        /// Its scheme, if it is a coupon of this shop.
        scheme: Option<Id>,
        /// Its name.
        name: Option<Label>,
        /// What would become of it.
        verdict: Verdict,
        /// Why not: an error code.
        code: Option<Id>,
        /// What it would take off beside the others: zero or negative.
        amount: Amount,
        /// Of its face value so much would be lost.
        loses: Amount = Amount::ZERO,
        /// Event: uses left, where there is an end.
        left: Option<u32>,
        /// Why its offers give nothing, with what is missing.
        why_not: Vec<crate::price::answer::WhyNot>,
    }
}

shape! {
    /// What would become of a coupon.
    pub enum Verdict {
        /// It would take something off.
        Applied = "applied",
        /// Nothing in the basket goes with it now, or it would lose most of its face value.
        NotApplicable = "not_applicable",
        /// It stands behind another one: the same twice, not together, or the customer pays less without it.
        Skipped = "skipped",
        /// It, or all of its kind that there are, was used.
        UsedUp = "used_up",
        /// It is no coupon of this shop, not yet or no more good, or somebody else's.
        Refused = "refused",
    }
}

shape! {
    /// `coupons.issue`: a cashier gives a coupon. It is printed (request `print`) once its code is known to the ledger; the
    /// outcome is event `coupon.issued`.
    pub struct IssueCoupon {
        /// The scheme; the pack says whether and how many.
        scheme: Id,
        /// Why.
        reason: crate::names::Label,
        /// The books, if no basket is open.
        mode: crate::ledger::ask::Mode = crate::ledger::ask::Mode::Live,
    }
}

shape! {
    /// Event `coupon.issued`: what became of a coupon that a cashier gives.
    pub struct CouponIssued {
        /// The operation; also the `print_id`.
        op_id: Id,
        /// The scheme.
        scheme: Option<Id>,
        /// Done or declined.
        result: crate::ledger::ask::OutcomeKind,
        /// Why not: an error code; `issue_refused` if nobody consented.
        code: Option<Id>,
        /// Good until before this moment.
        valid_until: Option<crate::time::Instant>,
    }
}

shape! {
    /// `coupons.remove`.
    pub struct RemoveCoupon {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// Its id in the basket.
        coupon_id: Id,
    }
}

shape! {
    /// Event `coupon.redeemed`: the coupon is in the basket. `basket.priced` precedes it.
    pub struct CouponRedeemed {
        /// The operation.
        op_id: Id,
        /// Its id in the basket.
        coupon_id: Id,
        /// The scheme.
        scheme: Id,
        /// What it takes off now: zero or negative.
        amount: Amount,
    }
}

shape! {
    /// Event `coupon.refused`.
    pub struct CouponRefused {
        /// The operation.
        op_id: Id,
        /// The code, masked.
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
    /// `loyalty.identify`: the customer's card.
    pub struct Identify {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The card number.
        code: Token,
    }
}

shape! {
    /// Answer to `loyalty.identify`, and event `customer.identified`.
    pub struct Identified {
        /// The customer's random id in this sale.
        customer: Id,
        /// The card's scheme.
        scheme: Id,
        /// The card, masked.
        masked: String,
    }
}

shape! {
    /// Event `scan.read`: a code typed or scanned into the page that no field was waiting for.
    pub struct ScanRead {
        /// The text as it came.
        code: String,
    }
}
