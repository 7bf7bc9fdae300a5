//! What stands in the books kept by hand.

use crate::audit::club::lots::Part;
use std::collections::{BTreeMap, BTreeSet};
use till::ledger::ask::{Limit, Mode};
use till::ledger::member::Earn;
use till::names::Id;
use till::time::Instant;

/// Whose, and of which programme; `None`: purchases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub mode: Mode,
    pub member: Id,
    pub program: Option<Id>,
}

/// What became of something that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Held,
    Voided,
    Posted(i64),
    Reversed,
}

/// Something held, or taken at once.
#[derive(Clone, Debug)]
pub struct Hold {
    pub key: Key,
    pub amount: i64,
    pub parts: Vec<Part>,
    pub until: u64,
    pub fate: Fate,
    /// When it was taken.
    pub taken_at: Option<Instant>,
    pub back_days: Option<u32>,
    /// What may pay on its day: once it ran out it takes no more than that leaves.
    pub day: Option<Limit>,
    /// What was earned and is taken back, and how much of it was not there.
    pub of: Option<Id>,
    pub short: i64,
}

/// Something that was earned, as it was asked for.
#[derive(Clone, Debug)]
pub struct Earning {
    pub key: Key,
    pub ask: Earn,
    pub got: i64,
    /// What could be spent then.
    pub left: i64,
}

/// A part given back.
#[derive(Clone, Debug)]
pub struct Given {
    pub of: Id,
    pub amount: i64,
    pub recalled: bool,
}

/// A member.
#[derive(Clone, Debug, Default)]
pub struct Person {
    pub identities: BTreeSet<String>,
    pub visits: i64,
}

/// What can be told of a programme: ready, pending, when the next expires, and how much.
pub type Told = BTreeMap<Id, (i64, i64, Option<Instant>, i64)>;
/// An operation in its books.
pub type Op = (Mode, Id);
impl Hold {
    pub(super) fn new(key: Key, amount: i64, until: u64) -> Hold {
        let (parts, fate, taken_at, back_days, day, of) = (Vec::new(), Fate::Held, None, None, None, None);
        Hold { key, amount, parts, until, fate, taken_at, back_days, day, of, short: 0 }
    }
}
