//! Members: what they have, by books kept by hand, what they were told, and what is left of those who were forgotten.

pub mod books;
mod coupons;
mod limits;
pub mod lots;
mod receipts;
mod rules;

use crate::Seen;
use crate::audit::{Time, Told};
use crate::checks::require;
use crate::world::Broken;
use books::{Books, Key};
use std::collections::BTreeMap;
use till::ledger::ask::Mode;
use till::ledger::{Hold, Holder, Ledger};
use till::names::Id;

/// Whether a reservation is about what members have, or a purchase of theirs.
pub fn is_of_member(hold: &Hold) -> bool {
    let theirs = |holder: Holder| matches!(holder, Holder::Member | Holder::Lapsed);
    theirs(hold.from.holder) || theirs(hold.to.holder)
}

/// One ledger and the tills that use it, in both kinds of books.
pub fn members(ledger: &Ledger, books: &Books, tills: &[Told<'_>], seen: &mut Seen, time: Time) -> Broken {
    for mode in [Mode::Live, Mode::Training] {
        balances(ledger, books, mode)?;
        people(ledger, books, mode)?;
        receipts::Audit { books, tills, mode, sound: time.sound }.all(seen)?;
        coupons::limits(ledger, tills, mode, seen)?;
        limits::Audit { books, tills, mode, calm: time.calm }.all(seen)?;
    }
    Ok(())
}

/// What the ledger says that members have is what they should have.
fn balances(ledger: &Ledger, books: &Books, mode: Mode) -> Broken {
    let mut should: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (Key { member, program, .. }, lots) in books.lots.iter().filter(|(key, _)| key.mode == mode) {
        let program = program.as_ref().map_or("visits", Id::as_str);
        let left = lots.iter().map(|lot| lot.left).sum();
        should.insert((member.to_string(), program.to_owned()), left);
        let sound = lots.iter().all(|lot| lot.left >= 0 && lot.earned >= 0);
        require(sound, || format!("{member} has less than nothing of {program}: {lots:?}"))?;
    }
    for ((_, member), person) in books.people.iter().filter(|((of, _), _)| *of == mode) {
        should.insert((member.to_string(), "visits".to_owned()), person.visits);
    }
    for (account, balance) in ledger.accounts(mode).filter(|(account, _)| account.holder == Holder::Member) {
        let member = account.seal.as_ref().map_or("", till::secret::Seal::as_str).to_owned();
        let key = (member, account.scheme.to_string());
        let wanted = should.remove(&key).unwrap_or(0);
        require(balance.minor() == wanted, || format!("{key:?} has {balance:?} and should have {wanted}"))?;
    }
    let missing = should.iter().find(|(_, left)| **left != 0);
    require(missing.is_none(), || format!("{missing:?} is not in the ledger"))
}

/// The members are those who joined and were not forgotten, by what they are known by.
fn people(ledger: &Ledger, books: &Books, mode: Mode) -> Broken {
    let mut should: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for ((_, member), person) in books.people.iter().filter(|((of, _), _)| *of == mode) {
        should.insert(member.as_str(), person.identities.iter().map(String::as_str).collect());
    }
    let mut there: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for member in ledger.members(mode) {
        let mut seals: Vec<&str> = member.person.identities.iter().map(till::secret::Seal::as_str).collect();
        seals.sort_unstable();
        there.insert(member.person.id.as_str(), seals);
    }
    require(should == there, || format!("the members are {there:?} and should be {should:?}"))
}

/// Nothing that they were known by is left of those who were forgotten, unless they joined anew.
pub fn nothing_left<'a>(books: &Books, facts: impl Iterator<Item = &'a str>) -> Broken {
    let still = |seal: &String| books.people.values().any(|person| person.identities.contains(seal));
    let gone = books.forgotten.iter().flat_map(|(_, person)| &person.identities);
    let gone: Vec<&String> = gone.filter(|seal| !still(seal)).collect();
    for fact in facts {
        let found = gone.iter().find(|seal| fact.contains(seal.as_str()));
        require(found.is_none(), || format!("{found:?} was forgotten, and is in {fact}"))?;
    }
    Ok(())
}
