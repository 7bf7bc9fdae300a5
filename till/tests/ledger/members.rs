//! The part of the dialogues' language that is about members and programmes. The programmes are `points`, `stamps` and `cash`
//! (in EUR); identities and members are any words.

use super::{id, millis, money, value};
use till::ledger::ask::{Limit, What};
use till::ledger::member::{
    Choice, Earn, Enrol, Find, Forget, MemberView, MovementsOf, OpeningBalance, OpeningMember, Period, Spend, TakeBack,
    Visit,
};
use till::money::Currency;
use till::names::Id;
use till::secret::Seal;
use till::time::Instant;

pub fn is_verb(verb: &str) -> bool {
    ["find", "enrol", "forget", "visit", "earn", "takeback", "spend", "movements"].contains(&verb)
}

/// The unit of a programme of the dialogues.
pub fn unit(program: &str) -> Id {
    id(if program == "cash" { "EUR" } else { program })
}

pub fn what(now: Instant, verb: &str, rest: &[&str]) -> What {
    let later = |name: &str| value(rest, name).map(|step| now.after(millis(step)));
    match (verb, rest) {
        ("find", [identity, rest @ ..]) => {
            let period = |text: &str| {
                let (program, back) = text.split_once(':').unwrap();
                Period { program: id(program), since: now.after(millis(back)) }
            };
            let periods = value(rest, "since=").map(period).into_iter().collect();
            What::Find(Find { identity: Seal::new(*identity), periods })
        }
        ("enrol", [member, rest @ ..]) => What::Enrol(enrol(now, member, rest)),
        ("forget", [member]) => What::Forget(Forget { member: id(member) }),
        ("visit", [member]) => What::Visit(Visit { member: id(member) }),
        ("earn", [member, program, amount, ..]) => What::Earn(Earn {
            member: id(member),
            program: id(program),
            unit: unit(program),
            amount: money(amount),
            ready: later("ready="),
            until: later("until="),
            caps: rest.iter().filter_map(|word| word.strip_prefix("cap=")).map(|text| limit(text, now)).collect(),
        }),
        ("spend", [member, program, amount, rest @ ..]) => What::Spend(Spend {
            member: id(member),
            program: id(program),
            unit: unit(program),
            amount: money(amount),
            step: value(rest, "step=").map(money),
            least: value(rest, "least=").map(money),
            back_days: value(rest, "back=").map(|days| days.parse().unwrap()),
            day: value(rest, "day=").map(|text| limit(text, now)),
        }),
        ("takeback", [member, of, amount]) => {
            What::TakeBack(TakeBack { member: id(member), of: id(of), amount: money(amount) })
        }
        ("movements", [member, program, rest @ ..]) => What::Movements(MovementsOf {
            member: id(member),
            program: id(program),
            unit: unit(program),
            after: value(rest, "after=").map(|n| n.parse().unwrap()),
            limit: value(rest, "limit=").map_or(20, |n| n.parse().unwrap()),
        }),
        _ => panic!("{verb} {rest:?}"),
    }
}

fn enrol(now: Instant, member: &str, rest: &[&str]) -> Enrol {
    let choices = |yes: &str, no: &str| {
        let said = |word: &&str| {
            let choice = |text: &str, yes| Choice { id: id(text), yes, at: now };
            let given = word.strip_prefix(yes).map(|text| choice(text, true));
            given.or(word.strip_prefix(no).map(|text| choice(text, false)))
        };
        rest.iter().filter_map(said).collect()
    };
    let plain = |word: &&&str| **word != "new" && !word.contains('=');
    Enrol {
        member: id(member),
        create: rest.contains(&"new"),
        identities: rest.iter().filter(plain).map(|word| Seal::new(*word)).collect(),
        remove: value(rest, "off=").map(Seal::new).into_iter().collect(),
        groups: value(rest, "groups=")
            .map(|groups| groups.split(',').filter(|group| !group.is_empty()).map(id).collect()),
        birthday: value(rest, "born=").map(id),
        consents: choices("yes=", "no="),
        offers: choices("chosen=", "declined="),
    }
}

/// `MEMBER:IDENTITY:PURCHASES[:PROGRAM:AMOUNT[:GOOD_FOR]]`
pub fn opening(now: Instant, parts: &[&str]) -> OpeningMember {
    let balance = parts.get(3).map(|program| OpeningBalance {
        program: id(program),
        unit: unit(program),
        amount: money(parts[4]),
        earned: None,
        ready: None,
        until: parts.get(5).map(|step| now.after(millis(step))),
    });
    OpeningMember {
        member: id(parts[0]),
        identities: vec![Seal::new(parts[1])],
        groups: Vec::new(),
        birthday: None,
        purchases: parts[2].parse().unwrap(),
        consents: Vec::new(),
        balances: balance.into_iter().collect(),
    }
}

/// What a member is told, in lines.
pub fn lines(member: &MemberView, time: impl Fn(Instant) -> String) -> Vec<String> {
    let mut first = format!("{}: purchases {}", member.id, member.purchases);
    let mut add = |text: String| first.push_str(&text);
    if !member.groups.is_empty() {
        add(format!(", groups {}", member.groups.iter().map(Id::as_str).collect::<Vec<_>>().join(" ")));
    }
    if let Some(birthday) = &member.birthday {
        add(format!(", born {birthday}"));
    }
    for (choices, words) in [(&member.consents, ["yes", "no"]), (&member.offers, ["chosen", "declined"])] {
        for choice in choices {
            add(format!(", {} {}", words[usize::from(!choice.yes)], choice.id));
        }
    }
    let balance = |x: &till::ledger::member::ProgramBalance| {
        let digits = Currency::of(x.unit.as_str()).map_or(0, Currency::digits);
        let mut line = format!("{} {} {}", x.program, x.ready.decimal(digits), x.unit);
        if !x.pending.is_zero() {
            line.push_str(&format!(", pending {}", x.pending.decimal(digits)));
        }
        if let Some(expires) = x.expires {
            line.push_str(&format!(", {} until {}", x.expiring.decimal(digits), time(expires)));
        }
        line.push_str(&format!(", earned {}", x.earned.decimal(digits)));
        if let Some(earned) = x.in_period {
            line.push_str(&format!(", lately {}", earned.decimal(digits)));
        }
        line
    };
    std::iter::once(first).chain(member.balances.iter().map(balance)).collect()
}

/// `MOST/BACK`: so much since a moment so long ago.
pub fn limit(text: &str, now: Instant) -> Limit {
    let (most, back) = text.split_once('/').unwrap();
    Limit { most: money(most), since: now.after(millis(back)) }
}
