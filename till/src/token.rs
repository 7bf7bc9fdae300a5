//! Signed documents: device access tokens and packs as compact JWS (RFC 7515) with ES256 (RFC 7518), nothing else.
//!
//! What must hold: the algorithm and the type are pinned here, before anything is verified; the signature itself is
//! checked by the shell (WebCrypto), never skipped; claims are read only after that.

use crate::names::Id;
use crate::session::{Purpose, VerifyJob};
use crate::shape;
use crate::shape::{Misfit, read_as};
use crate::wire::json;
use base64ct::{Base64UrlUnpadded, Encoding};

/// `typ` of a device access token.
pub const DEVICE: &str = "epos-device+jwt";
/// `typ` of a merchant pack.
pub const PACK: &str = "epos-pack+jws";

shape! {
    /// The header of a signed document. Any `crit` is refused: we know no extension.
    pub struct Header {
        /// `ES256`.
        alg: String,
        /// What it is.
        typ: String,
        /// The issuer's key.
        kid: Id,
        /// Extensions that must be understood.
        crit: Option<shape::Json>,
    }
}

shape! {
    /// The claims of a device access token (RFC 7519).
    pub struct Claims {
        /// Who issued it.
        iss: String,
        /// For whom: this product.
        aud: String,
        /// The device.
        sub: Id,
        /// Ends at, seconds since 1970.
        exp: u64,
        /// Begins at, seconds since 1970.
        nbf: u64,
        /// The store.
        store: Id,
        /// The till.
        till: Id,
        /// Origins the register may speak from.
        origins: Vec<String>,
        /// Modules it may use.
        modules: Vec<Id>,
    }
}

/// Why a text is no signed document of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadJws(pub String);

/// Splits a compact JWS and pins its header; what comes out still has to be verified.
pub fn job(text: &str, typ: &str, purpose: Purpose) -> Result<VerifyJob, BadJws> {
    let bad = |why: &str| BadJws(why.to_owned());
    let mut parts = text.trim().split('.');
    let (Some(header), Some(_), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(bad("not three parts joined by dots"));
    };
    let header = read_header(header)?;
    if header.alg != "ES256" || header.typ != typ || header.crit.is_some() {
        return Err(BadJws(format!("the header must have alg ES256, typ {typ} and no crit")));
    }
    if Base64UrlUnpadded::decode_vec(signature).map(|bytes| bytes.len()) != Ok(64) {
        return Err(bad("the signature is not 64 bytes in base64url"));
    }
    let signed = text.trim().rsplit_once('.').map(|(signed, _)| signed.to_owned()).unwrap_or_default();
    Ok(VerifyJob { kid: header.kid.to_string(), signed, signature: signature.to_owned(), purpose })
}

fn read_header(part: &str) -> Result<Header, BadJws> {
    let text = decode(part).ok_or_else(|| BadJws("the header is not base64url".to_owned()))?;
    let value = json::parse(&text).map_err(|e| BadJws(format!("the header is {e}")))?;
    read_as("header", &value).map_err(|misfit: Misfit| BadJws(misfit.to_string()))
}

/// The payload text of a verified job.
#[must_use]
pub fn payload(job: &VerifyJob) -> Option<String> {
    job.signed.split_once('.').and_then(|(_, payload)| decode(payload))
}

/// The claims of a verified device token.
#[must_use]
pub fn claims(job: &VerifyJob) -> Option<Claims> {
    let text = payload(job)?;
    let value = json::parse(&text).ok()?;
    read_as("claims", &value).ok()
}

fn decode(part: &str) -> Option<String> {
    Base64UrlUnpadded::decode_vec(part).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}
