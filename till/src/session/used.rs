//! How far the limits of offers are used up by sales of this till.
//!
//! What must hold: a committed sale counts once for each offer that gave something in it, a voided one no more; training and
//! test count for themselves. What comes back does not free a use: the offer was taken. Uses of one customer are not
//! counted here.

use super::state::State;
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
    pub(super) fn count_offers(&mut self, receipt: &Receipt, undone: bool) {
        let mut gave: Map<Id, Amount> = Map::new();
        let given = receipt.priced.adjustments.iter().chain(&receipt.priced.tendered);
        for adjustment in given.filter(|adjustment| adjustment.amount.is_negative()) {
            gave.change(adjustment.offer_id.clone(), |sum| *sum = sum.minus(adjustment.amount).unwrap_or(*sum));
        }
        for earned in &receipt.priced.earned {
            gave.change(earned.offer_id.clone(), |_| {});
        }
        let offers = Rc::make_mut(&mut self.used);
        for (offer_id, amount) in gave.iter() {
            let (mode, day) = (receipt.mode, receipt.business_date);
            let known = offers.iter().position(|used| used.mode == mode && used.offer_id == *offer_id);
            let new = UsedOffer { mode, offer_id: offer_id.clone(), uses: 0, amount: Amount::ZERO, day, uses_day: 0 };
            let mut used = known.map_or(new, |place| offers.remove(place));
            used.count(*amount, day, undone);
            offers.push(used);
        }
        let over = offers.len().saturating_sub(KEPT);
        offers.drain(..over);
    }

    /// How far the limited offers of a pack are used up on a day.
    pub(super) fn used_up(&self, pack: &Pack, mode: Mode, day: BusinessDate) -> Vec<Used> {
        let limited = |offer: &&Offer| {
            let limits = &offer.limits;
            limits.max_uses.is_some() || limits.max_uses_day.is_some() || limits.budget.is_some()
        };
        let used = |offer: &Offer| self.used.iter().find(|used| used.mode == mode && used.offer_id == offer.id);
        let found = pack.offers.iter().filter(limited).filter_map(used);
        let told = |used: &UsedOffer| Used {
            offer_id: used.offer_id.clone(),
            uses: used.uses,
            uses_customer: 0,
            uses_day: if used.day == day { used.uses_day } else { 0 },
            amount: Some(used.amount),
        };
        found.map(told).collect()
    }
}

impl UsedOffer {
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
