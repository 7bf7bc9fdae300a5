//! The members' books as a person with pencil and paper would keep them: what was asked of a ledger, in its order, and
//! what it should have said.
//!
//! What must hold: nothing in here comes from the ledger but the asks and the times at which they were answered; a figure
//! that the ledger said is compared, never taken over.

mod kept;
mod people;

pub use kept::{Earning, Fate, Given, Hold, Key, Op, Person, Told};

use super::lots::{self, Lot, Part};
use super::rules;
use crate::page::Noted;
use crate::world::Broken;
use std::collections::{BTreeMap, BTreeSet};
use till::ledger::ask::{Limit, Mode, Outcome, OutcomeKind, What};
use till::ledger::member::{Earn, Spend, TakeBack};
use till::names::Id;
use till::time::Instant;

/// How long something is held, in milliseconds.
const HELD: u64 = 1_800_000;

/// Amount, and balance then; or a decline.
type Should = Result<(Option<i64>, Option<i64>), &'static str>;

#[derive(Default)]
pub struct Books {
    last: Option<(Instant, u64)>,
    seen: BTreeMap<Op, Outcome>,
    cancelled: BTreeSet<Op>,
    posted_by: BTreeMap<Op, Id>,
    imported: BTreeSet<(Mode, Id, usize)>,
    pub people: BTreeMap<Op, Person>,
    pub forgotten: Vec<(Op, Person)>,
    pub lots: BTreeMap<Key, Vec<Lot>>,
    pub holds: BTreeMap<Op, Hold>,
    pub credits: BTreeMap<Op, Given>,
    pub earnings: BTreeMap<Op, Earning>,
    /// What was told of whom, by the operation.
    pub told: BTreeMap<Id, Vec<(Id, Told)>>,
    /// Vouchers of milestones that were made known, and for how many days each is good.
    pub bons: Vec<(Mode, i64)>,
    /// Who had less of what than was asked for.
    pub too_little: BTreeSet<(Mode, Id, Id)>,
}

/// The operation that is looked at, with its time.
struct Now<'a> {
    op: &'a Op,
    at: Instant,
    clock: u64,
}

impl Books {
    fn clock(&self, at: Instant) -> u64 {
        self.last.map_or(0, |(last, clock)| clock + u64::try_from(at.since(last)).unwrap_or(0))
    }

    /// The ledger was asked: it should have said the same.
    pub fn note(&mut self, noted: &Noted) -> Broken {
        let op = (noted.ask.mode, noted.ask.op_id.clone());
        let said = &noted.outcome;
        let looks =
            matches!(noted.ask.what, What::Status { .. } | What::Find(_) | What::Balance(_) | What::Statement(_));
        if let Some(first) = self.seen.get(&op) {
            if looks {
                return Ok(()); // a day later nothing is known of a look any more
            }
            let same = (first.result, first.amount, first.decline) == (said.result, said.amount, said.decline);
            return say(same, || format!("{op:?} was {first:?} and is {said:?}"));
        }
        if self.cancelled.contains(&op) {
            return say(said.result == OutcomeKind::Declined, || format!("{op:?} was cancelled: {said:?}"));
        }
        let (at, clock) = (noted.at, self.clock(noted.at));
        let now = Now { op: &op, at, clock };
        if !noted.stored {
            return match (&noted.ask.what, &said.member) {
                (What::Find(x), Some(_)) => self.found(&now, &x.identity, &x.periods, said),
                _ => Ok(()), // a question, or what never happened
            };
        }
        self.last = Some((at, clock));
        self.seen.insert(op.clone(), said.clone());
        let Some(should) = self.should(&now, &noted.ask.what, said) else { return Ok(()) };
        let fits = match &should {
            Err(_) => said.result == OutcomeKind::Declined,
            Ok((amount, balance)) => {
                let figure = |told: Option<till::money::Amount>| told.map(|told| told.minor());
                said.result == OutcomeKind::Done
                    && amount.is_none_or(|amount| figure(said.amount) == Some(amount))
                    && balance.is_none_or(|balance| figure(said.balance) == Some(balance))
            }
        };
        say(fits, || format!("{:?}: should be {should:?}, was {said:?}", noted.ask))?;
        said.member.as_deref().map_or(Ok(()), |view| self.told_of(&now, view))
    }

