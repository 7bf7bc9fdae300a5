//! Choices on which shops differ.

use crate::price::campaign::Reading;
use crate::quantity::Percent;
use crate::shape;

shape! {
    /// Choices on which shops differ; docs/pricing.md shows each with numbers.
    pub struct Options {
        /// Which offers are taken where they compete.
        choice: Choice = Choice::Priority,
        /// With `choice: best`, how many offers may be tried in the search.
        search_nodes: u32 = 2_000,
        /// How a percentage is rounded to minor units.
        percent_rounding: Rounding = Rounding::HalfUp,
        /// On what it is rounded.
        percent_level: PercentLevel = PercentLevel::Group,
        /// Of what a percentage is taken.
        percent_base: PercentBase = PercentBase::Running,
        /// Who gets the minor units that are left when an amount is split.
        remainder: Remainder = Remainder::Largest,
        /// In which order lines stand where that matters: for what is left of a split, and where units cost the same.
        order: LineOrder = LineOrder::Canonical,
        /// Which lines are rounded as one.
        grouping: Grouping = Grouping::Equal,
        /// How unit price times quantity is rounded.
        price_rounding: Rounding = Rounding::HalfUp,
        /// By what one amount is split over several lines.
        split_by: SplitBy = SplitBy::Gross,
        /// One amount off (`amount_off`, tiers, the cashier's) is split evenly over pieces and measures, as far as they cost so
        /// much, and not by `split_by`.
        split_evenly: bool,
        /// On which units of a set its discount lies.
        set_shares: SetShares = SetShares::Rewarded,
        /// Which value thresholds look at.
        threshold_base: ThresholdBase = ThresholdBase::BeforeStep,
        /// Whether thresholds look at values without included taxes.
        threshold_net: bool,
        /// What happens to an offer that would exceed `max_discount` or its budget.
        cap_breach: CapBreach = CapBreach::Clamp,
        /// What a coupon for an amount is worth where prices are without tax.
        face_value: FaceValue = FaceValue::RoundingLine,
        /// A single-use coupon for an amount that would lose more than this part of it is kept for the customer to decide:
        /// `would_forfeit`. None is kept if missing.
        most_forfeited: Option<Percent>,
        /// Where VAT is rounded.
        vat_rounding: VatRounding = VatRounding::RateTotal,
        /// How VAT is rounded.
        tax_rounding: Rounding = Rounding::HalfUp,
        /// Which part of a price with included taxes is rounded; the other is the rest.
        included_tax: IncludedTax = IncludedTax::Tax,
        /// What a return does to the deals of what is kept.
        returns: Returns = Returns::KeepShares,
        /// Which reading of a campaign's client letter holds.
        campaign_reading: Reading = Reading::Standard,
        /// Smallest coin for cash in minor units, from 1; 1 for no rounding.
        cash_step: u32 = 1,
        /// How cash is rounded to that step.
        cash_rounding: Rounding = Rounding::HalfUp,
        /// Whether shares of discounts are told by piece as well.
        unit_shares: bool,
        /// How much the answer says about offers that did not apply.
        detail: Detail = Detail::Changed,
    }
}

shape! {
    /// Which offers are taken where they compete.
    pub enum Choice {
        /// By step, priority and id; each takes what former ones left.
        Priority = "priority",
        /// Those with which the customer pays least.
        Best = "best",
        /// In each step, on each line only the offer that takes most off it.
        BestPerLine = "best_per_line",
        /// The first exclusive offer that gives something, alone; if there is none, as `priority`.
        FirstExclusive = "first_exclusive",
    }
}

shape! {
    /// Rounding to a whole number; negative mirrors positive.
    pub enum Rounding {
        /// Half away from zero.
        HalfUp = "half_up",
        /// Half to the even neighbour.
        HalfEven = "half_even",
        /// Half towards zero.
        HalfDown = "half_down",
        /// Away from zero.
        Up = "up",
        /// Towards zero.
        Down = "down",
    }
}

shape! {
    /// On what a percentage is rounded.
    pub enum PercentLevel {
        /// Once for each group of equal units.
        Group = "group",
        /// For each piece; measured lines as with `group`.
        Unit = "unit",
        /// Once for all selected units, then split.
        Basket = "basket",
    }
}

