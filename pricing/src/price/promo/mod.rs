//! The kinds of benefit, one file each: what it needs, what it takes off, a worked example.
//!
//! What must hold: a kind takes off no more than a part has room for; more units, or dearer ones, never make it take off
//! less (the search for the best relies on that).

pub(super) mod amount_off;
pub(super) mod amount_off_unit;
mod basket_price;
mod buy_get;
mod buy_pay;
pub(super) mod campaign;
pub(super) mod earn;
pub(super) mod percent;
mod set_off;
mod set_price;
mod tiers;
mod unit_number;
pub(super) mod unit_price;

use super::candidate::Candidate;
use super::check_offer::Flaw;
use super::exact::sum;
use super::part::Part;
use super::request::{Offer, OfferKind, SettlesAs, Step};
use super::select::selects_everything;
use super::sets::Sets;
use super::why_not::Verdict;
use super::work::{Left, Scene, State};
use crate::money::{Amount, Overflow};
use crate::quantity::{Percent, UnitPrice};

pub(super) use buy_get::proposed;

/// What an offer takes off some units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(Rust, packed(8))]
pub(super) struct Cut {
    pub group: usize,
    pub run: usize,
    /// Millionths of the run's units that are concerned.
    pub units: i128,
    /// Those of them that count for a limit on units.
    pub rewarded: i128,
    /// What they cost before, and at list value.
    pub value: i128,
    pub list: i128,
    /// What is taken off, zero or more.
    pub off: i128,
    /// They form a set and go into no other.
    pub bind: bool,
}

/// What an offer gives.
#[derive(Clone, Debug)]
pub(super) struct Gift {
    pub cuts: Vec<Cut>,
    /// Sets, 1 for others.
    pub times: i128,
    /// What it would give if the lines cost enough; only amounts have it.
    pub face: Option<i128>,
    /// With tax added to prices: what of `face` is taken off what is to pay.
    pub gross: Option<i128>,
}

impl Gift {
    /// Whole parts, with what is taken off each.
    pub(super) fn of(parts: &[Part], offs: Vec<i128>) -> Gift {
        let cut = |(part, off): (&Part, i128)| Cut {
            group: part.group,
            run: part.run,
            units: part.units,
            rewarded: part.units,
            value: part.value,
            list: part.list,
            off,
            bind: false,
        };
        Gift { cuts: parts.iter().zip(offs).map(cut).collect(), times: 1, face: None, gross: None }
    }

    /// What it takes off in all.
    pub(super) fn total(&self) -> Result<i128, Overflow> {
        sum(self.cuts.iter().map(|cut| cut.off))
    }
}

/// What is done to rewarded units.
#[derive(Clone, Copy)]
pub(super) enum How {
    Percent(Percent),
    OffUnit(Amount),
    OffOnce(Amount),
    UnitPrice(UnitPrice),
}

impl How {
    /// What it takes off each of the parts.
    pub(super) fn off(self, scene: &Scene<'_>, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
        match self {
            How::Percent(rate) => percent::off(scene, rate, parts),
            How::OffUnit(each) => amount_off_unit::off(each, parts),
            How::OffOnce(once) => amount_off::once(scene, once.wide(), parts),
            How::UnitPrice(price) => unit_price::off(scene, price, parts),
        }
    }

    /// What an offer says of its rewarded units: all of their price if it says nothing.
    pub(super) fn of(offer: &Offer) -> How {
        match (offer.amount, offer.unit_price) {
            (Some(amount), _) => How::OffUnit(amount),
            (None, Some(price)) => How::UnitPrice(price),
            (None, None) => How::Percent(offer.percent.unwrap_or(Percent::whole(100))),
        }
    }
}

/// Whether the offer has what its kind needs.
pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    match offer.kind {
        OfferKind::Percent => percent::check(offer),
        OfferKind::AmountOffUnit | OfferKind::AmountOff => super::check_offer::amount(offer),
        OfferKind::UnitPrice => unit_price::check(offer),
        OfferKind::BuyPay => buy_pay::check(offer),
        OfferKind::BuyGet => buy_get::check(offer),
        OfferKind::SetPrice => set_price::check(offer),
        OfferKind::SetOff => set_off::check(offer),
        OfferKind::UnitNumber => unit_number::check(offer),
        OfferKind::Tiers => tiers::check(offer),
        OfferKind::BasketPrice => basket_price::check(offer),
        OfferKind::Campaign => campaign::check(offer),
        OfferKind::Points | OfferKind::Stamps | OfferKind::Cashback | OfferKind::Voucher => earn::check(offer),
    }
}

