//! The books of one mode: what the records say.
//!
//! What must hold: [`Book::apply`] calls no rule and cannot fail; a movement is booked on both accounts or on neither.
//! A reservation's run-out is not in here: it is read off the clock.

use super::account::{Account, Holder};
use super::ask::{Decline, Outcome, OutcomeKind};
use super::life::{KEPT_MOVEMENTS, LoadReason, Mark, Movement, MovementKind};
use super::record::{Guard, Held, KnownCard, KnownCode, LedgerRecord, Op, Transferred};
use crate::map::Map;
use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::secret::Seal;

/// What became of a reservation; each leaves `Held` once at most, and `Posted` once at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Neither taken nor given back. Whether it still holds anything, the clock says.
    Held,
    /// Taken, this much.
    Posted(Amount),
    /// Given back before it was taken.
    Voided,
    /// Given back after it was taken.
    Reversed,
}

/// A reservation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Whose value it is.
    pub from: Account,
    /// Where it goes.
    pub to: Account,
    /// How much.
    pub amount: Amount,
    /// The most `to` may ever have.
    pub most: Option<u32>,
    /// Until the ledger's clock says this.
    pub until: u64,
    /// What became of it.
    pub fate: Fate,
    /// Money for a card: why.
    pub reason: Option<LoadReason>,
    /// The card that becomes known, or active, when it is posted.
    pub card: Option<KnownCard>,
    /// The card is closed when it is posted.
    pub once: bool,
}

/// What is known under an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub content: Option<String>,
    pub outcome: Outcome,
    /// The reservation that this operation posted.
    pub posted: Option<Id>,
}

/// Which list of a batch an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    Cards,
    Codes,
}

/// The books of one mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Book {
    pub ops: Map<Id, Known>,
    pub balances: Map<Account, Amount>,
    pub cards: Map<Seal, KnownCard>,
    pub codes: Map<Seal, KnownCode>,
    pub holds: Map<Id, Hold>,
    pub credits: Map<Id, super::credit::Given>,
    pub guards: Map<Seal, Guard>,
    pub imported: Map<(Id, List, u32), ()>,
    /// When balances were asked for, by the ledger's clock; the last ones only.
    pub looks: Vec<u64>,
    /// Reservations that are neither taken nor given back, by card or code.
    open: Map<Seal, Vec<Id>>,
    /// The newest movements of each card, oldest first.
    pub moves: Map<Seal, Vec<Movement>>,
}

/// What moves money: the operation, what a statement calls it, and as what.
type Why<'a> = (&'a Op, &'a Id, MovementKind);

/// How many balance checks are remembered: as many as are allowed in a minute.
pub(super) const LOOKS: usize = 10;

impl Hold {
    /// Whether it holds anything at this time of the ledger's clock.
    #[must_use]
    pub fn is_open(&self, clock: u64) -> bool {
        self.fate == Fate::Held && clock < self.until
    }

    /// Whether it is money for a card, in place of money of one.
    #[must_use]
    pub fn is_load(&self) -> bool {
        self.to.holder == Holder::Card
    }

    fn seal(&self) -> Option<&Seal> {
        self.from.seal.as_ref().or(self.to.seal.as_ref())
    }

    /// What taking it, and giving it back afterwards, is on a statement.
    fn kinds(&self) -> (MovementKind, MovementKind) {
        match (self.reason, self.to.holder) {
            (Some(LoadReason::Refund), _) => (MovementKind::Refund, MovementKind::LoadUndone),
            (Some(LoadReason::Load), _) => (MovementKind::Load, MovementKind::LoadUndone),
            (None, Holder::PaidOut) => (MovementKind::CashOut, MovementKind::PaymentUndone),
            (None, _) => (MovementKind::Payment, MovementKind::PaymentUndone),
        }
    }
}

impl Book {
    /// What an operation was answered; unknown if it was never seen.
    pub fn answered(&self, id: &Id) -> Outcome {
        let unknown = || Outcome::bare(OutcomeKind::Unknown);
        self.ops.get(id).map_or_else(unknown, |known| known.outcome.clone())
    }

    pub fn balance(&self, account: &Account) -> Amount {
        self.balances.get(account).copied().unwrap_or_default()
    }

    /// What open reservations of a card or code hold, picked by account.
    fn held(&self, seal: Option<&Seal>, clock: u64, pick: impl Fn(&Hold) -> bool) -> Amount {
        let ids = seal.and_then(|seal| self.open.get(seal)).into_iter().flatten();
        let holds = ids.filter_map(|id| self.holds.get(id)).filter(|hold| hold.is_open(clock) && pick(hold));
        Amount::total(holds.map(|hold| hold.amount)).unwrap_or_default()
    }

