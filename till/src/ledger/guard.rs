//! Who shows a card: tokens, PINs, tries and locks.
//!
//! What must hold: an unknown token and a wrong PIN lead to the same answers in the same order, lock included, and to the
//! same work, so that neither the answer nor its time tells whether a card exists. Tries are counted per token, known or
//! not. A lock is a fact with its time; only the ledger's clock lifts it, and that never runs backwards.

use super::ask::{Decline, Outcome, Present};
use super::desk::Desk;
use super::record::{Guard, KnownCard};
use crate::secret::Seal;

/// Wrong PINs in a row that lock a token.
pub const TRIES: u32 = 3;
/// How long a token stays locked: 30 minutes.
pub const LOCK_MILLIS: u64 = 30 * 60_000;

/// What came of showing a card, and what it does to the token's tries.
pub(super) struct Shown<'a> {
    pub card: Result<&'a KnownCard, Box<Outcome>>,
    pub guard: Option<Guard>,
}

impl<'a> Desk<'a> {
    /// Finds the card of a token, if its PIN is right.
    pub fn show(&self, x: &Present) -> Shown<'a> {
        let card = self.book.cards.get(&x.token).filter(|card| card.scheme == x.scheme);
        if !x.needs_pin {
            return Shown { card: card.ok_or_else(|| Decline::NotAccepted.into()), guard: None };
        }
        let before = self.book.guards.get(&x.token);
        let locked = before.and_then(|guard| guard.locked_until);
        if let Some(until) = locked.filter(|until| self.clock() < *until) {
            let outcome = Outcome { until: Some(self.moment(until)), ..Outcome::declined(Decline::Locked) };
            return Shown { card: Err(Box::new(outcome)), guard: None };
        }
        let failures = if locked.is_some() { 0 } else { before.map_or(0, |guard| guard.failures) };
        let Some(pin) = &x.pin else {
            let left = Some(TRIES.saturating_sub(failures));
            let outcome = Outcome { tries_left: left, ..Outcome::declined(Decline::NotAccepted) };
            return Shown { card: Err(Box::new(outcome)), guard: None };
        };
        let right = same(card.and_then(|card| card.pin.as_ref()), pin);
        match card.filter(|_| right) {
            Some(card) => {
                let cleared = Guard { token: x.token.clone(), failures: 0, locked_until: None };
                Shown { card: Ok(card), guard: before.map(|_| cleared) }
            }
            None => self.wrong(&x.token, failures.saturating_add(1)),
        }
    }

    fn wrong(&self, token: &Seal, failures: u32) -> Shown<'a> {
        let left = TRIES.saturating_sub(failures);
        let locked_until = (left == 0).then(|| self.clock().saturating_add(LOCK_MILLIS));
        let decline = if left == 0 { Decline::Locked } else { Decline::NotAccepted };
        let until = locked_until.map(|until| self.moment(until));
        let outcome = Outcome { tries_left: Some(left), until, ..Outcome::declined(decline) };
        let guard = Guard { token: token.clone(), failures, locked_until };
        Shown { card: Err(Box::new(outcome)), guard: Some(guard) }
    }
}

/// Compares seals in a time that depends on the shown one's length alone; without a kept one the work is the same.
fn same(kept: Option<&Seal>, shown: &Seal) -> bool {
    let shown = shown.as_str().as_bytes();
    let bytes = kept.map_or(&[] as &[u8], |seal| seal.as_str().as_bytes());
    let padded = bytes.iter().copied().chain(std::iter::repeat(0)).take(shown.len());
    let differ = padded.zip(shown).fold(0_u8, |differ, (a, b)| differ | (a ^ b));
    std::hint::black_box(differ) == 0 && kept.is_some() && bytes.len() == shown.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_are_the_same_only_if_all_of_them_is() {
        let seal = Seal::new;
        assert!(same(Some(&seal("abc")), &seal("abc")));
        for (kept, shown) in [("abc", "abd"), ("abc", "ab"), ("ab", "abc"), ("", "a"), ("a", "")] {
            assert!(!same(Some(&seal(kept)), &seal(shown)), "{kept} {shown}");
        }
        assert!(!same(None, &seal("abc")) && !same(None, &seal("")));
    }
}
