//! Device access tokens: who may run which modules on which till, signed by the merchant's or the platform's key.
//!
//! What must hold: the claims are exactly those the page checks; a token is never printed together with its key.

use crate::args::Args;
use crate::jws::Key;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// Token type in the JOSE header; a pack or any other JWS of the same key is not a device token.
pub const TYP: &str = "epos-device+jwt";
/// The audience unless another is given.
pub const AUDIENCE: &str = "smarts-epos";
/// Modules a token can open.
pub const MODULES: [&str; 5] = ["gateway", "tender", "boost", "coupons", "loyalty"];

const DAY: u64 = 86_400;

/// What a token says, apart from its times.
pub struct Device<'a> {
    pub issuer: &'a str,
    pub audience: &'a str,
    pub subject: &'a str,
    pub store: &'a str,
    pub till: &'a str,
    pub origins: &'a [String],
    pub modules: &'a [String],
}

pub fn command(words: &[String]) -> Result<ExitCode> {
    if words.first().is_some_and(|w| w == "keygen") {
        let args = Args::read_no_plain(&words[1..], &[], &["out"])?;
        let key = Key::generate();
        key.save_new(Path::new(args.need("out")?))?;
        println!("{:#}", key.public_jwk());
        return Ok(ExitCode::SUCCESS);
    }
    let options = ["key", "iss", "sub", "store", "till", "origin", "module", "days", "aud"];
    let args = Args::read_no_plain(words, &[], &options)?;
    let days: u64 = args.get("days").unwrap_or("365").parse().context("--days is a number of days")?;
    let device = Device {
        issuer: args.need("iss")?,
        audience: args.get("aud").unwrap_or(AUDIENCE),
        subject: args.need("sub")?,
        store: args.need("store")?,
        till: args.need("till")?,
        origins: args.need_all("origin")?,
        modules: args.need_all("module")?,
    };
    let key = Key::load(Path::new(args.need("key")?))?;
    println!("{}", mint(&key, &device, now()?, days)?);
    Ok(ExitCode::SUCCESS)
}

/// A token valid from `now` (Unix seconds) for a number of days.
pub fn mint(key: &Key, device: &Device, now: u64, days: u64) -> Result<String> {
    Ok(key.sign(TYP, claims(device, now, days)?.to_string().as_bytes()))
}

/// Seconds since 1970.
pub fn now() -> Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH).context("this machine's clock stands before 1970")?.as_secs())
}

fn claims(device: &Device, now: u64, days: u64) -> Result<Value> {
    if days == 0 || days > 3660 {
        bail!("--days is 1 to 3660");
    }
    for module in device.modules {
        if !MODULES.contains(&module.as_str()) {
            bail!("no module `{module}`; there are {}", MODULES.join(", "));
        }
    }
    for origin in device.origins {
        check_origin(origin)?;
    }
    Ok(json!({
        "iss": device.issuer, "aud": device.audience, "sub": device.subject,
        "iat": now, "nbf": now, "exp": now + days * DAY,
        "store": device.store, "till": device.till, "origins": device.origins, "modules": device.modules,
    }))
}

/// An origin as `event.origin` shows it: scheme and host, a port if not the usual one, nothing behind it. `null` and
/// `file:` stand for hosts without an origin, `bridge` for a native one; they must be asked for by exactly these words.
fn check_origin(origin: &str) -> Result<()> {
    if ["null", "file:", "bridge"].contains(&origin) {
        return Ok(());
    }
    match origin.split_once("://") {
        Some((scheme, host))
            if !scheme.is_empty() && !host.is_empty() && !host.contains(['/', '?', '#', '*', ' ', '@']) =>
        {
            Ok(())
        }
        _ => bail!("`{origin}` is not an origin; write scheme://host or scheme://host:port, without a path"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device<'a>(origins: &'a [String], modules: &'a [String]) -> Device<'a> {
        Device { issuer: "shop", audience: AUDIENCE, subject: "d1", store: "s", till: "1", origins, modules }
    }

    #[test]
    fn claims_are_those_the_page_checks() {
        let origins = ["http://127.0.0.1:8080".to_owned()];
        let modules = ["gateway".to_owned(), "tender".to_owned()];
        let claims = claims(&device(&origins, &modules), 1_000, 2).unwrap();
        assert_eq!(
            claims,
            json!({"iss": "shop", "aud": "smarts-epos", "sub": "d1", "iat": 1000, "nbf": 1000, "exp": 173_800,
                "store": "s", "till": "1", "origins": ["http://127.0.0.1:8080"], "modules": ["gateway", "tender"]})
        );
    }

    #[test]
    fn the_page_takes_a_token_for_what_it_is() {
        let origins = ["http://127.0.0.1:8080".to_owned()];
        let modules = ["gateway".to_owned()];
        let token = mint(&Key::generate(), &device(&origins, &modules), 1_000, 1).unwrap();
        let job = till::token::job(&token, TYP, till::session::Purpose::Pack).unwrap();
        let claims = till::token::claims(&job).unwrap();
        assert_eq!((claims.nbf, claims.exp, claims.origins), (1_000, 87_400, origins.to_vec()));
        assert!(till::token::job(&token, crate::pack::TYP, till::session::Purpose::Pack).is_err());
    }

    #[test]
    fn unknown_modules_paths_in_origins_and_endless_tokens_are_refused() {
        let good = ["https://till.example".to_owned()];
        let gateway = ["gateway".to_owned()];
        assert!(claims(&device(&good, &["gifts".to_owned()]), 0, 1).is_err());
        assert!(claims(&device(&good, &gateway), 0, 0).is_err());
        assert!(claims(&device(&good, &gateway), 0, 9_999).is_err());
        for bad in ["https://till.example/", "till.example", "*", "https://*.example", ""] {
            assert!(claims(&device(&[bad.to_owned()], &gateway), 0, 1).is_err(), "{bad}");
        }
        for good in ["null", "file:", "bridge", "app://till", "http://localhost:8080"] {
            assert!(claims(&device(&[good.to_owned()], &gateway), 0, 1).is_ok(), "{good}");
        }
    }
}
