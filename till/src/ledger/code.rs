//! Coupon codes: hold a use, make a code known.
//!
//! What must hold: a code that must be known gives no more uses than it was issued with; a code that is only counted,
//! no more than its scheme allows. A held use counts as used until it is given back or runs out.

use super::account::{Account, Holder};
use super::ask::{Decline, Issue, Outcome, OutcomeKind, Use};
use super::desk::{Desk, Verdict};
use super::record::{Held, Issued, KnownCode, LedgerRecord};
use crate::money::Amount;

impl Desk<'_> {
    /// Holds one use of a code.
    pub fn take_use(&self, x: &Use) -> LedgerRecord {
        let from = match self.source(x) {
            Ok(from) => from,
            Err(outcome) => return self.declined(*outcome, None),
        };
        let to = Account::of_code(Holder::Used, &x.scheme, Some(&x.code));
        if !self.book.free(&from, &to, x.max_uses, self.clock()).is_positive() {
            return self.declined(Outcome::declined(Decline::UsedUp), None);
        }
        let held = self.held_now(Outcome::bare(OutcomeKind::Done), from, to, one());
        LedgerRecord::Held(Held { most: x.max_uses, ..held })
    }

    /// Where a use comes from: the code's own account, or the issuing one if uses are only counted.
    fn source(&self, x: &Use) -> Verdict<Account> {
        if !x.must_be_known {
            return Ok(Account::of_code(Holder::Issued, &x.scheme, None));
        }
        let code = self.book.codes.get(&x.code).filter(|code| code.scheme == x.scheme);
        let code = code.ok_or_else(|| Box::from(Decline::UnknownCode))?;
        if code.valid_from.is_some_and(|from| self.op.at < from) {
            return Err(Decline::NotYet.into());
        }
        if code.valid_until.is_some_and(|until| self.op.at >= until) {
            return Err(Decline::Expired.into());
        }
        Ok(Account::of_code(Holder::Code, &x.scheme, Some(&x.code)))
    }

    /// Makes a code known. One that is known already is not issued again.
    pub fn issue(&self, x: &Issue) -> LedgerRecord {
        let code = KnownCode {
            code: x.code.clone(),
            scheme: x.scheme.clone(),
            uses: x.uses,
            valid_from: Some(x.valid_from),
            valid_until: x.valid_until,
        };
        if x.uses == 0 || !self.room(&Account::of_code(Holder::Issued, &x.scheme, None), uses(x.uses)) {
            return self.declined(Outcome::declined(Decline::BadAmount), None);
        }
        if self.book.codes.contains_key(&x.code) {
            return self.declined(Outcome::declined(Decline::WrongState), None);
        }
        let outcome = Outcome::bare(OutcomeKind::Done);
        LedgerRecord::Issued(Issued { op: self.op.clone(), outcome, code })
    }
}

/// A number of uses as an amount.
pub(crate) fn uses(count: u32) -> Amount {
    Amount::new(i64::from(count)).unwrap_or_default()
}

fn one() -> Amount {
    uses(1)
}
