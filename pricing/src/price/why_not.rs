//! Why an offer did not apply, and what is missing.
//!
//! What must hold: every offer of the request has an adjustment or one of these (for each of its coupons), unless the
//! options ask for less; a presented coupon always has one or the other.

use super::answer::{Nudge, WhyNot, WhyNotCode};
use super::candidate::Candidate;
use super::catalogue::Catalogue;
use super::error::PriceError;
use super::exact::{MILLION, div, mul};
use super::request::{Conditions, Detail, OfferKind, Selector};
use super::sheet::Sheet;
use super::work::Scene;
use crate::map::sort;
use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::quantity::Quantity;

/// The most nudges of an answer.
const NUDGES: usize = 3;

/// A reason, before it is known whom to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub code: WhyNotCode,
    missing_quantity: Option<Quantity>,
    missing_value: Option<Amount>,
    /// The place of the offer that stands in the way.
    other: Option<usize>,
    counts: Counts,
}

/// What would count towards what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// What the offer selects, or its parts together.
    Offer,
    /// Whatever may be discounted.
    Basket,
    /// What the conditions with this number select: all conditions of the offer, those within others after them.
    Condition(usize),
    /// What is needed of a set, in the order of its needs.
    Need(usize),
}

/// Either the offer may go on, or why not.
pub(super) type Verdict<T> = Result<Result<T, Reason>, PriceError>;

impl Reason {
    pub(super) fn plain(code: WhyNotCode) -> Reason {
        Reason { code, missing_quantity: None, missing_value: None, other: None, counts: Counts::Offer }
    }

    /// Another offer stands in the way.
    pub(super) fn because(code: WhyNotCode, other: Option<usize>) -> Reason {
        Reason { other, ..Reason::plain(code) }
    }

    /// So many millionths are missing.
    pub(super) fn quantity(missing: i128) -> Reason {
        let missing_quantity = i64::try_from(missing).ok().and_then(Quantity::new);
        Reason { missing_quantity, ..Reason::plain(WhyNotCode::BelowQuantity) }
    }

    /// So many minor units are missing.
    pub(super) fn value(missing: i128) -> Result<Reason, Overflow> {
        Reason::missing(WhyNotCode::BelowValue, missing)
    }

    /// The same for another reason.
    pub(super) fn missing(code: WhyNotCode, missing: i128) -> Result<Reason, Overflow> {
        Ok(Reason { missing_value: Some(Amount::from_wide(missing)?), ..Reason::plain(code) })
    }

    /// The same, of what is missing elsewhere than in what the offer selects.
    pub(super) fn of(self, counts: Counts) -> Reason {
        Reason { counts, ..self }
    }

    /// It is about what the lines are, not about time, place or customer.
    pub(super) fn by_lines(&self) -> bool {
        matches!(self.code, WhyNotCode::BelowQuantity | WhyNotCode::BelowValue | WhyNotCode::Excluded)
    }
}

/// Notes a reason, as far as the options want to hear it: `changed` tells of offers that match a line. A coupon that was
/// presented is always told of. What is nearly reached is remembered whatever they want.
pub(super) fn note(scene: &Scene<'_>, sheet: &mut Sheet, candidate: &Candidate<'_>, reason: Reason) {
    let wanted = match scene.basket.options.detail {
        Detail::Totals => false,
        Detail::Changed => candidate.matches,
        Detail::Full => true,
    };
    if candidate.coupon.is_none() && (reason.missing_quantity.is_some() || reason.missing_value.is_some()) {
        sheet.near.push((candidate.place, reason));
    }
    if wanted || candidate.coupon.is_some() {
        let other = reason.other.filter(|other| *other != candidate.place);
        sheet.why_not.push(WhyNot {
            offer_id: candidate.offer.id.clone(),
            coupon_id: candidate.coupon.map(|coupon| coupon.id.clone()),
            code: reason.code,
            missing_quantity: reason.missing_quantity,
            missing_value: reason.missing_value,
            other: other.and_then(|place| scene.basket.offers.get(place)).map(|offer| offer.id.clone()),
        });
    }
}

/// The number of conditions among all of an offer's.
pub(super) fn number(all: &Conditions, wanted: &Conditions) -> usize {
    let mut number = 0_usize;
    walk(all, &mut |one| {
        let found = std::ptr::eq(one, wanted);
        number = if found { number } else { number.saturating_add(1) };
        found
    });
    number
}

