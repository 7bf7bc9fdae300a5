//! The units an offer may work on.
//!
//! What must hold: locked units are nobody's, touched ones not an exclusive offer's; with a limit on units the dearest go
//! first, ties in canonical order; the parts stay in canonical order of their groups.

use super::exact::{MILLION, Ratio, add, div, mul, rem, sub};
use super::request::Rounding;
use super::split::split_within;
use super::work::{Group, Run, Work};
use crate::map::sort;
use crate::money::Overflow;

/// Some units of one run of one group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub group: usize,
    pub run: usize,
    /// Whole pieces.
    pub pieces: bool,
    /// Millionths.
    pub units: i128,
    /// What they cost now.
    pub value: i128,
    /// How much may be taken off them.
    pub room: i128,
}

/// The units of these groups that are open.
pub(super) fn open(work: &Work<'_>, groups: &[usize], exclusive: bool) -> Result<Vec<Part>, Overflow> {
    let mut parts = Vec::with_capacity(groups.len());
    for (place, group) in groups.iter().filter_map(|place| Some((*place, work.groups.get(*place)?))) {
        for (at, run) in group.runs.iter().enumerate() {
            if !(run.locked || exclusive && run.touched) {
                parts.push(part(place, at, group, run, run.units)?);
            }
        }
    }
    Ok(parts)
}

/// The first `units` of a run: of pieces the dearest ones, of a measure their share of the value, rounded half up.
fn part(place: usize, at: usize, group: &Group, run: &Run, units: i128) -> Result<Part, Overflow> {
    let floor = group.floor.of(units)?;
    let value = if units == run.units {
        run.value
    } else if group.pieces {
        let (count, taken) = (div(run.units, MILLION)?, div(units, MILLION)?);
        add(mul(div(run.value, count)?, taken)?, rem(run.value, count)?.min(taken))?
    } else {
        // Neither the part nor the rest may gain room by rounding: together they have at most that of the run.
        let above = sub(run.value, group.floor.of(run.units)?)?;
        let share = sub(Rounding::HalfUp.divide(mul(run.value, units)?, run.units)?, floor)?;
        add(floor, share.max(above.min(0)).min(above.max(0)))?
    };
    let room = sub(value, floor)?.max(0);
    Ok(Part { group: place, run: at, pieces: group.pieces, units, value, room })
}

/// No more than `most` units (millionths): the dearest first.
pub(super) fn dearest(work: &Work<'_>, parts: Vec<Part>, most: i128) -> Result<Vec<Part>, Overflow> {
    let mut order: Vec<(usize, Part)> = parts.into_iter().enumerate().collect();
    let each = |part: &Part| Ratio::new(part.value, part.units);
    sort(&mut order, &|(_, left), (_, right)| each(right).compare(each(left)));
    let mut left = most;
    let mut kept = Vec::new();
    for (at, found) in order {
        let fits = if found.pieces { sub(left, rem(left, MILLION)?)? } else { left };
        let units = found.units.min(fits);
        let source = work.groups.get(found.group).and_then(|group| Some((group, group.runs.get(found.run)?)));
        if let Some((group, run)) = source.filter(|_| units > 0) {
            kept.push((at, part(found.group, found.run, group, run, units)?));
            left = sub(left, units)?;
        }
    }
    sort(&mut kept, &|a, b| a.0.cmp(&b.0));
    Ok(kept.into_iter().map(|(_, part)| part).collect())
}

/// Splits what is taken off by value, as far as there is room; with less room than `total` all of it is taken.
pub(super) fn spread(total: i128, parts: &[Part]) -> Result<Vec<i128>, Overflow> {
    let rooms: Vec<i128> = parts.iter().map(|part| part.room).collect();
    let most = super::exact::sum(rooms.iter().copied())?;
    if total >= most {
        return Ok(rooms);
    }
    let values: Vec<i128> = parts.iter().map(|part| part.value).collect();
    split_within(total, &values, &rooms)
}

/// Works out an amount for each group's parts together, so that rounding happens once a group, and spreads it over them.
pub(super) fn by_group(parts: &[Part], off: impl Fn(&Part) -> Result<i128, Overflow>) -> Result<Vec<i128>, Overflow> {
    let mut offs = Vec::with_capacity(parts.len());
    for parts in parts.chunk_by(|a, b| a.group == b.group) {
        let Some(first) = parts.first() else {
            continue;
        };
        let whole = parts.iter().skip(1).try_fold(*first, |so_far, part| {
            let (units, value) = (add(so_far.units, part.units)?, add(so_far.value, part.value)?);
            Ok(Part { units, value, room: add(so_far.room, part.room)?, ..so_far })
        })?;
        offs.extend(spread(off(&whole)?.max(0), parts)?);
    }
    Ok(offs)
}
