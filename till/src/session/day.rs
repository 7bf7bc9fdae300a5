//! The day book: what the receipts of a business date add up to.
//!
//! What must hold: every committed sale is in one day, once; a void takes it out on the day of the void; a day that is
//! closed never changes. Adding never fails: a sum that would leave its range stays, and says so.

use super::state::{Committed, PayOut, State};
use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::time::BusinessDate;
use crate::wire::basket::TenderState;
use crate::wire::report::{CardSum, Day, DayDiscrepancy, DiscountSum, Sum, TaxSum, TenderSum};
use std::rc::Rc;

/// How many days are kept, the closed ones for a second look.
pub const KEPT_DAYS: usize = 62;
/// How many discrepancies of a day are kept.
const KEPT_DISCREPANCIES: usize = 100;

impl Day {
    pub(super) fn new(mode: Mode, business_date: BusinessDate, currency: Currency) -> Day {
        Day {
            mode,
            business_date,
            currency,
            z_no: None,
            closed_at: None,
            sales: Sum::NONE,
            refunds: Sum::NONE,
            voids: Sum::NONE,
            taxes: Vec::new(),
            tenders: Vec::new(),
            tendered: Amount::ZERO,
            discounts: Vec::new(),
            vouchers: 0,
            loads: Vec::new(),
            pay_outs: Vec::new(),
            breakage: Vec::new(),
            discrepancies: Vec::new(),
            overflow: false,
        }
    }

    fn is(&self, mode: Mode, date: BusinessDate, currency: Currency) -> bool {
        (self.mode, self.business_date, self.currency) == (mode, date, currency)
    }

    /// Takes a receipt in, or out again.
    fn book(&mut self, sale: &Committed, sign: Sign) {
        let receipt = &sale.receipt;
        let mut sums = Sums { sign, overflow: false };
        let total = receipt.priced.totals.total;
        let sum = match sign {
            Sign::Out => &mut self.voids,
            Sign::In if total.is_negative() => &mut self.refunds,
            Sign::In => &mut self.sales,
        };
        sum.count = sum.count.saturating_add(1);
        sums.add(&mut sum.amount, total);
        for tax in &receipt.priced.taxes {
            let new = || TaxSum {
                code: tax.code.clone(),
                name: tax.name.clone(),
                rate: tax.rate,
                net: Amount::ZERO,
                tax: Amount::ZERO,
            };
            let row = row(&mut self.taxes, |row| row.code == tax.code && row.rate == tax.rate, new);
            sums.amount(&mut row.net, tax.net);
            sums.amount(&mut row.tax, tax.tax);
        }
        for tender in &receipt.tenders {
            let fits = |row: &TenderSum| row.kind == tender.kind && row.scheme == tender.scheme;
            sums.tender(row(&mut self.tenders, fits, || TenderSum::of(tender)), tender);
        }
        for load in &receipt.loads {
            sums.card(&mut self.loads, &load.scheme, load.amount);
        }
        sums.amount(&mut self.tendered, receipt.priced.totals.tendered);
        for discount in &receipt.priced.adjustments {
            let fits = |row: &DiscountSum| row.offer_id == discount.offer_id && row.funded_by == discount.funded_by;
            let new = || DiscountSum {
                offer_id: discount.offer_id.clone(),
                funded_by: discount.funded_by.clone(),
                count: 0,
                amount: Amount::ZERO,
            };
            let row = row(&mut self.discounts, fits, new);
            sums.count(&mut row.count);
            sums.amount(&mut row.amount, discount.amount);
        }
        for back in &sale.discounts_back {
            let fits = |row: &DiscountSum| row.offer_id == back.offer_id && row.funded_by == back.funded_by;
            let row = row(&mut self.discounts, fits, || DiscountSum { amount: Amount::ZERO, ..back.clone() });
            sums.amount(&mut row.amount, back.amount);
        }
        self.overflow |= sums.overflow;
    }
}

impl Sum {
    const NONE: Sum = Sum { count: 0, amount: Amount::ZERO };
}

impl TenderSum {
    fn of(tender: &TenderState) -> TenderSum {
        let zero = Amount::ZERO;
        let (kind, scheme) = (tender.kind, tender.scheme.clone());
        TenderSum { kind, scheme, count: 0, amount: zero, rounding: zero, tip: zero, cashback: zero, surcharge: zero }
    }
}

/// Whether a receipt comes in or goes out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    In,
    Out,
}

struct Sums {
    sign: Sign,
    overflow: bool,
}

impl Sums {
    fn add(&mut self, sum: &mut Amount, amount: Amount) {
        match sum.plus(amount) {
            Ok(new) => *sum = new,
            Err(_) => self.overflow = true,
        }
    }

    fn amount(&mut self, sum: &mut Amount, amount: Amount) {
        self.add(sum, if self.sign == Sign::In { amount } else { amount.negated() });
    }

