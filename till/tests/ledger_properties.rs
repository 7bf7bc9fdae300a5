//! Random asks: lost, doubled, late and out of order; crashes between any two; a clock that jumps.
//!
//! Whatever comes: accounts add up to zero, none is below zero but the issuing one, no more is held than is there, a
//! reservation is settled once at most, an id has one answer, and the records give the same ledger again.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "ledger/script.rs"]
#[allow(dead_code, reason = "the dialogues use the rest")]
mod script;

use proptest::prelude::*;
use script::{World, id, pin};
use std::collections::BTreeMap;
use till::ledger::ask::{
    Ask, Count, Decline, Import, Issue, Mode, OpeningAccount, OpeningCode, Outcome, OutcomeKind, Place, Present,
    Reserve, Use, UseLimit, What,
};
use till::ledger::credit::Credit;
use till::ledger::life::{CashOut, Load, LoadReason, Mark, MarkCard, StatementOf, Target, Transfer};
use till::ledger::{Fate, Holder, LOCK_MILLIS};
use till::money::{Amount, Currency};
use till::names::Id;
use till::secret::Seal;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Event {
    Ask(u8, Mode, Box<What>),
    /// Something is done to one of the reservations there are.
    Settle(u8, usize, fn(Id) -> What),
    /// Something that was asked before is asked again.
    Again(usize),
    /// The time of day moves, perhaps backwards.
    Clock(i64),
    Crash,
}

fn seal(prefix: &str, n: u8) -> Seal {
    Seal::new(format!("{prefix}{n}"))
}

fn op(n: u8) -> Id {
    id(&format!("op{n}"))
}

fn present() -> impl Strategy<Value = Present> {
    (0..5_u8, prop_oneof![9 => Just("1234"), 1 => Just("0000")], prop::bool::weighted(0.95)).prop_map(
        |(n, digits, given)| {
            let token = seal("card", n);
            let pin = given.then(|| pin(token.as_str(), digits));
            Present { token, scheme: id("gift"), pin, needs_pin: true, at: place() }
        },
    )
}

fn place() -> Place {
    Place { till: Some(id("till-1")), home_only: false }
}

/// Cards 0 to 2 are imported now and then, 3 and 4 are known by loads and transfers only.
fn target() -> impl Strategy<Value = Target> {
    let switches = (prop::bool::weighted(0.9), prop::bool::weighted(0.9), prop::bool::weighted(0.8));
    (0..5_u8, switches, prop_oneof![Just(None), (0..4000_i64).prop_map(Some)]).prop_map(
        |(n, (given, activates, reloadable), most)| {
            let token = seal("card", n);
            let pin = given.then(|| pin(token.as_str(), "1234"));
            let max_balance = most.map(|most| Amount::new(most).unwrap());
            let (scheme, at, needs_pin) = (id("gift"), place(), true);
            let (valid_until, home_till) = (None, None);
            Target { token, scheme, pin, needs_pin, at, activates, reloadable, max_balance, valid_until, home_till }
        },
    )
}

fn load() -> impl Strategy<Value = What> {
    (target(), -1..1500_i64, prop::bool::weighted(0.8)).prop_map(|(target, amount, paid)| {
        let reason = if paid { LoadReason::Load } else { LoadReason::Refund };
        What::Load(Load { target, amount: Amount::new(amount).unwrap(), currency: Currency::EUR, reason })
    })
}

fn life() -> impl Strategy<Value = What> {
    let cash_out = (present(), 0..3000_i64).prop_map(|(present, most)| {
        What::CashOut(CashOut { present, most: Amount::new(most).unwrap(), currency: Currency::EUR })
    });
    let transfer =
        (present(), target(), prop_oneof![Just(None), (-1..900_i64).prop_map(Some)]).prop_map(|(from, to, amount)| {
            let amount = amount.map(|amount| Amount::new(amount).unwrap());
            What::Transfer(Transfer { from, to, amount })
        });
    let marks = prop_oneof![3 => Just(None), 1 => prop::sample::select(Mark::ALL).prop_map(Some)];
    let mark = (0..5_u8, marks)
        .prop_map(|(n, mark)| What::Mark(MarkCard { token: seal("card", n), scheme: id("gift"), at: place(), mark }));
    let statement = (present(), prop_oneof![Just(None), (0..9_u64).prop_map(Some)], 0..60_u32)
        .prop_map(|(present, after, limit)| What::Statement(StatementOf { present, after, limit }));
    prop_oneof![6 => load(), 2 => cash_out, 3 => transfer, 2 => mark, 1 => statement]
}

