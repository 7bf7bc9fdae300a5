//! The offers of a pack, made ready once: checked, in their order, and found by what they name.
//!
//! What must hold: pricing with a catalogue and without one give the same answer; with one, offers that match no line
//! cost nothing.

use super::check_offer::check_offers;
use super::error::PriceError;
use super::promo::stage_of;
use super::request::Offer;
use super::select::{Places, offers_by_name};
use crate::map::{sort_keys, sort_places};

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
        // By numbers first: few offers are left to be compared by their ids.
        let key = |offer: &Offer| stage_of(offer).rank() << u32::BITS | u64::from(offer.priority);
        let mut keys: Vec<(u64, usize)> = offers.iter().enumerate().map(|(place, offer)| (key(offer), place)).collect();
        sort_keys(&mut keys);
        let id = |place: usize| offers.get(place).map(|offer| &offer.id);
        let mut rank = vec![0; offers.len()];
        let mut next = 0..;
        for same in keys.chunk_by(|a, b| a.0 == b.0) {
            let mut places: Vec<usize> = same.iter().map(|(_, place)| *place).collect();
            sort_places(&mut places, &|a, b| id(a).cmp(&id(b)));
            for (place, at) in places.into_iter().zip(&mut next) {
                if let Some(rank) = rank.get_mut(place) {
                    *rank = at;
                }
            }
        }
        let (by, all) = offers_by_name(offers);
        Ok(Catalogue { rank, by, all })
    }
}
