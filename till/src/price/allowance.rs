//! What the cashier gives on the basket, with a reason: the last part of step 5.
//!
//! What must hold: it is shared over all discountable lines by what they cost now, at most what they cost; an exclusive
//! offer's units stay as they are.

use super::error::PriceError;
use super::give::{Giver, give};
use super::ids::allowance_id;
use super::part::{Part, open};
use super::promo::{Gift, amount_off, cuts, percent};
use super::request::{Allowance, Step};
use super::work::Work;

pub(super) fn give_all(work: &mut Work<'_>) -> Result<(), PriceError> {
    let allowances = work.basket.allowances;
    allowances.iter().try_for_each(|allowance| one(work, allowance))
}

fn one(work: &mut Work<'_>, allowance: &Allowance) -> Result<(), PriceError> {
    let discountable = |place: &usize| work.groups.get(*place).is_some_and(|group| !group.no_discount);
    let groups: Vec<usize> = (0..work.groups.len()).filter(discountable).collect();
    let parts: Vec<Part> = open(work, &groups, false)?;
    let offs = match (allowance.percent, allowance.amount) {
        (Some(rate), _) => percent::off(rate, work.basket.options.percent_rounding, &parts)?,
        (None, amount) => amount_off::off(amount.unwrap_or_default(), &parts)?,
    };
    let giver = Giver {
        id: allowance_id(&allowance.id),
        offer_id: &allowance.id,
        coupon_id: None,
        text_20: &allowance.reason,
        text_38: &allowance.reason,
        reason: "allowance",
        funder: None,
        step: Step::Basket,
        exclusive: false,
    };
    give(work, &giver, Gift { cuts: cuts(&parts, offs), times: 1 }).map(|_| ())
}
