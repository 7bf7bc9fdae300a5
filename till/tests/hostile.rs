//! A register gone mad: the messages of every conversation, broken in every way that a generator thinks of, and the
//! customer tapping at random. Nothing panics, a refused message changes nothing, the records always add up.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "small numbers and ASCII of tests")]

#[path = "hostile/returns.rs"]
mod returns;
#[allow(dead_code, reason = "shared by several test programs")]
mod world;

use serde_json::{Value, json};
use till::price::request::LineKind;
use till::screen::{Submission, Tap};
use till::secret::{Pin, Token};
use till::session::Input;
use till::session::state::{Tender, TenderPhase};
use till::wire::basket::{BasketKind, TenderKind};
use world::{Loss, World};

/// splitmix64: a failing seed replays.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// Values that have broken somebody's parser.
fn naughty(dice: &mut Dice) -> Value {
    match dice.roll(18) {
        0 => json!(null),
        1 => json!(true),
        2 => json!(-1),
        3 => json!(9_007_199_254_740_992_i64),
        4 => json!(i64::MIN),
        5 => json!(u64::MAX),
        6 => json!(1.5),
        7 => json!(1e300),
        8 => json!(""),
        9 => json!("\u{0}\u{202e}\u{feff}\u{1f468}\u{200d}\u{1f469}Z\u{337}\u{321}"),
        10 => json!("9007199254.740991"),
        11 => json!("-0"),
        12 => json!("NaN"),
        13 => json!({"__proto__": {"admin": true}, "constructor": {"prototype": {}}}),
        14 => json!([[[[[[]]]]]]),
        15 => json!("x".repeat(5000)),
        16 => json!({}),
        _ => json!([]),
    }
}

fn break_something(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Object(map) if !map.is_empty() && dice.roll(5) > 0 => {
            let name = map.keys().nth(dice.roll(map.len())).unwrap().clone();
            match dice.roll(8) {
                0 => drop(map.remove(&name)),
                1 => drop(map.insert(name, naughty(dice))),
                2 => drop(map.insert("unknown".to_owned(), naughty(dice))),
                _ => break_something(map.get_mut(&name).unwrap(), dice),
            }
        }
        Value::Array(list) if !list.is_empty() && dice.roll(5) > 0 => {
            let place = dice.roll(list.len());
            match dice.roll(6) {
                0 => drop(list.remove(place)),
                1 => list.push(list[place].clone()),
                _ => break_something(&mut list[place], dice),
            }
        }
        _ => *value = naughty(dice),
    }
}

/// The commands of all conversations.
fn commands() -> Vec<(String, Value)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sale");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap().replace("\n  {", " {").replace("\n  \"", " \"");
        for line in text.lines().filter_map(|line| line.strip_prefix("> ")) {
            let (kind, payload) = line.split_once(' ').unwrap_or((line, "{}"));
            if let Ok(payload) = serde_json::from_str(payload) {
                found.push((kind.to_owned(), payload));
            }
        }
    }
    found
}

fn able() -> Value {
    json!({"capabilities": ["payment.take", "payment.reverse", "payment.refund", "payment.pay_out", "authorise", "print"]})
}

fn opened() -> World {
    let mut world = World::new();
    world.open("open", &Value::Null, &able());
    let mut pack: Value = serde_json::from_str(&world::zagreb()).unwrap();
    world::merge(&mut pack, &json!({"refunds": {"blind": ["cash"], "card_gone": ["cash"]}}));
    pack["coupons"][0]["comes_back"] = json!(true);
    world.pack(&pack.to_string());
    let account = json!({"token": "6299000000000000010", "pin": "1234", "balance": 5000, "currency": "EUR"});
    let payload = json!({"batch": "opening", "accounts": [account], "codes": [{"code": "9901000000018"}]});
    world.host(&json!({"v": 1, "id": "opening", "type": "ledger.import", "payload": payload}).to_string());
    world
}

/// Ids of this world put in place of those the conversations made up.
fn current(payload: &Value, world: &World, dice: &mut Dice) -> Value {
    let state = world.session.state();
    let mut payload = payload.clone();
    let Value::Object(map) = &mut payload else { return payload };
    if let Some(request) = state.requests.get(dice.roll(state.requests.len().max(1))) {
        map.entry("req").and_modify(|req| *req = json!(request.req.as_str()));
    }
    if let Some(sale) = &state.sale {
        map.entry("base_revision").and_modify(|r| *r = json!(sale.revision));
        map.entry("basket_ref").and_modify(|r| *r = json!(sale.basket_ref.as_str()));
        map.entry("register_total").and_modify(|t| *t = json!(sale.priced.totals.total.minor()));
        if map.contains_key("register_total") {
            map.remove("per_rate");
            map.insert("revision".to_owned(), json!(sale.revision));
        } else {
            map.entry("revision").and_modify(|r| *r = json!(sale.revision + 1));
        }
        if let Some(tender) = sale.tenders.get(dice.roll(sale.tenders.len().max(1))) {
            map.entry("tender_ref").and_modify(|t| *t = json!(tender.id.as_str()));
        }
    } else if map.contains_key("kind") || map.len() <= 3 {
        map.entry("basket_ref").and_modify(|r| *r = json!(format!("R{}", dice.roll(1_000_000))));
    }
    payload
}

