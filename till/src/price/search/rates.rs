//! The most that the candidates from one on can take off, seen from where the search stands: by group, for one unit.
//!
//! What must hold: never less than any choice of them takes off. A unit has at most one exclusive offer and nothing else,
//! or at most one set and any number of plain offers; each is charged what it takes off one unit at the first price. A set
//! is charged its average: the cheapest units of a set cost no more than that. Rounding adds at most half a minor unit
//! for each time something is rounded (a whole one where it is rounded up).

use super::parts::Part;
use crate::money::Overflow;
use crate::price::candidate::Candidate;
use crate::price::exact::{MILLION, add, mul, sub, sum};
use crate::price::request::{Offer, OfferKind, PercentLevel, Rounding, ThresholdBase, Which};
use crate::price::work::{Group, Scene, State};

/// Halves of a minor unit in one.
const HALVES: i128 = 2;

/// How a candidate shares a unit with others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sharing {
    Exclusive,
    Set,
    Plain,
}

/// What a candidate takes off one unit of a group at most.
#[derive(Clone, Copy)]
struct Rate {
    /// Its place in the part.
    at: usize,
    sharing: Sharing,
    /// Millionths of a minor unit.
    off: i128,
    /// Halves of a minor unit that rounding may add.
    halves: i128,
    /// The basket must cost at least this when its turn comes; prices only fall until then.
    least: i128,
}

pub(super) struct Rates {
    /// By place in the part's groups.
    groups: Vec<Vec<Rate>>,
    /// Candidates that have no rate for a unit, the latest first: place in the part, what they take off at most, and what
    /// the basket must cost.
    fixed: Vec<(usize, i128, i128)>,
}

