//! Gift cards: shown, loaded, and what else happens to them.

use super::Act;
use crate::dice::Dice;
use crate::forms;
use crate::weather::Weather;
use serde_json::{Value, json};
use till::price::request::LineKind;
use till::session::state::Sale;

/// A card for a payment, as it should be shown or as customers do; now and then the one that has paid already.
pub(super) fn shown(sale: &Sale, weather: &Weather, dice: &mut Dice) -> Value {
    let before = sale.tenders.iter().filter_map(|tender| tender.masked.as_deref()).next_back();
    let same = forms::cards().map(|(card, _)| card).find(|card| before == Some(forms::masked(card).as_str()));
    if let Some(card) = same.filter(|_| dice.roll(3) == 0) {
        return json!({"kind": "gift_card", "token": card, "pin": forms::PIN});
    }
    if dice.chance(weather.clumsy) {
        return json!({"kind": "gift_card", "token": forms::gift(0), "pin": "9999"});
    }
    let mut pay = match dice.roll(15) {
        0 => json!({"kind": "gift_card"}),
        1 => json!({"kind": "gift_card", "token": forms::gift(99), "pin": forms::PIN}),
        2..=4 => json!({"kind": "gift_card", "token": forms::meal(dice.roll(forms::MEALS))}),
        7 => json!({"kind": "gift_card", "token": forms::gift(dice.roll(forms::GIFTS)), "pin": "0000"}),
        5 => json!({"kind": "gift_card", "token": forms::gift(dice.roll(forms::GIFTS))}),
        6 | 8 => json!({"kind": "gift_card", "token": forms::once(dice.roll(forms::ONCE))}),
        _ => json!({"kind": "gift_card", "token": any_gift(dice), "pin": forms::PIN}),
    };
    if dice.roll(3) == 0 {
        pay["amount"] = json!(1 + dice.roll(1500));
    }
    pay
}

/// A card with a PIN: known from the start or from the rack.
pub(super) fn any_gift(dice: &mut Dice) -> String {
    if dice.roll(3) == 0 { fresh(dice) } else { forms::gift(dice.roll(forms::GIFTS)) }
}

fn fresh(dice: &mut Dice) -> String {
    forms::gift(forms::FRESH.start + dice.roll(forms::FRESH.len()))
}

/// Says which card is loaded, if a line has none; now and then another one.
pub(super) fn load(sale: &Sale, dice: &mut Dice) -> Option<Act> {
    let line = sale.lines.iter().find(|line| line.kind == LineKind::GiftCardLoad)?;
    let bound = sale.loads.iter().any(|load| load.line_id == line.id);
    if bound && dice.roll(8) > 0 {
        return None;
    }
    let token = if dice.roll(3) > 0 { fresh(dice) } else { any_gift(dice) };
    let load = json!({
        "basket_ref": sale.basket_ref.as_str(), "line_id": line.id.as_str(), "token": token, "pin": forms::PIN,
    });
    Some(("tender.load", load))
}

/// Something with a card beside a sale.
pub(super) fn life(dice: &mut Dice) -> Act {
    let mode = if dice.roll(10) == 0 { "training" } else { "live" };
    let (one, other) = (any_gift(dice), any_gift(dice));
    match dice.roll(9) {
        0 => ("tender.balance", json!({"token": one, "pin": forms::PIN, "mode": mode})),
        1 => ("tender.statement", json!({"token": one, "pin": forms::PIN, "limit": 1 + dice.roll(50), "mode": mode})),
        2 | 3 => {
            let mut moved =
                json!({"from": one, "from_pin": forms::PIN, "to": other, "to_pin": forms::PIN, "mode": mode});
            if dice.roll(2) == 0 {
                moved["amount"] = json!(1 + dice.roll(1200));
            }
            ("tender.transfer", moved)
        }
        4 => {
            let reason = ["blocked", "lost", "stolen"][dice.roll(3)];
            ("tender.block", json!({"token": one, "reason": reason, "mode": mode}))
        }
        5 | 6 => ("tender.block", json!({"token": one, "mode": mode})),
        7 => {
            let meal = forms::meal(dice.roll(forms::MEALS));
            ("tender.cash_out", json!({"token": meal, "currency": "EUR", "mode": mode}))
        }
        _ => ("tender.cash_out", json!({"token": one, "pin": forms::PIN, "currency": "EUR", "mode": mode})),
    }
}
