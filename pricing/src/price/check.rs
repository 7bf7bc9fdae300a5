//! What is refused before anything is calculated.
//!
//! What must hold: every refusal names its path; whatever passes can be priced without a further question, overflow apart.

use super::condition::month_and_day;
use super::error::PriceError;
use super::exact::WHOLE;
use super::ids::fnv_1a;
use super::request::{Line, LineKind, Options, Unit};
use super::{Basket, tax};
use crate::map::{Map, sort};
use crate::names::Id;
use crate::quantity::Percent;

/// How many combinations of tax codes are remembered by their codes.
const MOST_SEEN: usize = 15;

/// Refuses what cannot be priced; hands back the tax sets of the lines.
pub(super) fn check<'a>(basket: &Basket<'a>) -> Result<tax::Table, PriceError> {
    options(basket.options)?;
    unique("coupons", "id", basket.coupons.iter().map(|coupon| &coupon.id))?;
    unique("allowances", "id", basket.allowances.iter().map(|allowance| &allowance.id))?;
    unique("charges", "id", basket.charges.iter().map(|charge| &charge.id))?;
    unique("tenders", "id", basket.tenders.iter().map(|tender| &tender.id))?;
    unique("used", "offer_id", basket.used.iter().map(|used| &used.offer_id))?;
    unique("taxes", "code", basket.taxes.iter().map(|tax| &tax.code))?;
    unique("lines", "id", basket.lines.iter().map(|line| &line.id))?;
    let known: Map<&Id, usize> = basket.taxes.iter().enumerate().map(|(place, tax)| (&tax.code, place)).collect();
    for (place, item) in basket.allowances.iter().enumerate() {
        let path = |field: &str| format!("allowances[{place}].{field}");
        either(&path, item.percent, item.amount)?;
        tax_set(&|| format!("allowances[{place}]"), &item.tax_codes, &known)?;
    }
    if let Some(birthday) = basket.customer.and_then(|customer| customer.birthday.as_ref())
        && month_and_day(birthday.as_str()).is_none()
    {
        let path = "customer.birthday".to_owned();
        return Err(PriceError::new(path, "malformed", "month and day as MM-DD, such as 02-29"));
    }
    super::refund::originals(basket)?;
    let minor = basket.currency.minor_per_major();
    withheld(basket)?;
    let of_line = Vec::with_capacity(basket.lines.len());
    let mut table = tax::Table { sets: Vec::new(), of_line, of_charge: Vec::new(), unlevied: Vec::new() };
    let mut seen: Vec<(&'a [Id], Option<usize>)> = Vec::new();
    for (place, item) in basket.lines.iter().enumerate() {
        line(place, item)?;
        let set = match seen.iter().find(|(codes, _)| *codes == item.tax_codes) {
            Some((_, set)) => *set,
            None => {
                let set = tax_set(&|| format!("lines[{place}]"), &item.tax_codes, &known)?;
                let set = table.set_of(&set, basket.taxes, minor)?;
                // Most baskets have a few; one that has many is not looked through for each of its lines.
                seen.truncate(MOST_SEEN);
                seen.push((&item.tax_codes, set));
                set
            }
        };
        table.of_line.push(set);
    }
    charges(basket, &known, &mut table)?;
    Ok(table)
}

fn charges(basket: &Basket<'_>, known: &Map<&Id, usize>, table: &mut tax::Table) -> Result<(), PriceError> {
    let minor = basket.currency.minor_per_major();
    let levy = |place: &usize| basket.taxes.get(*place).is_some_and(|tax| tax.levy.is_some());
    for (place, item) in basket.charges.iter().enumerate() {
        let path = |field: &str| format!("charges[{place}].{field}");
        either(&path, item.percent, item.amount)?;
        let set = tax_set(&|| format!("charges[{place}]"), &item.tax_codes, known)?;
        if set.iter().any(levy) {
            return Err(PriceError::new(path("tax_codes"), "conflict", "a levy is for units of lines"));
        }
        if item.of_goods && !set.is_empty() {
            return Err(PriceError::new(path("tax_codes"), "conflict", "none: its taxes are those of the goods"));
        }
        let set = table.set_of(&set, basket.taxes, minor)?;
        table.of_charge.push(set);
    }
    if basket.charges.iter().any(|charge| charge.of_goods) {
        for at in 0..table.sets.len() {
            let parts = table.sets.get(at).map_or(&[][..], |set| &set.taxes);
            let places: Vec<usize> = parts.iter().map(|part| part.place).filter(|place| !levy(place)).collect();
            let set = table.set_of(&places, basket.taxes, minor)?;
            table.unlevied.push(set);
        }
    }
    Ok(())
}

/// What a withheld tax may not be as well.
fn withheld(basket: &Basket<'_>) -> Result<(), PriceError> {
    for (place, tax) in basket.taxes.iter().enumerate().filter(|(_, tax)| tax.withheld) {
        let not = [("included", tax.included), ("levy", tax.levy.is_some()), ("of_gross", tax.of_gross)];
        if let Some((field, _)) = not.into_iter().find(|(_, is)| *is) {
            let reason = "a withheld tax is a rate on top of the price";
            return Err(PriceError::new(format!("taxes[{place}].{field}"), "conflict", reason));
        }
    }
    Ok(())
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

pub(super) fn unique<'a>(list: &str, field: &str, ids: impl Iterator<Item = &'a Id>) -> Result<(), PriceError> {
    match again(&ids.collect::<Vec<&Id>>()) {
        Some(place) => {
            Err(PriceError::new(format!("{list}[{place}].{field}"), "duplicate", "one that no earlier one has"))
        }
        None => Ok(()),
    }
}

/// The first that is there already.
fn again(ids: &[&Id]) -> Option<usize> {
    if ids.len() < 2 {
        return None;
    }
    // By hash, the place of an id from 1; one whose slot is taken has the next that is free, and half of them are.
    let mut slots = vec![(0_u64, 0_usize); ids.len().next_power_of_two().wrapping_mul(2)];
    let last = slots.len().wrapping_sub(1);
    for (place, id) in ids.iter().enumerate() {
        let key = fnv_1a(id.as_str());
        let mut at = usize::try_from(key & 0xffff_ffff).unwrap_or(0) & last;
        loop {
            let slot = slots.get_mut(at)?;
            let Some(former) = slot.1.checked_sub(1) else {
                *slot = (key, place.wrapping_add(1));
                break;
            };
            if slot.0 == key && ids.get(former) == Some(id) {
                return Some(place);
            }
            at = at.wrapping_add(1) & last;
        }
    }
    None
}

fn line(place: usize, line: &Line) -> Result<(), PriceError> {
    let refuse =
        |field: &str, code, reason: &'static str| Err(PriceError::new(format!("lines[{place}].{field}"), code, reason));
    if line.quantity.millionths() == 0 {
        return refuse("quantity", "out_of_range", "not zero");
    }
    if line.unit == Unit::Piece && line.quantity.pieces().is_none() {
        return refuse("quantity", "out_of_range", "pieces are whole; a measure has its own unit");
    }
    if matches!(line.kind, LineKind::RefundOf | LineKind::ReturnFree) && line.quantity.millionths() > 0 {
        return refuse("quantity", "out_of_range", "what comes back has a negative quantity");
    }
    if line.deposit.is_some_and(crate::money::Amount::is_negative) {
        return refuse("deposit", "out_of_range", "an amount from 0");
    }
    if line.kind == LineKind::RefundOf {
        let given = [
            ("unit_price", line.unit_price.is_some()),
            ("amount", line.amount.is_some()),
            ("reductions", !line.reductions.is_empty()),
            ("deposit", line.deposit.is_some()),
        ];
        return match (&line.original, given.into_iter().find(|(_, given)| *given)) {
            (None, _) => refuse("original", "required", "needed: the sold line"),
            (_, Some((field, _))) => refuse(field, "conflict", "what comes back of a sale has its value from the sale"),
            _ => Ok(()),
        };
    }
    if line.unit_price.is_none() && line.amount.is_none() {
        return refuse("unit_price", "required", "needed: unit_price or amount");
    }
    let owed = line.amount.map_or(line.quantity.millionths() < 0, |amount| !amount.is_positive());
    if line.kind == LineKind::DepositReturn && !owed {
        return refuse("quantity", "out_of_range", "a deposit paid back has a negative quantity and amount");
    }
    if line.kind == LineKind::ReturnFree && !owed {
        return refuse("amount", "out_of_range", "what comes back has a negative amount");
    }
    for (at, reduction) in line.reductions.iter().enumerate() {
        if reduction.amount.is_negative() {
            return refuse(&format!("reductions[{at}].amount"), "out_of_range", "an amount from 0");
        }
    }
    Ok(())
}

/// The places of taxes in the tax table, sorted.
fn tax_set(path: &dyn Fn() -> String, codes: &[Id], known: &Map<&Id, usize>) -> Result<Vec<usize>, PriceError> {
    let mut set = Vec::with_capacity(codes.len());
    for (at, code) in codes.iter().enumerate() {
        let refuse =
            |kind, reason: &'static str| Err(PriceError::new(format!("{}.tax_codes[{at}]", path()), kind, reason));
        let Some(tax) = known.get(code).copied() else {
            return refuse("unknown_value", "a code of the tax table");
        };
        if set.contains(&tax) {
            return refuse("duplicate", "each tax once");
        }
        set.push(tax);
    }
    sort(&mut set, &usize::cmp);
    Ok(set)
}

/// Either a rate of at most 100 or a positive amount.
fn either(
    path: &dyn Fn(&str) -> String,
    percent: Option<Percent>,
    amount: Option<crate::money::Amount>,
) -> Result<(), PriceError> {
    let refuse = |field: &str, code, reason: &'static str| Err(PriceError::new(path(field), code, reason));
    match (percent, amount) {
        (None, None) => refuse("percent", "required", "needed: percent or amount"),
        (Some(_), Some(_)) => refuse("amount", "conflict", "either percent or amount"),
        (Some(percent), None) if percent.wide() > WHOLE => refuse("percent", "out_of_range", "at most 100"),
        (None, Some(amount)) if !amount.is_positive() => refuse("amount", "out_of_range", "a positive amount"),
        _ => Ok(()),
    }
}
