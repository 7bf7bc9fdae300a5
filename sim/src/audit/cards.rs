//! What each customer's card should have, as the register saw it: what was there at the start, loads, payments, what came
//! back, pay-outs and moves.
//!
//! What must hold: a shortfall that was raised is in the sum; where it cannot be told to which of several cards it
//! belongs, these cards are added up together.

use super::{Told, cards_of};
use crate::checks::require;
use crate::forms;
use crate::world::Broken;
use std::collections::{BTreeMap, BTreeSet};
use till::ledger::ask::Mode;
use till::ledger::{Holder, Ledger};
use till::secret::Seal;
use till::session::state::Committed;

/// What every card should have, by its masked number.
#[derive(Default)]
struct Purses {
    should: BTreeMap<String, i64>,
    /// Cards of which only the sum is known.
    together: BTreeSet<String>,
    /// Not even that.
    unclear: bool,
}

impl Purses {
    fn put(&mut self, card: &str, amount: i64) {
        *self.should.entry(card.to_owned()).or_default() += amount;
    }

    /// Something of these cards was taken less, or given less.
    fn short(&mut self, cards: &[&str], by: i64) {
        if by == 0 {
            return;
        }
        match cards {
            [] => self.unclear = true,
            [first, rest @ ..] => {
                self.put(first, by);
                if rest.iter().any(|other| other != first) {
                    self.together.extend(cards.iter().map(|card| (*card).to_owned()));
                }
            }
        }
    }

    fn receipt(&mut self, told: &Told<'_>, sale: &Committed) {
        let basket = sale.receipt.basket_ref.as_str();
        let strange = cards_of(sale).filter(|tender| tender.masked.is_none() && tender.amount.is_positive());
        let strange: i64 = strange.map(|tender| tender.amount.minor()).sum(); // never seen here: nothing was taken
        let short = told.short_of(basket, "gift_card") - strange;
        let paid: Vec<(&str, i64)> = cards_of(sale)
            .filter_map(|tender| tender.masked.as_deref().map(|masked| (masked, tender.amount.minor())))
            .collect();
        let (takes, gives) = (paid.iter().any(|(_, amount)| *amount > 0), paid.iter().any(|(_, amount)| *amount < 0));
        let cards: Vec<&str> = paid.iter().map(|(card, _)| *card).collect();
        if sale.receipt.voided {
            // what was taken came back whole; what was given could not be taken again where it was spent, and if it had
            // not been given whole before, nobody can tell the two apart
            self.unclear |= short != 0 && gives;
            return;
        }
        for (card, amount) in &paid {
            self.put(card, -amount);
        }
        match (takes, gives) {
            (_, false) => self.short(&cards, short),
            (false, true) => self.short(&cards, -short),
            (true, true) => self.unclear |= short != 0,
        }
    }

    fn loads(&mut self, told: &Told<'_>, mode: Mode) {
        for event in told.events_of("tender.loaded") {
            let text = |name: &str| event[name].as_str().unwrap_or_default();
            let is_it = |sale: &&std::rc::Rc<Committed>| sale.receipt.basket_ref.as_str() == text("basket_ref");
            let Some(sale) = told.receipts.iter().find(is_it).filter(|sale| sale.receipt.mode == mode) else {
                continue;
            };
            if !sale.receipt.voided {
                self.put(text("masked"), event["amount"].as_i64().unwrap_or(0));
            }
        }
        for sale in told.receipts.iter().filter(|sale| sale.receipt.mode == mode && sale.receipt.voided) {
            let short = told.short_of(sale.receipt.basket_ref.as_str(), "gift_card_load");
            let cards: Vec<&str> = sale.receipt.loads.iter().map(|load| load.masked.as_str()).collect();
            if short != 0 {
                let whole: i64 = sale.receipt.loads.iter().map(|load| load.amount.minor()).sum();
                if short > whole { self.unclear = true } else { self.short(&cards, short) }
            }
        }
    }

    fn moves(&mut self, told: &Told<'_>, mode: Mode) {
        let done = |event: &&serde_json::Value| event.get("code").is_none();
        let moved = told.events_of("tender.transferred").chain(told.events_of("tender.cashed_out")).filter(done);
        let known = |event: &serde_json::Value| event["op_id"].as_str().is_some_and(|op| told.books.contains_key(op));
        self.unclear |= !moved.into_iter().all(known);
        let paid_in = |op: &str| told.books.get(op) == Some(&mode);
        for event in told.events_of("tender.transferred").filter(|event| event.get("code").is_none()) {
            let text = |name: &str| event[name].as_str().unwrap_or_default();
            if paid_in(text("op_id")) {
                let amount = event["amount"].as_i64().unwrap_or(0);
                self.put(text("masked"), -amount);
                self.put(text("to_masked"), amount);
            }
        }
        for event in told.events_of("tender.cashed_out").filter(|event| event.get("code").is_none()) {
            let text = |name: &str| event[name].as_str().unwrap_or_default();
            if paid_in(text("op_id")) {
                self.put(text("masked"), -event["amount"].as_i64().unwrap_or(0));
                self.short(&[text("masked")], told.short_of(text("op_id"), "gift_card"));
            }
        }
    }
}

