//! What is refused before anything is calculated.
//!
//! What must hold: every refusal names its path; whatever passes can be priced without a further question, overflow apart.

use super::error::PriceError;
use super::promo;
use super::request::{Allowance, Line, LineKind, Offer, Options, Tax, Unit};
use super::{Basket, tax};
use crate::map::{Map, sort};
use crate::names::Id;

/// A hundred percent in millionths.
const HUNDRED_PERCENT: i64 = 100_000_000;

/// Ids this engine gives to adjustments that are not offers; an offer may not look like one.
const RESERVED: [&str; 2] = ["coupon:", "allowance:"];

/// A field of an offer and what is wrong with it.
pub(super) type Flaw = (&'static str, &'static str);

/// Says whether an offer has what its kind needs: otherwise the path of the field within the offer, such as `percent` or
/// `when.weekdays`, and the reason.
pub fn check_offer(offer: &Offer) -> Result<(), (&'static str, &'static str)> {
    if RESERVED.iter().any(|reserved| offer.id.as_str().starts_with(reserved)) {
        return Err(("id", "ids of offers do not begin with coupon: or allowance:"));
    }
    let when = &offer.when;
    if when.weekdays.iter().any(|day| !(1..=7).contains(day)) {
        return Err(("when.weekdays", "days are 1 (Monday) to 7 (Sunday)"));
    }
    if when.from_minute.is_some_and(|minute| minute > 1439) {
        return Err(("when.from_minute", "a minute of the day, 0 to 1439"));
    }
    if when.until_minute.is_some_and(|minute| !(1..=1440).contains(&minute)) {
        return Err(("when.until_minute", "a minute of the day, 1 to 1440"));
    }
    if when.from_minute.is_some() && when.from_minute == when.until_minute {
        return Err(("when.until_minute", "must differ from from_minute"));
    }
    if when.valid_from.zip(when.valid_until).is_some_and(|(from, until)| from >= until) {
        return Err(("when.valid_until", "must be after valid_from"));
    }
    for (field, value) in [("when.min_value", when.min_value), ("when.min_basket", when.min_basket)] {
        if value.is_some_and(crate::money::Amount::is_negative) {
            return Err((field, "an amount from 0"));
        }
    }
    if when.min_quantity.is_some_and(|quantity| quantity.millionths() < 0) {
        return Err(("when.min_quantity", "a quantity from 0"));
    }
    if offer.limits.max_discount.is_some_and(crate::money::Amount::is_negative) {
        return Err(("limits.max_discount", "an amount from 0"));
    }
    promo::check(offer)
}

/// Refuses what cannot be priced; hands back the tax sets of the lines.
pub(super) fn check<'a>(basket: &Basket<'a>) -> Result<tax::Table, PriceError> {
    options(basket.options)?;
    unique("offers", "id", basket.offers.iter().map(|offer| &offer.id))?;
    unique("coupons", "id", basket.coupons.iter().map(|coupon| &coupon.id))?;
    unique("allowances", "id", basket.allowances.iter().map(|allowance| &allowance.id))?;
    unique("taxes", "code", basket.taxes.iter().map(|tax| &tax.code))?;
    unique("lines", "id", basket.lines.iter().map(|line| &line.id))?;
    for (place, offer) in basket.offers.iter().enumerate() {
        check_offer(offer).map_err(|(field, reason)| {
            let code = if reason.starts_with("needed") { "required" } else { "out_of_range" };
            PriceError::new(format!("offers[{place}].{field}"), code, reason)
        })?;
    }
    for (place, item) in basket.allowances.iter().enumerate() {
        allowance(place, item)?;
    }
    let known: Map<&Id, usize> = basket.taxes.iter().enumerate().map(|(place, tax)| (&tax.code, place)).collect();
    let mut table = tax::Table::new(basket.lines.len());
    let mut last: Option<(&'a [Id], Option<usize>)> = None;
    for (place, item) in basket.lines.iter().enumerate() {
        line(place, item)?;
        let set = match last {
            Some((codes, set)) if codes == item.tax_codes => set,
            _ => table.set_of(tax_set(place, item, &known, basket.taxes)?, basket.taxes)?,
        };
        last = Some((&item.tax_codes, set));
        table.of_line.push(set);
    }
    Ok(table)
}

fn options(options: &Options) -> Result<(), PriceError> {
    if options.cash_step == 0 {
        return Err(PriceError::new(
            "options.cash_step".to_owned(),
            "out_of_range",
            "minor units from 1; 1 is no rounding",
        ));
    }
    Ok(())
}

fn unique<'a>(list: &str, field: &str, ids: impl Iterator<Item = &'a Id>) -> Result<(), PriceError> {
    let mut seen = Map::new();
    for (place, id) in ids.enumerate() {
        if !seen.insert(id, ()) {
            return Err(PriceError::new(format!("{list}[{place}].{field}"), "duplicate", "used by an earlier one"));
        }
    }
    Ok(())
}

