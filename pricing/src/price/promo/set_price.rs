//! `set_price`: every set costs `amount`: N for a price over whatever is selected (mix and match), or a bundle of `parts`.
//!
//! Sets are made of the dearest units first; a set that costs no more than the price is left alone. The saving is shared
//! over the units of the set by what they cost.
//!
//! 2 for 5.00 of 3.50, 3.00, 2.00: (3.50 3.00) costs 6.50, so 1.50 off: 0.81 and 0.69. A sandwich 4.20, a drink 2.00 and
//! crisps 1.30 for 6.00: 1.50 off.

use crate::price::check_offer::{Flaw, flaw};
use crate::price::request::Offer;
use crate::price::sets::{Need, Reward, Sets};
use crate::price::work::Scene;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    match offer.amount {
        None => return Err(flaw("amount", "needed: what a set costs")),
        Some(amount) if amount.is_negative() => return Err(flaw("amount", "an amount from 0")),
        Some(_) => {}
    }
    check_needs(offer)
}

/// Either `buy` or `parts`.
pub(super) fn check_needs(offer: &Offer) -> Result<(), Flaw> {
    match (offer.buy, offer.parts.as_slice()) {
        (None | Some(0), []) => Err(flaw("buy", "needed: units in a set, or parts")),
        (Some(_), [_, ..]) => Err(flaw("parts", "either buy or parts")),
        (_, parts) if parts.len() > 16 => Err(flaw("parts", "at most 16")),
        (_, parts) => match parts.iter().position(|part| part.quantity == 0) {
            Some(at) => Err(flaw("quantity", "a quantity from 1").within("parts", at)),
            None => Ok(()),
        },
    }
}

/// What a set is made of.
pub(super) fn needs(scene: &Scene<'_>, offer: &Offer) -> Vec<Need> {
    let need = |groups, count| Need { groups, count, rewarded: None, shares: false };
    if offer.parts.is_empty() {
        return vec![need(None, i128::from(offer.buy.unwrap_or(1)))];
    }
    offer.parts.iter().map(|part| need(Some(scene.find(&part.select)), i128::from(part.quantity))).collect()
}

pub(super) fn sets(scene: &Scene<'_>, offer: &Offer) -> Sets {
    Sets {
        needs: needs(scene, offer),
        reward: Reward::Price(offer.amount.unwrap_or_default().wide()),
        same_product: offer.same_product,
    }
}
