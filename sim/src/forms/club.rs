//! The shop's members: what they are known by, what they have at the start, and the part of the pack that is theirs.
//!
//! What must hold: the figures of the programmes stand here once, and the auditor reads them here; there is one programme
//! of every kind of rule: points that lower the price, stamps that buy offers, money that pays, stars that stay, and thanks
//! that become vouchers.

use super::gs1;
use serde_json::{Value, json};

/// Members that are known from the start; the rest may join.
pub const KNOWN: usize = 3;
/// People who come to this shop.
pub const PEOPLE: usize = 6;

/// A person's identities, as the register names and says them.
pub fn identities(person: usize) -> [(&'static str, String); 5] {
    let tax = if person.is_multiple_of(2) { ("oib", oib(person)) } else { ("cpf", cpf(person)) };
    [
        ("card", card(person)),
        ("phone", format!("+38591700{person:04}")),
        ("email", format!("member{person}@club.example")),
        tax,
        ("host", format!("customer-number-{person}")),
    ]
}

/// A member card; its groups are good whoever shows it.
pub fn card(person: usize) -> String {
    gs1(&format!("2600{:08}", person + 7))
}

/// A code that is good once.
pub fn one_time(person: usize, n: usize) -> String {
    format!("APP{person}CODE{n}XQZ")
}

/// ISO/IEC 7064 mod 11,10.
fn oib(person: usize) -> String {
    let body = format!("98765{person:05}");
    let check = body.bytes().fold(10_u32, |rest, digit| {
        let sum = (u32::from(digit - b'0') + rest) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    format!("{body}{}", (11 - check) % 10)
}

/// Two digits mod 11.
fn cpf(person: usize) -> String {
    let mut number = format!("52998{person:04}");
    for _ in 0..2 {
        let sum: u32 = number.bytes().rev().zip(2..).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        number.push_str(&(sum * 10 % 11 % 10).to_string());
    }
    number
}

/// What must never be read anywhere: every identity of everybody, in its canonical form.
pub fn secrets() -> Vec<String> {
    let plain =
        (0..PEOPLE).flat_map(|person| identities(person).map(|(_, text)| text.trim_start_matches('+').to_owned()));
    plain.chain((0..PEOPLE).flat_map(|person| (0..CODES).map(move |n| one_time(person, n)))).collect()
}

/// One-time codes of each person.
pub const CODES: usize = 3;

/// Most units of `points` that are earned in one sale, on one day, in one month.
pub const POINTS_CAPS: (i64, i64, i64) = (40, 90, 250);
/// Most cents of `back` that are earned in one sale, on one day, in one month.
pub const BACK_CAPS: (i64, i64, i64) = (60, 90, 200);
/// Most stars anybody earns.
pub const STARS_EVER: i64 = 12;
/// Most points that pay on one day.
pub const POINTS_DAY: i64 = 60;
/// Days after which something can be spent, and for which it is good then.
pub const POINTS_DAYS: i64 = 25;
pub const BACK_READY: i64 = 2;
pub const BACK_DAYS: i64 = 20;
/// Units for milestones.
pub const COFFEE_AT: i64 = 5;
pub const CAKE_AT: i64 = 8;
/// What each of the thanks is worth that come back and are spent; nobody has so many that they pay.
pub const THANK: i64 = 2;
/// So many thanks become a voucher, and so many one that takes all of them; for how many days each is good.
pub const SMALL_BON: (i64, i64) = (30, 10);
pub const LARGE_BON: (i64, i64) = (50, 20);
/// From so many points on somebody is gold.
pub const GOLD_FROM: i64 = 60;

pub fn programs() -> Value {
    json!([
        {"id": "points", "name": "Points", "kind": "points", "valid_days": POINTS_DAYS, "valid_to": "day",
         "caps": {"sale": POINTS_CAPS.0, "day": POINTS_CAPS.1, "month": POINTS_CAPS.2},
         "spend": {"units": 10, "worth": 50, "step": 10, "least": 20, "most": 200, "day_max": POINTS_DAY,
                   "max_percent": "50"},
         "tiers": [{"from": GOLD_FROM, "groups": ["gold"]}], "tier_days": 60, "on_return": {"back_days": 5}},
        {"id": "coffee", "name": "Stamps", "kind": "stamps",
         "milestones": [{"id": "five", "at": COFFEE_AT, "offer": "free-coffee"},
                        {"id": "eight", "at": CAKE_AT, "offer": "cake", "on_choice": true, "carry": false}],
         "on_return": {"short": "forgive"}},
        {"id": "back", "name": "Back", "kind": "money", "ready_days": BACK_READY, "valid_days": BACK_DAYS,
         "caps": {"sale": BACK_CAPS.0, "day": BACK_CAPS.1, "month": BACK_CAPS.2},
         "spend": {"units": 1, "worth": 1, "min_basket": 500, "not_with_coupons": true, "settles_as": "tender"}},
        {"id": "thanks", "name": "Thanks", "kind": "stamps", "spend": {"units": 1, "worth": THANK, "least": 1000},
         "milestones": [{"id": "small", "at": SMALL_BON.0, "voucher": {"scheme": "bon-3", "valid_days": SMALL_BON.1}},
                        {"id": "large", "at": LARGE_BON.0, "voucher": {"scheme": "bon-3", "valid_days": LARGE_BON.1},
                         "carry": false}]},
        {"id": "stars", "name": "Stars", "kind": "stamps", "caps": {"customer": STARS_EVER},
         "on_return": {"take_back": false}}])
}

fn offers() -> Vec<Value> {
    let member = json!({"member": true});
    let list = json!([
        {"id": "pts", "kind": "points", "name": "Points", "earn": {"per_amount": 100, "program": "points"}, "when": member},
        {"id": "pts-gold", "kind": "points", "name": "Gold points", "earn": {"times": "2", "program": "points"},
         "select": {"categories": ["food"]}, "when": {"groups": ["gold"]}},
        {"id": "thank", "kind": "stamps", "name": "Thanks", "earn": {"per_amount": 100, "program": "thanks"}, "when": member},
        {"id": "stamp", "kind": "stamps", "name": "Stamp", "earn": {"per_units": "1", "program": "coffee"},
         "select": {"categories": ["coffee"]}, "when": member},
        {"id": "star", "kind": "stamps", "name": "Star", "earn": {"count": 1, "program": "stars"},
         "when": {"member": true, "min_basket": 500}},
        {"id": "back-5", "kind": "cashback", "name": "5 % back", "percent": "5", "earn": {"program": "back"},
         "select": {"categories": ["household"]}, "when": member},
        {"id": "free-coffee", "kind": "percent", "name": "Free coffee", "percent": "100", "step": "reward",
         "select": {"categories": ["coffee"]}, "limits": {"max_units": 1}, "on_choice": true},
        {"id": "cake", "kind": "amount_off", "name": "Cake", "amount": 300, "step": "reward",
         "select": {"categories": ["cake"]}, "on_choice": true},
        {"id": "gold-5", "kind": "percent", "name": "Gold -5 %", "percent": "5", "select": {"categories": ["household"]},
         "when": {"groups": ["gold"]}},
        {"id": "third", "kind": "amount_off", "name": "Every third", "amount": 100, "when": {"member": true, "every_purchase": 3}},
        {"id": "birthday", "kind": "amount_off", "name": "Birthday", "amount": 150,
         "when": {"member": true, "birthday_days": 3}},
        {"id": "personal", "kind": "percent", "name": "Mine", "percent": "10", "select": {"categories": ["cake"]},
         "on_choice": true, "when": member},
        {"id": "club-coupon", "kind": "amount_off", "name": "Club 1", "step": "coupon", "amount": 100,
         "when": {"coupon": "club-1"}},
        {"id": "bon", "kind": "amount_off", "name": "3 off", "step": "coupon", "amount": 300,
         "when": {"coupon": "bon-3"}}]);
    list.as_array().cloned().unwrap_or_default()
}

/// A coupon of the club: everybody has it, each of them twice at most.
pub fn coupon(n: usize) -> String {
    gs1(&format!("9904{n:08}"))
}

/// The members' part of the pack.
pub fn add(pack: &mut Value) {
    let coupon = json!({"id": "club-1", "name": "Club 1", "uses": "multi", "per_customer": 2, "per_basket": 1,
        "format": {"prefix": "9904", "length": 13, "check": "gs1"}});
    let bon = json!({"id": "bon-3", "name": "3 off", "uses": "single", "format": {"prefix": "9905", "length": 18, "check": "gs1"}});
    let card = json!({"id": "member", "kind": "member", "name": "Card", "groups": ["friends"],
        "format": {"prefix": "2600", "length": 13, "check": "gs1"}});
    let mut push = |list: &str, more: Vec<Value>| {
        pack[list].as_array_mut().expect("the pack has this list").extend(more);
    };
    push("offers", offers());
    push("coupons", vec![coupon, bon]);
    push("tokens", vec![card]);
    pack["programs"] = programs();
    pack["members"] = json!({
        "identities": ["phone", "email", "code", "cpf", "oib", "host"], "calling_code": "+385", "joins": true,
        "groups": ["club"], "consents": [{"id": "terms", "required": true}, {"id": "news"}],
        "messages": [{"on": "after_sale", "consent": "news"}, {"on": "balance", "consent": "news"},
                     {"on": "voucher", "consent": "news"}]});
    let words = json!({"consent.terms": "I collect.", "consent.news": "Write to me.",
        "message.after_sale": "{earned}; {balance}; {pending}", "message.balance": "{balance}",
        "message.voucher": "{voucher}, {until}"});
    pack["texts"] = json!({"en": words});
}

/// What the known members have from the start.
pub fn opening() -> Vec<Value> {
    let member = |person: usize| {
        let known = identities(person).into_iter().take(2 + person);
        let identities: Vec<Value> = known.map(|(kind, code)| json!({"kind": kind, "code": code})).collect();
        let balances = match person {
            0 => json!([{"program": "points", "amount": 55, "earned": 55}, {"program": "coffee", "amount": 4}]),
            1 => json!([{"program": "back", "amount": 700, "until": "2026-12-01T00:00:00Z"},
                        {"program": "coffee", "amount": 9}, {"program": "thanks", "amount": 20}]),
            _ => json!([]),
        };
        json!({"identities": identities, "birthday": "11-21", "purchases": person, "consents": ["terms", "news"],
            "balances": balances})
    };
    (0..KNOWN).map(member).collect()
}
