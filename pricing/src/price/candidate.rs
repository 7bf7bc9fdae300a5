//! Offers that look at a line of this basket, in the order in which they apply, each with what it may use.
//!
//! What must hold: an offer with `when.coupon` is there once for each coupon of its scheme, in the order they were redeemed.
//! What does not depend on other offers is found out once.

use super::answer::WhyNotCode;
use super::catalogue::Catalogue;
use super::condition::{holds, looks_at_values, outside};
use super::error::PriceError;
use super::exact::{MILLION, mul, sub};
use super::promo::{Stage, earns, sets, stage_of, step_of};
use super::request::{CouponIn, Offer, Selector, Step, Used};
use super::select::selectors;
use super::sets::Sets;
use super::why_not::Reason;
use super::work::{Left, Scene, State};
use crate::map::sort;
use crate::money::{Amount, Overflow};

/// An offer, with the coupon that brings it if it takes one.
pub(super) struct Candidate<'a> {
    pub offer: &'a Offer,
    /// Its place in the request.
    pub place: usize,
    pub coupon: Option<&'a CouponIn>,
    pub step: Step,
    pub stage: Stage,
    /// The groups it may lower or take into sets, in canonical order.
    pub groups: Vec<usize>,
    /// Some group matches, discountable or not.
    pub matches: bool,
    /// Why it cannot apply, whatever else does.
    pub never: Option<Reason>,
    /// Its conditions look at values, so they are asked again when its turn comes.
    pub by_value: bool,
    /// The sets it forms, if it forms any and may apply.
    pub sets: Option<Sets>,
}

impl<'a> Candidate<'a> {
    fn new(scene: &Scene<'a>, place: usize, offer: &'a Offer, coupon: Option<&'a CouponIn>) -> Candidate<'a> {
        let step = step_of(offer);
        let mut candidate = Candidate {
            offer,
            place,
            coupon,
            step,
            stage: stage_of(offer),
            groups: Vec::new(),
            matches: false,
            never: None,
            by_value: looks_at_values(&offer.when),
            sets: None,
        };
        let mut selected: Vec<usize> = Vec::new();
        for selector in selectors(offer) {
            let found = scene.find(selector);
            if selected.is_empty() {
                selected = found;
            } else {
                selected.extend(found);
                sort(&mut selected, &usize::cmp);
                selected.dedup();
            }
        }
        candidate.matches = !selected.is_empty();
        candidate.groups = candidate.usable(scene, selected);
        candidate
    }

    /// Those of the groups that it may use.
    pub(super) fn usable(&self, scene: &Scene<'_>, mut groups: Vec<usize>) -> Vec<usize> {
        let coupon = self.coupon.is_some() || self.step == Step::Coupon;
        let reduced = self.offer.limits.not_reduced;
        if !earns(self.offer.kind) {
            groups.retain(|place| scene.usable(*place, coupon, reduced));
        }
        groups
    }

    /// Why it cannot apply, as far as that is known from the start.
    fn judge(&mut self, scene: &Scene<'_>, state: &State) -> Result<(), PriceError> {
        let basket = &scene.basket;
        self.never = if self.offer.when.coupon.is_some() && self.coupon.is_none() {
            Some(WhyNotCode::NeedsCoupon)
        } else if used_up(self.offer, basket.used) {
            Some(WhyNotCode::UsedUp)
        } else {
            None
        }
        .map(Reason::plain);
        if self.never.is_some() {
            return Ok(());
        }
        // Time, place and customer come before the lines, values before nothing: they change.
        let when = &self.offer.when;
        let here = if self.by_value { outside(basket, when) } else { holds(scene, state, when, self)? };
        self.never = match here {
            Err(reason) if !reason.by_lines() => Some(reason),
            _ if self.offer.on_choice && !basket.chosen.contains(&self.offer.id) => {
                Some(Reason::plain(WhyNotCode::NotChosen))
            }
            Err(reason) if self.matches && !self.groups.is_empty() => Some(reason),
            _ if !self.matches => Some(Reason::plain(WhyNotCode::NeedsLine)),
            _ if self.groups.is_empty() => Some(Reason::plain(WhyNotCode::NotDiscountable)),
            _ => None,
        };
        if self.never.is_none() {
            self.sets = sets(scene, self.offer);
        }
        Ok(())
    }
}

fn uses<'u>(offer: &Offer, used: &'u [Used]) -> Option<&'u Used> {
    used.iter().find(|used| used.offer_id == offer.id)
}

