//! Conditions: whether an offer holds for this moment, store, customer and basket.
//!
//! What must hold: every condition that is given must hold; the first that does not is the reason, in the order time, place,
//! customer, quantity, value, then `all`, `any`, `not`. Times are store-local. Nothing but value thresholds depends on what
//! other offers gave.

use super::answer::WhyNotCode;
use super::basket::Basket;
use super::candidate::{Candidate, used_up};
use super::error::PriceError;
use super::exact::{add, mul, sub, sum};
use super::request::{Conditions, CustomerIn, Offer, Rounding, Selector, ThresholdBase};
use super::why_not::{Counts, Reason, Verdict, number};
use super::work::{Scene, State};
use crate::names::Id;

/// Whether conditions, or any below them, look at values.
pub(super) fn looks_at_values(when: &Conditions) -> bool {
    when.min_value.is_some()
        || when.min_basket.is_some()
        || when.all.iter().chain(&when.any).chain(&when.not).any(looks_at_values)
}

/// Whether the conditions hold.
pub(super) fn holds(scene: &Scene<'_>, state: &State, when: &Conditions, candidate: &Candidate<'_>) -> Verdict<()> {
    if let Err(reason) = outside(&scene.basket, when) {
        return Ok(Err(reason));
    }
    if let Err(reason) = lines(scene, state, when, candidate)? {
        return Ok(Err(reason));
    }
    for each in &when.all {
        if let Err(reason) = holds(scene, state, each, candidate)? {
            return Ok(Err(reason));
        }
    }
    let mut first = None;
    for each in &when.any {
        match holds(scene, state, each, candidate)? {
            Ok(()) => {
                first = None;
                break;
            }
            Err(reason) => first = first.or(Some(reason)),
        }
    }
    if let Some(reason) = first {
        return Ok(Err(reason));
    }
    for each in &when.not {
        if holds(scene, state, each, candidate)?.is_ok() {
            return Ok(Err(Reason::plain(WhyNotCode::Excluded)));
        }
    }
    Ok(Ok(()))
}

/// Whether an offer is there for this moment, place and customer, and not used up, whatever the lines are and whether it was
/// chosen or not.
#[must_use]
pub fn is_open_to(basket: &Basket<'_>, offer: &Offer) -> bool {
    fn fits(basket: &Basket<'_>, when: &Conditions) -> bool {
        let any = when.any.is_empty() || when.any.iter().any(|below| fits(basket, below));
        outside(basket, when).is_ok() && any && when.all.iter().all(|below| fits(basket, below))
    }
    !used_up(offer, basket.used) && fits(basket, &offer.when)
}

/// What does not depend on the lines.
pub(super) fn outside(basket: &Basket<'_>, when: &Conditions) -> Result<(), Reason> {
    time(basket, when).map_err(Reason::plain)?;
    let elsewhere =
        |wanted: &[Id], here: Option<&Id>| !wanted.is_empty() && !here.is_some_and(|here| wanted.contains(here));
    let places = [
        (&when.stores, basket.store, WhyNotCode::WrongStore),
        (&when.tills, basket.till, WhyNotCode::WrongTill),
        (&when.channels, basket.channel, WhyNotCode::WrongChannel),
        (&when.tenders, basket.tender, WhyNotCode::WrongTender),
    ];
    for (wanted, here, code) in places {
        if elsewhere(wanted, here) {
            return Err(Reason::plain(code));
        }
    }
    if customer(basket, when) { Ok(()) } else { Err(Reason::plain(WhyNotCode::WrongCustomer)) }
}

fn customer(basket: &Basket<'_>, when: &Conditions) -> bool {
    let anybody = !when.member
        && when.groups.is_empty()
        && when.every_purchase.is_none()
        && when.first_purchases.is_none()
        && when.birthday_days.is_none();
    let known = |customer: &CustomerIn| {
        let group = when.groups.is_empty() || customer.groups.iter().any(|group| when.groups.contains(group));
        let nth = |every: u32| {
            let this = customer.purchases.map(|before| before.saturating_add(1));
            this.and_then(|this| this.checked_rem(every)) == Some(0)
        };
        let early = |most: u32| customer.purchases.is_some_and(|before| before < most);
        let near = |most: u32| birthday_near(basket, customer, most).unwrap_or(false);
        group
            && when.every_purchase.is_none_or(nth)
            && when.first_purchases.is_none_or(early)
            && when.birthday_days.is_none_or(near)
    };
    anybody || basket.customer.is_some_and(known)
}

/// Whether the birthday is at most so many days away; the 29th of February is the 28th in other years.
fn birthday_near(basket: &Basket<'_>, customer: &CustomerIn, most: u32) -> Option<bool> {
    let today = basket.at?.local(basket.offset_minutes)?.date();
    let (month, day) = month_and_day(customer.birthday.as_ref()?.as_str())?;
    let near = |year: i32| {
        let day = day.min(month.length(year));
        let date = time::Date::from_calendar_date(year, month, day).ok()?;
        Some(date.to_julian_day().abs_diff(today.to_julian_day()) <= most)
    };
    let year = today.year();
    let years = [year.saturating_sub(1), year, year.saturating_add(1)];
    Some(years.into_iter().filter_map(near).any(|near| near))
}

