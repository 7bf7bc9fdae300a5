//! Module boost: what offers there are for this customer now, and which of them are taken.

use crate::money::Amount;
use crate::names::{Id, Label};
use crate::price::answer::WhyNotCode;
use crate::quantity::Quantity;
use crate::shape;
use crate::time::Instant;

shape! {
    /// `boost.select` and `boost.decline`.
    pub struct OfferChoice {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The offer: one with `needs_choice`.
        offer_id: Id,
    }
}

shape! {
    /// Answer to `boost.offers`: every offer of the pack whose time, place and customer are right, but those that a coupon
    /// brings.
    pub struct Offers {
        /// In the order of the pack.
        offers: Vec<OfferState>,
    }
}

shape! {
    /// Event `offer.available`: the customer may choose offers that were not there before.
    pub struct OffersAvailable {
        /// The basket.
        basket_ref: Id,
        /// The new ones.
        offers: Vec<OfferName>,
    }
}

shape! {
    /// An offer by its name.
    pub struct OfferName {
        /// The offer.
        offer_id: Id,
        /// What the customer reads.
        name: Label,
    }
}

shape! {
    /// An offer as it stands for this customer and basket.
    pub struct OfferState {
        /// The offer.
        offer_id: Id,
        /// What the customer reads.
        name: Label,
        /// For whom it is.
        kind: OfferFor,
        /// How it stands.
        state: OfferStanding,
        /// It gives nothing before the customer has chosen it.
        needs_choice: bool,
        /// What it takes off: zero or negative. Of one that is to be chosen: what it would take off.
        amount: Amount,
        /// Why it takes nothing off.
        why: Option<WhyNotCode>,
        /// How much more of its goods it takes.
        missing_quantity: Option<Quantity>,
        /// How much more value it takes, minor units.
        missing_value: Option<Amount>,
        /// It ends at this moment.
        until: Option<Instant>,
    }
}

shape! {
    /// For whom an offer is.
    pub enum OfferFor {
        /// Everybody.
        Store = "store",
        /// Members, or those of a group or tier.
        Member = "member",
        /// This customer: by birthday or number of purchases, or a member's own choice.
        Personal = "personal",
        /// The payout of a programme.
        Reward = "reward",
    }
}

shape! {
    /// How an offer stands.
    pub enum OfferStanding {
        /// It can be had: something is missing, or it is to be chosen.
        Available = "available",
        /// It was chosen, and something is missing.
        Activated = "activated",
        /// It was declined.
        Declined = "declined",
        /// It gives something in this basket.
        Applied = "applied",
        /// Its limit is reached.
        UsedUp = "used_up",
    }
}
