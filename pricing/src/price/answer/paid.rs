//! Charges, payment, and how the search went.

use super::NamedAmount;
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::shape;

shape! {
    /// A charge on the basket.
    pub struct ChargeOut {
        /// The charge.
        id: Id,
        /// Minor units (with included taxes, without added ones).
        amount: Amount,
        /// Its taxes by code.
        taxes: Vec<NamedAmount>,
        /// As with a line.
        tax_bases: Option<Vec<NamedAmount>>,
        /// Why.
        reason: Label,
        /// Reason code, as asked.
        reason_code: Option<Id>,
    }
}

shape! {
    /// What one funder bears.
    pub struct Funder {
        /// `shop` or `maker:<id>`.
        id: Id,
        /// By discounts, positive.
        discounts: Amount,
        /// By tenders, positive.
        tendered: Amount,
        /// By cashback, positive.
        cashback: Amount,
    }
}

shape! {
    /// What was paid.
    pub struct Payment {
        /// Tenders, as asked, with what of them counts.
        tenders: Vec<TenderOut>,
        /// What is paid of `payable`.
        paid: Amount,
        /// The cash rounding of the tender that closed the sale: paid more (positive) or less than `payable`.
        rounding: Amount,
        /// Change, only from cash.
        change: Amount,
        /// What is left to pay.
        remaining: Amount,
        /// What is left to pay if it is paid in cash.
        remaining_cash: Amount,
    }
}

shape! {
    /// A tender and what of it counts.
    pub struct TenderOut {
        /// The tender.
        id: Id,
        /// What of it pays.
        applied: Amount,
        /// What of it is too much and no change is given for: not cash.
        excess: Amount,
    }
}

shape! {
    /// How the search for the best went.
    pub struct SearchOut {
        /// Whether nothing better exists.
        proof: bool,
        /// How many offers were tried.
        nodes: u32,
        /// No choice gives a lower `payable` than this; the same as `payable` with `proof`.
        bound: Amount,
    }
}
