//! What is refused before anything is calculated.
//!
//! What must hold: every refusal names its path; whatever passes can be priced without a further question, overflow apart.

use super::error::PriceError;
use super::exact::WHOLE;
use super::ids::fnv_1a;
use super::promo;
use super::request::{Conditions, Line, LineKind, Offer, Options, Unit};
use super::{Basket, tax};
use crate::map::{Map, sort};
use crate::names::Id;
use crate::quantity::Percent;
use std::borrow::Cow;

/// How deep conditions may lie in each other.
const MOST_DEPTH: usize = 8;

/// How many combinations of tax codes are remembered by their codes.
const MOST_SEEN: usize = 15;

/// Ids this engine gives to adjustments that are not offers; an offer may not look like one.
const RESERVED: [&str; 3] = ["coupon:", "allowance:", "carried:"];

/// A field of an offer and what is wrong with it.
pub(super) type Flaw = (&'static str, &'static str);

/// Says whether an offer has what its kind needs: otherwise the path of the field within the offer, such as `percent` or
/// `when.weekdays`, and the reason.
pub fn check_offer(offer: &Offer) -> Result<(), (&'static str, Cow<'static, str>)> {
    if let Some(error) = super::promo::campaign::flaw(offer) {
        let field = if error.part == "code" { "campaign.code" } else { "campaign.operation" };
        return Err((field, Cow::Owned(format!("character {}: {} ({})", error.at, error.expected, error.code))));
    }
    checked(offer).map_err(|(field, reason)| (field, Cow::Borrowed(reason)))
}

fn checked(offer: &Offer) -> Result<(), Flaw> {
    if RESERVED.iter().any(|reserved| offer.id.as_str().starts_with(reserved)) {
        return Err(("id", "ids of offers do not begin with coupon:, allowance: or carried:"));
    }
    let limits = &offer.limits;
    for (field, value) in [("limits.max_discount", limits.max_discount), ("limits.budget", limits.budget)] {
        if value.is_some_and(crate::money::Amount::is_negative) {
            return Err((field, "an amount from 0"));
        }
    }
    conditions(&offer.when, 0)?;
    promo::check(offer)
}

fn conditions(when: &Conditions, depth: usize) -> Result<(), Flaw> {
    if depth > 0 && when.coupon.is_some() {
        return Err(("when.coupon", "not within all, any and not"));
    }
    if depth > MOST_DEPTH {
        return Err(("when", "at most 8 levels of all, any and not"));
    }
    if when.every_purchase == Some(0) {
        return Err(("when.every_purchase", "from 1"));
    }
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
    let below = when.all.iter().chain(&when.any).chain(&when.not);
    below.into_iter().try_for_each(|each| conditions(each, depth.saturating_add(1)))
}

/// Checks the offers of a request or pack, by path.
pub(super) fn check_offers(offers: &[Offer]) -> Result<(), PriceError> {
    unique("offers", "id", offers.iter().map(|offer| &offer.id))?;
    for (place, offer) in offers.iter().enumerate() {
        check_offer(offer).map_err(|(field, reason)| {
            let code = match reason.split(' ').next() {
                Some("needed:") => "required",
                Some("either" | "only") => "conflict",
                _ => "out_of_range",
            };
            PriceError::new(format!("offers[{place}].{field}"), code, reason)
        })?;
    }
    Ok(())
}

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
    for (place, item) in basket.allowances.iter().enumerate() {
        let path = |field: &str| format!("allowances[{place}].{field}");
        either(&path, item.percent, item.amount)?;
    }
    super::refund::originals(basket)?;
    let known: Map<&Id, usize> = basket.taxes.iter().enumerate().map(|(place, tax)| (&tax.code, place)).collect();
    let minor = basket.currency.minor_per_major();
    let mut table =
        tax::Table { sets: Vec::new(), of_line: Vec::with_capacity(basket.lines.len()), of_charge: Vec::new() };
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
    for (place, item) in basket.charges.iter().enumerate() {
        let path = |field: &str| format!("charges[{place}].{field}");
        either(&path, item.percent, item.amount)?;
        let set = tax_set(&|| format!("charges[{place}]"), &item.tax_codes, &known)?;
        if set.iter().filter_map(|place| basket.taxes.get(*place)).any(|tax| tax.levy.is_some()) {
            return Err(PriceError::new(path("tax_codes"), "conflict", "a levy is for units of lines"));
        }
        let set = table.set_of(&set, basket.taxes, minor)?;
        table.of_charge.push(set);
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

pub(super) fn unique<'a>(list: &str, field: &str, ids: impl Iterator<Item = &'a Id>) -> Result<(), PriceError> {
    match again(&ids.collect::<Vec<&Id>>()) {
        Some(place) => Err(PriceError::new(format!("{list}[{place}].{field}"), "duplicate", "used by an earlier one")),
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

/// Whether a rate is needed, missing or too high.
pub(super) fn rate(offer: &Offer) -> Result<(), Flaw> {
    match offer.percent {
        None => Err(("percent", "needed: the rate")),
        Some(percent) if percent.wide() > WHOLE => Err(("percent", "at most 100")),
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
