//! What the members' books hear, and what members are told.
//!
//! What must hold: every figure that is told of a member, in an event or on a screen, is one that the books had when the
//! ledger was asked for it.

use super::{Broken, World};
use crate::audit::club::books::{Books, Told};
use crate::checks::require;
use crate::page::Noted;
use serde_json::Value;
use till::ledger::ask::Outcome;
use till::names::Id;
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
