//! What happens around a till, and what a register says that it should not.

use super::{Broken, Event, World};
use crate::Seen;
use crate::audit::cards_of;
use crate::register::Sent;
use serde_json::json;
use till::session::state::Committed;
use till::wire::basket::BasketKind;

impl World {
    /// What happens around a till: time goes by, clocks jump, the register's program starts anew, facts are compacted.
    pub(super) fn mishaps(&mut self, no: usize) -> Broken {
        if self.dice.chance(self.weather.pause) {
            self.now += self.dice.between(60_000, 2_400_000);
        }
        if self.dice.chance(self.weather.night) {
            self.now += self.dice.between(20_000_000, 700_000_000);
            self.trace.line(self.now, || "days have gone by".to_owned());
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
        let page = &self.tills[no].page;
        if page.alive && page.session.state().sale.is_none() && self.dice.roll(30) == 0 {
            self.tills[no].no_secret()?; // before facts give way
            self.tills[no].page.checkpoint(self.now);
        }
        Ok(())
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
    pub fn seen(&self) -> Seen {
        let mut seen = self.audited.clone();
        for till in &self.tills {
            let receipts = &till.page.session.state().receipts;
            let mut count = |what: &'static str, is_it: &dyn Fn(&Committed) -> bool| {
                seen.count(what, receipts.iter().filter(|sale| is_it(sale)).count());
            };
            count("sales", &|sale| sale.receipt.kind == BasketKind::Sale);
            count("returns", &|sale| sale.receipt.kind == BasketKind::Refund);
            count("exchanges", &|sale| sale.receipt.kind == BasketKind::Exchange);
            count("voided", &|sale| sale.receipt.voided);
            count("paid by gift card", &|sale| cards_of(sale).any(|tender| tender.amount.is_positive()));
            count("given back to gift card", &|sale| cards_of(sale).any(|tender| tender.amount.is_negative()));
            count("with coupon", &|sale| sale.receipt.priced.adjustments.iter().any(|a| a.coupon_id.is_some()));
            count("with tips", &|sale| sale.receipt.tenders.iter().any(|tender| tender.slip.is_some()));
            for text in till.register.events.values() {
                let done = |kind: &str| text.contains(kind) && !text.contains("\"code\"");
                let kinds = [
                    ("discrepancies", "basket.discrepancy"),
                    ("loads", "\"tender.loaded\""),
                    ("moved", "\"tender.transferred\""),
                    ("paid out", "\"tender.cashed_out\""),
                ];
                kinds.iter().filter(|(_, kind)| done(kind)).for_each(|(what, _)| seen.count(what, 1));
                seen.count("unknown payments", usize::from(text.contains("\"tender.unknown\"")));
            }
            seen.count("days closed", till.register.closed_days.len());
            seen.count("commands", till.register.history.len());
        }
        seen
    }
}
