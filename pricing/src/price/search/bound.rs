//! The most that an offer can take off, whatever others do: what makes most of the search needless.
//!
//! What must hold: no offer ever takes off more than its top. Values only fall and units only become fewer, and no kind
//! takes off more for less; where a kind begins with the cheapest, its top is that of beginning with the dearest.

use crate::money::Overflow;
use crate::price::answer::WhyNotCode;
use crate::price::candidate::Candidate;
use crate::price::deal::evaluate;
use crate::price::error::PriceError;
use crate::price::exact::{MILLION, WHOLE, add, mul, sub, sum};
use crate::price::part::{Allowed, open};
use crate::price::promo::{self, Stage};
use crate::price::request::{FaceValue, Offer, OfferKind, PercentBase, PercentLevel, Rounding, VatRounding, Which};
use crate::price::work::{Floor, Scene, State};

/// Whether a choice must be calculated as a whole, because what is to pay does not simply rise with what the lines cost: tax
/// comes on top, and not by one set of rates over all of it, rounded once; or coupons are worth their face value then; or
/// others pay.
pub(super) fn needs_whole(scene: &Scene<'_>, candidates: &[Candidate<'_>]) -> bool {
    let options = scene.basket.options;
    let mut sets = scene.groups.iter().map(|group| group.taxes);
    let first = sets.next().flatten();
    let added = |set: Option<usize>| set.and_then(|set| scene.taxes.sets.get(set)).is_some_and(|set| set.added);
    // What others pay lowers no tax and no charge by rate; a discount does.
    let tenders = candidates.iter().any(|candidate| candidate.stage == Stage::Tender && candidate.never.is_none());
    if !scene.groups.iter().any(|group| added(group.taxes)) {
        return tenders && scene.basket.charges.iter().any(|charge| charge.percent.is_some());
    }
    if scene.basket.charges.iter().any(|charge| charge.of_goods) {
        return true;
    }
    let once = matches!(options.vat_rounding, VatRounding::RateTotal | VatRounding::Deferred);
    let faces = options.face_value != FaceValue::BeforeTax
        && candidates
            .iter()
            .any(|candidate| candidate.coupon.is_some() && candidate.offer.kind == OfferKind::AmountOff);
    !once || faces || tenders || sets.any(|set| set != first)
}

/// What is to pay, at most, for a price of one, in millionths of a percent: with charges by rate and added taxes. What no
/// offer touches, and what comes back, has no say in it.
pub(super) fn dearest_of_one(scene: &Scene<'_>) -> Result<i128, Overflow> {
    let touched = scene.groups.iter().map(|group| group.taxes).chain(scene.taxes.of_charge.iter().copied());
    let sets = touched.flatten().filter_map(|set| scene.taxes.sets.get(set));
    let lift = |set: &crate::price::tax::TaxSet| Rounding::Up.divide(mul(set.lift.over, WHOLE)?, set.lift.under);
    let lift = sets.map(lift).try_fold(WHOLE, |most, lift| Ok(most.max(lift?)))?;
    let charges = scene.basket.charges.iter().filter_map(|charge| charge.percent).map(crate::quantity::Percent::wide);
    let with_charges = add(WHOLE, sum(charges)?)?;
    Rounding::Up.divide(mul(with_charges, lift)?, WHOLE)
}

/// What is to pay at most, for prices that differ by so much.
pub(super) fn with_tax(scene: &Scene<'_>, prices: i128) -> Result<i128, Overflow> {
    let rate = dearest_of_one(scene)?;
    if prices == 0 || rate == WHOLE {
        return Ok(prices);
    }
    let places = scene.basket.taxes.len().saturating_add(scene.basket.charges.len());
    let slack = i128::try_from(places).unwrap_or(i128::MAX);
    add(Rounding::Up.divide(mul(prices, rate)?, WHOLE)?, slack)
}

