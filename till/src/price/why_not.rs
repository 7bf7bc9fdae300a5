//! Why an offer did not apply, and what is missing.
//!
//! What must hold: every offer of the request has an adjustment or one of these (for each of its coupons), unless the
//! options ask for less; a presented coupon always has one or the other.

use super::answer::{WhyNot, WhyNotCode};
use super::error::PriceError;
use super::request::{Detail, Offer};
use super::work::Work;
use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::quantity::Quantity;

/// A reason, before it is known whom to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub code: WhyNotCode,
    missing_quantity: Option<Quantity>,
    missing_value: Option<Amount>,
}

/// Either the offer may go on, or why not.
pub(super) type Verdict<T> = Result<Result<T, Reason>, PriceError>;

impl Reason {
    pub(super) fn plain(code: WhyNotCode) -> Reason {
        Reason { code, missing_quantity: None, missing_value: None }
    }

    /// So many millionths are missing.
    pub(super) fn quantity(missing: i128) -> Reason {
        let missing_quantity = i64::try_from(missing).ok().and_then(Quantity::new);
        Reason { missing_quantity, ..Reason::plain(WhyNotCode::BelowQuantity) }
    }

    /// So many minor units are missing.
    pub(super) fn value(missing: i128) -> Result<Reason, Overflow> {
        let missing_value = Some(Amount::from_wide(missing)?);
        Ok(Reason { missing_value, ..Reason::plain(WhyNotCode::BelowValue) })
    }
}

/// Notes a reason, as far as the options want to hear it: `changed` tells of offers that match a line. A coupon that was
/// presented is always told of.
pub(super) fn note(work: &mut Work<'_>, offer: &Offer, coupon: Option<&Id>, matches: bool, reason: Reason) {
    let wanted = match work.basket.options.detail {
        Detail::Totals => false,
        Detail::Changed => matches,
        Detail::Full => true,
    };
    if wanted || coupon.is_some() {
        work.why_not.push(WhyNot {
            offer_id: offer.id.clone(),
            coupon_id: coupon.cloned(),
            code: reason.code,
            missing_quantity: reason.missing_quantity,
            missing_value: reason.missing_value,
        });
    }
}
