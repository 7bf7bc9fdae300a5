//! Batches of facts as they are written, and read back.
//!
//! What must hold: one step is one batch, stored whole or not at all; a batch that cannot be read makes the whole
//! journal unreadable (health `damaged`, nothing taken from it, nothing added), never a fresh start that looks like one;
//! a checkpoint takes the place of a stream's batches only after it was read back and is the state; what was forgotten
//! is gone from the journal with the ledger's next one.

use crate::port::Host;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use till::ledger::LedgerRecord;
use till::record::{Checkpoint, Record};
use till::secret::Seal;
use till::session::Health;
use till::session::state::State;
use till::shape::{At, DEEPEST, Document, Faults, Fields, Misfit, Out, Shape};
use wasm_bindgen::JsValue;

/// The format of a batch.
const VERSION: u32 = 1;

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is durable, as far as this device can (see [`Health`]).
    Stored,
    /// It is not there; nothing happened.
    NotStored,
    /// Nobody knows: this instance is over, the next one reads it back.
    Unknown,
}

/// What a batch belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The sale.
    Sale,
    /// Stored value and coupons.
    Ledger,
    /// The device: which key its seals are made with.
    Device,
}

impl Stream {
    const fn word(self) -> &'static str {
        match self {
            Stream::Sale => "sale",
            Stream::Ledger => "ledger",
            Stream::Device => "device",
        }
    }
}

/// The way to the journal.
#[derive(Debug)]
pub struct Journal {
    host: Host,
    open: bool,
    others: RefCell<Others>,
    grown: Cell<usize>,
}

/// The batches that are not of the sale, as they were written.
#[derive(Clone, Debug, Default)]
pub struct Others {
    device: Vec<String>,
    ledger: Vec<String>,
    /// Bytes of the ledger's last checkpoint.
    kept: usize,
    /// Bytes of the ledger since then.
    grown: usize,
}

/// What forgetting somebody adds to the bytes since the last checkpoint: so much that the next one is due.
const AT_ONCE: usize = 64 << 20;

/// Whether somebody was forgotten: what stood in the sale's facts before is to be gone, too.
pub fn forgets(fact: &Record) -> bool {
    matches!(fact, Record::CustomerForgotten(_))
}

impl Others {
    fn add_ledger(&mut self, batch: String, is_checkpoint: bool, forgets: bool) {
        let size = if is_checkpoint { &mut self.kept } else { &mut self.grown };
        *size = size.saturating_add(batch.len()).saturating_add(if forgets { AT_ONCE } else { 0 });
        self.ledger.push(batch);
    }
}

impl Journal {
    /// Without storage the supervisor holds the batches in memory, where they outlive a fault of this instance. To what
    /// is damaged nothing is added.
    #[must_use]
    pub fn new(host: Host, health: Health, others: Others, grown: usize) -> Journal {
        let (others, grown) = (RefCell::new(others), Cell::new(grown));
        Journal { host, open: health != Health::Damaged, others, grown }
    }

    /// Bytes since the last checkpoint, or since the last attempt at one: of the sale or the ledger, whichever has more.
    #[must_use]
    pub fn grown(&self) -> usize {
        self.grown.get().max(self.others.borrow().grown)
    }

    /// Whether the ledger has written more since its last checkpoint than that holds, so that the next one is worth making.
    #[must_use]
    pub fn ledger_grown(&self) -> bool {
        let others = self.others.borrow();
        others.grown > others.kept
    }

    /// Somebody was forgotten: the next checkpoint is due.
    pub fn forgotten(&self) {
        let mut others = self.others.borrow_mut();
        others.grown = others.grown.saturating_add(AT_ONCE);
    }

    /// Appends the facts of one step; none at all are stored at once.
    pub async fn append<T: Shape>(&self, stream: Stream, facts: &[T]) -> Kept {
        if facts.is_empty() || !self.open {
            return Kept::Stored;
        }
        let batch = batch(stream, facts);
        let kept = Kept::of(self.host.append(&batch).await);
        match (kept, stream) {
            (Kept::Stored, Stream::Sale) => self.grown.set(self.grown.get().saturating_add(batch.len())),
            (Kept::Stored, Stream::Ledger) => self.others.borrow_mut().add_ledger(batch, false, false),
            (Kept::Stored, Stream::Device) => self.others.borrow_mut().device.push(batch),
            _ => {}
        }
        kept
    }

