//! What must be true: after every step, and when everything has come to rest.

use crate::Seen;
use crate::audit::{self, Told, days};
use crate::weather::{Course, Where};
use crate::world::{Broken, World};
use std::collections::BTreeMap;
use till::ledger::ask::Mode;
use till::ledger::{Holder, Ledger};
use till::names::Id;
use till::session::state::{State, TenderPhase};
use till::wire::basket::TenderKind;

pub fn require(true_: bool, say: impl FnOnce() -> String) -> Broken {
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
pub fn at_the_end(world: &World) -> Result<Seen, String> {
    let mut seen = Seen::default();
    for till in &world.tills {
        till.page.replays()?;
        till.no_secret()?;
        let state = till.page.session.state();
        numbers(state)?;
        events(state, &till.register.events)?;
        money(state, &till.register)?;
        acknowledged(state, &till.register)?;
        days::days(state, &till.register)?;
    }
    let tills: Vec<Told<'_>> = world.tills.iter().map(Told::of).collect();
    match world.weather.ledger {
        Where::Device => world.tills.iter().zip(&tills).try_for_each(|(till, told)| -> Broken {
            let seal = |card: &str| till.page.seal_of(card, false);
            let tills = std::slice::from_ref(told);
            audit::all(&till.page.ledger, tills, &seal, &mut seen, world.time)?;
            if world.weather.course == Course::Loyalty {
                audit::club::members(&till.page.ledger, &till.members, tills, &mut seen, world.time)?;
                audit::club::nothing_left(&till.members, till.page.stored())?;
            }
            Ok(())
        })?,
        Where::Store => {
            world.store.replays()?;
            world
                .tills
                .iter()
                .try_for_each(|till| world.store.facts().try_for_each(|fact| till.wire.no_secret(fact)))?;
            let seal = |card: &str| world.tills.first().and_then(|till| till.page.seal_of(card, true));
            audit::all(&world.store.ledger, &tills, &seal, &mut seen, world.time)?;
            if world.weather.course == Course::Loyalty {
                audit::club::members(&world.store.ledger, &world.members, &tills, &mut seen, world.time)?;
                let tills = world.tills.iter().flat_map(|till| till.page.stored());
                audit::club::nothing_left(&world.members, world.store.facts().chain(tills))?;
            }
        }
    }
    Ok(seen)
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

/// What the register has taken is what the receipts say.
fn money(state: &State, register: &crate::register::Register) -> Broken {
    let mut on_receipts: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for sale in state.receipts.iter().filter(|sale| !sale.receipt.voided) {
        for tender in sale.receipt.tenders.iter().filter(|tender| tender.kind != TenderKind::GiftCard) {
            let on_top = tender
                .slip
                .as_ref()
                .map_or(0, |slip| slip.tip.minor() + slip.cashback.minor() + slip.surcharge.minor());
            let told = on_receipts.entry(tender.tender_ref.as_str()).or_default();
            (told.0, told.1) = (told.0 + tender.amount.minor() + tender.rounding.minor(), told.1 + on_top);
        }
    }
    for (tender, money) in &register.money {
        let told = on_receipts.remove(tender.as_str()).unwrap_or_default();
        require((money.taken, money.on_top) == told, || {
            format!(
                "{tender} of {}: the register has {} and {} on top, the receipts say {told:?}",
                money.basket, money.taken, money.on_top
            )
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
