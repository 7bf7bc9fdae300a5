//! Batches of facts as they are written, and read back.
//!
//! What must hold: one step is one batch, stored whole or not at all; a batch that cannot be read makes the whole
//! journal unreadable (health `damaged`, nothing taken from it, nothing added), never a fresh start that looks like one.

use crate::port::Host;
use serde_json::{Value, json};
use till::ledger::LedgerRecord;
use till::record::Record;
use till::secret::Seal;
use till::session::Health;
use till::shape::{At, Misfit, Path, Shape};

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
}

impl Journal {
    /// Without storage the supervisor holds the batches in memory, where they outlive a fault of this instance. To what
    /// is damaged nothing is added.
    #[must_use]
    pub fn new(host: Host, health: Health) -> Journal {
        Journal { host, open: health != Health::Damaged }
    }

    /// Appends the facts of one step; none at all are stored at once.
    pub async fn append<T: Shape>(&self, stream: Stream, facts: &[T]) -> Kept {
        if facts.is_empty() || !self.open {
            return Kept::Stored;
        }
        let facts: Vec<Value> = facts.iter().map(T::write).collect();
        let batch = json!({"v": VERSION, "s": stream.word(), "records": facts}).to_string();
        let result = self.host.append(&batch).await;
        match result.ok().and_then(|result| result.as_string()).as_deref() {
            Some("stored") => Kept::Stored,
            Some("not_stored") => Kept::NotStored,
            _ => Kept::Unknown,
        }
    }
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
        let value: Value = serde_json::from_str(entry).unwrap_or(Value::Null);
        let at = At { value: &value, path: &Path::Root("batch") };
        if at.field::<u32>("v")? != VERSION {
            return Err(at.misfit("unknown_value", "a version this build knows"));
        }
        match at.field::<String>("s")?.as_str() {
            "sale" => self.sale.extend(at.field::<Vec<Record>>("records")?),
            "ledger" => self.ledger.extend(at.field::<Vec<LedgerRecord>>("records")?),
            "device" => self.key_mark = self.key_mark.take().or(at.field::<Vec<Seal>>("records")?.pop()),
            _ => return Err(at.misfit("unknown_value", "a stream this build knows")),
        }
        Ok(())
    }

    /// Whether nothing has been written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sale.is_empty() && self.ledger.is_empty() && self.key_mark.is_none()
    }
}
