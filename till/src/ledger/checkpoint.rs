//! What stands for all records before it.
//!
//! What must hold: a ledger made from a checkpoint and one made from the records before it decide alike; the one exception
//! is what no rule needs any more: answers whose time has passed, with the reservations they made, and lots that are empty.
//! A checkpoint is a row of pieces, because a batch of the journal has its limits; the first one begins anew.

use super::account::Account;
use super::ask::Mode;
use super::book::{Book, Hold, Known, List};
use super::credit::Given;
use super::life::Movement;
use super::lots::{DAY, Lot};
use super::people::Member;
use super::record::{Guard, KnownCard, KnownCode};
use super::{Ledger, LedgerRecord};
use crate::map::Map;
use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;

/// Entries of each kind in a piece: some 100 KB, and below the 16 MB of a batch with a thousand lots for each member.
const PIECE: usize = 100;
/// Days after which an empty lot is needed neither for caps nor for tiers, and goods that were paid with stored value no
/// longer come back.
pub(super) const LONG_DAYS: i64 = 400;

shape! {
    /// What the records before it add up to, or a piece of that.
    pub struct Checkpoint {
        /// The books.
        mode: Mode,
        /// When the last fact was decided.
        at: Instant,
        /// The ledger's clock then.
        clock: u64,
        /// Nothing before it counts.
        first: bool,
        /// The state.
        piece: Piece,
    }
}

shape! {
    /// A piece of the books.
    pub struct Piece {
        /// What operations were answered.
        ops: Vec<KeptOp>,
        /// Reservations.
        holds: Vec<KeptHold>,
        /// Credits.
        credits: Vec<KeptCredit>,
        /// Accounts with their balances.
        balances: Vec<KeptBalance>,
        /// Cards.
        cards: Vec<KnownCard>,
        /// Codes.
        codes: Vec<KnownCode>,
        /// Wrong PINs.
        guards: Vec<Guard>,
        /// Entries of batches that were applied.
        imported: Vec<KeptEntries>,
        /// When balances were asked for.
        looks: Vec<u64>,
        /// When nobody was found.
        finds: Vec<u64>,
        /// Movements of cards.
        moves: Vec<KeptMoves>,
        /// Members.
        members: Vec<Member>,
    }
}

shape! {
    /// What is known under an id.
    pub struct KeptOp {
        /// The id.
        id: Id,
        /// What is known.
        known: Known,
    }
}

shape! {
    /// A reservation.
    pub struct KeptHold {
        /// The operation that made it.
        id: Id,
        /// The reservation.
        hold: Hold,
    }
}

shape! {
    /// A credit.
    pub struct KeptCredit {
        /// The operation that gave it.
        id: Id,
        /// The credit.
        given: Given,
    }
}

shape! {
    /// An account with its balance.
    pub struct KeptBalance {
        /// The account.
        account: Account,
        /// Its balance.
        balance: Amount,
    }
}

shape! {
    /// Movements of a card, oldest first.
    pub struct KeptMoves {
        /// The card.
        card: Seal,
        /// The movements.
        moves: Vec<Movement>,
    }
}

shape! {
    /// Entries of a batch that were applied: those from one place to another.
    pub struct KeptEntries {
        /// The batch.
        batch: Id,
        /// The list.
        list: List,
        /// The first place.
        from: u32,
        /// The last one.
        to: u32,
    }
}

impl Ledger {
    /// What stands for all records so far, in the order in which it is to be applied; nothing if there are none. A ledger
    /// that goes on with it applies it, too. `now` is the time by which answers are dropped.
    #[must_use]
    pub fn checkpoint(&self, now: Instant) -> Vec<LedgerRecord> {
        let Some((at, clock)) = self.last else { return Vec::new() };
        let mut records = Vec::new();
        for (mode, book) in self.books.iter() {
            for piece in pieces(&book.needed(now)) {
                let first = records.is_empty();
                records.push(Checkpoint { mode: *mode, at, clock, first, piece }.into());
            }
        }
        records
    }
}

