//! The books of one mode: what the records say.
//!
//! What must hold: [`Book::apply`] calls no rule and cannot fail; a movement is booked on both accounts or on neither.
//! A reservation's run-out is not in here: it is read off the clock.

use super::account::{Account, Holder};
use super::ask::{Decline, Outcome, OutcomeKind};
pub use super::kept::{Fate, Hold, Known};
use super::life::{KEPT_MOVEMENTS, Mark, Movement, MovementKind};
use super::lots::Part;
use super::people::Member;
use super::record::{Guard, Imported, KnownCard, KnownCode, LedgerRecord, Op, Posted, Reversed, Transferred};
use crate::map::Map;
use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;

shape! {
    /// Which list of a batch an entry stands in.
    pub enum List {
        /// Cards.
        Cards = "cards",
        /// Codes.
        Codes = "codes",
        /// Members.
        Members = "members",
    }
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
    /// When nobody was found, by the ledger's clock; the last ones only.
    pub finds: Vec<u64>,
    /// Members by their random ids.
    pub members: Map<Id, Member>,
    /// Whose identity it is.
    pub identities: Map<Seal, Id>,
    /// Reservations that are neither taken nor given back, by card or code.
    open: Map<Seal, Vec<Id>>,
    /// The newest movements of each card, oldest first.
    pub moves: Map<Seal, Vec<Movement>>,
}

/// What moves money: the operation, what a statement calls it, and as what.
pub(super) type Why<'a> = (&'a Op, &'a Id, MovementKind);

/// How many balance checks are remembered: as many as are allowed in a minute.
pub(super) const LOOKS: usize = 10;
/// How many movements of a member's programme are kept: the newest.
const KEPT_OF_PURSE: usize = 50;
/// How many days answers about value are kept at least, and ids that were cancelled.
const KEPT_DAYS: i64 = 180;

impl Book {
    /// What an operation was answered; unknown if it was never seen.
    pub fn answered(&self, id: &Id) -> Outcome {
        let unknown = || Outcome::bare(OutcomeKind::Unknown);
        self.ops.get(id).map_or_else(unknown, |known| known.outcome.clone())
    }

    pub fn balance(&self, account: &Account) -> Amount {
        self.balances.get(account).copied().unwrap_or_default()
    }

    /// Open reservations of a card, code or member.
    pub(super) fn open_holds(&self, seal: Option<&Seal>, clock: u64) -> impl Iterator<Item = &Hold> {
        let ids = seal.and_then(|seal| self.open.get(seal)).into_iter().flatten();
        ids.filter_map(|id| self.holds.get(id)).filter(move |hold| hold.is_open(clock))
    }

    /// What open reservations of a card or code hold, picked by account.
    fn held(&self, seal: Option<&Seal>, clock: u64, pick: impl Fn(&Hold) -> bool) -> Amount {
        let holds = self.open_holds(seal, clock).filter(|hold| pick(hold));
        Amount::total(holds.map(|hold| hold.amount)).unwrap_or_default()
    }

