//! The store's ledger: the device's very ledger, behind a door of JSON texts, shared by all tills of a store.
//!
//! What must hold: a fact is stored before its answer leaves; an ask that is no ask, or is sealed with another key, gets
//! no answer at all, so that nobody takes it for a decline.

use till::ledger::{Ledger, LedgerRecord};
use till::session::Ctx;
use till::shape::{Shape, read_text};
use till::time::Instant;
use till::wire::ledger::LedgerAsk;

/// A ledger, the mark of its key, and its facts in order.
#[derive(Debug, Default)]
pub struct Store {
    pub ledger: Ledger,
    key: Option<String>,
    facts: Vec<String>,
}

impl Store {
    /// From the facts of before, one JSON text each.
    pub fn from_facts<'a>(facts: impl IntoIterator<Item = &'a str>) -> Result<Store, String> {
        let mut store = Store::default();
        for fact in facts {
            let record: LedgerRecord = read_text("record", fact).map_err(|misfit| misfit.to_string())?;
            store.ledger.apply(&record);
            store.facts.push(fact.to_owned());
        }
        Ok(store)
    }

    /// The answer to an ask, both as JSON, and the fact that is to be stored first. The first key that is used is the
    /// store's from then on.
    pub fn answer(&mut self, ask: &str, now: Instant) -> Result<(String, Option<String>), String> {
        let ask: LedgerAsk = read_text("ask", ask).map_err(|misfit| misfit.to_string())?;
        let key = ask.key.as_ref().map(|key| key.as_str().to_owned()).ok_or("an ask without the mark of its key")?;
        if *self.key.get_or_insert_with(|| key.clone()) != key {
            return Err("sealed with another key".to_owned());
        }
        let ask = ask.ask().ok_or("what it asks for is missing")?;
        let step = self.ledger.decide(&ask, &Ctx { now, offset_minutes: 0, entropy: [0; 32] });
        let mut stored = None;
        for record in &step.records {
            let fact = record.write().to_string();
            self.ledger.apply(record);
            self.facts.push(fact.clone());
            stored = Some(fact);
        }
        Ok((step.outcome.write().to_string(), stored))
    }

    /// Puts a checkpoint in the place of all facts: nothing of who was forgotten is in them any more.
    pub fn condense(&mut self, now: Instant) -> Result<(), String> {
        let facts: Vec<String> = self.ledger.checkpoint(now).iter().map(|record| record.write().to_string()).collect();
        let again = Store::from_facts(facts.iter().map(String::as_str))?;
        (self.ledger, self.facts) = (again.ledger, again.facts);
        Ok(())
    }

    /// Whether a fact is that somebody was forgotten.
    pub fn forgets(fact: &str) -> bool {
        matches!(read_text("record", fact), Ok(LedgerRecord::Forgotten(_)))
    }

    /// The facts add up to the ledger.
    pub fn replays(&self) -> Result<(), String> {
        let again = Store::from_facts(self.facts.iter().map(String::as_str))?;
        if again.ledger == self.ledger {
            Ok(())
        } else {
            Err("the store's facts do not add up to its ledger".to_owned())
        }
    }

    /// Every fact.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        self.facts.iter().map(String::as_str)
    }
}
