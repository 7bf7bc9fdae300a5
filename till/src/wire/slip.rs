//! What a card terminal says of a payment.

use crate::money::{Amount, Overflow};
use crate::names::Label;
use crate::shape;

shape! {
    /// What the terminal says of a payment: kept as it came, shown on the receipt.
    ///
    /// Tip, cashback and surcharge were taken on top of what was authorised for the sale. They are no part of the total, of
    /// any tax or of points, and go back when the payment is reversed.
    pub struct Slip {
        /// Given to the staff, minor units; zero or more.
        tip: Amount = Amount::ZERO,
        /// Paid out in cash by the register, minor units; zero or more.
        cashback: Amount = Amount::ZERO,
        /// The fee for paying like this, minor units; zero or more.
        surcharge: Amount = Amount::ZERO,
        /// The brand.
        brand: Option<Label>,
        /// The card's number as the terminal masks it; one that is whole is masked before it is written.
        masked_pan: Option<Label>,
        /// Approval code.
        auth_code: Option<Label>,
        /// The terminal.
        terminal_id: Option<Label>,
        /// How the card was read: `contactless`, `chip`, `swipe`, `manual`, or the terminal's own word.
        entry: Option<Label>,
        /// The terminal's text for the customer, printed verbatim below the receipt.
        customer_receipt: Vec<String>,
        /// The terminal's text for the merchant; kept with the sale.
        merchant_receipt: Vec<String>,
    }
}

impl Slip {
    /// What was taken on top of what was authorised for the sale.
    pub fn on_top(&self) -> Result<Amount, Overflow> {
        Amount::total([self.tip, self.cashback, self.surcharge])
    }

    /// Whether none of its amounts is below zero.
    #[must_use]
    pub fn sound(&self) -> bool {
        ![self.tip, self.cashback, self.surcharge].iter().any(|amount| amount.is_negative())
    }
}
