//! Exact fractions, rounding and splitting as the documents describe them.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Sub};
use till::price::request::{Remainder, Rounding};

/// A fraction in lowest terms; the lower part is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frac {
    n: i128,
    d: i128,
}

impl Frac {
    pub fn new(n: i128, d: i128) -> Frac {
        let (mut a, mut b) = (n.abs(), d.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let by = a.max(1) * if d < 0 { -1 } else { 1 };
        Frac { n: n / by, d: d / by }
    }

    pub fn whole(n: i128) -> Frac {
        Frac { n, d: 1 }
    }

    pub fn millionths(n: i64) -> Frac {
        Frac::new(i128::from(n), 1_000_000)
    }

    /// A rate in percent as a part of one.
    pub fn rate(rate: till::quantity::Percent) -> Frac {
        Frac::new(i128::from(rate.millionths()), 100_000_000)
    }

    pub fn floor(self) -> i128 {
        self.n.div_euclid(self.d)
    }

    /// To the nearest whole number, and so on; negative mirrors positive.
    pub fn round(self, rule: Rounding) -> i128 {
        if self.n < 0 {
            return -Frac { n: -self.n, d: self.d }.round(rule);
        }
        let (below, half) = (self.floor(), Frac::new(1, 2));
        let rest = self - Frac::whole(below);
        let up = match rule {
            Rounding::HalfUp => rest >= half,
            Rounding::HalfDown => rest > half,
            Rounding::HalfEven => rest > half || rest == half && below % 2 == 1,
            Rounding::Up => rest > Frac::whole(0),
            Rounding::Down => false,
        };
        below + i128::from(up)
    }
}

impl Add for Frac {
    type Output = Frac;
    fn add(self, other: Frac) -> Frac {
        Frac::new(self.n * other.d + other.n * self.d, self.d * other.d)
    }
}

impl Sub for Frac {
    type Output = Frac;
    fn sub(self, other: Frac) -> Frac {
        self + Frac { n: -other.n, d: other.d }
    }
}

impl Mul for Frac {
    type Output = Frac;
    fn mul(self, other: Frac) -> Frac {
        Frac::new(self.n * other.n, self.d * other.d)
    }
}

impl Div for Frac {
    type Output = Frac;
    fn div(self, other: Frac) -> Frac {
        Frac::new(self.n * other.d, self.d * other.n)
    }
}

impl PartialOrd for Frac {
    fn partial_cmp(&self, other: &Frac) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Frac {
    fn cmp(&self, other: &Frac) -> Ordering {
        (self.n * other.d).cmp(&(other.n * self.d))
    }
}

/// Fractions as whole numbers in the same proportion.
pub fn whole(list: &[Frac]) -> Vec<i128> {
    let common = list.iter().fold(1, |common, one| common * Frac::new(one.d, common).n);
    list.iter().map(|one| one.n * (common / one.d)).collect()
}

/// Everyone's share rounded down; what is left goes to whom the rule names, never to a weight of zero.
pub fn split(rule: Remainder, total: i128, weights: &[i128]) -> Vec<i128> {
    if total < 0 {
        return split(rule, -total, weights).iter().map(|part| -part).collect();
    }
    if total == 0 || weights.len() == 1 {
        return vec![total; weights.len()];
    }
    let whole: i128 = weights.iter().sum();
    let exact: Vec<Frac> = weights.iter().map(|weight| Frac::new(total * weight, whole)).collect();
    let mut parts: Vec<i128> = exact.iter().map(|share| share.floor()).collect();
    let left = total - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).filter(|at| weights[*at] > 0).collect();
    match rule {
        Remainder::Largest => {
            let rest = |at: &usize| exact[*at] - Frac::whole(exact[*at].floor());
            order.sort_by(|a, b| rest(b).cmp(&rest(a)).then(a.cmp(b)));
            order.iter().take(left as usize).for_each(|at| parts[*at] += 1);
        }
        Remainder::First => order.iter().take(left as usize).for_each(|at| parts[*at] += 1),
        Remainder::FirstAll => parts[order[0]] += left,
        Remainder::Last => parts[order[order.len() - 1]] += left,
        _ => return nearest(rule, total, &exact),
    }
    parts
}

/// Every share rounded to the nearest; what is left of the total, or what is too much, is put right.
fn nearest(rule: Remainder, total: i128, exact: &[Frac]) -> Vec<i128> {
    let zero = Frac::whole(0);
    if rule == Remainder::Running {
        let sum = |count: usize| exact[..count].iter().fold(zero, |sum, share| sum + *share).round(Rounding::HalfUp);
        return (0..exact.len()).map(|at| sum(at + 1) - sum(at)).collect();
    }
    let rounding = if rule == Remainder::FirstRounded { Rounding::HalfDown } else { Rounding::HalfUp };
    let mut parts: Vec<i128> = exact.iter().map(|share| share.round(rounding)).collect();
    let some: Vec<usize> = (0..exact.len()).filter(|at| exact[*at] > zero).collect();
    if rule == Remainder::LastRounded {
        let mut left = total;
        for at in &some {
            parts[*at] = if at == some.last().unwrap() { left } else { parts[*at].min(left) };
            left -= parts[*at];
        }
        return parts;
    }
    for at in some {
        let left = total - parts.iter().sum::<i128>();
        parts[at] = (parts[at] + left.signum()).max(0);
    }
    parts
}

/// The same where nobody takes more than there is room for: what does not fit goes to the others.
pub fn split_within(rule: Remainder, total: i128, weights: &[i128], rooms: &[i128]) -> Vec<i128> {
    assert!(total <= rooms.iter().sum(), "{total} fits into {rooms:?}");
    let mut full: Vec<Option<i128>> = vec![None; weights.len()];
    loop {
        let open: Vec<i128> = weights.iter().zip(&full).map(|(w, full)| if full.is_some() { 0 } else { *w }).collect();
        let left = total - full.iter().flatten().sum::<i128>();
        let tried = if left == 0 { vec![0; open.len()] } else { split(rule, left, &open) };
        let over: Vec<usize> = (0..tried.len()).filter(|at| full[*at].is_none() && tried[*at] > rooms[*at]).collect();
        if over.is_empty() {
            return full.iter().zip(tried).map(|(full, tried)| full.unwrap_or(tried)).collect();
        }
        over.iter().for_each(|at| full[*at] = Some(rooms[*at]));
    }
}

/// An amount over equal pieces: the first ones have the odd minor units.
pub fn level(total: i128, count: usize) -> Vec<i128> {
    let (each, odd) = (total.div_euclid(count as i128), total.rem_euclid(count as i128));
    (0..count as i128).map(|at| each + i128::from(at < odd)).collect()
}
