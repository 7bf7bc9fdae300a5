//! What happens around a till, and what a register says that it should not.

use super::{Broken, Event, World};
use crate::register::Sent;
use serde_json::json;

impl World {
    /// What happens around a till: time goes by, clocks jump, the register's program starts anew, facts are compacted.
    pub(super) fn mishaps(&mut self, no: usize) {
        if self.dice.chance(self.weather.pause) {
            self.now += self.dice.between(60_000, 2_400_000);
        }
        if self.dice.chance(self.weather.outage) {
            self.store_back = self.now + self.dice.between(1_000, 900_000);
            self.trace.line(self.now, || "the store's ledger is out of reach".to_owned());
        }
        if self.dice.chance(self.weather.jump) {
            let by = self.dice.between(-90_000_000, 90_000_000);
            self.trace.line(self.now, || format!("till {no}: its clock jumps by {by} ms"));
            self.tills[no].page.skew += by;
        }
        if self.dice.chance(self.weather.restart) {
            self.trace.line(self.now, || format!("till {no}: its register starts anew"));
            for sent in self.tills[no].register.restart() {
                self.post(no, &sent);
            }
            self.open(no);
        }
        let page = &mut self.tills[no].page;
        if page.alive && page.session.state().sale.is_none() && self.dice.roll(30) == 0 {
            page.checkpoint(self.now);
        }
    }

    /// An id once more, with the same content or another.
    pub(super) fn wild(&mut self, no: usize) -> Broken {
        let till = &mut self.tills[no];
        let passed = |sent: &&Sent| {
            !sent.is_fact() && sent.kind != "session.open" && !till.register.open.iter().any(|open| open.id == sent.id)
        };
        let list: Vec<Sent> = till.register.history.iter().filter(passed).cloned().collect();
        let Some(sent) = self.dice.pick(&list) else { return Ok(()) };
        let mut sent = sent.clone();
        if self.dice.roll(2) == 0 {
            sent.payload["other"] = json!(self.dice.roll(1000));
            till.register.reused.push(sent.id.clone());
        }
        let load = till.page.load;
        self.send(|text| Event::ToPage(no, load, text), sent.text());
        Ok(())
    }
}

impl World {
    /// What this run was worth.
    pub fn seen(&self) -> crate::Seen {
        let mut seen = crate::Seen::default();
        for till in &self.tills {
            let receipts = &till.page.session.state().receipts;
            let gift =
                |tender: &till::wire::basket::TenderState| tender.kind == till::wire::basket::TenderKind::GiftCard;
            seen.sales += receipts.len();
            seen.by_gift_card += receipts.iter().filter(|sale| sale.receipt.tenders.iter().any(gift)).count();
            seen.with_coupon += receipts
                .iter()
                .filter(|sale| sale.receipt.priced.adjustments.iter().any(|a| a.coupon_id.is_some()))
                .count();
            seen.voided += receipts.iter().filter(|sale| sale.receipt.voided).count();
            seen.discrepancies +=
                till.register.events.values().filter(|text| text.contains("basket.discrepancy")).count();
            seen.commands += till.register.history.len();
        }
        seen
    }
}