    fn should(&mut self, now: &Now<'_>, what: &What, said: &Outcome) -> Option<Should> {
        let mode = now.op.0;
        Some(match what {
            What::Earn(x) => self.earn(now, x),
            What::Spend(x) => self.spend(now, x),
            What::TakeBack(x) => self.take_back(now, x),
            What::Visit(x) => self.visit(now, &x.member),
            What::Enrol(x) => self.enrol(now, x),
            What::Forget(x) => self.forget(now, &x.member),
            What::Import(x) => {
                if said.result == OutcomeKind::Done {
                    x.members.iter().enumerate().for_each(|(n, one)| self.begin(now, &x.batch, n, one));
                }
                return None;
            }
            What::Issue(x) => {
                if said.result == OutcomeKind::Done && x.scheme.as_str() == "bon-3" {
                    let days = x.valid_until.map_or(0, |until| until.since(x.valid_from) / rules::DAY);
                    self.bons.push((mode, days));
                }
                return None;
            }
            What::Void { of } if !self.seen.contains_key(&(mode, of.clone())) => {
                self.cancelled.insert((mode, of.clone()));
                return None;
            }
            What::Post { of } => self.held(mode, of)?.map(|id| self.post(now, id)).unwrap_or_else(Err),
            What::Extend { of } => self.held(mode, of)?.map(|id| self.extend(now, id)).unwrap_or_else(Err),
            What::Void { of } => self.void(mode, of)?,
            What::Reverse { of } if self.credits.contains_key(&(mode, of.clone())) => self.recall(now, of),
            What::Reverse { of } => {
                let of = self.taken_by(mode, of)?;
                self.reverse(now, of)
            }
            What::Credit(x) => {
                let of = self.taken_by(mode, &x.of)?;
                self.credit(now, of, x.amount.minor())
            }
            _ => return None,
        })
    }

