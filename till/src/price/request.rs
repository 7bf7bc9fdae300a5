//! What the engine is asked: a basket, the offers of a pack, what was presented, and every choice by name.

use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::quantity::{Percent, Quantity, UnitPrice};
use crate::shape;
use crate::time::Instant;

shape! {
    /// One line of the basket as the register has it.
    pub struct Line {
        /// The register's id of the line, unique in the basket.
        id: Id,
        /// What the line is; only `sale` lines take part in deals.
        kind: LineKind = LineKind::Sale,
        /// Product key (SKU or GTIN). Lines with equal keys, prices, taxes and flags form one group; lines without a key never do.
        product: Option<Id>,
        /// What the customer reads.
        name: Label,
        /// Pieces or measure; not zero.
        quantity: Quantity,
        /// What one of `quantity` is.
        unit: Unit = Unit::Piece,
        /// Price of one unit in major units of the currency. Needed unless `amount` is given.
        unit_price: Option<UnitPrice>,
        /// The line amount fixed by the register, before its own reductions. Wins over `unit_price`.
        amount: Option<Amount>,
        /// What the register itself took off, each as a positive amount.
        reductions: Vec<Reduction>,
        /// The register's tax codes; each must be in the tax table.
        tax_codes: Vec<Id>,
        /// Category keys.
        categories: Vec<Id>,
        /// Brand key.
        brand: Option<Id>,
        /// Free marks that selectors may name.
        tags: Vec<Id>,
        /// What may not happen to this line.
        flags: Vec<Flag>,
        /// Lowest price of one unit after all discounts, in major units.
        floor_price: Option<UnitPrice>,
        /// The line this one belongs to (a deposit to its bottle).
        parent: Option<Id>,
        /// The age the customer must have.
        min_age: Option<u32>,
    }
}

shape! {
    /// What a line is.
    pub enum LineKind {
        /// Goods that deals may touch.
        Sale = "sale",
        /// A deposit paid on a container; no deal touches it.
        Deposit = "deposit",
        /// A deposit paid back (negative quantity).
        DepositReturn = "deposit_return",
        /// A fee, such as a bag or delivery.
        Fee = "fee",
        /// A service that deals do not touch.
        Service = "service",
        /// Loading of a multi-purpose gift card: no VAT, no deal.
        GiftCardLoad = "gift_card_load",
    }
}

shape! {
    /// What one of a quantity is.
    pub enum Unit {
        /// Pieces: whole numbers.
        Piece = "piece",
        /// Kilograms.
        Kilogram = "kilogram",
        /// Litres.
        Litre = "litre",
        /// Metres.
        Metre = "metre",
    }
}

shape! {
    /// What may not happen to a line.
    pub enum Flag {
        /// No discount of any kind.
        NoDiscount = "no_discount",
        /// No coupon.
        NoCoupon = "no_coupon",
        /// Earns no points.
        NoPoints = "no_points",
        /// May not be paid with stored value.
        NoStoredValue = "no_stored_value",
    }
}

shape! {
    /// A reduction the register made by itself.
    pub struct Reduction {
        /// Its kind in the register's words, such as `expiry_date`.
        kind: Id,
        /// Amount taken off the line, positive.
        amount: Amount,
        /// Why.
        reason: Option<Label>,
    }
}

shape! {
    /// A row of the tax table.
    pub struct Tax {
        /// The register's tax code.
        code: Id,
        /// Rate in percent.
        rate: Percent,
        /// Whether prices contain it.
        included: bool = true,
        /// What the receipt calls it, such as `PDV`.
        name: Label,
        /// Why a rate is 0 (exempt, reverse charge).
        reason: Option<Label>,
    }
}

shape! {
    /// An offer: conditions, a benefit and limits.
    pub struct Offer {
        /// Its id in the pack.
        id: Id,
        /// What kind of benefit it is; says which fields it needs.
        kind: OfferKind,
        /// What the customer and the receipt call it.
        name: Label,
        /// At most 20 characters for narrow printers; the name, cut, if missing.
        text_20: Option<Label>,
        /// At most 38 characters for printers; the name, cut, if missing.
        text_38: Option<Label>,
        /// The step it belongs to. Otherwise: `coupon` with `when.coupon`; `set` for `buy_pay`; `basket` for `percent` and
        /// `amount_off` with `when.min_basket` and nothing selected; else `item`.
        step: Option<Step>,
        /// Within a step the lower number goes first.
        priority: u32 = 100,
        /// Which lines it looks at and lowers; empty: all.
        select: Selector,
        /// When it holds.
        when: Conditions,
        /// `percent`: the rate taken off.
        percent: Option<Percent>,
        /// `amount_off_unit`, `amount_off`: the amount taken off, positive, minor units.
        amount: Option<Amount>,
        /// `unit_price`: the price of one unit, major units.
        unit_price: Option<UnitPrice>,
        /// `buy_pay`: units in a set (3 of "3 for 2").
        buy: Option<u32>,
        /// `buy_pay`: units paid of a set (2 of "3 for 2").
        pay: Option<u32>,
        /// How often and how much at most.
        limits: Limits,
        /// Nothing else may touch the units it lowers (or takes into a set), and it touches none that another took.
        exclusive: bool,
        /// Who pays for it: `maker:<id>`; the shop if missing.
        funder: Option<Id>,
    }
}

shape! {
    /// Kinds of benefit. Each is one file in `price/promo/` with a worked example.
    pub enum OfferKind {
        /// A rate off the selected lines.
        Percent = "percent",
        /// An amount off each unit of the selected lines.
        AmountOffUnit = "amount_off_unit",
        /// One amount off the selected lines together.
        AmountOff = "amount_off",
        /// A fixed price for each unit.
        UnitPrice = "unit_price",
        /// Of every `buy` units the cheapest `buy - pay` are free.
        BuyPay = "buy_pay",
    }
}

