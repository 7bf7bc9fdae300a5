//! `buy_pay`: N for M. Of every `buy` selected units `buy - pay` are free: the cheapest, or those `which` names.
//!
//! The units of all selected lines are sorted by what they cost now, the dearest first, ties in canonical order; each
//! `buy` of them in a row form a set. Every full set counts, within `limits.max_applications` and `limits.max_units` (free
//! units). What is left over costs its price. Pieces only.
//!
//! 3 for 2 with 2 x 1.50, 2 x 1.20 and 3 x 0.99: sets (1.50 1.50 1.20) and (1.20 0.99 0.99), free 1.20 and 0.99: 2.19 off
//! in 2 sets; the last 0.99 is left over. The discount lies on the lines of the free units (`options.set_shares`).

use super::How;
use crate::price::check_offer::{Flaw, flaw};
use crate::price::request::{Offer, Which};
use crate::price::sets::{Need, Pick, Reward, Sets};
use crate::quantity::Percent;

pub(super) fn check(offer: &Offer) -> Result<(), Flaw> {
    match (offer.buy, offer.pay) {
        (None | Some(0), _) => Err(flaw("buy", "needed: units in a set, from 2")),
        (_, None | Some(0)) => Err(flaw("pay", "needed: units paid of a set, from 1")),
        (Some(buy), Some(pay)) if buy <= pay => Err(flaw("pay", "fewer than buy")),
        _ if offer.nth == 0 => Err(flaw("nth", "the dearest unit is 1")),
        _ => Ok(()),
    }
}

pub(super) fn sets(offer: &Offer) -> Sets {
    let (buy, pay) = (i128::from(offer.buy.unwrap_or(1)), i128::from(offer.pay.unwrap_or(1)));
    let pick = Pick {
        which: offer.which.unwrap_or(Which::Cheapest),
        nth: i128::from(offer.nth.max(1)),
        count: buy.saturating_sub(pay),
    };
    Sets {
        needs: vec![Need { groups: None, count: buy, rewarded: None, shares: false }],
        reward: Reward::Units { how: How::Percent(Percent::whole(100)), pick: Some(pick) },
        same_product: offer.same_product,
    }
}
