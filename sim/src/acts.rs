//! What a register and a customer do next.
//!
//! What must hold: the sensible step is likely, so that sales come to their ends; everything else a register may say,
//! at any time, is possible.

use crate::dice::Dice;
use crate::forms;
use crate::page::Page;
use crate::register::{Money, Register};
use crate::weather::Weather;
use serde_json::{Value, json};
use till::screen::{Submission, Tap};
use till::secret::{Pin, Token};
use till::session::Input;
use till::session::state::{Phase, Sale, TenderPhase};
use till::shape::Shape;
use till::wire::basket::TenderKind;

/// A command.
pub type Act = (&'static str, Value);

fn value(of: &impl Shape) -> Value {
    serde_json::from_str(of.write().as_str()).unwrap_or_default()
}

fn lines(dice: &mut Dice) -> Value {
    json!([
        {"id": "1", "name": "Soap", "quantity": "2", "amount": 400 + dice.roll(900), "categories": ["household"], "tax_codes": ["A"]},
        {"id": "2", "name": "Bread", "quantity": "1", "amount": 100 + dice.roll(1500), "categories": ["food"], "tax_codes": ["B"]},
        {"id": "3", "name": "Wine", "quantity": "1", "amount": 300 + dice.roll(2500), "tax_codes": ["A"]},
    ])
}

fn card(weather: &Weather, dice: &mut Dice) -> Value {
    if dice.chance(weather.clumsy) {
        return json!({"kind": "gift_card", "token": forms::gift(0), "pin": "9999"});
    }
    let mut pay = match dice.roll(10) {
        0 => json!({"kind": "gift_card"}),
        1 => json!({"kind": "gift_card", "token": forms::gift(99), "pin": forms::PIN}),
        2 | 3 => json!({"kind": "gift_card", "token": forms::meal(dice.roll(forms::MEALS))}),
        4 => json!({"kind": "gift_card", "token": forms::gift(dice.roll(forms::GIFTS)), "pin": "0000"}),
        5 => json!({"kind": "gift_card", "token": forms::gift(dice.roll(forms::GIFTS))}),
        _ => json!({"kind": "gift_card", "token": forms::gift(dice.roll(forms::GIFTS)), "pin": forms::PIN}),
    };
    if dice.roll(3) == 0 {
        pay["amount"] = json!(1 + dice.roll(1500));
    }
    pay
}

pub fn code(register: &Register, dice: &mut Dice) -> String {
    match dice.roll(9) {
        8 => forms::signed(dice.roll(4)),
        0 => forms::multi(dice.roll(2)),
        1 => forms::single(77),
        2 => dice.pick(&register.vouchers).cloned().unwrap_or_else(|| forms::single(0)),
        _ => forms::single(dice.roll(forms::SINGLES)),
    }
}

/// The next step of a sale that goes as it should.
pub fn sensible(page: &Page, register: &mut Register, weather: &Weather, dice: &mut Dice) -> Act {
    let state = page.session.state();
    if state.sale.as_ref().is_some_and(|sale| register.alone.contains(sale.basket_ref.as_str())) {
        return ("basket.status", json!({})); // it is on its way as an import
    }
    let Some(sale) = &state.sale else {
        if let Some(suspended) = state.suspended.first().filter(|_| dice.roll(3) == 0) {
            return ("basket.resume", json!({"basket_ref": suspended.basket_ref.as_str()}));
        }
        let last = state.receipts.last().filter(|sale| !sale.receipt.voided && dice.chance(weather.regret));
        if let Some(last) = last {
            register.goes_alone(last.receipt.basket_ref.as_str());
            return ("basket.void", json!({"basket_ref": last.receipt.basket_ref.as_str()}));
        }
        let mode = if dice.roll(12) == 0 { "training" } else { "live" };
        let fresh = format!("S{}", dice.draw() % 1_000_000_000);
        return ("basket.open", json!({"basket_ref": fresh, "currency": "EUR", "mode": mode}));
    };
    let basket = sale.basket_ref.as_str();
    match sale.phase {
        Phase::Open if sale.lines.is_empty() => {
            ("basket.put", json!({"basket_ref": basket, "revision": sale.revision + 1, "lines": lines(dice)}))
        }
        Phase::Open if sale.coupons.len() < 2 && dice.roll(2) == 0 => {
            ("coupons.redeem", json!({"code": code(register, dice), "basket_ref": basket}))
        }
        Phase::Open => {
            let total = sale.priced.totals.total.minor();
            ("basket.freeze", json!({"basket_ref": basket, "revision": sale.revision, "register_total": total}))
        }
        _ if sale.active().is_some_and(|tender| tender.phase == TenderPhase::NeedsCard) => {
            ("scan", json!({"code": forms::gift(dice.roll(forms::GIFTS)), "basket_ref": basket}))
        }
        _ if sale.active().is_some() => ("basket.status", json!({})),
        _ if !sale.remaining().is_positive() => {
            ("basket.commit", json!({"basket_ref": basket, "receipt_no": format!("{basket}/1")}))
        }
        Phase::Frozen if dice.roll(3) == 0 => ("tender.start", json!({"basket_ref": basket})),
        _ => {
            let mut pay = match dice.roll(5) {
                0 => json!({"kind": "cash"}),
                1 | 2 => json!({"kind": "card"}),
                _ => card(weather, dice),
            };
            pay["basket_ref"] = json!(basket);
            ("tender.pay", pay)
        }
    }
}

/// Something else that a register may well do.
pub fn other(page: &Page, register: &mut Register, dice: &mut Dice) -> Act {
    let state = page.session.state();
    let sale = state.sale.as_ref();
    let basket = sale.map(|sale| sale.basket_ref.to_string());
    let of_basket = || json!({"basket_ref": basket.as_deref().unwrap_or("none")});
    match dice.roll(22) {
        _ if basket.as_ref().is_some_and(|basket| register.alone.contains(basket)) => ("basket.status", json!({})),
        0 | 1 => {
            let tender = sale.and_then(|sale| dice.pick(&sale.tenders)).map(|tender| tender.id.to_string());
            ("tender.cancel", json!({"tender_ref": tender.unwrap_or_else(|| "t-none".to_owned())}))
        }
        2 => ("tender.rollback", of_basket()),
        3 | 4 => ("basket.suspend", of_basket()),
        5 => ("basket.cancel", of_basket()),
        6 => ("basket.unfreeze", of_basket()),
        7 => match dice.pick(&state.receipts).filter(|sale| !sale.receipt.voided) {
            Some(sale) if state.sale.is_none() => {
                let basket = sale.receipt.basket_ref.as_str();
                register.goes_alone(basket);
                ("basket.void", json!({"basket_ref": basket}))
            }
            _ => ("basket.status", json!({})),
        },
        8 => import(page, register, dice),
        9 => external(sale, register, dice),
        10 => ("tender.balance", json!({"token": forms::gift(dice.roll(forms::GIFTS)), "pin": forms::PIN})),
        11 => ("ledger.import", forms::opening()),
        12 => ("scan", json!({"code": code(register, dice)})),
        13 => match sale.and_then(|sale| dice.pick(&sale.coupons)) {
            Some(coupon) => ("coupons.remove", json!({"coupon_id": coupon.id.as_str()})),
            None => ("session.diagnostics", json!({})),
        },
        14 => ("session.ack", json!({"seq": register.heard()})),
        15 => ("session.resume", json!({})),
        16 => ("receipt.get", json!({})),
        18 => ("coupons.check", json!({"codes": [code(register, dice), code(register, dice)]})),
        19 => ("coupons.list", json!({})),
        20 => ("coupons.issue", json!({"scheme": "thanks-1", "reason": "long queue"})),
        21 => ("coupons.redeem", json!({"code": code(register, dice), "accept_loss": dice.roll(2) == 0})),
        _ => match sale {
            Some(sale) => {
                let (basket, revision) = (sale.basket_ref.as_str(), sale.revision + 1);
                ("basket.put", json!({"basket_ref": basket, "revision": revision, "lines": lines(dice)}))
            }
            None => ("basket.status", json!({})),
        },
    }
}

/// The register finishes a sale by itself.
fn import(page: &Page, register: &mut Register, dice: &mut Dice) -> Act {
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
    for (id, money) in register.money.iter().filter(|(_, money)| money.basket == basket && money.taken > 0) {
        let known = sale.tenders.iter().find(|tender| tender.id.as_str() == id);
        let kind = known.map_or("cash", |tender| tender.kind.word());
        tenders.push(json!({"tender_ref": id, "kind": kind, "amount": money.taken}));
        paid += money.taken;
    }
    let total = sale.priced.totals.total.minor();
    if paid < total {
        let id = format!("own-{}", dice.draw() % 1_000_000_000);
        tenders.push(json!({"tender_ref": id, "kind": "cash", "amount": total - paid}));
        register.money.insert(id, Money { basket: basket.clone(), taken: total - paid, closed: true });
    }
    let adjustments: Vec<Value> = sale.priced.adjustments.iter().map(value).collect();
    (
        "basket.import",
        json!({
            "basket_ref": basket, "mode": sale.mode.word(), "currency": "EUR", "total": total, "receipt_no": format!("{basket}/i"),
            "lines": sale.lines.iter().map(value).collect::<Vec<_>>(), "adjustments": adjustments, "tenders": tenders,
        }),
    )
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
    register.money.insert(id, Money { basket: basket.clone(), taken: 700, closed: true });
    (
        "basket.import",
        json!({
            "basket_ref": basket, "currency": "EUR", "total": 700, "receipt_no": format!("{basket}/1"), "lines": [line],
            "tenders": [tender],
        }),
    )
}

/// Money that the register took by itself, told afterwards.
fn external(sale: Option<&Sale>, register: &mut Register, dice: &mut Dice) -> Act {
    let payable = sale.filter(|sale| sale.phase != Phase::Open && sale.active().is_none());
    let Some(sale) = payable.filter(|sale| sale.remaining().is_positive()) else {
        return ("basket.status", json!({}));
    };
    let amount = dice.between(1, sale.remaining().minor());
    let (id, basket) = (format!("ext-{}", dice.draw() % 1_000_000_000), sale.basket_ref.to_string());
    register.money.insert(id.clone(), Money { basket: basket.clone(), taken: amount, closed: true });
    (
        "tender.external",
        json!({
            "basket_ref": basket, "tender_ref": id, "kind": "card", "outcome": "done", "authorized": amount,
        }),
    )
}

/// What the customer does.
pub fn customer(page: &Page, register: &Register, dice: &mut Dice) -> Input {
    let sale = page.session.state().sale.as_ref();
    if sale.and_then(Sale::active).is_some_and(|tender| tender.phase == TenderPhase::NeedsPin) && dice.roll(4) > 0 {
        let digits = if dice.roll(3) == 0 { "9999" } else { forms::PIN };
        return Input::Submit(Submission::Pin(Pin::new(digits).expect("four digits")));
    }
    match dice.roll(11) {
        10 => Input::Tap(Tap::AcceptLoss(dice.roll(2) == 0)),
        0 => Input::Tap(Tap::EnterCoupon),
        1 => Input::Tap(Tap::Back),
        2 | 3 => Input::Tap(Tap::Pay(TenderKind::ALL[dice.roll(3)])),
        4 => Input::Tap(Tap::CancelTender),
        5 => Input::Tap(Tap::Continue),
        6 => match sale.and_then(|sale| sale.coupons.first()) {
            Some(coupon) => Input::Tap(Tap::RemoveCoupon(coupon.id.clone())),
            None => Input::Tap(Tap::Continue),
        },
        n => {
            let text = if n == 7 { forms::gift(dice.roll(forms::GIFTS)) } else { code(register, dice) };
            let token = Token::new(&text).expect("a code");
            if dice.roll(2) == 0 { Input::Scan(token) } else { Input::Submit(Submission::Code(token)) }
        }
    }
}

/// The next step that brings a till's day to its end.
pub fn finishing(state: &till::session::state::State) -> Option<Act> {
    let Some(sale) = &state.sale else {
        let suspended = state.suspended.first()?;
        return Some(("basket.resume", json!({"basket_ref": suspended.basket_ref.as_str()})));
    };
    let basket = json!({"basket_ref": sale.basket_ref.as_str()});
    let settled = |phase: TenderPhase| matches!(phase, TenderPhase::Declined | TenderPhase::Cancelled);
    Some(if sale.tenders.iter().all(|tender| settled(tender.phase)) {
        ("basket.cancel", basket)
    } else if sale.active().is_none() && !sale.remaining().is_positive() {
        (
            "basket.commit",
            json!({"basket_ref": sale.basket_ref.as_str(), "receipt_no": format!("{}/1", sale.basket_ref)}),
        )
    } else {
        ("tender.rollback", basket)
    })
}
