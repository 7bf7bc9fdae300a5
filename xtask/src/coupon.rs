//! Signed codes of coupons: good without a network, each once, for one merchant and one scheme.
//!
//! What must hold: a code says exactly what the page checks; the issuer's private key never leaves its file. Every code has
//! an id of its own, out of the system's randomness unless it is given.

use crate::args::Args;
use crate::jws::Key;
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::process::ExitCode;
use till::names::Id;
use till::time::Instant;

/// How many codes at once.
const MOST: usize = 100_000;
/// Letters of an id: no 0, O, 1 or I, for people who read one out.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// What codes say, apart from their ids.
pub struct Coupon<'a> {
    pub issuer: &'a str,
    pub merchant: &'a str,
    pub scheme: &'a str,
    pub from: Option<&'a str>,
    pub until: Option<&'a str>,
}

pub fn command(words: &[String]) -> Result<ExitCode> {
    if words.first().is_some_and(|word| word == "issuer") {
        let args = Args::read_no_plain(&words[1..], &[], &["key", "issuer"])?;
        let jwk = Key::load(Path::new(args.need("key")?))?.public_jwk();
        println!("{}", json!({"id": args.need("issuer")?, "x": jwk["x"], "y": jwk["y"]}));
        return Ok(ExitCode::SUCCESS);
    }
    let options = ["key", "issuer", "merchant", "scheme", "from", "until", "id", "count"];
    let args = Args::read_no_plain(words, &[], &options)?;
    let coupon = Coupon {
        issuer: args.need("issuer")?,
        merchant: args.need("merchant")?,
        scheme: args.need("scheme")?,
        from: args.get("from"),
        until: args.get("until"),
    };
    let count: usize = args.get("count").unwrap_or("1").parse().context("--count is a number of codes")?;
    if count == 0 || count > MOST || (count > 1 && args.get("id").is_some()) {
        bail!("--count is 1 to {MOST}, and 1 with --id");
    }
    let key = Key::load(Path::new(args.need("key")?))?;
    for _ in 0..count {
        let id = args.get("id").map_or_else(fresh_id, |id| Ok(id.to_owned()))?;
        println!("{}", mint(&key, &coupon, &id)?);
    }
    Ok(ExitCode::SUCCESS)
}

/// A code of this id.
pub fn mint(key: &Key, coupon: &Coupon, id: &str) -> Result<String> {
    let mut says = Map::new();
    for (name, text) in [("k", coupon.issuer), ("m", coupon.merchant), ("s", coupon.scheme), ("i", id)] {
        Id::new(text).with_context(|| format!("`{text}` is no id: 1 to 64 printable ASCII characters"))?;
        says.insert(name.to_owned(), Value::from(text));
    }
    for (name, time) in [("f", coupon.from), ("u", coupon.until)] {
        let Some(time) = time else { continue };
        let at =
            Instant::parse(time).with_context(|| format!("`{time}` is no time such as 2026-12-31T23:59:59+01:00"))?;
        says.insert(name.to_owned(), Value::from(at.millis() / 1_000));
    }
    let code = key.sign_text(&Value::Object(says).to_string(), till::codes::signed_message);
    till::secret::Token::new(&code).context("the code is longer than 400 characters")?;
    Ok(code)
}

fn fresh_id() -> Result<String> {
    let random = Key::generate().kid(); // the print of a key nobody keeps: 256 random bits
    let letter = |byte: u8| char::from(LETTERS[usize::from(byte) % LETTERS.len()]);
    Ok(random.bytes().take(16).map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use till::codes::{SignedCode, signed_code};

    const COUPON: Coupon<'_> = Coupon {
        issuer: "k1",
        merchant: "zvonik",
        scheme: "household-10",
        from: None,
        until: Some("2026-12-31T23:59:59+01:00"),
    };

    #[test]
    fn the_page_reads_what_a_code_says_and_its_signature_is_good() {
        let key = Key::generate();
        let code = mint(&key, &COUPON, "A1").unwrap();
        let said = signed_code(&code).unwrap();
        assert_eq!((said.name(), said.u, said.f), ("zvonik/household-10/A1".to_owned(), Some(1_798_757_999), None));
        let jwk = key.public_jwk();
        let half = |name: &str| Id::new(jwk[name].as_str().unwrap()).unwrap();
        let job = SignedCode::job(&code, &half("x"), &half("y")).unwrap();
        assert!(key.verifies(&job.signed, &job.signature));
        assert!(!Key::generate().verifies(&job.signed, &job.signature));
        assert!(code.len() < 260, "short enough for a QR code that a till reads: {}", code.len());
    }

    #[test]
    fn ids_are_fresh_and_what_is_no_id_or_time_is_refused() {
        assert_ne!(fresh_id().unwrap(), fresh_id().unwrap());
        let key = Key::generate();
        assert!(mint(&key, &COUPON, "a b").is_err());
        assert!(mint(&key, &Coupon { until: Some("tomorrow"), ..COUPON }, "A1").is_err());
    }
}
