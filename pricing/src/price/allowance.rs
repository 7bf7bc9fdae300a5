//! What the cashier gives on the basket, with a reason: the last part of step 5.
//!
//! What must hold: it is shared over all discountable lines (of its tax codes) by what they cost now, at most what they
//! cost; an exclusive offer's units stay as they are.

use super::deal::cuts;
use super::error::PriceError;
use super::ids::allowance_id;
use super::part::{Allowed, Part, open};
use super::promo::{Gift, How};
use super::request::Allowance;
use super::sheet::{Giver, Sheet, give};
use super::work::{Group, Scene, State};

/// Gives all of them; a search has no sheet to write on.
pub(super) fn give_all(scene: &Scene<'_>, state: &mut State, mut sheet: Option<&mut Sheet>) -> Result<(), PriceError> {
    let allowances = scene.basket.allowances;
    allowances.iter().try_for_each(|allowance| one(scene, state, sheet.as_deref_mut(), allowance))
}

fn one(
    scene: &Scene<'_>,
    state: &mut State,
    sheet: Option<&mut Sheet>,
    allowance: &Allowance,
) -> Result<(), PriceError> {
    let coded = |group: &Group| {
        let line = scene.basket.lines.get(group.line);
        allowance.tax_codes.is_empty()
            || line.is_some_and(|line| line.tax_codes.iter().any(|code| allowance.tax_codes.contains(code)))
    };
    let groups = scene.groups.iter().enumerate();
    let groups: Vec<usize> =
        groups.filter(|(_, group)| !group.no_discount && coded(group)).map(|(place, _)| place).collect();
    let parts: Vec<Part> = open(scene, state, Allowed { groups: &groups, units: None }, false)?;
    let how = match (allowance.percent, allowance.amount) {
        (Some(rate), _) => How::Percent(rate),
        (None, amount) => How::OffOnce(amount.unwrap_or_default()),
    };
    let gift = Gift::of(&parts, how.off(scene, &parts)?);
    if gift.total()? == 0 {
        return Ok(());
    }
    cuts(state, &gift, false, None)?;
    let giver = Giver {
        id: allowance_id(&allowance.id),
        offer_id: &allowance.id,
        coupon_id: None,
        text_20: &allowance.reason,
        text_38: &allowance.reason,
        reason: "allowance",
        funder: None,
        code: allowance.reason_code.as_ref(),
        basket: true,
        tender: false,
    };
    sheet.map_or(Ok(()), |sheet| give(scene, sheet, &giver, &gift))
}
