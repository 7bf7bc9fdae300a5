//! Why an offer did not apply, and what is missing.
//!
//! What must hold: every offer of the request has an adjustment or one of these (for each of its coupons), unless the
//! options ask for less; a presented coupon always has one or the other.

use super::answer::{Nudge, WhyNot, WhyNotCode};
use super::candidate::Candidate;
use super::catalogue::Catalogue;
use super::error::PriceError;
use super::exact::{MILLION, div, mul};
use super::request::Detail;
use super::sheet::Sheet;
use super::work::Scene;
use crate::map::sort;
use crate::money::{Amount, Overflow};
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
}

/// Either the offer may go on, or why not.
pub(super) type Verdict<T> = Result<Result<T, Reason>, PriceError>;

impl Reason {
    pub(super) fn plain(code: WhyNotCode) -> Reason {
        Reason { code, missing_quantity: None, missing_value: None, other: None }
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
        let missing_value = Some(Amount::from_wide(missing)?);
        Ok(Reason { missing_value, ..Reason::plain(WhyNotCode::BelowValue) })
    }

    /// It is about what the lines are, not about time, place or customer.
    pub(super) fn by_lines(&self) -> bool {
        matches!(self.code, WhyNotCode::BelowQuantity | WhyNotCode::BelowValue | WhyNotCode::Excluded)
    }
}

/// Notes a reason, as far as the options want to hear it: `changed` tells of offers that match a line. A coupon that was
/// presented is always told of.
pub(super) fn note(scene: &Scene<'_>, sheet: &mut Sheet, candidate: &Candidate<'_>, reason: Reason) {
    let wanted = match scene.basket.options.detail {
        Detail::Totals => false,
        Detail::Changed => candidate.matches,
        Detail::Full => true,
    };
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

/// The offers of the basket that are nearest to being reached: by what the missing units would cost at the lowest price
/// of those there are, or by the missing value; ties in the order of the offers.
pub(super) fn nudges(
    scene: &Scene<'_>,
    catalogue: &Catalogue,
    candidates: &[Candidate<'_>],
    why_not: &[WhyNot],
) -> Result<Vec<Nudge>, Overflow> {
    let mut near: Vec<(i128, usize, &WhyNot, &Candidate<'_>)> = Vec::new();
    let missing = |why: &&WhyNot| why.missing_quantity.is_some() || why.missing_value.is_some();
    for (why, candidate) in why_not.iter().filter(missing).filter_map(|why| {
        let same = |candidate: &&Candidate<'_>| candidate.offer.id == why.offer_id && candidate.coupon.is_none();
        Some((why, candidates.iter().find(same)?))
    }) {
        let cost = match (why.missing_quantity, why.missing_value) {
            (Some(missing), _) => {
                let groups = candidate.groups.iter().filter_map(|place| scene.groups.get(*place));
                let each = groups.map(|group| mul(group.list, missing.wide()).and_then(|cost| div(cost, group.units)));
                let least = each.filter_map(Result::ok).min();
                least.map_or_else(|| mul(missing.wide(), MILLION), Ok)?
            }
            (None, Some(missing)) => missing.wide(),
            (None, None) => continue,
        };
        near.push((cost, catalogue.rank.get(candidate.place).copied().unwrap_or(0), why, candidate));
    }
    sort(&mut near, &|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let nudge = |(_, _, why, candidate): (i128, usize, &WhyNot, &Candidate<'_>)| Nudge {
        offer_id: why.offer_id.clone(),
        name: candidate.offer.name.clone(),
        missing_quantity: why.missing_quantity,
        missing_value: why.missing_value,
        products: candidate.offer.select.products.clone(),
        categories: candidate.offer.select.categories.clone(),
    };
    Ok(near.into_iter().take(NUDGES).map(nudge).collect())
}
