//! What comes back.

use super::NamedAmount;
use crate::money::Amount;
use crate::names::Id;
use crate::shape;

shape! {
    /// What came back. Figures of a line of the request stand in its priced line as well; those of a kept line only here,
    /// and in the tax rows and totals.
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
        /// What is taken back of discounts: positive; with `returns: reprice` negative where the price of what is kept falls.
        discount: Amount = Amount::ZERO,
        /// list + reduction + discount.
        amount: Amount = Amount::ZERO,
        /// What is taken back of the deposit: negative.
        deposit: Amount = Amount::ZERO,
        /// What is taken back of the sale's rounding line.
        rounding: Amount = Amount::ZERO,
        /// What is taken back of its taxes by code, included and added: negative.
        taxes: Vec<NamedAmount>,
        /// What is taken back of the line's `tax_bases`.
        tax_bases: Option<Vec<NamedAmount>>,
        /// What is taken back of the sold line's shares of discounts, by their ids: positive; `carried:` and the sale's id is
        /// what is carried on a kept line. They add up to `discount`.
        shares: Vec<NamedAmount>,
        /// What is taken back of what others paid, by adjustment id: positive.
        tendered: Vec<NamedAmount>,
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
