//! Records of baskets that are put aside, taken up again or given up.
//!
//! What must hold: as in [`super`]: results, never a question.

use crate::names::Id;
use crate::shape;

shape! {
    /// The basket was put aside.
    pub struct BasketSuspended {
        /// The basket.
        basket_ref: Id,
    }
}

shape! {
    /// A suspended basket came back.
    pub struct BasketResumed {
        /// The basket.
        basket_ref: Id,
    }
}

shape! {
    /// The basket was given up.
    pub struct BasketCancelled {
        /// The basket.
        basket_ref: Id,
    }
}
