//! Rounding as a value: one division, rounded once by a named rule.
//!
//! What must hold: negative mirrors positive; an exact quotient is never changed.

use super::request::Rounding;
use crate::money::Overflow;
use std::cmp::Ordering;

impl Rounding {
    /// `number / by` as a whole number. `by` is not zero.
    ///
    /// ```
    /// use pricing::price::request::Rounding;
    /// assert_eq!(Rounding::HalfUp.divide(5, 2), Ok(3));
    /// assert_eq!(Rounding::HalfEven.divide(-5, 2), Ok(-2));
    /// assert_eq!(Rounding::Up.divide(-1, 100), Ok(-1));
    /// ```
    #[inline(never)]
    pub fn divide(self, number: i128, by: i128) -> Result<i128, Overflow> {
        let (size, part) = (number.unsigned_abs(), by.unsigned_abs());
        let (whole, rest) = match (u64::try_from(size), u64::try_from(part)) {
            (Ok(size), Ok(part)) => {
                let whole = size.checked_div(part).ok_or(Overflow)?;
                (u128::from(whole), u128::from(size.wrapping_sub(whole.wrapping_mul(part))))
            }
            _ => {
                let whole = size.checked_div(part).ok_or(Overflow)?;
                (whole, size.saturating_sub(whole.saturating_mul(part)))
            }
        };
        let half = rest.cmp(&part.saturating_sub(rest));
        let odd = whole.checked_rem(2) == Some(1);
        let away = match self {
            Rounding::Up => rest > 0,
            Rounding::Down => false,
            Rounding::HalfUp => half != Ordering::Less,
            Rounding::HalfDown => half == Ordering::Greater,
            Rounding::HalfEven => half == Ordering::Greater || (half == Ordering::Equal && odd),
        };
        let rounded = whole.checked_add(u128::from(away)).ok_or(Overflow)?;
        let positive = i128::try_from(rounded).map_err(|_| Overflow)?;
        if (number < 0) == (by < 0) { Ok(positive) } else { positive.checked_neg().ok_or(Overflow) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_at_its_edges_and_mirrored() {
        // quotients 2.5, 3.5, 2.4, 2.6, 2.0 as tenths
        let cases = [
            (Rounding::HalfUp, [3, 4, 2, 3, 2]),
            (Rounding::HalfEven, [2, 4, 2, 3, 2]),
            (Rounding::HalfDown, [2, 3, 2, 3, 2]),
            (Rounding::Up, [3, 4, 3, 3, 2]),
            (Rounding::Down, [2, 3, 2, 2, 2]),
        ];
        for (rule, expected) in cases {
            for (number, expected) in [25, 35, 24, 26, 20].into_iter().zip(expected) {
                assert_eq!(rule.divide(number, 10), Ok(expected), "{rule:?} {number}");
                assert_eq!(rule.divide(-number, 10), Ok(-expected), "{rule:?} -{number}");
            }
        }
        assert_eq!(Rounding::HalfUp.divide(1, 0), Err(Overflow));
    }
}
