//! Whatever is asked about members and programmes, in whatever order, repeated, late, with clocks that jump: the books are
//! right, and a checkpoint at any moment changes nothing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "ledger/script.rs"]
#[allow(dead_code, reason = "the language of the dialogues is not spoken here")]
mod script;

use proptest::prelude::*;
use script::{World, id};
use std::collections::BTreeMap;
use till::ledger::ask::{Ask, Import, Limit, Mode, Outcome, OutcomeKind, What};
use till::ledger::credit::Credit;
use till::ledger::life::MovementKind;
use till::ledger::member::{
    Earn, Enrol, Find, Forget, MemberView, OpeningBalance, OpeningMember, Spend, TakeBack, Visit,
};
use till::ledger::{Fate, Holder, Ledger};
use till::money::Amount;
use till::names::Id;
use till::secret::Seal;

/// One thing that happens. Places choose among the operations so far.
#[derive(Clone, Debug)]
enum Event {
    Ask(Box<What>),
    Settle(usize, u8),
    TakeBack(u8, usize, i64),
    Again(usize),
    Clock(i64),
    Checkpoint,
    Crash,
}

const HOUR: i64 = 3_600_000;

fn member(n: u8) -> Id {
    id(&format!("m{n}"))
}

fn program(n: u8) -> (Id, Id) {
    let (program, unit) = [("points", "points"), ("cash", "EUR")][usize::from(n % 2)];
    (id(program), id(unit))
}

fn amount(minor: i64) -> Amount {
    Amount::new(minor).unwrap()
}

fn enrol() -> impl Strategy<Value = What> {
    (0..3_u8, prop::bool::weighted(0.8), 0..5_u8, any::<bool>()).prop_map(|(n, create, identity, remove)| {
        let seal = |n: u8| vec![Seal::new(format!("card{n}"))];
        What::Enrol(Enrol {
            member: member(n),
            create,
            identities: seal(identity),
            remove: if remove { seal((identity + 1) % 5) } else { Vec::new() },
            groups: None,
            birthday: None,
            consents: Vec::new(),
            offers: Vec::new(),
        })
    })
}

fn earn() -> impl Strategy<Value = What> {
    let times = (prop::option::of(-5..40_i64), prop::option::of(-5..60_i64), prop::option::of(0..400_i64));
    (0..3_u8, any::<u8>(), 0..200_i64, times).prop_map(|(n, p, earned, (ready, until, cap))| {
        let (now, (program, unit)) = (World::new().now, program(p));
        let hours = |hours: i64| now.after(hours * HOUR);
        What::Earn(Earn {
            member: member(n),
            program,
            unit,
            amount: amount(earned),
            ready: ready.map(hours),
            until: until.map(hours),
            caps: cap.map(|most| Limit { most: amount(most), since: hours(0) }).into_iter().collect(),
        })
    })
}

fn spend() -> impl Strategy<Value = What> {
    let rules = (prop::option::of(1..50_i64), prop::option::of(1..50_i64), prop::option::of(1..3_u32));
    (0..3_u8, any::<u8>(), 0..200_i64, rules).prop_map(|(n, p, most, (step, least, back_days))| {
        let (program, unit) = program(p);
        let (step, least) = (step.map(amount), least.map(amount));
        What::Spend(Spend { member: member(n), program, unit, amount: amount(most), step, least, back_days, day: None })
    })
}

fn import() -> impl Strategy<Value = What> {
    (0..2_u8, 2..5_u8, 0..90_i64).prop_map(|(batch, n, there)| {
        let (program, unit) = program(n);
        let (amount, earned) = (amount(there), Some(amount(there / 2)));
        let balances = vec![OpeningBalance { program, unit, amount, earned, ready: None, until: None }];
        let (identities, groups, consents) = (vec![Seal::new(format!("card{n}"))], Vec::new(), Vec::new());
        let member = member(n);
        let members =
            vec![OpeningMember { member, identities, groups, birthday: None, purchases: 2, consents, balances }];
        let batch = id(&format!("batch{batch}"));
        What::Import(Import { batch, accounts: Vec::new(), codes: Vec::new(), members })
    })
}

