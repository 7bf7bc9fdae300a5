//! Records: the facts of the sale, as they are stored.
//!
//! What must hold: a record holds results, never a question; a kind, once released, keeps its meaning.

use crate::shape;

shape! {
    /// A new journal begins.
    pub struct JournalStarted {
        /// Random id of this journal.
        epoch: crate::names::Id,
    }
}

shape! {
    /// One fact.
    pub union Record by "kind" {
        /// The journal begins.
        JournalStarted(JournalStarted) = "journal_started",
    }
}
