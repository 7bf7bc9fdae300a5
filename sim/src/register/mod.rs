//! The model of a register: what it has said, what it was told, and the money it really has.
//!
//! What must hold: it sends a command again under the same id until it is answered; an outcome of a request, once given,
//! stays; what it took is what its drawer and its terminal say, never what the page believes.

mod terminal;

use crate::checks::paid_with;
use crate::dice::Dice;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use till::session::state::State;

/// A command on its way.
#[derive(Clone, Debug)]
pub struct Sent {
    pub id: String,
    pub kind: String,
    pub payload: Value,
    pub tries: u32,
}

/// Money of one tender, or of one pay-out.
#[derive(Clone, Debug, Default)]
pub struct Money {
    pub basket: String,
    /// What the drawer or the terminal has of it; below zero it was given.
    pub taken: i64,
    /// Tip, cashback and surcharge beside it.
    pub on_top: i64,
    /// What the terminal said of it.
    pub slip: Option<Value>,
    /// No more will be taken.
    pub closed: bool,
}

/// A request of the page.
#[derive(Clone, Debug)]
pub struct Request {
    pub kind: String,
    pub payload: Value,
    /// What was said of it last.
    pub outcome: Option<Value>,
    /// Nothing more comes of it.
    pub over: bool,
}

/// A sale that was closed, as the register may name it later.
#[derive(Clone, Debug)]
pub struct Sold {
    pub basket: String,
    pub epos_no: u64,
    pub receipt_no: String,
    pub record: Option<String>,
}

/// What the register does next because of what it heard.
pub enum Next {
    /// Says this.
    Say(&'static str, Value),
    /// Settles a request after so many milliseconds.
    Settle(String, i64),
    /// Asks the store's ledger.
    Store(String, Value),
}

#[derive(Default)]
pub struct Register {
    pub host_session: u32,
    count: u64,
    /// The session was opened since the program started.
    pub ready: bool,
    pub open: Vec<Sent>,
    /// The first final answer to each id.
    answers: BTreeMap<(u32, String), String>,
    /// Ids that were used for two contents.
    pub reused: Vec<String>,
    pub events: BTreeMap<u64, String>,
    pub epoch: Option<String>,
    pub requests: BTreeMap<String, Request>,
    pub money: BTreeMap<String, Money>,
    /// Asks of the store's ledger, with what was said of them.
    asks: BTreeMap<String, Option<Value>>,
    /// Codes that were printed for customers.
    pub vouchers: Vec<String>,
    /// Sales whose commit, import or void was answered.
    pub closed: Vec<String>,
    pub voided: Vec<String>,
    pub sold: Vec<Sold>,
    /// Z reports as they were answered, by books and number.
    pub closed_days: BTreeMap<(String, u64), Value>,
    /// What was paid out of gift cards.
    pub paid_out: BTreeMap<String, i64>,
    /// Baskets that the register finishes, or undoes, by itself: what the page wants of them is refused.
    pub alone: BTreeSet<String>,
    /// Baskets whose commit or cancel was sent.
    pub committing: BTreeSet<String>,
    /// In so many of a thousand nobody answers a request for minutes.
    pub silent: u32,
    /// The last commands, for repeats.
    pub history: Vec<Sent>,
}

/// Commands that are repeated until they are answered, over restarts too: facts about money.
const FACTS: [&str; 5] = ["request.done", "tender.external", "basket.commit", "basket.import", "basket.void"];
const READS: [&str; 8] = [
    "session.open",
    "session.resume",
    "session.diagnostics",
    "basket.status",
    "receipt.get",
    "session.export",
    "coupons.list",
    "boost.offers",
];
/// Refusals that are not kept for a repeat.
const PASSING: [&str; 4] = ["session_required", "id_reused", "nonce_wrong", "session_taken"];

impl Sent {
    pub fn is_fact(&self) -> bool {
        FACTS.contains(&self.kind.as_str())
    }

