//! Which lines an offer looks at, and when it holds.

use crate::money::Amount;
use crate::names::Id;
use crate::quantity::{Quantity, UnitPrice};
use crate::shape;
use crate::time::Instant;

shape! {
    /// Which lines: those that match any of the lists, are within the prices and match none of the exclusions. All lists
    /// empty: every line.
    pub struct Selector {
        /// Product keys.
        products: Vec<Id>,
        /// Category keys.
        categories: Vec<Id>,
        /// Brand keys.
        brands: Vec<Id>,
        /// Tags.
        tags: Vec<Id>,
        /// Only units that cost at least this, major units, before all discounts.
        min_price: Option<UnitPrice>,
        /// Only units that cost at most this, major units, before all discounts.
        max_price: Option<UnitPrice>,
        /// Product keys left out.
        except_products: Vec<Id>,
        /// Category keys left out.
        except_categories: Vec<Id>,
        /// Brand keys left out.
        except_brands: Vec<Id>,
        /// Tags left out.
        except_tags: Vec<Id>,
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
        /// Which lines `min_quantity` and `min_value` look at; those of the offer if missing.
        select: Option<Box<Selector>>,
        /// At least this much of the selected lines.
        min_quantity: Option<Quantity>,
        /// At least this value of the selected lines, minor units, by `options.threshold_base`.
        min_value: Option<Amount>,
        /// At least this value of all discountable lines, minor units, by `options.threshold_base`.
        min_basket: Option<Amount>,
        /// Only with a coupon of this scheme. Not within `all`, `any` and `not`.
        coupon: Option<Id>,
        /// Only for identified customers (any member) if true.
        member: bool,
        /// Only for customers of one of these groups or tiers.
        groups: Vec<Id>,
        /// Only on every nth purchase of the customer: 10 is the 10th, the 20th, ..
        every_purchase: Option<u32>,
        /// Only on the first so many purchases of the customer: 1 is the first of all; with `every_purchase` 3 and this 3 it is
        /// the third alone.
        first_purchases: Option<u32>,
        /// Only for customers whose birthday is at most so many days away, before or after.
        birthday_days: Option<u32>,
        /// Only in these stores; empty: all.
        stores: Vec<Id>,
        /// Only at these tills; empty: all.
        tills: Vec<Id>,
        /// Only in these channels, such as `till`, `kiosk`; empty: all.
        channels: Vec<Id>,
        /// Only if all is paid by one of these tenders, such as `cash`, `card:visa`; empty: any.
        tenders: Vec<Id>,
        /// All of these hold.
        all: Vec<Conditions>,
        /// One of these holds, unless there is none.
        any: Vec<Conditions>,
        /// None of these holds.
        not: Vec<Conditions>,
    }
}
