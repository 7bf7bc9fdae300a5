//! What the customer is told of deals: what is one step away, and what the purchase earns.

use crate::money::Amount;
use crate::names::{Id, Label};
use crate::price::answer::EarnedKind;
use crate::quantity::Quantity;

/// An offer that is nearly reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearView {
    /// The pack's sentence with a place `{missing}`, or the offer's name.
    pub text: String,
    /// Whether `text` is such a sentence.
    pub sentence: bool,
    /// So many more units or so much more measure is missing; else `value`.
    pub quantity: Option<Quantity>,
    /// So much more value is missing.
    pub value: Amount,
}

/// What the purchase earns of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarnView {
    /// Points, stamps or money.
    pub kind: EarnedKind,
    /// How many points or stamps; minor units of money.
    pub amount: Amount,
}

/// An offer that the customer may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferView {
    /// The offer: the key of the row.
    pub id: Id,
    /// Its name.
    pub name: Label,
    /// What the customer said of it.
    pub chosen: Option<bool>,
    /// What it takes off now: zero or negative; nothing if it gives nothing yet.
    pub amount: Option<Amount>,
}