    pub fn text(&self) -> String {
        json!({"v": 1, "id": self.id, "type": self.kind, "payload": self.payload}).to_string()
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

impl Register {
    /// A new command.
    pub fn say(&mut self, kind: &str, payload: Value) -> Sent {
        self.count += 1;
        if kind == "basket.commit" || kind == "basket.cancel" {
            self.committing.insert(text(&payload, "basket_ref").to_owned());
        }
        let sent =
            Sent { id: format!("h{}-{}", self.host_session, self.count), kind: kind.to_owned(), payload, tries: 0 };
        self.open.push(sent.clone());
        self.history.push(sent.clone());
        sent
    }

    /// How many events were heard without a gap.
    pub fn heard(&self) -> usize {
        self.events.keys().zip(1_u64..).take_while(|(seq, place)| **seq == *place).count()
    }

    /// The register's program starts anew: ids of before mean nothing, facts about money are told again.
    pub fn restart(&mut self) -> Vec<Sent> {
        self.host_session += 1;
        self.ready = false;
        self.history.clear();
        self.asks.retain(|_, said| said.is_some());
        let facts: Vec<Sent> = std::mem::take(&mut self.open).into_iter().filter(Sent::is_fact).collect();
        facts.into_iter().map(|sent| self.say(&sent.kind, sent.payload)).collect()
    }

    /// An answer, event or request. `known`: whether the page has this tender for paid.
    pub fn hear(
        &mut self,
        message: &Value,
        dice: &mut Dice,
        known: impl Fn(&str) -> bool,
    ) -> Result<Vec<Next>, String> {
        if message.get("re").is_some() {
            return self.answered(message, known).map(|()| Vec::new());
        }
        if message.get("req").is_some() {
            return Ok(self.asked(message, dice));
        }
        let seq = message["seq"].as_u64().ok_or("an event without a number")?;
        let epoch = text(message, "epoch").to_owned();
        if self.epoch.get_or_insert_with(|| epoch.clone()) != &epoch {
            return Err("the epoch changed".to_owned());
        }
        let told = message.to_string();
        match self.events.get(&seq) {
            Some(first) if *first != told => return Err(format!("event {seq} was another one before: {first}")),
            Some(_) => {}
            None => {
                self.note(message);
                self.events.insert(seq, told);
            }
        }
        Ok(Vec::new())
    }

    /// A closed sale may come back one day.
    fn note(&mut self, event: &Value) {
        let (kind, payload) = (text(event, "type"), &event["payload"]);
        if kind == "basket.committed" {
            self.sold.push(Sold {
                basket: text(payload, "basket_ref").to_owned(),
                epos_no: payload["epos_no"].as_u64().unwrap_or(0),
                receipt_no: text(payload, "receipt_no").to_owned(),
                record: payload["sale_record"].as_str().map(str::to_owned),
            });
        }
    }

    fn answered(&mut self, message: &Value, known: impl Fn(&str) -> bool) -> Result<(), String> {
        let id = text(message, "re").to_owned();
        let Some(place) = self.history.iter().position(|sent| sent.id == id) else { return Ok(()) };
        let sent = self.history[place].clone();
        let (error, told) = (&message["error"], message.to_string());
        let (code, who) = (text(error, "code"), text(error, "who"));
        let ok = message["ok"] == json!(true);
        let last = (ok || matches!(who, "host" | "customer")) && !PASSING.contains(&code);
        if code == "epos_failed" || code == "amount_overflow" {
            return Err(format!("{} was refused: {told}", sent.text()));
        }
        if last && !READS.contains(&sent.kind.as_str()) {
            let first = self.answers.entry((self.host_session, id.clone())).or_insert_with(|| told.clone());
            if *first != told {
                return Err(format!("{id} was answered twice: {first} and {told}"));
            }
        }
        let again = who == "later" || matches!(code, "storage_failing" | "session_required" | "id_reused");
        if again && sent.is_fact() {
            return Ok(()); // it is said again
        }
        let waiting = self.open.iter().any(|one| one.id == id);
        self.open.retain(|one| one.id != id);
        if waiting {
            self.settled(&sent, ok || code == "already_voided", known);
        }
        if ok && sent.kind == "session.report" {
            self.day_told(&message["payload"])?;
        }
        Ok(())
    }

    /// A day that was closed has its figures for good.
    fn day_told(&mut self, report: &Value) -> Result<(), String> {
        let figures = &report["figures"];
        let Some(number) = figures["z_no"].as_u64() else { return Ok(()) };
        let first =
            self.closed_days.entry((text(figures, "mode").to_owned(), number)).or_insert_with(|| figures.clone());
        if first == figures { Ok(()) } else { Err(format!("z {number} was another one before: {first} and {figures}")) }
    }

    fn settled(&mut self, sent: &Sent, ok: bool, known: impl Fn(&str) -> bool) {
        let basket = text(&sent.payload, "basket_ref").to_owned();
        match sent.kind.as_str() {
            "session.open" if ok => self.ready = true,
            "tender.external" if !ok => {
                let tender = text(&sent.payload, "tender_ref");
                let money = self.money.entry(tender.to_owned()).or_default();
                if !known(tender) && sent.payload["outcome"] == json!("done") {
                    (money.taken, money.on_top) = (0, 0); // the page does not want it: the customer gets it back
                }
            }
            "basket.commit" | "basket.import" if ok => self.closed.push(basket),
            "basket.void" if ok => {
                let of_basket = self.money.values_mut().filter(|money| money.basket == basket);
                of_basket.for_each(|money| (money.taken, money.on_top) = (0, 0));
                self.voided.push(basket);
            }
            _ => {}
        }
    }

    /// A fact that was refused for a minute: the cashier looks what the page says, and acts upon it.
    pub fn looks(&mut self, sent: &Sent, state: &State) {
        match sent.kind.as_str() {
            "tender.external" => {
                let tender = text(&sent.payload, "tender_ref");
                if !paid_with(state, tender) {
                    self.money.entry(tender.to_owned()).or_default().taken = 0;
                }
            }
            "basket.void" => {
                let basket = text(&sent.payload, "basket_ref");
                if state.receipts.iter().any(|sale| sale.receipt.voided && sale.receipt.basket_ref.as_str() == basket) {
                    self.settled(sent, true, |_| false);
                }
            }
            _ => {}
        }
    }

    fn asked(&mut self, message: &Value, dice: &mut Dice) -> Vec<Next> {
        let (req, kind, payload) = (text(message, "req").to_owned(), text(message, "type"), &message["payload"]);
        if kind == "ledger.ask" {
            return match self.asks.get(&req).cloned() {
                Some(Some(outcome)) => vec![Next::Say("request.done", outcome)],
                Some(None) => Vec::new(),
                None => {
                    self.asks.insert(req.clone(), None);
                    vec![Next::Store(req, payload.clone())]
                }
            };
        }
        if let Some(known) = self.requests.get(&req) {
            let outcome = known.outcome.clone();
            return outcome.map(|outcome| Next::Say("request.done", outcome)).into_iter().collect();
        }
        let request = Request { kind: kind.to_owned(), payload: payload.clone(), outcome: None, over: false };
        self.requests.insert(req.clone(), request);
        if matches!(kind, "payment.take" | "payment.refund") {
            let basket = text(payload, "basket_ref").to_owned();
            let money = self.money.entry(text(payload, "tender_ref").to_owned()).or_default();
            money.basket = basket;
        }
        let wait = match dice.roll(10) {
            _ if dice.chance(self.silent) => dice.between(290_000, 900_000),
            0 => dice.between(20_000, 150_000),
            1 | 2 => dice.between(2_000, 15_000),
            _ => dice.between(50, 2_000),
        };
        vec![Next::Settle(req, wait)]
    }

    /// What came of an ask of the store's ledger; without an answer it was not reached.
    pub fn ledger_said(&mut self, req: &str, answer: Option<Value>) -> Option<Value> {
        let asked = self.asks.get_mut(req).filter(|known| known.is_none())?;
        let mut outcome = json!({"req": req, "outcome": if answer.is_some() { "done" } else { "unknown" }});
        if let Some(answer) = answer {
            outcome["answer"] = answer;
        }
        *asked = Some(outcome.clone());
        Some(outcome)
    }

    /// The register goes on without the page: nothing more is taken for this basket than was taken already.
    pub fn goes_alone(&mut self, basket: &str) {
        self.alone.insert(basket.to_owned());
        self.money.values_mut().filter(|money| money.basket == basket).for_each(|money| money.closed = true);
    }
}
