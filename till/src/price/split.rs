//! Splitting an amount: largest remainder, ties to the earlier place.
//!
//! What must hold: the parts add up to the amount; a zero weight never receives a cent; no part exceeds its exact share
//! by a whole minor unit; negative mirrors positive. Callers bring the weights in canonical order.

use super::exact::{add, div, mul, rem, sub, sum};
use crate::map::sort;
use crate::money::Overflow;
use std::cmp::Reverse;

/// Rounds of redistribution before the rest goes by room alone; a count, so that every machine agrees.
const ROUNDS: usize = 16;

/// Splits `total` in proportion to `weights` (none negative; not all zero unless `total` is).
pub(super) fn split(total: i128, weights: &[i128]) -> Result<Vec<i128>, Overflow> {
    if total < 0 {
        let positive = split(total.checked_neg().ok_or(Overflow)?, weights)?;
        return positive.into_iter().map(|part| part.checked_neg().ok_or(Overflow)).collect();
    }
    if weights.len() == 1 || total == 0 {
        return Ok(weights.iter().map(|_| total).collect());
    }
    let whole = sum(weights.iter().copied())?;
    let mut parts = Vec::with_capacity(weights.len());
    let mut rests = Vec::with_capacity(weights.len());
    for (place, weight) in weights.iter().enumerate() {
        let exact = mul(total, *weight)?;
        parts.push(div(exact, whole)?);
        let rest = rem(exact, whole)?;
        if rest > 0 {
            rests.push((Reverse(rest), place));
        }
    }
    let left = usize::try_from(sub(total, sum(parts.iter().copied())?)?).map_err(|_| Overflow)?;
    sort(&mut rests, &Ord::cmp);
    for (_, place) in rests.into_iter().take(left) {
        if let Some(part) = parts.get_mut(place) {
            *part = add(*part, 1)?;
        }
    }
    Ok(parts)
}

/// Splits `total` (positive, at most the sum of `rooms`) in proportion to `weights`, no part above its room: what does not
/// fit goes to the others in the same proportion.
pub(super) fn split_within(total: i128, weights: &[i128], rooms: &[i128]) -> Result<Vec<i128>, Overflow> {
    let mut parts: Vec<i128> = weights.iter().map(|_| 0).collect();
    let mut open = weights.to_vec();
    let mut left = total;
    for _ in 0..ROUNDS {
        if left == 0 || sum(open.iter().copied())? == 0 {
            break;
        }
        let tried = split(left, &open)?;
        let full = |part: i128, room: &i128| part > *room;
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
        for (part, more) in parts.iter_mut().zip(split(left, &rest)?) {
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
        assert_eq!(split(100, &[1, 1, 1]).unwrap(), [34, 33, 33]);
        assert_eq!(split(-100, &[1, 1, 1]).unwrap(), [-34, -33, -33]);
        // 10 * 3/8 = 3.75, 10 * 5/8 = 6.25: the first has the larger remainder
        assert_eq!(split(10, &[3, 0, 5]).unwrap(), [4, 0, 6]);
        assert_eq!(split(0, &[0, 0]).unwrap(), [0, 0]);
        assert_eq!(split(7, &[9]).unwrap(), [7]);
    }

    #[test]
    fn what_has_no_room_goes_to_the_others() {
        assert_eq!(split_within(90, &[100, 100, 100], &[10, 100, 100]).unwrap(), [10, 40, 40]);
        assert_eq!(split_within(3, &[1, 1, 1], &[1, 1, 1]).unwrap(), [1, 1, 1]);
        assert_eq!(split_within(0, &[5, 5], &[0, 5]).unwrap(), [0, 0]);
    }
}
