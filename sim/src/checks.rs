//! What must be true: after every step, and when everything has come to rest.

use crate::forms;
use crate::weather::Where;
use crate::world::{Broken, World};
use std::collections::BTreeMap;
use till::ledger::ask::Mode;
use till::ledger::{Fate, Holder, Ledger};
use till::names::Id;
use till::session::state::{Committed, State, TenderPhase};
use till::wire::basket::TenderKind;

fn require(true_: bool, say: impl FnOnce() -> String) -> Broken {
    if true_ { Ok(()) } else { Err(say()) }
}

/// Whether the page has this tender for paid: in the open sale, a suspended one or on a receipt.
pub fn paid_with(state: &State, tender: &str) -> bool {
    let there = |phase: TenderPhase| matches!(phase, TenderPhase::Approved | TenderPhase::Cancelling);
    let open = state.sale.iter().chain(&state.suspended).flat_map(|sale| &sale.tenders);
    let receipts = state.receipts.iter().flat_map(|sale| &sale.receipt.tenders);
    open.filter(|one| there(one.phase)).any(|one| one.id.as_str() == tender)
        || receipts.into_iter().any(|one| one.tender_ref.as_str() == tender)
}

/// After each step of a till.
pub fn after(world: &World, no: usize) -> Broken {
    let page = &world.tills[no].page;
    books(&page.ledger)?;
    let state = page.session.state();
    for sale in state.sale.iter().chain(&state.suspended) {
        let under_way = |phase: TenderPhase| !phase.is_final() && phase != TenderPhase::Cancelling;
        let active = sale.tenders.iter().filter(|tender| under_way(tender.phase)).count();
        require(active <= 1, || format!("{}: {active} tenders at a time", sale.basket_ref))?;
        require(sale.try_covered().is_ok(), || "a sum left the range".to_owned())?;
    }
    for sale in &state.receipts {
        let paid: i64 = sale.receipt.tenders.iter().map(|tender| tender.amount.minor()).sum();
        let total = sale.receipt.priced.totals.payable.minor();
        require(paid == total || !sale.differences.is_empty(), || {
            format!("{}: {paid} paid of {total}, and no difference noted", sale.receipt.basket_ref)
        })?;
    }
    Ok(())
}

/// Each unit adds up to nothing, nobody but the issuer is below zero, no more is held than there is.
pub fn books(ledger: &Ledger) -> Broken {
    for mode in [Mode::Live, Mode::Training] {
        let mut sums: BTreeMap<&Id, i64> = BTreeMap::new();
        for (account, balance) in ledger.accounts(mode) {
            *sums.entry(&account.unit).or_default() += balance.minor();
            require(account.holder == Holder::Issued || !balance.is_negative(), || {
                format!("an account is below zero: {account:?} {balance:?}")
            })?;
        }
        require(sums.values().all(|sum| *sum == 0), || format!("the books do not add up: {sums:?}"))?;
    }
    Ok(())
}

/// What keeps a run from coming to rest.
pub fn unrest(world: &World) -> String {
    let of_till = |till: &crate::world::Till| {
        let state = till.page.session.state();
        let sale = state.sale.as_ref().map(|sale| (sale.basket_ref.to_string(), sale.phase, sale.tenders.clone()));
        format!(
            "alive {} linked {} sale {sale:?} suspended {} ops {:?} requests {:?} open {:?} events {} of {}",
            till.page.alive,
            till.page.linked(),
            state.suspended.len(),
            state.ops,
            state.requests,
            till.register.open,
            till.register.events.len(),
            state.seq,
        )
    };
    world.tills.iter().map(of_till).collect::<Vec<_>>().join("; ")
}

/// When everything has come to rest.
pub fn at_the_end(world: &World) -> Broken {
    for (no, till) in world.tills.iter().enumerate() {
        till.page.replays()?;
        let state = till.page.session.state();
        numbers(state)?;
        events(state, &till.register.events)?;
        money(state, &till.register)?;
        acknowledged(state, &till.register)?;
        if world.dice.clone().roll(8) == 0 {
            secrets(till.page.stored()).map_err(|why| format!("till {no}: {why}"))?;
        }
    }
    match world.weather.ledger {
        Where::Device => world
            .tills
            .iter()
            .try_for_each(|till| agree(&till.page.ledger, &[(till.page.session.state(), &till.register.events)])),
        Where::Store => {
            world.store.replays()?;
            secrets(world.store.facts())?;
            let of_till =
                |till: &'_ crate::world::Till| (till.page.session.state().clone(), till.register.events.clone());
            let tills: Vec<(State, BTreeMap<u64, String>)> = world.tills.iter().map(of_till).collect();
            agree(&world.store.ledger, &tills.iter().map(|(state, events)| (state, events)).collect::<Vec<_>>())
        }
    }
}

fn numbers(state: &State) -> Broken {
    let mut by_mode: BTreeMap<Mode, Vec<u64>> = BTreeMap::new();
    for sale in &state.receipts {
        by_mode.entry(sale.receipt.mode).or_default().push(sale.receipt.epos_no);
    }
    let gap_free = |list: &Vec<u64>| list.iter().zip(1_u64..).all(|(number, place)| *number == place);
    require(by_mode.values().all(gap_free), || format!("numbers have gaps: {by_mode:?}"))
}

