//! What must not be seen: tokens (card numbers, coupon codes) and PINs.
//!
//! What must hold: no `Debug`, log, record or receipt shows one. The shell replaces each by a keyed hash (its *seal*,
//! made with a key that cannot leave the browser) before the session decides anything; records hold seals only. A PIN's
//! seal is bound to its token, so equal PINs of two cards have different seals.

use crate::codes::{carried, halves, says_gs1, signed_code};
use crate::shape::{At, Out, Shape};
use std::fmt;

/// What readers put between two elements of a GS1 symbol.
const SEPARATOR: u8 = 0x1d;

/// The keyed hash of a secret as text; equal secrets on one device have equal seals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seal(String);

impl Seal {
    /// A seal made by the device.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Seal {
        Seal(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Shape for Seal {
    fn read(at: &At<'_>) -> Self {
        Seal::new(at.text("a seal"))
    }
    fn print(&self, out: &mut Out) {
        out.text(&self.0);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string"})
    }
}

/// What people type; spaces and dashes that they add are taken out. In GS1 texts, which readers send, a dash is one.
fn typed(text: &str, most: usize) -> Option<String> {
    let signed = halves(text).is_some(); // a dash is a letter there
    let added = |c: char| !signed && (c == ' ' || c == '-' && !says_gs1(text));
    let clear: String = text.trim().chars().filter(|c| !added(*c)).collect();
    let legal = |byte: u8| byte.is_ascii_graphic() || byte == SEPARATOR;
    ((1..=most).contains(&clear.len()) && clear.bytes().all(legal)).then_some(clear)
}

/// A key as it was made.
fn key(text: &str, length: usize) -> Option<String> {
    let letters = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (text.len() == length && letters).then(|| text.to_owned())
}

macro_rules! secret {
    ($(#[doc = $doc:expr])* $name:ident, $clean:ident, $most:literal, $expected:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name { clear: String, seal: Option<Seal>, genuine: bool }

        impl $name {
            /// Wraps what was scanned, typed or sent.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                $clean(text, $most).map(|clear| Self { clear, seal: None, genuine: false })
            }
            /// The clear text, for recognising and for sealing; never for records, logs or screens.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.clear
            }
            /// The seal, once the device has made it.
            #[must_use]
            pub fn seal(&self) -> Option<&Seal> {
                self.seal.as_ref()
            }
            /// Keeps the seal that the device made.
            pub fn set_seal(&mut self, seal: Seal) {
                self.seal = Some(seal);
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }

        impl Shape for $name {
            fn read(at: &At<'_>) -> Self {
                $name::new(at.text($expected)).unwrap_or_else(|| {
                    at.misfit("malformed", $expected);
                    $name { clear: String::new(), seal: None, genuine: false }
                })
            }
            fn print(&self, out: &mut Out) {
                out.text("***");
            }
            #[cfg(feature = "schema")]
            fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
                serde_json::json!({"type": "string", "minLength": 1, "maxLength": $most})
            }
        }
    };
}

secret!(
    /// A card number, barcode or coupon code that stands for value or a person.
    Token, typed, 400, "1 to 400 printable ASCII characters or GS1 separators"
);
secret!(
    /// The PIN of a card.
    Pin, typed, 12, "1 to 12 printable ASCII characters"
);

secret!(
    /// The key of a store's ledger, 32 bytes in base64url: cards and codes are known to that ledger by seals made with it.
    StoreKey, key, 43, "32 bytes in base64url"
);

impl Token {
    /// The number, whatever carried it: a magnetic track, a GS1 symbol, a signed text, or nothing.
    #[must_use]
    pub fn number(&self) -> String {
        signed_code(&self.clear).map_or_else(|| carried(&self.clear).number, |code| code.name())
    }

    /// Whether the device found the signature of a signed code good.
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        self.genuine
    }

    /// The device found the signature good.
    pub fn set_genuine(&mut self) {
        self.genuine = true;
    }

    /// For people: the first 6 and last 4 characters of long numbers, the last 4 of shorter ones, dots for the rest.
    #[must_use]
    pub fn masked(&self) -> String {
        let number = self.number();
        let count = number.len();
        let head = if count >= 16 { 6 } else { 0 };
        let tail = if count >= 8 { 4 } else { 2 };
        let show = |(place, c): (usize, char)| {
            if place < head || place.saturating_add(tail) >= count { c } else { '\u{2022}' }
        };
        number.chars().enumerate().map(show).collect()
    }
}