fn code_scheme(n: u8) -> Id {
    id(if n < 2 { "single" } else { "multi" })
}

fn uses() -> impl Strategy<Value = What> {
    (0..4_u8).prop_map(|n| {
        let max_uses = (n >= 2).then_some(2);
        let customer = UseLimit { by: Count::Customer, of: Some(id("m1")), most: 1 };
        let limits = [customer, UseLimit { by: Count::Scheme, of: None, most: 3 }];
        let limits = if n == 3 { limits.to_vec() } else { Vec::new() };
        let (code, scheme, member) = (seal("code", n), code_scheme(n), Some(id("m1")));
        What::Use(Use { code, scheme, must_be_known: n < 2, max_uses, limits, member })
    })
}

fn reserve() -> impl Strategy<Value = What> {
    let switches = (prop::bool::weighted(0.95), prop::bool::weighted(0.1));
    (present(), -1..1500_i64, switches).prop_map(|(present, amount, (euro, once))| {
        let currency = if euro { Currency::EUR } else { Currency::of("JPY").unwrap() };
        What::Reserve(Reserve { present, amount: Amount::new(amount).unwrap(), currency, once, day: None })
    })
}

fn import() -> impl Strategy<Value = What> {
    let account = (0..3_u8, 0..2000_i64, prop::bool::weighted(0.3)).prop_map(|(n, balance, inactive)| {
        let token = seal("card", n);
        let pin = Some(pin(token.as_str(), "1234"));
        let (scheme, balance) = (id("gift"), Amount::new(balance).unwrap());
        let (currency, valid_until, home_till) = (Currency::EUR, None, None);
        OpeningAccount { token, scheme, pin, balance, currency, valid_until, inactive, home_till }
    });
    let code = (0..2_u8, 0..3_u32).prop_map(|(n, uses)| OpeningCode {
        code: seal("code", n),
        scheme: code_scheme(n),
        uses,
        valid_from: None,
        valid_until: None,
        only_for: None,
    });
    let lists = (prop::collection::vec(account, 0..3), prop::collection::vec(code, 0..3));
    (0..3_u8, lists).prop_map(|(batch, (accounts, codes))| {
        What::Import(Import { batch: id(&format!("batch{batch}")), accounts, codes, members: Vec::new() })
    })
}

fn issue() -> impl Strategy<Value = What> {
    (0..2_u8, 0..3_u32).prop_map(|(n, uses)| {
        let valid_from = World::new().now;
        What::Issue(Issue {
            code: seal("code", n),
            scheme: code_scheme(n),
            uses,
            valid_from,
            valid_until: None,
            limits: Vec::new(),
        })
    })
}

const SETTLE: &[fn(Id) -> What] =
    &[|of| What::Post { of }, |of| What::Void { of }, |of| What::Extend { of }, |of| What::Reverse { of }, credit];

fn credit(of: Id) -> What {
    What::Credit(Credit { of, amount: Amount::new(300).unwrap() })
}

fn event() -> impl Strategy<Value = Event> {
    let of = || any::<u8>().prop_map(op);
    let what = prop_oneof![
        6 => reserve(),
        6 => life(),
        1 => present().prop_map(What::Balance),
        4 => uses(),
        1 => of().prop_map(|of| What::Post { of }),
        1 => of().prop_map(|of| What::Void { of }),
        2 => of().prop_map(|of| What::Reverse { of }),
        1 => of().prop_map(|of| What::Status { of }),
        1 => issue(),
        1 => import(),
    ];
    let mode = prop_oneof![9 => Just(Mode::Live), 1 => Just(Mode::Training)];
    let clock = prop_oneof![2 => 0..120_000_i64, 3 => 1_700_000..1_900_000_i64, 1 => -90_000_000..90_000_000_i64];
    prop_oneof![
        8 => (any::<u8>(), mode, what).prop_map(|(n, mode, what)| Event::Ask(n, mode, Box::new(what))),
        8 => (any::<u8>(), any::<usize>(), prop::sample::select(SETTLE)).prop_map(|(n, of, what)| Event::Settle(n, of, what)),
        2 => any::<usize>().prop_map(Event::Again),
        3 => clock.prop_map(Event::Clock),
        1 => Just(Event::Crash),
    ]
}

/// What the outside has seen, to compare with.
#[derive(Default)]
struct Seen {
    asked: Vec<Ask>,
    answers: BTreeMap<(Mode, Id), (What, Outcome)>,
    fates: BTreeMap<(Mode, Id), Fate>,
    locks: BTreeMap<(Mode, Seal), u64>,
    clock: u64,
}

