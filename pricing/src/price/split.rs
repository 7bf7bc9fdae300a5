//! Splitting an amount: every part its share, rounded down, then whoever [`Remainder`] names gets what is left.
//!
//! Or every share rounded to the nearest, and what they differ by put right.
//!
//! What must hold: the parts add up to the amount and none has another sign; a zero weight never receives a cent; with
//! `largest` and `first` no part exceeds its exact share by a whole minor unit; negative mirrors positive. Callers bring the weights in canonical order.

use super::exact::{add, div, mul, sub, sum};
use super::request::{Remainder, Rounding};
use crate::money::Overflow;
use std::cmp::Reverse;

/// Rounds of redistribution before the rest goes by room alone; a count, so that every machine agrees.
const ROUNDS: usize = 16;

/// So few are looked through again and again.
const FEW: usize = 24;

/// What rounding down left of a part, the largest first, and its place.
type Rest = (Reverse<i128>, usize);

/// Splits `total` in proportion to `weights` (none negative; not all zero unless `total` is).
pub(super) fn split(rule: Remainder, total: i128, weights: &[i128]) -> Result<Vec<i128>, Overflow> {
    if total < 0 {
        let positive = split(rule, total.checked_neg().ok_or(Overflow)?, weights)?;
        return positive.into_iter().map(|part| part.checked_neg().ok_or(Overflow)).collect();
    }
    if weights.len() == 1 || total == 0 {
        return Ok(weights.iter().map(|_| total).collect());
    }
    let whole = sum(weights.iter().copied())?;
    if matches!(rule, Remainder::FirstRounded | Remainder::LastRounded | Remainder::Running) {
        return rounded(rule, total, weights, whole);
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut rests = Vec::with_capacity(weights.len());
    for (place, weight) in weights.iter().enumerate() {
        let exact = mul(total, *weight)?;
        let part = div(exact, whole)?;
        parts.push(part);
        let rest = sub(exact, mul(part, whole)?)?;
        if if rule == Remainder::Largest { rest > 0 } else { *weight > 0 } {
            rests.push((Reverse(rest), place));
        }
    }
    let left = sub(total, sum(parts.iter().copied())?)?;
    let mut give = |place: usize, more: i128| match parts.get_mut(place) {
        Some(part) => add(*part, more).map(|sum| *part = sum),
        None => Ok(()),
    };
    match rule {
        Remainder::Largest | Remainder::First => {
            let most = usize::try_from(left).map_err(|_| Overflow)?;
            if rule == Remainder::Largest {
                rests = first(rests, most);
            }
            rests.into_iter().take(most).try_for_each(|(_, place)| give(place, 1))?;
        }
        Remainder::FirstAll => rests.first().map_or(Ok(()), |(_, place)| give(*place, left))?,
        _ => rests.last().map_or(Ok(()), |(_, place)| give(*place, left))?,
    }
    Ok(parts)
}

/// Shares rounded to the nearest, none below zero: those of a positive total.
fn rounded(rule: Remainder, total: i128, weights: &[i128], whole: i128) -> Result<Vec<i128>, Overflow> {
    let mut parts = Vec::with_capacity(weights.len());
    let rounding = if rule == Remainder::FirstRounded { Rounding::HalfDown } else { Rounding::HalfUp };
    let last = weights.iter().rposition(|weight| *weight > 0);
    let (mut so_far, mut left) = (0, total);
    for (place, weight) in weights.iter().enumerate() {
        let part = match rule {
            Remainder::LastRounded if Some(place) == last => left,
            Remainder::Running => {
                let before = rounding.divide(mul(total, so_far)?, whole)?;
                so_far = add(so_far, *weight)?;
                sub(rounding.divide(mul(total, so_far)?, whole)?, before)?
            }
            Remainder::LastRounded => rounding.divide(mul(total, *weight)?, whole)?.min(left),
            _ => rounding.divide(mul(total, *weight)?, whole)?,
        };
        left = sub(left, part)?;
        parts.push(part);
    }
    // Only `first_rounded` leaves anything, or too little.
    let step = left.signum();
    for (part, weight) in parts.iter_mut().zip(weights) {
        if left != 0 && *weight > 0 && add(*part, step)? >= 0 {
            (*part, left) = (add(*part, step)?, sub(left, step)?);
        }
    }
    Ok(parts)
}

/// The `most` first of these, in any order: by halves, as sorting all of them would cost more than the rest of a split.
fn first(mut rests: Vec<Rest>, most: usize) -> Vec<Rest> {
    let mut found = Vec::with_capacity(most);
    if rests.len() <= FEW {
        for _ in 0..most.min(rests.len()) {
            let next = rests.iter().enumerate().min_by_key(|(_, rest)| **rest);
            found.extend(next.map(|(at, _)| at).map(|at| rests.swap_remove(at)));
        }
        return found;
    }
    while let Some(middle) = rests.get(rests.len() / 2).copied().filter(|_| found.len() < most) {
        let (before, after): (Vec<Rest>, Vec<Rest>) = rests.iter().partition(|rest| **rest < middle);
        if before.len() > most.saturating_sub(found.len()) {
            rests = before;
        } else {
            found.extend(before);
            rests = after;
            if found.len() < most {
                found.push(middle);
                rests.retain(|rest| *rest != middle);
            }
        }
    }
    found
}

/// Splits `total` (positive, at most the sum of `rooms`) in proportion to `weights`, no part above its room: what does not
/// fit goes to the others in the same proportion.
pub(super) fn split_within(
    rule: Remainder,
    total: i128,
    weights: &[i128],
    rooms: &[i128],
) -> Result<Vec<i128>, Overflow> {
    let full = |part: i128, room: &i128| part > *room;
    // As a rule there is room for all of it.
    if total != 0 && weights.iter().any(|weight| *weight != 0) {
        let tried = split(rule, total, weights)?;
        if !tried.iter().zip(rooms).any(|(part, room)| full(*part, room)) {
            return Ok(tried);
        }
    }
    let mut parts: Vec<i128> = weights.iter().map(|_| 0).collect();
    let mut open = weights.to_vec();
    let mut left = total;
    for _ in 0..ROUNDS {
        if left == 0 || sum(open.iter().copied())? == 0 {
            break;
        }
        let tried = split(rule, left, &open)?;
        if !tried.iter().zip(rooms).any(|(part, room)| full(*part, room)) {
            for (part, more) in parts.iter_mut().zip(&tried) {
                *part = add(*part, *more)?;
            }
            return Ok(parts);
        }
        for (((part, weight), more), room) in parts.iter_mut().zip(&mut open).zip(tried).zip(rooms) {
            if full(more, room) {
                (*part, *weight) = (*room, 0);
                left = sub(left, *room)?;
            }
        }
    }
    let rest: Vec<i128> = parts.iter().zip(rooms).map(|(part, room)| sub(*room, *part)).collect::<Result<_, _>>()?;
    if left > 0 {
        for (part, more) in parts.iter_mut().zip(split(Remainder::Largest, left, &rest)?) {
            *part = add(*part, more)?;
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainders_go_to_the_largest_then_to_the_first_and_never_to_a_zero() {
        assert_eq!(split(Remainder::Largest, 100, &[1, 1, 1]).unwrap(), [34, 33, 33]);
        assert_eq!(split(Remainder::Largest, -100, &[1, 1, 1]).unwrap(), [-34, -33, -33]);
        // 10 * 3/8 = 3.75, 10 * 5/8 = 6.25: the first has the larger remainder
        assert_eq!(split(Remainder::Largest, 10, &[3, 0, 5]).unwrap(), [4, 0, 6]);
        assert_eq!(split(Remainder::Largest, 0, &[0, 0]).unwrap(), [0, 0]);
        assert_eq!(split(Remainder::Largest, 7, &[9]).unwrap(), [7]);
    }

    #[test]
    fn what_has_no_room_goes_to_the_others() {
        assert_eq!(split_within(Remainder::Largest, 90, &[100, 100, 100], &[10, 100, 100]).unwrap(), [10, 40, 40]);
        assert_eq!(split_within(Remainder::Largest, 3, &[1, 1, 1], &[1, 1, 1]).unwrap(), [1, 1, 1]);
        assert_eq!(split_within(Remainder::Largest, 0, &[5, 5], &[0, 5]).unwrap(), [0, 0]);
    }

    #[test]
    fn every_rule_for_what_is_left() {
        // 11 over 1 : 0 : 2 : 2 is 2.2, 0, 4.4, 4.4: one cent is left
        let cases = [
            (Remainder::Largest, [2, 0, 5, 4]),
            (Remainder::First, [3, 0, 4, 4]),
            (Remainder::FirstAll, [3, 0, 4, 4]),
            (Remainder::Last, [2, 0, 4, 5]),
        ];
        for (rule, parts) in cases {
            assert_eq!(split(rule, 11, &[1, 0, 2, 2]).unwrap(), parts, "{rule:?}");
        }
        // 5 over three: two cents are left
        let cases = [
            (Remainder::Largest, [2, 2, 1]),
            (Remainder::First, [2, 2, 1]),
            (Remainder::FirstAll, [3, 1, 1]),
            (Remainder::Last, [1, 1, 3]),
        ];
        for (rule, parts) in cases {
            assert_eq!(split(rule, 5, &[1, 1, 1]).unwrap(), parts, "{rule:?}");
            assert_eq!(split_within(rule, 5, &[1, 1, 1], &[2, 2, 2]).unwrap().iter().sum::<i128>(), 5);
        }
    }

    #[test]
    fn shares_rounded_to_the_nearest_and_put_right() {
        // 2 over 3 : 3 : 0 : 4 is 0.6, 0.6, 0, 0.8; 1 over 1 : 1 is 0.5 each; 3 over five is 0.6 each
        let cases: [(Remainder, [&[i128]; 3]); 3] = [
            (Remainder::FirstRounded, [&[0, 1, 0, 1], &[1, 0], &[0, 0, 1, 1, 1]]),
            (Remainder::LastRounded, [&[1, 1, 0, 0], &[1, 0], &[1, 1, 1, 0, 0]]),
            (Remainder::Running, [&[1, 0, 0, 1], &[1, 0], &[1, 0, 1, 0, 1]]),
        ];
        for (rule, [first, second, third]) in cases {
            assert_eq!(split(rule, 2, &[3, 3, 0, 4]).unwrap(), first, "{rule:?}");
            assert_eq!(split(rule, 1, &[1, 1]).unwrap(), second, "{rule:?}");
            assert_eq!(split(rule, 3, &[1; 5]).unwrap(), third, "{rule:?}");
            assert_eq!(split(rule, -2, &[3, 3, 0, 4]).unwrap().iter().sum::<i128>(), -2, "{rule:?}");
        }
    }
}
