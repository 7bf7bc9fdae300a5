//! Texts as a register and an issuer would make them: signed documents, check digits, the shop's pack and its cards.

use serde_json::{Value, json};

/// Base64url of 64 zero bytes: the signature that is taken for good here.
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

fn with_check(body: &str, weight: fn(usize, u32) -> u32) -> String {
    let sum: u32 = body.bytes().rev().enumerate().map(|(place, c)| weight(place, u32::from(c - b'0'))).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

pub fn gs1(body: &str) -> String {
    with_check(body, |place, digit| digit * if place % 2 == 0 { 3 } else { 1 })
}

pub fn luhn(body: &str) -> String {
    with_check(body, |place, digit| {
        let twice = digit * if place % 2 == 0 { 2 } else { 1 };
        if twice > 9 { twice - 9 } else { twice }
    })
}

/// A gift card with a PIN.
pub fn gift(n: usize) -> String {
    luhn(&format!("6299{n:014}"))
}

/// A meal card: no PIN, pays for food alone.
pub fn meal(n: usize) -> String {
    luhn(&format!("6298{n:012}"))
}

/// A coupon that is good once.
pub fn single(n: usize) -> String {
    gs1(&format!("9901{n:08}"))
}

/// A signed coupon that nobody knows beforehand; the signature is good for the simulated device.
pub fn signed(n: usize) -> String {
    let says = format!(r#"{{"k":"k1","m":"shop","s":"household-10","i":"signed-{n}"}}"#);
    format!("{}.{GOOD}", base64url(says.as_bytes()))
}

/// A coupon that many customers have; good three times.
pub fn multi(n: usize) -> String {
    gs1(&format!("9902{n:08}"))
}

pub const PIN: &str = "1234";
pub const GIFTS: usize = 3;
pub const MEALS: usize = 2;
pub const SINGLES: usize = 5;

/// What the customers have from the start.
pub fn opening() -> Value {
    let gifts =
        (0..GIFTS).map(|n| json!({"token": gift(n), "pin": PIN, "balance": 900 + 2000 * (n % 3), "currency": "EUR"}));
    let meals = (0..MEALS).map(|n| json!({"token": meal(n), "balance": 3000, "currency": "EUR"}));
    let codes = (0..SINGLES).map(|n| json!({"code": single(n), "uses": if n == 4 { 0 } else { 1 }}));
    json!({
        "batch": "opening", "accounts": gifts.chain(meals).collect::<Vec<_>>(), "codes": codes.collect::<Vec<_>>(),
    })
}

pub fn pack(ledger: &str, tills: usize) -> String {
    json!({
        "format": 1, "version": "sim-1", "store_name": "Shop", "zone": "Europe/Zagreb", "business_day_cut": 240,
        "currencies": ["EUR"], "tills": tills, "ledger": ledger,
        "taxes": [{"code": "A", "rate": "25", "included": true, "name": "VAT"},
                  {"code": "B", "rate": "5", "included": true, "name": "VAT"}],
        "offers": [
            {"id": "soap-10", "kind": "percent", "name": "Soap -10 %", "text_20": "Soap -10 %", "step": "coupon",
             "select": {"categories": ["household"]}, "percent": "10", "when": {"coupon": "household-10"}},
            {"id": "welcome", "kind": "amount_off", "name": "2 off", "text_20": "2 off", "step": "coupon",
             "amount": 200, "when": {"coupon": "welcome-2", "min_basket": 1000}},
            {"id": "bread-20", "kind": "percent", "name": "Bread -20 %", "text_20": "Bread -20 %",
             "select": {"categories": ["food"]}, "percent": "20"},
            {"id": "thanks", "kind": "amount_off", "name": "Voucher 1", "text_20": "Voucher 1", "step": "coupon",
             "amount": 400, "when": {"coupon": "thanks-1"}}],
        "merchant": "shop", "code_issuers": [{"id": "k1", "x": "A".repeat(43), "y": "A".repeat(43)}],
        "coupons": [
            {"id": "household-10", "name": "10 % off", "uses": "single", "per_basket": 2, "signed_by": ["k1"],
             "format": {"prefix": "9901", "length": 13, "check": "gs1"}},
            {"id": "welcome-2", "name": "2 off", "uses": "multi", "max_uses": 3, "total": 5, "per_day": 4, "per_basket": 1,
             "format": {"prefix": "9902", "length": 13, "check": "gs1"}},
            {"id": "thanks-1", "name": "Voucher", "uses": "single", "per_basket": 2, "listed": true,
             "issue": {"per_day": 3, "valid_days": 7},
             "format": {"prefix": "9903", "length": 18, "check": "gs1"}}],
        "vouchers": [{"id": "thanks", "min_total": 2000, "scheme": "thanks-1", "valid_days": 30, "text": {"en": "Thanks"}}],
        "tokens": [
            {"id": "gift", "kind": "gift_card", "name": "Gift card", "pin": true, "pin_length": 4,
             "format": {"prefix": "6299", "length": 19, "check": "luhn"}},
            {"id": "meal", "kind": "gift_card", "name": "Meal card", "pin": false,
             "format": {"prefix": "6298", "length": 17, "check": "luhn"},
             "covers": {"select": {"categories": ["food"]}, "deposits": false, "services": false, "age_restricted": false}}],
        "options": {"percent_rounding": "half_up", "vat_rounding": "rate_total", "cash_step": 5,
                    "cash_rounding": "half_up", "detail": "changed", "most_forfeited": "20"},
    })
    .to_string()
}