fn token(what: &What) -> Option<&Seal> {
    match what {
        What::Reserve(x) if x.amount.is_positive() => Some(&x.present.token),
        What::Balance(x) => Some(&x.token),
        What::CashOut(x) => Some(&x.present.token),
        What::Transfer(x) if x.amount.is_none_or(Amount::is_positive) => Some(&x.from.token),
        What::Statement(x) => Some(&x.present.token),
        _ => None,
    }
}

/// What is asked, without what the pack says of the scheme: that does not tell a repeat from a re-used id.
fn asked(what: &What) -> What {
    let mut what = what.clone();
    match &mut what {
        What::Reserve(x) => x.once = false,
        What::CashOut(x) => x.most = Amount::ZERO,
        What::Load(Load { target: to, .. }) | What::Transfer(Transfer { to, .. }) => {
            (to.activates, to.reloadable, to.max_balance) = (false, false, None);
        }
        _ => {}
    }
    what
}

fn ask(world: &mut World, seen: &mut Seen, ask: Ask) {
    world.mode = ask.mode;
    let clock = world.ledger.clock(world.now);
    let known = |world: &World, card: &Seal| !world.ledger.movements(ask.mode, card).is_empty();
    let unknown: Vec<Seal> = (0..5).map(|n| seal("card", n)).filter(|card| !known(world, card)).collect();
    let (outcome, records) = world.ask(ask.op_id.as_str(), ask.what.clone());
    let loaded = !matches!(ask.what, What::Import(_));
    for new in unknown.iter().filter(|card| loaded && known(world, card)) {
        seen.locks.remove(&(ask.mode, new.clone())); // a card that became known begins without tries
    }
    assert!(records <= 1);
    assert!(clock >= seen.clock, "the ledger's clock ran backwards");
    if records == 1 {
        seen.clock = clock;
    }
    if matches!(ask.what, What::Status { .. }) {
        assert_eq!(records, 0);
        return;
    }
    let key = (ask.mode, ask.op_id.clone());
    match seen.answers.get(&key) {
        Some((former, answer)) if asked(former) == asked(&ask.what) => assert_eq!((&outcome, records), (answer, 0)),
        Some(_) if outcome.decline == Some(Decline::Cancelled) => assert_eq!(records, 0),
        Some(_) => assert_eq!((outcome.decline, records), (Some(Decline::IdReused), 0)),
        None => {
            assert_eq!(records == 0, outcome.decline == Some(Decline::Cancelled));
            let locked = token(&ask.what).map(|token| (ask.mode, token.clone()));
            if let Some(lock) = locked.filter(|_| outcome.decline != Some(Decline::Cancelled)) {
                let locked = seen.locks.get(&lock).is_some_and(|until| clock < *until);
                let told = matches!(outcome.decline, Some(Decline::Locked | Decline::TooOften));
                assert!(!locked || told, "a lock was lifted: {outcome:?}");
                if outcome.tries_left == Some(0) {
                    seen.locks.insert(lock, clock + LOCK_MILLIS);
                }
            }
            seen.answers.insert(key, (ask.what.clone(), outcome));
        }
    }
    seen.asked.push(ask);
}

fn holds_true(world: &World, seen: &mut Seen) {
    let clock = world.ledger.clock(world.now);
    for mode in [Mode::Live, Mode::Training] {
        let mut sums: BTreeMap<Id, i64> = BTreeMap::new();
        let mut left = BTreeMap::new();
        for (account, balance) in world.ledger.accounts(mode) {
            *sums.entry(account.unit.clone()).or_default() += balance.minor();
            assert!(account.holder == Holder::Issued || !balance.is_negative(), "{account:?} {balance:?}");
            left.insert(account.clone(), balance.minor());
        }
        assert!(sums.values().all(|sum| *sum == 0), "{sums:?}");
        let mut taken: BTreeMap<_, i64> = BTreeMap::new();
        for (op_id, hold) in world.ledger.holds(mode) {
            if let Fate::Posted(amount) = hold.fate {
                let parts = world.ledger.credits(mode).filter(|(of, _)| *of == op_id);
                let back: i64 = parts.map(|(_, amount)| amount.minor()).sum();
                assert!((0..=amount.minor()).contains(&back), "no more goes back than was taken: {back}");
                *taken.entry(hold.to.clone()).or_default() += amount.minor() - back;
            }
            if hold.is_open(clock) && hold.from.holder != Holder::Issued {
                let left = left.get_mut(&hold.from).unwrap();
                *left -= hold.amount.minor();
                assert!(*left >= 0, "more is held than there is: {hold:?}");
            }
            let before = seen.fates.insert((mode, op_id.clone()), hold.fate).unwrap_or(Fate::Held);
            let legal = match (before, hold.fate) {
                (Fate::Posted(a), Fate::Posted(b)) => a == b,
                (Fate::Held, _) | (Fate::Posted(_), Fate::Reversed) => {
                    hold.fate != Fate::Reversed || before != Fate::Held
                }
                (a, b) => a == b,
            };
            assert!(legal, "{op_id}: {before:?} became {:?}", hold.fate);
        }
        for (account, balance) in world.ledger.accounts(mode) {
            if matches!(account.holder, Holder::Redeemed | Holder::Used | Holder::PaidOut) {
                let taken = taken.get(account).copied().unwrap_or_default();
                assert_eq!(balance.minor(), taken, "what was redeemed is what the reservations say");
            }
        }
    }
    statements_add_up(world);
    for code in 2..4_u8 {
        let used = world.ledger.accounts(Mode::Live).find(|(a, _)| a.seal == Some(seal("code", code)));
        assert!(used.is_none_or(|(_, uses)| uses.minor() <= 2), "a counted code was used too often");
    }
}

