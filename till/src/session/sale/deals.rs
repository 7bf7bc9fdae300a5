//! What the customer may choose of the pack's offers, and has chosen.

use crate::names::Id;
use crate::shape;

shape! {
    /// The customer and the offers that are to be chosen.
    pub struct Deals {
        /// Those that the customer may choose now, in the order of the pack.
        open: Vec<Id>,
        /// What the customer said of them, the last word each.
        said: Vec<Chosen>,
    }
}

shape! {
    /// What the customer said of an offer.
    pub struct Chosen {
        /// The offer.
        offer_id: Id,
        /// Yes: chosen. No: declined.
        yes: bool,
    }
}

shape! {
    /// The customer may choose among other offers, or has chosen.
    pub struct DealsSet {
        /// All there is.
        deals: Deals,
    }
}

impl Deals {
    /// Nothing to choose from.
    #[must_use]
    pub fn none() -> Deals {
        Deals { open: Vec::new(), said: Vec::new() }
    }

    /// What was said of an offer.
    #[must_use]
    pub fn of(&self, offer_id: &Id) -> Option<bool> {
        self.said.iter().find(|said| said.offer_id == *offer_id).map(|said| said.yes)
    }

    /// Takes in what is said of an offer.
    pub(in crate::session) fn say(&mut self, offer_id: &Id, yes: bool) {
        self.said.retain(|said| said.offer_id != *offer_id);
        self.said.push(Chosen { offer_id: offer_id.clone(), yes });
    }
}
