//! The engine against a second, naive one: the same answer for every random basket, to the cent.
//!
//! `PRICE_BASKETS=200000` tries more of them, `PRICE_SEED` begins elsewhere.
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

use till::price::answer::Priced;
use till::price::price;
use till::price::request::{Request, Returns};

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// What the two say, if it is not the same.
fn differ(request: &Request) -> Option<String> {
    let engine = naive::told(&price(&request.basket()).ok()?);
    let request = request.clone();
    let naive = std::panic::catch_unwind(|| naive::price(&request)).unwrap_or("panicked\n".to_owned());
    (engine != naive).then(|| format!("engine:\n{engine}naive:\n{naive}"))
}

/// A basket of everything: at times with a campaign, at times with goods that come back.
fn thrown(seed: u64) -> Request {
    let mut dice = shop::Dice(seed);
    let mut request = shop::thrown(&mut dice, 5, 4);
    if dice.roll(4) == 0 {
        let (code, operation, _) = naive::campaign::ALL[dice.roll(naive::campaign::ALL.len() as u64) as usize];
        request.offers.push(shop::sold::campaign(&mut dice, 9, (code, operation)));
    }
    match dice.roll(8) {
        0 | 1 => shop::sold::some_back(&mut dice, &mut request),
        2 => {
            let sale = shop::thrown(&mut dice, 4, 4);
            shop::sold::repriced(&mut dice, &mut request, sale);
        }
        _ => {}
    }
    request
}

/// Baskets with these seeds, as small as they can be and still differ.
fn compare(seeds: impl Iterator<Item = u64>) {
    for seed in seeds {
        let request = thrown(seed);
        if let Err(error) = price(&request.basket()) {
            let request =
                smaller::smallest(request, &|request| price(&request.basket()).err().as_ref() == Some(&error));
            panic!("seed {seed}\n{error}\n{}", smaller::told(&request));
        }
        if differ(&request).is_some() {
            let request = smaller::smallest(request, &|request| differ(request).is_some());
            let story = smaller::told(&request);
            panic!("seed {seed}\n{story}\n{}", differ(&request).unwrap_or_default());
        }
    }
}

/// What the comparison is worth for sales that are priced again: some return carries something, and changes what is kept.
#[test]
fn some_baskets_price_a_sale_again() {
    let all = (1..2_000).map(thrown).filter(|request| request.options.returns == Returns::Reprice);
    let priced: Vec<_> = all.filter_map(|request| price(&request.basket()).ok()).collect();
    let some = |what: &dyn Fn(&Priced) -> bool| priced.iter().filter(|priced| what(priced)).count();
    assert!(some(&|priced| priced.refunds.iter().any(|back| !back.kept && !back.amount.is_zero())) > 20);
    assert!(some(&|priced| priced.refunds.iter().any(|back| back.kept)) > 5);
    assert!(some(&|priced| priced.carried.iter().any(|sale| sale.carried.is_positive())) > 1);
}

#[test]
fn the_engine_agrees_with_the_naive_one() {
    let (from, count) = (number("PRICE_SEED", 1), number("PRICE_BASKETS", 20_000));
    let other = std::thread::spawn(move || compare((from..from + count).step_by(2)));
    compare((from + 1..from + count).step_by(2));
    other.join().unwrap();
}
