//! A basket to price, borrowed from wherever its parts live.

use super::catalogue::Catalogue;
use super::request::{
    Allowance, Charge, CouponIn, CustomerIn, Line, Offer, Options, Original, Request, Tax, TenderIn, Used,
};
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
    /// The same offers made ready, where they are priced with again and again.
    pub catalogue: Option<&'a Catalogue>,
    /// Coupons in the basket, in the order they were redeemed.
    pub coupons: &'a [CouponIn],
    /// The customer, if identified.
    pub customer: Option<&'a CustomerIn>,
    /// Offers that the customer has chosen.
    pub chosen: &'a [Id],
    /// Discounts by the cashier.
    pub allowances: &'a [Allowance],
    /// Charges on the basket.
    pub charges: &'a [Charge],
    /// What is paid so far.
    pub tenders: &'a [TenderIn],
    /// The sales of which goods come back.
    pub originals: &'a [Original],
    /// How far limits over baskets are used up.
    pub used: &'a [Used],
    /// The choices.
    pub options: &'a Options,
    /// The moment of the sale; offers with dates, days or hours never apply without one.
    pub at: Option<Instant>,
    /// The store's offset from UTC in minutes.
    pub offset_minutes: i32,
    /// The store.
    pub store: Option<&'a Id>,
    /// The till.
    pub till: Option<&'a Id>,
    /// The channel.
    pub channel: Option<&'a Id>,
    /// The tender the customer is going to pay with.
    pub tender: Option<&'a Id>,
}

impl<'a> Basket<'a> {
    /// A basket of nothing.
    #[must_use]
    pub fn new(currency: Currency, options: &'a Options) -> Basket<'a> {
        Basket {
            currency,
            lines: &[],
            taxes: &[],
            offers: &[],
            catalogue: None,
            coupons: &[],
            customer: None,
            chosen: &[],
            allowances: &[],
            charges: &[],
            tenders: &[],
            originals: &[],
            used: &[],
            options,
            at: None,
            offset_minutes: 0,
            store: None,
            till: None,
            channel: None,
            tender: None,
        }
    }
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
            catalogue: None,
            coupons: &self.coupons,
            customer: self.customer.as_ref(),
            chosen: &self.chosen,
            allowances: &self.allowances,
            charges: &self.charges,
            tenders: &self.tenders,
            originals: &self.originals,
            used: &self.used,
            options: &self.options,
            at: self.at,
            offset_minutes: self.offset_minutes.map_or(0, |offset| offset.0),
            store: self.store.as_ref(),
            till: self.till.as_ref(),
            channel: self.channel.as_ref(),
            tender: self.tender.as_ref(),
        }
    }
}
