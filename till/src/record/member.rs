//! Records of members: what they put in, what is taken back, what they got, and that they are forgotten.
//!
//! What must hold: as in [`super`]: results, never a question.

use crate::names::Id;
use crate::session::member::customer::{Got, Redemption, TakenBack};
use crate::shape;

shape! {
    /// What the member has put into the open basket, and what is taken back for goods that come back: both lists whole.
    pub struct PointsSet {
        /// What pays.
        redemptions: Vec<Redemption>,
        /// What is taken back.
        taken: Vec<TakenBack>,
    }
}

shape! {
    /// The ledger said what of a committed sale's earnings is there.
    pub struct MemberGot {
        /// The sale.
        basket_ref: Id,
        /// What.
        got: Got,
    }
}

shape! {
    /// A member is nobody's customer any more.
    pub struct CustomerForgotten {
        /// The member's random id.
        member: Id,
    }
}
