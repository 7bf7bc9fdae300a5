//! The auditor: what the customers' cards and the drawer must have, from what a register was told and nothing else.
//!
//! What must hold: no figure in here comes from a rule of the till; receipts and events are added up as a person with
//! pencil and paper would, and compared with the books.

mod cards;
pub mod club;
pub mod days;
mod holds;
mod paper;
mod returns;
pub mod wire;

use crate::Seen;
use crate::world::{Broken, Till};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use till::ledger::Ledger;
use till::ledger::ask::Mode;
use till::secret::Seal;
use till::session::state::Committed;
use till::wire::basket::TenderState;

/// What one till has told its register.
pub struct Told<'a> {
    /// Its receipts, oldest first.
    pub receipts: &'a [Rc<Committed>],
    /// Its events, in order.
    pub events: Vec<Value>,
    /// The books of moves and pay-outs that were accepted.
    pub books: &'a BTreeMap<String, Mode>,
    /// Baskets that were frozen before anybody knew their customer.
    pub strangers: &'a BTreeSet<String>,
    /// The sale whose receipt asks whether it is printed, and the one whose receipt is shown.
    pub choice: Option<(&'a str, Option<&'a str>)>,
    /// Codes that it was asked to print, by the print.
    pub prints: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// What is known of a run's time.
#[derive(Clone, Copy)]
pub struct Time {
    /// No clock jumps, so a date means the same to everybody.
    pub one_day: bool,
    /// No clock jumps, whatever time goes by.
    pub sound: bool,
    /// Nobody pauses either, and the ledger is always there: nothing that is held runs out.
    pub calm: bool,
}

/// Less was taken, given or loaded than a receipt says.
pub struct Short<'a> {
    pub what: &'a str,
    pub by: i64,
}

impl<'a> Told<'a> {
    pub fn of(till: &'a Till) -> Told<'a> {
        let events = till.register.events.values().map(|text| serde_json::from_str(text).unwrap_or_default());
        let mut prints: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for print in till.register.requests.values().filter(|request| request.kind == "print") {
            if let (Some(id), Some(code)) = (print.payload["print_id"].as_str(), print.payload["barcode"].as_str()) {
                prints.entry(id).or_default().insert(code);
            }
        }
        let state = till.page.session.state();
        let asks = state.receipt_choice.as_ref().filter(|choice| choice.print.is_none());
        let shown = state.shown_receipt.as_ref().map(till::names::Id::as_str);
        Told {
            choice: asks.map(|choice| (choice.basket_ref.as_str(), shown)),
            prints,
            receipts: &state.receipts,
            events: events.collect(),
            books: &till.books,
            strangers: &till.strangers,
        }
    }

    /// Payloads of the events of one type.
    pub fn events_of<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s Value> {
        self.events.iter().filter(move |event| event["type"] == kind).map(|event| &event["payload"])
    }

    /// What is raised of a basket or a pay-out.
    pub fn short(&self, basket: &str) -> Vec<Short<'_>> {
        let of_it = |payload: &&Value| payload["basket_ref"].as_str() == Some(basket);
        let raised = self.events_of("basket.discrepancy").filter(of_it);
        let differences = raised.flat_map(|payload| payload["differences"].as_array().into_iter().flatten());
        let by = |one: &Value| one["register"].as_i64().unwrap_or(0) - one["page"].as_i64().unwrap_or(0);
        differences.map(|one| Short { what: one["what"].as_str().unwrap_or_default(), by: by(one) }).collect()
    }

    /// The same, of one kind, added up.
    pub fn short_of(&self, basket: &str, what: &str) -> i64 {
        self.short(basket).iter().filter(|short| short.what == what).map(|short| short.by).sum()
    }
}

/// Tenders of a receipt that are gift cards.
pub fn cards_of(sale: &Committed) -> impl Iterator<Item = &TenderState> {
    sale.receipt.tenders.iter().filter(|tender| tender.kind == till::wire::basket::TenderKind::GiftCard)
}

/// The ledger and the tills that use it tell the same.
pub fn all(
    ledger: &Ledger,
    tills: &[Told<'_>],
    seal: &dyn Fn(&str) -> Option<Seal>,
    seen: &mut Seen,
    time: Time,
) -> Broken {
    crate::checks::books(ledger)?;
    for told in tills {
        seen.count("papers told", paper::told_once(told)?);
    }
    for mode in [Mode::Live, Mode::Training] {
        holds::every_hold(ledger, tills, mode)?;
        seen.count("cards looked into", cards::balances(ledger, tills, mode, seal)?);
        cards::limits(tills, mode, time.one_day)?;
        for told in tills {
            if time.calm {
                cards::nothing_short(told, mode)?;
            }
            seen.count("sales back whole", returns::returns(told, mode)?);
        }
    }
    Ok(())
}
