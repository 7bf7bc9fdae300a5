//! What a register does without the page, and tells it afterwards.
//!
//! What must hold: what it tells is what it has in its drawer.

use super::{Act, cards, value};
use crate::dice::Dice;
use crate::forms;
use crate::page::Page;
use crate::register::{Money, Register};
use serde_json::{Value, json};
use till::price::request::{Line, LineKind};
use till::session::state::{Phase, Sale, TenderPhase};
use till::wire::basket::TenderKind;

/// The register finishes a sale by itself.
pub(super) fn import(page: &Page, register: &mut Register, dice: &mut Dice) -> Act {
    let state = page.session.state();
    let open: Vec<&Sale> =
        state.sale.iter().chain(&state.suspended).filter(|sale| importable(sale, register)).collect();
    let Some(sale) = dice.pick(&open).copied().filter(|_| dice.roll(4) > 0) else {
        return unseen(register, dice);
    };
    let basket = sale.basket_ref.to_string();
    register.goes_alone(&basket);
    let cards = sale.tenders.iter().filter(|t| t.kind == TenderKind::GiftCard && t.phase == TenderPhase::Approved);
    let cards: Vec<(String, &str, i64, i64)> = cards
        .filter(|_| dice.roll(4) > 0)
        .map(|tender| (tender.id.to_string(), "gift_card", tender.amount.minor(), 0))
        .collect();
    let mut tenders: Vec<Value> = cards
        .iter()
        .map(|(id, kind, amount, rounding)| json!({"tender_ref": id, "kind": kind, "amount": amount, "rounding": rounding}))
        .collect();
    let mut paid: i64 = cards.iter().map(|card| card.2).sum();
    for (id, money) in register.money.iter().filter(|(_, money)| money.basket == basket && money.taken != 0) {
        let known = sale.tenders.iter().find(|tender| tender.id.as_str() == id);
        let kind = known.map_or("cash", |tender| tender.kind.word());
        let mut told = json!({"tender_ref": id, "kind": kind, "amount": money.taken});
        if let Some(slip) = money.slip.as_ref().filter(|_| known.is_none_or(|known| known.slip.is_none())) {
            told["slip"] = slip.clone();
        }
        tenders.push(told);
        paid += money.taken;
    }
    let total = sale.priced.totals.total.minor();
    if paid < total || (paid > total && total < 0) {
        let id = format!("own-{}", dice.draw() % 1_000_000_000);
        tenders.push(json!({"tender_ref": id, "kind": "cash", "amount": total - paid}));
        register
            .money
            .insert(id, Money { basket: basket.clone(), taken: total - paid, closed: true, ..Money::default() });
    }
    let named = dice.roll(3);
    let unbound = sale.lines.iter().filter(|line| line.kind == LineKind::GiftCardLoad);
    let loads: Vec<Value> = unbound
        .map(|line| json!({"line_id": line.id.as_str(), "token": cards::any_gift(dice), "pin": forms::PIN}))
        .take(named)
        .collect();
    let adjustments: Vec<Value> = sale.priced.adjustments.iter().map(value).collect();
    (
        "basket.import",
        json!({
            "basket_ref": basket, "mode": sale.mode.word(), "currency": "EUR", "total": total, "receipt_no": format!("{basket}/i"),
            "lines": sale.lines.iter().map(|line| given(sale, line)).collect::<Vec<_>>(), "adjustments": adjustments,
            "tenders": tenders, "kind": sale.kind.word(), "loads": loads,
        }),
    )
}

/// A line as the register has it: what came back has the amount that it gave for it.
fn given(sale: &Sale, line: &Line) -> Value {
    let mut told = value(line);
    if line.kind == LineKind::RefundOf {
        let back = sale.priced.refunds.iter().find(|back| back.line_id == line.id);
        told["amount"] = json!(back.map_or(0, |back| back.amount.minor()));
    }
    told
}

fn importable(sale: &Sale, register: &Register) -> bool {
    let basket = sale.basket_ref.as_str();
    !sale.lines.is_empty() && !register.alone.contains(basket) && !register.committing.contains(basket)
}

fn unseen(register: &mut Register, dice: &mut Dice) -> Act {
    let basket = format!("U{}", dice.draw() % 1_000_000_000);
    let id = format!("own-{}", dice.draw() % 1_000_000_000);
    let line = json!({"id": "1", "name": "Soap", "quantity": "1", "amount": 700, "tax_codes": ["A"]});
    let tender = json!({"tender_ref": id, "kind": "cash", "amount": 700});
    register.money.insert(id, Money { basket: basket.clone(), taken: 700, closed: true, ..Money::default() });
    (
        "basket.import",
        json!({
            "basket_ref": basket, "currency": "EUR", "total": 700, "receipt_no": format!("{basket}/1"), "lines": [line],
            "tenders": [tender],
        }),
    )
}

/// Money that the register took by itself, told afterwards.
pub(super) fn external(sale: Option<&Sale>, register: &mut Register, dice: &mut Dice) -> Act {
    let payable = sale.filter(|sale| sale.phase != Phase::Open && sale.active().is_none());
    let Some(sale) = payable.filter(|sale| sale.remaining().is_positive()) else {
        return ("basket.status", json!({}));
    };
    let amount = dice.between(1, sale.remaining().minor());
    let (id, basket) = (format!("ext-{}", dice.draw() % 1_000_000_000), sale.basket_ref.to_string());
    register
        .money
        .insert(id.clone(), Money { basket: basket.clone(), taken: amount, closed: true, ..Money::default() });
    (
        "tender.external",
        json!({
            "basket_ref": basket, "tender_ref": id, "kind": "card", "outcome": "done", "authorized": amount,
        }),
    )
}
