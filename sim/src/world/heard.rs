//! One till: what of it is looked at beside its page.

use super::{Broken, Till};
use serde_json::Value;
use till::ledger::ask::Mode;

impl Till {
    /// No secret is in what is stored.
    pub fn no_secret(&self) -> Broken {
        self.page.stored().try_for_each(|text| self.wire.no_secret(text))
    }

    /// Notes in which books a move or a pay-out was accepted: its event does not say.
    pub(super) fn accepted(&mut self, command: &str) {
        let mode = if command.contains(r#""mode":"training""#) { Mode::Training } else { Mode::Live };
        for text in &self.page.said {
            let said: Value = serde_json::from_str(text).unwrap_or_default();
            if let Some(op) = said["payload"]["accepted"].as_str().filter(|_| said.get("re").is_some()) {
                self.books.insert(op.to_owned(), mode);
            }
        }
    }
}
