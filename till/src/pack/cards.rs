//! What a scheme of gift cards says of their life.
//!
//! What must hold: limits are amounts that can be met; a scheme says nothing that another of its members takes back.

use super::check::{Checked, demand};
use super::{Activation, TokenKind, TokenScheme};
use crate::codes::KEYS;
use crate::money::Amount;

/// Checks the members of a token scheme that only gift cards have, and what carries its numbers.
pub(super) fn check(scheme: &TokenScheme, at: &dyn Fn(&str) -> String) -> Checked {
    let limits = [
        ("min_load", scheme.min_load),
        ("max_load", scheme.max_load),
        ("max_balance", scheme.max_balance),
        ("cash_out_max", scheme.cash_out_max),
    ];
    let gift = scheme.kind == TokenKind::GiftCard;
    for (field, limit) in limits {
        demand(gift || limit.is_none(), at(field), "member cards have no money on them")?;
        demand(limit.is_none_or(Amount::is_positive), at(field), "an amount above 0")?;
    }
    let bare = scheme.activation == Activation::Imported && !scheme.reloadable && !scheme.single_use;
    let homeless = scheme.home_till.is_none() && !scheme.card_homes && scheme.valid_days.is_none();
    demand(gift || (bare && homeless), at("kind"), "member cards are not loaded, do not end and have no home till")?;
    let ordered = |low: Option<Amount>, high: Option<Amount>| low.zip(high).is_none_or(|(low, high)| low <= high);
    demand(ordered(scheme.min_load, scheme.max_load), at("min_load"), "at most max_load")?;
    demand(ordered(scheme.max_load, scheme.max_balance), at("max_load"), "at most max_balance")?;
    demand(scheme.max_load.is_some() || scheme.min_load.is_none(), at("min_load"), "only with max_load")?;
    let loads = scheme.activation == Activation::Imported || scheme.max_load.is_some();
    demand(loads, at("activation"), "cards that are sold here need max_load")?;
    demand(!(scheme.single_use && scheme.reloadable), at("reloadable"), "a token for one payment is loaded once")?;
    let days = scheme.valid_days.is_none_or(|days| (1..=36_500).contains(&days));
    demand(days, at("valid_days"), "1 to 36500 days")?;
    demand(!(scheme.home_till.is_some() && scheme.card_homes), at("card_homes"), "home_till is that of all cards")?;
    for (place, ai) in scheme.gs1.iter().enumerate() {
        let known = KEYS.contains(&ai.as_str());
        demand(known, at(&format!("gs1[{place}]")), "8003, 8006, 8018, 255 or 01")?;
    }
    Ok(())
}