    /// A hold of ours; none: it is none of ours.
    fn held(&self, mode: Mode, of: &Id) -> Option<Result<Op, &'static str>> {
        let id = (mode, of.clone());
        let hold = self.holds.get(&id)?;
        Some(if hold.fate == Fate::Held { Ok(id) } else { Err("not held") })
    }

    fn taken_by(&self, mode: Mode, of: &Id) -> Option<Op> {
        let op = (mode, of.clone());
        let id = (mode, self.posted_by.get(&op).cloned().unwrap_or_else(|| of.clone()));
        self.holds.contains_key(&id).then_some(id)
    }

    fn key(mode: Mode, member: &Id, program: &Id) -> Key {
        Key { mode, member: member.clone(), program: Some(program.clone()) }
    }

    /// What is free of each lot that may be used, the first to expire first.
    fn free(&self, key: &Key, clock: u64, may: impl Fn(&Lot) -> bool) -> Vec<Part> {
        let open = |hold: &&Hold| hold.key == *key && hold.fate == Fate::Held && clock < hold.until;
        let held: Vec<&Part> = self.holds.values().filter(open).flat_map(|hold| &hold.parts).collect();
        lots::free(self.lots.get(key).map_or(&[], Vec::as_slice), &held, may)
    }

    fn ready(&self, key: &Key, now: &Now<'_>) -> Vec<Part> {
        self.free(key, now.clock, |lot| lot.is_good(now.at))
    }

    fn available(&self, key: &Key, now: &Now<'_>) -> i64 {
        lots::sum(&self.ready(key, now))
    }

    fn earn(&mut self, now: &Now<'_>, x: &Earn) -> Should {
        let mode = now.op.0;
        self.people.get(&(mode, x.member.clone())).ok_or("nobody")?;
        let key = Books::key(mode, &x.member, &x.program);
        let lots = self.lots.entry(key.clone()).or_default();
        let since = |since: Instant| lots.iter().filter(|lot| lot.at >= since).map(|lot| lot.earned).sum::<i64>();
        let room = x.caps.iter().map(|cap| cap.most.minor() - since(cap.since)).min();
        let got = room.unwrap_or(i64::MAX).min(x.amount.minor()).max(0);
        if got > 0 {
            let (id, at) = (now.op.1.clone(), now.at);
            lots.push(Lot { id, at, earned: got, left: got, ready: x.ready, until: x.until });
        }
        let left = self.available(&key, now);
        self.earnings.insert(now.op.clone(), Earning { key, ask: x.clone(), got, left });
        Ok((Some(got), Some(left)))
    }

    fn spend(&mut self, now: &Now<'_>, x: &Spend) -> Should {
        let mode = now.op.0;
        self.people.get(&(mode, x.member.clone())).ok_or("nobody")?;
        let key = Books::key(mode, &x.member, &x.program);
        let there = self.available(&key, now);
        let room = self.room(&key, now, x.day.as_ref());
        let most = there.min(room).min(x.amount.minor());
        let amount = most - x.step.map_or(0, |step| most % step.minor());
        if amount <= 0 || amount < x.least.map_or(0, till::money::Amount::minor) {
            self.too_little.insert((mode, x.member.clone(), x.program.clone()));
            return Err("too little is there");
        }
        let parts = lots::first(self.ready(&key, now), amount);
        let hold =
            Hold { parts, back_days: x.back_days, day: x.day.clone(), ..Hold::new(key, amount, now.clock + HELD) };
        self.holds.insert(now.op.clone(), hold);
        Ok((Some(amount), Some(there - amount)))
    }

    /// What a day leaves.
    fn room(&self, key: &Key, now: &Now<'_>, day: Option<&Limit>) -> i64 {
        day.map_or(i64::MAX, |day| day.most.minor() - self.paid_since(key, now, day.since))
    }

    /// What is there for something that ran out.
    fn left_for(&self, hold: &Hold, now: &Now<'_>) -> i64 {
        self.available(&hold.key, now).min(self.room(&hold.key, now, hold.day.as_ref()))
    }

    /// What of a programme has paid since a moment and was not undone, and what is held to pay.
    fn paid_since(&self, key: &Key, now: &Now<'_>, since: Instant) -> i64 {
        let of = |hold: &&Hold| hold.key == *key && hold.of.is_none();
        let paid = |hold: &Hold| match hold.fate {
            Fate::Held if now.clock < hold.until => hold.amount,
            Fate::Posted(taken) if hold.taken_at.is_some_and(|at| at >= since) => taken,
            _ => 0,
        };
        self.holds.values().filter(of).map(paid).sum()
    }

    fn take_back(&mut self, now: &Now<'_>, x: &TakeBack) -> Should {
        let mode = now.op.0;
        self.people.get(&(mode, x.member.clone())).ok_or("nobody")?;
        let earned = self.earnings.get(&(mode, x.of.clone())).ok_or("never earned")?;
        if earned.got == 0 {
            let key = Key { mode, member: x.member.clone(), program: None };
            self.holds.insert(now.op.clone(), Hold { fate: Fate::Posted(0), ..Hold::new(key, 0, 0) });
            return Ok((Some(0), None));
        }
        let key = earned.key.clone();
        let lot = self.lots.get(&key).and_then(|lots| lots.iter().find(|lot| lot.id == x.of)).ok_or("no lot")?;
        let wanted = x.amount.minor().min(lot.earned);
        let mut there = self.free(&key, now.clock, |lot| lot.id == x.of);
        there
            .extend(self.free(&key, now.clock, |lot| lot.id != x.of && lot.is_pending(now.at) && !lot.is_over(now.at)));
        there.extend(self.free(&key, now.clock, |lot| lot.id != x.of && lot.is_good(now.at)));
        let parts = lots::first(there, wanted);
        let amount = lots::sum(&parts);
        let lots = self.lots.entry(key.clone()).or_default();
        lots::take(lots, &parts);
        lots.iter_mut().filter(|lot| lot.id == x.of).for_each(|lot| lot.earned -= wanted);
        let (fate, of) = (Fate::Posted(amount), Some(x.of.clone()));
        self.holds
            .insert(now.op.clone(), Hold { parts, fate, of, short: wanted - amount, ..Hold::new(key, amount, 0) });
        Ok((Some(amount), None))
    }

    fn visit(&mut self, now: &Now<'_>, member: &Id) -> Should {
        let mode = now.op.0;
        self.people.get_mut(&(mode, member.clone())).ok_or("nobody")?.visits += 1;
        let key = Key { mode, member: member.clone(), program: None };
        self.holds.insert(now.op.clone(), Hold { fate: Fate::Posted(1), ..Hold::new(key, 1, 0) });
        Ok((None, None))
    }

    fn post(&mut self, now: &Now<'_>, of: Op) -> Should {
        let hold = self.holds.get(&of).cloned().ok_or("no hold")?;
        let open = now.clock < hold.until;
        let amount = if open { hold.amount } else { hold.amount.min(self.left_for(&hold, now)) };
        if amount <= 0 {
            return Err("nothing left");
        }
        let parts = if open { hold.parts.clone() } else { lots::first(self.ready(&hold.key, now), amount) };
        lots::take(self.lots.entry(hold.key.clone()).or_default(), &parts);
        self.posted_by.insert(now.op.clone(), of.1.clone());
        let (fate, taken_at) = (Fate::Posted(amount), Some(now.at));
        self.holds.insert(of, Hold { parts, fate, taken_at, ..hold.clone() });
        Ok((Some(amount), Some(self.available(&hold.key, now))))
    }

    fn extend(&mut self, now: &Now<'_>, of: Op) -> Should {
        let hold = self.holds.get(&of).cloned().ok_or("no hold")?;
        let open = now.clock < hold.until;
        if !open && self.left_for(&hold, now) < hold.amount {
            return Err("spent meanwhile");
        }
        let parts = if open { hold.parts.clone() } else { lots::first(self.ready(&hold.key, now), hold.amount) };
        let until = hold.until.max(now.clock + HELD);
        self.holds.insert(of, Hold { parts, until, ..hold });
        Ok((None, None))
    }

    /// None: it is none of ours.
    fn void(&mut self, mode: Mode, of: &Id) -> Option<Should> {
        let hold = self.holds.get_mut(&(mode, of.clone()))?;
        if matches!(hold.fate, Fate::Posted(_) | Fate::Reversed) {
            return Some(Err("taken already"));
        }
        hold.fate = Fate::Voided;
        Some(Ok((None, None)))
    }

    /// Whether the member was not forgotten.
    fn is_there(&self, key: &Key) -> bool {
        self.people.contains_key(&(key.mode, key.member.clone()))
    }

    fn credited(&self, of: &Op) -> i64 {
        let mine = self.credits.iter().filter(|((mode, _), given)| *mode == of.0 && given.of == of.1);
        mine.map(|(_, given)| given.amount).sum()
    }

    /// Puts so much of what was taken where it came from, the longest good first.
    fn give(&mut self, now: &Now<'_>, of: &Op, amount: i64) {
        let Some(hold) = self.holds.get_mut(of) else { return };
        let parts = lots::first(hold.parts.iter().rev().cloned().collect(), amount);
        lots::strike(&mut hold.parts, &parts);
        let good_for = hold.back_days.map(|days| now.at.after(i64::from(days) * 86_400_000));
        let lots = self.lots.entry(hold.key.clone()).or_default();
        lots::give(lots, &parts, &now.op.1, now.at, good_for);
    }

    fn reverse(&mut self, now: &Now<'_>, of: Op) -> Should {
        let hold = self.holds.get(&of).cloned().ok_or("no hold")?;
        let Fate::Posted(taken) = hold.fate else { return Err("not taken") };
        let rest = taken - self.credited(&of);
        if hold.key.program.is_none() {
            if let Some(person) = self.people.get_mut(&(hold.key.mode, hold.key.member.clone())) {
                person.visits -= taken;
            }
        } else if self.is_there(&hold.key) {
            self.give(now, &of, rest);
            let lots = self.lots.entry(hold.key.clone()).or_default();
            let again = taken + hold.short;
            lots.iter_mut().filter(|lot| Some(&lot.id) == hold.of.as_ref()).for_each(|lot| lot.earned += again);
        }
        if let Some(hold) = self.holds.get_mut(&of) {
            hold.fate = Fate::Reversed;
        }
        let told = hold.key.program.is_some() && self.is_there(&hold.key);
        Ok((told.then_some(rest), None))
    }

    fn credit(&mut self, now: &Now<'_>, of: Op, amount: i64) -> Should {
        let hold = self.holds.get(&of).cloned().ok_or("no hold")?;
        let Fate::Posted(taken) = hold.fate else { return Err("not taken") };
        if self.credited(&of) + amount > taken || amount <= 0 || hold.of.is_some() {
            return Err("more than was taken");
        }
        let there = self.is_there(&hold.key);
        if there {
            self.give(now, &of, amount);
        }
        self.credits.insert(now.op.clone(), Given { of: of.1, amount, recalled: false });
        Ok((there.then_some(amount), None)) // to nobody: it lapses
    }

    fn recall(&mut self, now: &Now<'_>, of: &Id) -> Should {
        let id = (now.op.0, of.clone());
        let given = self.credits.get(&id).cloned().ok_or("no credit")?;
        let hold_id = (now.op.0, given.of.clone());
        let hold = self.holds.get(&hold_id).cloned().ok_or("no hold")?;
        if given.recalled || !matches!(hold.fate, Fate::Posted(_)) {
            return Err("recalled already");
        }
        if !self.is_there(&hold.key) {
            return Ok((None, None)); // what came back to nobody
        }
        let amount = given.amount.min(self.available(&hold.key, now));
        if amount <= 0 {
            return Err("spent meanwhile");
        }
        let parts = lots::first(self.ready(&hold.key, now), amount);
        lots::take(self.lots.entry(hold.key.clone()).or_default(), &parts);
        if let Some(hold) = self.holds.get_mut(&hold_id) {
            hold.parts.extend(parts);
        }
        self.credits.insert(id, Given { amount: given.amount - amount, recalled: true, ..given });
        Ok((Some(amount), Some(self.available(&hold.key, now))))
    }
}

fn say(true_: bool, why: impl FnOnce() -> String) -> Broken {
    crate::checks::require(true_, why)
}
