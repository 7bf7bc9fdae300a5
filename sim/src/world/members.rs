//! What the members' books hear, and what members are told.
//!
//! What must hold: every figure that is told of a member, in an event or on a screen, is one that the books had when the
//! ledger was asked for it.

use super::{Broken, World};
use crate::audit::club::books::{Books, Told};
use crate::checks::require;
use crate::page::Noted;
use crate::weather::Course;
use serde_json::Value;
use till::ledger::ask::Outcome;
use till::names::Id;
use till::session::state::Phase;
use till::shape::read_text;
use till::time::Instant;
use till::wire::ledger::LedgerAsk;

impl World {
    /// The store's ledger was asked.
    pub(super) fn note_store(&mut self, ask: &str, answer: &str, at: Instant, stored: bool) -> Broken {
        let ask = read_text::<LedgerAsk>("ask", ask).ok().and_then(|ask| ask.ask()).ok_or("no ask")?;
        let outcome: Outcome = read_text("outcome", answer).map_err(|misfit| misfit.to_string())?;
        self.members.note(&Noted { ask, outcome, at, stored })
    }

    /// A basket that is frozen while nobody knows its customer earns nothing.
    pub(super) fn notes_strangers(&mut self, no: usize) {
        let till = &mut self.tills[no];
        let Some(sale) = &till.page.session.state().sale else { return };
        let basket = sale.basket_ref.to_string();
        match sale.phase {
            Phase::Open => drop(till.strangers.remove(&basket)),
            _ if sale.customer.as_ref().is_none_or(|customer| customer.known.is_none()) => {
                till.strangers.insert(basket);
            }
            _ => {}
        }
    }

    /// Facts give way to checkpoints, so that nothing is left but what is needed.
    pub(super) fn checkpoints(&mut self) -> Broken {
        for till in self.tills.iter_mut().filter(|_| self.weather.course == Course::Loyalty) {
            till.page.replays()?;
            till.no_secret()?;
            till.page.checkpoint(self.now);
        }
        Ok(())
    }

    /// What is told of a member in an event.
    pub(super) fn told_of_members(&self, no: usize, text: &str) -> Broken {
        if !text.contains("\"balance") || !text.contains("\"seq\"") {
            return Ok(());
        }
        let event: Value = serde_json::from_str(text).unwrap_or_default();
        let payload = &event["payload"];
        let op = match event["type"].as_str().unwrap_or_default() {
            "customer.identified" => &payload["customer"],
            "loyalty.balance" | "customer.enrolled" => &payload["op_id"],
            _ => return Ok(()),
        };
        let (Some(op), Some(member)) = (op.as_str().and_then(Id::new), payload["member"].as_str()) else {
            return Ok(());
        };
        let said: Vec<&Value> = payload["balances"].as_array().into_iter().flatten().collect();
        let books = [&self.tills[no].members, &self.members];
        let all = |books: &&Books| -> Vec<(Id, Told)> {
            let by_op = books.told.get(&op).cloned();
            by_op.unwrap_or_else(|| books.told.values().flatten().cloned().collect())
        };
        let known: Vec<Told> =
            books.iter().flat_map(all).filter(|(id, _)| id.as_str() == member).map(|(_, told)| told).collect();
        let fits = said.is_empty() || known.iter().any(|told| said.iter().all(|one| same(one, told)));
        require(fits, || format!("{text}: the books had {known:?}"))
    }
}

fn same(said: &Value, told: &Told) -> bool {
    let program = said["program"].as_str().and_then(Id::new);
    let Some((ready, pending, expires, expiring)) = program.and_then(|program| told.get(&program)).copied() else {
        return said["ready"] == 0 && said["pending"] == 0;
    };
    let until = said["expires"].as_str().and_then(Instant::parse);
    said["ready"].as_i64() == Some(ready)
        && said["pending"].as_i64() == Some(pending)
        && until.map(Instant::millis).map(|at| at / 1000) == expires.map(Instant::millis).map(|at| at / 1000)
        && (expires.is_none() || said["expiring"].as_i64() == Some(expiring))
}
