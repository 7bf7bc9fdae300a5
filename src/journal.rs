//! Batches of facts as they are written, and read back.
//!
//! What must hold: one step is one batch, stored whole or not at all; a batch that cannot be read makes the whole
//! journal unreadable (health `damaged`, nothing taken from it, nothing added), never a fresh start that looks like one;
//! a checkpoint takes the place of the sale's batches only after it was read back and is the state.

use crate::port::Host;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use till::ledger::LedgerRecord;
use till::record::{Checkpoint, Record};
use till::secret::Seal;
use till::session::Health;
use till::session::state::State;
use till::shape::{At, DEEPEST, Document, Faults, Misfit, Out, Shape};
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
    others: RefCell<Vec<String>>,
    grown: Cell<usize>,
}

impl Journal {
    /// Without storage the supervisor holds the batches in memory, where they outlive a fault of this instance. To what
    /// is damaged nothing is added.
    #[must_use]
    pub fn new(host: Host, health: Health, others: Vec<String>, grown: usize) -> Journal {
        let (others, grown) = (RefCell::new(others), Cell::new(grown));
        Journal { host, open: health != Health::Damaged, others, grown }
    }

    /// Bytes of the sale since the last checkpoint, or since the last attempt at one.
    #[must_use]
    pub fn grown(&self) -> usize {
        self.grown.get()
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
            (Kept::Stored, _) => self.others.borrow_mut().push(batch),
            _ => {}
        }
        kept
    }

    /// Puts a checkpoint in the place of all batches of the sale. Where that fails the journal stays as it is, and the
    /// next attempt comes after as much again was written.
    pub async fn replace(&self, state: &State) -> Kept {
        self.grown.set(0);
        let checkpoint = if self.open { checkpoint(state) } else { None };
        let Some(checkpoint) = checkpoint else { return Kept::NotStored };
        let mut entries = vec![checkpoint];
        entries.extend_from_slice(&self.others.borrow());
        Kept::of(self.host.replace(entries).await)
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

/// The state as a batch, unless it does not come back the same: it would be the end of this journal.
fn checkpoint(state: &State) -> Option<String> {
    let record = Record::Checkpoint(Checkpoint { state: Rc::new(state.clone()) });
    let batch = [batch(Stream::Sale, std::slice::from_ref(&record))];
    let back = Recovered::read(&batch).ok()?;
    let [batch] = batch;
    (back.sale == [record]).then_some(batch)
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
    pub others: Vec<String>,
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
                self.grown = if whole { 0 } else { self.grown.saturating_add(entry.len()) };
                self.sale.extend(facts);
                return Ok(());
            }
            "ledger" => self.ledger.extend(faults.check(at.field::<Vec<LedgerRecord>>("records"))?),
            "device" => {
                let mut marks: Vec<Seal> = faults.check(at.field("records"))?;
                self.key_mark = self.key_mark.take().or(marks.pop());
            }
            _ => {
                at.misfit("unknown_value", "a stream this build knows");
                faults.check(())?;
            }
        }
        self.others.push(entry.to_owned());
        Ok(())
    }

    /// Whether nothing has been written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sale.is_empty() && self.ledger.is_empty() && self.key_mark.is_none()
    }
}
