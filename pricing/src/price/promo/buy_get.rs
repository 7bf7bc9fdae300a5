//! `buy_get`: for every `buy` units bought, `get` units are cheaper or free.
//!
//! Of the same products a set is `buy + get` units, or the greater of the two if `bought_count` (a bought unit may be the
//! rewarded one); the cheapest `get` of it are rewarded, or those `which` names. Of other products (`get_select`) the
//! rewarded ones are taken from the cheapest on, or as `which` says; a unit that both select counts for both only with
//! `bought_count`. They are free unless `percent`, `amount` (off each) or `unit_price` says otherwise.
//!
//! Buy 2 coffees (2 x 3.00), get a cake (2.50) at half price: 1.25 off the cake. With `propose` and no cake in the basket,
//! the answer proposes one cake.

use super::How;
use crate::price::candidate::Candidate;
use crate::price::check_offer::{Flaw, flaw};
use crate::price::error::PriceError;
use crate::price::exact::{MILLION, add, div, mul, sub, sum};
use crate::price::part::{Allowed, open};
use crate::price::request::{Offer, OfferKind, Which};
use crate::price::sets::{Need, Pick, Reward, Sets};
use crate::price::work::{Scene, State};

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    if offer.buy.is_none_or(|buy| buy == 0) {
        return Err(flaw("buy", "needed: units to be bought, from 1"));
    }
    if offer.get == 0 {
        return Err(flaw("get", "units rewarded, from 1"));
    }
    if offer.nth == 0 {
        return Err(flaw("nth", "the dearest unit is 1"));
    }
    check_reward(offer)
}

/// At most one of `percent`, `amount` and `unit_price`, within its range.
pub(super) fn check_reward(offer: &Offer) -> Result<(), Flaw> {
    let given = [offer.percent.is_some(), offer.amount.is_some(), offer.unit_price.is_some()];
    if given.into_iter().filter(|given| *given).count() > 1 {
        return Err(flaw("percent", "only one of percent, amount and unit_price"));
    }
    match (offer.percent, offer.amount) {
        (Some(_), _) => crate::price::check_offer::rate(offer),
        (_, Some(_)) => crate::price::check_offer::amount(offer),
        _ => Ok(()),
    }
}

pub(super) fn sets(scene: &Scene<'_>, offer: &Offer) -> Sets {
    let (buy, get) = (i128::from(offer.buy.unwrap_or(1)), i128::from(offer.get));
    let which = offer.which.unwrap_or(Which::Cheapest);
    let nth = i128::from(offer.nth.max(1));
    let how = How::of(offer);
    let Some(select) = &offer.get_select else {
        let count = if offer.bought_count { buy.max(get) } else { buy.saturating_add(get) };
        return Sets {
            needs: vec![Need { groups: None, count, rewarded: None, shares: false }],
            reward: Reward::Units { how, pick: Some(Pick { which, nth, count: get }) },
            same_product: offer.same_product,
        };
    };
    let skip = if which == Which::Nth { nth.saturating_sub(1) } else { 0 };
    let got = Need { groups: Some(scene.find(select)), count: get, rewarded: Some((which, skip)), shares: false };
    let bought =
        Need { groups: Some(scene.find(&offer.select)), count: buy, rewarded: None, shares: offer.bought_count };
    Sets { needs: vec![got, bought], reward: Reward::Units { how, pick: None }, same_product: false }
}

/// How many units the register might add, so that what is bought and stands alone is rewarded.
pub(in crate::price) fn proposed(
    scene: &Scene<'_>,
    state: &State,
    candidate: &Candidate<'_>,
) -> Result<Option<u32>, PriceError> {
    let offer = candidate.offer;
    if offer.kind != OfferKind::BuyGet || !offer.propose || candidate.never.is_some() {
        return Ok(None);
    }
    let allowed = Allowed { groups: &candidate.groups, units: None };
    let parts = open(scene, state, allowed, offer.exclusive)?;
    let free = |group: usize, run: usize| state.runs(group).get(run).is_some_and(|run| !run.bound);
    let pieces = |groups: &[usize]| {
        let mine =
            parts.iter().filter(|part| part.pieces && part.value > 0 && groups.binary_search(&part.group).is_ok());
        div(sum(mine.filter(|part| free(part.group, part.run)).map(|part| part.units))?, MILLION)
    };
    let (buy, get) = (i128::from(offer.buy.unwrap_or(1)), i128::from(offer.get));
    let bought = pieces(&scene.find(&offer.select))?;
    let times = candidate.offer.limits.max_applications.map_or(i128::MAX, i128::from);
    let wanted = match &offer.get_select {
        Some(select) => sub(mul(div(bought, buy)?.min(times), get)?, pieces(&scene.find(select))?)?,
        None if offer.bought_count => 0,
        None if bought >= buy => sub(add(buy, get)?, bought)?,
        None => 0,
    };
    Ok(u32::try_from(wanted.max(0)).ok().filter(|wanted| *wanted > 0))
}
