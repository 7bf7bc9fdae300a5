//! Coupon codes: hold a use, make a code known, look what is left.
//!
//! What must hold: a code that must be known gives no more uses than it was issued with; a code that is only counted,
//! no more than its scheme allows; a code that is somebody's is used by nobody else. A held use counts as used until it
//! is given back or runs out, for its code and for everything else it counts for.

use super::account::{Account, Holder};
use super::ask::{Decline, Issue, Look, Outcome, OutcomeKind, Use, UseLimit, UseSeen};
use super::desk::{Desk, Verdict};
use super::record::{Held, Issued, KnownCode, LedgerRecord};
use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;

impl Desk<'_> {
    /// Holds one use of a code.
    pub fn take_use(&self, x: &Use) -> LedgerRecord {
        let (from, to) = match self.use_of(x) {
            Ok(accounts) => accounts,
            Err(outcome) => return self.declined(*outcome, None),
        };
        let held = self.held_now(Outcome::bare(OutcomeKind::Done), from, to, one());
        LedgerRecord::Held(Held { most: x.max_uses, limits: x.limits.clone(), ..held })
    }

    /// What would be answered to uses, and how many are left.
    pub fn look_at_uses(&self, x: &Look) -> Outcome {
        let at = |of: &Use| match self.use_of(of) {
            Ok((from, to)) => UseSeen { decline: None, left: self.uses_left(of, &from, &to) },
            Err(outcome) => UseSeen { decline: outcome.decline, left: None },
        };
        Outcome { uses: x.uses.iter().map(at).collect(), ..Outcome::bare(OutcomeKind::Done) }
    }

    fn uses_left(&self, x: &Use, from: &Account, to: &Account) -> Option<u32> {
        let ends = x.must_be_known || x.max_uses.is_some();
        let of_code = ends.then(|| self.book.free(from, to, x.max_uses, self.clock()));
        let of_limits = x.limits.iter().map(|limit| self.book.left(&x.scheme, limit, self.clock()));
        of_code.into_iter().chain(of_limits).min().and_then(|left| u32::try_from(left.minor()).ok())
    }

    /// Where a use comes from and goes to, if it is free.
    fn use_of(&self, x: &Use) -> Verdict<(Account, Account)> {
        let from = self.source(x)?;
        let to = Account::of_code(Holder::Used, &x.scheme, Some(&x.code));
        if !self.book.free(&from, &to, x.max_uses, self.clock()).is_positive() {
            return Err(Decline::UsedUp.into());
        }
        match self.full(&x.scheme, &x.limits) {
            Some(decline) => Err(decline.into()),
            None => Ok((from, to)),
        }
    }

    /// The first limit that leaves nothing.
    pub(super) fn full(&self, scheme: &Id, limits: &[UseLimit]) -> Option<Decline> {
        let full = |limit: &&UseLimit| !self.book.left(scheme, limit, self.clock()).is_positive();
        limits.iter().find(full).map(UseLimit::decline)
    }

    /// Where a use comes from: the code's own account, or the issuing one if uses are only counted.
    fn source(&self, x: &Use) -> Verdict<Account> {
        if !x.must_be_known {
            return Ok(Account::of_code(Holder::Issued, &x.scheme, None));
        }
        let code = self.book.codes.get(&x.code).filter(|code| code.scheme == x.scheme);
        let code = code.ok_or_else(|| Box::from(Decline::UnknownCode))?;
        self.is_for(x, code.only_for.as_ref())?;
        if code.valid_from.is_some_and(|from| self.op.at < from) {
            return Err(Decline::NotYet.into());
        }
        if code.valid_until.is_some_and(|until| self.op.at >= until) {
            return Err(Decline::Expired.into());
        }
        Ok(Account::of_code(Holder::Code, &x.scheme, Some(&x.code)))
    }

    /// Whether who shows it is who it is for.
    fn is_for(&self, x: &Use, only: Option<&Seal>) -> Verdict<()> {
        let shown = x.member.as_ref().map(Id::as_str);
        if only.is_none_or(|only| shown == Some(only.as_str())) { Ok(()) } else { Err(Decline::NotYours.into()) }
    }

    /// Makes a code known. One that is known already is not issued again.
    pub fn issue(&self, x: &Issue) -> LedgerRecord {
        let code = KnownCode {
            code: x.code.clone(),
            scheme: x.scheme.clone(),
            uses: x.uses,
            valid_from: Some(x.valid_from),
            valid_until: x.valid_until,
            only_for: None,
        };
        if x.uses == 0 || !self.room(&Account::of_code(Holder::Issued, &x.scheme, None), uses(x.uses)) {
            return self.declined(Outcome::declined(Decline::BadAmount), None);
        }
        if self.book.codes.contains_key(&x.code) {
            return self.declined(Outcome::declined(Decline::WrongState), None);
        }
        if let Some(decline) = self.full(&x.scheme, &x.limits) {
            return self.declined(Outcome::declined(decline), None);
        }
        let (op, outcome, limits) = (self.op.clone(), Outcome::bare(OutcomeKind::Done), x.limits.clone());
        LedgerRecord::Issued(Issued { op, outcome, code, limits })
    }
}

/// A number of uses as an amount.
pub(crate) fn uses(count: u32) -> Amount {
    Amount::new(i64::from(count)).unwrap_or_default()
}

fn one() -> Amount {
    uses(1)
}