/// What a register would say next.
fn sensible(world: &World, dice: &mut Dice) -> (&'static str, Value) {
    let state = world.session.state();
    let Some(sale) = &state.sale else {
        if let Some(request) = state.requests.iter().find(|request| request.request.as_str() == "payment.pay_out") {
            let outcome = ["done", "failed", "unknown"][dice.roll(3)];
            return ("request.done", json!({"req": request.req.as_str(), "outcome": outcome}));
        }
        let last = state.receipts.last().filter(|_| dice.roll(4) == 0);
        return match last {
            Some(sale) => ("basket.void", json!({"basket_ref": sale.receipt.basket_ref.as_str()})),
            None => {
                let kind = ["sale", "sale", "refund", "exchange"][dice.roll(4)];
                let basket_ref = format!("R{}", dice.roll(1_000_000_000));
                ("basket.open", json!({"basket_ref": basket_ref, "kind": kind, "currency": "EUR"}))
            }
        };
    };
    let lines = json!([
        {"id": "3", "kind": "gift_card_load", "name": "Card", "quantity": "1", "amount": 500 + dice.roll(20) * 100},
        {"id": "1", "name": "Soap", "quantity": "2", "amount": 900, "categories": ["household"], "tax_codes": ["A"]},
        {"id": "2", "name": "Wine", "quantity": "1", "amount": 700 + dice.roll(2000), "tax_codes": ["A"]},
    ]);
    let waits = |kind: &str| kind.starts_with("payment.") || kind == "authorise";
    let request = state.requests.iter().find(|request| waits(request.request.as_str()));
    let no_goods_yet = !sale.lines.iter().any(|line| line.kind == LineKind::Sale);
    match (sale.phase.word(), request) {
        ("open", _) if sale.kind != BasketKind::Sale && dice.roll(2) == 0 => {
            let receipt = &state.receipts.get(dice.roll(state.receipts.len().max(1)));
            let goods = json!([{"id": "b", "kind": "return_free", "name": "Tea", "quantity": "-1", "amount": -300, "tax_codes": ["A"]}]);
            match receipt {
                Some(sold) if dice.roll(5) > 0 && !sold.receipt.lines.is_empty() => {
                    let line = &sold.receipt.lines[dice.roll(sold.receipt.lines.len())];
                    let one = json!([{"line_id": line.id.as_str(), "quantity": "1"}]);
                    let lines = if dice.roll(2) == 0 { json!([]) } else { one };
                    ("basket.refund", json!({"sale": sold.receipt.basket_ref.as_str(), "lines": lines}))
                }
                _ => ("basket.refund", json!({"goods": goods})),
            }
        }
        ("open", Some(request)) if request.request.as_str() == "authorise" => {
            let outcome = ["done", "refused"][dice.roll(2)];
            ("request.done", json!({"req": request.req.as_str(), "outcome": outcome}))
        }
        ("open", _) if sale.kind == BasketKind::Exchange && no_goods_yet => {
            ("basket.add", json!({"base_revision": sale.revision, "lines": lines}))
        }
        ("open", _) if sale.lines.is_empty() => ("basket.add", json!({"base_revision": sale.revision, "lines": lines})),
        ("open", _) if sale.loads.iter().all(|load| !load.held) && dice.roll(5) > 0 => {
            let token = ["6299000000000000010", "6299000000000000028", "095212340000060000000017"][dice.roll(3)];
            ("tender.load", json!({"line_id": "3", "token": token, "pin": "1234"}))
        }
        ("open", _) => {
            let total = sale.priced.totals.total.minor();
            ("basket.freeze", json!({"revision": sale.revision, "register_total": total}))
        }
        (_, Some(request)) => {
            let outcome = ["done", "done", "done", "failed", "unknown"][dice.roll(5)];
            ("request.done", json!({"req": request.req.as_str(), "outcome": outcome}))
        }
        _ if sale.to_give().is_positive() && dice.roll(3) > 0 => ("tender.refund", json!({})),
        _ if sale.remaining().is_zero() => ("basket.commit", json!({"receipt_no": format!("{}/1", state.seq)})),
        _ if dice.roll(3) == 0 => ("tender.pay", json!({"kind": "cash"})),
        _ => ("tender.pay", json!({"kind": "gift_card", "token": "6299000000000000010", "pin": "1234"})),
    }
}

