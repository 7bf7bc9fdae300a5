//! The store's ledger of this world: asked through the register, word for word.

use super::World;
use serde_json::Value;
use till::secret::SecretMut;
use till::session::{Ctx, Session};
use till::shape::{Shape, read_text};
use till::wire::ledger::LedgerAsk;

/// The shell's part for signed codes: this world takes one signature for good.
pub(super) fn verify(session: &Session, secret: &mut SecretMut<'_>) {
    if let SecretMut::Token(token) = secret
        && session.code_job(token).is_some_and(|job| job.signature == super::GOOD)
    {
        token.set_genuine();
    }
}

impl World {
    /// The register passes an ask on, and the answer back.
    pub(super) fn ask_store(&mut self, request: &str) {
        if self.link == 0 {
            return;
        }
        self.said.push(request.to_owned());
        let request: Value = serde_json::from_str(request).unwrap();
        let ask: LedgerAsk = read_text("ask", &request["payload"].to_string()).unwrap();
        assert!(ask.key.is_some(), "the mark of the key goes with every ask");
        let mut done = serde_json::json!({"req": request["req"], "outcome": "unknown"});
        let deaf = |to: &String| to.is_empty() || request["payload"]["what"] == to.as_str();
        if !self.store_silent.as_ref().is_some_and(deaf) {
            let step =
                self.store.decide(&ask.ask().unwrap(), &Ctx { now: self.now, offset_minutes: 0, entropy: [0; 32] });
            step.records.iter().for_each(|record| self.store.apply(record));
            done["outcome"] = Value::from("done");
            done["answer"] = serde_json::from_str(step.outcome.write().as_str()).unwrap();
        }
        let id = format!("a{}", self.drawn);
        self.host(&serde_json::json!({"v": 1, "id": id, "type": "request.done", "payload": done}).to_string());
    }
}