/// By candidate: the most it can take off prices. And what rounding of taxes may add to that.
pub(super) fn tops(
    scene: &Scene<'_>,
    state: &State,
    candidates: &[Candidate<'_>],
) -> Result<(Vec<i128>, i128), PriceError> {
    let mut tops = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let out = candidate.never.is_some() || candidate.stage == Stage::Earn;
        tops.push(if out { 0 } else { top(scene, state, candidate)? });
    }
    let places = match scene.basket.options.vat_rounding {
        VatRounding::RateTotal | VatRounding::Deferred => scene.basket.taxes.len(),
        VatRounding::Line | VatRounding::Unit => scene.order.len().saturating_mul(scene.basket.taxes.len()),
    };
    let units = if scene.basket.options.vat_rounding == VatRounding::Unit {
        let millions = sum(scene.groups.iter().map(|group| group.units))?;
        crate::price::exact::div(millions, crate::price::exact::MILLION)?
    } else {
        1
    };
    let places = i128::try_from(places).unwrap_or(i128::MAX);
    let coupons = candidates.iter().filter(|candidate| candidate.coupon.is_some()).count();
    let faces = if scene.basket.options.face_value == FaceValue::BeforeTax { 0 } else { coupons };
    let parts = i128::try_from(faces.saturating_mul(scene.groups.len())).unwrap_or(i128::MAX);
    let charges = i128::try_from(scene.basket.charges.len()).unwrap_or(i128::MAX);
    let slack = sum([mul(mul(places, units.max(1))?, 2)?, mul(parts, 2)?, mul(charges, 2)?, moved(scene)?])?;
    Ok((tops, slack))
}

/// What the taxes of charges that have those of the goods may differ by, with the goods that they are split over.
fn moved(scene: &Scene<'_>) -> Result<i128, Overflow> {
    let list = sum(scene.groups.iter().map(|group| group.list))?;
    let mut most = 0;
    for charge in scene.basket.charges.iter().filter(|charge| charge.of_goods) {
        let amount = match charge.percent {
            Some(rate) => Rounding::Up.divide(mul(list, rate.wide())?, WHOLE)?,
            None => charge.amount.unwrap_or_default().wide(),
        };
        let (dearest, cheapest) = lifts(scene)?;
        most = add(most, Rounding::Up.divide(mul(amount, sub(dearest, cheapest)?)?, WHOLE)?)?;
    }
    Ok(most)
}

/// What a price of one is at most and at least with added taxes, or without any, in millionths of a percent.
fn lifts(scene: &Scene<'_>) -> Result<(i128, i128), Overflow> {
    let (mut dearest, mut cheapest) = (WHOLE, WHOLE);
    for set in &scene.taxes.sets {
        dearest = dearest.max(Rounding::Up.divide(mul(set.lift.over, WHOLE)?, set.lift.under)?);
        cheapest = cheapest.min(Rounding::Down.divide(mul(set.lift.over, WHOLE)?, set.lift.under)?);
    }
    Ok((dearest, cheapest))
}

fn top(scene: &Scene<'_>, state: &State, candidate: &Candidate<'_>) -> Result<i128, PriceError> {
    let offer = candidate.offer;
    let allowed = Allowed { groups: &candidate.groups, units: None };
    let parts = open(scene, state, allowed, false)?;
    let room = sum(parts.iter().map(|part| part.room))?;
    let left = state.left.get(candidate.place).copied().unwrap_or_default();
    let most = match offer.kind {
        OfferKind::Tiers | OfferKind::Campaign => room,
        // Those it takes first may be at their floor.
        _ if spares(scene, candidate) || offer.limits.max_units.is_some() && floored(scene, candidate) => room,
        _ => {
            let dearest = dearest_first(offer);
            let offer = dearest.as_ref().unwrap_or(offer);
            let (groups, sets) = (candidate.groups.clone(), promo::sets(scene, offer));
            let own = Candidate { offer, groups, sets, ..*candidate };
            match promo::give(scene, state, &own, parts, left)? {
                Ok(gift) => gift.total()?.min(room),
                Err(_) => 0,
            }
        }
    };
    Ok(left.discount.map_or(most, |cap| most.min(cap)))
}

/// The same offer, beginning with the dearest units, if it begins with the cheapest.
fn dearest_first(offer: &Offer) -> Option<Offer> {
    let cheapest = offer.which.unwrap_or(Which::Cheapest) != Which::Dearest;
    match offer.kind {
        OfferKind::UnitNumber if offer.which == Some(Which::Cheapest) => {
            let last = offer.last.map(|last| last.saturating_sub(offer.first).saturating_add(1));
            Some(Offer { which: Some(Which::Dearest), first: 1, last, ..offer.clone() })
        }
        OfferKind::BuyGet if offer.get_select.is_some() && cheapest => {
            Some(Offer { which: Some(Which::Dearest), bought_count: true, ..offer.clone() })
        }
        _ => None,
    }
}