    /// Puts a checkpoint in the place of all batches of the sale, and one of the ledger, unless it is empty, in the place of
    /// its. Where that fails the journal stays as it is, and the next attempt comes after as much again was written.
    pub async fn replace(&self, state: &State, ledger: &[LedgerRecord]) -> Kept {
        self.grown.set(0);
        let mut others = self.others.borrow().clone();
        if !ledger.is_empty() {
            self.others.borrow_mut().grown = 0;
            others = Others { device: others.device, ..Others::default() };
            for piece in ledger {
                others.add_ledger(batch(Stream::Ledger, std::slice::from_ref(piece)), true, false);
            }
        }
        let checkpoint = if self.open { checkpoint(state, &others, ledger) } else { None };
        let Some(checkpoint) = checkpoint else { return Kept::NotStored };
        let mut entries = vec![checkpoint];
        entries.extend(others.device.iter().chain(&others.ledger).cloned());
        let kept = Kept::of(self.host.replace(entries).await);
        if kept == Kept::Stored {
            self.others.replace(others);
        }
        kept
    }
}

impl Kept {
    fn of(result: Result<JsValue, JsValue>) -> Kept {
        match result.ok().and_then(|result| result.as_string()).as_deref() {
            Some("stored") => Kept::Stored,
            Some("not_stored") => Kept::NotStored,
            _ => Kept::Unknown,
        }
    }
}

fn batch<T: Shape>(stream: Stream, facts: &[T]) -> String {
    let mut out = Out::new();
    out.begin(&["v", "s", "records"]);
    VERSION.print(&mut out);
    out.text(stream.word());
    out.begin_list();
    for fact in facts {
        fact.print(&mut out);
    }
    out.end_list();
    out.end();
    out.into_text()
}

/// The state as a batch, unless it or the ledger's do not come back the same: it would be the end of this journal.
fn checkpoint(state: &State, others: &Others, ledger: &[LedgerRecord]) -> Option<String> {
    let record = Record::Checkpoint(Checkpoint { state: Rc::new(state.clone()) });
    let batch = [batch(Stream::Sale, std::slice::from_ref(&record))];
    let back = Recovered::read(&batch).ok()?;
    let [batch] = batch;
    let pieces = || Recovered::read(&others.ledger).is_ok_and(|back| back.ledger == ledger);
    (back.sale == [record] && (ledger.is_empty() || pieces())).then_some(batch)
}

/// Everything the journal holds, by stream.
#[derive(Debug, Default)]
pub struct Recovered {
    /// Facts of the sale.
    pub sale: Vec<Record>,
    /// Facts of the ledger.
    pub ledger: Vec<LedgerRecord>,
    /// The mark of the key the first seals were made with.
    pub key_mark: Option<Seal>,
    /// The batches that are not of the sale, as they were written.
    pub others: Others,
    /// Bytes of the sale after the last checkpoint.
    pub grown: usize,
}

impl Recovered {
    /// Reads every batch, or says which one cannot be read.
    pub fn read(entries: &[String]) -> Result<Recovered, String> {
        let mut recovered = Recovered::default();
        for (place, entry) in entries.iter().enumerate() {
            recovered.add(entry).map_err(|misfit| format!("batch {place}: {misfit}"))?;
        }
        Ok(recovered)
    }

    fn add(&mut self, entry: &str) -> Result<(), Misfit> {
        let batch = Document::parse(entry, DEEPEST).unwrap_or_default();
        let faults = Faults::default();
        let at = At::root("batch", Some(batch.root()), &faults);
        let (version, stream): (u32, String) = (at.field("v"), at.field("s"));
        if version != VERSION {
            at.misfit("unknown_value", "a version this build knows");
        }
        match stream.as_str() {
            "sale" => {
                let facts: Vec<Record> = faults.check(at.field("records"))?;
                let whole = matches!(facts.first(), Some(Record::Checkpoint(_)));
                let more = entry.len().saturating_add(if facts.iter().any(forgets) { AT_ONCE } else { 0 });
                self.grown = if whole { 0 } else { self.grown.saturating_add(more) };
                self.sale.extend(facts);
                return Ok(());
            }
            "ledger" => {
                let facts: Vec<LedgerRecord> = faults.check(at.field("records"))?;
                let is_checkpoint = matches!(facts.first(), Some(LedgerRecord::Checkpoint(_)));
                let forgets = facts.iter().any(|fact| matches!(fact, LedgerRecord::Forgotten(_)));
                self.others.add_ledger(entry.to_owned(), is_checkpoint, forgets);
                self.ledger.extend(facts);
            }
            "device" => {
                let mut marks: Vec<Seal> = faults.check(at.field("records"))?;
                self.key_mark = self.key_mark.take().or(marks.pop());
                self.others.device.push(entry.to_owned());
            }
            _ => {
                at.misfit("unknown_value", "a stream this build knows");
                faults.check(())?;
            }
        }
        Ok(())
    }

    /// Whether nothing has been written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sale.is_empty() && self.ledger.is_empty() && self.key_mark.is_none()
    }
}
