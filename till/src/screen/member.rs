//! What a member sees: who is asked, what there is, how much of it pays.

use super::BasketView;
use crate::codes::IdentityKind;
use crate::ledger::life::Movement;
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::pack::program::ProgramKind;
use crate::time::Instant;

/// A prompt for a code over the basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// The basket behind it.
    pub basket: BasketView,
    /// A code is being checked.
    pub busy: bool,
    /// What happened to the last one, in the customer's language.
    pub message: Option<String>,
    /// Whether that was good news.
    pub good: bool,
    /// What the field takes, if it asks who somebody is.
    pub person: Option<PersonView>,
}

/// What the field of a prompt for a person takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// What can be chosen, cards first.
    pub kinds: Vec<IdentityKind>,
    /// What is chosen.
    pub kind: IdentityKind,
    /// What stands before a phone number that is typed without its country.
    pub calling_code: Option<Id>,
    /// Whether somebody who is not known can join.
    pub joins: bool,
    /// Whether this is for joining.
    pub joining: bool,
}

/// A consent that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentView {
    /// The basket behind it.
    pub basket: BasketView,
    /// What the customer would say yes to, in the customer's language.
    pub text: String,
    /// Without it nobody joins.
    pub required: bool,
    /// Which one it is, from 1, and of how many.
    pub place: (usize, usize),
}

/// What there is of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceView {
    /// The programme.
    pub program: Id,
    /// What the customer reads.
    pub name: Label,
    /// Points, stamps or money.
    pub kind: ProgramKind,
    /// What can be spent beside what is put in already.
    pub ready: Amount,
    /// What can be spent later.
    pub pending: Amount,
    /// When the next of it expires, and how much.
    pub expires: Option<(Instant, Amount)>,
    /// What this basket brings, in units; on a receipt what it brought.
    pub earning: Amount,
    /// What is put in, worth so much; zero: nothing.
    pub used: Amount,
    /// It can pay.
    pub pays: bool,
}

/// What a member has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberScreen {
    /// The basket behind it.
    pub basket: BasketView,
    /// The programme whose movements are shown.
    pub program: Option<Id>,
    /// Its movements, the newest first; nothing while they are being asked for.
    pub movements: Option<Vec<Movement>>,
}

/// How much is to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointsView {
    /// The basket behind it.
    pub basket: BasketView,
    /// The programme.
    pub balance: BalanceView,
    /// How many units can pay now, and what they are worth.
    pub most: Option<(Amount, Amount)>,
    /// The ledger is asked.
    pub busy: bool,
    /// Why the last try failed, in the customer's language.
    pub message: Option<String>,
}
