//! `set_off`: a rate or an amount off every set: groups of N over whatever is selected, or a bundle of `parts`.
//!
//! Every 3 units 10 % off: of 4.00, 3.00, 2.00, 1.00 the set is (4.00 3.00 2.00), 0.90 off; 1.00 is left over. 1.00 off
//! every 2: 1.00 x 2 for four units, shared by what they cost.

use super::How;
use super::set_price::{check_needs, needs};
use crate::price::check_offer::{Flaw, amount, flaw, rate};
use crate::price::request::Offer;
use crate::price::sets::{Reward, Sets};
use crate::price::work::Scene;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    match (offer.percent, offer.amount) {
        (Some(_), Some(_)) => return Err(flaw("amount", "either percent or amount")),
        (None, Some(_)) => amount(offer)?,
        _ => rate(offer)?,
    }
    check_needs(offer)
}

pub(super) fn sets(scene: &Scene<'_>, offer: &Offer) -> Sets {
    let reward = match offer.amount {
        Some(amount) => Reward::Off(amount.wide()),
        None => Reward::Units { how: How::Percent(offer.percent.unwrap_or_default()), pick: None },
    };
    Sets { needs: needs(scene, offer), reward, same_product: offer.same_product }
}
