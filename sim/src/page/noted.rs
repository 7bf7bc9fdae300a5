//! What an auditor may know of a page: what its ledger was asked, and what stands for people in its books.

use super::{Page, seal};
use till::codes::IdentityKind;
use till::ledger::ask::{Ask, Outcome};
use till::secret::{Personal, Seal, SecretMut};
use till::time::Instant;

/// Something that a ledger was asked.
pub struct Noted {
    pub ask: Ask,
    pub outcome: Outcome,
    /// By the clock that the ledger went by.
    pub at: Instant,
    /// Whether a fact of it is stored.
    pub stored: bool,
}

impl Page {
    /// What stands for a person in the books.
    pub fn seal_of_person(&self, kind: IdentityKind, code: &str, store: bool) -> Option<Seal> {
        let mut person = Personal::new(code)?;
        self.key_for(store).map(|key| seal(&key, &SecretMut::Person(kind, &mut person), None))
    }
}
