//! Drawer, card terminal, printer and manager: what becomes of a request.
//!
//! What must hold: money that was taken or given is noted before anybody is told; what was settled once is not done again.

use super::{Next, Register, text};
use crate::dice::Dice;
use serde_json::{Value, json};

/// What is said, and when more comes of it.
type Said = (Value, Option<i64>);

impl Register {
    /// Cashier, terminal or printer have come to an end with a request.
    pub fn settle(&mut self, req: &str, dice: &mut Dice) -> Vec<Next> {
        let Some(request) = self.requests.get(req).cloned() else { return Vec::new() };
        if request.over {
            return Vec::new();
        }
        let (first, payload) = (request.outcome.is_none(), &request.payload);
        let (outcome, later) = match request.kind.as_str() {
            "payment.take" => self.take(req, payload, first, dice),
            "payment.refund" => self.give(req, payload, first, dice),
            "payment.reverse" => self.reverse(req, payload, first, dice),
            "payment.pay_out" => self.pay_out(req, payload, first, dice),
            "authorise" => (done(req, ["refused", "failed", "done", "done", "done", "done"][dice.roll(6)]), None),
            _ => self.print(req, payload, dice),
        };
        let Some(kept) = self.requests.get_mut(req) else { return Vec::new() };
        kept.outcome = Some(outcome.clone());
        kept.over = later.is_none();
        let later = later.map(|wait| Next::Settle(req.to_owned(), wait));
        std::iter::once(Next::Say("request.done", outcome)).chain(later).collect()
    }

    fn take(&mut self, req: &str, payload: &Value, first: bool, dice: &mut Dice) -> Said {
        let alone = self.alone.contains(text(payload, "basket_ref"));
        let money = self.money.entry(text(payload, "tender_ref").to_owned()).or_default();
        if money.closed || alone {
            return (done(req, "refused"), None);
        }
        let cash = payload["kind"] == json!("cash");
        match dice.roll(if first { 20 } else { 10 }) {
            0 => (done(req, "failed"), None),
            1 => (done(req, "refused"), None),
            2 if !cash => {
                let amount = dice.between(1, payload["amount"].as_i64().unwrap_or(1));
                money.taken = amount;
                (json!({"req": req, "outcome": "done", "authorized": amount}), None)
            }
            11..=13 if !cash => (done(req, "unknown"), Some(dice.between(1_000, 60_000))),
            n => {
                let amount = if cash { &payload["cash_amount"] } else { &payload["amount"] }.as_i64().unwrap_or(0);
                money.taken = amount;
                let mut outcome = json!({"req": req, "outcome": "done", "authorized": amount});
                if cash {
                    outcome["tendered"] = json!(amount + 500);
                } else if (3..=5).contains(&n) {
                    let (tip, cashback, surcharge) =
                        (dice.between(0, 300), 500 * dice.between(0, 4), dice.between(0, 50));
                    money.on_top = tip + cashback + surcharge;
                    let slip = json!({"masked_pan": "4111 1111 1111 1111", "tip": tip, "cashback": cashback,
                        "surcharge": surcharge, "customer_receipt": ["PAN 4111111111111111", "THANK YOU"]});
                    outcome["slip"] = slip.clone();
                    money.slip = Some(slip);
                }
                (outcome, None)
            }
        }
    }

    /// Money goes back to a customer, once for each tender.
    fn give(&mut self, req: &str, payload: &Value, first: bool, dice: &mut Dice) -> Said {
        let alone = self.alone.contains(text(payload, "basket_ref"));
        let money = self.money.entry(text(payload, "tender_ref").to_owned()).or_default();
        if money.closed || alone {
            return (done(req, "refused"), None);
        }
        let cash = payload["kind"] == json!("cash");
        let amount = if cash { &payload["cash_amount"] } else { &payload["amount"] }.as_i64().unwrap_or(0);
        match dice.roll(if first { 16 } else { 8 }) {
            0 => (done(req, "failed"), None),
            1 => (done(req, "refused"), None),
            2 if !cash => {
                let part = dice.between(1, amount.max(1));
                money.taken = -part;
                (json!({"req": req, "outcome": "done", "authorized": part}), None)
            }
            8 | 9 if !cash => (done(req, "unknown"), Some(dice.between(1_000, 60_000))),
            _ => {
                money.taken = -amount;
                (done(req, "done"), None)
            }
        }
    }

    fn reverse(&mut self, req: &str, payload: &Value, first: bool, dice: &mut Dice) -> Said {
        let alone = self.alone.contains(text(payload, "basket_ref"));
        let money = self.money.entry(text(payload, "tender_ref").to_owned()).or_default();
        match dice.roll(if first { 10 } else { 8 }) {
            _ if alone => (done(req, "failed"), None), // it is on the receipt
            0 => (done(req, "failed"), None),
            8 => (done(req, "unknown"), Some(dice.between(1_000, 30_000))),
            _ => {
                (money.taken, money.on_top, money.closed) = (0, 0, true);
                (done(req, "done"), None)
            }
        }
    }

    /// What was left on a card goes out of the drawer.
    fn pay_out(&mut self, req: &str, payload: &Value, first: bool, dice: &mut Dice) -> Said {
        match dice.roll(if first { 12 } else { 6 }) {
            0 => (done(req, "failed"), None),
            1 => (done(req, "refused"), None),
            6..=8 => (done(req, "unknown"), Some(dice.between(1_000, 2_400_000))),
            _ => {
                let amount = payload["amount"].as_i64().unwrap_or(0);
                self.paid_out.insert(text(payload, "pay_out_ref").to_owned(), amount);
                (done(req, "done"), None)
            }
        }
    }

    fn print(&mut self, req: &str, payload: &Value, dice: &mut Dice) -> Said {
        let outcome = match dice.roll(8) {
            0 => "failed",
            1 => "unknown",
            _ => "done",
        };
        if let (true, Some(code)) = (outcome != "failed", payload["barcode"].as_str()) {
            self.vouchers.push(code.to_owned());
        }
        let later = (outcome == "failed").then(|| dice.between(1_000, 5_000));
        (done(req, outcome), later)
    }
}

fn done(req: &str, outcome: &str) -> Value {
    json!({"req": req, "outcome": outcome})
}
