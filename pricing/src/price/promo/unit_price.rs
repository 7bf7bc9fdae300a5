//! `unit_price`: a fixed price for each unit; it never makes anything dearer.
//!
//! 3 at 1.99 for 1.49 each: 5.97 - 4.47 = 1.50 off. Measured goods: 0.735 kg at 2.49 cost 1.83; at 1.99 a kilogram they
//! cost 1.46265, so 1.46, which is 0.37 off. Units of a group that cost less than others by now are looked at apart, so that
//! those below the price do not count against those above.

use crate::money::Overflow;
use crate::price::check_offer::{Flaw, flaw};
use crate::price::exact::{MILLION, mul, sub};
use crate::price::part::{Part, by_part};
use crate::price::request::{Offer, Rounding};
use crate::price::work::Scene;
use crate::quantity::UnitPrice;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    if offer.unit_price.is_none() {
        return Err(flaw("unit_price", "needed: the price of one unit"));
    }
    Ok(())
}

pub(super) fn off(scene: &Scene<'_>, price: UnitPrice, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    let minor = scene.basket.currency.minor_per_major();
    by_part(parts, &|part| {
        let exact = mul(mul(price.wide(), minor)?, part.units)?;
        sub(part.value, Rounding::HalfUp.divide(exact, mul(MILLION, MILLION)?)?)
    })
}
