//! Conditions: whether an offer holds for this moment, store, customer and basket.
//!
//! What must hold: every condition that is given must hold; the first that does not is the reason, in the order time, store,
//! customer, lines, quantity, value. Times are store-local.

use super::answer::WhyNotCode;
use super::basket::Basket;
use super::exact::{sub, sum};
use super::request::{Conditions, Offer};
use super::why_not::{Reason, Verdict};
use super::work::Work;

/// What does not depend on the lines.
pub(super) fn holds(basket: &Basket<'_>, when: &Conditions) -> Result<(), Reason> {
    time(basket, when).map_err(Reason::plain)?;
    let elsewhere = !when.stores.is_empty() && !basket.store.is_some_and(|store| when.stores.contains(store));
    if elsewhere {
        return Err(Reason::plain(WhyNotCode::WrongStore));
    }
    let stranger = when.member && basket.customer.is_none();
    let groups = || basket.customer.map_or(&[][..], |customer| &customer.groups);
    let other = !when.groups.is_empty() && !groups().iter().any(|group| when.groups.contains(group));
    if stranger || other { Err(Reason::plain(WhyNotCode::WrongCustomer)) } else { Ok(()) }
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

/// What the selected groups must bring: something discountable, enough of it, worth enough, in a basket worth enough.
/// Hands back the discountable ones.
pub(super) fn lines(work: &Work<'_>, offer: &Offer, selected: &[usize], coupon: bool) -> Verdict<Vec<usize>> {
    if selected.is_empty() {
        return Ok(Err(Reason::plain(WhyNotCode::NeedsLine)));
    }
    let groups = |places: &[usize]| places.iter().filter_map(|place| work.groups.get(*place)).collect::<Vec<_>>();
    let open = |place: &&usize| {
        work.groups.get(**place).is_some_and(|group| !(group.no_discount || coupon && group.no_coupon))
    };
    let usable: Vec<usize> = selected.iter().filter(open).copied().collect();
    if usable.is_empty() {
        return Ok(Err(Reason::plain(WhyNotCode::NotDiscountable)));
    }
    let when = &offer.when;
    if let Some(least) = when.min_quantity {
        let units = groups(&usable).iter().try_fold(0, |so_far, group| super::exact::add(so_far, group.units()?))?;
        if units < least.wide() {
            return Ok(Err(Reason::quantity(sub(least.wide(), units)?)));
        }
    }
    if let Some(least) = when.min_value {
        let value = sum(groups(&usable).iter().map(|group| group.before))?;
        if value < least.wide() {
            return Ok(Err(Reason::value(sub(least.wide(), value)?)?));
        }
    }
    if let Some(least) = when.min_basket.filter(|least| work.before < least.wide()) {
        return Ok(Err(Reason::value(sub(least.wide(), work.before)?)?));
    }
    Ok(Ok(usable))
}