fn event() -> impl Strategy<Value = Event> {
    let find = (0..6_u8).prop_map(|n| find(n, World::new().now));
    let ask = prop_oneof![
        4 => enrol(),
        8 => earn(),
        8 => spend(),
        2 => (0..3_u8).prop_map(|n| What::Visit(Visit { member: member(n) })),
        1 => (0..3_u8).prop_map(|n| What::Forget(Forget { member: member(n) })),
        2 => find,
        1 => import(),
    ];
    let clock = prop_oneof![3 => 0..300_000_i64, 2 => 0..8 * HOUR, 1 => -20 * HOUR..0];
    prop_oneof![
        10 => ask.prop_map(|what| Event::Ask(Box::new(what))),
        9 => (any::<usize>(), 0..6_u8).prop_map(|(of, how)| Event::Settle(of, how)),
        3 => (0..3_u8, any::<usize>(), -1..150_i64).prop_map(|(n, of, back)| Event::TakeBack(n, of, back)),
        2 => any::<usize>().prop_map(Event::Again),
        3 => clock.prop_map(Event::Clock),
        1 => Just(Event::Checkpoint),
        1 => Just(Event::Crash),
    ]
}

fn find(n: u8, since: till::time::Instant) -> What {
    let periods = vec![till::ledger::member::Period { program: id("points"), since }];
    What::Find(Find { identity: Seal::new(format!("card{n}")), periods })
}

fn settle(of: Id, how: u8) -> What {
    match how {
        0 | 1 => What::Post { of },
        2 => What::Void { of },
        3 => What::Extend { of },
        4 => What::Reverse { of },
        _ => What::Credit(Credit { of, amount: amount(20) }),
    }
}

/// Two ledgers that are asked the same; one of them is put into checkpoints.
struct Twins {
    plain: World,
    kept: World,
    asked: Vec<(Ask, Outcome)>,
}

impl Twins {
    fn ask(&mut self, what: What) -> Outcome {
        let op_id = id(&format!("op{}", self.asked.len()));
        let outcome = self.both(&Ask { op_id: op_id.clone(), mode: Mode::Live, what: what.clone() });
        self.asked.push((Ask { op_id, mode: Mode::Live, what }, outcome.clone()));
        outcome
    }

    fn both(&mut self, ask: &Ask) -> Outcome {
        let plain = self.plain.ask(ask.op_id.as_str(), ask.what.clone());
        let kept = self.kept.ask(ask.op_id.as_str(), ask.what.clone());
        assert_eq!(plain, kept, "a checkpoint changes nothing");
        plain.0
    }

    fn again(&mut self, place: usize) {
        let (ask, answer) = self.asked[place % self.asked.len()].clone();
        if matches!(ask.what, What::Find(_)) {
            return; // a question may be answered anew
        }
        let forgotten = answer.member.is_some();
        let records = self.plain.stored.len();
        let outcome = self.both(&ask);
        if !forgotten && !cancelled(&outcome) {
            assert_eq!((outcome, self.plain.stored.len()), (answer, records), "{ask:?}");
        }
    }

    /// An operation to settle, or one that nobody has seen. Not a question or an enrolment: nothing of them can be settled,
    /// and once a checkpoint has dropped their answers a void takes them for ids that were never seen, and poisons them.
    fn of(&self, place: usize) -> Id {
        let place = place % (self.asked.len().max(1) + 1);
        let passing =
            |(ask, _): &(Ask, Outcome)| matches!(ask.what, What::Find(_) | What::Enrol(_) | What::Forget { .. });
        let place = if self.asked.get(place).is_some_and(passing) { self.asked.len() + 1 } else { place };
        id(&format!("op{place}"))
    }
}

fn cancelled(outcome: &Outcome) -> bool {
    outcome.decline == Some(till::ledger::ask::Decline::Cancelled)
}

