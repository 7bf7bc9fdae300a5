//! Reports of a business date, and the export of what was sold.

use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::quantity::Percent;
use crate::receipt::Receipt;
use crate::shape;
use crate::time::{BusinessDate, Instant};
use crate::wire::basket::{Difference, TenderKind};
use std::rc::Rc;

shape! {
    /// `session.report`: the figures of a business date so far (x), or for good (z).
    pub struct AskReport {
        /// x or z.
        kind: ReportKind,
        /// Which books.
        mode: Mode = Mode::Live,
        /// The date by the pack's cut; today's if missing. z: it must not lie ahead.
        business_date: Option<BusinessDate>,
        /// In which currency; the pack's first one if missing.
        currency: Option<Currency>,
    }
}

shape! {
    /// Which report.
    pub enum ReportKind {
        /// The figures so far; changes nothing.
        X = "x",
        /// Closes the period: the next sale of the date begins a new one. A date that has nothing new since its last z gives
        /// that one again.
        Z = "z",
    }
}

shape! {
    /// Answer to `session.report`.
    pub struct Report {
        /// x or z.
        kind: ReportKind,
        /// The figures.
        figures: Rc<Day>,
        /// z: it had been closed before; these are the figures of then.
        again: bool,
        /// Dates that have figures and no z for them yet.
        open_dates: Vec<BusinessDate>,
        /// What is still open at this moment, whatever the date.
        unresolved: Vec<Unresolved>,
    }
}

shape! {
    /// The figures of one business date in one currency, up to its z. A void lowers taxes, money and discounts on its own date, not
    /// the counts; `sales` and `refunds` stay, so that what was sold is sales + refunds - voids.
    pub struct Day {
        /// Which books.
        mode: Mode,
        /// The date.
        business_date: BusinessDate,
        /// The currency.
        currency: Currency,
        /// z: its number, gap-free per device, books and epoch.
        z_no: Option<u64>,
        /// z: when it was closed.
        closed_at: Option<Instant>,
        /// Sales whose total is not below zero.
        sales: Sum,
        /// Sales whose total is below zero.
        refunds: Sum,
        /// Sales and refunds that were voided on this date.
        voids: Sum,
        /// Taxes by code.
        taxes: Vec<TaxSum>,
        /// Money by kind, gift cards by scheme.
        tenders: Vec<TenderSum>,
        /// What was paid by others, such as manufacturers' coupons, positive.
        tendered: Amount = Amount::ZERO,
        /// Discounts by offer and who pays for them.
        discounts: Vec<DiscountSum>,
        /// Vouchers for the next visit that were issued.
        vouchers: u32,
        /// Loads of gift cards, by scheme: in the totals, but no turnover.
        loads: Vec<CardSum>,
        /// What was left on gift cards and paid out, by scheme: not in the totals, but out of the drawer.
        pay_outs: Vec<CardSum>,
        /// What was left on codes that are good for one payment, by scheme: the shop's, and no turnover.
        breakage: Vec<CardSum>,
        /// What did not agree with the register; the first 100.
        discrepancies: Vec<DayDiscrepancy>,
        /// A sum went beyond 2^53 - 1 and stopped there.
        overflow: bool,
    }
}

shape! {
    /// How many, and how much.
    pub struct Sum {
        /// How many.
        count: u64 = 0,
        /// Minor units.
        amount: Amount = Amount::ZERO,
    }
}

shape! {
    /// One tax of a date.
    pub struct TaxSum {
        /// The register's code.
        code: Id,
        /// What the receipt calls it.
        name: Label,
        /// Rate in percent.
        rate: Percent,
        /// Taxed base.
        net: Amount,
        /// The tax.
        tax: Amount,
    }
}

shape! {
    /// One way of paying on a date.
    pub struct TenderSum {
        /// How.
        kind: TenderKind,
        /// gift_card: the scheme.
        scheme: Option<Id>,
        /// How many tenders.
        count: u64 = 0,
        /// What they cover of the totals.
        amount: Amount = Amount::ZERO,
        /// Cash rounding on top.
        rounding: Amount = Amount::ZERO,
        /// Tips on top.
        tip: Amount = Amount::ZERO,
        /// Cash paid out on top.
        cashback: Amount = Amount::ZERO,
        /// Fees on top.
        surcharge: Amount = Amount::ZERO,
    }
}

shape! {
    /// One scheme of gift cards on a date.
    pub struct CardSum {
        /// The scheme.
        scheme: Id,
        /// How many.
        count: u64 = 0,
        /// Minor units.
        amount: Amount = Amount::ZERO,
    }
}

shape! {
    /// One offer on a date.
    pub struct DiscountSum {
        /// The offer, or the cashier's allowance.
        offer_id: Id,
        /// Who pays for it.
        funded_by: Id,
        /// In how many sales.
        count: u64 = 0,
        /// Zero or negative; what came back of discounted goods is taken back, so a day of returns may be above zero.
        amount: Amount = Amount::ZERO,
    }
}

shape! {
    /// A sale that did not agree with the register.
    pub struct DayDiscrepancy {
        /// The sale.
        basket_ref: Id,
        /// What did not agree.
        differences: Vec<Difference>,
    }
}

shape! {
    /// Something whose outcome is not known yet: in `session.report` and `session.diagnostics`, on the service screen, and as event
    /// `ledger.unknown` for an operation that was asked six times in vain.
    pub struct Unresolved {
        /// `tender`: the register has not said what became of it; `request`: it waits for `request.done`; `operation`: the
        /// ledger has not answered; `basket`: it could not be cancelled.
        what: Id,
        /// Its id.
        id: Id,
        /// More of what it is: the tender's kind, the request's type, what the operation is for.
        detail: Id,
        /// Whom it concerns: a basket, tender, coupon, voucher or batch.
        subject: Option<Id>,
        /// Since when, if that is known.
        since: Option<Instant>,
        /// How often it was asked again.
        tries: u32,
        /// Minor units, if it is about money.
        amount: Option<Amount>,
    }
}

shape! {
    /// `session.export`: receipts of committed sales after a number, for the books of somebody else.
    pub struct AskExport {
        /// Which books.
        mode: Mode = Mode::Live,
        /// The last `epos_no` that is known there; 0 for all.
        after: u64 = 0,
        /// At most this many: 1 to 50.
        limit: u32 = 20,
    }
}

shape! {
    /// Answer to `session.export`. Each receipt has the ids to recognise it by: `mode`, `epos_no` and `basket_ref`.
    pub struct Export {
        /// This journal: numbers of another epoch are other sales.
        epoch: Id,
        /// Receipts by rising number, each as it is now (a voided one says so).
        receipts: Vec<Receipt>,
        /// Ask again after this one.
        after: u64,
        /// There are more.
        more: bool,
        /// Numbers between `after` of the question and the first one here are no longer kept.
        missing: u64,
    }
}
