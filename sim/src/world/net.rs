//! What is on its way between a register and its page: sent, sent again, heard.
//!
//! What must hold: what is lost, doubled or late is drawn when it is sent; a fact about money is sent until it is answered.

use super::{Broken, Event, Till, World};
use crate::register::{Next, Sent};
use crate::weather::{Course, Where};
use crate::{checks, forms};
use serde_json::{Value, json};

/// A refused fact about money is told so often before the register gives up.
const TRIES: u32 = 12;

impl World {
    pub(super) fn open(&mut self, no: usize) {
        let till = &mut self.tills[no];
        let modules: &[&str] = match self.weather.course {
            Course::Tender => &["gateway", "coupons", "loyalty", "tender"],
            Course::Loyalty => &["gateway", "boost", "coupons", "loyalty", "tender"],
        };
        let token = json!({
            "iss": "https://issuer.example", "aud": "smarts-epos", "sub": format!("device-{no}"), "exp": 1_893_456_000,
            "nbf": 1_700_000_000, "store": "zagreb-001", "till": format!("{no}"), "origins": ["https://till.example"],
            "modules": modules,
        });
        till.register.silent = self.weather.silent;
        let register = &till.register;
        let position = register.epoch.as_ref().map(|epoch| json!({"epoch": epoch, "seq": register.heard()}));
        let mut payload = json!({
            "nonce": till.page.nonce(), "host_session": format!("host-{}", register.host_session),
            "device_token": forms::jws(till::token::DEVICE, &token.to_string()), "display": {"touch": no == 0, "receipt_choice": self.weather.course != Course::Loyalty},
            "capabilities": ["payment.take", "payment.reverse", "payment.refund", "payment.pay_out", "authorise", "print", "ledger.ask"],
        });
        if self.weather.ledger == Where::Store {
            payload["ledger_key"] = json!("c3RvcmUta2V5LXN0b3JlLWtleS1zdG9yZS1rZXktMDE");
        }
        if let Some(position) = position {
            payload["position"] = position;
        }
        self.say(no, "session.open", payload);
        self.at(4_000, Event::Open(no));
    }

    /// A new command of the register.
    pub fn say(&mut self, no: usize, kind: &str, payload: Value) {
        let sent = self.tills[no].register.say(kind, payload);
        self.post(no, &sent);
    }

    pub(super) fn post(&mut self, no: usize, sent: &Sent) {
        let load = self.tills[no].page.load;
        if sent.kind == "session.open" {
            if !self.dice.chance(self.weather.lost) {
                self.at(5, Event::ToPage(no, load, sent.text())); // a window's message with its nonce: once, or not at all
            }
        } else if self.tills[no].register.ready {
            self.send(|text| Event::ToPage(no, load, text), sent.text());
        }
        let wait = self.dice.between(2_000, 6_000);
        self.at(wait, Event::Again(no, sent.id.clone()));
    }

    /// Sends a message: it may be lost, come twice or late.
    pub(super) fn send(&mut self, event: impl Fn(String) -> Event, text: String) {
        let copies = 1 + u32::from(self.dice.chance(self.weather.doubled));
        for _ in 0..copies {
            if self.dice.chance(self.weather.lost) {
                self.trace.line(self.now, || "  (lost)".to_owned());
                continue;
            }
            let late = self.dice.chance(self.weather.late);
            let wait = if late { self.dice.between(500, 20_000) } else { self.dice.between(1, 30) };
            self.at(wait, event(text.clone()));
        }
    }

    /// No answer came: the same again.
    pub(super) fn again(&mut self, no: usize, id: &str) {
        let register = &mut self.tills[no].register;
        let Some(sent) = register.open.iter_mut().find(|sent| sent.id == id) else { return };
        sent.tries += 1;
        let sent = sent.clone();
        if sent.tries <= if sent.is_fact() { TRIES } else { 4 }
            || matches!(sent.kind.as_str(), "request.done" | "basket.import")
        {
            return self.post(no, &sent);
        }
        register.open.retain(|one| one.id != id);
        if sent.is_fact() {
            self.at(60_000, Event::Look(no, sent));
        }
    }

    pub(super) fn hear(&mut self, no: usize, text: &str) -> Broken {
        let message: Value = serde_json::from_str(text).map_err(|error| format!("{error}: {text}"))?;
        let Till { page, register, .. } = &mut self.tills[no];
        let known = |tender: &str| checks::paid_with(page.session.state(), tender);
        let next = register.hear(&message, &mut self.dice, known)?;
        self.follow(no, next);
        Ok(())
    }

    pub(super) fn follow(&mut self, no: usize, next: Vec<Next>) {
        for next in next {
            match next {
                Next::Say(kind, payload) => self.say(no, kind, payload),
                Next::Settle(req, wait) => self.at(wait, Event::Settle(no, req)),
                Next::Store(req, ask) => {
                    let patience = self.dice.between(2_000, 8_000);
                    self.at(patience, Event::FromStore(no, req.clone(), None)); // if nothing comes until then
                    self.send(|ask| Event::ToStore(no, req.clone(), ask), ask.to_string());
                }
            }
        }
    }
}
