//! What the engine answers: lines with every share, adjustments the register can print, VAT, totals and reasons.
//!
//! What must hold: the shares of an adjustment add up to its amount, the lines to the total, the VAT rows to the total.

use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::quantity::{Percent, Quantity};
use crate::shape;

shape! {
    /// A priced basket.
    pub struct Priced {
        /// Currency of every amount.
        currency: Currency,
        /// Every line of the request, in its order.
        lines: Vec<PricedLine>,
        /// Every discount, in the order in which it was given. The whole set: it replaces any former one.
        adjustments: Vec<Adjustment>,
        /// Taxes by code.
        taxes: Vec<TaxTotal>,
        /// The totals.
        totals: Totals,
        /// Offers that did not apply, and why.
        why_not: Vec<WhyNot>,
    }
}

shape! {
    /// A priced line.
    pub struct PricedLine {
        /// The register's id of the line.
        id: Id,
        /// Quantity times price, or the register's amount.
        list: Amount,
        /// What the register took off itself: zero or negative (positive on a line that takes back).
        reduction: Amount,
        /// What our offers took off: zero or negative.
        discount: Amount,
        /// list + reduction + discount: what the line costs (with included taxes, without added ones).
        amount: Amount,
    }
}

shape! {
    /// A discount as the register prints it.
    pub struct Adjustment {
        /// Unique in the basket and stable while the same offer applies: the offer's id, `coupon:` and the coupon's id, or
        /// `allowance:` and the allowance's id.
        id: Id,
        /// The offer; the allowance id for a cashier's discount.
        offer_id: Id,
        /// The coupon that brought it.
        coupon_id: Option<Id>,
        /// What it lowers.
        scope: Scope,
        /// Negative: what it takes off.
        amount: Amount,
        /// By line, in the order of the request, none of them zero; they add up to `amount`.
        shares: Vec<Share>,
        /// How often it applied (sets), 1 for others.
        times: u32,
        /// At most 20 characters.
        text_20: Label,
        /// At most 38 characters.
        text_38: Label,
        /// Why: `deal`, `set`, `basket`, `coupon`, `reward` or `allowance`.
        reason_code: Id,
        /// Who pays for it: the offer's funder, or `shop`.
        funded_by: Id,
    }
}

shape! {
    /// What an adjustment lowers.
    pub enum Scope {
        /// One line.
        Line = "line",
        /// Several lines that form a set or a selection.
        Group = "group",
        /// The basket.
        Basket = "basket",
    }
}

shape! {
    /// The part of an adjustment on one line.
    pub struct Share {
        /// The line.
        line_id: Id,
        /// The line's first tax code.
        register_tax_code: Option<Id>,
        /// Negative: what is taken off the line.
        amount: Amount,
    }
}

shape! {
    /// One tax over the basket.
    pub struct TaxTotal {
        /// The register's tax code.
        code: Id,
        /// What the receipt calls it.
        name: Label,
        /// Rate in percent.
        rate: Percent,
        /// Whether the prices contained it.
        included: bool,
        /// Why the rate is 0 (exempt, reverse charge), from the tax table.
        reason: Option<Label>,
        /// Taxed base.
        net: Amount,
        /// The tax.
        tax: Amount,
        /// net + tax.
        gross: Amount,
    }
}

shape! {
    /// The totals.
    pub struct Totals {
        /// All lines at list value.
        list: Amount,
        /// The register's own reductions: zero or negative.
        reductions: Amount,
        /// Our discounts: zero or negative.
        discounts: Amount,
        /// Without tax.
        net: Amount,
        /// All taxes.
        tax: Amount,
        /// What is to pay.
        total: Amount,
        /// What is to pay if all of it is paid in cash, by the cash rounding of the options.
        cash_total: Amount,
    }
}

shape! {
    /// Why an offer did not apply.
    pub struct WhyNot {
        /// The offer.
        offer_id: Id,
        /// The coupon that asked for it.
        coupon_id: Option<Id>,
        /// The reason.
        code: WhyNotCode,
        /// How much more of the selected lines it takes.
        missing_quantity: Option<Quantity>,
        /// How much more value it takes, minor units.
        missing_value: Option<Amount>,
    }
}

shape! {
    /// Reasons for which an offer does not apply.
    pub enum WhyNotCode {
        /// Its time has not come.
        NotYetValid = "not_yet_valid",
        /// Its time is over.
        Expired = "expired",
        /// Not on this day or at this hour.
        WrongTime = "wrong_time",
        /// Not in this store.
        WrongStore = "wrong_store",
        /// Only for members, or for other members.
        WrongCustomer = "wrong_customer",
        /// Its coupon was not presented.
        NeedsCoupon = "needs_coupon",
        /// No line matches.
        NeedsLine = "needs_line",
        /// Not enough of the selected lines.
        BelowQuantity = "below_quantity",
        /// Not enough value.
        BelowValue = "below_value",
        /// The matching lines may not be discounted.
        NotDiscountable = "not_discountable",
        /// Another offer has taken the lines.
        NotCombinable = "not_combinable",
        /// The lines are at zero or at their floor.
        NothingLeft = "nothing_left",
        /// A limit is used up.
        UsedUp = "used_up",
    }
}
