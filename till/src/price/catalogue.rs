//! The offers of a pack, made ready once: checked, in their order, and found by what they name.
//!
//! What must hold: pricing with a catalogue and without one give the same answer; with one, offers that match no line
//! cost nothing.

use super::check_offer::check_offers;
use super::error::PriceError;
use super::promo::{Stage, stage_of};
use super::request::Offer;
use super::select::{Places, offers_by_name};
use crate::map::sort;
use crate::names::Id;

/// Offers made ready to be looked at by many baskets.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// By place of the offer: its rank in the order of stages, priorities and ids.
    pub(super) rank: Vec<usize>,
    pub(super) by: Places,
    /// Places of those that look at everything.
    pub(super) all: Vec<usize>,
}

impl Catalogue {
    /// Checks the offers and makes them ready.
    ///
    /// # Errors
    /// The first offer that lacks what its kind needs, or an id that stands twice, by its path `offers[..]`.
    pub fn new(offers: &[Offer]) -> Result<Catalogue, PriceError> {
        check_offers(offers)?;
        let places = offers.iter().enumerate();
        let mut order: Vec<(Stage, u32, &Id, usize)> =
            places.map(|(place, offer)| (stage_of(offer), offer.priority, &offer.id, place)).collect();
        sort(&mut order, &Ord::cmp);
        let mut rank = vec![0; offers.len()];
        for (at, (.., place)) in order.into_iter().enumerate() {
            if let Some(rank) = rank.get_mut(place) {
                *rank = at;
            }
        }
        let (by, all) = offers_by_name(offers);
        Ok(Catalogue { rank, by, all })
    }
}
