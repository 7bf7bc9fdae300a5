//! Goods that come back, and money that goes back for them.

use super::Act;
use crate::dice::Dice;
use crate::register::{Register, Sold};
use serde_json::{Value, json};
use std::rc::Rc;
use till::session::member::customer::OfMember;
use till::session::state::{Committed, Sale, State};
use till::wire::basket::{BasketKind, TenderKind};

const KINDS: [&str; 4] = ["cash", "card", "gift_card", "other"];

/// What comes back: of a sale by one of its names, or by its record; now and then blind.
pub(super) fn goods(state: &State, sale: &Sale, register: &Register, dice: &mut Dice) -> Act {
    let basket = sale.basket_ref.as_str();
    let by_card = |sold: &&Sold| {
        let sale = state.receipts.iter().find(|sale| sale.receipt.basket_ref.as_str() == sold.basket);
        let Some(receipt) = sale.map(|sale| &sale.receipt).filter(|receipt| !receipt.voided) else { return false };
        let exchanged = receipt.kind == BasketKind::Exchange; // a card may stand behind it
        exchanged || receipt.tenders.iter().any(|tender| tender.kind == TenderKind::GiftCard)
    };
    let by_cards: Vec<Sold> = register.sold.iter().filter(by_card).cloned().collect();
    let spent: Vec<Sold> = register.sold.iter().filter(|sold| spent_since(state, sold)).cloned().collect();
    let list = if dice.roll(2) == 0 { &by_cards } else { &register.sold };
    let list = if !spent.is_empty() && dice.roll(2) == 0 { &spent } else { list };
    let known = dice.roll(6) > 0;
    let sold = dice.pick(list).or_else(|| register.sold.last());
    let Some(sold) = sold.filter(|_| known) else {
        let line = json!({"id": format!("b{}", dice.roll(3)), "kind": "return_free", "name": "Soap", "quantity": "-1",
            "amount": -100 - i64::try_from(dice.roll(900)).unwrap_or(0), "tax_codes": ["A"]});
        return ("basket.refund", json!({"basket_ref": basket, "goods": [line], "reason": "no receipt"}));
    };
    let mut back = match dice.roll(5) {
        0 => json!({"epos_no": sold.epos_no}),
        1 => json!({"receipt_no": sold.receipt_no}),
        2 | 3 if sold.record.is_some() => json!({"sale_record": sold.record}),
        _ => json!({"sale": sold.basket}),
    };
    back["basket_ref"] = json!(basket);
    if dice.roll(2) == 0 {
        let line = (1 + dice.roll(3)).to_string();
        let mut of = json!({"line_id": line});
        if dice.roll(2) == 0 {
            of["quantity"] = json!((1 + dice.roll(2)).to_string());
        }
        back["lines"] = Value::Array(vec![of]);
    }
    ("basket.refund", back)
}

/// Whether a sale's member has paid with points since.
fn spent_since(state: &State, sold: &Sold) -> bool {
    let name = |sale: &Rc<Committed>| sale.receipt.basket_ref.as_str() == sold.basket && !sale.receipt.voided;
    let Some(place) = state.receipts.iter().position(name) else { return false };
    let mut since = state.receipts.iter().skip(place);
    let Some(of) = since.next().and_then(|sale| sale.member.as_ref()) else { return false };
    let spends = |other: &OfMember| other.member == of.member && !other.spent.is_empty();
    since.any(|sale| !sale.receipt.voided && sale.member.as_ref().is_some_and(spends))
}

/// Gives back what is due next.
pub(super) fn give(sale: &Sale, dice: &mut Dice) -> Act {
    let mut give = json!({"basket_ref": sale.basket_ref.as_str()});
    match dice.roll(8) {
        0 => give["due"] = json!(dice.roll(3)),
        1 => give["kind"] = json!(KINDS[dice.roll(4)]),
        _ => {}
    }
    ("tender.refund", give)
}

/// The same at any time, in any way.
pub(super) fn give_any(dice: &mut Dice) -> Act {
    ("tender.refund", json!({"due": dice.roll(3), "kind": KINDS[dice.roll(4)]}))
}
