//! The kinds of benefit, one file each: what it needs, what it takes off, a worked example.
//!
//! What must hold: a kind takes off no more than a part has room for, and rounds once for each group.

pub(super) mod amount_off;
mod amount_off_unit;
mod buy_pay;
pub(super) mod percent;
mod unit_price;

use super::check::Flaw;
use super::part::Part;
use super::request::{Offer, OfferKind, Step};
use super::select::selects_everything;
use super::why_not::Verdict;
use super::work::Work;

/// What an offer takes off some units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub group: usize,
    pub run: usize,
    /// Millionths of the run's units that are concerned.
    pub units: i128,
    /// What they cost before.
    pub value: i128,
    /// What is taken off, zero or more.
    pub off: i128,
    /// They form a set and go into no other.
    pub bind: bool,
}

/// What an offer gives.
#[derive(Debug)]
pub(super) struct Gift {
    pub cuts: Vec<Cut>,
    /// Sets, 1 for others.
    pub times: i128,
}

/// What is left of an offer's limits in this basket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    /// Minor units.
    pub discount: Option<i128>,
    /// Millionths.
    pub units: Option<i128>,
    pub times: Option<i128>,
}

/// Whether the offer has what its kind needs.
pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    match offer.kind {
        OfferKind::Percent => percent::check(offer),
        OfferKind::AmountOffUnit => amount_off_unit::check(offer),
        OfferKind::AmountOff => amount_off::check(offer),
        OfferKind::UnitPrice => unit_price::check(offer),
        OfferKind::BuyPay => buy_pay::check(offer),
    }
}

/// The step an offer belongs to.
#[must_use]
pub fn step_of(offer: &Offer) -> Step {
    let on_basket = offer.when.min_basket.is_some() && selects_everything(&offer.select);
    let by_kind = || match offer.kind {
        OfferKind::BuyPay => Step::Set,
        OfferKind::Percent | OfferKind::AmountOff if on_basket => Step::Basket,
        OfferKind::Percent | OfferKind::AmountOff | OfferKind::AmountOffUnit | OfferKind::UnitPrice => Step::Item,
    };
    let default = || if offer.when.coupon.is_some() { Step::Coupon } else { by_kind() };
    offer.step.unwrap_or_else(default)
}

/// What the offer takes off these groups (all discountable, none empty), within what is left of its limits.
pub(super) fn give(work: &Work<'_>, offer: &Offer, groups: &[usize], left: Left) -> Verdict<Gift> {
    let open = super::part::open(work, groups, offer.exclusive)?;
    if offer.kind == OfferKind::BuyPay {
        return buy_pay::give(work, offer, groups, open, left);
    }
    let parts = match left.units {
        Some(most) => super::part::dearest(work, open, most)?,
        None => open,
    };
    let offs = match offer.kind {
        OfferKind::Percent => {
            percent::off(offer.percent.unwrap_or_default(), work.basket.options.percent_rounding, &parts)?
        }
        OfferKind::AmountOffUnit => amount_off_unit::off(offer.amount.unwrap_or_default(), &parts)?,
        OfferKind::AmountOff => amount_off::off(offer.amount.unwrap_or_default(), &parts)?,
        OfferKind::UnitPrice | OfferKind::BuyPay => {
            let minor = work.basket.currency.minor_per_major();
            unit_price::off(offer.unit_price.unwrap_or_default(), minor, &parts)?
        }
    };
    Ok(Ok(Gift { cuts: cuts(&parts, offs), times: 1 }))
}

/// Whole parts, with what is taken off each.
pub(super) fn cuts(parts: &[Part], offs: Vec<i128>) -> Vec<Cut> {
    let cut = |(part, off): (&Part, i128)| Cut {
        group: part.group,
        run: part.run,
        units: part.units,
        value: part.value,
        off,
        bind: false,
    };
    parts.iter().zip(offs).map(cut).collect()
}
