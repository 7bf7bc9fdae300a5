//! Which ledger is meant, and how one that is elsewhere is reached: the store's, behind the register.
//!
//! What must hold: an operation's id says which ledger knows it (those of the store's begin with `s`), so that what a till
//! has held in one ledger is never settled in another, whatever pack comes in between; nothing that the register says of
//! an ask is taken for the ledger's word but an answer.

use super::draft::Draft;
use super::state::{Requested, State};
use super::{Ctx, Session};
use crate::ledger::ask::{Ask, What};
use crate::names::Id;
use crate::pack::LedgerAt;
use crate::secret::Seal;
use crate::shape::Shape;
use crate::wire::encode;
use crate::wire::error::{Code, Refusal};
use crate::wire::ledger::LedgerAsk;
use crate::wire::session::RequestDone;

/// What the register must have named to be asked.
const CAPABILITY: &str = "ledger.ask";
/// How long the register has for an ask, in milliseconds: for its own patience; the page asks again by itself.
const DEADLINE: i64 = 10_000;
/// How the requests of this kind begin: `ask:`, the operation, `:`, how often it was asked again.
const REQ: &str = "ask:";

impl What {
    /// The operation it is about, if it is about another one.
    #[must_use]
    pub fn of(&self) -> Option<&Id> {
        match self {
            What::Post { of }
            | What::Void { of }
            | What::Extend { of }
            | What::Reverse { of }
            | What::Status { of } => Some(of),
            What::Credit(x) => Some(&x.of),
            What::Reserve(_) | What::Balance(_) | What::Use(_) | What::Issue(_) | What::Import(_) | What::Load(_) => {
                None
            }
            What::TakeBack(x) => Some(&x.of),
            What::Find(_) | What::Enrol(_) | What::Forget(_) | What::Visit(_) | What::Earn(_) | What::Spend(_) => None,
            What::Look(_)
            | What::Movements(_)
            | What::CashOut(_)
            | What::Transfer(_)
            | What::Mark(_)
            | What::Statement(_) => None,
        }
    }
}

impl Session {
    /// The request to the register, if it is not the device's own ledger that is asked.
    #[must_use]
    pub fn asking(&self, ask: &Ask, ctx: &Ctx) -> Option<String> {
        if !is_of_store(ask.what.of().unwrap_or(&ask.op_id)) {
            return None;
        }
        let tries = self.state.op(&ask.op_id).map_or(0, |op| op.tries);
        let key = self.store_key().cloned();
        let request = Requested {
            req: Id::numbered(&format!("{REQ}{}:", ask.op_id), u64::from(tries)),
            request: Id::word(CAPABILITY),
            payload: LedgerAsk::new(ask, key).write(),
            subject: ask.op_id.clone(),
            at: ctx.now,
            due: None,
        };
        Some(encode::request(&request, &ctx.now.after(DEADLINE).text(ctx.offset_minutes)))
    }

    /// The mark of the key that belongs to the open session's store: only seals of that key mean anything to its ledger.
    #[must_use]
    pub fn store_key(&self) -> Option<&Seal> {
        let here = self.state.open.as_ref().filter(|open| open.page == self.setup.page);
        here.and_then(|open| open.ledger_mark.as_ref())
    }

    /// Whether cards and codes are known to the ledger by seals of the store's key, not of the device's.
    #[must_use]
    pub fn sealed_by_store(&self) -> bool {
        let of_sale = self.state.sale.as_ref().map(|sale| &sale.pack);
        let pack = of_sale.or(self.state.pack.as_ref()).and_then(|pack| self.pack(pack));
        pack.is_some_and(|pack| pack.ledger == LedgerAt::Store)
    }
}

/// Whether the store's ledger knows this operation; a new code of such a one is sealed by the store's key.
#[must_use]
pub fn is_of_store(op_id: &Id) -> bool {
    op_id.as_str().starts_with('s')
}

impl State {
    /// Whether the register of this page load can reach the store's ledger, and has its key.
    pub(super) fn reaches_store(&self, page: &str) -> bool {
        let here = self.open.as_ref().filter(|open| open.page == page);
        here.is_some_and(|open| {
            open.ledger_mark.is_some() && open.capabilities.iter().any(|one| one.as_str() == CAPABILITY)
        })
    }
}

impl Draft<'_> {
    /// Where stored value lives now.
    pub(super) fn ledger_at(&self) -> LedgerAt {
        self.pack_now().map_or(LedgerAt::Device, |pack| pack.ledger)
    }

    /// Whether the store's ledger can be asked at all.
    pub(super) fn store_reached(&self) -> bool {
        self.state.reaches_store(&self.session.setup.page)
    }

    /// `request.done` of an ask: true if it was one. Without an answer nothing is known, and it is asked again in its time.
    pub(super) fn ask_done(&mut self, x: &RequestDone) -> Result<bool, Refusal> {
        let Some((op_id, _)) = x.req.as_str().strip_prefix(REQ).and_then(|rest| rest.rsplit_once(':')) else {
            return Ok(false);
        };
        let op_id = Id::new(op_id).ok_or(Code::RequestUnknown)?;
        if let (Some(answer), Some(op)) = (&x.answer, self.state.op(&op_id).cloned()) {
            self.answered(&op, answer);
        }
        Ok(true)
    }
}

/// Where an operation's value lives, as events say it.
pub(super) fn ledger_of(op_id: &Id) -> Id {
    let at = if is_of_store(op_id) { LedgerAt::Store } else { LedgerAt::Device };
    Id::word(at.word())
}

/// Whether this says what became of an ask: doing it twice changes nothing, so its answer need not be remembered.
pub(super) fn is_ask(x: &RequestDone) -> bool {
    x.req.as_str().starts_with(REQ)
}

/// Kept apart from requests that are records: an ask holds what the customer showed, and is never stored.
pub(super) fn kind_of(kind: &str, ledger: LedgerAt) -> String {
    let of_store = ledger == LedgerAt::Store && matches!(kind, "op" | "c" | "l" | "o" | "m");
    if of_store { format!("s{kind}") } else { kind.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_say_whose_they_are() {
        for (kind, ledger, expected) in [
            ("op", LedgerAt::Device, "op"),
            ("op", LedgerAt::Store, "sop"),
            ("c", LedgerAt::Store, "sc"),
            ("t", LedgerAt::Store, "t"),
        ] {
            let id = Id::word("x");
            assert!(!is_of_store(&id));
            assert_eq!(kind_of(kind, ledger), expected);
        }
        assert!(is_of_store(&Id::word("sop-1")) && !is_of_store(&Id::word("op-1")));
    }
}
