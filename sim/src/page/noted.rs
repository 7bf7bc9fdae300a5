//! What an auditor may know of a page: what its ledger was asked.

use till::ledger::ask::{Ask, Outcome};
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