/// Goes through conditions and those within them until `stop` says so; says whether it did.
fn walk<'a>(all: &'a Conditions, stop: &mut dyn FnMut(&'a Conditions) -> bool) -> bool {
    stop(all) || all.all.iter().chain(&all.any).chain(&all.not).any(|below| walk(below, stop))
}

/// The selectors of what would count.
fn counting<'a>(candidate: &Candidate<'a>, counts: Counts) -> Vec<&'a Selector> {
    let offer = candidate.offer;
    let all = || match offer.parts.as_slice() {
        [] => vec![&offer.select],
        parts => parts.iter().map(|part| &part.select).collect(),
    };
    match counts {
        Counts::Basket => Vec::new(),
        Counts::Offer => all(),
        Counts::Condition(wanted) => {
            let (mut found, mut number) = (None, 0_usize);
            walk(&offer.when, &mut |one| {
                found = one.select.as_ref();
                number = number.saturating_add(1);
                number > wanted
            });
            found.map_or_else(all, |select| vec![select])
        }
        // The rewarded units of `buy_get` come first.
        Counts::Need(0) if offer.kind == OfferKind::BuyGet && offer.get_select.is_some() => {
            offer.get_select.as_deref().into_iter().collect()
        }
        Counts::Need(at) => offer.parts.get(at).map_or(vec![&offer.select], |part| vec![&part.select]),
    }
}

/// The lowest price of so much (millionths) of what counts, minor units; of all the offer looks at if nothing of it is there.
fn least_cost(scene: &Scene<'_>, near: &Near<'_, '_>, missing: i128) -> Result<i128, Overflow> {
    let least = |groups: &mut dyn Iterator<Item = &usize>| {
        let groups = groups.filter_map(|place| scene.groups.get(*place));
        groups.filter_map(|group| div(mul(group.list, missing).ok()?, group.units).ok()).min()
    };
    let counting: Vec<usize> = near.counting.iter().flat_map(|select| scene.find(select)).collect();
    let cost = least(&mut counting.iter()).or_else(|| least(&mut near.candidate.groups.iter()));
    cost.map_or_else(|| mul(missing, MILLION), Ok)
}

/// An offer that is nearly reached.
struct Near<'a, 'b> {
    reason: Reason,
    candidate: &'a Candidate<'b>,
    counting: Vec<&'b Selector>,
}

/// The offers of the basket that are nearest to being reached: by what the missing units would cost at the lowest price
/// of those there are, or by the missing value; ties in the order of the offers.
pub(super) fn nudges<'b>(
    scene: &Scene<'b>,
    catalogue: &Catalogue,
    candidates: &[Candidate<'b>],
    reasons: &[(usize, Reason)],
) -> Result<Vec<Nudge>, Overflow> {
    let mut near: Vec<((i128, usize), Near<'_, '_>)> = Vec::new();
    for (place, reason) in reasons {
        let same = |candidate: &&Candidate<'_>| candidate.place == *place && candidate.coupon.is_none();
        let Some(candidate) = candidates.iter().find(same) else {
            continue;
        };
        let one = Near { reason: *reason, candidate, counting: counting(candidate, reason.counts) };
        let cost = match reason.missing_quantity {
            Some(missing) => least_cost(scene, &one, missing.wide())?,
            None => reason.missing_value.unwrap_or_default().wide(),
        };
        near.push(((cost, catalogue.rank.get(*place).copied().unwrap_or(0)), one));
    }
    sort(&mut near, &|a, b| a.0.cmp(&b.0));
    Ok(near.into_iter().take(NUDGES).map(|(_, near)| near.told()).collect())
}

impl Near<'_, '_> {
    fn told(&self) -> Nudge {
        let named = |of: fn(&Selector) -> &[Id]| self.counting.iter().flat_map(|select| of(select)).cloned().collect();
        let some = |ids: Vec<Id>| Some(ids).filter(|ids| !ids.is_empty());
        Nudge {
            offer_id: self.candidate.offer.id.clone(),
            name: self.candidate.offer.name.clone(),
            missing_quantity: self.reason.missing_quantity,
            missing_value: self.reason.missing_value,
            products: named(|select| &select.products),
            categories: named(|select| &select.categories),
            brands: some(named(|select| &select.brands)),
            tags: some(named(|select| &select.tags)),
        }
    }
}
