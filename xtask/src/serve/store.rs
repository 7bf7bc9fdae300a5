//! The store's server of the demonstration: one ledger for all tills, asked over `POST /store/ask`.
//!
//! What must hold: it is the device's own ledger (`till::ledger`), nothing written twice; a fact is in the file before its
//! answer leaves; what is no ask gets an error and no answer; before somebody is said to be forgotten, nothing of them is in
//! the file any more. The books begin anew with the server.

use crate::jws::Key;
use crate::pack;
use anyhow::{Context, Result};
use serde_json::json;
use sim::store::Store;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use till::time::Instant;

/// The most bytes of an ask: opening balances of a shop's cards.
pub const MOST: usize = 1 << 20;
/// Where the demonstration's merchant signs a pack: JSON in, the signed pack or the reason out.
pub const SIGN: &str = "/pack/sign";
/// Where it is asked.
pub const PATH: &str = "/store/ask";

/// The ledger and the file of its facts, one JSON text a line.
pub struct StoreServer {
    inner: Mutex<Books>,
    key: Key,
}

struct Books {
    store: Store,
    file: File,
    path: PathBuf,
}

impl Books {
    /// A fact is in the file; one that somebody was forgotten leaves nothing else of them there.
    fn keep(&mut self, fact: &str, now: Instant) -> Result<()> {
        writeln!(self.file, "{fact}")?;
        self.file.sync_data()?;
        if !Store::forgets(fact) {
            return Ok(());
        }
        self.store.condense(now).map_err(anyhow::Error::msg)?;
        let new = self.path.with_extension("new");
        let mut file = File::create(&new)?;
        for fact in self.store.facts() {
            writeln!(file, "{fact}")?;
        }
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        Ok(())
    }
}

impl StoreServer {
    /// Empty books, written to a new file.
    pub fn new(file: &Path, key: Key) -> Result<StoreServer> {
        std::fs::create_dir_all(file.parent().context("a file has a folder")?)?;
        let (store, path) = (Store::default(), file.to_owned());
        let file = File::create(file).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(StoreServer { inner: Mutex::new(Books { store, file, path }), key })
    }

    /// Status and body: a pack signed with the demonstration's key, as the merchant's office would.
    pub fn sign(&self, pack: &str) -> (u16, String) {
        match pack::signed(&self.key, pack) {
            Ok(signed) => (200, json!({"pack": signed}).to_string()),
            Err(reason) => (422, json!({"reason": reason}).to_string()),
        }
    }

    /// Status and body of an answer.
    pub fn ask(&self, ask: &str) -> (u16, String) {
        let Ok(mut inner) = self.inner.lock() else { return (500, "\"broken\"".to_owned()) };
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let now = Instant::from_millis(i64::try_from(now.as_millis()).unwrap_or(i64::MAX));
        match inner.store.answer(ask, now) {
            Ok((answer, None)) => (200, answer),
            Ok((answer, Some(fact))) => match inner.keep(&fact, now) {
                Ok(()) => (200, answer),
                Err(error) => (500, serde_json::Value::from(error.to_string()).to_string()),
            },
            Err(why) => (400, serde_json::Value::from(why).to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, StoreServer};

    #[test]
    fn what_is_asked_once_is_done_once_and_written_down() {
        let file = std::env::temp_dir().join(format!("xtask-store-{}.jsonl", std::process::id()));
        let server = StoreServer::new(&file, Key::generate()).unwrap();
        let void = r#"{"op_id":"sop-2","mode":"live","what":"void","of":"sop-1","key":"k"}"#;
        let (status, answer) = server.ask(void);
        assert_eq!((status, answer.as_str()), (200, r#"{"result":"done","uses":[]}"#));
        assert_eq!(server.ask(void), (200, answer));
        assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 1);
        for bad in [
            "",
            "{}",
            r#"{"op_id":"x","mode":"live","what":"void"}"#,
            r#"{"op_id":"sop-3","mode":"live","what":"void","of":"a"}"#,
            r#"{"op_id":"sop-3","mode":"live","what":"void","of":"a","key":"other"}"#,
        ] {
            assert_eq!(server.ask(bad).0, 400, "{bad}");
        }
        std::fs::remove_file(&file).unwrap();
    }

    #[test]
    fn nothing_of_who_is_forgotten_stays_in_the_file_and_all_else_does() {
        let file = std::env::temp_dir().join(format!("xtask-forget-{}.jsonl", std::process::id()));
        let server = StoreServer::new(&file, Key::generate()).unwrap();
        let enrol = |op: &str, member: &str, seal: &str, day: &str| {
            format!(
                r#"{{"op_id":"{op}","mode":"live","what":"enrol","key":"k","enrol":{{"member":"{member}","create":true,"identities":["{seal}"],"birthday":"{day}"}}}}"#
            )
        };
        assert_eq!(server.ask(&enrol("op-1", "p-1", "seal-of-ana", "11-20")).0, 200);
        assert_eq!(server.ask(&enrol("op-2", "p-2", "seal-of-boris", "03-04")).0, 200);
        let text = || std::fs::read_to_string(&file).unwrap();
        assert!(text().contains("seal-of-ana") && text().contains("11-20"));
        let forget = r#"{"op_id":"op-3","mode":"live","what":"forget","key":"k","forget":{"member":"p-1"}}"#;
        assert_eq!(server.ask(forget).0, 200);
        assert!(!text().contains("seal-of-ana") && !text().contains("11-20"), "{}", text());
        assert!(text().contains("seal-of-boris") && text().contains("03-04"), "{}", text());

        let find = |seal: &str| {
            let ask = format!(
                r#"{{"op_id":"look-{seal}","mode":"live","what":"find","key":"k","find":{{"identity":"{seal}"}}}}"#
            );
            server.ask(&ask).1
        };
        assert!(find("seal-of-boris").contains("03-04"));
        assert!(find("seal-of-ana").contains("declined"), "{}", find("seal-of-ana"));
        let again = sim::store::Store::from_facts(text().lines()).unwrap();
        assert_eq!(again.ledger.members(till::ledger::ask::Mode::Live).count(), 1);
        std::fs::remove_file(&file).unwrap();
    }
}
