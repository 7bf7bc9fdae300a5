//! `price(basket) -> priced basket`: an ordered list of named steps. See docs/pricing.md.
//!
//! What must hold: the same request gives the same answer everywhere; the sum of the parts is always the total; how units
//! are spread over lines and in which order lines stand changes no total; nothing falls below zero or its floor, and no
//! discount touches a deposit, a fee, a service or stored value.

mod allowance;
pub mod answer;
mod basket;
pub mod campaign;
mod candidate;
mod catalogue;
mod check;
mod check_offer;
mod choice;
mod condition;
mod deal;
mod error;
mod exact;
mod finish;
mod fit;
mod group;
mod ids;
mod json;
mod part;
mod payable;
mod payment;
mod promo;
mod refund;
pub mod request;
mod reward;
mod round;
mod run;
mod search;
mod select;
mod sets;
mod sheet;
mod split;
mod tax;
mod value;
mod why_not;
mod work;

pub use basket::Basket;
pub use catalogue::Catalogue;
pub use check_offer::{Flaw, check_offer};
pub use condition::{birthday_as_near, is_open_to};
pub use error::PriceError;
pub use json::price_json;
pub use payable::cash_round;
pub use promo::step_of;
pub use select::selects;
pub use select::selects_everything;

use answer::Priced;
use choice::{Decision, decide};
use request::{Choice, Detail};
use sheet::Sheet;
use work::{Row, Scene};

/// Prices a basket. The steps, in order: 0 groups, 1 list values, 2 register reductions (and what comes back); then the
/// choice of offers; 3 item deals, 4 set deals, 5 basket deals and the cashier's discounts, 6 coupons, 7 reward payouts,
/// 8 what others pay and what is earned; 9 charges and taxes; 10 tenders and cash rounding. Floors and caps hold within
/// every step that gives something, so nothing given is ever taken back.
///
/// # Errors
/// What cannot be priced is refused as a whole: the error names the path in the request, a stable code and the reason.
pub fn price(basket: &Basket<'_>) -> Result<Priced, PriceError> {
    let taxes = check::check(basket)?;
    let own;
    let catalogue = match basket.catalogue {
        Some(ready) => ready,
        None => {
            own = Catalogue::new(basket.offers)?;
            &own
        }
    };
    let (groups, order) = group::groups(basket, &taxes)?;
    let index = select::Index::new(basket.lines, &groups);
    let mut scene =
        Scene { basket: *basket, taxes, order, groups, index, rows: Vec::new(), back: refund::Back::default() };
    let mut rows = vec![Row::default(); basket.lines.len()];
    value::list(&scene, &mut rows)?;
    let mut state = value::reductions(&mut scene, &mut rows)?;
    let refunds = refund::values(&mut scene, &mut rows)?;
    scene.rows = rows;

    let all = basket.options.detail == Detail::Full;
    let candidates = candidate::candidates(&scene, catalogue, &mut state, all)?;
    let (mut decisions, found) = if basket.options.choice == Choice::Best {
        let mut found = search::search(&scene, &state, &candidates)?;
        (std::mem::take(&mut found.decisions), Some(found))
    } else {
        (decide(&scene, &state, &candidates)?, None)
    };
    let mut sheet = Sheet { rows: scene.rows.clone(), ..Sheet::default() };
    run::run(&scene, &mut state, &candidates, &mut decisions, &mut sheet)?;
    let earning = candidates.partition_point(|candidate| candidate.stage < promo::Stage::Earn);
    promo::earn::step(&scene, &state, candidates.get(earning..).unwrap_or(&[]), &mut sheet)?;

    let bill = payable::bill(&scene, &sheet.rows, sheet.face)?;
    let nudges = why_not::nudges(&scene, catalogue, &candidates, &sheet.near)?;
    finish::finish(&scene, sheet, &bill, finish::Rest { refunds, nudges, found })
}

impl Decision {
    /// Whether it applies if it can.
    fn takes(&self) -> bool {
        !matches!(self, Decision::Drop(_))
    }
}