fn events(state: &State, heard: &BTreeMap<u64, String>) -> Broken {
    let gap_free = heard.keys().zip(1_u64..).all(|(seq, place)| *seq == place);
    let all = u64::try_from(heard.len()).unwrap_or(0) == state.seq;
    require(gap_free && all, || format!("{} of {} events were heard", heard.len(), state.seq))
}

fn secrets<'a>(stored: impl Iterator<Item = &'a str>) -> Broken {
    let mut all: Vec<String> = (0..forms::GIFTS).map(forms::gift).chain((0..forms::MEALS).map(forms::meal)).collect();
    all.extend((0..forms::SINGLES).map(forms::single));
    all.extend(["4111111111111111".to_owned(), format!("\"{}\"", forms::PIN)]);
    for text in stored {
        if let Some(secret) = all.iter().find(|secret| text.contains(secret.as_str())) {
            return Err(format!("{secret} is in the journal: {text}"));
        }
    }
    Ok(())
}

/// What the register has taken is what the receipts say.
fn money(state: &State, register: &crate::register::Register) -> Broken {
    let mut on_receipts: BTreeMap<&str, i64> = BTreeMap::new();
    for sale in state.receipts.iter().filter(|sale| !sale.receipt.voided) {
        for tender in sale.receipt.tenders.iter().filter(|tender| tender.kind != TenderKind::GiftCard) {
            *on_receipts.entry(tender.tender_ref.as_str()).or_default() +=
                tender.amount.minor() + tender.rounding.minor();
        }
    }
    for (tender, money) in &register.money {
        let told = on_receipts.remove(tender.as_str()).unwrap_or(0);
        require(money.taken == told, || {
            format!("{tender} of {}: the register has {}, the receipts say {told}", money.basket, money.taken)
        })?;
    }
    require(on_receipts.is_empty(), || format!("on receipts, and never taken: {on_receipts:?}"))
}

/// What was answered is there.
fn acknowledged(state: &State, register: &crate::register::Register) -> Broken {
    let find = |basket: &String| state.receipts.iter().find(|sale| sale.receipt.basket_ref.as_str() == basket);
    for basket in &register.closed {
        require(find(basket).is_some(), || format!("{basket} was answered and is not there"))?;
    }
    for basket in &register.voided {
        require(find(basket).is_some_and(|sale| sale.receipt.voided), || format!("{basket} was voided and is not"))?;
    }
    Ok(())
}

/// The ledger and the tills that use it tell the same: every reservation came to one end, and that end is on a receipt.
pub fn agree(ledger: &Ledger, tills: &[(&State, &BTreeMap<u64, String>)]) -> Broken {
    books(ledger)?;
    for mode in [Mode::Live, Mode::Training] {
        let mut holds: BTreeMap<&Id, _> = ledger.holds(mode).collect();
        for (state, events) in tills {
            for sale in state.receipts.iter().filter(|sale| sale.receipt.mode == mode) {
                let short = shortfall(sale, events);
                posted(sale, &mut holds, short)?;
            }
        }
        for (op, hold) in holds {
            require(hold.fate == Fate::Voided, || format!("{op} is on no receipt and was not given back: {hold:?}"))?;
        }
    }
    Ok(())
}

/// What discrepancies say of a sale: money and uses that were not taken although the receipt says so.
fn shortfall(sale: &Committed, events: &BTreeMap<u64, String>) -> (i64, i64) {
    let (mut money, mut uses) = (0, 0);
    for text in events.values().filter(|text| text.contains("basket.discrepancy")) {
        let event: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        if event["payload"]["basket_ref"].as_str() != Some(sale.receipt.basket_ref.as_str()) {
            continue;
        }
        for difference in event["payload"]["differences"].as_array().into_iter().flatten() {
            let less = difference["register"].as_i64().unwrap_or(0) - difference["page"].as_i64().unwrap_or(0);
            match difference["what"].as_str() {
                Some("gift_card") => money += less,
                Some("coupon") => uses += less,
                _ => {}
            }
        }
    }
    (money, uses)
}

fn posted(sale: &Committed, holds: &mut BTreeMap<&Id, &till::ledger::Hold>, short: (i64, i64)) -> Broken {
    let (mut money, mut uses) = (0, 0);
    let basket = &sale.receipt.basket_ref;
    for op in &sale.posted {
        let Some(hold) = holds.remove(op) else { continue };
        let is_money = hold.from.holder == Holder::Card;
        let amount = match hold.fate {
            Fate::Posted(amount) if !sale.receipt.voided => amount.minor(),
            Fate::Reversed if sale.receipt.voided => continue,
            Fate::Held if short != (0, 0) => 0, // it had run out and was spent otherwise
            _ => return Err(format!("{basket} (voided: {}): {op} is {hold:?}", sale.receipt.voided)),
        };
        if is_money { money += amount } else { uses += amount }
    }
    if sale.receipt.voided {
        return Ok(());
    }
    let paid = sale.receipt.tenders.iter().filter(|tender| tender.kind == TenderKind::GiftCard);
    let paid: i64 = paid.map(|tender| tender.amount.minor()).sum();
    require(money + short.0 == paid, || {
        format!("{basket}: the ledger took {money}, the receipt says {paid}, short {short:?}")
    })?;
    let cards = sale.receipt.tenders.iter().filter(|tender| tender.kind == TenderKind::GiftCard).count();
    let coupons = i64::try_from(sale.posted.len().saturating_sub(cards)).unwrap_or(0);
    require(uses + short.1 == coupons || short != (0, 0), || format!("{basket}: {uses} uses of {coupons} coupons"))
}