fn customer(world: &mut World, dice: &mut Dice) {
    let input = match dice.roll(10) {
        0 => Input::Tap(Tap::EnterCoupon),
        1 => Input::Tap(Tap::EnterMember),
        2 => Input::Tap(Tap::Back),
        3 => Input::Tap(Tap::Pay(TenderKind::ALL[dice.roll(4)])),
        4 => Input::Tap(Tap::CancelTender),
        5 => Input::Tap(Tap::Continue),
        6 => Input::Submit(Submission::Pin(Pin::new(["1234", "0000"][dice.roll(2)]).unwrap())),
        7 => {
            let token = ["6299000000000000010", "6299000000000000028"][dice.roll(2)];
            let (kind, payload) = match dice.roll(3) {
                0 => ("tender.cash_out", json!({"token": token, "pin": "1234", "currency": "EUR"})),
                1 => {
                    let amount = 1 + dice.roll(300);
                    let to = ["6299000000000000028", "6299000000000000036"][dice.roll(2)];
                    (
                        "tender.transfer",
                        json!({"from": token, "from_pin": "1234", "to": to, "to_pin": "1234", "amount": amount}),
                    )
                }
                _ => ("tender.statement", json!({"token": token, "pin": "1234"})),
            };
            let id = format!("c{}", dice.roll(1_000_000_000));
            world.host(&json!({"v": 1, "id": id, "type": kind, "payload": payload}).to_string());
            return;
        }
        _ => {
            let codes =
                ["6299000000000000010", "9901000000018", "9902000000015", "4111111111111111", "?", "2600000000017"];
            let code = Token::new(codes[dice.roll(codes.len())]).unwrap();
            if dice.roll(2) == 0 { Input::Scan(code) } else { Input::Submit(Submission::Code(code)) }
        }
    };
    world.input(input);
}

fn refused_changes_nothing(world: &mut World, message: &str, seed: u64) {
    let before = world.session.state().clone();
    world.said.clear();
    world.host(message);
    let answer: Value =
        serde_json::from_str(world.said.first().unwrap_or_else(|| panic!("seed {seed}: {message}"))).unwrap();
    if answer["ok"] == json!(false) {
        let mut after = world.session.state().clone();
        after.answers.clone_from(&before.answers); // a final decline is remembered, and that is all
        assert_eq!(after, before, "seed {seed}: a refused message changed something: {message}");
    }
}

#[test]
fn broken_messages_are_refused_and_change_nothing() {
    let commands = commands();
    assert!(commands.len() > 80, "the conversations are there: {}", commands.len());
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let mut world = opened();
        for turn in 0..80 {
            let (kind, payload) = &commands[dice.roll(commands.len())];
            let payload = current(payload, &world, &mut dice);
            let mut message = json!({"v": 1, "id": format!("m{turn}"), "type": kind, "payload": payload});
            if dice.roll(3) == 0 {
                break_something(&mut message, &mut dice);
            }
            refused_changes_nothing(&mut world, &message.to_string(), seed);
            if dice.roll(3) == 0 {
                customer(&mut world, &mut dice);
            }
        }
        world.assert_replays();
    }
}

/// The page dies in the middle of something: after storing, before doing.
fn faulty_turn(world: &mut World, dice: &mut Dice, turn: usize) {
    world.loses = [Loss::Effects, Loss::Answers, Loss::Ledger][dice.roll(3)];
    let (kind, payload) = sensible(world, dice);
    let message = json!({"v": 1, "id": format!("f{turn}"), "type": kind, "payload": payload});
    world.host(&message.to_string());
    world.crash();
    world.wait(6000); // what is still owed is asked again
}

