//! `percent`: a rate off the running (or list) value of the selected units.
//!
//! Rounded by `options.percent_rounding`, once for each group (or for each piece, or for all together). 15 % off 3 x 0.99:
//! 2.97 x 0.15 = 0.4455, so 0.45 off, whether the three stand on one line or on three; for each piece it is
//! 0.99 x 0.15 = 0.1485, so 3 x 0.15 = 0.45; 10 % of 3 x 0.25 is 0.08 by group and 3 x 0.03 = 0.09 by piece.

use crate::money::Overflow;
use crate::price::check_offer::{Flaw, rate};
use crate::price::exact::{MILLION, WHOLE, add, div, mul, rem, sub, sum};
use crate::price::part::{Part, by_group, spread};
use crate::price::request::{Offer, PercentBase, PercentLevel, Rounding};
use crate::price::work::Scene;
use crate::quantity::Percent;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    rate(offer)
}

pub(in crate::price) fn off(scene: &Scene<'_>, rate: Percent, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    let options = scene.basket.options;
    let rounding = options.percent_rounding;
    let base = |part: &Part| if options.percent_base == PercentBase::List { part.list } else { part.value };
    match options.percent_level {
        PercentLevel::Group => by_group(scene, parts, &|group| rounding.divide(mul(base(group), rate.wide())?, WHOLE)),
        PercentLevel::Basket => {
            let all = sum(parts.iter().map(base))?;
            spread(scene, rounding.divide(mul(all, rate.wide())?, WHOLE)?, parts)
        }
        PercentLevel::Unit => {
            let one = |part: &Part| Ok(by_unit(base(part), part, rate, rounding)?.min(part.room));
            parts.iter().map(one).collect()
        }
    }
}

fn by_unit(base: i128, part: &Part, rate: Percent, rounding: Rounding) -> Result<i128, Overflow> {
    let each_off = |each: i128| rounding.divide(mul(each, rate.wide())?, WHOLE);
    if !part.pieces || part.units == 0 {
        return each_off(base);
    }
    let count = div(part.units, MILLION)?;
    let (each, dearer) = (div(base, count)?, rem(base, count)?);
    add(mul(each_off(add(each, 1)?)?, dearer)?, mul(each_off(each)?, sub(count, dearer)?)?)
}