/// Every movement goes from the balance before to the balance after it, and the last one is what the account says.
fn statements_add_up(world: &World) {
    for (account, balance) in world.ledger.accounts(Mode::Live).filter(|(a, _)| a.holder == Holder::Card) {
        let moves = world.ledger.movements(Mode::Live, account.seal.as_ref().unwrap());
        let mut before = None;
        for movement in moves {
            let start = before.unwrap_or(movement.balance.minor() - movement.amount.minor());
            assert_eq!(start + movement.amount.minor(), movement.balance.minor(), "{movement:?}");
            before = Some(movement.balance.minor());
        }
        assert_eq!(before, Some(balance.minor()), "{account:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_comes_the_books_are_right(events in prop::collection::vec(event(), 1..150)) {
        let (mut world, mut seen) = (World::new(), Seen::default());
        world.play("import first first card=card0:1234:20.00 card=card1:1234:9.00 code=code0:single:1");
        for event in events {
            match event {
                Event::Ask(n, mode, what) => {
                    ask(&mut world, &mut seen, Ask { op_id: op(n), mode, what: *what });
                }
                Event::Settle(n, place, what) => {
                    let holds: Vec<Id> = world.ledger.holds(Mode::Live).map(|(id, _)| id.clone()).collect();
                    if !holds.is_empty() {
                        let what = what(holds[place % holds.len()].clone());
                        ask(&mut world, &mut seen, Ask { op_id: op(n), mode: Mode::Live, what });
                    }
                }
                Event::Again(n) if !seen.asked.is_empty() => {
                    let again = seen.asked[n % seen.asked.len()].clone();
                    ask(&mut world, &mut seen, again);
                }
                Event::Again(_) => {}
                Event::Clock(millis) => world.now = world.now.after(millis),
                Event::Crash => {
                    let replayed = world.replayed();
                    assert_eq!(replayed, world.ledger);
                    world.ledger = replayed;
                }
            }
            holds_true(&world, &mut seen);
        }
        assert_eq!(world.replayed(), world.ledger);
    }

    #[test]
    fn nobody_can_tell_a_wrong_pin_from_a_card_that_does_not_exist(
        tries in prop::collection::vec((0..4_u8, prop::bool::weighted(0.9), -60_000..900_000_i64), 1..40),
    ) {
        let mut known = World::new();
        known.play("import i b card=A:1234:15.00");
        let mut unknown = World::new();
        unknown.play("import i b card=B:1234:15.00");
        for (n, (look, given, millis)) in tries.into_iter().enumerate() {
            let pin = given.then(|| pin("A", "9999"));
            let present = Present { token: Seal::new("A"), scheme: id("gift"), pin, needs_pin: true, at: place() };
            let (amount, currency, once) = (Amount::new(100).unwrap(), Currency::EUR, false);
            let what = match look {
                0 => What::Balance(present),
                1 => What::Reserve(Reserve { present, amount, currency, once, day: None }),
                2 => What::CashOut(CashOut { present, most: amount, currency }),
                _ => What::Statement(StatementOf { present, after: None, limit: 5 }),
            };
            let answers = [&mut known, &mut unknown].map(|world| {
                world.now = world.now.after(millis);
                world.ask(&format!("op{n}"), what.clone())
            });
            assert_eq!(answers[0], answers[1]);
            assert_eq!(answers[0].0.result, OutcomeKind::Declined);
        }
    }
}