/// Whether a kind earns something for later and takes nothing off.
pub(super) fn earns(kind: OfferKind) -> bool {
    matches!(kind, OfferKind::Points | OfferKind::Stamps | OfferKind::Cashback | OfferKind::Voucher)
}

/// The step an offer belongs to.
#[must_use]
pub fn step_of(offer: &Offer) -> Step {
    let on_basket = offer.when.min_basket.is_some() && selects_everything(&offer.select);
    let by_kind = || match offer.kind {
        OfferKind::BuyPay
        | OfferKind::BuyGet
        | OfferKind::SetPrice
        | OfferKind::SetOff
        | OfferKind::UnitNumber
        | OfferKind::Tiers => Step::Set,
        OfferKind::BasketPrice => Step::Basket,
        OfferKind::Percent | OfferKind::AmountOff if on_basket => Step::Basket,
        OfferKind::Campaign => campaign::step(offer),
        _ => Step::Item,
    };
    let default = || if offer.when.coupon.is_some() { Step::Coupon } else { by_kind() };
    offer.step.unwrap_or_else(default)
}

/// When an offer's turn comes: the steps in order, then what others pay, then what is earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Step(Step),
    Tender,
    Earn,
}

impl Stage {
    /// Its place in the order, as a number.
    pub(super) fn rank(self) -> u64 {
        match self {
            Stage::Step(Step::Item) => 0,
            Stage::Step(Step::Set) => 1,
            Stage::Step(Step::Basket) => 2,
            Stage::Step(Step::Coupon) => 3,
            Stage::Step(Step::Reward) => 4,
            Stage::Tender => 5,
            Stage::Earn => 6,
        }
    }
}

pub(super) fn stage_of(offer: &Offer) -> Stage {
    match offer.settles_as {
        _ if earns(offer.kind) => Stage::Earn,
        SettlesAs::Tender => Stage::Tender,
        SettlesAs::Discount => Stage::Step(step_of(offer)),
    }
}

/// What sets an offer forms, if it forms any.
pub(super) fn sets(scene: &Scene<'_>, offer: &Offer) -> Option<Sets> {
    Some(match offer.kind {
        OfferKind::BuyPay => buy_pay::sets(offer),
        OfferKind::BuyGet => buy_get::sets(scene, offer),
        OfferKind::SetPrice => set_price::sets(scene, offer),
        OfferKind::SetOff => set_off::sets(scene, offer),
        _ => return None,
    })
}

/// What the offer takes off these parts, within what is left of its limits.
pub(super) fn give(
    scene: &Scene<'_>,
    state: &State,
    candidate: &Candidate<'_>,
    open: Vec<Part>,
    left: Left,
) -> Verdict<Gift> {
    let offer = candidate.offer;
    if let Some(sets) = &candidate.sets {
        return super::sets::give(scene, state, candidate, open, left, sets);
    }
    match offer.kind {
        OfferKind::UnitNumber => return unit_number::give(scene, offer, &open, left),
        OfferKind::Tiers => return tiers::give(scene, state, candidate, open, left.units),
        _ => {}
    }
    let parts = match left.units {
        Some(most) => super::part::dearest(scene, state, open, most)?,
        None => open,
    };
    let how = match offer.kind {
        OfferKind::Percent => How::Percent(offer.percent.unwrap_or_default()),
        OfferKind::AmountOffUnit => How::OffUnit(offer.amount.unwrap_or_default()),
        OfferKind::UnitPrice => How::UnitPrice(offer.unit_price.unwrap_or_default()),
        OfferKind::AmountOff => return amount_off::give(scene, candidate, &parts).map(Ok),
        OfferKind::BasketPrice => return basket_price::give(scene, offer, &parts),
        OfferKind::Campaign => return campaign::give(scene, candidate, &parts),
        _ => return Ok(Ok(Gift::of(&[], Vec::new()))),
    };
    Ok(Ok(Gift::of(&parts, how.off(scene, &parts)?)))
}