    fn count(&self, count: &mut u64) {
        *count = count.saturating_add(u64::from(self.sign == Sign::In));
    }

    fn card(&mut self, rows: &mut Vec<CardSum>, scheme: &Id, amount: Amount) {
        let new = || CardSum { scheme: scheme.clone(), count: 0, amount: Amount::ZERO };
        let row = row(rows, |row| row.scheme == *scheme, new);
        self.count(&mut row.count);
        self.amount(&mut row.amount, amount);
    }

    fn tender(&mut self, row: &mut TenderSum, tender: &TenderState) {
        self.count(&mut row.count);
        self.amount(&mut row.amount, tender.amount);
        self.amount(&mut row.rounding, tender.rounding);
        if let Some(slip) = &tender.slip {
            self.amount(&mut row.tip, slip.tip);
            self.amount(&mut row.cashback, slip.cashback);
            self.amount(&mut row.surcharge, slip.surcharge);
        }
    }
}

/// The row that fits, made if there is none.
fn row<T>(rows: &mut Vec<T>, fits: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> &mut T {
    let place = rows.iter().position(fits).unwrap_or(rows.len());
    if place == rows.len() {
        rows.push(new());
    }
    #[allow(clippy::indexing_slicing)] // it is there: found, or made just now
    &mut rows[place]
}

impl State {
    /// The day that is open for this date.
    pub(super) fn open_day(&self, mode: Mode, date: BusinessDate, currency: Currency) -> Option<&Rc<Day>> {
        self.days.iter().find(|day| day.z_no.is_none() && day.is(mode, date, currency))
    }

    /// The last z of this date.
    pub(super) fn closed_day(&self, mode: Mode, date: BusinessDate, currency: Currency) -> Option<&Rc<Day>> {
        self.days.iter().rev().find(|day| day.z_no.is_some() && day.is(mode, date, currency))
    }

    pub(super) fn open_dates(&self) -> Vec<BusinessDate> {
        let open = self.days.iter().filter(|day| day.z_no.is_none());
        open.map(|day| day.business_date).collect()
    }

    fn day_of(&mut self, mode: Mode, currency: Currency, date: BusinessDate) -> &mut Day {
        if self.open_day(mode, date, currency).is_none() && self.days.len() >= KEPT_DAYS {
            self.days.remove(0);
        }
        let open = |day: &Rc<Day>| day.z_no.is_none() && day.is(mode, date, currency);
        Rc::make_mut(row(&mut self.days, open, || Rc::new(Day::new(mode, date, currency))))
    }

    pub(super) fn book(&mut self, sale: &Committed) {
        let day = self.day_of(sale.receipt.mode, sale.receipt.currency, sale.receipt.business_date);
        day.book(sale, Sign::In);
        day.vouchers = day.vouchers.saturating_add(u32::try_from(sale.voucher_ids.len()).unwrap_or(u32::MAX));
        if !sale.differences.is_empty() && day.discrepancies.len() < KEPT_DISCREPANCIES {
            let (basket_ref, differences) = (sale.receipt.basket_ref.clone(), sale.differences.clone());
            day.discrepancies.push(DayDiscrepancy { basket_ref, differences });
        }
    }

    pub(super) fn unbook(&mut self, sale: &Committed, date: BusinessDate) {
        self.day_of(sale.receipt.mode, sale.receipt.currency, date).book(sale, Sign::Out);
    }

    /// What was left on a card was paid out.
    pub(super) fn book_pay_out(&mut self, pay_out: &PayOut, date: BusinessDate) {
        let day = self.day_of(pay_out.mode, pay_out.currency, date);
        let mut sums = Sums { sign: Sign::In, overflow: false };
        sums.card(&mut day.pay_outs, &pay_out.scheme, pay_out.amount);
        day.overflow |= sums.overflow;
    }

    /// What was left on a code good for one payment is the shop's, or no more.
    pub(super) fn book_breakage(&mut self, broken: &crate::record::CodeBroken) {
        let day = self.day_of(broken.mode, broken.currency, broken.business_date);
        let sign = if broken.undone { Sign::Out } else { Sign::In };
        let mut sums = Sums { sign, overflow: false };
        sums.card(&mut day.breakage, &broken.scheme, broken.amount);
        day.overflow |= sums.overflow;
    }

    /// A period is over: its figures as they were decided stand for the open day.
    pub(super) fn close_day(&mut self, closed: &Rc<Day>) {
        let is = |day: &Rc<Day>| day.z_no.is_none() && day.is(closed.mode, closed.business_date, closed.currency);
        self.days.retain(|day| !is(day));
        if self.days.len() >= KEPT_DAYS {
            self.days.remove(0);
        }
        self.days.push(closed.clone());
        self.z_no.insert(closed.mode.word().to_owned(), closed.z_no.unwrap_or(0));
    }
}