fn line(place: usize, line: &Line) -> Result<(), PriceError> {
    let refuse = |field: &str, code, reason| Err(PriceError::new(format!("lines[{place}].{field}"), code, reason));
    if line.quantity.millionths() == 0 {
        return refuse("quantity", "out_of_range", "not zero");
    }
    if line.unit == Unit::Piece && line.quantity.pieces().is_none() {
        return refuse("quantity", "out_of_range", "pieces are whole; a measure has its own unit");
    }
    if line.unit_price.is_none() && line.amount.is_none() {
        return refuse("unit_price", "required", "needed: unit_price or amount");
    }
    let owed = line.amount.map_or(line.quantity.millionths() < 0, |amount| !amount.is_positive());
    if line.kind == LineKind::DepositReturn && !owed {
        return refuse("quantity", "out_of_range", "a deposit paid back has a negative quantity and amount");
    }
    for (at, reduction) in line.reductions.iter().enumerate() {
        if reduction.amount.is_negative() {
            return refuse(&format!("reductions[{at}].amount"), "out_of_range", "an amount from 0");
        }
    }
    Ok(())
}

/// The places of a line's taxes in the tax table, sorted.
fn tax_set(place: usize, line: &Line, known: &Map<&Id, usize>, taxes: &[Tax]) -> Result<Vec<usize>, PriceError> {
    let mut set = Vec::with_capacity(line.tax_codes.len());
    let mut included = None;
    for (at, code) in line.tax_codes.iter().enumerate() {
        let refuse = |code, reason| Err(PriceError::new(format!("lines[{place}].tax_codes[{at}]"), code, reason));
        let Some((tax, row)) = known.get(code).and_then(|tax| Some((*tax, taxes.get(*tax)?))) else {
            return refuse("unknown_value", "a code of the tax table");
        };
        if set.contains(&tax) {
            return refuse("duplicate", "each tax once");
        }
        if included.is_some_and(|included| included != row.included) {
            return refuse("conflict", "the taxes of one line are all included or all added");
        }
        included = Some(row.included);
        set.push(tax);
    }
    sort(&mut set, &usize::cmp);
    Ok(set)
}

fn allowance(place: usize, allowance: &Allowance) -> Result<(), PriceError> {
    let refuse = |field: &str, code, reason| Err(PriceError::new(format!("allowances[{place}].{field}"), code, reason));
    match (allowance.percent, allowance.amount) {
        (None, None) => refuse("percent", "required", "needed: percent or amount"),
        (Some(_), Some(_)) => refuse("amount", "conflict", "either percent or amount"),
        (Some(percent), None) if percent.millionths() > HUNDRED_PERCENT => {
            refuse("percent", "out_of_range", "at most 100")
        }
        (None, Some(amount)) if !amount.is_positive() => refuse("amount", "out_of_range", "a positive amount"),
        _ => Ok(()),
    }
}

/// Whether a rate is needed, missing or too high.
pub(super) fn rate(offer: &Offer) -> Result<(), Flaw> {
    match offer.percent {
        None => Err(("percent", "needed: the rate")),
        Some(percent) if percent.millionths() > HUNDRED_PERCENT => Err(("percent", "at most 100")),
        Some(_) => Ok(()),
    }
}

/// Whether an amount is needed, missing or not positive.
pub(super) fn amount(offer: &Offer) -> Result<(), Flaw> {
    match offer.amount {
        None => Err(("amount", "needed: the amount taken off")),
        Some(amount) if !amount.is_positive() => Err(("amount", "a positive amount")),
        Some(_) => Ok(()),
    }
}
