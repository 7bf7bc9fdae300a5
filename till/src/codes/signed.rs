//! Signed codes of coupons: `payload.signature`, both base64url; the payload is JSON, the signature ES256 over
//! `epos-coupon.` and the payload's text, so that it is good for nothing else (RFC 7518, section 3.4).
//!
//! What must hold: reading one verifies nothing; whoever uses it asks whether its signature was found good. A code is known
//! by merchant, scheme and id, not by its text: a signature can be written in more than one way.

use crate::names::Id;
use crate::shape;
use base64ct::{Base64UrlUnpadded, Encoding};

/// A signature of 64 bytes in base64url.
const SIGNATURE: usize = 86;

shape! {
    /// What a signed code says.
    pub struct SignedCode {
        /// The issuer.
        k: Id,
        /// The merchant.
        m: Id,
        /// The coupon scheme.
        s: Id,
        /// Its own id, made once.
        i: Id,
        /// Good from, seconds since 1970.
        f: Option<u64>,
        /// Good until before, seconds since 1970.
        u: Option<u64>,
    }
}

/// What has to be verified of a signed code before anything is decided by it: ES256 over `signed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeJob {
    /// The issuer's key, a JSON Web Key (RFC 7517).
    pub jwk: String,
    /// What was signed.
    pub signed: String,
    /// The signature, base64url.
    pub signature: String,
}

/// The two halves of a text that looks like a signed code.
pub(crate) fn halves(text: &str) -> Option<(&str, &str)> {
    let (payload, signature) = text.trim().split_once('.')?;
    let letters = |half: &str| half.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let fits = !payload.is_empty() && signature.len() == SIGNATURE && letters(payload) && letters(signature);
    fits.then_some((payload, signature))
}

/// What is signed of a payload.
#[must_use]
pub fn message(payload: &str) -> String {
    format!("epos-coupon.{payload}")
}

/// What a text says as a signed code; its signature is not looked at.
#[must_use]
pub fn signed_code(text: &str) -> Option<SignedCode> {
    let (payload, _) = halves(text)?;
    let json = String::from_utf8(Base64UrlUnpadded::decode_vec(payload).ok()?).ok()?;
    shape::read_text("code", &json).ok()
}

impl SignedCode {
    /// What it is known by.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.m, self.s, self.i)
    }

    /// What has to be verified of the text it was read from, with this issuer's key.
    #[must_use]
    pub fn job(text: &str, x: &Id, y: &Id) -> Option<CodeJob> {
        let (payload, signature) = halves(text)?;
        let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#);
        Some(CodeJob { jwk, signed: message(payload), signature: signature.to_owned() })
    }
}