fn holds_true(ledger: &Ledger, clock: u64) {
    let mut sums: BTreeMap<Id, i64> = BTreeMap::new();
    let mut left = BTreeMap::new();
    for (account, balance) in ledger.accounts(Mode::Live) {
        *sums.entry(account.unit.clone()).or_default() += balance.minor();
        assert!(account.holder == Holder::Issued || !balance.is_negative(), "{account:?} {balance:?}");
        left.insert((account.holder, account.scheme.clone(), account.seal.clone()), balance.minor());
    }
    assert!(sums.values().all(|sum| *sum == 0), "{sums:?}");
    for member in ledger.members(Mode::Live) {
        let seal = Seal::new(member.person.id.as_str());
        for purse in &member.purses {
            let there: i64 = purse.lots.iter().map(|lot| lot.left.minor()).sum();
            let key = (Holder::Member, purse.program.clone(), Some(seal.clone()));
            assert_eq!(left.get(&key).copied().unwrap_or_default(), there, "the lots are the account");
            for lot in &purse.lots {
                assert!(!lot.left.is_negative() && !lot.earned.is_negative(), "{lot:?}");
                let of_lot = |hold: &&till::ledger::Hold| {
                    hold.is_open(clock) && hold.from.seal == Some(seal.clone()) && hold.from.scheme == purse.program
                };
                let open = ledger.holds(Mode::Live).map(|(_, hold)| hold).filter(of_lot);
                let parts = open.flat_map(|hold| &hold.lots).filter(|part| part.lot == lot.id);
                let held: i64 = parts.map(|part| part.amount.minor()).sum();
                assert!(held <= lot.left.minor(), "more of a lot is held than there is: {lot:?}");
            }
            for movement in purse.moves.iter().filter(|movement| movement.kind == MovementKind::Earned) {
                let Some(lot) = purse.lots.iter().find(|lot| lot.id == movement.op_id) else { continue };
                let back = |(_, hold): (_, &till::ledger::Hold)| match hold.fate {
                    Fate::Posted(taken) if hold.of.as_ref() == Some(&lot.id) => taken.minor() + hold.short.minor(),
                    _ => 0,
                };
                let back: i64 = ledger.holds(Mode::Live).map(back).sum();
                assert_eq!(lot.earned.minor(), movement.amount.minor() - back, "what was taken back is not earned");
            }
            if let (Some(last), Some(first)) = (purse.moves.last(), purse.moves.first()) {
                let moved: i64 = purse.moves.iter().map(|movement| movement.amount.minor()).sum();
                assert_eq!(first.balance.minor() - first.amount.minor() + moved, last.balance.minor());
                assert_eq!(last.balance.minor(), there, "{purse:?}");
            }
        }
    }
    let mut redeemed: BTreeMap<Id, i64> = BTreeMap::new();
    for (op_id, hold) in ledger.holds(Mode::Live).filter(|(_, hold)| hold.to.holder == Holder::Redeemed) {
        let Fate::Posted(taken) = hold.fate else { continue };
        let back: i64 = ledger.credits(Mode::Live).filter(|(of, _)| *of == op_id).map(|(_, x)| x.minor()).sum();
        assert!((0..=taken.minor()).contains(&back), "no more goes back than was taken");
        *redeemed.entry(hold.to.scheme.clone()).or_default() += taken.minor() - back;
        let of_lots: i64 = hold.lots.iter().map(|part| part.amount.minor()).sum();
        assert!(hold.from.holder == Holder::Lapsed || of_lots == taken.minor() - back, "{hold:?}");
    }
    for (account, balance) in ledger.accounts(Mode::Live).filter(|(account, _)| account.holder == Holder::Redeemed) {
        assert_eq!(redeemed.get(&account.scheme).copied().unwrap_or_default(), balance.minor());
    }
}

/// What an identity finds, without a trace.
fn view(world: &World, n: u8) -> Option<MemberView> {
    let ask = Ask { op_id: id("look"), mode: Mode::Live, what: find(n, World::new().now) };
    let ctx = till::session::Ctx { now: world.now, offset_minutes: 0, entropy: [0; 32] };
    world.ledger.decide(&ask, &ctx).outcome.member.map(|member| *member)
}

/// Expiry is read: far ahead everything with a date is gone, and back here it is there again, with no record between.
fn expiry_is_only_read(world: &mut World) {
    let (now, stored) = (world.now, world.stored.len());
    let before: Vec<_> = (0..5).map(|n| view(world, n)).collect();
    world.now = now.after(1000 * 24 * HOUR);
    for later in (0..5).filter_map(|n| view(world, n)) {
        assert!(later.balances.iter().all(|balance| balance.expires.is_none() && balance.pending.is_zero()));
    }
    world.now = now;
    let after: Vec<_> = (0..5).map(|n| view(world, n)).collect();
    assert_eq!((before, stored), (after, world.stored.len()));
}

