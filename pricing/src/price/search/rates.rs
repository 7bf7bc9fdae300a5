//! The most that the candidates from one on can take off, seen from where the search stands: by group, for one unit.
//!
//! What must hold: never less than any choice of them takes off. A unit has at most one exclusive offer and nothing else,
//! or at most one set and any number of plain offers; each is charged what it takes off one unit at the first price. A set
//! is charged its average: the cheapest units of a set cost no more than that. Rounding adds at most half a minor unit
//! for each time something is rounded (a whole one where it is rounded up).

use super::parts::Part;
use crate::money::Overflow;
use crate::price::candidate::Candidate;
use crate::price::exact::{MILLION, TRILLION, add, div, mul, sub, sum};
use crate::price::request::{Offer, OfferKind, PercentLevel, Rounding, ThresholdBase, Which};
use crate::price::work::{Group, Run, Scene, State};

/// Half a minor unit in millionths of a minor unit for millionths of a unit.
const HALF: i128 = TRILLION >> 1;

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
    /// What rounding may add, in trillionths of a minor unit.
    rounding: i128,
    /// The basket must cost at least this when its turn comes, or when its step begins; prices only fall until then.
    least: i128,
}

/// What the basket costs, for those that need a basket of some value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    /// When the step of the next candidate began, if thresholds look at that; else as it is now.
    pub begin: i128,
    pub now: i128,
    /// The first candidate of the step after.
    pub until: usize,
}

impl Cost {
    /// The most that a candidate finds.
    fn at(self, place: usize) -> i128 {
        if place < self.until { self.begin } else { self.now }
    }
}

pub(super) struct Rates {
    /// By place in the part's groups.
    groups: Vec<Bound>,
    /// Candidates that have no rate for a unit, the latest first: place in the part, what they take off at most, and what
    /// the basket must cost.
    fixed: Vec<(usize, i128, i128)>,
    /// By place in the part: whether it has rates, and the places of its groups among those of the part.
    of: Vec<(bool, Vec<usize>)>,
    /// Places in the part, and what the basket must cost for their rates.
    thresholds: Vec<(usize, i128)>,
    known: Known,
}

/// What was worked out last. Between two questions little changes: only groups that are named here are worked out again.
struct Known {
    at: usize,
    /// How many thresholds of the step were reached and how many of later ones, and where those begin: that says which.
    reached: (usize, usize, usize),
    /// The sum over all groups, in trillionths of a minor unit.
    total: i128,
    stale: Vec<usize>,
}

/// What is taken off one group.
struct Bound {
    /// The latest candidate first.
    rates: Vec<Rate>,
    /// Some of them need a basket of some value.
    depends: bool,
    /// By how many of the rates count, from one on.
    most: Vec<Most>,
    /// What the group holds; not known if that has changed.
    open: Option<Open>,
    /// What is taken off, in trillionths of a minor unit.
    off: i128,
}

/// What some rates take off together.
#[derive(Clone, Copy)]
#[repr(Rust, packed(8))]
struct Most {
    /// One unit, in millionths of a minor unit.
    each: i128,
    /// What rounding may add, in trillionths of a minor unit.
    rounding: i128,
}

/// Units that are not locked.
#[derive(Clone, Copy)]
struct Open {
    /// Millionths.
    units: i128,
    /// What they cost, in trillionths of a minor unit; not below zero.
    value: i128,
}

impl Bound {
    /// What the rates come to, once it is known which thresholds are reached.
    fn settle(&mut self, cost: Cost) -> Result<(), Overflow> {
        let (mut exclusive, mut set, mut plain, mut rounding) = (0, 0, 0, 0);
        self.most.clear();
        for rate in &self.rates {
            if rate.least <= cost.at(rate.at) {
                match rate.sharing {
                    Sharing::Exclusive => exclusive = rate.off.max(exclusive),
                    Sharing::Set => set = rate.off.max(set),
                    Sharing::Plain => plain = add(plain, rate.off)?,
                }
                rounding = add(rounding, rate.rounding)?;
            }
            self.most.push(Most { each: add(set, plain)?.max(exclusive), rounding });
        }
        Ok(())
    }

    /// What the candidates from `at` on take off, in trillionths of a minor unit.
    fn from(&mut self, runs: &[Run], at: usize) -> Result<i128, Overflow> {
        let later = self.rates.iter().take_while(|rate| rate.at >= at).count();
        let Some(most) = later.checked_sub(1).and_then(|last| self.most.get(last)).filter(|most| most.each != 0) else {
            return Ok(0);
        };
        let open = match self.open {
            Some(open) => open,
            None => *self.open.insert(Open::of(runs)?),
        };
        Ok(add(mul(open.units, most.each)?, most.rounding)?.min(open.value))
    }
}

impl Open {
    fn of(runs: &[Run]) -> Result<Open, Overflow> {
        let (mut units, mut value) = (0, 0);
        for run in runs.iter().filter(|run| !run.locked) {
            (units, value) = (add(units, run.units)?, add(value, run.value)?);
        }
        Ok(Open { units, value: mul(value.max(0), TRILLION)? })
    }
}