    /// The reservations of a card, code or limit that are neither taken nor given back.
    pub fn holding(&self, seal: &Seal) -> impl Iterator<Item = &Id> {
        self.open.get(seal).into_iter().flatten()
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
        if let (Some(op), Some(outcome)) = (record.op(), record.outcome()) {
            self.know(op, outcome, days_kept(record));
        }
        match record {
            LedgerRecord::Declined(x) => self.guard(x.guard.as_ref()),
            LedgerRecord::Looked(x) => {
                self.guard(x.guard.as_ref());
                let looks = if x.find { &mut self.finds } else { &mut self.looks };
                looks.push(x.op.clock);
                if looks.len() > LOOKS {
                    looks.remove(0);
                }
            }
            LedgerRecord::Held(x) => {
                self.guard(x.guard.as_ref());
                self.add_hold(x.op.id.clone(), Hold::held(x));
            }
            LedgerRecord::Extended(x) => {
                if let Some(hold) = self.holds.get_mut(&x.of) {
                    hold.until = x.until;
                    if !x.lots.is_empty() {
                        hold.lots.clone_from(&x.lots);
                    }
                }
            }
            LedgerRecord::Posted(x) => self.posted(x),
            LedgerRecord::Voided(x) if x.poisoned => {
                self.know(&Op { id: x.of.clone(), ..x.op.clone() }, &Outcome::declined(Decline::Cancelled), KEPT_DAYS);
                if let Some(known) = self.ops.get_mut(&x.of) {
                    known.content = None;
                }
            }
            LedgerRecord::Voided(x) => {
                self.settle(&x.of, Fate::Voided, &[]);
            }
            LedgerRecord::Reversed(x) => self.reversed(x),
            LedgerRecord::Credited(x) => self.apply_credited(x),
            LedgerRecord::Recalled(x) => self.apply_recalled(x),
            LedgerRecord::Issued(x) => {
                self.add_code(&x.code, &x.op);
                self.count(&x.code.scheme, &x.limits, super::uses(1), &x.op);
            }
            LedgerRecord::Transferred(x) => self.transferred(x),
            LedgerRecord::Marked(x) => self.mark(Some(&x.token), x.mark),
            LedgerRecord::Imported(x) => self.import(x),
            LedgerRecord::Enrolled(x) => self.know_person(&x.person),
            LedgerRecord::Forgotten(x) => self.forget(&x.member, &x.op),
            LedgerRecord::Earned(x) => self.apply_earned(x),
            LedgerRecord::Booked(x) => self.apply_booked(x),
            LedgerRecord::Checkpoint(x) => self.add_piece(&x.piece),
        }
    }

    fn posted(&mut self, x: &Posted) {
        if let Some(hold) = self.settle(&x.of, Fate::Posted(x.amount), &x.lots) {
            if let Some(card) = &hold.card {
                self.begin_card(card);
            }
            self.take_parts(&hold.from, &x.lots);
            self.transfer(&hold.from, &hold.to, x.amount, (&x.op, &x.of, hold.kinds().0));
            self.count(&hold.to.scheme, &hold.limits, x.amount, &x.op);
            if hold.once {
                let to = Account { holder: Holder::Breakage, ..hold.to.clone() };
                self.broken(&hold.from, &to, x.broken, (&x.op, &x.of, MovementKind::Breakage));
                if let Some(hold) = self.holds.get_mut(&x.of) {
                    hold.broken = x.broken;
                }
                self.mark(hold.from.seal.as_ref(), Some(Mark::Closed));
            }
        }
        if let Some(known) = self.ops.get_mut(&x.op.id) {
            known.posted = Some(x.of.clone());
        }
    }

    fn reversed(&mut self, x: &Reversed) {
        let Some(hold) = self.holds.get(&x.of).cloned() else { return };
        let Fate::Posted(taken) = hold.fate else { return };
        self.give_lots(&x.of, &x.lots, &x.op);
        if let Some(of) = &hold.of {
            let again = taken.plus(hold.short).unwrap_or_default();
            self.count_back(&hold.from, of, again.negated());
        }
        let amount = x.amount.unwrap_or(taken);
        self.settle(&x.of, Fate::Reversed, &[]);
        self.transfer(&hold.to, &hold.from, amount, (&x.op, &x.of, hold.kinds().1));
        let from = Account { holder: Holder::Breakage, ..hold.to.clone() };
        self.broken(&from, &hold.from, hold.broken, (&x.op, &x.of, MovementKind::Breakage));
        self.count(&hold.to.scheme, &hold.limits, amount.negated(), &x.op);
    }

    fn import(&mut self, x: &Imported) {
        for entry in &x.cards {
            self.imported.insert((x.batch.clone(), List::Cards, entry.place), ());
            self.add_card(&entry.card, &x.op);
        }
        for entry in &x.codes {
            self.imported.insert((x.batch.clone(), List::Codes, entry.place), ());
            self.add_code(&entry.code, &x.op);
        }
        for entry in &x.members {
            self.imported.insert((x.batch.clone(), List::Members, entry.place), ());
            self.add_member(&entry.member, &x.op);
        }
    }

