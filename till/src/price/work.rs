//! The basket while it is being priced.
//!
//! What must hold: the runs of a group add up to the value of its lines; a line's discount never exceeds its room; every
//! step leaves both true.

use super::answer::{Adjustment, TaxTotal, WhyNot};
use super::basket::Basket;
use super::exact::{MILLION, add, div, mul, sub};
use super::request::Rounding;
use super::select::Index;
use super::tax::Table;
use crate::money::Overflow;

/// Everything the steps share.
pub(super) struct Work<'a> {
    pub basket: Basket<'a>,
    pub taxes: Table,
    /// By line of the request.
    pub rows: Vec<Row>,
    /// Places of the lines that deals may look at, group by group in canonical order.
    pub order: Vec<usize>,
    /// In canonical order.
    pub groups: Vec<Group>,
    pub index: Index<'a>,
    /// What all discountable groups cost when the step under way began.
    pub before: i128,
    pub adjustments: Vec<Adjustment>,
    pub why_not: Vec<WhyNot>,
    pub tax_rows: Vec<TaxTotal>,
    pub net: i128,
    pub tax: i128,
    pub cash: i128,
}

/// A line: list value, what the register took off, what offers took off (both zero or negative on a sale).
#[derive(Clone, Copy, Default)]
pub(super) struct Row {
    pub list: i128,
    pub reduction: i128,
    pub discount: i128,
    /// What it may not go below.
    pub floor: i128,
}

impl Row {
    /// What it costs now.
    pub(super) fn amount(&self) -> Result<i128, Overflow> {
        add(add(self.list, self.reduction)?, self.discount)
    }

    /// How much may still be taken off.
    pub(super) fn room(&self) -> Result<i128, Overflow> {
        Ok(sub(self.amount()?, self.floor)?.max(0))
    }
}

/// Lines that differ in nothing but their place and how many units they hold.
pub(super) struct Group {
    /// Where its lines begin in `order`, and how many they are.
    pub start: usize,
    pub count: usize,
    /// A line that stands for all of them.
    pub line: usize,
    /// Whole pieces.
    pub pieces: bool,
    pub no_discount: bool,
    pub no_coupon: bool,
    pub floor: Floor,
    /// Units that have gone different ways.
    pub runs: Vec<Run>,
    /// Its value when the step under way began.
    pub before: i128,
}

/// The lowest price of a group's units.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Floor {
    None,
    /// Minor units for each piece.
    Piece(i128),
    /// Trillionths of a minor unit for each millionth of the measure.
    Measure(i128),
}

impl Floor {
    /// The lowest value of so many units (millionths); what is not a whole minor unit is rounded up.
    pub(super) fn of(self, units: i128) -> Result<i128, Overflow> {
        match self {
            Floor::None => Ok(0),
            Floor::Piece(each) => div(mul(each, units)?, MILLION),
            Floor::Measure(each) => Rounding::Up.divide(mul(each, units)?, mul(MILLION, MILLION)?),
        }
    }
}

/// Units of a group that share their fate.
#[derive(Clone, Copy, Default)]
pub(super) struct Run {
    /// Millionths.
    pub units: i128,
    /// What they cost now.
    pub value: i128,
    /// They are in a set; no other set takes them.
    pub bound: bool,
    /// An offer has lowered or bound them: nothing exclusive takes them.
    pub touched: bool,
    /// An exclusive offer has taken them: nothing else does.
    pub locked: bool,
}

impl Group {
    pub(super) fn value(&self) -> Result<i128, Overflow> {
        super::exact::sum(self.runs.iter().map(|run| run.value))
    }

    pub(super) fn units(&self) -> Result<i128, Overflow> {
        super::exact::sum(self.runs.iter().map(|run| run.units))
    }
}

impl Work<'_> {
    /// The places of a group's lines.
    pub(super) fn members(&self, group: &Group) -> &[usize] {
        let end = group.start.saturating_add(group.count);
        self.order.get(group.start..end).unwrap_or(&[])
    }
}
