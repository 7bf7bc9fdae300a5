//! What sets take off: the gift of chosen units, by part.
//!
//! What must hold: a part gives no more than its units have room for; what whole sets save is shared over their units.

use super::exact::{MILLION, add, div, mul, rem, sub, sum};
use super::part::{Part, spread, weight};
use super::promo::{Cut, Gift};
use super::request::SetShares;
use super::sets::{Made, Off, Reward, Stack};
use super::split::split_within;
use super::work::Scene;
use crate::map::sort;
use crate::money::Overflow;

/// The list value of so many units of a part after so many others: the odd minor units come first, as with what they cost.
fn list_of(part: &Part, before: i128, count: i128) -> Result<i128, Overflow> {
    let units = div(part.units, MILLION)?;
    let (each, odd) = (div(part.list, units)?, rem(part.list, units)?);
    add(mul(each, count)?, sub(odd.min(add(before, count)?), odd.min(before))?)
}

/// The gift of chosen units: of each stack so many are taken, so many of them rewarded, and what `off` takes off those.
pub(super) fn gift(
    scene: &Scene<'_>,
    parts: &[Part],
    chosen: (&[Stack], &[(i128, i128)]),
    off: Off<'_>,
    bind: bool,
) -> Result<Gift, Overflow> {
    let blank = |part: &Part| Part { units: 0, value: 0, list: 0, room: 0, ..*part };
    // Of each part what is taken, and what of that is rewarded.
    let mut taken: Vec<(Part, Part)> = parts.iter().map(|part| (blank(part), blank(part))).collect();
    for (stack, (all, some)) in chosen.0.iter().zip(chosen.1) {
        let (Some(own), Some((taken, rewarded))) = (parts.get(stack.part), taken.get_mut(stack.part)) else {
            continue;
        };
        let floor = scene.groups.get(own.group).map_or(Ok(0), |group| group.floor.of(MILLION))?;
        for (part, count) in [(taken, *all), (rewarded, *some)].into_iter().filter(|(_, count)| *count > 0) {
            part.units = add(part.units, mul(count, MILLION)?)?;
            part.value = add(part.value, mul(count, stack.each)?)?;
            part.list = add(part.list, list_of(own, stack.before, count)?)?;
            part.room = add(part.room, mul(count, sub(stack.each, floor)?.max(0))?)?;
        }
    }
    let mut some = Vec::with_capacity(taken.len());
    some.extend(taken.iter().map(|(_, rewarded)| *rewarded).filter(|part| part.units > 0));
    let mut offs = off(&some)?;
    let all = scene.basket.options.set_shares == SetShares::All && bind;
    if all {
        let taken: Vec<Part> = taken.iter().map(|(part, _)| *part).collect();
        offs = spread(scene, sum(offs)?, &taken)?;
    }
    let (mut offs, mut cuts) = (offs.into_iter(), Vec::with_capacity(taken.len()));
    for (part, some) in &taken {
        let off = if all || some.units > 0 { offs.next().unwrap_or(0) } else { 0 };
        if part.units > 0 {
            let (group, run, units, value, list) = (part.group, part.run, part.units, part.value, part.list);
            cuts.push(Cut { group, run, units, rewarded: some.units, value, list, off, bind });
        }
    }
    Ok(Gift { cuts, times: 1, face: None, gross: None })
}

/// Sets that cost a price, or an amount less, as a whole: shared over their units by what they cost.
pub(super) fn whole_sets(
    scene: &Scene<'_>,
    parts: &[Part],
    pool: &[Stack],
    made: Vec<Made>,
    reward: &Reward,
) -> Result<Gift, Overflow> {
    let mut offs = vec![0; parts.len()];
    let mut counts = vec![(0, 0); pool.len()];
    // Equal remainders go by the order of the parts, which is canonical.
    let at = |unit: &(usize, i128, i128)| (pool.get(unit.0).map_or(0, |stack| stack.part), unit.0);
    for mut set in made {
        sort(&mut set.units, &|a, b| at(a).cmp(&at(b)));
        let kinds = set.units.len();
        let (mut worth, mut rooms, mut weights) = (0, Vec::with_capacity(kinds), Vec::with_capacity(kinds));
        for (place, taken, _) in &set.units {
            let Some(stack) = pool.get(*place) else { continue };
            let units = mul(*taken, set.times)?;
            let floor = scene.groups.get(stack.group).map_or(Ok(0), |group| group.floor.of(MILLION))?;
            let value = mul(units, stack.each)?;
            worth = add(worth, value)?;
            weights.push(weight(scene, stack.group, value)?);
            rooms.push(mul(units, sub(stack.each, floor)?.max(0))?);
            if let Some(count) = counts.get_mut(*place) {
                *count = (add(count.0, units)?, add(count.1, units)?);
            }
        }
        let off = match reward {
            Reward::Price(price) => sub(worth, mul(*price, set.times)?)?,
            Reward::Off(amount) => mul(*amount, set.times)?,
            Reward::Units { .. } => 0,
        };
        let off = off.max(0).min(sum(rooms.iter().copied())?);
        let shares = split_within(scene.basket.options.remainder, off, &weights, &rooms)?;
        for ((place, ..), share) in set.units.iter().zip(shares) {
            if let Some(off) = pool.get(*place).and_then(|stack| offs.get_mut(stack.part)) {
                *off = add(*off, share)?;
            }
        }
    }
    let by_part = |some: &[Part]| -> Result<Vec<i128>, Overflow> {
        let same = |a: &Part, b: &Part| (a.group, a.run) == (b.group, b.run);
        let of = |part: &Part| parts.iter().zip(&offs).find(|(own, _)| same(own, part)).map_or(0, |(_, off)| *off);
        Ok(some.iter().map(of).collect())
    };
    gift(scene, parts, (pool, &counts), &by_part, true)
}
