//! The receipt of a committed sale: one model, rendered as text and as HTML (and, on screen, by the shell).

pub mod code128;
pub mod html;
pub mod page;
pub mod qr;
pub mod text;

use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::price::answer::Priced;
use crate::price::request::Line;
use crate::shape;
use crate::time::{BusinessDate, Instant};
use crate::wire::basket::{BasketKind, Fiscal, TenderState};
use crate::wire::refund::Provenance;

shape! {
    /// A committed sale, complete: facts that no later pack or build changes.
    pub struct Receipt {
        /// The sale.
        basket_ref: Id,
        /// What it is.
        kind: BasketKind = BasketKind::Sale,
        /// The sales of which goods came back.
        originals: Vec<OriginalRef>,
        /// Which books.
        mode: Mode,
        /// Our own number, gap-free per device, books and epoch.
        epos_no: u64,
        /// The register's legal number.
        receipt_no: Label,
        /// When it was committed.
        at: Instant,
        /// The day it is booked on, by the pack's cut.
        business_date: BusinessDate,
        /// The cashier.
        operator_ref: Option<Id>,
        /// The currency.
        currency: Currency,
        /// The lines as the register had them.
        lines: Vec<Line>,
        /// The figures.
        priced: Priced,
        /// What was paid with.
        tenders: Vec<TenderState>,
        /// Cards that were loaded.
        loads: Vec<Loaded>,
        /// What the fiscal law adds, verbatim.
        fiscal: Fiscal,
        /// The sale was voided afterwards.
        voided: bool,
    }
}

shape! {
    /// A card that a sale loaded.
    pub struct Loaded {
        /// The operation that held the money for it.
        op_id: Id,
        /// The line.
        line_id: Id,
        /// The card's scheme.
        scheme: Id,
        /// The card, masked.
        masked: String,
        /// How much.
        amount: Amount,
        /// The date from which the card is not usable.
        good_until: Option<Instant>,
    }
}

shape! {
    /// A sale of which goods came back, as its receipt said.
    pub struct OriginalRef {
        /// The sale.
        sale: Id,
        /// The register's number.
        receipt_no: Label,
        /// Ours.
        epos_no: u64,
        /// When it was committed.
        at: Instant,
        /// How well it is known.
        provenance: Provenance,
    }
}