    /// What an account can still give, open reservations taken off.
    pub fn available(&self, from: &Account, clock: u64) -> Amount {
        self.balance(from).minus(self.outgoing(from, clock)).ok().filter(|left| left.is_positive()).unwrap_or_default()
    }

    /// What of an account is held now.
    pub fn outgoing(&self, from: &Account, clock: u64) -> Amount {
        self.held(from.seal.as_ref(), clock, |hold| hold.from == *from)
    }

    /// What is held for a card and not there yet.
    pub fn coming(&self, to: &Account, clock: u64) -> Amount {
        self.held(to.seal.as_ref(), clock, |hold| hold.to == *to)
    }

    /// Whether money of a card, or for it, is held.
    pub fn busy(&self, seal: &Seal, clock: u64) -> bool {
        self.held(Some(seal), clock, |_| true).is_positive()
    }

    /// What could be moved `from` one account `to` another that may have `most` at most.
    pub fn free(&self, from: &Account, to: &Account, most: Option<u32>, clock: u64) -> Amount {
        let endless = Amount::new(crate::shape::MAX_SAFE).unwrap_or_default();
        let left = if from.holder == Holder::Issued { endless } else { self.available(from, clock) };
        let Some(most) = most.and_then(|most| Amount::new(i64::from(most)).ok()) else { return left };
        let held = self.held(to.seal.as_ref(), clock, |hold| hold.to == *to);
        let room = most.minus(self.balance(to)).and_then(|room| room.minus(held)).unwrap_or_default();
        if room.is_positive() { room.min(left) } else { Amount::ZERO }
    }

    /// Takes a fact in.
    pub fn apply(&mut self, record: &LedgerRecord) {
        self.know(record.op(), record.outcome());
        match record {
            LedgerRecord::Declined(x) => self.guard(x.guard.as_ref()),
            LedgerRecord::Looked(x) => {
                self.guard(x.guard.as_ref());
                self.looks.push(x.op.clock);
                if self.looks.len() > LOOKS {
                    self.looks.remove(0);
                }
            }
            LedgerRecord::Held(x) => {
                self.guard(x.guard.as_ref());
                let hold = held(x);
                if let Some(seal) = hold.seal() {
                    self.open.change(seal.clone(), |ids| ids.push(x.op.id.clone()));
                }
                self.holds.insert(x.op.id.clone(), hold);
            }
            LedgerRecord::Extended(x) => {
                if let Some(hold) = self.holds.get_mut(&x.of) {
                    hold.until = x.until;
                }
            }
            LedgerRecord::Posted(x) => {
                if let Some(hold) = self.settle(&x.of, Fate::Posted(x.amount)) {
                    if let Some(card) = &hold.card {
                        self.begin_card(card);
                    }
                    self.transfer(&hold.from, &hold.to, x.amount, (&x.op, &x.of, hold.kinds().0));
                    if hold.once {
                        self.mark(hold.from.seal.as_ref(), Some(Mark::Closed));
                    }
                }
                if let Some(known) = self.ops.get_mut(&x.op.id) {
                    known.posted = Some(x.of.clone());
                }
            }
            LedgerRecord::Voided(x) if x.poisoned => {
                let cancelled = Known { content: None, outcome: Outcome::declined(Decline::Cancelled), posted: None };
                self.ops.insert(x.of.clone(), cancelled);
            }
            LedgerRecord::Voided(x) => {
                self.settle(&x.of, Fate::Voided);
            }
            LedgerRecord::Reversed(x) => {
                let taken = self.holds.get(&x.of).map(|hold| hold.fate);
                if let (Some(Fate::Posted(taken)), Some(hold)) = (taken, self.settle(&x.of, Fate::Reversed)) {
                    let amount = x.amount.unwrap_or(taken);
                    self.transfer(&hold.to, &hold.from, amount, (&x.op, &x.of, hold.kinds().1));
                }
            }
            LedgerRecord::Credited(x) => self.apply_credited(x),
            LedgerRecord::Recalled(x) => self.apply_recalled(x),
            LedgerRecord::Issued(x) => self.add_code(&x.code, &x.op),
            LedgerRecord::Transferred(x) => self.transferred(x),
            LedgerRecord::Marked(x) => self.mark(Some(&x.token), x.mark),
            LedgerRecord::Imported(x) => {
                for entry in &x.cards {
                    self.imported.insert((x.batch.clone(), List::Cards, entry.place), ());
                    self.add_card(&entry.card, &x.op);
                }
                for entry in &x.codes {
                    self.imported.insert((x.batch.clone(), List::Codes, entry.place), ());
                    self.add_code(&entry.code, &x.op);
                }
            }
        }
    }

