//! Texts as a register and an issuer would make them: signed documents, check digits, the shop's pack and its cards.

pub mod club;

use crate::weather::Course;
use serde_json::{Value, json};

#[path = "../../till/tests/world/stand_in.rs"]
mod stand_in;

use stand_in::base64url;
pub use stand_in::{GOOD, hash, jws};

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

/// A gift card with a PIN. Those below [`GIFTS`] are known from the start, the others by their first load.
pub fn gift(n: usize) -> String {
    luhn(&format!("6299{n:014}"))
}

/// A meal card: no PIN, pays for food alone, and for so much a day.
pub fn meal(n: usize) -> String {
    luhn(&format!("6298{n:012}"))
}

/// A token for one payment.
pub fn once(n: usize) -> String {
    luhn(&format!("6297{n:014}"))
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

pub const PIN: &str = "7391";
pub const GIFTS: usize = 3;
/// Gift cards on the rack: not known before their first load.
pub const FRESH: std::ops::Range<usize> = 10..14;
pub const MEALS: usize = 2;
pub const ONCE: usize = 2;
pub const SINGLES: usize = 5;
/// What a meal card pays on one business day at most.
pub const MEAL_DAY: i64 = 900;

/// Every card there is, with what is on it at the start, in either books.
pub fn cards() -> impl Iterator<Item = (String, i64)> {
    let gifts = (0..GIFTS).map(|n| (gift(n), [900, 2900, 4900][n % 3]));
    let meals = (0..MEALS).map(|n| (meal(n), 3000));
    let once = (0..ONCE).map(|n| (once(n), 1200));
    gifts.chain(FRESH.map(|n| (gift(n), 0))).chain(meals).chain(once)
}

/// How a card is named where its number must not stand.
pub fn masked(card: &str) -> String {
    format!("{}{}{}", &card[..6], "\u{2022}".repeat(card.len() - 10), &card[card.len() - 4..])
}

/// What the customers have from the start.
pub fn opening(mode: &str, course: Course) -> Value {
    let accounts = cards().filter(|(_, balance)| *balance > 0).map(|(token, balance)| {
        let pin = token.starts_with("6299").then_some(PIN);
        json!({"token": token, "pin": pin, "balance": balance, "currency": "EUR"})
    });
    let codes = (0..SINGLES).map(|n| json!({"code": single(n), "uses": if n == 4 { 0 } else { 1 }}));
    json!({
        "batch": format!("opening-{mode}"), "mode": mode, "accounts": accounts.collect::<Vec<_>>(),
        "codes": codes.collect::<Vec<_>>(),
        "members": if course == Course::Loyalty { club::opening() } else { Vec::new() },
    })
}

pub fn pack(course: Course, ledger: &str, tills: usize) -> String {
    let mut pack = json!({
        "format": 1, "version": "sim-1", "store_name": "Shop", "zone": "Europe/Zagreb", "business_day_cut": 240,
        "currencies": ["EUR"], "tills": tills, "ledger": ledger,
        "taxes": [{"code": "A", "rate": "25", "included": true, "name": "VAT"},
                  {"code": "B", "rate": "5", "included": true, "name": "VAT"},
                  {"code": "N", "rate": "0", "included": true, "name": "None"}],
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
             {"id": "household-10", "name": "10 % off", "uses": "single", "per_basket": 2, "comes_back": true, "signed_by": ["k1"],
             "format": {"prefix": "9901", "length": 13, "check": "gs1"}},
            {"id": "welcome-2", "name": "2 off", "uses": "multi", "max_uses": 3, "total": 5, "per_day": 4, "per_basket": 1,
             "format": {"prefix": "9902", "length": 13, "check": "gs1"}},
            {"id": "thanks-1", "name": "Voucher", "uses": "single", "per_basket": 2, "listed": true,
             "issue": {"per_day": 3, "valid_days": 7},
             "format": {"prefix": "9903", "length": 18, "check": "gs1"}}],
        "vouchers": [{"id": "thanks", "min_total": 2000, "scheme": "thanks-1", "valid_days": 30, "text": {"en": "Thanks"}}],
        "tokens": [
            {"id": "gift", "kind": "gift_card", "name": "Gift card", "pin": true, "pin_length": 4,
             "activation": "on_first_load", "reloadable": true, "min_load": 100, "max_load": 5000, "max_balance": 9000,
             "cash_out_max": 4000, "valid_days": 365, "format": {"prefix": "6299", "length": 19, "check": "luhn"}},
            {"id": "once", "kind": "gift_card", "name": "Token", "pin": false, "single_use": true,
             "format": {"prefix": "6297", "length": 19, "check": "luhn"}},
            {"id": "meal", "kind": "gift_card", "name": "Meal card", "pin": false, "day_max": MEAL_DAY,
             "cash_out_max": 2000,
             "format": {"prefix": "6298", "length": 17, "check": "luhn"},
             "covers": {"select": {"categories": ["food"]}, "deposits": false, "services": false, "age_restricted": false}}],
        "refunds": {"blind": ["cash"], "card_gone": ["cash"]},
        "options": {"percent_rounding": "half_up", "vat_rounding": "rate_total", "cash_step": 5,
                    "cash_rounding": "half_up", "detail": "changed", "most_forfeited": "20"},
    });
    if course == Course::Loyalty {
        club::add(&mut pack);
    }
    pack.to_string()
}
