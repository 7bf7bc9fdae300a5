//! Every reservation came to one end, and that end is on a receipt.

use super::{Told, cards_of};
use crate::checks::require;
use crate::world::Broken;
use std::collections::{BTreeMap, BTreeSet};
use till::ledger::ask::Mode;
use till::ledger::{Fate, Hold, Holder, Ledger};
use till::names::Id;
use till::session::state::Committed;

type Holds<'a> = BTreeMap<&'a Id, &'a Hold>;

/// Whatever is held is taken for one receipt or pay-out, or given back.
pub fn every_hold(ledger: &Ledger, tills: &[Told<'_>], mode: Mode) -> Broken {
    // what members have, and their purchases, are looked into by themselves
    let mut holds: Holds<'_> = ledger.holds(mode).filter(|(_, hold)| !super::club::is_of_member(hold)).collect();
    let of_mode = |sale: &&std::rc::Rc<Committed>| sale.receipt.mode == mode;
    let receipts = || tills.iter().flat_map(|told| told.receipts.iter().filter(of_mode).map(move |sale| (told, sale)));
    let freed: BTreeSet<&Id> = receipts().flat_map(|(_, sale)| &sale.freed).collect();
    for (told, sale) in receipts() {
        posted(told, sale, &mut holds, &freed)?;
        loaded(told, sale, &mut holds)?;
    }
    for told in tills {
        paid_out(told, &mut holds)?;
    }
    for (op, hold) in holds {
        require(hold.fate == Fate::Voided, || format!("{op} is on no receipt and was not given back: {hold:?}"))?;
    }
    for (of, given) in credited(ledger, mode) {
        let taken = ledger.holds(mode).find(|(op, _)| **op == of).map_or(0, |(_, hold)| hold.amount.minor());
        require(given <= taken, || format!("{given} of {taken} were given back of {of}"))?;
    }
    Ok(())
}

fn credited(ledger: &Ledger, mode: Mode) -> BTreeMap<Id, i64> {
    let mut sums = BTreeMap::new();
    for (of, amount) in ledger.credits(mode) {
        *sums.entry(of.clone()).or_default() += amount.minor();
    }
    sums
}

/// What a sale was paid with, and its coupons.
fn posted(told: &Told<'_>, sale: &Committed, holds: &mut Holds<'_>, freed: &BTreeSet<&Id>) -> Broken {
    let (mut money, mut uses) = (0, 0);
    let basket = &sale.receipt.basket_ref;
    let of = |what: &str| told.short_of(basket.as_str(), what);
    let short = (of("gift_card"), of("coupon"));
    for op in &sale.posted {
        let Some(hold) = holds.remove(op) else { continue };
        let is_money = hold.from.holder == Holder::Card;
        let amount = match hold.fate {
            Fate::Posted(amount) if !sale.receipt.voided => amount.minor(),
            Fate::Reversed if sale.receipt.voided => continue,
            Fate::Reversed if freed.contains(op) => 1, // all goods came back, so it is good again
            Fate::Held if short != (0, 0) => 0,        // it had run out and was spent otherwise
            _ => return Err(format!("{basket} (voided: {}): {op} is {hold:?}", sale.receipt.voided)),
        };
        if is_money { money += amount } else { uses += amount }
    }
    if sale.receipt.voided || cards_of(sale).any(|tender| tender.amount.is_negative()) {
        return Ok(());
    }
    let paid: i64 = cards_of(sale).map(|tender| tender.amount.minor()).sum();
    require(money + short.0 == paid, || {
        format!("{basket}: the ledger took {money}, the receipt says {paid}, short {short:?}")
    })?;
    let points = sale.member.as_ref().map_or(0, |of| of.spent.len());
    let coupons = i64::try_from(sale.posted.len().saturating_sub(cards_of(sale).count() + points)).unwrap_or(0);
    require(uses + short.1 == coupons || short != (0, 0), || format!("{basket}: {uses} uses of {coupons} coupons"))
}

/// Cards that a sale loaded.
fn loaded(told: &Told<'_>, sale: &Committed, holds: &mut Holds<'_>) -> Broken {
    let basket = &sale.receipt.basket_ref;
    let short = told.short_of(basket.as_str(), "gift_card_load");
    for load in &sale.receipt.loads {
        let Some(hold) = holds.remove(&load.op_id) else {
            require(short > 0, || format!("{basket}: {} was never loaded", load.masked))?;
            continue;
        };
        let fits = match hold.fate {
            Fate::Posted(amount) => amount == load.amount && (!sale.receipt.voided || short > 0),
            Fate::Reversed => sale.receipt.voided,
            Fate::Held | Fate::Voided => short > 0,
        };
        require(fits, || format!("{basket} (voided: {}): a load is {hold:?}", sale.receipt.voided))?;
    }
    Ok(())
}

/// What was left on cards and paid out: taken if the register paid, given back if not.
fn paid_out(told: &Told<'_>, holds: &mut Holds<'_>) -> Broken {
    for event in told.events_of("tender.cashed_out") {
        let op = event["op_id"].as_str().and_then(Id::new).ok_or("a pay-out without an id")?;
        let Some(hold) = holds.remove(&op) else { continue };
        let paid = event.get("code").is_none();
        let amount = event["amount"].as_i64().unwrap_or(0) - told.short_of(op.as_str(), "gift_card");
        let fits = match hold.fate {
            Fate::Posted(taken) => paid && taken.minor() == amount,
            Fate::Held => paid && amount == 0, // it had run out, and the money was spent otherwise
            Fate::Voided => !paid,
            Fate::Reversed => false,
        };
        require(fits, || format!("pay-out {event}: {hold:?}"))?;
    }
    Ok(())
}
