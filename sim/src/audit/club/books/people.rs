//! Who the members are, in the books kept by hand, and what may be told of them.

use super::{Books, Broken, Fate, Key, Now, Op, Person, Should, Told, say};
use crate::audit::club::lots::{self, Lot};
use till::ledger::ask::Outcome;
use till::ledger::member::{Enrol, MemberView, OpeningMember, Period};
use till::names::Id;
use till::secret::Seal;
use till::time::Instant;

impl Books {
    /// The member that an identity belongs to.
    pub fn owner(&self, mode: till::ledger::ask::Mode, identity: &Seal) -> Option<&Op> {
        let mut all = self.people.iter().filter(|((of, _), _)| *of == mode);
        all.find(|(_, person)| person.identities.contains(identity.as_str())).map(|(id, _)| id)
    }

    pub(super) fn enrol(&mut self, now: &Now<'_>, x: &Enrol) -> Should {
        let id = (now.op.0, x.member.clone());
        let mut person = match self.people.get(&id) {
            Some(person) => person.clone(),
            None if x.create => Person::default(),
            None => return Err("nobody"),
        };
        if x.identities.iter().any(|seal| self.owner(now.op.0, seal).is_some_and(|owner| *owner != id)) {
            return Err("somebody else's");
        }
        person.identities.extend(x.identities.iter().map(|seal| seal.as_str().to_owned()));
        person.identities.retain(|seal| !x.remove.iter().any(|gone| gone.as_str() == seal));
        if person.identities.is_empty() {
            return Err("nobody could find them again");
        }
        self.people.insert(id, person);
        Ok((None, None))
    }

    pub(super) fn forget(&mut self, now: &Now<'_>, member: &Id) -> Should {
        let id = (now.op.0, member.clone());
        let theirs = |key: &Key| key.mode == id.0 && key.member == id.1;
        let open = |hold: &super::Hold| theirs(&hold.key) && hold.fate == Fate::Held && now.clock < hold.until;
        if !self.people.contains_key(&id) {
            return Err("nobody");
        }
        if self.holds.values().any(open) {
            return Err("something is held");
        }
        self.forgotten.extend(self.people.remove_entry(&id));
        self.lots.retain(|key, _| !theirs(key));
        for hold in self.holds.values_mut().filter(|hold| theirs(&hold.key)) {
            hold.parts.clear();
            if hold.fate == Fate::Held {
                hold.fate = Fate::Voided;
            }
        }
        Ok((None, None))
    }

    /// A member's beginning.
    pub(super) fn begin(&mut self, now: &Now<'_>, batch: &Id, place: usize, x: &OpeningMember) {
        if !self.imported.insert((now.op.0, batch.clone(), place)) {
            return;
        }
        let identities = x.identities.iter().map(|seal| seal.as_str().to_owned()).collect();
        let visits = i64::from(x.purchases);
        self.people.insert((now.op.0, x.member.clone()), Person { identities, visits });
        for (n, balance) in (1..).zip(&x.balances) {
            let key = Books::key(now.op.0, &x.member, &balance.program);
            let (id, at, left) = (Id::numbered("opening-", n), now.at, balance.amount.minor());
            let earned = balance.earned.map_or(0, till::money::Amount::minor);
            let lot = Lot { id, at, earned, left, ready: balance.ready, until: balance.until };
            self.lots.entry(key).or_default().push(lot);
        }
    }

    /// Somebody was found: it is who it should be, with what they should have.
    pub(super) fn found(&mut self, now: &Now<'_>, identity: &Seal, periods: &[Period], said: &Outcome) -> Broken {
        let Some(view) = said.member.as_deref() else { return Ok(()) };
        let owner = self.owner(now.op.0, identity).map(|owner| owner.1.clone());
        say(owner.as_ref() == Some(&view.id), || format!("{identity:?} is {owner:?} and was {}", view.id))?;
        for period in periods {
            let key = Books::key(now.op.0, &view.id, &period.program);
            let lots = self.lots.get(&key).map_or(&[][..], Vec::as_slice);
            let should: i64 = lots.iter().filter(|lot| lot.at >= period.since).map(|lot| lot.earned).sum();
            let said = view.balances.iter().find(|balance| balance.program == period.program);
            let said = said.and_then(|balance| balance.in_period).map_or(0, till::money::Amount::minor);
            say(said == should, || format!("{} earned {should} of {}, and it says {said}", view.id, period.program))?;
        }
        self.told_of(now, view)
    }

    /// What is said of a member is what they have.
    pub(super) fn told_of(&mut self, now: &Now<'_>, view: &MemberView) -> Broken {
        let told = self.tell(now, &view.id);
        self.same(now, &told, view)?;
        self.told.entry(now.op.1.clone()).or_default().push((view.id.clone(), told));
        Ok(())
    }

    /// What there is of each programme.
    pub(super) fn tell(&self, now: &Now<'_>, member: &Id) -> Told {
        let mine = self.lots.iter().filter(|(key, _)| key.mode == now.op.0 && key.member == *member);
        let told = mine.filter_map(|(key, all)| {
            let ready = self.ready(key, now);
            let until = |id: &Id| all.iter().find(|lot| lot.id == *id).and_then(|lot| lot.until);
            let expires: Option<Instant> = ready.first().and_then(|part| until(&part.0));
            let then = ready.iter().filter(|part| expires.is_some() && until(&part.0) == expires);
            let expiring = then.map(|part| part.1).sum();
            let pending = all.iter().filter(|lot| lot.is_pending(now.at) && !lot.is_over(now.at));
            let pending = pending.map(|lot| lot.left).sum();
            Some((key.program.clone()?, (lots::sum(&ready), pending, expires, expiring)))
        });
        told.collect()
    }

    fn same(&self, now: &Now<'_>, should: &Told, view: &MemberView) -> Broken {
        let visits = self.people.get(&(now.op.0, view.id.clone())).map_or(0, |person| person.visits);
        say(i64::from(view.purchases) == visits, || format!("{} was here {visits} times: {view:?}", view.id))?;
        for balance in &view.balances {
            let mine = should.get(&balance.program).copied().unwrap_or_default();
            let said = (balance.ready.minor(), balance.pending.minor(), balance.expires, balance.expiring.minor());
            say(mine == said, || format!("{} has {mine:?} of {}, and it says {said:?}", view.id, balance.program))?;
        }
        let missing = should.iter().find(|(program, told)| {
            (told.0, told.1) != (0, 0) && !view.balances.iter().any(|balance| balance.program == **program)
        });
        say(missing.is_none(), || format!("{} has {missing:?}, and it says nothing of it", view.id))
    }
}