/// Each card has what it should have; of how many that could be told one by one.
pub fn balances(
    ledger: &Ledger,
    tills: &[Told<'_>],
    mode: Mode,
    seal: &dyn Fn(&str) -> Option<Seal>,
) -> Result<usize, String> {
    let mut purses = Purses::default();
    for (card, balance) in forms::cards() {
        purses.put(&forms::masked(&card), balance);
    }
    for told in tills {
        told.receipts.iter().filter(|sale| sale.receipt.mode == mode).for_each(|sale| purses.receipt(told, sale));
        purses.loads(told, mode);
        purses.moves(told, mode);
    }
    let held = |card: &str| {
        let seal = seal(card);
        let mine = ledger.accounts(mode).filter(|(account, _)| account.holder == Holder::Card && account.seal == seal);
        mine.map(|(_, balance)| balance.minor()).sum::<i64>()
    };
    if purses.unclear {
        return Ok(0);
    }
    // what is left on a token for one payment is the shop's once it has paid
    let broken = ledger.accounts(mode).filter(|(account, _)| account.holder == Holder::Breakage);
    let (mut should, mut has, mut looked) = (0, broken.map(|(_, balance)| balance.minor()).sum::<i64>(), 0);
    for (card, _) in forms::cards() {
        let (masked, there) = (forms::masked(&card), held(&card));
        let wanted = purses.should.remove(&masked).unwrap_or(0);
        if purses.together.contains(&masked) || masked.starts_with("6297") {
            (should, has) = (should + wanted, has + there);
            continue;
        }
        looked += 1;
        require(there == wanted, || format!("{masked} has {there} and should have {wanted} ({mode:?})"))?;
    }
    require(should == has, || format!("{:?} have {has} and should have {should} ({mode:?})", purses.together))?;
    require(purses.should.values().all(|left| *left == 0), || format!("cards nobody knows: {:?}", purses.should))?;
    Ok(looked)
}

/// What a card paid on one business day, and how often a token for one payment paid, over all tills.
pub fn limits(tills: &[Told<'_>], mode: Mode, one_day: bool) -> Broken {
    let (mut days, mut payments) = (BTreeMap::<(String, &str), i64>::new(), BTreeMap::<&str, i64>::new());
    let standing = |sale: &&std::rc::Rc<Committed>| sale.receipt.mode == mode && !sale.receipt.voided;
    let whole = |told: &Told<'_>, sale: &Committed| {
        told.short_of(sale.receipt.basket_ref.as_str(), "gift_card") == 0 // else a hold had run out: raised, and not paid
    };
    let of_till = |told| move |sale: &&std::rc::Rc<Committed>| standing(sale) && whole(told, sale);
    for sale in tills.iter().flat_map(|told| told.receipts.iter().filter(of_till(told))) {
        for tender in cards_of(sale) {
            let Some(masked) = tender.masked.as_deref() else { continue };
            // money that comes back opens the token again
            *payments.entry(masked).or_default() += if tender.amount.is_positive() { 1 } else { -1 };
            if tender.amount.is_positive() {
                *days.entry((sale.receipt.business_date.text(), masked)).or_default() += tender.amount.minor();
            }
        }
    }
    for (token, times) in payments.iter().filter(|(masked, _)| masked.starts_with("6297")) {
        require(*times <= 1, || format!("{token} paid {times} times ({mode:?})"))?;
    }
    for ((day, card), paid) in days.iter().filter(|((_, masked), _)| masked.starts_with("6298") && one_day) {
        require(*paid <= forms::MEAL_DAY, || format!("{card} paid {paid} on {day} ({mode:?})"))?;
    }
    Ok(())
}

/// Where no time is lost nothing that is held runs out: what a receipt says was paid is there, and so is a pay-out.
pub fn nothing_short(told: &Told<'_>, mode: Mode) -> Broken {
    for sale in told.receipts.iter().filter(|sale| sale.receipt.mode == mode && !sale.receipt.voided) {
        let ours = cards_of(sale).all(|tender| tender.masked.is_some() && tender.amount.is_positive());
        let short = told.short_of(sale.receipt.basket_ref.as_str(), "gift_card");
        require(short == 0 || !ours, || format!("{}: {short} were not on the card", sale.receipt.basket_ref))?;
    }
    for event in told.events_of("tender.cashed_out") {
        let short = told.short_of(event["op_id"].as_str().unwrap_or_default(), "gift_card");
        require(short == 0, || format!("{short} of a pay-out were not on the card: {event}"))?;
    }
    Ok(())
}
