//! Returns in random parts: whatever the parts, every tender has back what it paid, no more and no less, every rate its tax,
//! and the record of the largest sale fits into a message.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "small numbers and ASCII of tests")]

#[allow(dead_code, reason = "shared by several test programs")]
mod world;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use till::wire::json::MAX_BYTES;
use world::World;

/// splitmix64: a failing seed replays.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// A till and the register's side of the talk.
struct Talk {
    world: World,
    said: u32,
    record: String,
    /// What went out and came back, by rate: tax codes with their tax.
    taxes: BTreeMap<String, i64>,
}

impl Talk {
    fn new() -> Talk {
        let mut talk = Talk { world: World::new(), said: 0, record: String::new(), taxes: BTreeMap::new() };
        talk.world.open("open", &Value::Null, &Value::Null);
        talk.world.pack(&world::zagreb());
        let account = json!({"token": "6299000000000000010", "pin": "1234", "balance": 100_000, "currency": "EUR"});
        talk.say("ledger.import", json!({"batch": "b", "accounts": [account]})).unwrap();
        talk
    }

    /// What the page answers; a refusal is its code.
    fn say(&mut self, kind: &str, payload: Value) -> Result<Value, String> {
        self.said += 1;
        self.world.said.clear();
        let id = format!("m{}", self.said);
        self.world.host(&json!({"v": 1, "id": id, "type": kind, "payload": payload}).to_string());
        let said: Vec<Value> = self.world.said.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        for event in said.iter().filter(|event| event["type"] == "basket.committed") {
            self.record = event["payload"]["sale_record"].as_str().unwrap_or_default().to_owned();
        }
        let answer = said.iter().find(|answer| answer["re"] == json!(id)).unwrap();
        match answer["ok"] == json!(true) {
            true => Ok(answer["payload"].clone()),
            false => Err(answer["error"]["code"].as_str().unwrap().to_owned()),
        }
    }

    /// The register does what it is asked to.
    fn settle(&mut self) {
        while let Some(req) = self.world.session.state().requests.first().map(|request| request.req.to_string()) {
            self.say("request.done", json!({"req": req, "outcome": "done"})).unwrap();
        }
    }

    fn freeze(&mut self) -> Value {
        let sale = self.world.session.state().sale.clone().unwrap();
        let frozen = json!({"revision": sale.revision, "register_total": sale.priced.totals.total.minor()});
        let state = self.say("basket.freeze", frozen).unwrap();
        for tax in state["taxes"].as_array().unwrap() {
            *self.taxes.entry(tax["code"].as_str().unwrap().to_owned()).or_default() += tax["tax"].as_i64().unwrap();
        }
        state
    }
}

fn lines(dice: &mut Dice) -> Vec<Value> {
    let many = |dice: &mut Dice| dice.roll(6) + 1;
    let (chocolate, yoghurt, wine) = (many(dice), many(dice), many(dice));
    vec![
        json!({"id": "1", "name": "Chocolate", "brand": "zlatica", "quantity": chocolate.to_string(),
            "amount": chocolate * 199, "tax_codes": ["A"]}),
        json!({"id": "2", "name": "Yoghurt", "categories": ["yoghurt", "dairy"], "quantity": yoghurt.to_string(),
            "amount": yoghurt * 67, "tax_codes": ["C"]}),
        json!({"id": "3", "name": "Wine", "quantity": wine.to_string(), "amount": wine * 1299, "tax_codes": ["A"]}),
        json!({"id": "4", "name": "Apples", "categories": ["fruit"], "quantity": "0.735", "unit": "kilogram",
            "amount": 183, "tax_codes": ["B"]}),
    ]
}

/// Pays with a gift card, a bank card and cash, in random parts; answers with what each kind paid of the total.
fn pay(talk: &mut Talk, dice: &mut Dice, total: i64) -> BTreeMap<String, i64> {
    let (gift, card) = (dice.roll(total) + 1, dice.roll(total) + 1);
    let ways = [("gift_card", gift), ("card", card), ("cash", total)];
    for (kind, most) in ways {
        let left = talk.world.session.state().sale.as_ref().unwrap().to_pay().minor();
        let mut pay = json!({"kind": kind, "amount": most.min(left)});
        if kind == "gift_card" {
            (pay["token"], pay["pin"]) = (json!("6299000000000000010"), json!("1234"));
        }
        if left > 0 {
            talk.say("tender.pay", pay).unwrap();
            talk.settle();
        }
    }
    let mut paid = BTreeMap::new();
    for tender in &talk.world.session.state().sale.as_ref().unwrap().tenders {
        *paid.entry(tender.kind.word().to_owned()).or_default() += tender.amount.minor();
    }
    paid
}

