//! What a register and a customer do next.
//!
//! What must hold: the sensible step is likely, so that sales come to their ends; everything else a register may say,
//! at any time, is possible.

mod back;
mod cards;
mod club;
mod import;

use crate::dice::Dice;
use crate::forms;
use crate::page::Page;
use crate::register::Register;
use crate::weather::{Course, Weather};
use serde_json::{Value, json};
use till::screen::{Submission, Tap};
use till::secret::{Pin, Token};
use till::session::Input;
use till::session::state::{Phase, Sale, State, TenderPhase};
use till::shape::Shape;
use till::wire::basket::{BasketKind, TenderKind};

/// A command.
pub type Act = (&'static str, Value);

fn value(of: &impl Shape) -> Value {
    serde_json::from_str(of.write().as_str()).unwrap_or_default()
}

fn lines(weather: &Weather, dice: &mut Dice) -> Value {
    let mut lines = json!([
        {"id": "1", "name": "Soap", "quantity": "2", "amount": 400 + dice.roll(900), "categories": ["household"], "tax_codes": ["A"]},
        {"id": "2", "name": "Bread", "quantity": "1", "amount": 100 + dice.roll(1500), "categories": ["food"], "tax_codes": ["B"]},
        {"id": "3", "name": "Wine", "quantity": "1", "amount": 300 + dice.roll(2500), "tax_codes": ["A"]},
    ]);
    if let (true, Some(lines)) = (dice.chance(weather.loads), lines.as_array_mut()) {
        let amount = if dice.roll(12) == 0 { 50 } else { 100 * (1 + dice.roll(30)) }; // 0.50 is less than a card takes
        lines.push(json!({"id": "4", "kind": "gift_card_load", "name": "Gift card", "quantity": "1", "amount": amount,
            "tax_codes": ["N"]}));
    }
    if let (Course::Loyalty, Some(lines)) = (weather.course, lines.as_array_mut()) {
        lines.extend(club::lines(dice));
    }
    lines
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
    let Some(sale) = &state.sale else { return between(page, register, weather, dice) };
    let basket = sale.basket_ref.as_str();
    match sale.phase {
        Phase::Open => open(state, sale, register, weather, dice),
        _ if sale.active().is_some_and(|tender| tender.phase == TenderPhase::NeedsCard) => {
            ("scan", json!({"code": forms::gift(dice.roll(forms::GIFTS)), "basket_ref": basket}))
        }
        _ if sale.active().is_some() => ("basket.status", json!({})),
        _ if sale.remaining().is_zero() => {
            ("basket.commit", json!({"basket_ref": basket, "receipt_no": format!("{basket}/1")}))
        }
        Phase::Frozen if dice.roll(3) == 0 => ("tender.start", json!({"basket_ref": basket})),
        _ if sale.remaining().is_negative() => back::give(sale, dice),
        _ => {
            let mut pay = match dice.roll(5) {
                0 => json!({"kind": "cash"}),
                1 | 2 => json!({"kind": "card"}),
                _ => cards::shown(sale, weather, dice),
            };
            pay["basket_ref"] = json!(basket);
            ("tender.pay", pay)
        }
    }
}

/// Between two sales.
fn between(page: &Page, register: &mut Register, weather: &Weather, dice: &mut Dice) -> Act {
    let state = page.session.state();
    if let Some(suspended) = state.suspended.first().filter(|_| dice.roll(3) == 0) {
        return ("basket.resume", json!({"basket_ref": suspended.basket_ref.as_str()}));
    }
    let last = state.receipts.last().filter(|sale| !sale.receipt.voided && dice.chance(weather.regret));
    if let Some(last) = last {
        register.goes_alone(last.receipt.basket_ref.as_str());
        return ("basket.void", json!({"basket_ref": last.receipt.basket_ref.as_str()}));
    }
    let mode = if dice.roll(12) == 0 { "training" } else { "live" };
    let (letter, kind) = match dice.roll(10) {
        _ if state.receipts.is_empty() || !dice.chance(weather.returns) => ("S", "sale"),
        0..=6 => ("R", "refund"),
        _ => ("E", "exchange"),
    };
    let fresh = format!("{letter}{}", dice.draw() % 1_000_000_000);
    ("basket.open", json!({"basket_ref": fresh, "currency": "EUR", "mode": mode, "kind": kind}))
}

/// What comes next in an open basket.
fn open(state: &State, sale: &Sale, register: &mut Register, weather: &Weather, dice: &mut Dice) -> Act {
    let basket = sale.basket_ref.as_str();
    let own = sale.lines.iter().any(|line| line.original.is_none() && line.quantity.millionths() > 0);
    let other_goods = !sale.taken.is_empty() && dice.roll(4) == 0;
    if sale.kind != BasketKind::Sale && (other_goods || (sale.originals.is_empty() && dice.roll(5) > 0)) {
        return back::goods(state, sale, register, dice);
    }
    if !own && sale.kind != BasketKind::Refund {
        return (
            "basket.put",
            json!({"basket_ref": basket, "revision": sale.revision + 1, "lines": lines(weather, dice)}),
        );
    }
    if let Some(load) = cards::load(sale, dice) {
        return load;
    }
    if let Some(act) = club::open(sale, register, weather, dice) {
        return act;
    }
    if sale.coupons.len() < 2 && dice.roll(2) == 0 && sale.kind != BasketKind::Refund {
        return ("coupons.redeem", json!({"code": code(register, dice), "basket_ref": basket}));
    }
    let wrong = i64::from(dice.roll(30) == 0);
    let total = sale.priced.totals.total.minor() + wrong;
    ("basket.freeze", json!({"basket_ref": basket, "revision": sale.revision, "register_total": total}))
}

/// Something else that a register may well do.
pub fn other(page: &Page, register: &mut Register, weather: &Weather, dice: &mut Dice) -> Act {
    let state = page.session.state();
    let sale = state.sale.as_ref();
    let basket = sale.map(|sale| sale.basket_ref.to_string());
    let alone = basket.as_ref().is_some_and(|basket| register.alone.contains(basket));
    if let Some(act) = club::other(sale, weather, dice).filter(|_| !alone) {
        return act;
    }
    let of_basket = || json!({"basket_ref": basket.as_deref().unwrap_or("none")});
    match dice.roll(30) {
        _ if alone => ("basket.status", json!({})),
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
        8 => import::import(page, register, dice),
        9 => import::external(sale, register, dice),
        10 | 18..=21 => cards::life(dice),
        11 => ("ledger.import", forms::opening("live", weather.course)),
        12 => ("scan", json!({"code": code(register, dice)})),
        13 => match sale.and_then(|sale| dice.pick(&sale.coupons)) {
            Some(coupon) => ("coupons.remove", json!({"coupon_id": coupon.id.as_str()})),
            None => ("session.diagnostics", json!({})),
        },
        14 => ("session.ack", json!({"seq": register.heard()})),
        15 => ("session.resume", json!({})),
        16 => ("receipt.get", json!({})),
        26 => ("coupons.check", json!({"codes": [code(register, dice), code(register, dice)]})),
        27 => ("coupons.list", json!({})),
        28 => ("coupons.issue", json!({"scheme": "thanks-1", "reason": "long queue"})),
        29 => ("coupons.redeem", json!({"code": code(register, dice), "accept_loss": dice.roll(2) == 0})),
        22 | 23 => report(dice),
        24 => match sale {
            Some(sale) if sale.kind != BasketKind::Sale => back::goods(state, sale, register, dice),
            _ => back::give_any(dice),
        },
        _ => match sale {
            Some(sale) => {
                let (basket, revision) = (sale.basket_ref.as_str(), sale.revision + 1);
                ("basket.put", json!({"basket_ref": basket, "revision": revision, "lines": lines(weather, dice)}))
            }
            None => ("basket.status", json!({})),
        },
    }
}

/// A look at the day, its end, or what was sold so far.
fn report(dice: &mut Dice) -> Act {
    let mode = if dice.roll(6) == 0 { "training" } else { "live" };
    match dice.roll(4) {
        0 => ("session.export", json!({"mode": mode, "after": dice.roll(6), "limit": 1 + dice.roll(5)})),
        1 => ("session.report", json!({"mode": mode, "kind": "z"})),
        _ => ("session.report", json!({"mode": mode, "kind": "x"})),
    }
}

/// What the customer does.
pub fn customer(page: &Page, register: &Register, weather: &Weather, dice: &mut Dice) -> Input {
    let sale = page.session.state().sale.as_ref();
    if weather.course == Course::Loyalty && dice.roll(2) == 0 {
        return club::customer(sale, dice);
    }
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
        5 if sale.is_none() && weather.course != Course::Loyalty => {
            Input::Tap(Tap::PrintReceipt(page.session.state().seq.is_multiple_of(2)))
        }
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
pub fn finishing(state: &State) -> Option<Act> {
    let Some(sale) = &state.sale else {
        let suspended = state.suspended.first()?;
        return Some(("basket.resume", json!({"basket_ref": suspended.basket_ref.as_str()})));
    };
    let basket = json!({"basket_ref": sale.basket_ref.as_str()});
    let settled = |phase: TenderPhase| matches!(phase, TenderPhase::Declined | TenderPhase::Cancelled);
    Some(if sale.tenders.iter().all(|tender| settled(tender.phase)) {
        ("basket.cancel", basket)
    } else if sale.active().is_none() && sale.remaining().is_zero() {
        (
            "basket.commit",
            json!({"basket_ref": sale.basket_ref.as_str(), "receipt_no": format!("{}/1", sale.basket_ref)}),
        )
    } else {
        ("tender.rollback", basket)
    })
}
