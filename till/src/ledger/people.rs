//! Who the members are: find, enrol, forget, and what they are told.
//!
//! What must hold: an identity leads to one member at most; whoever is not known, never was or was forgotten has the same
//! answer; after [`Forgotten`] the books hold nothing of the person, and nothing of value is lost from their sums.

use super::account::{Account, Holder};
use super::ask::{Decline, Outcome, OutcomeKind};
use super::book::{Book, Fate, LOOKS};
use super::desk::{Desk, Verdict};
use super::life::MovementKind;
use super::lots::Purse;
use super::member::{Choice, Enrol, Find, Forget, MemberView, MovementsOf, OpeningMember, Period, ProgramBalance};
use super::record::{LedgerRecord, Looked, Op};
use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;

/// How many identities, groups, consents and choices a member may have.
const MOST: usize = 50;

shape! {
    /// What is known of a member.
    pub struct Person {
        /// The random id.
        id: Id,
        /// When the member was enrolled.
        joined: Instant,
        /// Seals of the identities.
        identities: Vec<Seal>,
        /// Groups.
        groups: Vec<Id>,
        /// Month and day of birth as `MM-DD`.
        birthday: Option<Id>,
        /// Consents.
        consents: Vec<Choice>,
        /// Personal offers chosen or declined.
        offers: Vec<Choice>,
    }
}

shape! {
    /// A member with what there is of programmes.
    pub struct Member {
        /// The member.
        person: Person,
        /// What there is of each programme.
        purses: Vec<Purse>,
    }
}

shape! {
    /// A member is known, or known better.
    pub struct Enrolled {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// All that is known now.
        person: Person,
    }
}

shape! {
    /// A member is forgotten: what there was of programmes has lapsed.
    pub struct Forgotten {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The random id.
        member: Id,
    }
}

