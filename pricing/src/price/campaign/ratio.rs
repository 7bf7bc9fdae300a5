//! Exact numbers: a whole number over another, in lowest terms.
//!
//! What must hold: nothing is rounded unless a rounding is named; what leaves the range, or divides by zero, is `None`
//! and never wraps. The lower part is positive, so equal numbers are equal values; neither part is `i128::MIN`, so a sign
//! can always be changed.

use crate::money::{Amount, Currency, Overflow};
use crate::quantity::{MILLION, Quantity, UnitPrice};
use crate::shape::MAX_SAFE;

/// An exact number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    over: i128,
    under: i128,
}

/// The largest number that divides both; neither is negative.
fn common(mut a: i128, mut b: i128) -> i128 {
    while let Some(rest) = a.checked_rem(b) {
        (a, b) = (b, rest);
    }
    a
}

impl Ratio {
    pub(super) const ZERO: Ratio = Ratio { over: 0, under: 1 };
    pub(super) const ONE: Ratio = Ratio { over: 1, under: 1 };

    /// `over / under`; `None` if `under` is zero or a part is `i128::MIN`.
    ///
    /// ```
    /// use pricing::price::campaign::Ratio;
    /// let half = Ratio::new(-2, -4).ok_or("in range")?;
    /// assert_eq!((half.over(), half.under()), (1, 2));
    /// assert_eq!(Ratio::new(1, 0), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn new(over: i128, under: i128) -> Option<Ratio> {
        let divisor = common(over.checked_abs()?, under.checked_abs()?);
        let divisor = if under < 0 { divisor.checked_neg()? } else { divisor };
        let (over, under) = (over.checked_div(divisor)?, under.checked_div(divisor)?);
        (under > 0).then_some(Ratio { over, under })
    }

    /// A sum of money in major units: 1250 cents are 12.50.
    #[must_use]
    pub fn money(amount: Amount, currency: Currency) -> Ratio {
        Ratio::of(amount.wide(), currency.minor_per_major())
    }

    /// For types whose range is within that of a ratio.
    fn of(over: i128, under: i128) -> Ratio {
        Ratio::new(over, under).unwrap_or(Ratio::ZERO)
    }

    /// The upper part, with the sign.
    #[must_use]
    pub const fn over(self) -> i128 {
        self.over
    }

    /// The lower part, positive.
    #[must_use]
    pub const fn under(self) -> i128 {
        self.under
    }

    /// Exactly zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.over == 0
    }

    /// Below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.over < 0
    }

    /// The number of parts of which `parts` make one, such as [`MILLION`] or 100 cents, if it is a whole number within plus
    /// or minus (2^53 - 1).
    ///
    /// ```
    /// use pricing::price::campaign::Ratio;
    /// let price = Ratio::new(1459, 1000).ok_or("in range")?;
    /// assert_eq!(price.exactly(1_000_000), Some(1_459_000));
    /// assert_eq!(price.exactly(100), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn exactly(self, parts: i64) -> Option<i64> {
        let scaled = self.times(Ratio { over: i128::from(parts), under: 1 })?;
        if scaled.under == 1 { safe(scaled.over) } else { None }
    }

    /// The same, rounded once by `divide`, which answers with the whole number it takes for `number / by`.
    ///
    /// ```
    /// use pricing::money::Overflow;
    /// use pricing::price::campaign::Ratio;
    /// let price = Ratio::new(1459, 1000).ok_or(Overflow)?;
    /// let down = |number: i128, by: i128| number.checked_div_euclid(by).ok_or(Overflow);
    /// assert_eq!(price.rounded(100, &down), Ok(145));
    /// # Ok::<(), Overflow>(())
    /// ```
    ///
    /// # Errors
    /// [`Overflow`] if the result is not within plus or minus (2^53 - 1).
    pub fn rounded(self, parts: i64, divide: &dyn Fn(i128, i128) -> Result<i128, Overflow>) -> Result<i64, Overflow> {
        let scaled = self.times(Ratio { over: i128::from(parts), under: 1 }).ok_or(Overflow)?;
        safe(divide(scaled.over, scaled.under)?).ok_or(Overflow)
    }

    pub(super) fn truth(holds: bool) -> Ratio {
        if holds { Ratio::ONE } else { Ratio::ZERO }
    }

    pub(super) fn negated(self) -> Option<Ratio> {
        Some(Ratio { over: self.over.checked_neg()?, under: self.under })
    }

    pub(super) fn magnitude(self) -> Option<Ratio> {
        Some(Ratio { over: self.over.checked_abs()?, under: self.under })
    }

    /// The common divisor of the lower parts is taken out first, so that a sum leaves the range only if it must or nearly.
    pub(super) fn plus(self, other: Ratio) -> Option<Ratio> {
        let shared = common(self.under, other.under);
        let (left, right) = (self.under.checked_div(shared)?, other.under.checked_div(shared)?);
        let over = self.over.checked_mul(right)?.checked_add(other.over.checked_mul(left)?)?;
        Ratio::new(over, self.under.checked_mul(right)?)
    }

    pub(super) fn minus(self, other: Ratio) -> Option<Ratio> {
        self.plus(other.negated()?)
    }

    /// Reduced crosswise first: the parts of the product are then as small as they can be.
    pub(super) fn times(self, other: Ratio) -> Option<Ratio> {
        let down = common(self.over.checked_abs()?, other.under);
        let up = common(other.over.checked_abs()?, self.under);
        let over = self.over.checked_div(down)?.checked_mul(other.over.checked_div(up)?)?;
        Ratio::new(over, self.under.checked_div(up)?.checked_mul(other.under.checked_div(down)?)?)
    }

    pub(super) fn divided(self, other: Ratio) -> Option<Ratio> {
        self.times(Ratio::new(other.under, other.over)?)
    }

    /// What the whole part of the quotient leaves, with the sign of `self`, as `%` in ECMAScript.
    pub(super) fn rest(self, other: Ratio) -> Option<Ratio> {
        let quotient = self.divided(other)?;
        let whole = Ratio { over: quotient.over.checked_div(quotient.under)?, under: 1 };
        self.minus(other.times(whole)?)
    }

    pub(super) fn floor(self) -> Option<Ratio> {
        Some(Ratio { over: self.over.checked_div_euclid(self.under)?, under: 1 })
    }

    pub(super) fn ceil(self) -> Option<Ratio> {
        self.negated()?.floor()?.negated()
    }

    /// To the nearest whole number; halves go up: 2.5 to 3, -2.5 to -2, as `Math.round`.
    pub(super) fn nearest(self) -> Option<Ratio> {
        self.plus(Ratio { over: 1, under: 2 })?.floor()
    }

    pub(super) fn least(self, other: Ratio) -> Option<Ratio> {
        Some(if self.minus(other)?.is_negative() { self } else { other })
    }

    pub(super) fn most(self, other: Ratio) -> Option<Ratio> {
        Some(if self.minus(other)?.is_negative() { other } else { self })
    }
}

