//! The basket while it is being priced: what stays (the scene), what offers change (the state), what is written (the sheet).
//!
//! What must hold: the runs of a group add up to the value of its lines; no run falls below the floor of its units; the
//! scene never changes, so that a search may try offers on a state and take them back.

use super::basket::Basket;
use super::exact::{MILLION, add, div, mul, sub, sum};
use super::refund::Back;
use super::request::Rounding;
use super::select::Index;
use super::tax::Table;
use crate::money::Overflow;

/// What stays as it is while offers are tried.
pub(super) struct Scene<'a> {
    pub basket: Basket<'a>,
    pub taxes: Table,
    /// Places of the lines that deals may look at, group by group in canonical order.
    pub order: Vec<usize>,
    /// In canonical order.
    pub groups: Vec<Group>,
    pub index: Index<'a>,
    /// By line: what it costs before any offer.
    pub rows: Vec<Row>,
    /// What comes back of known sales.
    pub back: Back,
}

/// What offers change.
#[derive(Clone, Default)]
pub(super) struct State {
    /// By group: units that have gone different ways.
    pub runs: Vec<Vec<Run>>,
    /// By group: what its thresholds look at.
    pub before: Vec<i128>,
    /// By offer: what is left of its limits in this basket.
    pub left: Vec<Left>,
}

/// What is left of an offer's limits in this basket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(Rust, packed(8))]
pub(super) struct Left {
    /// Minor units.
    pub discount: Option<i128>,
    /// Millionths.
    pub units: Option<i128>,
    pub times: Option<i128>,
}

/// A line: list value, what the register took off, what offers took off (both zero or negative on a sale).
#[derive(Clone, Copy, Default)]
#[repr(Rust, packed(8))]
pub(super) struct Row {
    pub list: i128,
    pub reduction: i128,
    pub discount: i128,
    /// On top of it, with no tax and no deal.
    pub deposit: i128,
    /// What it may not go below.
    pub floor: i128,
    /// What others pay of it, positive; negative is taken back.
    pub tendered: i128,
    /// What coupons for an amount took off its price before tax, positive; see `face`.
    pub face: i128,
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
    /// The register has reduced it.
    pub reduced: bool,
    pub floor: Floor,
    /// Its taxes, a place in the table's sets.
    pub taxes: Option<usize>,
    /// Millionths.
    pub units: i128,
    /// At list value.
    pub list: i128,
    /// The price of one unit: minor units over millionths.
    pub price: super::exact::Ratio,
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
#[derive(Clone, Copy, Debug, Default)]
#[repr(Rust, packed(8))]
pub(super) struct Run {
    /// Millionths.
    pub units: i128,
    /// What they cost now.
    pub value: i128,
    /// What they cost at list value.
    pub list: i128,
    /// They are in a set; no other set takes them.
    pub bound: bool,
    /// An offer has lowered or bound them: nothing exclusive takes them.
    pub touched: bool,
    /// An exclusive offer has taken them: nothing else does.
    pub locked: bool,
    /// The place of the first offer that lowered or bound them.
    pub holder: Option<usize>,
}

impl Scene<'_> {
    /// The places of a group's lines.
    pub(super) fn members(&self, group: &Group) -> &[usize] {
        let end = group.start.saturating_add(group.count);
        self.order.get(group.start..end).unwrap_or(&[])
    }

    /// Whether offers may lower a group at all.
    pub(super) fn usable(&self, place: usize, coupon: bool, not_reduced: bool) -> bool {
        self.groups
            .get(place)
            .is_some_and(|group| !(group.no_discount || coupon && group.no_coupon || not_reduced && group.reduced))
    }
}

impl State {
    /// The runs of a group.
    pub(super) fn runs(&self, group: usize) -> &[Run] {
        self.runs.get(group).map_or(&[], Vec::as_slice)
    }

    /// What a group costs now.
    pub(super) fn value(&self, group: usize) -> Result<i128, Overflow> {
        sum(self.runs(group).iter().map(|run| run.value))
    }

    /// What a group's thresholds look at.
    pub(super) fn before(&self, group: usize) -> i128 {
        self.before.get(group).copied().unwrap_or(0)
    }
}
