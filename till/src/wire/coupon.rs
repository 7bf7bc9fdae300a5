//! Modules scan, coupons and loyalty: codes that are shown.

use crate::money::Amount;
use crate::names::{Id, Label};
use crate::secret::Token;
use crate::shape;

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
        /// coupon, card, member: the scheme in the pack.
        scheme: Option<Id>,
        /// coupon, member: the operation that was started; its outcome follows as an event.
        accepted: Option<Id>,
    }
}

shape! {
    /// What a scanned text is taken for.
    pub enum ScanKind {
        /// A GTIN (EAN-8, UPC-A, EAN-13, GTIN-14) with a right check digit.
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
    /// `coupons.check` and `coupons.redeem`.
    pub struct CouponCode {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The code.
        code: Token,
    }
}

shape! {
    /// Answer to `coupons.check`: by the pack alone; whether a code is used up shows when it is redeemed.
    pub struct CouponChecked {
        /// The scheme.
        scheme: Id,
        /// Its name.
        name: Label,
        /// Whether it would change the total of the basket now.
        would_apply: bool,
        /// What it would take off now: zero or negative.
        amount: Amount,
        /// Why not, if it would not.
        why_not: Vec<crate::price::answer::WhyNot>,
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
