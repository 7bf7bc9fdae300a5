//! What is refused of an offer.
//!
//! What must hold: every flaw names its path within the offer, a code and what would be accepted.

use super::check::unique;
use super::error::PriceError;
use super::exact::WHOLE;
use super::promo;
use super::request::{Conditions, Offer};
use std::borrow::Cow;

/// How deep conditions may lie in each other.
const MOST_DEPTH: usize = 8;

/// Ids this engine gives to adjustments that are not offers; an offer may not look like one.
const RESERVED: [&str; 3] = ["coupon:", "allowance:", "carried:"];

/// What is wrong with an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Path of the field within the offer, such as `percent` or `when.any[0].weekdays`.
    pub path: Cow<'static, str>,
    /// `required`, `out_of_range`, `conflict`; of a campaign those of [`super::campaign::CampaignError`].
    pub code: &'static str,
    /// What would be accepted.
    pub reason: Cow<'static, str>,
}

/// A flaw; its code is told by how the reason begins.
pub(super) fn flaw(path: &'static str, reason: &'static str) -> Flaw {
    let code = match reason.split(' ').next() {
        Some("needed:") => "required",
        Some("either" | "only" | "exactly" | "all") => "conflict",
        _ => "out_of_range",
    };
    Flaw { path: Cow::Borrowed(path), code, reason: Cow::Borrowed(reason) }
}

impl Flaw {
    /// The same of an item of a list: its path goes on behind the item's.
    pub(super) fn within(self, list: &str, at: usize) -> Flaw {
        let dot = if self.path.is_empty() { "" } else { "." };
        Flaw { path: Cow::Owned(format!("{list}[{at}]{dot}{}", self.path)), ..self }
    }
}

/// Says whether an offer has what its kind needs.
///
/// # Errors
/// The first flaw.
pub fn check_offer(offer: &Offer) -> Result<(), Flaw> {
    if let Some(error) = super::promo::campaign::wrong(offer) {
        let path = if error.part == "code" { "campaign.code" } else { "campaign.operation" };
        let reason = Cow::Owned(format!("character {}: {}", error.at, error.expected));
        return Err(Flaw { path: Cow::Borrowed(path), code: error.code, reason });
    }
    if RESERVED.iter().any(|reserved| offer.id.as_str().starts_with(reserved)) {
        return Err(flaw("id", "ids of offers do not begin with coupon:, allowance: or carried:"));
    }
    let limits = &offer.limits;
    for (field, value) in [("limits.max_discount", limits.max_discount), ("limits.budget", limits.budget)] {
        if value.is_some_and(crate::money::Amount::is_negative) {
            return Err(flaw(field, "an amount from 0"));
        }
    }
    conditions(&offer.when, 0).map_err(|flaw| {
        let dot = if flaw.path.is_empty() { "" } else { "." };
        Flaw { path: Cow::Owned(format!("when{dot}{}", flaw.path)), ..flaw }
    })?;
    let alone = offer.parts.is_empty() && offer.get_select.is_none() && !offer.propose;
    if offer.same_product && !(offer.kind.forms_sets() && alone) {
        return Err(flaw("same_product", "only kinds that form sets, without parts, get_select and propose"));
    }
    promo::check(offer)
}

fn conditions(when: &Conditions, depth: usize) -> Result<(), Flaw> {
    if depth > 0 && when.coupon.is_some() {
        return Err(flaw("coupon", "not within all, any and not"));
    }
    if depth > MOST_DEPTH {
        return Err(flaw("", "at most 8 levels of all, any and not"));
    }
    for (field, count) in [("every_purchase", when.every_purchase), ("first_purchases", when.first_purchases)] {
        if count == Some(0) {
            return Err(flaw(field, "from 1"));
        }
    }
    if when.weekdays.iter().any(|day| !(1..=7).contains(day)) {
        return Err(flaw("weekdays", "days are 1 (Monday) to 7 (Sunday)"));
    }
    if when.from_minute.is_some_and(|minute| minute > 1439) {
        return Err(flaw("from_minute", "a minute of the day, 0 to 1439"));
    }
    if when.until_minute.is_some_and(|minute| !(1..=1440).contains(&minute)) {
        return Err(flaw("until_minute", "a minute of the day, 1 to 1440"));
    }
    if when.from_minute.is_some() && when.from_minute == when.until_minute {
        return Err(flaw("until_minute", "must differ from from_minute"));
    }
    if when.valid_from.zip(when.valid_until).is_some_and(|(from, until)| from >= until) {
        return Err(flaw("valid_until", "must be after valid_from"));
    }
    for (field, value) in [("min_value", when.min_value), ("min_basket", when.min_basket)] {
        if value.is_some_and(crate::money::Amount::is_negative) {
            return Err(flaw(field, "an amount from 0"));
        }
    }
    if when.min_quantity.is_some_and(|quantity| quantity.millionths() < 0) {
        return Err(flaw("min_quantity", "a quantity from 0"));
    }
    for (name, list) in [("all", &when.all), ("any", &when.any), ("not", &when.not)] {
        for (at, each) in list.iter().enumerate() {
            conditions(each, depth.saturating_add(1)).map_err(|flaw| flaw.within(name, at))?;
        }
    }
    Ok(())
}

/// Checks the offers of a request or pack, by path.
pub(super) fn check_offers(offers: &[Offer]) -> Result<(), PriceError> {
    unique("offers", "id", offers.iter().map(|offer| &offer.id))?;
    for (place, offer) in offers.iter().enumerate() {
        let path = |flaw: &Flaw| format!("offers[{place}].{}", flaw.path);
        check_offer(offer).map_err(|flaw| PriceError::new(path(&flaw), flaw.code, flaw.reason))?;
    }
    Ok(())
}

/// Whether a rate is needed, missing or too high.
pub(super) fn rate(offer: &Offer) -> Result<(), Flaw> {
    match offer.percent {
        None => Err(flaw("percent", "needed: the rate")),
        Some(percent) if percent.wide() > WHOLE => Err(flaw("percent", "at most 100")),
        Some(_) => Ok(()),
    }
}

/// Whether an amount is needed, missing or not positive.
pub(super) fn amount(offer: &Offer) -> Result<(), Flaw> {
    match offer.amount {
        None => Err(flaw("amount", "needed: the amount taken off")),
        Some(amount) if !amount.is_positive() => Err(flaw("amount", "a positive amount")),
        Some(_) => Ok(()),
    }
}
