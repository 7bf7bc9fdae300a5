//! Records of what is closed: sales and days.
//!
//! What must hold: as in [`super`]: results, never a question.

use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::session::sold::Returned;
use crate::session::state::Committed;
use crate::shape;
use crate::time::BusinessDate;
use crate::wire::report::Day;
use std::rc::Rc;

shape! {
    /// A sale is committed (or imported).
    pub struct SaleCommitted {
        /// The sale.
        sale: Rc<Committed>,
        /// Whether it shows on the screen.
        show: bool,
    }
}

shape! {
    /// A committed sale was undone.
    pub struct SaleVoided {
        /// The sale.
        basket_ref: Id,
        /// The business date of the void; the sale's own if missing.
        business_date: Option<BusinessDate>,
        /// Its goods can come back no more: all of them count as come back.
        back: Vec<Returned>,
    }
}

shape! {
    /// The figures of a business date were closed with a z.
    pub struct DayClosed {
        /// The figures.
        day: Rc<Day>,
    }
}

shape! {
    /// What was left on a code that is good for one payment has become the shop's, or the payment was undone.
    pub struct CodeBroken {
        /// The books.
        mode: Mode,
        /// The scheme of the code.
        scheme: Id,
        /// Its currency.
        currency: Currency,
        /// So much.
        amount: Amount,
        /// The payment was undone.
        undone: bool,
        /// When.
        business_date: BusinessDate,
    }
}
