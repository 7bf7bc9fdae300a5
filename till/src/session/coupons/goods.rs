//! What a scanned text says of goods: number, measure, price, batch, dates.
//!
//! What must hold: only what the text itself says is told, and all of it fits a line of the basket as it is; a text that is
//! nearly a code of goods is told where it goes wrong. A measure or price of zero is not said: scales print it where they
//! do not know. Nothing is changed.

use crate::codes::gs1::{CodeError, Decimal, InStore, Measure, Rules, Scanned as Said, Value, read};
use crate::codes::gtin;
use crate::money::Currency;
use crate::names::{Id, Label};
use crate::pack::Pack;
use crate::price::request::Unit;
use crate::session::draft::Draft;
use crate::wire::coupon::{ScanFault, ScanKind, Scanned};

/// Measures and counts, by the beginning of their identifiers.
const MEASURES: [(&str, Unit); 5] =
    [("310", Unit::Kilogram), ("315", Unit::Litre), ("311", Unit::Metre), ("30", Unit::Piece), ("37", Unit::Piece)];

/// Reads a text for goods into the answer.
pub(super) fn goods(draft: &Draft<'_>, pack: &Pack, text: &str, answer: &mut Scanned) {
    let currency = draft.state.sale.as_ref().map(|sale| sale.currency).or(pack.currencies.first().copied());
    let rules = Rules { in_store: &pack.in_store, today: draft.business_date(draft.ctx.now) };
    let told = match read(text, &rules) {
        Ok(Said::InStore(code)) => own(&code, currency, answer),
        Ok(said) if said.gtin().is_some() => item(&said, currency, answer),
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = told
        && (answer.kind == ScanKind::Unknown || !matches!(error, CodeError::Unrecognised { .. }))
    {
        *answer = Scanned::unknown();
        // A text that is not even nearly a code has no place where it goes wrong.
        answer.fault = Some(&error).filter(|error| !matches!(error, CodeError::Unrecognised { .. })).map(fault);
    }
}

fn fault(error: &CodeError) -> ScanFault {
    let told = error.to_string();
    let reason = told.split_once(": ").map_or(told.as_str(), |(_, reason)| reason);
    let at = u32::try_from(error.at()).unwrap_or(u32::MAX);
    ScanFault { code: Id::word(error.code()), at, reason: reason.to_owned() }
}

/// A code of the shop itself.
fn own(code: &InStore, currency: Option<Currency>, answer: &mut Scanned) -> Result<(), CodeError> {
    answer.kind = ScanKind::Product;
    (answer.gtin, answer.plu) = (None, Id::new(&code.item));
    match code.measure {
        Measure::Weight => measured(code.value, Unit::Kilogram, code.at, answer),
        Measure::Quantity => measured(code.value, Unit::Piece, code.at, answer),
        Measure::Price => priced(code.value, currency, code.at, answer),
    }
}

/// A product number, and what an element string or link says beside it.
fn item(said: &Said, currency: Option<Currency>, answer: &mut Scanned) -> Result<(), CodeError> {
    answer.kind = ScanKind::Product;
    answer.gtin = said.gtin().and_then(gtin).as_deref().and_then(Id::new);
    let number = |ai: &str| {
        said.element(ai).and_then(|found| match found.value {
            Value::Number(value) => Some((value, found.at)),
            _ => None,
        })
    };
    if let Some((unit, (value, at))) = MEASURES.iter().find_map(|(ai, unit)| Some((*unit, number(ai)?))) {
        measured(value, unit, at, answer)?;
    }
    if let Some(found) = said.element("392").or_else(|| said.element("393"))
        && let Value::Amount { amount, currency: own } = &found.value
    {
        priced(*amount, own.or(currency), found.at, answer)?;
    }
    let day = |ai: &str| {
        said.element(ai).and_then(|found| match found.value {
            Value::Date { date, .. } | Value::Time { date, .. } => Some(date),
            _ => None,
        })
    };
    answer.batch = said.element("10").and_then(|batch| Label::new(&batch.text));
    answer.best_before = day("15");
    answer.use_by = day("17").or_else(|| day("7003"));
    Ok(())
}

fn measured(value: Decimal, unit: Unit, at: usize, answer: &mut Scanned) -> Result<(), CodeError> {
    if value.digits > 0 {
        let refused = CodeError::Value { at, what: "quantity", expected: "at most 6 decimals" };
        (answer.quantity, answer.unit) = (Some(value.quantity().ok_or(refused)?), Some(unit));
    }
    Ok(())
}

fn priced(value: Decimal, currency: Option<Currency>, at: usize, answer: &mut Scanned) -> Result<(), CodeError> {
    if value.digits > 0 {
        let price = currency.and_then(|currency| value.amount(currency));
        let refused = CodeError::Value { at, what: "price", expected: "no more decimals than the currency has" };
        (answer.price, answer.currency) = (Some(price.ok_or(refused)?), currency);
    }
    Ok(())
}