shape! {
    /// Of what a percentage is taken.
    pub enum PercentBase {
        /// What the units cost now.
        Running = "running",
        /// Their list value; at most what they cost now is taken off.
        List = "list",
    }
}

shape! {
    /// Who gets the minor units that are left when an amount is split; ties in the order of lines. The first four round every
    /// share down, the others to the nearest.
    pub enum Remainder {
        /// Those with the largest remainders.
        Largest = "largest",
        /// One each, from the first on.
        First = "first",
        /// The first takes all that it has room for.
        FirstAll = "first_all",
        /// The last takes the rest.
        Last = "last",
        /// Every share is rounded, half down; then one each from the first on, more or less.
        FirstRounded = "first_rounded",
        /// Every share is rounded, half up, as long as something is left; the last takes the rest.
        LastRounded = "last_rounded",
        /// What the sum of shares so far, rounded half up, has more than the sum before.
        Running = "running",
    }
}

shape! {
    /// In which order lines stand.
    pub enum LineOrder {
        /// By tax rate, unit price, product and whatever else tells lines apart, place last: the same however they were scanned.
        Canonical = "canonical",
        /// As in the request; a group where its first line stands. What a line costs then depends on the order of scanning.
        Lines = "lines",
    }
}

shape! {
    /// Which lines are rounded as one.
    pub enum Grouping {
        /// Those of a product that differ in nothing but place and units.
        Equal = "equal",
        /// None: every line by itself. What is rounded then depends on how units are spread over lines.
        Lines = "lines",
    }
}

shape! {
    /// By what one amount is split over several lines.
    pub enum SplitBy {
        /// What they cost.
        Gross = "gross",
        /// What they cost without included taxes, cut to a millionth of a minor unit.
        Net = "net",
    }
}

shape! {
    /// On which units of a set its discount lies.
    pub enum SetShares {
        /// On the rewarded ones.
        Rewarded = "rewarded",
        /// On the units of all sets of the offer together, by what they cost.
        All = "all",
    }
}

shape! {
    /// Which value a threshold looks at.
    pub enum ThresholdBase {
        /// What the lines cost when the step began.
        BeforeStep = "before_step",
        /// List value.
        List = "list",
        /// What the lines cost after everything so far.
        Running = "running",
    }
}

shape! {
    /// What happens at a cap.
    pub enum CapBreach {
        /// What is left is given.
        Clamp = "clamp",
        /// Nothing is given.
        Refuse = "refuse",
    }
}

shape! {
    /// What a coupon for an amount is worth where tax is added to prices.
    pub enum FaceValue {
        /// Its face value off what is to pay; a cent that no tax base gives is a rounding line.
        RoundingLine = "rounding_line",
        /// Its face value off what is to pay, as near as exact tax allows.
        ExactVat = "exact_vat",
        /// Its face value off the prices, before tax.
        BeforeTax = "before_tax",
    }
}

shape! {
    /// Where VAT is rounded.
    pub enum VatRounding {
        /// Once for each rate, on its total.
        RateTotal = "rate_total",
        /// For each line.
        Line = "line",
        /// For each piece; measured lines as with `line`.
        Unit = "unit",
        /// Once for each tax code over all lines, also where it stands beside other taxes.
        Deferred = "deferred",
    }
}

shape! {
    /// Which part of a price with included taxes is rounded.
    pub enum IncludedTax {
        /// The tax is rounded, net is the rest.
        Tax = "tax",
        /// Net is rounded, the tax is the rest.
        Net = "net",
        /// As `tax`; several taxes of a line are rounded each by itself, not their sum that is then shared.
        Each = "each",
    }
}

shape! {
    /// What a return does to the deals of what is kept.
    pub enum Returns {
        /// What comes back takes its shares back; what is kept keeps its own.
        KeepShares = "keep_shares",
        /// What is kept is priced again as on the day of the sale; less than nothing is never paid back, but carried.
        Reprice = "reprice",
    }
}

shape! {
    /// How much the answer says.
    pub enum Detail {
        /// Totals and adjustments, and why a presented coupon gave nothing.
        Totals = "totals",
        /// Also why offers with a matching line did not apply.
        Changed = "changed",
        /// Also every other offer.
        Full = "full",
    }
}
