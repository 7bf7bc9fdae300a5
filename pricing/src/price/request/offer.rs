//! Offers: conditions, a benefit and limits.

use super::when::{Conditions, Selector};
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::price::campaign::Campaign;
use crate::quantity::{Percent, Quantity, UnitPrice};
use crate::shape;

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
        /// The step it belongs to. Otherwise: `coupon` with `when.coupon`; `set` for kinds that form sets, number units or
        /// have tiers; `basket` for `basket_price`, and for `percent` and `amount_off` with `when.min_basket` and nothing
        /// selected; else `item`. What is earned comes after all steps.
        step: Option<Step>,
        /// Within a step the lower number goes first.
        priority: u32 = 100,
        /// Which lines it looks at and lowers; empty: all.
        select: Selector,
        /// When it holds.
        when: Conditions,
        /// Only once the customer has chosen it (`chosen` of the request); of a milestone: once that is reached.
        on_choice: bool,
        /// The rate taken off (`percent`, `set_off`, `buy_get`, `unit_number`) or given back (`cashback`).
        percent: Option<Percent>,
        /// Minor units: taken off each unit (`amount_off_unit`, `buy_get`, `unit_number`), taken off once (`amount_off`), taken
        /// off each set (`set_off`), what a set costs (`set_price`), what all costs (`basket_price`), what a `cashback` or
        /// `voucher` is worth.
        amount: Option<Amount>,
        /// The price of one unit, major units (`unit_price`, `buy_get`, `unit_number`).
        unit_price: Option<UnitPrice>,
        /// Units in a set (3 of "3 for 2"); units that must be bought (`buy_get`).
        buy: Option<u32>,
        /// `buy_pay`: units paid of a set (2 of "3 for 2").
        pay: Option<u32>,
        /// `buy_get`: how many units are rewarded for each time `buy` are bought.
        get: u32 = 1,
        /// `buy_get`: which lines are rewarded; the same as `select` if missing.
        get_select: Option<Box<Selector>>,
        /// Which units of a set are rewarded (the cheapest if missing), or from which end units are numbered (the dearest if
        /// missing).
        which: Option<Which>,
        /// With `which: nth`: the place of the first rewarded unit in its set, the dearest being 1.
        nth: u32 = 1,
        /// `buy_get` of the same products: whether the bought units may be the rewarded ones. `buy: 2, get: 1` needs two units
        /// if they may, three if they may not.
        bought_count: bool = true,
        /// Kinds that form sets, without `parts` and `get_select`: every set is of one product. The product with the dearest
        /// unit goes first, a line without `product` is one by itself.
        same_product: bool,
        /// `buy_get`: a rewarded unit that is not in the basket is proposed to be added.
        propose: bool,
        /// Parts of a bundle: `set_price` and `set_off`, in place of `buy`.
        parts: Vec<Part>,
        /// `unit_number`: the first unit that gets it.
        first: u32 = 1,
        /// `unit_number`: the last unit that gets it; every further one if missing.
        last: Option<u32>,
        /// `tiers`: from the lowest to the highest.
        tiers: Vec<Tier>,
        /// `tiers`: how they are counted and what they lower.
        bands: Bands = Bands::Whole,
        /// `points`, `stamps`, `voucher`: how much is earned; of `cashback` only `times`, in place of a figure.
        earn: Option<Earn>,
        /// `campaign`: as the Campaign standard writes it.
        campaign: Option<Campaign>,
        /// How often and how much at most.
        limits: Limits,
        /// Nothing else may touch the units it lowers (or takes into a set), and it touches none that another took.
        exclusive: bool,
        /// Of the offers of one group only the best applies.
        stacking_group: Option<Id>,
        /// A discount lowers the tax base; a tender is a payment by somebody else, such as a manufacturer's coupon.
        settles_as: SettlesAs = SettlesAs::Discount,
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
        /// For every `buy` units bought, `get` units are cheaper or free.
        BuyGet = "buy_get",
        /// Every set costs a fixed price: N for a price, mix and match, bundles.
        SetPrice = "set_price",
        /// A rate or an amount off every set: groups of N, bundles.
        SetOff = "set_off",
        /// The first, the second, every further unit is cheaper.
        UnitNumber = "unit_number",
        /// More off for more units or more value.
        Tiers = "tiers",
        /// The selected lines cost a fixed price together.
        BasketPrice = "basket_price",
        /// A campaign of the Campaign standard.
        Campaign = "campaign",
        /// Points are earned.
        Points = "points",
        /// Stamps are earned.
        Stamps = "stamps",
        /// Money for the next purchase is earned.
        Cashback = "cashback",
        /// A voucher for later is earned.
        Voucher = "voucher",
    }
}