/// The books in pieces: at least one.
fn pieces(book: &Book) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let imported = ranges(&book.imported);
    loop {
        let n = pieces.len();
        let first = n == 0;
        let looks = |looks: &Vec<u64>| if first { looks.clone() } else { Vec::new() };
        let piece = Piece {
            ops: part(&book.ops, n, |id, known| KeptOp { id: id.clone(), known: known.clone() }),
            holds: part(&book.holds, n, |id, hold| KeptHold { id: id.clone(), hold: hold.clone() }),
            credits: part(&book.credits, n, |id, given| KeptCredit { id: id.clone(), given: given.clone() }),
            balances: part(&book.balances, n, |x, balance| KeptBalance { account: x.clone(), balance: *balance }),
            cards: part(&book.cards, n, |_, card| card.clone()),
            codes: part(&book.codes, n, |_, code| code.clone()),
            guards: part(&book.guards, n, |_, guard| guard.clone()),
            imported: imported.iter().skip(n.saturating_mul(PIECE)).take(PIECE).cloned().collect(),
            looks: looks(&book.looks),
            finds: looks(&book.finds),
            moves: part(&book.moves, n, |card, moves| KeptMoves { card: card.clone(), moves: moves.clone() }),
            members: part(&book.members, n, |_, member| member.clone()),
        };
        if !first && piece == Piece::empty() {
            return pieces;
        }
        pieces.push(piece);
    }
}

/// The nth piece of a map.
fn part<K: Ord, V, T>(map: &Map<K, V>, n: usize, keep: impl Fn(&K, &V) -> T) -> Vec<T> {
    map.iter().skip(n.saturating_mul(PIECE)).take(PIECE).map(|(key, value)| keep(key, value)).collect()
}

/// Entries of batches, those that follow one another as one.
fn ranges(imported: &Map<(Id, List, u32), ()>) -> Vec<KeptEntries> {
    let mut ranges: Vec<KeptEntries> = Vec::new();
    for (batch, list, place) in imported.keys() {
        match ranges.last_mut() {
            Some(x) if x.batch == *batch && x.list == *list && x.to.checked_add(1) == Some(*place) => x.to = *place,
            _ => ranges.push(KeptEntries { batch: batch.clone(), list: *list, from: *place, to: *place }),
        }
    }
    ranges
}

impl Piece {
    fn empty() -> Piece {
        let (ops, holds, credits, balances, cards, codes) = Default::default();
        let (guards, imported, looks, finds, moves, members) = Default::default();
        Piece { ops, holds, credits, balances, cards, codes, guards, imported, looks, finds, moves, members }
    }
}

impl Book {
    /// What rules still need.
    fn needed(&self, now: Instant) -> Book {
        let mut book = self.clone();
        book.ops.retain(|_, known| now < known.until);
        let ops = &book.ops;
        book.holds.retain(|id, _| ops.contains_key(id));
        let holds = &book.holds;
        book.credits.retain(|_, given| holds.contains_key(&given.of));
        let mut mentioned: Map<Id, ()> = Map::new();
        for hold in book.holds.values() {
            for lot in hold.lots.iter().map(|part| &part.lot).chain(&hold.of) {
                mentioned.insert(lot.clone(), ());
            }
        }
        let long_ago = now.after(LONG_DAYS.saturating_mul(-DAY));
        let needed = |lot: &Lot| lot.at > long_ago || lot.left.is_positive() || mentioned.contains_key(&lot.id);
        for purse in book.members.values_mut().flat_map(|member| &mut member.purses) {
            purse.lots.retain(needed);
        }
        book
    }

    /// Takes a piece of a checkpoint in.
    pub(super) fn add_piece(&mut self, x: &Piece) {
        for kept in &x.ops {
            self.ops.insert(kept.id.clone(), kept.known.clone());
        }
        for kept in &x.holds {
            self.add_hold(kept.id.clone(), kept.hold.clone());
        }
        for kept in &x.credits {
            self.credits.insert(kept.id.clone(), kept.given.clone());
        }
        for kept in &x.balances {
            self.balances.insert(kept.account.clone(), kept.balance);
        }
        for card in &x.cards {
            self.cards.insert(card.token.clone(), card.clone());
        }
        for code in &x.codes {
            self.codes.insert(code.code.clone(), code.clone());
        }
        for guard in &x.guards {
            self.guards.insert(guard.token.clone(), guard.clone());
        }
        for kept in &x.imported {
            for place in kept.from..=kept.to {
                self.imported.insert((kept.batch.clone(), kept.list, place), ());
            }
        }
        self.looks.extend_from_slice(&x.looks);
        self.finds.extend_from_slice(&x.finds);
        for kept in &x.moves {
            self.moves.insert(kept.card.clone(), kept.moves.clone());
        }
        for member in &x.members {
            self.know_person(&member.person);
            if let Some(known) = self.members.get_mut(&member.person.id) {
                known.purses.clone_from(&member.purses);
            }
        }
    }
}
