//! The day book: all days together are all receipts, voids and pay-outs together; each day has the sales of its date.
//!
//! What must hold: the sums are made here anew, from the receipts as they stand.

use crate::checks::require;
use crate::register::Register;
use crate::world::Broken;
use std::collections::BTreeMap;
use till::ledger::ask::Mode;
use till::receipt::Receipt;
use till::session::state::State;

/// Rows of figures by a name.
type Rows = BTreeMap<String, Vec<i64>>;

/// The day book of a till.
pub fn days(state: &State, register: &Register) -> Broken {
    for mode in [Mode::Live, Mode::Training] {
        let (told, should) = (booked(state, mode), made(state, mode));
        require(told == should, || format!("the reports say {told:?}, the receipts {should:?} ({mode:?})"))?;
        let mut numbers: Vec<u64> =
            state.days.iter().filter(|day| day.mode == mode).filter_map(|day| day.z_no).collect();
        numbers.sort_unstable();
        let gap_free = numbers.iter().zip(1_u64..).all(|(number, place)| *number == place);
        require(gap_free, || format!("z numbers have gaps: {numbers:?}"))?;
    }
    for ((mode, number), told) in &register.closed_days {
        let is_it = |day: &&std::rc::Rc<till::wire::report::Day>| day.mode.word() == mode && day.z_no == Some(*number);
        let kept = state.days.iter().find(is_it).ok_or_else(|| format!("z {number} is gone"))?;
        let kept = till::shape::Shape::write(kept.as_ref()).to_string();
        let same = serde_json::from_str::<serde_json::Value>(&kept).map(|kept| kept == *told);
        require(same.is_ok_and(|same| same), || format!("z {number} was {told} and is {kept}"))?;
    }
    let live: i64 = state.days.iter().flat_map(|day| &day.pay_outs).map(|row| row.amount.minor()).sum();
    let paid: i64 = register.paid_out.values().sum();
    require(live == paid, || format!("{paid} were paid out, the reports say {live}"))
}

fn add(rows: &mut Rows, name: String, figures: &[i64]) {
    let row = rows.entry(name).or_default();
    row.resize(figures.len(), 0);
    row.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
}

/// What the day book says, over all days but the sales by date.
fn booked(state: &State, mode: Mode) -> Rows {
    let mut rows = Rows::new();
    for day in state.days.iter().filter(|day| day.mode == mode) {
        let date = day.business_date.text();
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        for (name, sum) in [
            (format!("sales {date}"), &day.sales),
            (format!("refunds {date}"), &day.refunds),
            ("voids".to_owned(), &day.voids),
        ] {
            add(&mut rows, name, &[count(sum.count), sum.amount.minor()]);
        }
        for tax in &day.taxes {
            add(&mut rows, format!("tax {}", tax.code), &[tax.net.minor(), tax.tax.minor()]);
        }
        for row in &day.tenders {
            let on_top = [row.tip.minor(), row.cashback.minor(), row.surcharge.minor()];
            let name = format!("{} {:?}", row.kind.word(), row.scheme);
            add(&mut rows, name, &[&[row.amount.minor(), row.rounding.minor()], on_top.as_slice()].concat());
        }
        for row in &day.loads {
            add(&mut rows, format!("load {}", row.scheme), &[row.amount.minor()]);
        }
        for row in &day.discounts {
            add(&mut rows, "discounts".to_owned(), &[row.amount.minor()]);
        }
    }
    rows.retain(|_, figures| figures.iter().any(|figure| *figure != 0));
    rows
}

/// What the receipts say.
fn made(state: &State, mode: Mode) -> Rows {
    let mut rows = Rows::new();
    for sale in state.receipts.iter().filter(|sale| sale.receipt.mode == mode) {
        let (receipt, total) = (&sale.receipt, sale.receipt.priced.totals.total.minor());
        let name = if total < 0 { "refunds" } else { "sales" };
        add(&mut rows, format!("{name} {}", receipt.business_date.text()), &[1, total]);
        if receipt.voided {
            add(&mut rows, "voids".to_owned(), &[1, total]);
        } else {
            standing(&mut rows, receipt);
        }
    }
    rows.retain(|_, figures| figures.iter().any(|figure| *figure != 0));
    rows
}

fn standing(rows: &mut Rows, receipt: &Receipt) {
    for tax in &receipt.priced.taxes {
        add(rows, format!("tax {}", tax.code), &[tax.net.minor(), tax.tax.minor()]);
    }
    for tender in &receipt.tenders {
        let on_top = tender.slip.as_ref().map_or([0; 3], |x| [x.tip.minor(), x.cashback.minor(), x.surcharge.minor()]);
        let name = format!("{} {:?}", tender.kind.word(), tender.scheme);
        add(rows, name, &[&[tender.amount.minor(), tender.rounding.minor()], on_top.as_slice()].concat());
    }
    for load in &receipt.loads {
        add(rows, format!("load {}", load.scheme), &[load.amount.minor()]);
    }
    // What is taken back of a discount belongs to the offer of a sale that may be another till's: the sum is looked at.
    let given = receipt.priced.adjustments.iter().map(|row| row.amount.minor());
    let back = receipt.priced.refunds.iter().map(|row| row.discount.minor());
    add(rows, "discounts".to_owned(), &[given.chain(back).sum()]);
}