impl OfferKind {
    /// Whether units go together in sets.
    #[must_use]
    pub const fn forms_sets(self) -> bool {
        matches!(self, OfferKind::BuyPay | OfferKind::BuyGet | OfferKind::SetPrice | OfferKind::SetOff)
    }

    /// Whether customers collect something by it.
    #[must_use]
    pub const fn collects(self) -> bool {
        matches!(self, OfferKind::Points | OfferKind::Stamps | OfferKind::Cashback)
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
    /// Which units.
    pub enum Which {
        /// The cheapest.
        Cheapest = "cheapest",
        /// The dearest.
        Dearest = "dearest",
        /// From the nth dearest on.
        Nth = "nth",
    }
}

shape! {
    /// One part of a bundle.
    pub struct Part {
        /// Which lines.
        select: Selector,
        /// How many units of them.
        quantity: u32 = 1,
    }
}

shape! {
    /// One tier: from so many units or so much value on, so much off. Exactly one of `percent`, `amount_off_unit`,
    /// `amount_off` and `unit_price`.
    pub struct Tier {
        /// From this quantity of the selected lines.
        from_quantity: Option<Quantity>,
        /// From this value of the selected lines, minor units.
        from_value: Option<Amount>,
        /// A rate off.
        percent: Option<Percent>,
        /// An amount off each unit.
        amount_off_unit: Option<Amount>,
        /// One amount off.
        amount_off: Option<Amount>,
        /// A price for each unit.
        unit_price: Option<UnitPrice>,
    }
}

shape! {
    /// What the reached tier lowers.
    pub enum Bands {
        /// All selected units, by the highest tier reached.
        Whole = "whole",
        /// The units (dearest first) or the value within each tier, by that tier.
        Each = "each",
        /// All selected units, by `amount_off` of the highest tier reached, once for every full `from_value` or `from_quantity` of
        /// it that there is.
        Every = "every",
    }
}

shape! {
    /// How much is earned: `count` once, for every full `per_amount` spent, or for every full `per_units` bought; or, with
    /// `times`, more of what other offers of the same kind earn on the selected lines.
    pub struct Earn {
        /// Points, stamps or vouchers.
        count: u32 = 1,
        /// For every full amount of this size, minor units, after discounts.
        per_amount: Option<Amount>,
        /// For every so many units.
        per_units: Option<Quantity>,
        /// A multiplier, such as `"2"` for double points: `times - 1` times what the others earn is added.
        times: Option<Quantity>,
        /// `voucher`: the coupon scheme of the voucher.
        scheme: Option<Id>,
        /// `points`, `stamps`, `cashback`: the programme of the pack; the only one of its kind if missing.
        program: Option<Id>,
    }
}

shape! {
    /// How an offer is settled.
    pub enum SettlesAs {
        /// It lowers the price and the tax base.
        Discount = "discount",
        /// It pays; the tax stays.
        Tender = "tender",
    }
}

shape! {
    /// How often and how much at most.
    pub struct Limits {
        /// At most this much in one basket, minor units.
        max_discount: Option<Amount>,
        /// At most this many units lowered, the dearest first by what the units of a group cost on average; kilograms and the
        /// like count by measure.
        max_units: Option<u32>,
        /// At most this many times in one basket: sets, or coupons.
        max_applications: Option<u32>,
        /// In so many baskets in total.
        max_uses: Option<u32>,
        /// In so many baskets of one customer.
        max_uses_customer: Option<u32>,
        /// In so many baskets of one day.
        max_uses_day: Option<u32>,
        /// So much over all baskets, minor units.
        budget: Option<Amount>,
        /// Not on lines that the register has reduced itself.
        not_reduced: bool,
    }
}
