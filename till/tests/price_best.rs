//! `choice: best` against brute force: every choice of the space worked out by the naive engine.
//!
//! `PRICE_BASKETS=20000` tries more baskets, `PRICE_SEED` begins elsewhere.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "small numbers"
)]
#![allow(clippy::disallowed_methods, reason = "how many baskets are tried is asked of the environment")]

#[path = "price/naive/mod.rs"]
#[allow(dead_code, reason = "shared by several test programs")]
mod naive;
#[path = "price/shop.rs"]
#[allow(dead_code, reason = "shared by several test programs")]
mod shop;
#[path = "price/smaller.rs"]
mod smaller;

use naive::best::{Score, best, choices};
use till::price::answer::Priced;
use till::price::price;
use till::price::request::{Choice, Request};

/// More than any search of these baskets needs.
const PLENTY: u32 = 2_000_000;

/// The most choices of a basket that is tried.
const MOST: u64 = 600;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn searched(request: &Request, nodes: u32) -> Option<Priced> {
    let mut request = request.clone();
    request.options.search_nodes = nodes;
    price(&request.basket()).ok()
}

/// What the answer comes to, as the search compares it.
fn score(request: &Request, priced: &Priced) -> Score {
    let given = priced.adjustments.iter().filter(|item| item.reason_code.as_str() != "allowance");
    let given: Vec<_> = given.chain(&priced.tendered).collect();
    let single = |id: &till::names::Id| request.coupons.iter().any(|coupon| coupon.id == *id && coupon.single_use);
    let coupons = given.iter().filter(|item| item.coupon_id.as_ref().is_some_and(single)).count();
    (priced.totals.payable.wide(), coupons as u32, given.len() as u32)
}

/// By how much rounding may make fewer units cheaper than all of them, which is not searched for: a minor unit for each
/// offer that takes a percentage off some units of some groups.
fn rounded(request: &Request) -> i128 {
    use till::price::request::OfferKind;
    let free = |offer: &&till::price::request::Offer| match offer.kind {
        OfferKind::SetOff => offer.amount.is_none(),
        OfferKind::BuyGet => offer.amount.is_none(),
        _ => offer.exclusive,
    };
    request.offers.iter().filter(free).count() as i128
}

/// What is wrong with the search of a basket.
fn wrong(request: &Request) -> Option<String> {
    if request.options.choice != Choice::Best || choices(request) > MOST {
        return None;
    }
    let priced = searched(request, PLENTY)?;
    let (found, optimum) = (score(request, &priced), best(request));
    let search = priced.search.unwrap();
    let near = optimum.0 < found.0 && found.0 <= optimum.0 + rounded(request);
    if found != optimum && !near || !search.proof || search.bound != priced.totals.payable {
        return Some(format!("found {found:?}, best {optimum:?}, {search:?}"));
    }
    for nodes in [0, 1, 2, 5, 12] {
        let priced = searched(request, nodes).unwrap();
        let search = priced.search.unwrap();
        let payable = priced.totals.payable.wide();
        let most = optimum.0 + rounded(request);
        if search.bound.wide() > most || payable < optimum.0 || search.proof && payable > most {
            return Some(format!("with {nodes} nodes: {payable}, best {optimum:?}, {search:?}"));
        }
    }
    None
}

/// How many baskets with these seeds are small enough; the first that is wrong, made small.
fn prove(seeds: impl Iterator<Item = u64>) -> usize {
    let mut count = 0;
    for seed in seeds {
        let request = shop::competing(&mut shop::Dice(seed), 3, 4);
        let most = choices(&request);
        if !(3..=MOST).contains(&most) {
            continue;
        }
        count += 1;
        if wrong(&request).is_some() {
            let request = smaller::smallest(request, &|request| wrong(request).is_some());
            panic!("seed {seed}\n{}\n{}", smaller::told(&request), wrong(&request).unwrap_or_default());
        }
    }
    count
}

#[test]
fn nothing_is_better_than_what_the_search_proves() {
    let (from, count) = (number("PRICE_SEED", 1), number("PRICE_BASKETS", 4_000));
    let other = std::thread::spawn(move || prove((from..from + count).step_by(2)));
    let tried = prove((from + 1..from + count).step_by(2)) + other.join().unwrap();
    println!("{tried} baskets tried");
    assert!(tried as u64 > count / 4, "{tried} baskets were small enough");
}
