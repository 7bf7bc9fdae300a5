//! The best by trying everything: every candidate left out, taken whole, or taken with every number of pieces.
//!
//! The space is that of `till::price::search`: each coupon is a candidate; of a stacking group at most one offer applies;
//! offers that form sets from the dearest unit on, and exclusive ones, may be left any number of each group's pieces.

use super::goods::MILLION;
use super::{Candidate, Plan, Till, Turn};
use till::price::request::{Offer, OfferKind, Request, Which};

/// What is to pay, single-use coupons, offers: less is better.
pub type Score = (i128, u32, u32);

fn divisible(offer: &Offer) -> bool {
    match offer.kind {
        OfferKind::BuyPay | OfferKind::SetPrice | OfferKind::SetOff => true,
        OfferKind::BuyGet => offer.get_select.is_none() || offer.which == Some(Which::Dearest),
        OfferKind::UnitNumber => offer.exclusive && offer.which != Some(Which::Cheapest),
        _ => offer.exclusive,
    }
}

/// Every way in which a candidate may apply, whole first.
fn plans(till: &Till<'_>, candidate: &Candidate<'_>) -> Vec<Plan> {
    let sizes = till.sizes(candidate);
    if !divisible(candidate.offer) {
        return vec![Plan::Take];
    }
    let mut all: Vec<Vec<i128>> = vec![Vec::new()];
    for (at, size) in sizes.iter().enumerate() {
        let counts: Vec<i128> = match till.pieces(candidate, at) {
            true => (0..=size / MILLION).rev().map(|count| count * MILLION).collect(),
            false => vec![*size, 0],
        };
        let longer = |list: &Vec<i128>| {
            let list = list.clone();
            counts.iter().map(move |count| list.iter().copied().chain([*count]).collect()).collect::<Vec<Vec<i128>>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all.into_iter().map(Plan::Some).collect()
}

/// How many choices there are, at most.
pub fn choices(request: &Request) -> u64 {
    let (till, candidates) = Till::open(request);
    let playing = candidates.iter().filter(|candidate| candidate.turn != Turn::Earn);
    playing.map(|candidate| 1 + plans(&till, candidate).len() as u64).fold(1, u64::saturating_mul)
}

/// The best of all choices.
pub fn best(request: &Request) -> Score {
    let (till, candidates) = Till::open(request);
    let mut best = (i128::MAX, 0, 0);
    every(&till, &candidates, 0, &mut Vec::new(), &mut best);
    best
}

fn every(till: &Till<'_>, candidates: &[Candidate<'_>], at: usize, taken: &mut Vec<usize>, best: &mut Score) {
    let Some(candidate) = candidates.get(at).filter(|candidate| candidate.turn != Turn::Earn) else {
        let (coupons, offers) = (till.coupons, till.offers);
        *best = (*best).min((till.clone().close(candidates).payable, coupons, offers));
        return;
    };
    let rival = |other: &usize| {
        let other = &candidates[*other];
        let group = &candidate.offer.stacking_group;
        other.place != candidate.place && group.is_some() && other.offer.stacking_group == *group
    };
    if !taken.iter().any(rival) {
        for plan in plans(till, candidate) {
            let mut own = till.clone();
            if own.play(candidate, &plan) {
                taken.push(at);
                every(&own, candidates, at + 1, taken, best);
                taken.pop();
            }
        }
    }
    let mut own = till.clone();
    own.play(candidate, &Plan::Leave);
    every(&own, candidates, at + 1, taken, best);
}
