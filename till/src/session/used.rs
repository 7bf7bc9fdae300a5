//! How far the limits of offers are used up by sales of this till.
//!
//! What must hold: a committed sale counts once for each offer that gave something in it, a voided one no more; training and
//! test count for themselves. What comes back does not free a use: the offer was taken. Uses of one customer are counted for
//! members that the ledger knows, of offers that limit them, and are gone with the member.

use super::state::{Committed, Customer, Sale, State};
use crate::ledger::ask::Mode;
use crate::map::Map;
use crate::money::Amount;
use crate::names::Id;
use crate::pack::Pack;
use crate::price::request::{Offer, Used};
use crate::receipt::Receipt;
use crate::shape;
use crate::time::BusinessDate;
use std::rc::Rc;

/// Of how many offers it is kept, those of former packs included.
const KEPT: usize = 2_000;

shape! {
    /// How often an offer gave something.
    pub struct UsedOffer {
        /// The books.
        mode: Mode,
        /// The offer.
        offer_id: Id,
        /// Of one member alone.
        member: Option<Id>,
        /// Sales.
        uses: u32,
        /// What it gave, minor units, positive.
        amount: Amount,
        /// The last day it gave something.
        day: BusinessDate,
        /// Sales of that day.
        uses_day: u32,
    }
}

impl State {
    /// Counts the offers of a receipt, or takes them out again.
    pub(super) fn count_offers(&mut self, sale: &Committed, undone: bool) {
        let receipt = &sale.receipt;
        let mut gave: Map<Id, Amount> = Map::new();
        let given = receipt.priced.adjustments.iter().chain(&receipt.priced.tendered);
        for adjustment in given.filter(|adjustment| adjustment.amount.is_negative()) {
            gave.change(adjustment.offer_id.clone(), |sum| *sum = sum.minus(adjustment.amount).unwrap_or(*sum));
        }
        for earned in &receipt.priced.earned {
            gave.change(earned.offer_id.clone(), |_| {});
        }
        let offers = Rc::make_mut(&mut self.used);
        let by = sale.member.as_ref();
        let of_member = by.iter().flat_map(|by| &by.limited).map(|offer| (offer, &Amount::ZERO, by));
        for (offer_id, amount, by) in gave.iter().map(|(offer, amount)| (offer, amount, None)).chain(of_member) {
            let (mode, day, member) = (receipt.mode, receipt.business_date, by.map(|by| by.member.clone()));
            let (offer_id, uses_day) = (offer_id.clone(), 0);
            let new = UsedOffer { mode, offer_id, member, uses: 0, amount: Amount::ZERO, day, uses_day };
            let mut used = match offers.iter().position(|used| used.is(&new)) {
                Some(place) => offers.remove(place),
                None => new,
            };
            used.count(*amount, day, undone);
            offers.push(used);
        }
        let over = offers.len().saturating_sub(KEPT);
        offers.drain(..over);
    }

    /// How far the limited offers of a pack are used up on a day, for the customer of a sale.
    pub(super) fn used_up(&self, pack: &Pack, sale: &Sale, day: BusinessDate) -> Vec<Used> {
        let limited = |offer: &&Offer| {
            let limits = &offer.limits;
            let by_customer = limits.max_uses_customer.is_some();
            by_customer || limits.max_uses.is_some() || limits.max_uses_day.is_some() || limits.budget.is_some()
        };
        let by = |offer: &Id, member: Option<&Id>| {
            let is_it = |used: &&UsedOffer| used.mode == sale.mode && used.offer_id == *offer;
            self.used.iter().filter(is_it).find(|used| used.member.as_ref() == member)
        };
        let member = sale.customer.as_ref().and_then(Customer::member);
        let found = pack.offers.iter().filter(limited).filter_map(|offer| by(&offer.id, None));
        let told = |used: &UsedOffer| Used {
            offer_id: used.offer_id.clone(),
            uses: used.uses,
            uses_customer: member.and_then(|_| by(&used.offer_id, member)).map_or(0, |used| used.uses),
            uses_day: if used.day == day { used.uses_day } else { 0 },
            amount: Some(used.amount),
        };
        found.map(told).collect()
    }
}

/// The offers of a receipt that gave something and of which one customer has a limited number of uses.
pub(super) fn limited(receipt: &Receipt, pack: &Pack) -> Vec<Id> {
    let gave = |offer: &&Offer| {
        let mut given = receipt.priced.adjustments.iter().chain(&receipt.priced.tendered);
        let earned = receipt.priced.earned.iter().any(|earned| earned.offer_id == offer.id);
        earned || given.any(|adjustment| adjustment.offer_id == offer.id && adjustment.amount.is_negative())
    };
    let by_customer = |offer: &&Offer| offer.limits.max_uses_customer.is_some();
    pack.offers.iter().filter(by_customer).filter(gave).map(|offer| offer.id.clone()).collect()
}

impl UsedOffer {
    fn is(&self, other: &UsedOffer) -> bool {
        self.mode == other.mode && self.offer_id == other.offer_id && self.member == other.member
    }

    fn count(&mut self, amount: Amount, day: BusinessDate, undone: bool) {
        let more = if undone { amount.negated() } else { amount };
        self.amount = self.amount.plus(more).unwrap_or(self.amount);
        if undone {
            self.uses = self.uses.saturating_sub(1);
            self.uses_day = self.uses_day.saturating_sub(u32::from(self.day == day));
            return;
        }
        self.uses = self.uses.saturating_add(1);
        if self.day != day {
            (self.day, self.uses_day) = (day, 0);
        }
        self.uses_day = self.uses_day.saturating_add(1);
    }
}
