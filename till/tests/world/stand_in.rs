//! What stands for the browser's cryptography, here and in the simulated till: one signature that is good, and a hash.

/// Base64url of 64 zero bytes: the signature that is taken for good.
pub const GOOD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0_u32, |n, b| (n << 8) | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let letter = usize::try_from((number >> (18 - 6 * place)) & 63).unwrap_or(0);
            text.push(char::from(LETTERS[letter]));
        }
    }
    text
}

pub fn jws(typ: &str, payload: &str) -> String {
    let header = format!(r#"{{"alg":"ES256","typ":"{typ}","kid":"key-1"}}"#);
    format!("{}.{}.{GOOD}", base64url(header.as_bytes()), base64url(payload.as_bytes()))
}

/// FNV-1a: tells texts apart; stands for a keyed hash.
pub fn hash(text: &str) -> String {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{state:016x}")
}