impl Desk<'_> {
    /// The member of an identity, or the record of a try.
    pub fn find(&self, x: &Find) -> Result<Outcome, Box<LedgerRecord>> {
        if let Err(outcome) = self.within_looks(&self.book.finds) {
            return Err(Box::new(self.declined(*outcome, None)));
        }
        let member = self.book.identities.get(&x.identity).and_then(|id| self.book.members.get(id));
        let Some(member) = member else {
            let (op, outcome) = (self.op.clone(), Outcome::declined(Decline::NotAccepted));
            return Err(Box::new(LedgerRecord::Looked(Looked { op, outcome, guard: None, find: true })));
        };
        Ok(self.told_of(&member.person, &x.periods))
    }

    /// The member that is asked for.
    pub fn member(&self, id: &Id) -> Verdict<&Member> {
        self.book.members.get(id).ok_or_else(|| Decline::NotAccepted.into())
    }

    /// A new member, or more of a known one.
    pub fn enrol(&self, x: &Enrol) -> Verdict<Enrolled> {
        let known = self.book.members.get(&x.member).map(|member| &member.person);
        let mut person = match known {
            Some(person) => person.clone(),
            None if x.create => new_person(&x.member, self.op.at),
            None => return Err(Decline::NotAccepted.into()),
        };
        for identity in &x.identities {
            self.unclaimed(identity, Some(&x.member))?;
            if !person.identities.contains(identity) {
                person.identities.push(identity.clone());
            }
        }
        person.identities.retain(|identity| !x.remove.contains(identity));
        if person.identities.is_empty() {
            return Err(Decline::WrongState.into()); // nobody could find the member again
        }
        if let Some(groups) = &x.groups {
            person.groups.clone_from(groups);
        }
        person.birthday = x.birthday.clone().or(person.birthday);
        choose(&mut person.consents, &x.consents);
        choose(&mut person.offers, &x.offers);
        let lists = [person.identities.len(), person.groups.len(), person.consents.len(), person.offers.len()];
        if lists.into_iter().any(|len| len > MOST) {
            return Err(Decline::OverLimit.into());
        }
        Ok(Enrolled { op: self.op.clone(), outcome: self.told_of(&person, &[]), person })
    }

    /// An identity that belongs to nobody, or to this member.
    pub fn unclaimed(&self, identity: &Seal, by: Option<&Id>) -> Verdict<()> {
        let owner = self.book.identities.get(identity);
        if owner.is_none_or(|owner| Some(owner) == by) { Ok(()) } else { Err(Decline::Taken.into()) }
    }

    /// Forgets a member of whom nothing is held.
    pub fn forget(&self, x: &Forget) -> Verdict<Forgotten> {
        self.member(&x.member)?;
        if self.book.busy(&Seal::new(x.member.as_str()), self.clock()) {
            return Err(Decline::Busy.into());
        }
        let (op, outcome) = (self.op.clone(), Outcome::bare(OutcomeKind::Done));
        Ok(Forgotten { op, outcome, member: x.member.clone() })
    }

    /// The movements of a programme of a member; none of one the member has nothing of.
    pub fn movements(&self, x: &MovementsOf) -> Verdict<Outcome> {
        self.member(&x.member)?;
        let account = Account::of_member(&x.program, &x.unit, &x.member);
        let all = self.book.purse(&account).map(|purse| purse.moves.as_slice()).unwrap_or_default();
        let statement = Some(super::card::statement_of(all, x.after, x.limit));
        let done = self.done(&account, Amount::ZERO, self.available(&account));
        Ok(Outcome { amount: None, statement, ..done })
    }

    fn told_of(&self, person: &Person, periods: &[Period]) -> Outcome {
        let purses = self.book.members.get(&person.id).map(|member| member.purses.as_slice()).unwrap_or_default();
        let visits = self.book.balance(&Account::of_visits(Holder::Member, Some(&person.id)));
        let view = MemberView {
            id: person.id.clone(),
            joined: person.joined,
            groups: person.groups.clone(),
            birthday: person.birthday.clone(),
            purchases: u32::try_from(visits.minor()).unwrap_or(u32::MAX),
            consents: person.consents.clone(),
            offers: person.offers.clone(),
            balances: purses.iter().map(|purse| self.balance_of(&person.id, purse, periods)).collect(),
        };
        Outcome { member: Some(Box::new(view)), ..Outcome::bare(OutcomeKind::Done) }
    }

    fn balance_of(&self, member: &Id, purse: &Purse, periods: &[Period]) -> ProgramBalance {
        let now = self.op.at;
        let account = Account::of_member(&purse.program, &purse.unit, member);
        let ready = self.spendable(&account);
        let ends = |lot: &Id| purse.lots.iter().find(|known| known.id == *lot).and_then(|lot| lot.until);
        let expires = ready.first().and_then(|part| ends(&part.lot));
        let then = ready.iter().filter(|part| expires.is_some() && ends(&part.lot) == expires);
        let pending = purse.lots.iter().filter(|lot| lot.is_pending(now) && !lot.is_over(now));
        let period = periods.iter().find(|period| period.program == purse.program);
        ProgramBalance {
            program: purse.program.clone(),
            unit: purse.unit.clone(),
            ready: super::lots::sum(&ready),
            pending: Amount::total(pending.map(|lot| lot.left)).unwrap_or_default(),
            expires,
            expiring: Amount::total(then.map(|part| part.amount)).unwrap_or_default(),
            earned: purse.earned,
            in_period: period.map(|period| purse.earned_since(period.since)),
        }
    }

    /// At most [`LOOKS`] in a minute.
    pub fn within_looks(&self, looks: &[u64]) -> Verdict<()> {
        let ends = |look: &u64| look.saturating_add(super::card::LOOK_MILLIS);
        let recent = looks.iter().filter(|look| ends(look) > self.clock()).count();
        let Some(first) = looks.first().filter(|_| recent >= LOOKS) else { return Ok(()) };
        let until = Some(self.moment(ends(first)));
        Err(Box::new(Outcome { until, ..Outcome::declined(Decline::TooOften) }))
    }
}

fn new_person(id: &Id, joined: Instant) -> Person {
    let (identities, groups, consents, offers) = Default::default();
    Person { id: id.clone(), joined, identities, groups, birthday: None, consents, offers }
}

