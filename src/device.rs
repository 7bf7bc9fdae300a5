//! What the device itself vouches for: seals of secrets with a key that cannot leave the browser, and signatures of issuers.
//!
//! What must hold: the key is made once and kept (not extractable) beside the journal, so that seals are the same after
//! a reload; a key that could not be kept is told ([`Device::kept`]), because seals in the journal would mean nothing
//! tomorrow. Where the browser has no cryptography nothing is sealed and nothing verifies.

mod keep;

use base64ct::{Base64UrlUnpadded, Encoding};
use js_sys::{Array, ArrayBuffer, JSON, Reflect, Uint8Array};
use std::cell::RefCell;
use std::fmt::Write;
use till::secret::{MARK, Seal, StoreKey};
use till::session::{CodeJob, Verdict, VerifyJob};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = crypto, js_name = subtle)]
    static SUBTLE: JsValue;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = generateKey)]
    async fn generate_key(how: &JsValue, extractable: bool, usages: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = importKey)]
    async fn import_key(
        format: &str,
        key: &JsValue,
        how: &JsValue,
        extractable: bool,
        usages: &Array,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"])]
    async fn sign(how: &str, key: &JsValue, data: &[u8]) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"])]
    async fn verify(how: &JsValue, key: &JsValue, signature: &[u8], data: &[u8]) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"])]
    async fn digest(how: &str, data: &[u8]) -> Result<JsValue, JsValue>;
}

/// Where the key waits for the next instance of this page when it cannot be kept.
const FOR_THIS_PAGE: &str = "eposDeviceKey";

/// The public key of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerKey {
    /// Its id in the headers of what it signs.
    pub kid: String,
    /// The key as a JSON Web Key (RFC 7517).
    pub jwk: String,
}

/// The device's key and the issuers' keys.
#[derive(Debug)]
pub struct Device {
    key: Option<JsValue>,
    kept: bool,
    issuers: Vec<IssuerKey>,
    imported: RefCell<Vec<(String, JsValue)>>,
}

impl Device {
    /// Takes up the device's key, or makes one.
    pub async fn open(issuers: Vec<IssuerKey>) -> Device {
        let imported = RefCell::default();
        if SUBTLE.with(|subtle| subtle.is_undefined()) {
            return Device { key: None, kept: false, issuers, imported };
        }
        let (key, kept) = match keep::key(new_key).await {
            Ok(key) => (Some(key), true),
            Err(_) => (key_of_this_page().await.ok(), false),
        };
        Device { key, kept, issuers, imported }
    }

    /// Whether the key will be the same after a reload.
    #[must_use]
    pub fn kept(&self) -> bool {
        self.kept
    }

    /// What tells this key from another one, for the journal.
    pub async fn mark(&self) -> Option<Seal> {
        self.seal(MARK).await
    }

    /// HMAC-SHA-256 of the message by the device's key, base64url.
    pub async fn seal(&self, message: &str) -> Option<Seal> {
        sealed(self.key.as_ref()?, message).await
    }

    /// Takes the key of a store's ledger for this load of the page, and answers with its mark. It is never stored.
    pub async fn take_key(&self, key: &StoreKey) -> Option<Seal> {
        let raw = Base64UrlUnpadded::decode_vec(key.expose()).ok().filter(|raw| raw.len() == 32)?;
        let how = json(r#"{"name":"HMAC","hash":"SHA-256"}"#);
        let key = import_key("raw", &Uint8Array::from(raw.as_slice()), &how, false, &usages("sign")).await.ok()?;
        let mark = sealed(&key, MARK).await?;
        Reflect::set(&js_sys::global(), &store_key(&mark), &key).ok()?;
        Some(mark)
    }

    /// The same as [`Device::seal`], by the store's key of this mark.
    pub async fn seal_by(&self, mark: &Seal, message: &str) -> Option<Seal> {
        let key = Reflect::get(&js_sys::global(), &store_key(mark)).ok().filter(|key| !key.is_undefined())?;
        sealed(&key, message).await
    }

    /// Whether the signature of a coupon's code is good.
    pub async fn verify_code(&self, job: &CodeJob) -> bool {
        if self.key.is_none() {
            return false;
        }
        let Ok(jwk) = JSON::parse(&job.jwk) else { return false };
        let Some(key) = public_key(&jwk).await else { return false };
        signed(&key, &job.signature, &job.signed).await
    }

    /// Checks the signature of an issuer.
    pub async fn verify(&self, job: &VerifyJob) -> Verdict {
        if self.key.is_none() {
            return Verdict::NoCrypto;
        }
        let Some(key) = self.issuer(&job.kid).await else { return Verdict::UnknownKey };
        if !signed(&key, &job.signature, &job.signed).await {
            return Verdict::Bad;
        }
        digest("SHA-256", job.signed.as_bytes()).await.map_or(Verdict::Bad, |hash| Verdict::Good(hex(&bytes(hash))))
    }

    async fn issuer(&self, kid: &str) -> Option<JsValue> {
        let known = self.imported.borrow().iter().find(|(name, _)| name == kid).map(|(_, key)| key.clone());
        if known.is_some() {
            return known;
        }
        let jwk = JSON::parse(&self.issuers.iter().find(|issuer| issuer.kid == kid)?.jwk).ok()?;
        let key = public_key(&jwk).await?;
        self.imported.borrow_mut().push((kid.to_owned(), key.clone()));
        Some(key)
    }
}

async fn public_key(jwk: &JsValue) -> Option<JsValue> {
    let how = json(r#"{"name":"ECDSA","namedCurve":"P-256"}"#);
    import_key("jwk", jwk, &how, false, &usages("verify")).await.ok()
}

/// Whether this ES256 signature of a text is good.
async fn signed(key: &JsValue, signature: &str, text: &str) -> bool {
    let Ok(signature) = Base64UrlUnpadded::decode_vec(signature) else { return false };
    let how = json(r#"{"name":"ECDSA","hash":"SHA-256"}"#);
    let good = verify(&how, key, &signature, text.as_bytes()).await;
    good.ok().and_then(|good| good.as_bool()) == Some(true)
}

async fn sealed(key: &JsValue, message: &str) -> Option<Seal> {
    let mac = sign("HMAC", key, message.as_bytes()).await.ok()?;
    Some(Seal::new(Base64UrlUnpadded::encode_string(&bytes(mac))))
}

/// Where a store's key waits for the next instance of this page; gone with the page.
fn store_key(mark: &Seal) -> JsValue {
    JsValue::from(format!("eposStoreKey {}", mark.as_str()))
}

async fn new_key() -> Result<JsValue, JsValue> {
    generate_key(&json(r#"{"name":"HMAC","hash":"SHA-256"}"#), false, &usages("sign")).await
}

/// A key that lives as long as the page, so that at least an instance rebuilt after a fault has the same.
async fn key_of_this_page() -> Result<JsValue, JsValue> {
    let (page, name) = (js_sys::global(), JsValue::from(FOR_THIS_PAGE));
    let key = Reflect::get(&page, &name)?;
    if !key.is_undefined() {
        return Ok(key);
    }
    let key = new_key().await?;
    Reflect::set(&page, &name, &key)?;
    Ok(key)
}

/// A fixed text of this file as a value.
fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::NULL)
}

fn usages(word: &str) -> Array {
    Array::of1(&word.into())
}

fn bytes(buffer: JsValue) -> Vec<u8> {
    Uint8Array::new(&buffer.unchecked_into::<ArrayBuffer>()).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
