//! What the ledger holds for a frozen basket is kept for as long as the basket is frozen.
//!
//! What must hold: a hold lasts 30 minutes and is extended every 10, so that a customer who looks for a purse loses nothing.

use super::draft::Draft;
use super::state::{Sale, TenderPhase};
use crate::ledger::ask::{Ask, What};
use crate::names::Id;
use crate::record::HoldsExtended;
use crate::session::Effect;
use crate::time::Instant;

/// How often holds are extended, in milliseconds.
const EXTEND_EVERY: i64 = 10 * 60 * 1000;

impl Sale {
    /// When the holds are to be extended next.
    pub(super) fn extend_at(&self, now: Instant) -> Option<Instant> {
        let holds = !self.holds().is_empty();
        let next = |last: Instant| if now < last { now } else { last.after(EXTEND_EVERY) }; // the clock was set back
        self.extended.filter(|_| holds).map(next)
    }

    fn holds(&self) -> Vec<Id> {
        let coupons = self.coupons.iter().filter(|coupon| coupon.held).map(|coupon| coupon.id.clone());
        let cards = self.tenders.iter().filter(|tender| tender.phase == TenderPhase::Approved);
        let loads = self.loads.iter().filter(|load| load.held).map(|load| load.id.clone());
        let points =
            self.redemptions.iter().filter(|redemption| redemption.held).map(|redemption| redemption.id.clone());
        coupons.chain(cards.filter_map(|tender| tender.op.clone())).chain(loads).chain(points).collect()
    }
}

impl Draft<'_> {
    /// Asks the ledger to keep what it holds, if it is time. Nobody waits for the answers: a hold that is gone shows when
    /// it is posted.
    pub(super) fn extend_holds(&mut self) {
        let due = |sale: &&Sale| sale.extend_at(self.ctx.now).is_some_and(|at| self.ctx.now >= at);
        let Some(sale) = self.state.sale.as_ref().filter(due) else { return };
        let (mode, holds) = (sale.mode, sale.holds());
        self.record(HoldsExtended { at: self.ctx.now });
        for of in holds {
            let op_id = self.id("op");
            self.effect(Effect::Ask(Ask { op_id, mode, what: What::Extend { of } }));
        }
    }
}
