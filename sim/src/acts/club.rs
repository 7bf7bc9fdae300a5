//! Members at the till: who they say they are, what they redeem, which offers they take, how they join and leave.

use super::Act;
use crate::dice::Dice;
use crate::forms::club;
use crate::register::Register;
use crate::weather::{Course, Weather};
use serde_json::{Value, json};
use till::codes::IdentityKind;
use till::names::Id;
use till::screen::{Submission, Tap};
use till::secret::Personal;
use till::session::Input;
use till::session::state::Sale;
use till::wire::basket::BasketKind;

const PROGRAMS: [&str; 5] = ["points", "coffee", "back", "stars", "thanks"];
const OFFERS: [&str; 3] = ["free-coffee", "cake", "personal"];

/// Goods for which members collect stamps.
pub(super) fn lines(dice: &mut Dice) -> Vec<Value> {
    let mut lines = Vec::new();
    if dice.roll(2) == 0 {
        let count = 1 + dice.roll(4);
        lines.push(json!({"id": "5", "name": "Coffee", "quantity": count.to_string(), "amount": 200 * count,
            "categories": ["coffee"], "tax_codes": ["A"]}));
    }
    if dice.roll(4) == 0 {
        lines.push(json!({"id": "6", "name": "Cake", "quantity": "1", "amount": 250 + dice.roll(300),
            "categories": ["cake"], "tax_codes": ["B"]}));
    }
    if dice.roll(5) == 0 {
        lines.push(json!({"id": "7", "name": "Papers", "quantity": "1", "amount": 100 + dice.roll(900),
            "flags": ["no_points"], "tax_codes": ["A"]}));
    }
    lines
}

/// One of a person's identities; now and then a code that is good once.
fn identity(dice: &mut Dice) -> (&'static str, String) {
    let person = dice.roll(club::PEOPLE + 1); // one of them is never seen otherwise
    if dice.roll(8) == 0 {
        return ("code", club::one_time(person, dice.roll(club::CODES)));
    }
    let all = club::identities(person);
    let place = if dice.roll(2) == 0 { 0 } else { dice.roll(all.len()) };
    all[place].clone()
}

/// What a member does before the basket is frozen; nothing, more often than not.
pub(super) fn open(sale: &Sale, register: &Register, weather: &Weather, dice: &mut Dice) -> Option<Act> {
    if weather.course == Course::Tender || dice.chance(weather.shy) {
        return None;
    }
    let basket = sale.basket_ref.as_str();
    let known = sale.customer.as_ref().is_some_and(|customer| customer.known.is_some());
    if !known {
        return match dice.roll(8) {
            0 => Some(enrol(Some(basket), dice)),
            1..=5 => {
                let (kind, code) = identity(dice);
                Some(("loyalty.identify", json!({"basket_ref": basket, "kind": kind, "code": code})))
            }
            _ => None,
        };
    }
    let redeemed = !sale.redemptions.is_empty();
    match dice.roll(10) {
        0..=2 if sale.kind != BasketKind::Refund && !redeemed => Some(redeem(basket, dice)),
        3 => Some(choose(basket, dice)),
        4 if redeemed => Some(("loyalty.unredeem", json!({"basket_ref": basket, "program": PROGRAMS[dice.roll(3)]}))),
        5 => Some(enrol(Some(basket), dice)),
        6 | 7 => Some(("coupons.redeem", json!({"code": club::coupon(dice.roll(2)), "basket_ref": basket}))),
        8 => {
            let voucher = dice.pick(&register.vouchers)?;
            Some(("coupons.redeem", json!({"code": voucher, "basket_ref": basket})))
        }
        _ => None,
    }
}

fn redeem(basket: &str, dice: &mut Dice) -> Act {
    let program = ["points", "back", "points", "coffee"][dice.roll(4)];
    let mut redeem = json!({"basket_ref": basket, "program": program});
    if dice.roll(3) == 0 {
        redeem["amount"] = json!(10 * dice.roll(12));
    }
    ("loyalty.redeem", redeem)
}

fn choose(basket: &str, dice: &mut Dice) -> Act {
    let kind = ["boost.select", "boost.select", "boost.decline"][dice.roll(3)];
    (kind, json!({"basket_ref": basket, "offer_id": OFFERS[dice.roll(3)]}))
}