impl Rates {
    pub(super) fn new(
        scene: &Scene<'_>,
        candidates: &[Candidate<'_>],
        part: &Part,
        tops: &[i128],
    ) -> Result<Rates, Overflow> {
        let mut groups: Vec<Vec<Rate>> = part.groups.iter().map(|_| Vec::new()).collect();
        let mut fixed = Vec::new();
        for (at, place) in part.candidates.iter().enumerate().rev() {
            let Some(candidate) = candidates.get(*place) else {
                continue;
            };
            let least = least(scene, candidate.offer);
            if is_linear(candidate.offer) {
                for group in &candidate.groups {
                    let slot = part.groups.binary_search(group).ok().and_then(|place| groups.get_mut(place));
                    if let Some((slot, group)) = slot.zip(scene.groups.get(*group)) {
                        slot.push(Rate { least, ..rate(scene, candidate.offer, at, group)? });
                    }
                }
            } else {
                fixed.push((at, tops.get(*place).copied().unwrap_or(0), least));
            }
        }
        Ok(Rates { groups, fixed })
    }

    /// What the candidates from `at` on take off what the groups cost, at most; or that it is more than `enough`.
    pub(super) fn rest(
        &self,
        state: &State,
        part: &Part,
        (at, cost): (usize, i128),
        enough: i128,
    ) -> Result<i128, Overflow> {
        let due = self.fixed.iter().take_while(|(place, ..)| *place >= at).filter(|(.., least)| *least <= cost);
        let fixed = sum(due.map(|(_, top, _)| *top))?;
        // Exact until the end: what a set takes off one group is charged to others too.
        let (mut total, scale) = (0, mul(mul(MILLION, MILLION)?, HALVES)?);
        for (place, rates) in part.groups.iter().zip(&self.groups) {
            if total > enough {
                break;
            }
            // The latest candidate stands first.
            let due = rates.iter().take_while(|rate| rate.at >= at).filter(|rate| rate.least <= cost);
            let (mut exclusive, mut set, mut plain, mut halves) = (0, 0, 0, 0);
            for rate in due {
                match rate.sharing {
                    Sharing::Exclusive => exclusive = rate.off.max(exclusive),
                    Sharing::Set => set = rate.off.max(set),
                    Sharing::Plain => plain = add(plain, rate.off)?,
                }
                halves = add(halves, rate.halves)?;
            }
            let each = add(set, plain)?.max(exclusive);
            if each > 0 {
                let open = || state.runs(*place).iter().filter(|run| !run.locked);
                let units = sum(open().map(|run| run.units))?;
                let off = mul(mul(units, each)?, HALVES)?;
                let halves = add(off, mul(halves, mul(MILLION, MILLION)?)?)?;
                let value = sum(open().map(|run| run.value))?.max(0);
                total = add(total, halves.min(mul(value, scale)?))?;
            }
        }
        add(fixed, Rounding::Down.divide(total, scale)?)
    }
}

/// Whether what an offer takes off is at most so much for each unit, however units are chosen.
fn is_linear(offer: &Offer) -> bool {
    match offer.kind {
        OfferKind::Percent | OfferKind::AmountOffUnit | OfferKind::UnitPrice => true,
        OfferKind::BuyPay => offer.which.is_none_or(|which| which == Which::Cheapest),
        OfferKind::BuyGet => {
            let cheapest = offer.which.is_none_or(|which| which == Which::Cheapest);
            let rated = offer.amount.is_none() && offer.unit_price.is_none();
            offer.get_select.is_none() && cheapest && rated
        }
        OfferKind::SetPrice => true,
        // An amount off a set may lie on any of its units.
        OfferKind::SetOff => offer.amount.is_none(),
        _ => false,
    }
}

/// What the basket must cost for the offer to apply, as far as later discounts cannot help it.
fn least(scene: &Scene<'_>, offer: &Offer) -> i128 {
    let options = scene.basket.options;
    let falls = options.threshold_base != ThresholdBase::List && !options.threshold_net;
    offer.when.min_basket.filter(|_| falls).map_or(i128::MIN, crate::money::Amount::wide)
}

fn rate(scene: &Scene<'_>, offer: &Offer, at: usize, group: &Group) -> Result<Rate, Overflow> {
    let options = scene.basket.options;
    let minor = scene.basket.currency.minor_per_major();
    // Millionths of a minor unit for one unit: a group may cost a minor unit more than its price times its units.
    let up = |over: i128, under: i128| Rounding::Up.divide(over, under);
    // A piece never costs more than the average at list value, rounded up; a reduction only lowers it.
    let price = if group.pieces {
        mul(up(mul(group.list.max(0), MILLION)?, group.units)?, MILLION)?
    } else {
        up(mul(mul(group.list.max(0), MILLION)?, MILLION)?, group.units)?
    };
    let percent = |rate: i128| up(mul(price, rate)?, mul(100, MILLION)?);
    let all = offer.percent.map_or(mul(100, MILLION)?, crate::quantity::Percent::wide);
    let buy = i128::from(offer.buy.unwrap_or(1)).max(1);
    let units = || -> Result<i128, Overflow> {
        if offer.parts.is_empty() { Ok(buy) } else { sum(offer.parts.iter().map(|part| i128::from(part.quantity))) }
    };
    let off = match offer.kind {
        OfferKind::Percent => percent(offer.percent.unwrap_or_default().wide())?,
        OfferKind::AmountOffUnit => mul(offer.amount.unwrap_or_default().wide(), MILLION)?,
        OfferKind::UnitPrice => sub(price, mul(offer.unit_price.unwrap_or_default().wide(), minor)?)?,
        OfferKind::BuyPay => up(mul(price, sub(buy, i128::from(offer.pay.unwrap_or(1)))?)?, buy)?,
        OfferKind::BuyGet => {
            let get = i128::from(offer.get);
            let size = if offer.bought_count { buy.max(get) } else { add(buy, get)? };
            up(mul(percent(all)?, get)?, size)?
        }
        OfferKind::SetPrice => {
            sub(price, Rounding::Down.divide(mul(offer.amount.unwrap_or_default().wide(), MILLION)?, units()?.max(1))?)?
        }
        OfferKind::SetOff => percent(all)?,
        _ => price,
    };
    let sharing = match offer.kind {
        _ if offer.exclusive => Sharing::Exclusive,
        OfferKind::BuyPay | OfferKind::BuyGet | OfferKind::SetPrice | OfferKind::SetOff => Sharing::Set,
        _ => Sharing::Plain,
    };
    let once = if options.percent_rounding == Rounding::Up { 2 } else { 1 };
    let rounded = match offer.kind {
        OfferKind::BuyPay | OfferKind::SetPrice => 0,
        OfferKind::AmountOffUnit if group.pieces => 0,
        _ if options.percent_level == PercentLevel::Unit && group.pieces => {
            mul(once, crate::price::exact::div(group.units, MILLION)?)?
        }
        _ => once,
    };
    Ok(Rate { at, sharing, off: off.max(0), halves: rounded, least: 0 })
}
