//! A month of one member's purchases, in lines of text.
//!
//! ```text
//! # comment: the arithmetic in words
//! day 8: buy 100.00 with all => pays 90.00, earns 0.00, has 0.00 + 40.00
//! day 8: buy 2.00 of coffee                  goods of a category
//! day 9: buy 50.00 with 15.01 => refused points_limit
//! day 9: return 3 => pays -35.00, takes 1.75, has ..   the third purchase comes back whole
//! day 58: look => has 0.00 + 0.00            what can be spent now, and what later
//! ```
//!
//! Day 1 is the 20th of November 2026. What stands behind the arrow is worked out by hand: there is no way to accept what came
//! out.

use crate::world::World;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60 * 1000;
const CARD: &str = "2600000000017";

pub struct Month {
    world: World,
    program: String,
    digits: usize,
    sent: u32,
    sales: Vec<String>,
    start: i64,
}

impl Month {
    pub fn new(pack: &str) -> Month {
        let text = std::fs::read_to_string(format!("{}/../www/packs/{pack}.json", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let said: Value = serde_json::from_str(&text).unwrap();
        let program = &said["programs"][0];
        let digits = if program["kind"] == "money" { 2 } else { 0 };
        let mut world = World::new();
        world.open("open", &json!({}), &json!({}));
        world.pack(&text);
        let start = world.now.millis();
        let program = program["id"].as_str().unwrap().to_owned();
        let mut month = Month { world, program, digits, sent: 0, sales: Vec::new(), start };
        let member = json!({"batch": "b", "members": [{"identities": [{"code": CARD}]}]});
        let said = month.say("ledger.import", &member);
        assert!(said.iter().any(|it| it["payload"]["result"] == "done"), "{said:?}");
        month
    }

    /// Plays the lines; every one has to come out as it is written.
    pub fn play(&mut self, script: &str) {
        let mut played = 0;
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (given, expected) = line.split_once(" => ").unwrap_or_else(|| panic!("no arrow: {line}"));
            let (day, act) = given.strip_prefix("day ").unwrap().split_once(": ").unwrap();
            let at = self.start + (day.parse::<i64>().unwrap() - 1) * DAY;
            if at > self.world.now.millis() {
                self.world.wait(at - self.world.now.millis());
            }
            assert_eq!(self.act(act), expected, "{given}");
            played += 1;
        }
        assert!(played > 5, "a month");
        self.world.assert_replays();
    }

    fn act(&mut self, act: &str) -> String {
        let words: Vec<&str> = act.split(' ').collect();
        let after = |word: &str| words.iter().position(|it| *it == word).map(|at| words[at + 1]);
        match words[0] {
            "buy" => {
                let amount = minor(words[1], 2);
                self.buy(amount, after("of").unwrap_or("goods"), after("with"))
            }
            "return" => self.back(words[1]),
            "look" => self.has(),
            _ => panic!("{act}"),
        }
    }

    fn buy(&mut self, amount: i64, category: &str, with: Option<&str>) -> String {
        let sale = format!("S{}", self.sent);
        let line = json!({"id": "1", "name": "Goods", "product": category, "quantity": "1", "amount": amount,
            "categories": [category], "tax_codes": ["A"]});
        self.good("basket.open", &json!({"basket_ref": sale, "currency": "BRL"}));
        self.good("loyalty.identify", &json!({"code": CARD}));
        self.good("basket.put", &json!({"basket_ref": sale, "revision": 1, "lines": [line]}));
        if let Some(with) = with {
            let mut ask = json!({"program": self.program});
            if with != "all" {
                ask["amount"] = json!(minor(with, self.digits));
            }
            let said = self.say("loyalty.redeem", &ask);
            if said[0]["ok"] != true {
                self.good("basket.cancel", &json!({}));
                return format!("refused {}", said[0]["error"]["code"].as_str().unwrap());
            }
        }
        let (paid, said) = self.close(1);
        self.sales.push(sale);
        let earned: i64 = events(&said, "loyalty.earned").map(|it| it["amount"].as_i64().unwrap()).sum();
        let vouchers = said.iter().filter(|it| it["type"] == "print").count();
        let vouchers = if vouchers == 0 { String::new() } else { format!("prints {vouchers}, ") };
        format!("pays {}, earns {}, {vouchers}{}", text(paid, 2), text(earned, self.digits), self.has())
    }

    fn back(&mut self, sale: &str) -> String {
        self.good("basket.open", &json!({"basket_ref": format!("R{sale}"), "currency": "BRL", "kind": "refund"}));
        let said =
            self.say("basket.refund", &json!({"revision": 1, "sale": self.sales[sale.parse::<usize>().unwrap() - 1]}));
        assert_eq!(said[0]["ok"], true, "{said:?}");
        let taken: i64 = events(&said, "loyalty.taken_back").map(|it| it["amount"].as_i64().unwrap()).sum();
        let (paid, _) = self.close(1);
        format!("pays {}, takes {}, {}", text(paid, 2), text(taken, self.digits), self.has())
    }

    /// Freezes and pays what is to pay; says what was paid, and all that was said.
    fn close(&mut self, revision: u64) -> (i64, Vec<Value>) {
        let status = self.good("basket.status", &json!({}));
        let (total, remaining) = (&status["basket"]["totals"]["total"], &status["basket"]["remaining"]);
        self.good("basket.freeze", &json!({"revision": revision, "register_total": total, "per_rate": []}));
        self.sent += 1;
        let tender = json!({"tender_ref": format!("cash{}", self.sent), "kind": "cash", "amount": remaining});
        let receipt = json!({"receipt_no": self.sent.to_string(), "tenders": [tender]});
        let said = self.say("basket.commit", &receipt);
        assert_eq!(said[0]["ok"], true, "{said:?}");
        assert_eq!(said[0]["payload"]["differences"], json!([]), "{said:?}");
        (remaining.as_i64().unwrap(), said)
    }

    fn has(&mut self) -> String {
        let said = self.say("loyalty.balance", &json!({"code": CARD}));
        let payload = events(&said, "loyalty.balance").next().unwrap_or_else(|| panic!("{said:?}")).clone();
        let all = payload["balances"].as_array().unwrap();
        let of = all.iter().find(|it| it["program"] == self.program.as_str());
        let figure = |name: &str| of.map_or(0, |it| it[name].as_i64().unwrap());
        format!("has {} + {}", text(figure("ready"), self.digits), text(figure("pending"), self.digits))
    }

    fn good(&mut self, kind: &str, payload: &Value) -> Value {
        let said = self.say(kind, payload);
        assert_eq!(said[0]["ok"], true, "{kind}: {said:?}");
        said[0]["payload"].clone()
    }

    fn say(&mut self, kind: &str, payload: &Value) -> Vec<Value> {
        self.world.said.clear();
        self.sent += 1;
        let message = json!({"v": 1, "id": format!("m{}", self.sent), "type": kind, "payload": payload});
        self.world.host(&message.to_string());
        std::mem::take(&mut self.world.said).iter().map(|text| serde_json::from_str(text).unwrap()).collect()
    }
}

fn events<'a>(said: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    said.iter().filter(move |it| it["type"] == kind && it.get("seq").is_some()).map(|it| &it["payload"])
}

fn minor(text: &str, digits: usize) -> i64 {
    match text.split_once('.') {
        Some((whole, part)) => whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap(),
        None => text.parse::<i64>().unwrap() * if digits == 0 { 1 } else { 100 },
    }
}

fn text(minor: i64, digits: usize) -> String {
    if digits == 0 {
        return minor.to_string();
    }
    format!("{}{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100)
}
