//! The demo shop: its pack as it is served, that of the store's ledger, and signed coupons for its customers.
//!
//! What must hold: signed coupons are of the demo merchant's key, which was made on this machine; of the issuer that
//! stands in the pack's file nobody has the private half.

use super::{copy_tree, write_json};
use crate::coupon::{self, Coupon};
use crate::jws::Key;
use crate::{pack, paths};
use anyhow::{Context, Result};
use base64::Engine;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The demo's shop.
pub const PACK: &str = "zagreb";
const ISSUER: &str = "demo";
const MERCHANT: &str = "zvonik";
/// The scheme of the signed coupons.
const SIGNED: &str = "coffee-15";
/// How many customers find one in their wallets.
const COUPONS: usize = 100;

/// Signs both packs of the shop, each to the site that hands it out, and puts the coupons beside the register.
pub fn open(key: &Key, page: &Path, register: &Path) -> Result<()> {
    let source = paths::root().join("www/packs").join(format!("{PACK}.json"));
    let mut shop: Value = serde_json::from_str(&fs::read_to_string(&source)?)?;
    copy_tree(&paths::root().join("www/packs/slides"), &page.join("packs/slides"))?;
    let jwk = key.public_jwk();
    shop["code_issuers"] = json!([{"id": ISSUER, "x": jwk["x"], "y": jwk["y"]}]);
    let packs = page.join("packs");
    fs::create_dir_all(&packs)?;
    sign(key, &shop, "pack", &packs.join(format!("{PACK}.jws")))?;
    shop["ledger"] = json!("store");
    shop["tills"] = json!(2);
    sign(key, &shop, "store-pack", &register.join("store-pack.jws"))?;
    let coupon = Coupon { issuer: ISSUER, merchant: MERCHANT, scheme: SIGNED, from: None, until: None };
    let codes = (0..COUPONS).map(|place| coupon::mint(key, &coupon, &format!("demo-{place}")));
    write_json(&register.join("signed-coupons.json"), &codes.collect::<Result<Value>>()?)
}

fn sign(key: &Key, shop: &Value, name: &str, to: &Path) -> Result<()> {
    let text: PathBuf = paths::target().join("demo").join(format!("{name}.json"));
    fs::create_dir_all(text.parent().context("a file has a folder")?)?;
    write_json(&text, shop)?;
    pack::sign(key, &text, to)
}

/// The secret of the store's ledger: whoever has the demo merchant's key has it.
pub fn store_key(merchant_key: &str) -> String {
    let secret = Sha256::digest(format!("store ledger of {merchant_key}"));
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret)
}
