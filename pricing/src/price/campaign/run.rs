//! An operation as a list of steps, and carrying it out.
//!
//! What must hold: every jump goes forward, so each step is taken at most once and the length of the list bounds the
//! work. A comparison gives 1 or 0; the parser keeps those apart from numbers, so no step sees the wrong kind.

use super::parse::Name;
use super::{CampaignError, Given, Ratio};

type One = fn(Ratio) -> Option<Ratio>;
type Two = fn(Ratio, Ratio) -> Option<Ratio>;

/// What to do with the values on the stack.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// Puts a number on it.
    Number(Ratio),
    /// Puts what is given for a name on it.
    Name(Name),
    /// Replaces the last.
    One(One),
    /// Replaces the last two.
    Two(Two),
    /// Takes the last; if it is zero, goes on there.
    Unless(usize),
    /// Goes on there.
    Jump(usize),
    /// If the last is zero it is the result and goes on there, otherwise it is dropped: `&&`.
    And(usize),
    /// If the last is not zero it is the result and goes on there, otherwise it is dropped: `||`.
    Or(usize),
}

/// What to do, and the place in the text (from 1) that asked for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) op: Op,
    pub(super) place: usize,
}

/// Carries the steps out.
pub(super) fn run(steps: &[Step], given: Given) -> Result<Ratio, CampaignError> {
    let mut stack: Vec<Ratio> = Vec::with_capacity(8);
    let mut next = 0_usize;
    while let Some(step) = steps.get(next) {
        next = next.saturating_add(1);
        match step.op {
            Op::Number(number) => stack.push(number),
            Op::Name(name) => stack.push(
                value(name, given)
                    .ok_or_else(|| step.error("required", "the values of a line, or for 501 those of the invoice"))?,
            ),
            Op::One(one) => {
                let number = one(pop(&mut stack, step)?).ok_or_else(|| overflow(step))?;
                stack.push(number);
            }
            Op::Two(two) => {
                let (right, left) = (pop(&mut stack, step)?, pop(&mut stack, step)?);
                let number = two(left, right).ok_or_else(|| {
                    // with a zero on the right nothing else can fail
                    let zero = "not zero on the right of / or %";
                    if right.is_zero() { step.error("division_by_zero", zero) } else { overflow(step) }
                })?;
                stack.push(number);
            }
            Op::Jump(to) => next = to,
            Op::Unless(to) => {
                if pop(&mut stack, step)?.is_zero() {
                    next = to;
                }
            }
            Op::And(to) | Op::Or(to) => {
                let last = pop(&mut stack, step)?;
                if last.is_zero() == matches!(step.op, Op::And(_)) {
                    stack.push(last);
                    next = to;
                }
            }
        }
    }
    stack.pop().ok_or_else(|| CampaignError::operation(1, "malformed", "an expression"))
}

impl Step {
    fn error(&self, code: &'static str, expected: &'static str) -> CampaignError {
        CampaignError::operation(self.place, code, expected)
    }
}

fn overflow(step: &Step) -> CampaignError {
    step.error("overflow", "numbers of at most 38 digits, above and below the fraction line")
}

/// The parser puts a value for every one that is taken.
fn pop(stack: &mut Vec<Ratio>, step: &Step) -> Result<Ratio, CampaignError> {
    stack.pop().ok_or_else(|| step.error("malformed", "an expression"))
}

fn value(name: Name, given: Given) -> Option<Ratio> {
    match (name, given) {
        (Name::Amount, Given::Line { amount, .. }) => Some(amount),
        (Name::UnitPrice, Given::Line { unit_price, .. }) => Some(unit_price),
        (Name::Total, Given::Invoice { total }) => Some(total),
        _ => None,
    }
}
