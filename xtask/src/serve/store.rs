//! The store's server of the demonstration: one ledger for all tills, asked over `POST /store/ask`.
//!
//! What must hold: it is the device's own ledger (`till::ledger`), nothing written twice; a fact is in the file before its
//! answer leaves; what is no ask gets an error and no answer. The books begin anew with the server.

use anyhow::{Context, Result};
use sim::store::Store;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use till::time::Instant;

/// The most bytes of an ask: opening balances of a shop's cards.
pub const MOST: usize = 1 << 20;
/// Where it is asked.
pub const PATH: &str = "/store/ask";

/// The ledger and the file of its facts, one JSON text a line.
pub struct StoreServer {
    inner: Mutex<(Store, File)>,
}

impl StoreServer {
    /// Empty books, written to a new file.
    pub fn new(file: &Path) -> Result<StoreServer> {
        std::fs::create_dir_all(file.parent().context("a file has a folder")?)?;
        let facts = File::create(file).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(StoreServer { inner: Mutex::new((Store::default(), facts)) })
    }

    /// Status and body of an answer.
    pub fn ask(&self, ask: &str) -> (u16, String) {
        let Ok(mut inner) = self.inner.lock() else { return (500, "\"broken\"".to_owned()) };
        let (store, file) = &mut *inner;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let now = Instant::from_millis(i64::try_from(now.as_millis()).unwrap_or(i64::MAX));
        match store.answer(ask, now) {
            Ok((answer, None)) => (200, answer),
            Ok((answer, Some(fact))) => match writeln!(file, "{fact}").and_then(|()| file.sync_data()) {
                Ok(()) => (200, answer),
                Err(error) => (500, serde_json::Value::from(error.to_string()).to_string()),
            },
            Err(why) => (400, serde_json::Value::from(why).to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StoreServer;

    #[test]
    fn what_is_asked_once_is_done_once_and_written_down() {
        let file = std::env::temp_dir().join(format!("xtask-store-{}.jsonl", std::process::id()));
        let server = StoreServer::new(&file).unwrap();
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
}
