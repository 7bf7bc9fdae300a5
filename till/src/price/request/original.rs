//! Sales of which goods come back.

use super::Request;
use crate::money::Amount;
use crate::names::Id;
use crate::price::answer::{NamedAmount, PricedLine};
use crate::quantity::Quantity;
use crate::shape;

shape! {
    /// A sale of which goods come back.
    pub struct Original {
        /// Its id; lines name it in `original.sale`.
        id: Id,
        /// What it charged, as the answer of its day said it: `keep_shares` needs the lines that come back.
        lines: Vec<SoldLine>,
        /// The whole request of its day: `reprice` needs it.
        request: Option<Box<Request>>,
        /// `reprice`: what has been paid back so far, minor units, positive.
        paid_back: Amount = Amount::ZERO,
    }
}

shape! {
    /// A sold line and what has come back of it already.
    pub struct SoldLine {
        /// Quantity sold, positive.
        quantity: Quantity,
        /// What has come back already, positive or zero.
        returned: Quantity = Quantity::ZERO,
        /// The line as priced.
        line: PricedLine,
        /// Its shares of discounts, by adjustment id, negative; they add up to the line's discount.
        shares: Vec<NamedAmount>,
        /// Points, stamps and cashback earned on it, by offer id, positive.
        earned: Vec<NamedAmount>,
    }
}