    pub(super) fn add_hold(&mut self, id: Id, hold: Hold) {
        for seal in hold.seals().into_iter().filter(|_| hold.fate == Fate::Held) {
            self.open.change(seal, |ids| ids.push(id.clone()));
        }
        self.holds.insert(id, hold);
    }

    /// Nothing of this member is held any more.
    pub(super) fn release(&mut self, seal: &Seal) {
        self.open.remove(seal);
    }

    /// Parts are given back of a reservation.
    pub(super) fn give_lots(&mut self, of: &Id, parts: &[Part], op: &Op) {
        let Some(hold) = self.holds.get_mut(of) else { return };
        super::lots::strike(&mut hold.lots, parts);
        let from = hold.from.clone();
        self.put_parts(&from, parts, &op.id, op.at);
    }

    /// Parts are taken again for a reservation.
    pub(super) fn take_lots(&mut self, of: &Id, parts: &[Part]) {
        let Some(hold) = self.holds.get_mut(of) else { return };
        hold.lots.extend_from_slice(parts);
        let from = hold.from.clone();
        self.take_parts(&from, parts);
    }

    fn broken(&mut self, from: &Account, to: &Account, amount: Amount, why: Why<'_>) {
        if amount.is_positive() {
            self.transfer(from, to, amount, why);
        }
    }

    fn know(&mut self, op: &Op, outcome: &Outcome, days: i64) {
        let until = op.at.after(days.saturating_mul(super::lots::DAY));
        let known = Known { content: Some(op.content.clone()), outcome: outcome.clone(), posted: None, until };
        self.ops.insert(op.id.clone(), known);
    }

    fn guard(&mut self, guard: Option<&Guard>) {
        match guard {
            Some(guard) if guard.failures == 0 => self.guards.remove(&guard.token),
            Some(guard) => drop(self.guards.insert(guard.token.clone(), guard.clone())),
            None => {}
        }
    }

    /// What becomes of a reservation, and the parts of lots that it has from then on.
    fn settle(&mut self, of: &Id, fate: Fate, lots: &[Part]) -> Option<Hold> {
        let hold = self.holds.get_mut(of)?;
        hold.fate = fate;
        hold.lots = lots.to_vec();
        let hold = hold.clone();
        for seal in hold.seals() {
            if let Some(open) = self.open.get_mut(&seal) {
                open.retain(|id| id != of);
            }
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
        let movement = Movement { no: 0, at: op.at, kind, amount, balance, op_id: id.clone() };
        if let Some(purse) = self.purse_mut(account).filter(|_| !amount.is_zero()) {
            return push(&mut purse.moves, KEPT_OF_PURSE, movement);
        }
        let Some(seal) = account.seal.as_ref().filter(|_| account.holder == Holder::Card) else { return };
        if amount.is_positive()
            && let Some(card) = self.cards.get_mut(seal)
            && card.mark == Some(Mark::Closed)
        {
            card.mark = None;
        }
        self.moves.change(seal.clone(), |moves| push(moves, KEPT_MOVEMENTS, movement));
    }
}

/// The newest so many movements are kept.
fn push(moves: &mut Vec<Movement>, most: usize, movement: Movement) {
    let no = moves.last().map_or(0, |last| last.no).saturating_add(1);
    moves.push(Movement { no, ..movement });
    if moves.len() > most {
        moves.remove(0);
    }
}

/// How many days a checkpoint after them keeps what was answered: reservations 400, because goods come back late; other
/// value 180; who somebody is and purchases 30; questions one.
fn days_kept(record: &LedgerRecord) -> i64 {
    match record {
        LedgerRecord::Held(_) => super::checkpoint::LONG_DAYS,
        LedgerRecord::Looked(_) => 1,
        LedgerRecord::Enrolled(_) | LedgerRecord::Forgotten(_) => 30,
        LedgerRecord::Booked(x) if x.from.holder == Holder::Issued => 30,
        _ => KEPT_DAYS,
    }
}
