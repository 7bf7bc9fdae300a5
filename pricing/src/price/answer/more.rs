//! What else an answer says: why offers did not apply, what is near, what is earned.

use super::NamedAmount;
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::quantity::{Percent, Quantity};
use crate::shape;

shape! {
    /// Why an offer did not apply.
    pub struct WhyNot {
        /// The offer.
        offer_id: Id,
        /// The coupon that asked for it.
        coupon_id: Option<Id>,
        /// The reason.
        code: WhyNotCode,
        /// How much more of the selected lines it takes.
        missing_quantity: Option<Quantity>,
        /// How much more value it takes, minor units; of `would_forfeit` what would be lost.
        missing_value: Option<Amount>,
        /// `not_combinable`, `lost_to_better`: the offer that stands in the way, where it is one.
        other: Option<Id>,
    }
}

shape! {
    /// Reasons for which an offer does not apply.
    pub enum WhyNotCode {
        /// Its time has not come.
        NotYetValid = "not_yet_valid",
        /// Its time is over.
        Expired = "expired",
        /// Not on this day or at this hour.
        WrongTime = "wrong_time",
        /// Not in this store.
        WrongStore = "wrong_store",
        /// Not at this till.
        WrongTill = "wrong_till",
        /// Not in this channel.
        WrongChannel = "wrong_channel",
        /// Not with this tender.
        WrongTender = "wrong_tender",
        /// Only for members, or for other members.
        WrongCustomer = "wrong_customer",
        /// Its coupon was not presented.
        NeedsCoupon = "needs_coupon",
        /// The customer has not chosen it.
        NotChosen = "not_chosen",
        /// No line matches.
        NeedsLine = "needs_line",
        /// Not enough of the selected lines.
        BelowQuantity = "below_quantity",
        /// Not enough value.
        BelowValue = "below_value",
        /// Something holds that must not.
        Excluded = "excluded",
        /// The matching lines may not be discounted.
        NotDiscountable = "not_discountable",
        /// Another offer has taken the lines.
        NotCombinable = "not_combinable",
        /// With another offer, or without this one, the customer pays less.
        LostToBetter = "lost_to_better",
        /// It finds nothing to take off: the lines are at zero or at their floor, or cost no more than it would make them.
        NothingLeft = "nothing_left",
        /// A limit is used up.
        UsedUp = "used_up",
        /// Its own rule cannot be worked out for this basket: a campaign that divides by zero.
        Faulty = "faulty",
        /// It would give more than its cap or budget, and is then refused as a whole.
        OverCap = "over_cap",
        /// So much of the coupon would be lost that the customer is to be asked.
        WouldForfeit = "would_forfeit",
    }
}

shape! {
    /// An offer that is nearly reached.
    pub struct Nudge {
        /// The offer.
        offer_id: Id,
        /// What the customer reads.
        name: Label,
        /// How much more of the selected lines it takes.
        missing_quantity: Option<Quantity>,
        /// How much more value it takes, minor units.
        missing_value: Option<Amount>,
        /// Products that would count, as the offer names them: those of the part of a bundle, or of the condition, that lacks
        /// something; none for the whole basket.
        products: Vec<Id>,
        /// Categories that would count, as the offer names them.
        categories: Vec<Id>,
        /// Brands that would count, as the offer names them.
        brands: Option<Vec<Id>>,
        /// Tags that would count, as the offer names them.
        tags: Option<Vec<Id>>,
    }
}

shape! {
    /// Units that an offer would reward if they were added.
    pub struct Proposal {
        /// The offer.
        offer_id: Id,
        /// How many units.
        quantity: u32,
        /// The products to choose from; empty: see `categories`.
        products: Vec<Id>,
        /// The categories to choose from.
        categories: Vec<Id>,
    }
}

shape! {
    /// What is earned.
    pub struct Earned {
        /// The offer.
        offer_id: Id,
        /// What it is.
        kind: EarnedKind,
        /// Points or stamps; minor units for cashback.
        amount: Amount,
        /// By line id, in the order of the request; empty if it is not earned by lines.
        shares: Vec<NamedAmount>,
        /// Who pays for it: the offer's funder, or `shop`.
        funded_by: Id,
    }
}

shape! {
    /// What is earned.
    pub enum EarnedKind {
        /// Points.
        Points = "points",
        /// Stamps.
        Stamps = "stamps",
        /// Money for the next purchase.
        Cashback = "cashback",
    }
}

shape! {
    /// A voucher for later.
    pub struct VoucherOut {
        /// The offer.
        offer_id: Id,
        /// The coupon scheme of the voucher.
        scheme: Id,
        /// How many.
        count: u32,
        /// What it is worth, if the offer says so, minor units.
        amount: Option<Amount>,
        /// What it takes off, if the offer says so.
        percent: Option<Percent>,
    }
}
