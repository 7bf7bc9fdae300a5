//! `price(request) -> priced basket`: an ordered list of named steps. See docs/pricing.md.
//!
//! What must hold: the same request gives the same answer everywhere; the sum of the parts is always the total; how units
//! are spread over lines and in which order lines stand changes no total; nothing falls below zero or its floor, and no
//! discount touches a deposit, a fee, a service or stored value.

mod allowance;
pub mod answer;
mod basket;
pub mod campaign;
mod check;
mod condition;
mod deal;
mod error;
mod exact;
mod give;
mod group;
mod ids;
mod json;
mod part;
mod promo;
pub mod request;
mod round;
mod select;
mod split;
mod tax;
mod total;
mod value;
mod why_not;
mod work;

pub use basket::Basket;
pub use check::check_offer;
pub use error::PriceError;
pub use json::price_json;
pub use promo::step_of;
pub use total::cash_round;

use answer::Priced;
use work::{Row, Work};

/// A step of the calculation.
type StepFn = fn(&mut Work<'_>) -> Result<(), PriceError>;

/// The calculation, in order. Floors and caps hold within every step that gives something ([`give`]), so nothing given is
/// ever taken back.
const STEPS: [(&str, StepFn); 10] = [
    ("groups", group::step),
    ("list value", value::list),
    ("register reductions", value::reductions),
    ("item deals", deal::items),
    ("set deals", deal::sets),
    ("basket deals", deal::basket),
    ("coupons", deal::coupons),
    ("reward payouts", deal::rewards),
    ("taxes", tax::step),
    ("cash rounding", total::cash),
];

/// Prices a basket.
///
/// # Errors
/// What cannot be priced is refused as a whole: the error names the path in the request, a stable code and the reason.
pub fn price(basket: &Basket<'_>) -> Result<Priced, PriceError> {
    let mut work = Work {
        basket: *basket,
        taxes: check::check(basket)?,
        rows: vec![Row::default(); basket.lines.len()],
        order: Vec::new(),
        groups: Vec::new(),
        index: select::Index::default(),
        before: 0,
        adjustments: Vec::new(),
        why_not: Vec::new(),
        tax_rows: Vec::new(),
        net: 0,
        tax: 0,
        cash: 0,
    };
    STEPS.iter().try_for_each(|(_, step)| step(&mut work))?;
    Ok(Priced {
        currency: basket.currency,
        lines: total::lines(&work)?,
        totals: total::totals(&work)?,
        adjustments: work.adjustments,
        taxes: work.tax_rows,
        why_not: work.why_not,
    })
}
