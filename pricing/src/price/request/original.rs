//! Sales of which goods come back.

use super::Request;
use crate::money::Amount;
use crate::names::Id;
use crate::price::answer::{NamedAmount, PricedLine};
use crate::quantity::Quantity;
use crate::shape;

shape! {
    /// A sale of which goods come back. `Original::of` makes it from the basket and its answer.
    pub struct Original {
        /// Its id; lines name it in `original.sale`.
        id: Id,
        /// What it charged, as the answer of its day said it: the lines that come back or have come back, at least.
        lines: Vec<SoldLine>,
        /// The whole request of its day, but for goods that came back in it and their originals: `reprice` needs it.
        request: Option<Box<Request>>,
        /// `reprice`: what has been paid back so far, minor units, positive: `carried.paid_back` of the last return.
        paid_back: Amount = Amount::ZERO,
        /// What former returns of it came to that were handed back in cash, before cash rounding, minor units, positive: the
        /// cash step is taken back cumulatively as well.
        cash_back: Amount = Amount::ZERO,
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
        /// What others paid of it (offers that settle as a tender), by adjustment id, negative.
        tendered: Vec<NamedAmount>,
        /// Points, stamps and cashback earned on it, by offer id, positive.
        earned: Vec<NamedAmount>,
        /// Its part of the sale's rounding line (`totals.rounding`): all of it is on one line.
        rounding: Amount = Amount::ZERO,
    }
}
