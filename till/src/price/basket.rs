//! A basket to price, borrowed from wherever its parts live.

use super::request::{Allowance, CouponIn, CustomerIn, Line, Offer, Options, Request, Tax};
use crate::money::Currency;
use crate::names::Id;
use crate::time::Instant;

/// What [`super::price`] is asked: a [`Request`] whose parts may belong to a session and a pack.
#[derive(Clone, Copy, Debug)]
pub struct Basket<'a> {
    /// Currency of every amount.
    pub currency: Currency,
    /// The lines.
    pub lines: &'a [Line],
    /// The tax table.
    pub taxes: &'a [Tax],
    /// The offers.
    pub offers: &'a [Offer],
    /// Coupons in the basket, in the order they were redeemed.
    pub coupons: &'a [CouponIn],
    /// The customer, if identified.
    pub customer: Option<&'a CustomerIn>,
    /// Discounts by the cashier.
    pub allowances: &'a [Allowance],
    /// The choices.
    pub options: &'a Options,
    /// The moment of the sale; offers with dates, days or hours never apply without one.
    pub at: Option<Instant>,
    /// The store's offset from UTC in minutes.
    pub offset_minutes: i32,
    /// The store.
    pub store: Option<&'a Id>,
}

impl Request {
    /// The same, borrowed. A missing offset is UTC.
    #[must_use]
    pub fn basket(&self) -> Basket<'_> {
        Basket {
            currency: self.currency,
            lines: &self.lines,
            taxes: &self.taxes,
            offers: &self.offers,
            coupons: &self.coupons,
            customer: self.customer.as_ref(),
            allowances: &self.allowances,
            options: &self.options,
            at: self.at,
            offset_minutes: self.offset_minutes.map_or(0, |offset| offset.0),
            store: self.store.as_ref(),
        }
    }
}
