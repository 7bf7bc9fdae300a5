//! What the engine is asked: a basket, the offers of a pack, what was presented, and every choice by name.

mod line;
mod offer;
mod options;
mod original;
mod when;

use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::quantity::Percent;
use crate::shape;
use crate::time::Instant;

pub use line::*;
pub use offer::*;
pub use options::*;
pub use original::*;
pub use when::*;

shape! {
    /// A basket to price.
    pub struct Request {
        /// Currency of every amount.
        currency: Currency,
        /// The lines.
        lines: Vec<Line>,
        /// The tax table.
        taxes: Vec<Tax>,
        /// The offers.
        offers: Vec<Offer>,
        /// Coupons in the basket, in the order they were redeemed.
        coupons: Vec<CouponIn>,
        /// The customer, if identified.
        customer: Option<CustomerIn>,
        /// Offers with `on_choice` that the customer has chosen.
        chosen: Vec<Id>,
        /// Discounts by the cashier.
        allowances: Vec<Allowance>,
        /// Charges on the basket.
        charges: Vec<Charge>,
        /// What is paid so far, in the order of payment.
        tenders: Vec<TenderIn>,
        /// The sales of which goods come back.
        originals: Vec<Original>,
        /// How far limits over baskets are used up; offers that are not named are unused.
        used: Vec<Used>,
        /// The choices.
        options: Options,
        /// The moment of the sale; offers with dates, days or hours never apply without one.
        at: Option<Instant>,
        /// The store's offset from UTC in minutes, -840 to 840; UTC if missing.
        offset_minutes: Option<Offset>,
        /// The store.
        store: Option<Id>,
        /// The till.
        till: Option<Id>,
        /// The channel, such as `till` or `kiosk`.
        channel: Option<Id>,
        /// The tender the customer is going to pay all of it with, such as `cash` or `card:visa`.
        tender: Option<Id>,
    }
}

shape! {
    /// A coupon that is in the basket.
    pub struct CouponIn {
        /// Its id in the basket (never the code itself).
        id: Id,
        /// Its scheme; offers name it in `when.coupon`.
        scheme: Id,
        /// Whether it is gone once used.
        single_use: bool = true,
        /// The customer was asked and uses it, whatever it loses; see `options.most_forfeited`.
        accept_loss: bool,
        /// What this one is worth, minor units, in the place of the offer's `amount` (`amount_off`).
        amount: Option<Amount>,
    }
}

shape! {
    /// What is known of the customer.
    pub struct CustomerIn {
        /// Groups and tiers the customer belongs to.
        groups: Vec<Id>,
        /// Keys of the customer's cards, for the Campaign standard.
        cards: Vec<Id>,
        /// How many purchases were made before this one.
        purchases: Option<u32>,
        /// Month and day of birth as `MM-DD`.
        birthday: Option<Id>,
    }
}

shape! {
    /// A discount that the cashier gives on the basket, with a reason (EN 16931 document level allowance).
    pub struct Allowance {
        /// The register's id for it, unique in the basket.
        id: Id,
        /// Rate off the discountable lines; either this or `amount`.
        percent: Option<Percent>,
        /// Amount off the discountable lines, positive; either this or `percent`.
        amount: Option<Amount>,
        /// Only lines with one of these tax codes; empty: all.
        tax_codes: Vec<Id>,
        /// Why.
        reason: Label,
        /// Reason code (UNCL 5189), carried to the answer.
        reason_code: Option<Id>,
    }
}

shape! {
    /// A charge on the basket (EN 16931 document level charge): freight, packing, service.
    pub struct Charge {
        /// The register's id for it, unique in the basket.
        id: Id,
        /// Rate of what the goods cost after all discounts; either this or `amount`.
        percent: Option<Percent>,
        /// Minor units, positive; either this or `percent`.
        amount: Option<Amount>,
        /// Its tax codes; each must be in the tax table, and none a levy.
        tax_codes: Vec<Id>,
        /// Its taxes are those of the goods, levies apart, in place of `tax_codes`: it is split by what the `sale` lines of each
        /// combination of taxes cost after all discounts. Where they cost nothing it has no tax.
        of_goods: bool,
        /// Why.
        reason: Label,
        /// Reason code (UNCL 7161), carried to the answer.
        reason_code: Option<Id>,
    }
}

shape! {
    /// A payment.
    pub struct TenderIn {
        /// The register's id for it, unique in the basket.
        id: Id,
        /// What it is: only `cash` is rounded and gives change.
        kind: Id,
        /// What is handed over, minor units; negative is handed back.
        amount: Amount,
    }
}

shape! {
    /// How far the limits of an offer are used up, by baskets before this one.
    pub struct Used {
        /// The offer.
        offer_id: Id,
        /// Baskets in total.
        uses: u32 = 0,
        /// Baskets of this customer.
        uses_customer: u32 = 0,
        /// Baskets of this day.
        uses_day: u32 = 0,
        /// Given so far, minor units.
        amount: Option<Amount>,
    }
}

/// Minutes from UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset(pub i32);

impl crate::shape::Shape for Offset {
    fn read(at: &crate::shape::At<'_>) -> Self {
        Offset(i32::try_from(at.integer(-840, 840)).unwrap_or_default())
    }
    fn print(&self, out: &mut crate::shape::Out) {
        out.integer(i64::from(self.0));
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "integer", "minimum": -840, "maximum": 840})
    }
}