pub(super) fn used_up(offer: &Offer, used: &[Used]) -> bool {
    let limits = &offer.limits;
    let over =
        |most: Option<u32>, of: fn(&Used) -> u32| most.is_some_and(|most| uses(offer, used).map_or(0, of) >= most);
    over(limits.max_uses, |used| used.uses)
        || over(limits.max_uses_customer, |used| used.uses_customer)
        || over(limits.max_uses_day, |used| used.uses_day)
}

/// What an offer's limits leave in this basket: nothing negative.
pub(super) fn left(offer: &Offer, used: &[Used]) -> Result<Left, Overflow> {
    let limits = &offer.limits;
    let cap = limits.max_discount.map(Amount::wide);
    let spent = || uses(offer, used).and_then(|used| used.amount).map_or(0, Amount::wide);
    let budget = limits.budget.map(|budget| sub(budget.wide(), spent())).transpose()?.map(|left| left.max(0));
    Ok(Left {
        discount: [cap, budget].into_iter().flatten().min(),
        units: limits.max_units.map(|most| mul(i128::from(most), MILLION)).transpose()?,
        times: limits.max_applications.map(i128::from),
    })
}

/// The candidates of a basket in their order, and the state with their limits. Offers that look at no line of it are left
/// out unless all are wanted or their coupon is there.
pub(super) fn candidates<'a>(
    scene: &Scene<'a>,
    catalogue: &Catalogue,
    state: &mut State,
    all: bool,
) -> Result<Vec<Candidate<'a>>, PriceError> {
    let offers = scene.basket.offers;
    let mut places: Vec<usize> = if all {
        (0..offers.len()).collect()
    } else {
        let named = scene.index.named_in(&catalogue.by).into_iter().chain(catalogue.all.iter().copied());
        named.chain(presented(scene)).collect()
    };
    sort(&mut places, &|a, b| catalogue.rank.get(*a).cmp(&catalogue.rank.get(*b)));
    places.dedup();
    let mut list = Vec::with_capacity(places.len());
    for (place, offer) in places.into_iter().filter_map(|place| Some((place, offers.get(place)?))) {
        let scheme = offer.when.coupon.as_ref();
        let before = list.len();
        for coupon in scene.basket.coupons.iter().filter(|coupon| scheme == Some(&coupon.scheme)) {
            list.push(Candidate::new(scene, place, offer, Some(coupon)));
        }
        if list.len() == before {
            list.push(Candidate::new(scene, place, offer, None));
        }
    }
    let most = list.iter().map(|candidate: &Candidate<'_>| candidate.place).max();
    state.left = vec![Left::default(); most.map_or(0, |most| most.saturating_add(1))];
    for candidate in &mut list {
        candidate.judge(scene, state)?;
        if let Some(slot) = state.left.get_mut(candidate.place) {
            *slot = left(candidate.offer, scene.basket.used)?;
        }
    }
    Ok(list)
}

/// Offers whose coupon is in the basket, whatever they look at.
fn presented<'b>(scene: &'b Scene<'_>) -> impl Iterator<Item = usize> + use<'b> {
    let coupons = scene.basket.coupons;
    let taken = move |offer: &Offer| {
        offer.when.coupon.as_ref().is_some_and(|scheme| coupons.iter().any(|coupon| coupon.scheme == *scheme))
    };
    let offers = if coupons.is_empty() { &[][..] } else { scene.basket.offers };
    offers.iter().enumerate().filter(move |(_, offer)| taken(offer)).map(|(place, _)| place)
}

impl Scene<'_> {
    /// The groups that a selector matches.
    pub(super) fn find(&self, selector: &Selector) -> Vec<usize> {
        self.index.find(selector, &self.groups, self.basket.currency.minor_per_major())
    }
}
