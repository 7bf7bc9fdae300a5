//! What is written while offers apply: the lines, the adjustments the register prints, the reasons, what is earned.
//!
//! What must hold: the shares of an adjustment add up to its amount; a line's discount never exceeds its room, what others
//! pay of it never what it costs.

use super::answer::{Adjustment, Earned, Proposal, Scope, Share, UnitShare, VoucherOut, WhyNot};
use super::candidate::Candidate;
use super::error::PriceError;
use super::exact::{MILLION, add, div, rem, sub, sum};
use super::ids::coupon_id;
use super::promo::{Gift, Stage};
use super::request::{Line, Step, Unit};
use super::split::split_within;
use super::why_not::Reason;
use super::work::{Row, Scene};
use crate::map::sort_keys;
use crate::money::{Amount, Overflow};
use crate::names::{Id, Label};

/// Everything that is written.
#[derive(Default)]
pub(super) struct Sheet {
    /// By line of the request.
    pub rows: Vec<Row>,
    pub adjustments: Vec<Adjustment>,
    pub tendered: Vec<Adjustment>,
    pub why_not: Vec<WhyNot>,
    /// Offers (their places) that lack a quantity or a value, whatever is told of them.
    pub near: Vec<(usize, Reason)>,
    pub proposals: Vec<Proposal>,
    pub earned: Vec<Earned>,
    pub vouchers: Vec<VoucherOut>,
    /// What coupons for an amount are worth where tax is added: their face values together, positive.
    pub face: i128,
    /// Words that have been written, to be written again.
    pub words: Vec<Id>,
}

impl Sheet {
    /// A word as an id.
    pub(super) fn word(&mut self, text: &'static str) -> Id {
        if let Some(known) = self.words.iter().find(|word| word.as_str() == text) {
            return known.clone();
        }
        let word = Id::word(text);
        self.words.push(word.clone());
        word
    }
}

/// Who gives, and how the receipt says so.
pub(super) struct Giver<'a> {
    pub id: Id,
    pub offer_id: &'a Id,
    pub coupon_id: Option<&'a Id>,
    pub text_20: &'a Label,
    pub text_38: &'a Label,
    pub reason: &'static str,
    pub funder: Option<&'a Id>,
    /// The reason code of a cashier's discount.
    pub code: Option<&'a Id>,
    pub basket: bool,
    pub tender: bool,
}

impl<'a> Giver<'a> {
    pub(super) fn of(scene: &Scene<'_>, candidate: &Candidate<'a>) -> Giver<'a> {
        let offer = candidate.offer;
        let coupon = candidate.coupon;
        let reason = match (candidate.stage, candidate.step) {
            (Stage::Tender, _) => "tender",
            _ if coupon.is_some() => "coupon",
            (_, Step::Coupon) => "coupon",
            (_, Step::Item) => "deal",
            (_, Step::Set) => "set",
            (_, Step::Basket) => "basket",
            (_, Step::Reward) => "reward",
        };
        Giver {
            id: coupon.map_or_else(|| offer.id.clone(), |coupon| coupon_id(&scene.basket, offer, coupon)),
            offer_id: &offer.id,
            coupon_id: coupon.map(|coupon| &coupon.id),
            text_20: offer.text_20.as_ref().unwrap_or(&offer.name),
            text_38: offer.text_38.as_ref().unwrap_or(&offer.name),
            reason,
            funder: offer.funder.as_ref(),
            code: None,
            basket: candidate.step == Step::Basket,
            tender: candidate.stage == Stage::Tender,
        }
    }
}

/// Writes a gift: the shares of the lines, and the adjustment.
pub(super) fn give(scene: &Scene<'_>, sheet: &mut Sheet, giver: &Giver<'_>, gift: &Gift) -> Result<(), PriceError> {
    let mut shares: Vec<(usize, i128)> = Vec::with_capacity(gift.cuts.len());
    for cuts in gift.cuts.chunk_by(|a, b| a.group == b.group) {
        let off = sum(cuts.iter().map(|cut| cut.off))?;
        if let Some(cut) = cuts.first().filter(|_| off > 0) {
            lower(scene, &mut sheet.rows, cut.group, off, giver.tender, &mut shares)?;
        }
    }
    let shares = in_order(shares);
    if let Some(gross) = gift.gross.filter(|_| !giver.tender) {
        sheet.face = add(sheet.face, gross)?;
        for (place, share) in &shares {
            if let Some(row) = sheet.rows.get_mut(*place) {
                row.face = add(row.face, *share)?;
            }
        }
    }
    let adjustment = adjustment(scene, sheet, giver, &shares, gift)?;
    let list = if giver.tender { &mut sheet.tendered } else { &mut sheet.adjustments };
    list.push(adjustment);
    Ok(())
}

