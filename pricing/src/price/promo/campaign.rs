//! `campaign`: a campaign of the Campaign standard, see [`crate::price::campaign`].
//!
//! `001` changes the quantity that is paid for, `002` the unit price by quantity, both for each group of equal units; `501`
//! changes the total. Unit prices and totals are without tax in the standard: prices with tax are converted there and
//! back exactly, and the outcome is rounded half up once. A campaign never makes anything dearer or cheaper than free.
//!
//! `amount >= 2 ? amount - Math.floor(amount / 2) : amount` with 3 at 1.20: 2 are paid for, 1.20 off.

use super::Gift;
use crate::money::Overflow;
use crate::price::answer::WhyNotCode;
use crate::price::campaign::{CampaignError, Compiled, Given, Ratio, Reading, What};
use crate::price::candidate::Candidate;
use crate::price::check_offer::{Flaw, flaw};
use crate::price::error::PriceError;
use crate::price::exact::{MILLION, mul, sub, sum};
use crate::price::part::{Part, by_group, spread};
use crate::price::request::{Offer, Rounding, Step};
use crate::price::why_not::{Reason, Verdict};
use crate::price::work::Scene;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    if offer.campaign.is_some() { Ok(()) } else { Err(flaw("campaign", "needed: the campaign")) }
}

/// What is wrong with the campaign itself.
pub(in crate::price) fn wrong(offer: &Offer) -> Option<CampaignError> {
    offer.campaign.as_ref().and_then(|campaign| campaign.compile(Reading::Standard).err())
}

/// Campaigns on products are item deals, those on the invoice basket deals.
pub(super) fn step(offer: &Offer) -> Step {
    let on_total = offer.campaign.as_ref().is_some_and(|campaign| campaign.code.ends_with("501"));
    if on_total { Step::Basket } else { Step::Item }
}

/// An exact figure from the engine's numbers; beyond the range it is as good as a fault of the campaign.
fn ratio(over: i128, under: i128) -> Result<Ratio, PriceError> {
    Ratio::new(over, under).ok_or(PriceError::from(Overflow))
}

pub(super) fn give(scene: &Scene<'_>, candidate: &Candidate<'_>, parts: &[Part]) -> Verdict<Gift> {
    let reading = scene.basket.options.campaign_reading;
    let compiled = candidate.offer.campaign.as_ref().and_then(|campaign| campaign.compile(reading).ok());
    let Some(compiled) = compiled else {
        return Ok(Err(Reason::plain(WhyNotCode::Faulty)));
    };
    let admitted = match scene.basket.customer {
        None => compiled.who.admits(None),
        Some(customer) if customer.cards.is_empty() => compiled.who.admits(Some("")),
        Some(customer) => customer.cards.iter().any(|card| compiled.who.admits(Some(card.as_str()))),
    };
    if !admitted {
        return Ok(Err(Reason::plain(WhyNotCode::WrongCustomer)));
    }
    let offs =
        if compiled.what == What::Total { total(scene, &compiled, parts) } else { lines(scene, &compiled, parts) };
    Ok(match offs {
        Ok(offs) => Ok(Gift::of(parts, offs)),
        Err(_) => Err(Reason::plain(WhyNotCode::Faulty)),
    })
}

/// The part of a price that is without tax.
fn without_tax(scene: &Scene<'_>, part: &Part) -> (i128, i128) {
    let set = scene.groups.get(part.group).and_then(|group| scene.taxes.sets.get(group.taxes?));
    set.map_or((1, 1), |set| (set.factor.under, set.factor.over))
}

fn lines(scene: &Scene<'_>, compiled: &Compiled, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    let minor = scene.basket.currency.minor_per_major();
    by_group(scene, parts, &|group| {
        let (under, over) = without_tax(scene, group);
        let amount = ratio(group.units, MILLION).map_err(|_| Overflow)?;
        let net = mul(mul(group.value, MILLION)?, under)?;
        let unit_price = ratio(net, mul(mul(group.units, minor)?, over)?).map_err(|_| Overflow)?;
        let outcome = compiled.evaluate(Given::Line { amount, unit_price }).map_err(|_| Overflow)?;
        let costs = if compiled.what == What::Quantity {
            // value x paid / amount
            let paid = mul(mul(group.value, outcome.over())?, MILLION)?;
            Rounding::HalfUp.divide(paid, mul(outcome.under(), group.units)?)?
        } else {
            let gross = mul(mul(mul(outcome.over(), minor)?, group.units)?, over)?;
            Rounding::HalfUp.divide(gross, mul(mul(outcome.under(), MILLION)?, under)?)?
        };
        sub(group.value, costs.max(0))
    })
}

fn total(scene: &Scene<'_>, compiled: &Compiled, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    let minor = scene.basket.currency.minor_per_major();
    let value = sum(parts.iter().map(|part| part.value))?;
    let mut net = super::super::exact::Ratio::new(0, 1);
    for part in parts {
        let (under, over) = without_tax(scene, part);
        net = net.plus(super::super::exact::Ratio::new(mul(part.value, under)?, over).reduced())?;
    }
    if net.over <= 0 {
        return Ok(vec![0; parts.len()]);
    }
    let given = ratio(net.over, mul(net.under, minor)?).map_err(|_| Overflow)?;
    let outcome = compiled.evaluate(Given::Invoice { total: given }).map_err(|_| Overflow)?;
    // value x outcome / net, both without tax and in minor units
    let over = mul(mul(mul(value, outcome.over())?, minor)?, net.under)?;
    let costs = Rounding::HalfUp.divide(over, mul(outcome.under(), net.over)?)?;
    spread(scene, sub(value, costs.max(0))?.max(0), parts)
}
