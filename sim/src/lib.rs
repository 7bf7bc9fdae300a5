//! The simulated till: random sales with everything that can go wrong, checked after every step.
//!
//! What must hold: a run follows from its seed alone; a run that breaks a rule, or panics, says which and can be played
//! again.

mod acts;
mod audit;
mod checks;
mod dice;
mod forms;
mod page;
mod register;
pub mod store;
mod trace;
mod weather;
mod world;

pub use trace::Trace;
pub use weather::{Calm, Course, Where};

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

/// What a run saw, to know that it was worth running: how many of what.
#[derive(Clone, Debug, Default)]
pub struct Seen(BTreeMap<&'static str, usize>);

impl Seen {
    pub fn add(&mut self, other: &Seen) {
        other.0.iter().for_each(|(what, count)| self.count(what, *count));
    }

    pub fn count(&mut self, what: &'static str, count: usize) {
        *self.0.entry(what).or_default() += count;
    }

    pub fn of(&self, what: &str) -> usize {
        self.0.get(what).copied().unwrap_or(0)
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.0.iter().map(|(what, count)| format!("{count} {what}")).collect();
        f.write_str(&parts.join(", "))
    }
}

/// Plays a seed; what it saw, or which rule it broke.
pub fn run(seed: u64, ledger: Option<Where>, calm: &Calm, trace: Trace) -> Result<Seen, String> {
    let play = || {
        let mut world = World::new(seed, ledger, calm, trace);
        trace.line(world.now, || format!("{:?}", world.weather));
        world.begin()?;
        world.live()?;
        world.end()?;
        Ok(world.seen())
    };
    catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panic: {}", text.unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::{Calm, Course, Seen, Trace, run};

    /// What `cargo xtask sim` does with ten thousand seeds, so that a rule that breaks is met by the tests, too.
    #[test]
    fn a_hundred_days_keep_every_rule() {
        let mut seen = Seen::default();
        for seed in 0..100 {
            match run(seed, None, &Calm::default(), Trace::Off) {
                Ok(one) => seen.add(&one),
                Err(why) => panic!("cargo xtask sim --tender --seed {seed} --trace: {why}"),
            }
        }
        let least = [
            ("sales", 300),
            ("paid by gift card", 60),
            ("with coupon", 60),
            ("voided", 30),
            ("returns", 20),
            ("exchanges", 5),
            ("loads", 20),
            ("moved", 5),
            ("paid out", 2),
            ("days closed", 3),
            ("discrepancies", 10),
            ("cards looked into", 1000),
        ];
        for (what, least) in least {
            assert!(seen.of(what) >= least, "the days were busy with {what}: {seen}");
        }
    }

    /// What `cargo xtask sim --loyalty` does with ten thousand seeds.
    #[test]
    fn eighty_days_with_members_keep_every_rule() {
        let (mut seen, calm) = (Seen::default(), Calm { course: Course::Loyalty, ..Calm::default() });
        for seed in 0..80 {
            match run(seed, None, &calm, Trace::Off) {
                Ok(one) => seen.add(&one),
                Err(why) => panic!("cargo xtask sim --loyalty --seed {seed} --trace: {why}"),
            }
        }
        let least = [
            ("sales of members", 150),
            ("earned", 400),
            ("redeemed", 20),
            ("coupons used", 100),
            ("returns", 20),
            ("members' sales back whole", 4),
            ("forgotten", 4),
        ];
        for (what, least) in least {
            assert!(seen.of(what) >= least, "the days were busy with {what}: {seen}");
        }
    }

    #[test]
    fn a_seed_is_one_course_of_events() {
        let once = format!("{:?}", run(4711, None, &Calm::default(), Trace::Off));
        assert_eq!(format!("{:?}", run(4711, None, &Calm::default(), Trace::Off)), once);
    }
}