/// By place of the line.
fn in_order(shares: Vec<(usize, i128)>) -> Vec<(usize, i128)> {
    if shares.is_sorted() {
        return shares;
    }
    let key = |(at, (place, _)): (usize, &(usize, i128))| (u64::try_from(*place).unwrap_or(u64::MAX), at);
    let mut keys: Vec<(u64, usize)> = shares.iter().enumerate().map(key).collect();
    sort_keys(&mut keys);
    keys.into_iter().filter_map(|(_, at)| shares.get(at).copied()).collect()
}

/// Lowers the lines of a group by their room, so that none falls below its floor.
fn lower(
    scene: &Scene<'_>,
    rows: &mut [Row],
    group: usize,
    off: i128,
    tender: bool,
    shares: &mut Vec<(usize, i128)>,
) -> Result<(), Overflow> {
    let members = scene.groups.get(group).map_or(&[][..], |group| scene.members(group));
    let mut take = |rows: &mut [Row], place: usize, part: i128| {
        if let Some(row) = rows.get_mut(place).filter(|_| part > 0) {
            if tender {
                row.tendered = add(row.tendered, part)?;
            } else {
                row.discount = sub(row.discount, part)?;
            }
            shares.push((place, part));
        }
        Ok(())
    };
    if let [only] = members {
        return take(rows, *only, off);
    }
    let room = |row: &Row| if tender { sub(row.room()?, row.tendered).map(|room| room.max(0)) } else { row.room() };
    let rooms: Vec<i128> = members.iter().filter_map(|place| rows.get(*place)).map(room).collect::<Result<_, _>>()?;
    let parts = split_within(scene.basket.options.remainder, off, &rooms, &rooms)?;
    members.iter().zip(parts).try_for_each(|(place, part)| take(rows, *place, part))
}

fn adjustment(
    scene: &Scene<'_>,
    sheet: &mut Sheet,
    giver: &Giver<'_>,
    shares: &[(usize, i128)],
    gift: &Gift,
) -> Result<Adjustment, Overflow> {
    let share = |(place, part): &(usize, i128)| {
        let line = scene.basket.lines.get(*place).ok_or(Overflow)?;
        let amount = Amount::from_wide(part.saturating_neg())?;
        let told = scene.basket.options.unit_shares && line.unit == Unit::Piece;
        let units = if told { Some(by_unit(line, *part)?) } else { None };
        Ok(Share { line_id: line.id.clone(), register_tax_code: line.tax_codes.first().cloned(), amount, units })
    };
    let scope = match (giver.basket, shares.len()) {
        (true, _) => Scope::Basket,
        (_, 1) => Scope::Line,
        _ => Scope::Group,
    };
    let total = sum(shares.iter().map(|(_, part)| *part))?;
    let worth = gift.gross.unwrap_or(total);
    Ok(Adjustment {
        id: giver.id.clone(),
        offer_id: giver.offer_id.clone(),
        coupon_id: giver.coupon_id.cloned(),
        scope,
        amount: Amount::from_wide(total.saturating_neg())?,
        shares: shares.iter().map(share).collect::<Result<_, Overflow>>()?,
        times: u32::try_from(gift.times).map_err(|_| Overflow)?,
        forfeited: Amount::from_wide(gift.face.map_or(Ok(0), |face| sub(face, worth))?.max(0))?,
        text_20: giver.text_20.cut(20),
        text_38: giver.text_38.cut(38),
        reason_code: sheet.word(giver.reason),
        funded_by: giver.funder.cloned().unwrap_or_else(|| sheet.word("shop")),
        allowance_code: giver.code.cloned(),
    })
}

/// A share over the pieces of its line: no two of them differ by more than a minor unit.
fn by_unit(line: &Line, share: i128) -> Result<Vec<UnitShare>, Overflow> {
    let pieces = div(line.quantity.wide(), MILLION)?.max(1);
    let (each, more) = (div(share, pieces)?, rem(share, pieces)?);
    let mut units = Vec::with_capacity(2);
    for (count, each) in [(more, add(each, 1)?), (sub(pieces, more)?, each)] {
        if count > 0 {
            let count = u64::try_from(count).map_err(|_| Overflow)?;
            units.push(UnitShare { count, amount: Amount::from_wide(each.saturating_neg())? });
        }
    }
    Ok(units)
}
