//! What the customer is asked for on the screen.
//!
//! What must hold: as in [`super::state`]; what is half typed is the screen's and never here.

use super::member::join::Joining;
use crate::codes::IdentityKind;
use crate::money::Amount;
use crate::names::Id;
use crate::shape;
use std::rc::Rc;

shape! {
    /// What the customer is asked for.
    pub struct PromptState {
        /// What.
        asks: PromptKind,
        /// The operation that is checking the last code.
        busy: Option<Id>,
        /// What happened to the last code: an error code, or `coupon_applied`.
        message: Option<Id>,
        /// Whether that was good.
        good: bool,
        /// Identify, Join: what the field takes.
        kind: Option<IdentityKind>,
        /// Consent: who is about to join.
        joining: Option<Rc<Joining>>,
        /// Member, Points: the programme.
        program: Option<Id>,
        /// Points: how many of its units can pay.
        most: Option<Amount>,
        /// Member: its movements.
        statement: Option<Rc<crate::ledger::life::Statement>>,
    }
}

shape! {
    /// What a prompt is for.
    pub enum PromptKind {
        /// A coupon.
        Coupon = "coupon",
        /// A member card.
        Identify = "identify",
        /// What somebody who joins is to be known by.
        Join = "join",
        /// A yes or no to a consent.
        Consent = "consent",
        /// Nothing: what the member has.
        Member = "member",
        /// How much of it is to pay.
        Points = "points",
        /// Offers that are to be chosen.
        Offers = "offers",
        /// Nothing: how the page is doing, for the cashier.
        Service = "service",
    }
}

impl PromptKind {
    /// Whether it asks who somebody is.
    #[must_use]
    pub const fn is_identity(self) -> bool {
        matches!(self, PromptKind::Identify | PromptKind::Join | PromptKind::Consent)
    }
}

impl PromptState {
    /// A prompt that was just opened.
    #[must_use]
    pub fn new(asks: PromptKind) -> PromptState {
        let (busy, message, good) = (None, None, false);
        PromptState { asks, busy, message, good, kind: None, joining: None, program: None, most: None, statement: None }
    }
}
