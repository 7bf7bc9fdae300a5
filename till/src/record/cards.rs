//! Records of cards that are loaded and paid out.
//!
//! What must hold: as in [`super`]: results, never a question.

use crate::names::Id;
use crate::session::state::{CardLoad, PayOut};
use crate::shape;
use crate::time::BusinessDate;

shape! {
    /// A line's card came into the basket or changed.
    pub struct LoadSet {
        /// The load.
        load: CardLoad,
    }
}

shape! {
    /// A line has no card any more.
    pub struct LoadDropped {
        /// The load.
        load_id: Id,
    }
}

shape! {
    /// A pay-out began or changed.
    pub struct PayOutSet {
        /// The pay-out.
        pay_out: PayOut,
    }
}

shape! {
    /// A pay-out is over.
    pub struct PayOutClosed {
        /// The pay-out.
        id: Id,
        /// It was paid; the day it is booked on.
        paid_on: Option<BusinessDate>,
    }
}