    fn know(&mut self, op: &Op, outcome: &Outcome) {
        let known = Known { content: Some(op.content.clone()), outcome: outcome.clone(), posted: None };
        self.ops.insert(op.id.clone(), known);
    }

    fn guard(&mut self, guard: Option<&Guard>) {
        match guard {
            Some(guard) if guard.failures == 0 => self.guards.remove(&guard.token),
            Some(guard) => drop(self.guards.insert(guard.token.clone(), guard.clone())),
            None => {}
        }
    }

    fn settle(&mut self, of: &Id, fate: Fate) -> Option<Hold> {
        let hold = self.holds.get_mut(of)?;
        hold.fate = fate;
        let hold = hold.clone();
        if let Some(open) = hold.seal().and_then(|seal| self.open.get_mut(seal)) {
            open.retain(|id| id != of);
        }
        Some(hold)
    }

    fn transferred(&mut self, x: &Transferred) {
        self.guard(x.guard.as_ref());
        if let Some(card) = &x.card {
            self.begin_card(card);
        }
        self.transfer(&x.from, &x.to, x.amount, (&x.op, &x.op.id, MovementKind::TransferOut));
        if x.closes {
            self.mark(x.from.seal.as_ref(), Some(Mark::Closed));
        }
    }

    fn mark(&mut self, seal: Option<&Seal>, mark: Option<Mark>) {
        if let Some(card) = seal.and_then(|seal| self.cards.get_mut(seal)) {
            card.mark = mark;
        }
    }

    /// A card becomes known, or active.
    fn begin_card(&mut self, card: &KnownCard) {
        match self.cards.get_mut(&card.token) {
            Some(known) if known.inactive => {
                known.inactive = false;
                known.valid_until = known.valid_until.or(card.valid_until);
            }
            Some(_) => {}
            None => {
                self.guards.remove(&card.token); // tries at a card that did not exist say nothing of it
                self.cards.insert(card.token.clone(), card.clone());
            }
        }
    }

    fn add_card(&mut self, card: &KnownCard, op: &Op) {
        let account = |holder, seal| Account::of_card(holder, &card.scheme, card.currency, seal);
        let (from, to) = (account(Holder::Issued, None), account(Holder::Card, Some(&card.token)));
        self.transfer(&from, &to, card.balance, (op, &op.id, MovementKind::Opening));
        self.cards.insert(card.token.clone(), card.clone());
    }

    fn add_code(&mut self, code: &KnownCode, op: &Op) {
        let account = |holder, seal| Account::of_code(holder, &code.scheme, seal);
        let uses = Amount::new(i64::from(code.uses)).unwrap_or_default();
        let (from, to) = (account(Holder::Issued, None), account(Holder::Code, Some(&code.code)));
        self.transfer(&from, &to, uses, (op, &op.id, MovementKind::Opening));
        self.codes.insert(code.code.clone(), code.clone());
    }

    /// Both sides or none: a movement that leaves the range of amounts was never decided, see `desk::Desk::room`.
    pub(super) fn transfer(&mut self, from: &Account, to: &Account, amount: Amount, why: Why<'_>) {
        let moved = || -> Result<(Amount, Amount), Overflow> {
            Ok((self.balance(from).minus(amount)?, self.balance(to).plus(amount)?))
        };
        if let Ok((left, got)) = moved() {
            self.balances.insert(from.clone(), left);
            self.balances.insert(to.clone(), got);
            self.note(from, amount.negated(), left, why);
            let (op, id, kind) = why;
            let kind = if kind == MovementKind::TransferOut { MovementKind::TransferIn } else { kind };
            self.note(to, amount, got, (op, id, kind));
        }
    }

    /// A movement on a card's statement. Money that comes back to a closed card opens it again.
    fn note(&mut self, account: &Account, amount: Amount, balance: Amount, (op, id, kind): Why<'_>) {
        let Some(seal) = account.seal.as_ref().filter(|_| account.holder == Holder::Card) else { return };
        if amount.is_positive()
            && let Some(card) = self.cards.get_mut(seal)
            && card.mark == Some(Mark::Closed)
        {
            card.mark = None;
        }
        self.moves.change(seal.clone(), |moves| {
            let no = moves.last().map_or(0, |last| last.no).saturating_add(1);
            moves.push(Movement { no, at: op.at, kind, amount, balance, op_id: id.clone() });
            if moves.len() > KEPT_MOVEMENTS {
                moves.remove(0);
            }
        });
    }
}

fn held(x: &Held) -> Hold {
    Hold {
        from: x.from.clone(),
        to: x.to.clone(),
        amount: x.amount,
        most: x.most,
        until: x.until,
        fate: Fate::Held,
        reason: x.reason,
        card: x.card.clone(),
        once: x.once,
    }
}
