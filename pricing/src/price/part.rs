//! The units an offer may work on.
//!
//! What must hold: locked units are nobody's, touched ones not an exclusive offer's; with a limit on units the dearest go
//! first, ties in canonical order; the parts stay in canonical order of their groups.

use super::exact::{MILLION, Ratio, add, div, mul, rem, sub, sum};
use super::request::{Options, Rounding, SplitBy};
use super::split::split_within;
use super::work::{Group, Run, Scene, State};
use crate::map::sort;
use crate::money::Overflow;

/// Some units of one run of one group.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(8))]
pub(super) struct Part {
    pub group: usize,
    pub run: usize,
    /// Whole pieces.
    pub pieces: bool,
    /// Millionths.
    pub units: i128,
    /// What they cost now.
    pub value: i128,
    /// What they cost at list value.
    pub list: i128,
    /// How much may be taken off them.
    pub room: i128,
}

/// The groups an offer may use, and how many units (millionths) of each: all of them if that is not said.
#[derive(Clone, Copy)]
pub(super) struct Allowed<'a> {
    pub groups: &'a [usize],
    pub units: Option<&'a [i128]>,
}

/// The units of these groups that are open.
pub(super) fn open(
    scene: &Scene<'_>,
    state: &State,
    allowed: Allowed<'_>,
    exclusive: bool,
) -> Result<Vec<Part>, Overflow> {
    let mut parts = Vec::with_capacity(allowed.groups.len());
    for (at, place) in allowed.groups.iter().enumerate() {
        let Some(group) = scene.groups.get(*place) else {
            continue;
        };
        let start = parts.len();
        for (run_place, run) in state.runs(*place).iter().enumerate() {
            if !(run.locked || exclusive && run.touched) {
                parts.push(part((*place, run_place), group, run, run.units)?);
            }
        }
        let Some(most) = allowed.units.and_then(|units| units.get(at)).filter(|most| **most < group.units) else {
            continue;
        };
        match parts.get(start..).unwrap_or(&[]) {
            [] => {}
            &[only] => {
                parts.truncate(start);
                parts.extend(first(scene, state, &only, *most)?);
            }
            _ => {
                let mine = parts.split_off(start);
                parts.extend(dearest(scene, state, mine, *most)?);
            }
        }
    }
    Ok(parts)
}

/// The first `units` of a run: of pieces the dearest ones, of a measure their share of the value, rounded half up.
fn part((place, at): (usize, usize), group: &Group, run: &Run, units: i128) -> Result<Part, Overflow> {
    let floor = group.floor.of(units)?;
    let share = |whole: i128| {
        if units == run.units {
            Ok(whole)
        } else if group.pieces {
            let (count, taken) = (div(run.units, MILLION)?, div(units, MILLION)?);
            add(mul(div(whole, count)?, taken)?, rem(whole, count)?.min(taken))
        } else {
            Rounding::HalfUp.divide(mul(whole, units)?, run.units)
        }
    };
    let mut value = share(run.value)?;
    if !group.pieces && units != run.units {
        // Neither the part nor the rest may gain room by rounding: together they have at most that of the run.
        let above = sub(run.value, group.floor.of(run.units)?)?;
        value = add(floor, sub(value, floor)?.max(above.min(0)).min(above.max(0)))?;
    }
    let room = sub(value, floor)?.max(0);
    Ok(Part { group: place, run: at, pieces: group.pieces, units, value, list: share(run.list)?, room })
}

/// No more than `most` units (millionths): the dearest first.
pub(super) fn dearest(scene: &Scene<'_>, state: &State, parts: Vec<Part>, most: i128) -> Result<Vec<Part>, Overflow> {
    let mut order: Vec<(usize, Part)> = parts.into_iter().enumerate().collect();
    let each = |part: &Part| Ratio::new(part.value, part.units);
    sort(&mut order, &|(_, left), (_, right)| each(right).compare(each(left)));
    let mut left = most;
    let mut kept = Vec::new();
    for (at, found) in order {
        if let Some(part) = first(scene, state, &found, left)? {
            left = sub(left, part.units)?;
            kept.push((at, part));
        }
    }
    sort(&mut kept, &|a, b| a.0.cmp(&b.0));
    Ok(kept.into_iter().map(|(_, part)| part).collect())
}

/// What of a run's part is within `most` units (millionths), if anything is.
fn first(scene: &Scene<'_>, state: &State, found: &Part, most: i128) -> Result<Option<Part>, Overflow> {
    let fits = if found.pieces { sub(most, rem(most, MILLION)?)? } else { most };
    let units = found.units.min(fits);
    let source = scene.groups.get(found.group).zip(state.runs(found.group).get(found.run));
    let some = source.filter(|_| units > 0).map(|(group, run)| part((found.group, found.run), group, run, units));
    some.transpose()
}

/// By what one amount is split: what units of a group cost, with or without included taxes.
pub(super) fn weight(scene: &Scene<'_>, group: usize, value: i128) -> Result<i128, Overflow> {
    if scene.basket.options.split_by == SplitBy::Gross {
        return Ok(value);
    }
    let fine = mul(value, MILLION)?;
    match scene.groups.get(group).and_then(|group| scene.taxes.sets.get(group.taxes?)) {
        Some(set) => div(mul(fine, set.factor.under)?, set.factor.over),
        None => Ok(fine),
    }
}

/// Splits what is taken off by value, as far as there is room; with less room than `total` all of it is taken.
pub(super) fn spread(scene: &Scene<'_>, total: i128, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    let rooms: Vec<i128> = parts.iter().map(|part| part.room).collect();
    let most = sum(rooms.iter().copied())?;
    if total >= most {
        return Ok(rooms);
    }
    let weights: Vec<i128> =
        parts.iter().map(|part| weight(scene, part.group, part.value)).collect::<Result<_, _>>()?;
    split_within(scene.basket.options.remainder, total, &weights, &rooms)
}

/// Works out an amount for each group's parts together, so that rounding happens once a group, and spreads it over them.
pub(super) fn by_group(
    scene: &Scene<'_>,
    parts: &[Part],
    off: &dyn Fn(&Part) -> Result<i128, Overflow>,
) -> Result<Vec<i128>, Overflow> {
    let mut offs = Vec::with_capacity(parts.len());
    for parts in parts.chunk_by(|a, b| a.group == b.group) {
        let Some(first) = parts.first() else {
            continue;
        };
        if let [only] = parts {
            offs.push(off(only)?.max(0).min(only.room));
            continue;
        }
        let whole = parts.iter().skip(1).try_fold(*first, |so_far, part| {
            let (units, value) = (add(so_far.units, part.units)?, add(so_far.value, part.value)?);
            let (list, room) = (add(so_far.list, part.list)?, add(so_far.room, part.room)?);
            Ok(Part { units, value, list, room, ..so_far })
        })?;
        offs.extend(spread(scene, off(&whole)?.max(0), parts)?);
    }
    Ok(offs)
}

/// Works out an amount for each part by itself, as far as there is room.
pub(super) fn by_part(parts: &[Part], off: &dyn Fn(&Part) -> Result<i128, Overflow>) -> Result<Vec<i128>, Overflow> {
    parts.iter().map(|part| Ok(off(part)?.max(0).min(part.room))).collect()
}

/// Lowers what is taken off to a cap, in proportion; none gets more than it had.
pub(super) fn clamp(options: &Options, offs: &[i128], most: i128) -> Result<Vec<i128>, Overflow> {
    split_within(options.remainder, most, offs, offs)
}