/// Brings back a random part of what is left; false if nothing was.
fn bring_back(
    talk: &mut Talk,
    dice: &mut Dice,
    (name, record): (String, &str),
    paid: &mut BTreeMap<String, i64>,
) -> bool {
    talk.say("basket.open", json!({"basket_ref": name, "kind": "refund", "currency": "EUR"})).unwrap();
    let (by_no, by_record) = (json!({"epos_no": 1}), json!({"sale_record": record}));
    let by = |dice: &mut Dice| if dice.roll(2) == 0 { by_no.clone() } else { by_record.clone() };
    let Ok(state) = talk.say("basket.refund", by(dice)) else {
        talk.say("basket.cancel", json!({})).unwrap();
        return false;
    };
    let mut wanted: Vec<Value> = Vec::new();
    for line in state["originals"][0]["lines"].as_array().unwrap() {
        let units = |name: &str| till::quantity::millionths(line[name].as_str().unwrap()).unwrap();
        let (left, whole) = (units("sold") - units("returned"), units("sold") % 1_000_000 == 0);
        let part = if whole { dice.roll(left / 1_000_000 + 1) * 1_000_000 } else { dice.roll(left + 1) };
        if part > 0 {
            wanted.push(json!({"line_id": line["line_id"], "quantity": till::quantity::decimal(part)}));
        }
    }
    if !wanted.is_empty() && dice.roll(4) > 0 {
        let mut refund = by(dice);
        refund["lines"] = Value::from(wanted);
        talk.say("basket.refund", refund).unwrap();
    }
    talk.freeze();
    while talk.world.session.state().sale.as_ref().unwrap().to_give().is_positive() {
        talk.say("tender.refund", json!({})).unwrap();
        talk.settle();
    }
    for tender in &talk.world.session.state().sale.as_ref().unwrap().tenders {
        *paid.get_mut(tender.kind.word()).unwrap() += tender.amount.minor();
    }
    assert!(paid.values().all(|left| *left >= 0), "no more than it paid: {paid:?}");
    let done = talk.say("basket.commit", json!({"receipt_no": format!("{name}/1")})).unwrap();
    assert_eq!(done["differences"], json!([]));
    true
}

#[test]
fn a_sale_and_its_return_in_any_parts_are_nothing_for_every_tender_and_rate() {
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let mut talk = Talk::new();
        talk.say("basket.open", json!({"basket_ref": "S", "currency": "EUR"})).unwrap();
        talk.say("basket.put", json!({"basket_ref": "S", "revision": 1, "lines": lines(&mut dice)})).unwrap();
        let total = talk.freeze()["totals"]["payable"].as_i64().unwrap();
        let mut paid = pay(&mut talk, &mut dice, total);
        assert_eq!(paid.values().sum::<i64>(), total, "seed {seed}");
        talk.say("basket.commit", json!({"receipt_no": "S/1"})).unwrap();
        let record = talk.record.clone();
        let mut parts = 0;
        while bring_back(&mut talk, &mut dice, (format!("R{parts}"), &record), &mut paid) {
            parts += 1;
            if dice.roll(3) == 0 {
                talk.world.crash();
            }
        }
        assert!(parts > 0 && paid.values().all(|left| *left == 0), "seed {seed}: {parts} parts, left {paid:?}");
        assert!(talk.taxes.values().all(|tax| *tax == 0), "seed {seed}: {:?}", talk.taxes);
        let (issued, left, held) = talk.world.on_cards();
        assert_eq!((left, held), (issued, 0), "seed {seed}: the card has what it had");
    }
}

#[test]
fn the_record_of_the_largest_sale_comes_back_in_one_message() {
    let mut talk = Talk::new();
    talk.say("basket.open", json!({"basket_ref": "S", "currency": "EUR"})).unwrap();
    let line = |n: u32| {
        json!({"id": format!("line-{n}"), "product": format!("38500000{n:05}"), "name": format!("Yoghurt with fruit, 180 g, kind {n}"),
            "categories": ["yoghurt", "dairy"], "quantity": "2", "unit_price": "1.29", "amount": 258, "tax_codes": ["C"]})
    };
    let lines: Vec<Value> = (0..1000).map(line).collect();
    talk.say("basket.put", json!({"basket_ref": "S", "revision": 1, "lines": lines})).unwrap();
    talk.freeze();
    talk.say("tender.pay", json!({"kind": "gift_card", "token": "6299000000000000010", "pin": "1234", "amount": 1}))
        .unwrap();
    talk.say("tender.pay", json!({"kind": "cash"})).unwrap();
    talk.settle();
    talk.say("basket.commit", json!({"receipt_no": "1"})).unwrap();
    let record = talk.record.clone();
    assert!(record.len() < MAX_BYTES - 1000, "{} bytes", record.len());
    talk.say("basket.open", json!({"basket_ref": "R", "kind": "refund", "currency": "EUR"})).unwrap();
    let back = talk.say("basket.refund", json!({"sale_record": record})).unwrap();
    assert_eq!(back["refunds"].as_array().unwrap().len(), 1000);
}
