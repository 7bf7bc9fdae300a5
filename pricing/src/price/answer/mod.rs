//! What the engine answers: lines with every share, adjustments the register can print, VAT, totals and reasons.
//!
//! What must hold: the shares of an adjustment add up to its amount, the lines to the total, the VAT rows to the total;
//! with `returns: reprice` kept lines whose price changed (`refunds` with `kept`) count as lines.

use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::quantity::Percent;
use crate::shape;

mod back;
mod more;
mod paid;

pub use back::*;
pub use more::*;
pub use paid::*;

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
        /// The nearest of them, at most three: what is missing is a quantity or a value.
        nudges: Vec<Nudge>,
        /// Units that offers would reward if they were added; the register adds them.
        proposals: Vec<Proposal>,
        /// Points, stamps and cashback.
        earned: Vec<Earned>,
        /// Vouchers for later.
        vouchers: Vec<VoucherOut>,
        /// Charges on the basket.
        charges: Vec<ChargeOut>,
        /// What others pay: offers that settle as a tender.
        tendered: Vec<Adjustment>,
        /// What each funder bears.
        funders: Vec<Funder>,
        /// What came back and what for.
        refunds: Vec<RefundOut>,
        /// `returns: reprice`: what is carried for each sale.
        carried: Vec<Carried>,
        /// What was paid and what is left.
        payment: Option<Payment>,
        /// With `choice: best`: how the search went.
        search: Option<SearchOut>,
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
        /// What our offers took off: zero or negative (positive on a line that takes back).
        discount: Amount,
        /// list + reduction + discount: what the line costs (with included taxes, without added ones and deposit).
        amount: Amount,
        /// Deposit on top of it.
        deposit: Amount = Amount::ZERO,
        /// Its taxes by code, included and added; those of all lines and charges add up to the tax rows.
        taxes: Vec<NamedAmount>,
        /// By code, where rounding over all lines makes a difference: what the line adds to the base in a tax row more than
        /// its net and the taxes that the base contains (a tax on taxes, `vat_rounding: deferred`).
        tax_bases: Option<Vec<NamedAmount>>,
    }
}

shape! {
    /// A figure with a name.
    pub struct NamedAmount {
        /// The id or code of what it is for.
        id: Id,
        /// Minor units; points or stamps where the place says so.
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
        /// What of its face value is lost because the lines cost less; zero but for amounts.
        forfeited: Amount = Amount::ZERO,
        /// At most 20 characters.
        text_20: Label,
        /// At most 38 characters.
        text_38: Label,
        /// Why: `deal`, `set`, `basket`, `coupon`, `reward` or `allowance`.
        reason_code: Id,
        /// Who pays for it: the offer's funder, or `shop`.
        funded_by: Id,
        /// Of a cashier's discount: the reason code it was asked with (UNCL 5189).
        allowance_code: Option<Id>,
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
        /// With `options.unit_shares`: the same by piece; none for a measure.
        units: Option<Vec<UnitShare>>,
    }
}

shape! {
    /// Pieces of a line with the same part of a discount. However they come back, parts of them add up to what comes back.
    pub struct UnitShare {
        /// How many.
        count: u64,
        /// Negative: what is taken off each.
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
        /// VAT category of EN 16931, from the tax table.
        category: Option<Id>,
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
        /// Charges on the basket.
        charges: Amount = Amount::ZERO,
        /// Deposits that lines carry.
        deposits: Amount = Amount::ZERO,
        /// Without tax.
        net: Amount,
        /// All taxes.
        tax: Amount,
        /// The cent that makes a coupon worth its face value, or takes that of a sale back; in no tax base.
        rounding: Amount = Amount::ZERO,
        /// net + tax + rounding; with `list` and the others and added taxes it adds up as well.
        total: Amount,
        /// What others pay: positive; negative where goods come back of which others paid.
        tendered: Amount = Amount::ZERO,
        /// total - tendered: what is to pay.
        payable: Amount,
        /// What is to pay if all of it is paid in cash, by the cash rounding of the options.
        cash_total: Amount,
    }
}

impl Priced {
    /// The figures of an empty basket.
    #[must_use]
    pub fn empty(currency: Currency) -> Priced {
        let zero = Amount::ZERO;
        let totals = Totals {
            list: zero,
            reductions: zero,
            discounts: zero,
            charges: zero,
            deposits: zero,
            net: zero,
            tax: zero,
            rounding: zero,
            total: zero,
            tendered: zero,
            payable: zero,
            cash_total: zero,
        };
        Priced {
            currency,
            lines: Vec::new(),
            adjustments: Vec::new(),
            taxes: Vec::new(),
            totals,
            why_not: Vec::new(),
            nudges: Vec::new(),
            proposals: Vec::new(),
            earned: Vec::new(),
            vouchers: Vec::new(),
            charges: Vec::new(),
            tendered: Vec::new(),
            funders: Vec::new(),
            refunds: Vec::new(),
            carried: Vec::new(),
            payment: None,
            search: None,
        }
    }
}