fn safe(n: i128) -> Option<i64> {
    i64::try_from(n).ok().filter(|n| (-MAX_SAFE..=MAX_SAFE).contains(n))
}

impl From<Quantity> for Ratio {
    fn from(quantity: Quantity) -> Ratio {
        Ratio::of(quantity.wide(), i128::from(MILLION))
    }
}

impl From<UnitPrice> for Ratio {
    fn from(price: UnitPrice) -> Ratio {
        Ratio::of(price.wide(), i128::from(MILLION))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(over: i128, under: i128) -> Ratio {
        Ratio::new(over, under).unwrap()
    }

    #[test]
    fn always_in_lowest_terms_and_never_wrapping() {
        assert_eq!(ratio(6, -4), Ratio { over: -3, under: 2 });
        assert_eq!(ratio(0, -7), Ratio::ZERO);
        assert_eq!((Ratio::new(1, 0), Ratio::new(0, 0)), (None, None));
        assert_eq!((Ratio::new(i128::MIN, 1), Ratio::new(1, i128::MIN)), (None, None));
        let most = ratio(i128::MAX, 1);
        assert_eq!((most.plus(Ratio::ONE), most.times(ratio(2, 1))), (None, None));
        assert_eq!(most.times(ratio(2, i128::MAX)), Some(ratio(2, 1)), "crosswise first");
        assert_eq!(most.negated().unwrap().floor(), most.negated());
        assert_eq!(ratio(1, i128::MAX).plus(ratio(1, 2)), None);
    }

    #[test]
    fn the_operations_are_those_of_ecmascript() {
        let cases = [(5, 2, 2, 3, 3), (-5, 2, -3, -2, -2), (-1, 2, -1, 0, 0), (7, 3, 2, 3, 2), (-4, 1, -4, -4, -4)];
        for (over, under, floor, ceil, nearest) in cases {
            let number = ratio(over, under);
            assert_eq!(number.floor(), Ratio::new(floor, 1), "floor {number:?}");
            assert_eq!(number.ceil(), Ratio::new(ceil, 1), "ceil {number:?}");
            assert_eq!(number.nearest(), Ratio::new(nearest, 1), "round {number:?}");
        }
        let rests = [((7, 1), (3, 1), (1, 1)), ((-7, 1), (3, 1), (-1, 1)), ((7, 1), (-3, 1), (1, 1))];
        for ((a, b), (c, d), (e, f)) in rests.into_iter().chain([((11, 2), (3, 4), (1, 4))]) {
            assert_eq!(ratio(a, b).rest(ratio(c, d)), Ratio::new(e, f));
        }
        assert_eq!((Ratio::ONE.divided(Ratio::ZERO), Ratio::ONE.rest(Ratio::ZERO)), (None, None));
    }

    #[test]
    fn what_comes_in_and_goes_out_is_exact_or_rounded_by_name() {
        let up = |number: i128, by: i128| Ok(-(-number).div_euclid(by));
        let third = ratio(1, 3);
        assert_eq!((third.exactly(100), third.rounded(100, &up)), (None, Ok(34)));
        assert_eq!(ratio(MAX_SAFE.into(), 100).exactly(100), Some(MAX_SAFE));
        assert_eq!(ratio(MAX_SAFE.into(), 1).exactly(100), None);
        assert_eq!(ratio(MAX_SAFE.into(), 1).rounded(100, &up), Err(Overflow));
        assert_eq!(Ratio::money(Amount::new(-1250).unwrap(), Currency::EUR), ratio(-25, 2));
        assert_eq!(Ratio::from(Quantity::new(735_000).unwrap()), ratio(147, 200));
        assert_eq!(Ratio::from(UnitPrice::new(1_459_000).unwrap()), ratio(1459, 1000));
    }
}
