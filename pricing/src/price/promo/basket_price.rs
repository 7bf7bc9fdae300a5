//! `basket_price`: the selected lines cost a fixed price together; it never makes anything dearer.
//!
//! 20.00 and 9.99 for 25.00: 4.99 off, shared by what they cost: 3.33 and 1.66.

use crate::price::check_offer::{Flaw, flaw};
use crate::price::exact::{sub, sum};
use crate::price::part::{Part, spread};
use crate::price::promo::Gift;
use crate::price::request::Offer;
use crate::price::why_not::Verdict;
use crate::price::work::Scene;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    match offer.amount {
        None => Err(flaw("amount", "needed: what all of it costs")),
        Some(amount) if amount.is_negative() => Err(flaw("amount", "an amount from 0")),
        Some(_) => Ok(()),
    }
}

pub(super) fn give(scene: &Scene<'_>, offer: &Offer, parts: &[Part]) -> Verdict<Gift> {
    let value = sum(parts.iter().map(|part| part.value))?;
    let off = sub(value, offer.amount.unwrap_or_default().wide())?.max(0);
    let offs = if off == 0 { vec![0; parts.len()] } else { spread(scene, off, parts)? };
    Ok(Ok(Gift::of(parts, offs)))
}