impl Rates {
    pub(super) fn new(
        scene: &Scene<'_>,
        candidates: &[Candidate<'_>],
        part: &Part,
        tops: &[i128],
    ) -> Result<Rates, Overflow> {
        let bound = || Bound { rates: Vec::new(), depends: false, most: Vec::new(), open: None, off: 0 };
        let mut groups: Vec<Bound> = part.groups.iter().map(|_| bound()).collect();
        let mut of = vec![(false, Vec::new()); part.candidates.len()];
        let (mut fixed, mut thresholds) = (Vec::new(), Vec::new());
        for (at, place) in part.candidates.iter().enumerate().rev() {
            let (Some(candidate), Some(own)) = (candidates.get(*place), of.get_mut(at)) else {
                continue;
            };
            let least = least(scene, candidate.offer);
            own.0 = is_linear(candidate.offer);
            for group in &candidate.groups {
                let slot = part.groups.binary_search(group).ok();
                own.1.extend(slot);
                let slot = slot.filter(|_| own.0).and_then(|place| groups.get_mut(place));
                if let Some((slot, group)) = slot.zip(scene.groups.get(*group)) {
                    slot.rates.push(Rate { least, ..rate(scene, candidate.offer, at, group)? });
                    slot.depends |= least > i128::MIN;
                }
            }
            if !own.0 {
                fixed.push((at, tops.get(*place).copied().unwrap_or(0), least));
            } else if least > i128::MIN {
                thresholds.push((at, least));
            }
        }
        // Nothing is reached with a basket that costs nothing, so what does not depend on that is settled here.
        let nothing = Cost { begin: i128::MIN, now: i128::MIN, until: 0 };
        groups.iter_mut().try_for_each(|group| group.settle(nothing))?;
        let known = Known { at: 0, reached: (0, 0, 0), total: 0, stale: Vec::new() };
        let mut rates = Rates { groups, fixed, of, thresholds, known };
        rates.forget();
        Ok(rates)
    }

    /// The state of any group may have changed.
    pub(super) fn forget(&mut self) {
        self.known.stale.clear();
        self.known.stale.extend(0..self.groups.len());
        self.groups.iter_mut().for_each(|group| group.open = None);
    }

    /// The state of the groups of this candidate has changed.
    pub(super) fn touched(&mut self, at: usize) {
        for place in self.of.get(at).map_or(&[][..], |(_, groups)| groups.as_slice()) {
            if let Some(group) = self.groups.get_mut(*place) {
                group.open = None;
                self.known.stale.push(*place);
            }
        }
    }

    /// Which thresholds are reached may have changed: then so has what some groups take off.
    fn settle(&mut self, cost: Cost) -> Result<(), Overflow> {
        if self.thresholds.is_empty() {
            return Ok(());
        }
        let (mut soon, mut later) = (0_usize, 0_usize);
        for (place, least) in &self.thresholds {
            let slot = if *place < cost.until { &mut soon } else { &mut later };
            *slot = slot.saturating_add(usize::from(*least <= cost.at(*place)));
        }
        let reached = (soon, later, cost.until);
        if reached != self.known.reached {
            self.known.reached = reached;
            for (place, group) in self.groups.iter_mut().enumerate().filter(|(_, group)| group.depends) {
                group.settle(cost)?;
                self.known.stale.push(place);
            }
        }
        Ok(())
    }

    /// What the candidates from `at` on take off what the groups cost, at most.
    pub(super) fn rest(&mut self, state: &State, part: &Part, at: usize, cost: Cost) -> Result<i128, Overflow> {
        self.settle(cost)?;
        for (rated, groups) in self.of.get(at.min(self.known.at)..at.max(self.known.at)).unwrap_or(&[]) {
            if *rated {
                self.known.stale.extend_from_slice(groups);
            }
        }
        self.known.at = at;
        for place in self.known.stale.drain(..) {
            if let (Some(group), Some(bound)) = (part.groups.get(place), self.groups.get_mut(place)) {
                let off = bound.from(state.runs(*group), at)?;
                self.known.total = add(sub(self.known.total, bound.off)?, off)?;
                bound.off = off;
            }
        }
        debug_assert_eq!(self.anew(state, part, at, cost).ok(), Some(self.known.total));
        let mut fixed = 0;
        for (place, top, least) in self.fixed.iter().take_while(|(place, ..)| *place >= at) {
            if *least <= cost.at(*place) {
                fixed = add(fixed, *top)?;
            }
        }
        // Exact until here: what a set takes off one group is charged to others too.
        add(div(self.known.total, TRILLION)?, fixed)
    }

    /// The sum over all groups, worked out from nothing: what the known one must be.
    fn anew(&self, state: &State, part: &Part, at: usize, cost: Cost) -> Result<i128, Overflow> {
        let mut all = 0;
        for (group, known) in part.groups.iter().zip(&self.groups) {
            let rates = known.rates.clone();
            let mut bound = Bound { rates, depends: known.depends, most: Vec::new(), open: None, off: 0 };
            bound.settle(cost)?;
            all = add(all, bound.from(state.runs(*group), at)?)?;
        }
        Ok(all)
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
        kind if kind.forms_sets() => Sharing::Set,
        _ => Sharing::Plain,
    };
    let once = if options.percent_rounding == Rounding::Up { 2 } else { 1 };
    let rounded = match offer.kind {
        OfferKind::BuyPay | OfferKind::SetPrice => 0,
        OfferKind::AmountOffUnit if group.pieces => 0,
        _ if options.percent_level == PercentLevel::Unit && group.pieces => mul(once, div(group.units, MILLION)?)?,
        _ => once,
    };
    Ok(Rate { at, sharing, off: off.max(0), rounding: mul(rounded, HALF)?, least: 0 })
}