/// A text that this till has sealed, or claims to have: `<version>.<base64url>.<seal>`. No secret; what it says is believed
/// only if the seal is the one that the device makes of it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedText {
    /// What was sealed.
    pub text: String,
    /// The seal that came with it.
    pub claimed: Seal,
    made: Option<Seal>,
}

impl SealedText {
    /// Whether this device has sealed it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.made.as_ref() == Some(&self.claimed)
    }

    /// What the device hashes with its key to seal such a text.
    #[must_use]
    pub fn message(text: &str) -> String {
        format!("sealed\u{0}{text}")
    }
}

impl Shape for SealedText {
    fn read(at: &At<'_>) -> Self {
        let whole = at.text("a sale_record");
        let (text, claimed) = whole.rsplit_once('.').unwrap_or((whole, ""));
        SealedText { text: text.to_owned(), claimed: Seal::new(claimed), made: None }
    }
    fn print(&self, out: &mut Out) {
        out.text(&format!("{}.{}", self.text, self.claimed.as_str()));
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string"})
    }
}

/// What is sealed to tell one key from another.
pub const MARK: &str = "mark";

/// A secret found in an input, waiting for its seal.
#[derive(Debug)]
pub enum SecretMut<'a> {
    /// A token.
    Token(&'a mut Token),
    /// A PIN, sealed together with the token that came before it or that the session is asking about.
    Pin(&'a mut Pin),
    /// A text whose seal is made to be compared.
    Text(&'a mut SealedText),
    /// A key; its seal is the word `mark` sealed with it.
    Key(&'a mut StoreKey),
}

impl SecretMut<'_> {
    /// The text the device hashes with its key. `token` is the seal a PIN is bound to.
    #[must_use]
    pub fn message(&self, token: Option<&Seal>) -> String {
        match self {
            SecretMut::Token(token) => format!("token\u{0}{}", token.number()),
            SecretMut::Text(text) => SealedText::message(&text.text),
            SecretMut::Pin(pin) => format!("pin\u{0}{}\u{0}{}", token.map_or("", Seal::as_str), pin.expose()),
            SecretMut::Key(_) => MARK.to_owned(),
        }
    }

    /// Keeps the seal; answers with it if it is a token's, for the PIN that follows.
    pub fn set(self, seal: Seal) -> Option<Seal> {
        match self {
            SecretMut::Token(token) => {
                token.set_seal(seal.clone());
                Some(seal)
            }
            SecretMut::Text(text) => {
                text.made = Some(seal);
                None
            }
            SecretMut::Pin(pin) => {
                pin.set_seal(seal);
                None
            }
            SecretMut::Key(key) => {
                key.set_seal(seal);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print_and_tokens_mask() {
        let token = Token::new("6299 1234-5678 9012 345").unwrap();
        assert_eq!(format!("{token:?} {:?}", Pin::new("1234").unwrap()), "Token(***) Pin(***)");
        assert_eq!(
            token.masked(),
            "629912\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}2345"
        );
        assert_eq!(token.write().as_str(), "\"***\"");
        assert_eq!(Token::new("ABC12345").unwrap().masked(), "\u{2022}\u{2022}\u{2022}\u{2022}2345");
        let track = Token::new("%B6299 1234 5678 9012 345^GIFT CARD^2912?").unwrap();
        assert_eq!((track.masked(), track.number()), (token.masked(), "6299123456789012345".to_owned()));
        let key = StoreKey::new("c3RvcmUta2V5LXN0b3JlLWtleS1zdG9yZS1r-XktMDE").unwrap();
        assert_eq!((format!("{key:?}"), key.expose().len()), ("StoreKey(***)".to_owned(), 43));
        assert!(StoreKey::new("c3RvcmU").is_none() && StoreKey::new(&"+".repeat(43)).is_none());
        assert!(Token::new("").is_none() && Token::new("\u{7f}").is_none() && Pin::new("1234567890123").is_none());
    }
}
