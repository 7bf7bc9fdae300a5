//! ES256 keys and compact JWS (RFC 7515, RFC 7518 section 3.4), public keys as JWK with their RFC 7638 thumbprint.
//!
//! What must hold: the algorithm is ES256 and nothing else; a private key leaves this module only into a file that no
//! other user of the machine can read; an existing key file is never overwritten.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::rand_core::OsRng;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// A signing key of a merchant or a platform.
pub struct Key(SigningKey);

impl Key {
    pub fn generate() -> Self {
        Self(SigningKey::random(&mut OsRng))
    }

    pub fn from_pem(pem: &str) -> Result<Self> {
        Ok(Self(SigningKey::from_pkcs8_pem(pem).context("not a P-256 private key in PKCS#8 PEM")?))
    }

    pub fn load(file: &Path) -> Result<Self> {
        let pem = std::fs::read_to_string(file).with_context(|| format!("cannot read the key {}", file.display()))?;
        Self::from_pem(&pem).with_context(|| file.display().to_string())
    }

    /// Writes the private key, readable by its owner only, into a file that must not exist yet.
    pub fn save_new(&self, file: &Path) -> Result<()> {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF)?;
        std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(file)
            .and_then(|mut out| out.write_all(pem.as_bytes()))
            .with_context(|| format!("cannot write a new key to {}", file.display()))
    }

    /// The public key as JWK, `kid` being its thumbprint.
    pub fn public_jwk(&self) -> Value {
        let (x, y) = self.point();
        json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256", "use": "sig", "kid": self.kid()})
    }

    /// RFC 7638: SHA-256 of the required members in lexical order, base64url.
    pub fn kid(&self) -> String {
        let (x, y) = self.point();
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        encode(&Sha256::digest(canonical.as_bytes()))
    }

    /// A compact JWS over exactly these bytes.
    pub fn sign(&self, typ: &str, payload: &[u8]) -> String {
        let header = json!({"alg": "ES256", "typ": typ, "kid": self.kid()}).to_string();
        let signed = format!("{}.{}", encode(header.as_bytes()), encode(payload));
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("{signed}.{}", encode(&signature.to_bytes()))
    }

    /// `payload.signature`: the payload's text in base64url, and the signature over what `message` makes of that.
    pub fn sign_text(&self, payload: &str, message: fn(&str) -> String) -> String {
        let payload = encode(payload.as_bytes());
        let signature: Signature = self.0.sign(message(&payload).as_bytes());
        format!("{payload}.{}", encode(&signature.to_bytes()))
    }

    /// Whether a signature is this key's.
    #[cfg(test)]
    pub fn verifies(&self, signed: &str, signature: &str) -> bool {
        use p256::ecdsa::signature::Verifier;
        let raw = URL_SAFE_NO_PAD.decode(signature).unwrap();
        self.0.verifying_key().verify(signed.as_bytes(), &Signature::from_slice(&raw).unwrap()).is_ok()
    }

    fn point(&self) -> (String, String) {
        let point = self.0.verifying_key().to_encoded_point(false);
        // An uncompressed point is 0x04, then 32 bytes of x and 32 of y.
        let bytes = point.as_bytes();
        (encode(&bytes[1..33]), encode(&bytes[33..65]))
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::signature::Verifier;

    /// The key of RFC 7515, appendix A.3.
    fn rfc_key() -> Key {
        let d = URL_SAFE_NO_PAD.decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI").unwrap();
        Key(SigningKey::from_slice(&d).unwrap())
    }

    #[test]
    fn the_public_key_is_the_one_of_rfc_7515_a_3() {
        let jwk = rfc_key().public_jwk();
        assert_eq!(jwk["x"], "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
        assert_eq!(jwk["y"], "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
        assert!(jwk.get("d").is_none());
    }

    #[test]
    fn a_signature_verifies_over_header_and_payload_as_sent() {
        let key = rfc_key();
        let jws = key.sign("epos-pack+jws", b"{\"a\": 1}");
        let parts: Vec<&str> = jws.split('.').collect();
        assert_eq!(parts.len(), 3);
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
        assert_eq!(header, json!({"alg": "ES256", "typ": "epos-pack+jws", "kid": key.kid()}));
        assert_eq!(URL_SAFE_NO_PAD.decode(parts[1]).unwrap(), b"{\"a\": 1}");
        let raw = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
        assert_eq!(raw.len(), 64, "r and s side by side, not DER");
        let signature = Signature::from_slice(&raw).unwrap();
        let signed = format!("{}.{}", parts[0], parts[1]);
        key.0.verifying_key().verify(signed.as_bytes(), &signature).unwrap();
        assert!(key.0.verifying_key().verify(b"other", &signature).is_err());
    }

    #[test]
    fn a_key_survives_its_file_is_private_and_is_never_overwritten() {
        use std::os::unix::fs::PermissionsExt;
        let dir = std::env::temp_dir().join(format!("xtask-key-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let file = dir.join("key.pem");
        let key = Key::generate();
        key.save_new(&file).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Key::load(&file).unwrap().kid(), key.kid());
        assert!(Key::generate().save_new(&file).is_err());
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
