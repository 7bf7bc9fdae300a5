//! `unit_number`: the first, the second, every further unit is cheaper.
//!
//! The selected units are numbered, the dearest first (`which: cheapest`: the cheapest first); those from `first` to `last`
//! get the rate, the amount off or the price. Measured lines are not numbered.
//!
//! The second unit at half price (`first: 2`, `last: 2`, 50 %) of 4.00, 3.00 and 2.00: 1.50 off the one at 3.00.

use super::{Gift, How};
use crate::money::Overflow;
use crate::price::check_offer::{Flaw, flaw};
use crate::price::exact::sub;
use crate::price::part::Part;
use crate::price::request::{Offer, Which};
use crate::price::reward::gift;
use crate::price::sets::{Stack, stacks};
use crate::price::why_not::{Reason, Verdict};
use crate::price::work::{Left, Scene};

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    if offer.first == 0 {
        return Err(flaw("first", "the first unit is 1"));
    }
    if offer.last.is_some_and(|last| last < offer.first) {
        return Err(flaw("last", "from first"));
    }
    super::buy_get::check_reward(offer)
}

pub(super) fn give(scene: &Scene<'_>, offer: &Offer, open: &[Part], left: Left) -> Verdict<Gift> {
    let mut pool = stacks(open)?;
    if offer.which == Some(Which::Cheapest) {
        pool.reverse();
    }
    let before = sub(i128::from(offer.first), 1)?;
    let by_last = offer.last.map_or(Ok(i128::MAX), |last| sub(i128::from(last), before))?;
    let by_limit =
        left.units.map_or(Ok(i128::MAX), |most| crate::price::exact::div(most, crate::price::exact::MILLION))?;
    let units: i128 = crate::price::exact::sum(pool.iter().map(|stack| stack.count))?;
    if units <= before {
        let missing = sub(crate::price::exact::add(before, 1)?, units)?;
        return Ok(Err(Reason::quantity(crate::price::exact::mul(missing, crate::price::exact::MILLION)?)));
    }
    let (mut skip, mut take) = (before, by_last.min(by_limit));
    let mut number = |stack: &Stack| -> Result<(i128, i128), Overflow> {
        let skipped = stack.count.min(skip);
        let taken = sub(stack.count, skipped)?.min(take);
        (skip, take) = (sub(skip, skipped)?, sub(take, taken)?);
        Ok((taken, taken))
    };
    let counts = pool.iter().map(&mut number).collect::<Result<Vec<_>, Overflow>>()?;
    Ok(Ok(gift(scene, open, (&pool, &counts), &|parts| How::of(offer).off(scene, parts), false)?))
}
