//! The page's journal: what is stored, and what a new instance takes up from it.
//!
//! What must hold: a batch is stored whole or not at all; the facts, read back from their texts, add up to the state.

use super::{Page, Turn, Work, setup};
use std::rc::Rc;
use till::ledger::{Ledger, LedgerRecord};
use till::record::{Checkpoint, Record};
use till::session::{Input, Session};
use till::shape::{Shape, read_text};

/// One batch of facts as it is stored.
#[derive(Clone)]
pub(super) enum Batch {
    Sale(Vec<String>),
    Ledger(Vec<String>),
}

pub(super) enum Kept {
    Stored,
    NotStored,
    Died,
}

impl Page {
    /// Stores a batch whole or not at all; nobody may know which.
    pub(super) fn append(&mut self, batch: Batch, turn: &mut Turn<'_>) -> Kept {
        let (Batch::Sale(records) | Batch::Ledger(records)) = &batch;
        if records.is_empty() {
            return Kept::Stored;
        }
        if self.dies(turn) {
            return Kept::Died; // before it, or inside it: a torn batch is cut off by the next start
        }
        if turn.dice.chance(turn.weather.not_stored) {
            return Kept::NotStored;
        }
        if turn.dice.chance(turn.weather.perhaps_stored) {
            if turn.dice.chance(500) {
                self.note_forgotten(&batch);
                self.journal.push(batch);
                self.clean = false;
            }
            return Kept::Died; // this instance says nothing more
        }
        self.note_forgotten(&batch);
        self.journal.push(batch);
        if self.dies(turn) {
            self.clean = false;
            return Kept::Died;
        }
        Kept::Stored
    }

    /// Facts of the sale give way to a checkpoint, and those of the ledger; whole or not at all.
    pub fn checkpoint(&mut self, now: i64) {
        let state = Rc::new(self.session.state().clone());
        let text = Record::Checkpoint(Checkpoint { state }).write().to_string();
        let pieces = self.ledger.checkpoint(till::time::Instant::from_millis(now));
        pieces.iter().for_each(|piece| self.ledger.apply(piece));
        let ledger = pieces.iter().map(|piece| piece.write().to_string()).collect();
        self.journal = vec![Batch::Sale(vec![text]), Batch::Ledger(ledger)];
        self.forgets = false;
    }

    /// Whether these facts are of somebody who is forgotten: then the journal is not left as it is.
    fn note_forgotten(&mut self, batch: &Batch) {
        let (what, facts) = match batch {
            Batch::Sale(facts) => ("\"customer_forgotten\"", facts),
            Batch::Ledger(facts) => ("\"forgotten\"", facts),
        };
        self.forgets |= facts.iter().any(|fact| fact.contains(what));
    }

    fn replayed(&self, load: u32, restarts: u32) -> (Session, Ledger) {
        let (mut session, mut ledger) = (Session::new(setup(load, restarts)), Ledger::new());
        for batch in &self.journal {
            match batch {
                Batch::Sale(records) => records.iter().for_each(|text| {
                    session.apply(&read_text::<Record>("record", text).expect("what was written is read"));
                }),
                Batch::Ledger(records) => records.iter().for_each(|text| {
                    ledger.apply(&read_text::<LedgerRecord>("record", text).expect("what was written is read"));
                }),
            }
        }
        (session, ledger)
    }

    /// The facts add up to what there is.
    pub fn replays(&self) -> Result<(), String> {
        let (session, ledger) = self.replayed(self.load, self.restarts);
        if self.clean && (session.state() != self.session.state() || ledger != self.ledger) {
            return Err("the facts do not add up to the state".to_owned());
        }
        Ok(())
    }

    /// The next instance, from what was stored: in the same page load, its link still open, or in another one.
    pub fn rise(&mut self, reload: bool, turn: &mut Turn<'_>) -> Result<bool, String> {
        self.replays()?;
        self.restarts = if reload { 0 } else { self.restarts + 1 };
        if reload {
            self.pinned = 0;
            self.store_keys.clear();
            let (session, _) = self.replayed(self.load, 0);
            let clock = &session.state().clock;
            let known = if clock.page == format!("page-{}", self.load) { clock.drift } else { 0 };
            if (self.skew - self.load_skew - known).abs() > 600_000 {
                self.locks.clear(); // a clock set while nobody looked is like a closed shop
            }
            self.load += 1;
            self.load_skew = self.skew;
        }
        (self.session, self.ledger) = self.replayed(self.load, self.restarts);
        self.queue.clear();
        self.said.clear();
        (self.alive, self.clean, self.due, self.wake) = (true, true, None, None);
        self.told_drift = 0;
        Ok(self.run(Work::Input(Input::Boot), turn))
    }

    /// Every text that was ever stored, for looking for secrets.
    pub fn stored(&self) -> impl Iterator<Item = &str> {
        self.journal.iter().flat_map(|batch| match batch {
            Batch::Sale(records) | Batch::Ledger(records) => records.iter().map(String::as_str),
        })
    }
}