shape! {
    /// The steps of the calculation, in order.
    pub enum Step {
        /// Deals on single products.
        Item = "item",
        /// Deals on sets of products.
        Set = "set",
        /// Deals on the basket.
        Basket = "basket",
        /// Coupons.
        Coupon = "coupon",
        /// Payouts of rewards.
        Reward = "reward",
    }
}

shape! {
    /// Which lines: those that match any of the lists and none of the exclusions. All lists empty: every line.
    pub struct Selector {
        /// Product keys.
        products: Vec<Id>,
        /// Category keys.
        categories: Vec<Id>,
        /// Brand keys.
        brands: Vec<Id>,
        /// Tags.
        tags: Vec<Id>,
        /// Product keys left out.
        except_products: Vec<Id>,
        /// Category keys left out.
        except_categories: Vec<Id>,
    }
}

shape! {
    /// When an offer holds; every condition that is given must hold.
    pub struct Conditions {
        /// From this moment.
        valid_from: Option<Instant>,
        /// Until before this moment.
        valid_until: Option<Instant>,
        /// Days in store-local time, 1 (Monday) to 7 (Sunday); empty: all.
        weekdays: Vec<u32>,
        /// From this minute of the store-local day (0 to 1439); if it is later than `until_minute`, over midnight.
        from_minute: Option<u32>,
        /// Until before this minute of the store-local day (1 to 1440).
        until_minute: Option<u32>,
        /// At least this much of the selected lines.
        min_quantity: Option<Quantity>,
        /// At least this value of the selected lines, value before this step's offers with included taxes, minor units.
        min_value: Option<Amount>,
        /// At least this value of all discountable lines, value before this step's offers with included taxes, minor units.
        min_basket: Option<Amount>,
        /// Only with a coupon of this scheme.
        coupon: Option<Id>,
        /// Only for identified customers (any member) if true.
        member: bool,
        /// Only for customers of one of these groups.
        groups: Vec<Id>,
        /// Only in these stores; empty: all.
        stores: Vec<Id>,
    }
}

shape! {
    /// How often and how much at most.
    pub struct Limits {
        /// At most this much in one basket, minor units.
        max_discount: Option<Amount>,
        /// At most this many units lowered, the dearest first; kilograms and the like count by measure.
        max_units: Option<u32>,
        /// At most this many times: sets, or coupons.
        max_applications: Option<u32>,
    }
}

shape! {
    /// A coupon that is in the basket.
    pub struct CouponIn {
        /// Its id in the basket (never the code itself).
        id: Id,
        /// Its scheme; offers name it in `when.coupon`.
        scheme: Id,
    }
}

shape! {
    /// What is known of the customer.
    pub struct CustomerIn {
        /// Groups and tiers the customer belongs to.
        groups: Vec<Id>,
    }
}

shape! {
    /// A discount that the cashier gives on the basket, with a reason (EN 16931 document level allowance).
    pub struct Allowance {
        /// The register's id for it, unique in the basket.
        id: Id,
        /// Rate off the discountable lines; either this or `amount`.
        percent: Option<Percent>,
        /// Amount off the discountable lines, positive; either this or `percent`.
        amount: Option<Amount>,
        /// Why.
        reason: Label,
    }
}

shape! {
    /// Choices on which shops differ; docs/pricing.md shows each with numbers.
    pub struct Options {
        /// How a percentage is rounded to minor units.
        percent_rounding: Rounding = Rounding::HalfUp,
        /// How VAT is rounded.
        vat_rounding: VatRounding = VatRounding::RateTotal,
        /// Smallest coin for cash in minor units, from 1; 1 for no rounding.
        cash_step: u32 = 1,
        /// How cash is rounded to that step.
        cash_rounding: Rounding = Rounding::HalfUp,
        /// How much the answer says about offers that did not apply.
        detail: Detail = Detail::Changed,
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
    /// Where VAT is rounded.
    pub enum VatRounding {
        /// Once for each rate, on its total.
        RateTotal = "rate_total",
        /// For each line.
        Line = "line",
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

shape! {
    /// A basket to price.
    pub struct Request {
        /// Currency of every amount.
        currency: Currency,
        /// The lines.
        lines: Vec<Line>,
        /// The tax table.
        taxes: Vec<Tax>,
        /// The offers.
        offers: Vec<Offer>,
        /// Coupons in the basket, in the order they were redeemed.
        coupons: Vec<CouponIn>,
        /// The customer, if identified.
        customer: Option<CustomerIn>,
        /// Discounts by the cashier.
        allowances: Vec<Allowance>,
        /// The choices.
        options: Options,
        /// The moment of the sale; offers with dates, days or hours never apply without one.
        at: Option<Instant>,
        /// The store's offset from UTC in minutes, -840 to 840; UTC if missing.
        offset_minutes: Option<Offset>,
        /// The store.
        store: Option<Id>,
    }
}

/// Minutes from UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset(pub i32);

impl crate::shape::Shape for Offset {
    fn read(at: crate::shape::At<'_>) -> Result<Self, crate::shape::Misfit> {
        let n = at.integer(-840, 840)?;
        i32::try_from(n).map(Offset).map_err(|_| at.misfit("out_of_range", "minutes"))
    }
    fn write(&self) -> serde_json::Value {
        serde_json::Value::from(self.0)
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "integer", "minimum": -840, "maximum": 840})
    }
}
