//! The ledger: stored value and uses of codes, each spent once. A machine of its own with its own stream of records;
//! docs/ledger.md has every rule by number.
//!
//! What must hold: [`Ledger::decide`] is pure and total and answers one ask with one record at most; [`Ledger::apply`]
//! alone changes state and calls no rule; the records applied again give the same state. The accounts of each unit add up
//! to zero, and none but the issuing one is below zero. Live, training and test have separate books.

pub mod account;
pub mod ask;
mod book;
mod card;
mod checkpoint;
mod code;
mod content;
mod count;
pub mod credit;
mod desk;
mod guard;
mod hold;
mod import;
mod kept;
pub mod life;
mod load;
mod lots;
pub mod member;
mod people;
mod program;
pub mod record;

pub use account::{Account, Holder};
pub use checkpoint::Checkpoint;
pub(crate) use code::uses;
pub use desk::HOLD_MILLIS;
pub use guard::{LOCK_MILLIS, TRIES};
pub use kept::{Fate, Hold};
pub use lots::Lot;
pub use people::Member;
pub use record::LedgerRecord;

use crate::map::Map;
use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;
use crate::session::Ctx;
use crate::time::Instant;
use ask::{Ask, Decline, Mode, Outcome, OutcomeKind, What};
use book::Book;
use desk::Desk;
use life::Movement;
use record::Op;

/// The answer to an ask, and the fact that must be stored before it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerStep {
    /// Facts: one, or none for a repeat and for a question.
    pub records: Vec<LedgerRecord>,
    /// The answer.
    pub outcome: Outcome,
}

/// The ledger's machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    books: Map<Mode, Book>,
    /// When the last fact was decided: time of day, and the ledger's own clock.
    last: Option<(Instant, u64)>,
}

impl Ledger {
    /// Empty books; apply the stored records.
    #[must_use]
    pub fn new() -> Ledger {
        Ledger::default()
    }

    /// What follows from an ask. Pure and total; the record must be stored and applied before the outcome is given.
    #[must_use]
    pub fn decide(&self, ask: &Ask, ctx: &Ctx) -> LedgerStep {
        let none = Book::default();
        let book = self.books.get(&ask.mode).unwrap_or(&none);
        if let What::Status { of } = &ask.what {
            return LedgerStep::told(book.answered(of));
        }
        let content = content::print(ask);
        if let Some(known) = book.ops.get(&ask.op_id) {
            let repeated = known.content.as_ref().is_none_or(|former| *former == content);
            let reused = || Outcome::declined(Decline::IdReused);
            return LedgerStep::told(if repeated { known.outcome.clone() } else { reused() });
        }
        let (mode, id, at, clock) = (ask.mode, ask.op_id.clone(), ctx.now, self.clock(ctx.now));
        let desk = Desk { book, op: Op { id, mode, at, clock, content } };
        let record = match &ask.what {
            What::Reserve(x) => desk.reserve(x),
            What::Balance(x) => desk.balance(x),
            What::Use(x) => desk.take_use(x),
            What::Post { of } => desk.post(of),
            What::Void { of } => desk.void(of),
            What::Extend { of } => desk.extend(of),
            What::Reverse { of } => desk.reverse(of),
            What::Credit(x) => desk.credit(x),
            What::Issue(x) => desk.issue(x),
            What::Import(x) => desk.import(x),
            What::Load(x) => desk.load(x),
            What::CashOut(x) => desk.cash_out(x),
            What::Transfer(x) => desk.transfer(x),
            What::Mark(x) => desk.mark(x),
            What::Statement(x) => desk.statement(x),
            What::Find(x) => match desk.find(x) {
                Ok(outcome) => return LedgerStep::told(outcome),
                Err(record) => *record,
            },
            What::Movements(x) => return LedgerStep::told(desk.movements(x).unwrap_or_else(|outcome| *outcome)),
            What::Enrol(x) => desk.record(desk.enrol(x)),
            What::Forget(x) => desk.record(desk.forget(x)),
            What::Visit(x) => desk.record(desk.visit(x)),
            What::Earn(x) => desk.record(desk.earn(x)),
            What::Spend(x) => desk.record(desk.spend(x)),
            What::TakeBack(x) => desk.record(desk.take_back(x)),
            What::Look(x) => return LedgerStep::told(desk.look_at_uses(x)),
            What::Status { of } => return LedgerStep::told(book.answered(of)),
        };
        let unknown = || Outcome::bare(OutcomeKind::Unknown);
        LedgerStep { outcome: record.outcome().cloned().unwrap_or_else(unknown), records: vec![record] }
    }

    /// Takes a stored fact in. Calls no rule.
    pub fn apply(&mut self, record: &LedgerRecord) {
        let (mode, at, clock) = match (record, record.op()) {
            (LedgerRecord::Checkpoint(x), _) => {
                if x.first {
                    *self = Ledger::new();
                }
                (x.mode, x.at, x.clock)
            }
            (_, Some(op)) => (op.mode, op.at, op.clock),
            (_, None) => return,
        };
        self.last = Some((at, clock));
        self.books.change(mode, |book| book.apply(record));
    }

    /// The ledger's own clock, in milliseconds since its first fact: it goes on by what the time of day has gone on since
    /// the last fact, and stands still while that runs backwards. Holds and locks are measured by it.
    #[must_use]
    pub fn clock(&self, now: Instant) -> u64 {
        let Some((at, clock)) = self.last else { return 0 };
        clock.saturating_add(u64::try_from(now.since(at)).unwrap_or(0)).min(LAST_CLOCK)
    }

    /// Every account with its balance, for reports.
    pub fn accounts(&self, mode: Mode) -> impl Iterator<Item = (&Account, Amount)> {
        let books = self.books.get(&mode).into_iter();
        books.flat_map(|book| book.balances.iter().map(|(account, balance)| (account, *balance)))
    }

    /// The newest movements of a card, oldest first, for reports.
    #[must_use]
    pub fn movements(&self, mode: Mode, card: &Seal) -> &[Movement] {
        let moves = self.books.get(&mode).and_then(|book| book.moves.get(card));
        moves.map(Vec::as_slice).unwrap_or_default()
    }

    /// The members, for reports.
    pub fn members(&self, mode: Mode) -> impl Iterator<Item = &Member> {
        self.books.get(&mode).into_iter().flat_map(|book| book.members.values())
    }

    /// What was given back of reservations in parts, by reservation, for reports.
    pub fn credits(&self, mode: Mode) -> impl Iterator<Item = (&Id, Amount)> {
        self.books.get(&mode).into_iter().flat_map(|book| book.credits.values().map(|given| (&given.of, given.amount)))
    }

    /// Every reservation with its operation, for reports.
    pub fn holds(&self, mode: Mode) -> impl Iterator<Item = (&Id, &Hold)> {
        self.books.get(&mode).into_iter().flat_map(|book| book.holds.iter())
    }
}

/// What a record can write.
const LAST_CLOCK: u64 = crate::shape::MAX_SAFE.unsigned_abs();

impl LedgerStep {
    fn told(outcome: Outcome) -> LedgerStep {
        LedgerStep { records: Vec::new(), outcome }
    }
}