/// The most that the cashier gives.
pub(super) fn cashier(scene: &Scene<'_>) -> Result<i128, Overflow> {
    let list = sum(scene.groups.iter().map(|group| group.list))?;
    let units = sum(scene.groups.iter().map(|group| group.units))?;
    let mut most = 0;
    for allowance in scene.basket.allowances {
        let one = match (allowance.percent, allowance.amount) {
            // Rounded for each piece it may be as much more.
            (Some(rate), _) => {
                add(Rounding::Up.divide(mul(list, rate.wide())?, WHOLE)?, Rounding::Up.divide(units, MILLION)?)?
            }
            (None, amount) => amount.unwrap_or_default().wide(),
        };
        most = add(most, one)?;
    }
    Ok(most)
}

/// Whether an offer with a limit forms sets of one product each: without the dearest the limit is for others that give more.
fn picks(offer: &Offer) -> bool {
    offer.same_product && (offer.limits.max_units.is_some() || offer.limits.max_applications.is_some())
}

/// Whether a candidate may give more with fewer units: it then leaves out those at their floor, or stays in a lower tier
/// that gives more, or leaves a product out, or its campaign knows what it does.
pub(super) fn spares(scene: &Scene<'_>, candidate: &Candidate<'_>) -> bool {
    divisible(candidate)
        && (matches!(candidate.offer.kind, OfferKind::Tiers | OfferKind::Campaign)
            || floored(scene, candidate)
            || picks(candidate.offer))
}

/// Whether some of its units have a floor.
fn floored(scene: &Scene<'_>, candidate: &Candidate<'_>) -> bool {
    let floor = |at: &usize| scene.groups.get(*at).is_some_and(|group| group.floor != Floor::None);
    candidate.groups.iter().any(floor)
}

/// Whether a candidate may be left some units of a group and not others: it forms sets from the dearest on, or is
/// exclusive. One that begins with the cheapest takes what there is: else it could be made to reward the dearest.
pub(super) fn divisible(candidate: &Candidate<'_>) -> bool {
    let offer = candidate.offer;
    match offer.kind {
        OfferKind::BuyPay | OfferKind::SetPrice | OfferKind::SetOff => true,
        OfferKind::BuyGet => dearest_first(offer).is_none(),
        OfferKind::UnitNumber => offer.exclusive && offer.which != Some(Which::Cheapest),
        _ => offer.exclusive,
    }
}

/// How many ways to leave units to a candidate that is alone are tried.
pub(super) const WAYS: i128 = 600;

/// Whether a candidate takes a percentage off sets over several groups, each of which is rounded.
pub(super) fn rated(scene: &Scene<'_>, candidate: &Candidate<'_>) -> bool {
    let offer = candidate.offer;
    let rated = match offer.kind {
        OfferKind::SetOff => offer.amount.is_none(),
        OfferKind::BuyGet => offer.amount.is_none() && offer.unit_price.is_none() && divisible(candidate),
        _ => false,
    };
    rated && candidate.groups.len() > 1 && scene.basket.options.percent_level != PercentLevel::Basket
}

/// Whether fewer units might be rounded to more: a percentage of sets over several groups, each of which is rounded, where
/// not every sum is rounded as far up as it can be.
pub(super) fn rounds(scene: &Scene<'_>, state: &State, candidate: &Candidate<'_>) -> Result<bool, PriceError> {
    if !rated(scene, candidate) {
        return Ok(false);
    }
    let (offer, options) = (candidate.offer, scene.basket.options);
    let pieces = |at: &usize| {
        let group = scene.groups.get(*at);
        group.map_or(1, |group| if group.pieces { group.units.checked_div(MILLION).unwrap_or(0) } else { 1 })
    };
    let ways =
        candidate.groups.iter().map(pieces).fold(1, |ways: i128, one| ways.saturating_mul(one.saturating_add(1)));
    if ways > WAYS {
        return Ok(false);
    }
    let plain = options.percent_level == PercentLevel::Group && options.percent_base == PercentBase::Running;
    let Some(rate) = offer.percent.filter(|_| plain && offer.kind == OfferKind::SetOff) else {
        return Ok(true);
    };
    let gift = match evaluate(scene, state, candidate, None)? {
        Ok(gift) => gift,
        Err(reason) => return Ok(reason.code == WhyNotCode::NothingLeft),
    };
    // Twice what it takes off, at most.
    let halves = match options.percent_rounding {
        Rounding::Up => 2,
        Rounding::Down => 0,
        _ => 1,
    };
    let groups = i128::try_from(candidate.groups.len()).unwrap_or(i128::MAX);
    let exact = mul(mul(sum(gift.cuts.iter().map(|cut| cut.value))?, rate.wide())?, 2)?;
    let most = add(exact, mul(mul(groups, halves)?, WHOLE)?)?;
    Ok(Rounding::Down.divide(most, mul(WHOLE, 2)?)? > gift.total()?)
}