fn play(events: Vec<Event>) -> Twins {
    let mut twins = Twins { plain: World::new(), kept: World::new(), asked: Vec::new() };
    for event in events {
        match event {
            Event::Ask(what) => drop(twins.ask(*what)),
            Event::Settle(of, how) => drop(twins.ask(settle(twins.of(of), how))),
            Event::TakeBack(n, of, back) => {
                let (member, of) = (member(n), twins.of(of));
                twins.ask(What::TakeBack(TakeBack { member, of, amount: amount(back) }));
            }
            Event::Again(place) if !twins.asked.is_empty() => twins.again(place),
            Event::Again(_) => {}
            Event::Clock(millis) => {
                for world in [&mut twins.plain, &mut twins.kept] {
                    world.now = world.now.after(millis);
                }
            }
            Event::Checkpoint => twins.kept.checkpoint(),
            Event::Crash => {
                twins.plain.ledger = twins.plain.replayed();
                assert_eq!(twins.kept.replayed(), twins.kept.ledger);
            }
        }
        for world in [&twins.plain, &twins.kept] {
            holds_true(&world.ledger, world.ledger.clock(world.now));
        }
    }
    twins
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_comes_the_programmes_are_right(events in prop::collection::vec(event(), 1..120)) {
        let mut twins = play(events);
        assert_eq!(twins.plain.replayed(), twins.plain.ledger);
        let now = twins.plain.now;
        let soon = now.after(20 * 24 * HOUR); // answers to questions are dropped by now, those about value are not
        assert!(twins.plain.ledger.checkpoint(soon) == twins.kept.ledger.checkpoint(soon), "a checkpoint is the state");
        expiry_is_only_read(&mut twins.plain);
    }

    /// A sale that earns and spends, and comes back whole, leaves everybody as before, whatever happened before it.
    #[test]
    fn a_sale_and_its_full_return_leave_everything_as_before(
        events in prop::collection::vec(event(), 1..60),
        (n, p, earned, spent, ready) in (0..3_u8, any::<u8>(), 1..200_i64, 1..200_i64, prop::option::of(1..30_i64)),
    ) {
        let mut twins = play(events);
        let (member, (program, unit), now) = (member(n), program(p), twins.plain.now);
        let known = twins.plain.ledger.members(Mode::Live).any(|known| known.person.id == member);
        let views = |twins: &Twins| (0..5).map(|n| view(&twins.plain, n)).collect::<Vec<_>>();
        let balance = |twins: &Twins, holder: Holder| -> Vec<_> {
            let of = |(account, balance): (&till::ledger::Account, Amount)| (account.clone(), balance);
            twins.plain.ledger.accounts(Mode::Live).filter(|(x, sum)| x.holder == holder && !sum.is_zero()).map(of).collect()
        };
        let state = |twins: &Twins| (views(twins), balance(twins, Holder::Issued), balance(twins, Holder::Redeemed));
        let before = state(&twins);
        let held = twins.ask(What::Spend(Spend {
            member: member.clone(), program: program.clone(), unit: unit.clone(), amount: amount(spent),
            step: None, least: None, back_days: None, day: None,
        }));
        let hold = twins.asked.last().unwrap().0.op_id.clone();
        twins.ask(What::Visit(Visit { member: member.clone() }));
        let visit = twins.asked.last().unwrap().0.op_id.clone();
        let ready = ready.map(|hours| now.after(hours * HOUR));
        let given = twins.ask(What::Earn(Earn {
            member: member.clone(), program, unit, amount: amount(earned), ready, until: None, caps: Vec::new(),
        }));
        let of = twins.asked.last().unwrap().0.op_id.clone();
        assert_eq!(given.result == OutcomeKind::Done, known);
        if held.result == OutcomeKind::Done {
            assert_eq!(twins.ask(What::Post { of: hold.clone() }).amount, held.amount);
            assert_eq!(twins.ask(What::Reverse { of: hold }).amount, held.amount);
        }
        if known {
            let back = twins.ask(What::TakeBack(TakeBack { member, of, amount: amount(earned) }));
            assert_eq!((back.amount, back.short), (given.amount, Some(Amount::ZERO)));
            twins.ask(What::Reverse { of: visit });
        }
        assert_eq!(before, state_without_new_purses(state(&twins), &before));
    }
}

type State = (Vec<Option<MemberView>>, Vec<(till::ledger::Account, Amount)>, Vec<(till::ledger::Account, Amount)>);

/// A programme that a member had nothing of before is there afterwards, with nothing in it.
fn state_without_new_purses(mut after: State, before: &State) -> State {
    for (after, before) in after.0.iter_mut().zip(&before.0) {
        if let (Some(after), Some(before)) = (after, before) {
            let known = |program: &Id| before.balances.iter().any(|balance| balance.program == *program);
            after.balances.retain(|x| known(&x.program) || !x.ready.is_zero() || !x.earned.is_zero());
        }
    }
    after
}
