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
use till::price::request::{Choice, Request, SettlesAs, Step};

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

/// What is wrong with the search of a basket.
fn wrong(request: &Request) -> Option<String> {
    if request.options.choice != Choice::Best || choices(request) > MOST {
        return None;
    }
    let priced = searched(request, PLENTY)?;
    let (found, optimum) = (score(request, &priced), best(request));
    let search = priced.search.unwrap();
    if found != optimum || !search.proof || search.bound != priced.totals.payable {
        return Some(format!("found {found:?}, best {optimum:?}, {search:?}"));
    }
    for nodes in [0, 1, 2, 5, 12] {
        let priced = searched(request, nodes).unwrap();
        let search = priced.search.unwrap();
        let payable = priced.totals.payable.wide();
        if search.bound.wide() > optimum.0 || payable < optimum.0 || search.proof && payable > optimum.0 {
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

/// One offer and nothing that competes with it, on few goods at odd prices.
fn alone(seed: u64) -> Request {
    let mut dice = shop::Dice(seed);
    let mut request = shop::competing(&mut dice, 4, 0);
    let (kind, size, wide) = (4 + dice.roll(4) as usize, 1 + dice.roll(399) as u32, dice.roll(4));
    let category = if wide > 0 { 3 } else { dice.roll(3) as usize };
    // At times parts, other products to get, from the other end, a limit, a coupon.
    let switches = [0, 1 << 17, 1 << 16, 1 << 22 | 1 << 16, 1 << 22, 1 << 5, 1 << 7, 1 << 8, 1 << 23, 1 << 3];
    let offer = shop::offer(0, kind, size, category, switches[dice.roll(10) as usize]);
    request.offers = vec![till::price::request::Offer { settles_as: SettlesAs::Discount, ..offer }];
    request.allowances.clear();
    request.coupons.truncate(1);
    for line in &mut request.lines {
        let cents = [3, 5, 7, 10, 15, 25, 33][dice.roll(7) as usize];
        if line.unit_price.is_some() {
            line.unit_price = till::quantity::UnitPrice::new(cents * 10_000);
        }
    }
    request
}

/// Offers that need nearly all of the basket, so that what one takes off keeps another away.
fn tied(seed: u64) -> Request {
    let mut dice = shop::Dice(seed);
    let mut request = shop::competing(&mut dice, 3, 4);
    let mut bare = request.clone();
    bare.offers.clear();
    let value = price(&bare.basket()).unwrap().totals.list.minor().max(1);
    for offer in &mut request.offers {
        if dice.roll(3) > 0 {
            let least = value * (60 + dice.roll(41) as i64) / 100;
            offer.when.min_basket = till::money::Amount::new(least).ok();
            offer.step = [None, None, Some(Step::Basket), Some(Step::Item)][dice.roll(4) as usize];
        }
    }
    request
}

#[test]
fn nothing_is_better_where_thresholds_tie_offers_together() {
    proven(&tied);
}

/// Fewer units can be cheaper than all of them: each kind of set leaves other units over, and rounds other sums.
#[test]
fn nothing_is_better_for_an_offer_alone() {
    proven(&alone);
}

/// Tries baskets that are made like this.
fn proven(make: &dyn Fn(u64) -> Request) {
    let (from, count) = (number("PRICE_SEED", 1), number("PRICE_BASKETS", 4_000));
    let mut tried = 0;
    for seed in from..from + count {
        let request = make(seed);
        let most = choices(&request);
        if (3..=MOST).contains(&most) {
            tried += 1;
            if wrong(&request).is_some() {
                let request = smaller::smallest(request, &|request| wrong(request).is_some());
                panic!("seed {seed}\n{}\n{}", smaller::told(&request), wrong(&request).unwrap_or_default());
            }
        }
    }
    println!("{tried} baskets tried");
    assert!(tried > count / 8, "{tried} baskets were small enough");
}

#[test]
fn nothing_is_better_than_what_the_search_proves() {
    let (from, count) = (number("PRICE_SEED", 1), number("PRICE_BASKETS", 4_000));
    let other = std::thread::spawn(move || prove((from..from + count).step_by(2)));
    let tried = prove((from + 1..from + count).step_by(2)) + other.join().unwrap();
    println!("{tried} baskets tried");
    assert!(tried as u64 > count / 4, "{tried} baskets were small enough");
}
