//! What comes back.

use super::NamedAmount;
use crate::money::Amount;
use crate::names::Id;
use crate::shape;

shape! {
    /// What came back.
    pub struct RefundOut {
        /// The line of the request; for a kept line whose price changed, the sold line.
        line_id: Id,
        /// The sale.
        sale: Id,
        /// The sold line.
        sold_line: Id,
        /// Whether it is kept and only its price changed (`returns: reprice`).
        kept: bool,
        /// What is taken back of the list value: negative.
        list: Amount,
        /// What is taken back of the register's reductions: positive.
        reduction: Amount,
        /// What is taken back of the sold line's shares of discounts, by their ids: positive.
        shares: Vec<NamedAmount>,
        /// What is taken back of points, stamps and cashback, by offer id: negative.
        earned: Vec<NamedAmount>,
    }
}

shape! {
    /// What is carried for a sale.
    pub struct Carried {
        /// The sale.
        sale: Id,
        /// What has been paid back of it, this time included, positive: `paid_back` of the next return.
        paid_back: Amount,
        /// What the next return gives less, because what is kept costs more than was paid for it: positive.
        carried: Amount,
    }
}