/// The last word on each thing counts.
fn choose(known: &mut Vec<Choice>, said: &[Choice]) {
    for choice in said {
        known.retain(|former| former.id != choice.id);
        known.push(choice.clone());
    }
}

impl Book {
    /// What a member has of a programme.
    pub(super) fn purse(&self, account: &Account) -> Option<&Purse> {
        let member = self.members.get(&account.member()?)?;
        member.purses.iter().find(|purse| purse.is(account))
    }

    pub(super) fn purse_mut(&mut self, account: &Account) -> Option<&mut Purse> {
        let member = self.members.get_mut(&account.member()?)?;
        if !member.purses.iter().any(|purse| purse.is(account)) {
            let (program, unit, earned) = (account.scheme.clone(), account.unit.clone(), Amount::ZERO);
            member.purses.push(Purse { program, unit, earned, lots: Vec::new(), moves: Vec::new() });
        }
        member.purses.iter_mut().find(|purse| purse.is(account))
    }

    /// Takes what is known of a member in.
    pub(super) fn know_person(&mut self, person: &Person) {
        for identity in self.members.get(&person.id).iter().flat_map(|known| &known.person.identities) {
            self.identities.remove(identity);
        }
        for identity in &person.identities {
            self.identities.insert(identity.clone(), person.id.clone());
        }
        match self.members.get_mut(&person.id) {
            Some(known) => known.person.clone_from(person),
            None => {
                let member = Member { person: person.clone(), purses: Vec::new() };
                self.members.insert(person.id.clone(), member);
            }
        }
    }

    /// A member's beginning from elsewhere.
    pub(super) fn add_member(&mut self, x: &OpeningMember, op: &Op) {
        let mut person = new_person(&x.member, op.at);
        person.identities.clone_from(&x.identities);
        person.groups.clone_from(&x.groups);
        person.birthday.clone_from(&x.birthday);
        person.consents.clone_from(&x.consents);
        self.know_person(&person);
        for (place, balance) in (1..).zip(&x.balances) {
            let account = Account::of_member(&balance.program, &balance.unit, &x.member);
            let earned = balance.earned.unwrap_or_default();
            let (id, at, left) = (Id::numbered("opening-", place), op.at, balance.amount);
            let lot = super::lots::Lot { id, at, earned, left, ready: balance.ready, until: balance.until };
            self.begin_lot(&account, &lot, (op, &op.id, MovementKind::Opening));
        }
        let (from, to) =
            (Account::of_visits(Holder::Issued, None), Account::of_visits(Holder::Member, Some(&x.member)));
        self.transfer(&from, &to, super::uses(x.purchases), (op, &op.id, MovementKind::Opening));
    }

    /// Forgets a member: what there was goes to the accounts of what has lapsed, and whatever comes back later, too.
    pub(super) fn forget(&mut self, member: &Id, op: &Op) {
        let seal = Seal::new(member.as_str());
        self.identities.retain(|_, owner| owner != member);
        self.members.remove(member);
        let theirs = |account: &Account| account.holder == Holder::Member && account.seal.as_ref() == Some(&seal);
        let lapsed = |account: &Account| Account { holder: Holder::Lapsed, seal: None, ..account.clone() };
        let left: Vec<(Account, Amount)> =
            self.balances.iter().filter(|entry| theirs(entry.0)).map(|entry| (entry.0.clone(), *entry.1)).collect();
        for (account, amount) in left {
            self.transfer(&account, &lapsed(&account), amount, (op, &op.id, MovementKind::Payment));
            self.balances.remove(&account);
        }
        for hold in self.holds.values_mut() {
            for account in [&mut hold.from, &mut hold.to].into_iter().filter(|account| theirs(account)) {
                *account = lapsed(account);
                hold.lots = Vec::new();
                if hold.fate == Fate::Held {
                    hold.fate = Fate::Voided;
                }
            }
        }
        self.release(&seal);
        for known in self.ops.values_mut() {
            if known.outcome.member.as_ref().is_some_and(|view| view.id == *member) {
                (known.content, known.outcome.member) = (None, None);
            }
        }
    }
}
