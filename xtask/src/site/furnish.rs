//! What a page must know before its first message, and what a register needs to open a session with it.
//!
//! What must hold: the key that signs never gets into a site.

use super::{
    DEVICE, ISSUER, LOCALES, SECOND_DEVICE, SECOND_TILL, STORE, TILL, TOKEN_DAYS, build_name, shop, write_json,
};
use crate::jws::Key;
use crate::token::{self, Device};
use anyhow::{Result, bail};
use serde_json::json;
use std::fs;
use std::path::Path;

/// A register and a page that are to know each other.
pub struct Pair<'a> {
    pub register: &'a Path,
    pub page: &'a Path,
    /// Where the register is opened.
    pub origins: &'a [String],
    /// Where the page is, for the registers that ask `host.json`.
    pub address: &'a str,
    pub key: &'a Key,
    /// What the key of the store's ledger is made from.
    pub secret: &'a str,
}

impl Pair<'_> {
    /// Writes configuration, packs and tokens.
    pub fn furnish(&self) -> Result<()> {
        let Pair { register, page, origins, address, key, secret } = *self;
        let config = json!({
            "build": build_name(),
            "origins": origins,
            "issuers": [{"kid": key.kid(), "iss": ISSUER, "jwk": key.public_jwk()}],
            "audience": token::AUDIENCE,
            "pack": format!("packs/{}.jws", shop::PACK),
            "locales": LOCALES,
        });
        for locale in LOCALES {
            if !page.join("locales").join(format!("{locale}.json")).is_file() {
                bail!("www/locales/{locale}.json is missing");
            }
        }
        write_json(&page.join("config.json"), &config)?;
        shop::open(key, page, register)?;
        fs::write(register.join("store-key.txt"), shop::store_key(secret))?;
        let modules: Vec<String> = token::MODULES.iter().map(|m| (*m).to_owned()).collect();
        for (subject, till, file) in
            [(DEVICE, TILL, "device-token.txt"), (SECOND_DEVICE, SECOND_TILL, "device-token-2.txt")]
        {
            let (issuer, audience, store) = (ISSUER, token::AUDIENCE, STORE);
            let device = Device { issuer, audience, subject, store, till, origins, modules: &modules };
            fs::write(register.join(file), token::mint(key, &device, token::now()?, TOKEN_DAYS)?)?;
        }
        let host = json!({"page": address, "token": "/device-token.txt", "store": STORE, "till": TILL});
        write_json(&register.join("host.json"), &host)
    }
}
