//! Steps 3 to 7: the offers of a step, one after the other by priority, then id.
//!
//! What must hold: an offer looks at the running value; thresholds at the value before the step. An offer with
//! `when.coupon` applies once for each coupon of its scheme, in the order they were redeemed, and its limits hold for all of
//! them together.

use super::answer::WhyNotCode;
use super::error::PriceError;
use super::exact::{MILLION, add, mul, sub};
use super::give::{Giver, cap, give};
use super::ids::coupon_id;
use super::promo::{self, Left};
use super::request::{CouponIn, Offer, Step};
use super::why_not::{Reason, Verdict, note};
use super::work::Work;
use super::{condition, why_not};
use crate::map::sort;
use crate::money::Overflow;

pub(super) fn items(work: &mut Work<'_>) -> Result<(), PriceError> {
    step(work, Step::Item)
}

pub(super) fn sets(work: &mut Work<'_>) -> Result<(), PriceError> {
    step(work, Step::Set)
}

/// The offers on the basket, then what the cashier gives.
pub(super) fn basket(work: &mut Work<'_>) -> Result<(), PriceError> {
    step(work, Step::Basket)?;
    super::allowance::give_all(work)
}

pub(super) fn coupons(work: &mut Work<'_>) -> Result<(), PriceError> {
    step(work, Step::Coupon)
}

pub(super) fn rewards(work: &mut Work<'_>) -> Result<(), PriceError> {
    step(work, Step::Reward)
}

fn step(work: &mut Work<'_>, step: Step) -> Result<(), PriceError> {
    let offers = work.basket.offers;
    let mut due: Vec<&Offer> = offers.iter().filter(|offer| promo::step_of(offer) == step).collect();
    if due.is_empty() {
        return Ok(());
    }
    sort(&mut due, &|a, b| a.priority.cmp(&b.priority).then_with(|| a.id.cmp(&b.id)));
    work.before = 0;
    for group in &mut work.groups {
        group.before = group.value()?;
        work.before = add(work.before, if group.no_discount { 0 } else { group.before })?;
    }
    due.into_iter().try_for_each(|offer| whole(work, offer, step))
}

/// One offer, with all of its coupons if it takes any.
fn whole(work: &mut Work<'_>, offer: &Offer, step: Step) -> Result<(), PriceError> {
    let limits = &offer.limits;
    let mut left = Left {
        discount: limits.max_discount.map(crate::money::Amount::wide),
        units: limits.max_units.map(|most| mul(i128::from(most), MILLION)).transpose()?,
        times: limits.max_applications.map(i128::from),
    };
    let Some(scheme) = &offer.when.coupon else {
        return once(work, offer, None, step, &mut left);
    };
    let coupons = work.basket.coupons;
    let mut presented = coupons.iter().filter(|coupon| coupon.scheme == *scheme).peekable();
    if presented.peek().is_none() {
        let matches = !work.index.find(&offer.select).is_empty();
        note(work, offer, None, matches, Reason::plain(WhyNotCode::NeedsCoupon));
    }
    presented.try_for_each(|coupon| once(work, offer, Some(coupon), step, &mut left))
}

/// One application of an offer; takes what it used from what is left of the limits.
fn once(
    work: &mut Work<'_>,
    offer: &Offer,
    coupon: Option<&CouponIn>,
    step: Step,
    left: &mut Left,
) -> Result<(), PriceError> {
    let selected = work.index.find(&offer.select);
    let times = match try_once(work, offer, coupon, step, left, &selected)? {
        Ok(times) => times,
        Err(reason) => {
            why_not::note(work, offer, coupon.map(|coupon| &coupon.id), !selected.is_empty(), reason);
            return Ok(());
        }
    };
    left.times = left.times.map(|most| sub(most, times)).transpose()?;
    Ok(())
}

fn try_once(
    work: &mut Work<'_>,
    offer: &Offer,
    coupon: Option<&CouponIn>,
    step: Step,
    left: &mut Left,
    selected: &[usize],
) -> Verdict<i128> {
    if let Err(reason) = condition::holds(&work.basket, &offer.when) {
        return Ok(Err(reason));
    }
    let by_coupon = coupon.is_some() || step == Step::Coupon;
    let groups = match condition::lines(work, offer, selected, by_coupon)? {
        Ok(groups) => groups,
        Err(reason) => return Ok(Err(reason)),
    };
    if [left.discount, left.units, left.times].contains(&Some(0)) {
        return Ok(Err(Reason::plain(WhyNotCode::UsedUp)));
    }
    let mut gift = match promo::give(work, offer, &groups, *left)? {
        Ok(gift) => gift,
        Err(reason) => return Ok(Err(reason)),
    };
    cap(&mut gift, left.discount)?;
    let times = gift.times;
    let id = coupon.map_or_else(|| offer.id.clone(), |coupon| coupon_id(&work.basket, offer, coupon));
    let giver = Giver {
        id,
        offer_id: &offer.id,
        coupon_id: coupon.map(|coupon| &coupon.id),
        text_20: offer.text_20.as_ref().unwrap_or(&offer.name),
        text_38: offer.text_38.as_ref().unwrap_or(&offer.name),
        reason: reason_code(step, coupon.is_some()),
        funder: offer.funder.as_ref(),
        step,
        exclusive: offer.exclusive,
    };
    let (given, units) = give(work, &giver, gift)?;
    if given == 0 {
        return Ok(Err(Reason::plain(nothing(work, &groups, offer.exclusive)?)));
    }
    left.discount = left.discount.map(|most| sub(most, given)).transpose()?;
    left.units = left.units.map(|most| sub(most, units.min(most))).transpose()?;
    Ok(Ok(times))
}

/// Nothing could be taken off: because other offers hold the units, or because nothing is left of their value.
fn nothing(work: &Work<'_>, groups: &[usize], exclusive: bool) -> Result<WhyNotCode, Overflow> {
    let parts = super::part::open(work, groups, exclusive)?;
    let runs = groups
        .iter()
        .filter_map(|place| work.groups.get(*place))
        .try_fold(0_usize, |so_far, group| so_far.checked_add(group.runs.len()).ok_or(Overflow))?;
    Ok(if parts.len() < runs { WhyNotCode::NotCombinable } else { WhyNotCode::NothingLeft })
}

fn reason_code(step: Step, coupon: bool) -> &'static str {
    match step {
        Step::Coupon => "coupon",
        _ if coupon => "coupon",
        Step::Item => "deal",
        Step::Set => "set",
        Step::Basket => "basket",
        Step::Reward => "reward",
    }
}