/// Money that a till owes or was paid always adds up, whatever was said in whatever order, with restarts in between.
#[test]
fn random_days_add_up() {
    let commands = commands();
    let (mut sold, mut by_card, mut voided, mut loaded, mut back, mut credited) = (0, 0, 0, 0, 0, 0);
    for seed in 1000..1060 {
        let mut dice = Dice(seed);
        let mut world = opened();
        for turn in 0..150 {
            if dice.roll(15) == 0 {
                faulty_turn(&mut world, &mut dice, turn);
            }
            match dice.roll(12) {
                0 => {
                    world.reload();
                    world.open("again", &Value::Null, &able());
                }
                1 => world.crash(),
                2 => world.wait(i64::try_from(dice.roll(100_000)).unwrap()),
                3 | 4 => customer(&mut world, &mut dice),
                5..=8 => {
                    let (kind, payload) = sensible(&world, &mut dice);
                    let message = json!({"v": 1, "id": format!("m{turn}"), "type": kind, "payload": payload});
                    world.host(&message.to_string());
                }
                _ => {
                    let (kind, payload) = &commands[dice.roll(commands.len())];
                    let payload = current(payload, &world, &mut dice);
                    let message = json!({"v": 1, "id": format!("m{turn}"), "type": kind, "payload": payload});
                    world.host(&message.to_string());
                }
            }
            check_sums(&world, seed);
            check_card(&world, seed);
            returns::check(&world, seed);
        }
        world.assert_replays();
        let receipts = &world.session.state().receipts;
        sold += receipts.len();
        by_card += receipts.iter().filter(|s| s.receipt.tenders.iter().any(|t| t.kind == TenderKind::GiftCard)).count();
        loaded += receipts.iter().map(|s| s.receipt.loads.len()).sum::<usize>();
        voided += receipts.iter().filter(|s| s.receipt.voided).count();
        back += receipts.iter().filter(|s| !s.back.is_empty()).count();
        credited += receipts.iter().filter(|s| !s.credits.is_empty()).count();
        let stored = world.stored();
        for secret in ["6299000000000000010", "9901000000018", "4111111111111111", "\"1234\"", "2600000000017"] {
            assert!(!stored.contains(secret), "seed {seed}: {secret} is in the journal");
        }
    }
    assert!(
        sold >= 100 && by_card >= 5 && voided >= 5 && loaded >= 20 && back >= 20 && credited >= 5,
        "the days were busy: {sold} sold, {by_card} by card, {voided} voided, {loaded} loaded, {back} back, {credited} credited"
    );
}

/// What the card had at first, less what non-voided receipts say it paid, is what it has.
fn check_card(world: &World, seed: u64) {
    let state = world.session.state();
    let live = state.receipts.iter().filter(|sale| !sale.receipt.voided && sale.receipt.mode.word() == "live");
    let live = live.filter(|sale| !sale.differences.iter().any(|d| d.what.as_str() == "gift_card")); // not taken here
    let tenders = live.flat_map(|sale| &sale.receipt.tenders).filter(|tender| tender.kind == TenderKind::GiftCard);
    let paid: i64 = tenders.map(|tender| tender.amount.minor()).sum();
    let (issued, left, held) = world.on_cards();
    let undone = || state.receipts.iter().filter(|sale| sale.receipt.voided).flat_map(|sale| &sale.credits);
    let spent = left - (issued - paid); // of credits that were undone too late
    let most: i64 = undone().map(|credit| credit.amount.minor()).sum();
    assert!((0..=most).contains(&spent), "seed {seed}: the cards: {spent} of {most}");
    let sale = state.sale.as_ref().filter(|sale| sale.mode.word() == "live");
    let holds = sale.iter().flat_map(|sale| &sale.coupons).filter(|coupon| coupon.held).count();
    let reserved = |tender: &&Tender| tender.op.is_some() && tender.phase == TenderPhase::Approved;
    let loads = sale.iter().flat_map(|sale| &sale.loads).filter(|load| load.held).count();
    let holds = holds + loads + state.pay_outs.iter().filter(|pay_out| pay_out.mode.word() == "live").count();
    let holds = holds + sale.iter().flat_map(|sale| &sale.tenders).filter(reserved).count();
    assert_eq!(held, holds, "seed {seed}: what is held is what the sale knows of");
}

fn check_sums(world: &World, seed: u64) {
    let state = world.session.state();
    for sale in state.sale.iter().chain(&state.suspended) {
        let lines: i64 = sale.priced.lines.iter().map(|line| line.amount.minor()).sum();
        let added: i64 = sale.priced.taxes.iter().filter(|tax| !tax.included).map(|tax| tax.tax.minor()).sum();
        let rest = sale.priced.totals.rounding.minor() + sale.priced.totals.deposits.minor();
        assert_eq!(lines + added + rest, sale.priced.totals.total.minor(), "seed {seed}: lines are the total");
        let open = |tender: &&Tender| !tender.phase.is_final() && tender.phase != TenderPhase::Cancelling;
        assert!(sale.tenders.iter().filter(open).count() <= 1, "seed {seed}: one at a time; a rollback undoes all");
    }
    for sale in &state.receipts {
        let paid: i64 = sale.receipt.tenders.iter().map(|tender| tender.amount.minor()).sum();
        let total = sale.receipt.priced.totals.total.minor();
        assert!(
            paid == total || !sale.differences.is_empty(),
            "seed {seed}: {} is paid or raised",
            sale.receipt.basket_ref
        );
    }
    let mut numbers: Vec<(&str, u64)> =
        state.receipts.iter().map(|s| (s.receipt.mode.word(), s.receipt.epos_no)).collect();
    let issued = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), issued, "seed {seed}: no number twice");
}