/// Somebody joins, or says more; now and then with an identity of somebody else, or without what it takes.
fn enrol(basket: Option<&str>, dice: &mut Dice) -> Act {
    let person = dice.roll(club::PEOPLE);
    let all = club::identities(person);
    let mut identities: Vec<Value> = Vec::new();
    for (kind, code) in all.into_iter().filter(|_| dice.roll(2) == 0) {
        identities.push(json!({"kind": kind, "code": code}));
    }
    if dice.roll(3) == 0 {
        identities.push(json!({"kind": "code", "code": club::one_time(person, dice.roll(club::CODES))}));
    }
    let mut consents = vec![json!({"id": "terms", "given": dice.roll(10) > 0})];
    if dice.roll(2) == 0 {
        consents.push(json!({"id": "news", "given": dice.roll(3) > 0}));
    }
    let mut enrol = json!({"identities": identities, "consents": consents});
    if dice.roll(3) == 0 {
        enrol["birthday"] = json!("11-21");
    }
    if let Some(basket) = basket {
        enrol["basket_ref"] = json!(basket);
    }
    ("loyalty.enrol", enrol)
}

/// Something with members at any time.
pub(super) fn other(sale: Option<&Sale>, weather: &Weather, dice: &mut Dice) -> Option<Act> {
    if weather.course == Course::Tender || dice.roll(3) > 0 {
        return None;
    }
    let mode = if dice.roll(8) == 0 { "training" } else { "live" };
    let basket = sale.map_or("none", |sale| sale.basket_ref.as_str());
    let (kind, code) = identity(dice);
    Some(match dice.roll(12) {
        _ if dice.chance(weather.forget) => ("loyalty.forget", json!({"kind": kind, "code": code, "mode": mode})),
        0 | 1 => ("loyalty.identify", json!({"kind": kind, "code": code})),
        2 | 3 => ("loyalty.balance", json!({"kind": kind, "code": code, "mode": mode})),
        4 => {
            let program = PROGRAMS[dice.roll(5)];
            ("loyalty.balance", json!({"kind": kind, "code": code, "mode": mode, "program": program}))
        }
        5 => ("loyalty.balance", json!({"program": PROGRAMS[dice.roll(5)]})),
        6 => {
            let (kind, mut enrol) = enrol(None, dice);
            enrol["mode"] = json!(mode);
            (kind, enrol)
        }
        7 => redeem(basket, dice),
        8 => ("loyalty.unredeem", json!({"program": PROGRAMS[dice.roll(5)]})),
        9 => choose(basket, dice),
        10 => ("boost.offers", json!({})),
        _ => ("scan", json!({"code": club::card(dice.roll(club::PEOPLE))})),
    })
}

/// What a member does at the screen.
pub(super) fn customer(sale: Option<&Sale>, dice: &mut Dice) -> Input {
    let program = || Id::new("points").expect("an id");
    let offered = sale.and_then(|sale| dice.pick(&sale.deals.open).cloned());
    let tap = match dice.roll(14) {
        0 => Tap::EnterMember,
        1 => Tap::Join,
        2 => Tap::Consent(dice.roll(4) > 0),
        3 => Tap::ShowMember,
        4 => Tap::Program(program()),
        5 => Tap::UsePoints(program()),
        6 => Tap::UseAll,
        7 => Tap::RemovePoints(program()),
        8 => Tap::EnterOffers,
        9 => match offered {
            Some(offer) => Tap::Choose(offer, dice.roll(3) > 0),
            None => Tap::Back,
        },
        10 => Tap::Kind(IdentityKind::Phone),
        11 => {
            let units = till::money::Amount::new(10 * dice.between(0, 12)).unwrap_or_default();
            return Input::Submit(Submission::Units(units));
        }
        _ => {
            let (word, code) = identity(dice);
            let kind = IdentityKind::ALL.iter().copied().find(|kind| kind.word() == word);
            let kind = kind.unwrap_or(IdentityKind::Card);
            return Input::Submit(Submission::Person(kind, Personal::new(&code).expect("an identity")));
        }
    };
    Input::Tap(tap)
}
