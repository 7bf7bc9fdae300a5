//! Exact arithmetic on wide integers.
//!
//! What must hold: nothing wraps and nothing is rounded in here; what leaves the range is an [`Overflow`].
//!
//! Sums and differences are inlined, for a call costs more than they do (docs/performance.md); the rest is not, for size.
//!
//! What stands in lists and has wide integers is packed to 8 bytes: an allocator of the browser's machine gives 8 at once,
//! and 16, as such an integer would have, only by a detour.

use crate::money::Overflow;
use std::cmp::Ordering;

/// Millionths in one, for products.
pub(super) const MILLION: i128 = 1_000_000;
/// Millionths times millionths in one.
pub(super) const TRILLION: i128 = 1_000_000_000_000;
/// A hundred percent in millionths of a percent.
pub(super) const WHOLE: i128 = 100_000_000;

#[inline(always)]
pub(super) fn add(a: i128, b: i128) -> Result<i128, Overflow> {
    a.checked_add(b).ok_or(Overflow)
}

#[inline(always)]
pub(super) fn sub(a: i128, b: i128) -> Result<i128, Overflow> {
    a.checked_sub(b).ok_or(Overflow)
}

#[inline(never)]
pub(super) fn mul(a: i128, b: i128) -> Result<i128, Overflow> {
    // Nearly every product fits 64 bits, and the machine that browsers have is of 64.
    if let (Ok(left), Ok(right)) = (i64::try_from(a), i64::try_from(b)) {
        let room = left.unsigned_abs().leading_zeros().saturating_add(right.unsigned_abs().leading_zeros());
        if room > u64::BITS {
            return Ok(i128::from(left.wrapping_mul(right)));
        }
    }
    a.checked_mul(b).ok_or(Overflow)
}

/// The whole part of a quotient; `by` is never zero here.
#[inline(never)]
pub(super) fn div(a: i128, by: i128) -> Result<i128, Overflow> {
    if let (Ok(a), Ok(by)) = (i64::try_from(a), i64::try_from(by))
        && let Some(whole) = a.checked_div(by)
    {
        return Ok(i128::from(whole));
    }
    a.checked_div(by).ok_or(Overflow)
}

/// What the whole part leaves.
#[inline(never)]
pub(super) fn rem(a: i128, by: i128) -> Result<i128, Overflow> {
    a.checked_rem(by).ok_or(Overflow)
}

/// The sum of many.
pub(super) fn sum(items: impl IntoIterator<Item = i128>) -> Result<i128, Overflow> {
    items.into_iter().try_fold(0, add)
}

/// A number of minor units over a number of millionths of a unit: an exact unit price. The lower part is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    pub over: i128,
    pub under: i128,
}

impl Ratio {
    pub(super) fn new(over: i128, under: i128) -> Ratio {
        Ratio { over, under: under.max(1) }
    }

    /// By value: 2/4 is 1/2. Both sides stay below 2^127, see the bounds of the types they come from.
    pub(super) fn compare(self, other: Ratio) -> Ordering {
        let left = self.over.saturating_mul(other.under);
        left.cmp(&other.over.saturating_mul(self.under))
    }
}

impl Ratio {
    /// In lowest terms.
    pub(super) fn reduced(self) -> Ratio {
        let (mut a, mut b) = (self.over.unsigned_abs(), self.under.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a.checked_rem(b).unwrap_or(0));
        }
        let by = i128::try_from(a).unwrap_or(1).max(1);
        Ratio { over: self.over.checked_div(by).unwrap_or(0), under: self.under.checked_div(by).unwrap_or(1) }
    }

    /// The sum.
    pub(super) fn plus(self, other: Ratio) -> Result<Ratio, Overflow> {
        if self.under == 1 && other.under == 1 {
            return Ok(Ratio::whole(add(self.over, other.over)?));
        }
        let over = add(mul(self.over, other.under)?, mul(other.over, self.under)?)?;
        Ok(Ratio::new(over, mul(self.under, other.under)?).reduced())
    }

    /// A whole number.
    pub(super) fn whole(over: i128) -> Ratio {
        Ratio { over, under: 1 }
    }

    /// The difference.
    pub(super) fn minus(self, other: Ratio) -> Result<Ratio, Overflow> {
        self.plus(Ratio { over: sub(0, other.over)?, under: other.under })
    }

    /// The product; both are in lowest terms.
    pub(super) fn times(self, other: Ratio) -> Result<Ratio, Overflow> {
        let (left, right) =
            (Ratio::new(self.over, other.under).reduced(), Ratio::new(other.over, self.under).reduced());
        Ok(Ratio { over: mul(left.over, right.over)?, under: mul(left.under, right.under)? })
    }

    /// The quotient; `by` is above zero, and both are in lowest terms.
    pub(super) fn over(self, by: Ratio) -> Result<Ratio, Overflow> {
        self.times(Ratio { over: by.under, under: by.over.max(1) })
    }
}

#[cfg(test)]
mod tests {
    use super::{div, mul};
    use crate::money::Overflow;

    #[test]
    fn the_short_way_and_the_long_way_meet() {
        let edges =
            [0, 1, -1, 7, -(1 << 31), 1 << 31, (1 << 32) - 1, 1 << 32, i64::MAX.into(), i64::MIN.into(), i128::MAX];
        for a in edges {
            for b in edges {
                assert_eq!(mul(a, b), a.checked_mul(b).ok_or(Overflow), "{a} x {b}");
                assert_eq!(div(a, b), a.checked_div(b).ok_or(Overflow), "{a} / {b}");
            }
        }
    }
}