/// A day of the same year that is as near to every offer that asks for a birthday as the customer's is, and says no more of it:
/// as far away as the narrowest of those that it is near enough for. None if it is for none.
#[must_use]
pub fn birthday_as_near(basket: &Basket<'_>, customer: &CustomerIn, offers: &[Offer]) -> Option<Id> {
    fn asked(when: &Conditions, days: &mut Vec<u32>) {
        days.extend(when.birthday_days);
        when.all.iter().chain(&when.any).chain(&when.not).for_each(|below| asked(below, days));
    }
    let mut days = Vec::new();
    offers.iter().for_each(|offer| asked(&offer.when, &mut days));
    let near = |most: &u32| birthday_near(basket, customer, *most) == Some(true);
    let away = days.into_iter().filter(near).min()?;
    let today = basket.at?.local(basket.offset_minutes)?.date();
    let day = today.checked_add(time::Duration::days(i64::from(away)))?;
    Id::new(&format!("{:02}-{:02}", u8::from(day.month()), day.day()))
}

/// `MM-DD`, a day of some year.
pub(super) fn month_and_day(text: &str) -> Option<(time::Month, u8)> {
    let (month, day) = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
    let (month, day): (u8, u8) = (month.parse().ok()?, day.parse().ok()?);
    let month = time::Month::try_from(month).ok()?;
    // 2024 has a 29th of February.
    (1..=month.length(2024)).contains(&day).then_some((month, day))
}

fn time(basket: &Basket<'_>, when: &Conditions) -> Result<(), WhyNotCode> {
    let dated = when.valid_from.is_some() || when.valid_until.is_some();
    let timed = !when.weekdays.is_empty() || when.from_minute.is_some() || when.until_minute.is_some();
    let Some(now) = basket.at else {
        return if dated || timed { Err(WhyNotCode::WrongTime) } else { Ok(()) };
    };
    if when.valid_from.is_some_and(|from| now < from) {
        return Err(WhyNotCode::NotYetValid);
    }
    if when.valid_until.is_some_and(|until| now >= until) {
        return Err(WhyNotCode::Expired);
    }
    if !timed {
        return Ok(());
    }
    let local = now.local(basket.offset_minutes).ok_or(WhyNotCode::WrongTime)?;
    let weekday = u32::from(local.weekday().number_from_monday());
    let minute = u32::from(local.hour()).saturating_mul(60).saturating_add(u32::from(local.minute()));
    let day = when.weekdays.is_empty() || when.weekdays.contains(&weekday);
    let (from, until) = (when.from_minute.unwrap_or(0), when.until_minute.unwrap_or(1440));
    let hour = if from < until { from <= minute && minute < until } else { from <= minute || minute < until };
    if day && hour { Ok(()) } else { Err(WhyNotCode::WrongTime) }
}

/// Quantity and value of the selected lines, value of the basket.
fn lines(scene: &Scene<'_>, state: &State, when: &Conditions, candidate: &Candidate<'_>) -> Verdict<()> {
    if when.min_quantity.is_none() && when.min_value.is_none() && when.min_basket.is_none() {
        return Ok(Ok(()));
    }
    let own = |select: &Selector| candidate.usable(scene, scene.find(select));
    let selected = when.select.as_deref().map(own);
    let counts = || match selected {
        Some(_) => Counts::Condition(number(&candidate.offer.when, when)),
        None => Counts::Offer,
    };
    let groups = selected.as_deref().unwrap_or(&candidate.groups);
    if let Some(least) = when.min_quantity {
        let units = sum(groups.iter().filter_map(|place| scene.groups.get(*place)).map(|group| group.units))?;
        if units < least.wide() {
            return Ok(Err(Reason::quantity(sub(least.wide(), units)?).of(counts())));
        }
    }
    if let Some(least) = when.min_value {
        let value = value(scene, state, &mut groups.iter().copied())?;
        if value < least.wide() {
            return Ok(Err(Reason::value(sub(least.wide(), value)?)?.of(counts())));
        }
    }
    if let Some(least) = when.min_basket {
        let mut all = (0..scene.groups.len()).filter(|place| scene.usable(*place, false, false));
        let value = value(scene, state, &mut all)?;
        if value < least.wide() {
            return Ok(Err(Reason::value(sub(least.wide(), value)?)?.of(Counts::Basket)));
        }
    }
    Ok(Ok(()))
}

/// The value thresholds look at, of some groups; without tax rounded half up, once for all of the same taxes.
pub(super) fn value(
    scene: &Scene<'_>,
    state: &State,
    groups: &mut dyn Iterator<Item = usize>,
) -> Result<i128, PriceError> {
    let options = scene.basket.options;
    let sets = if options.threshold_net { scene.taxes.sets.as_slice() } else { &[] };
    let mut by_taxes = vec![0; sets.len()];
    let mut total = 0;
    for place in groups {
        let Some(group) = scene.groups.get(place) else {
            continue;
        };
        let value = match options.threshold_base {
            ThresholdBase::BeforeStep => state.before(place),
            ThresholdBase::List => group.list,
            ThresholdBase::Running => state.value(place)?,
        };
        match group.taxes.and_then(|set| by_taxes.get_mut(set)) {
            Some(sum) => *sum = add(*sum, value)?,
            None => total = add(total, value)?,
        }
    }
    for (value, set) in by_taxes.into_iter().zip(sets) {
        total = add(total, Rounding::HalfUp.divide(mul(value, set.factor.under)?, set.factor.over)?)?;
    }
    Ok(total)
}
