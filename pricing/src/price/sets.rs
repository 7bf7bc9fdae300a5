//! Sets of units: which units go together, and which of them are rewarded.
//!
//! What must hold: a unit is in one set only; sets are made of the dearest units first, ties in canonical order; only whole
//! pieces that cost something form sets; units of one price are never looked at one by one, so a million of them cost no
//! more than one. A set that costs no more than its fixed price is not formed.
//!
//! Of several parts the one with the fewest units to choose from takes its units first, ties in their order; with
//! `bought_count` the rewarded units come first, so that they may count as bought. Equal sets in a row are rounded together,
//! and what they save is split over the units that are equal (same group, same price).

use super::answer::WhyNotCode;
use super::candidate::Candidate;
use super::exact::{MILLION, add, div, mul, rem, sub, sum};
use super::fit::fit;
use super::part::Part;
use super::promo::{Gift, How};
use super::request::Which;
use super::reward::{gift, whole_sets};
use super::why_not::{Counts, Reason, Verdict};
use super::work::{Left, Scene, State};
use crate::map::sort;
use crate::money::Overflow;
use crate::names::Id;

/// What a set is made of, and what is done to it.
pub(super) struct Sets {
    pub needs: Vec<Need>,
    pub reward: Reward,
    /// Every set is of one product; there is one need then.
    pub same_product: bool,
}

/// So many units of some groups (all of the offer's if that is not said).
pub(super) struct Need {
    pub groups: Option<Vec<usize>>,
    pub count: i128,
    /// The units of this need are the rewarded ones, and taken from this end.
    pub rewarded: Option<(Which, i128)>,
    /// How many units of the rewarded need may count for this one too.
    pub shares: bool,
}

/// What is done to a set.
pub(super) enum Reward {
    /// All of it costs so much.
    Price(i128),
    /// So much off all of it.
    Off(i128),
    /// Something is done to all of its units, or to some of them.
    Units { how: How, pick: Option<Pick> },
}

/// Some units of a set: so many, from one end or from the nth dearest on.
#[derive(Clone, Copy)]
pub(super) struct Pick {
    pub which: Which,
    pub nth: i128,
    pub count: i128,
}

/// Units of one price within a part.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(8))]
pub(super) struct Stack {
    pub part: usize,
    pub group: usize,
    pub each: i128,
    pub count: i128,
    /// How many dearer units of the part come before them.
    pub before: i128,
}

/// The pieces of some parts that cost something, the dearest first.
pub(super) fn stacks(parts: &[Part]) -> Result<Vec<Stack>, Overflow> {
    let mut stacks = Vec::with_capacity(parts.len().saturating_mul(2));
    for (at, part) in parts.iter().enumerate().filter(|(_, part)| part.pieces && part.value > 0) {
        let units = div(part.units, MILLION)?;
        let (each, dearer) = (div(part.value, units)?, rem(part.value, units)?);
        let two = [(add(each, 1)?, dearer, 0), (each, sub(units, dearer)?, dearer)];
        let some = two.into_iter().filter(|(each, count, _)| *each > 0 && *count > 0);
        stacks.extend(some.map(|(each, count, before)| Stack { part: at, group: part.group, each, count, before }));
    }
    sort(&mut stacks, &|a, b| {
        let (dear, dearer) = (a.each, b.each);
        dearer.cmp(&dear).then(a.part.cmp(&b.part))
    });
    Ok(stacks)
}

/// Units of a set: the place of the stack, how many are taken, how many of those are rewarded.
pub(super) type Taken = Vec<(usize, i128, i128)>;

/// Units that a set passes over: the place of the stack, and how many.
type Passed = Vec<(usize, i128)>;

/// What is taken off some parts.
pub(super) type Off<'a> = &'a dyn Fn(&[Part]) -> Result<Vec<i128>, Overflow>;

/// Equal sets: how many, and what of which stack is in each of them: taken, and rewarded of those.
pub(super) struct Made {
    pub times: i128,
    pub units: Taken,
}

/// A need whose turn it is, by its order; the stacks before `from` are used up for it.
struct Next {
    by: (bool, i128, usize),
    at: usize,
    from: usize,
}

pub(super) fn give(
    scene: &Scene<'_>,
    state: &State,
    candidate: &Candidate<'_>,
    mut parts: Vec<Part>,
    left: Left,
    sets: &Sets,
) -> Verdict<Gift> {
    let free = parts.iter().any(|part| part.value == 0);
    parts.retain(|part| state.runs(part.group).get(part.run).is_some_and(|run| !run.bound));
    let pool = stacks(&parts)?;
    let by_units = left.units.map_or(Ok(i128::MAX), |most| div(div(most, MILLION)?, sets.rewarded()?.max(1)))?;
    let most = by_units.min(left.times.unwrap_or(i128::MAX));
    let made = if sets.same_product { sets.by_product(scene, &pool, most)? } else { sets.make(&pool, most)? };
    if made.is_empty() {
        return Ok(Err(if most == 0 {
            Reason::plain(WhyNotCode::UsedUp)
        } else {
            sets.missing(scene, state, candidate, free)?
        }));
    }
    let times = sum(made.iter().map(|made| made.times))?;
    let gift = match &sets.reward {
        Reward::Units { how, .. } => {
            let mut counts = vec![(0, 0); pool.len()];
            for (times, (stack, taken, rewarded)) in made.iter().flat_map(|m| m.units.iter().map(|u| (m.times, u))) {
                if let Some(count) = counts.get_mut(*stack) {
                    *count = (add(count.0, mul(*taken, times)?)?, add(count.1, mul(*rewarded, times)?)?);
                }
            }
            gift(scene, &parts, (&pool, &counts), &|parts| how.off(scene, parts), true)?
        }
        Reward::Price(_) | Reward::Off(_) => whole_sets(scene, &parts, &pool, made, &sets.reward)?,
    };
    Ok(Ok(Gift { times, ..gift }))
}

impl Sets {
    /// How many units of a set are rewarded.
    fn rewarded(&self) -> Result<i128, Overflow> {
        let all = || sum(self.needs.iter().map(|need| need.count));
        match &self.reward {
            Reward::Units { pick: Some(pick), .. } => Ok(pick.count),
            _ => match self.needs.iter().find(|need| need.rewarded.is_some()) {
                Some(need) => Ok(need.count),
                None => all(),
            },
        }
    }

    /// Sets of one product each: product after product, that with the dearest unit first.
    fn by_product(&self, scene: &Scene<'_>, pool: &[Stack], most: i128) -> Result<Vec<Made>, Overflow> {
        let key = |place: usize| pool.get(place).map(|stack| product(scene, stack.group));
        let mut places: Vec<usize> = (0..pool.len()).collect();
        sort(&mut places, &|a, b| key(*a).cmp(&key(*b)));
        let mut products: Vec<&[usize]> = places.chunk_by(|a, b| key(*a) == key(*b)).collect();
        sort(&mut products, &|a, b| a.cmp(b));
        let (mut made, mut left) = (Vec::new(), most);
        for places in products {
            let own: Vec<Stack> = places.iter().filter_map(|place| pool.get(*place)).copied().collect();
            for mut set in self.make(&own, left)? {
                left = sub(left, set.times)?;
                for unit in &mut set.units {
                    unit.0 = places.get(unit.0).copied().unwrap_or(usize::MAX);
                }
                made.push(set);
            }
        }
        Ok(made)
    }

    /// Makes as many sets as the units are enough for, at most `most`.
    fn make(&self, pool: &[Stack], most: i128) -> Result<Vec<Made>, Overflow> {
        let mut counts: Vec<i128> = pool.iter().map(|stack| stack.count).collect();
        // Who counts units of others too goes last, else who has the fewest units to choose from goes first.
        let shared = self.needs.iter().any(|need| need.shares);
        let mut order: Vec<Next> = Vec::with_capacity(self.needs.len());
        for (at, need) in self.needs.iter().enumerate() {
            let mut choice = 0;
            for stack in pool.iter().filter(|stack| !shared && need.fits(stack)) {
                choice = add(choice, stack.count)?;
            }
            order.push(Next { by: (need.shares, choice, at), at, from: 0 });
        }
        sort(&mut order, &|a, b| a.by.cmp(&b.by));
        let (mut made, mut left) = (Vec::new(), most);
        while left > 0 {
            let Some((units, passed)) = self.one(pool, &counts, &mut order)? else {
                break;
            };
            // As often as the next set is the same.
            let mut times = left;
            for (stack, taken, _) in &units {
                let count = counts.get(*stack).copied().unwrap_or(0);
                let kept = passed.iter().find(|(other, _)| other == stack).map_or(0, |(_, kept)| *kept);
                times = times.min(div(sub(count, kept)?, *taken)?.max(1));
            }
            if let Reward::Price(price) = self.reward {
                let each =
                    |(stack, taken, _): &(usize, i128, i128)| mul(pool.get(*stack).map_or(0, |s| s.each), *taken);
                let cost = units.iter().map(each).try_fold(0, |so_far, more| add(so_far, more?))?;
                if cost <= price {
                    break;
                }
            }
            for (stack, taken, _) in &units {
                if let Some(count) = counts.get_mut(*stack) {
                    *count = sub(*count, mul(*taken, times)?)?;
                }
            }
            left = sub(left, times)?;
            made.push(Made { times, units });
        }
        Ok(made)
    }

    /// The next set, if the units are enough.
    fn one(&self, pool: &[Stack], counts: &[i128], order: &mut [Next]) -> Result<Option<(Taken, Passed)>, Overflow> {
        let (mut units, mut passed): (Taken, Passed) = (Vec::new(), Vec::new());
        for Next { at, from, .. } in order {
            let Some(need) = self.needs.get(*at) else { continue };
            let mut wanted = need.count;
            if need.shares {
                for (place, _, rewarded) in &units {
                    if pool.get(*place).is_some_and(|stack| need.fits(stack)) {
                        wanted = sub(wanted, *rewarded)?;
                    }
                }
                wanted = wanted.max(0);
            }
            let mut skip = need.rewarded.map_or(0, |(_, skip)| skip);
            let mut next = *from;
            while let Some(place) = need.place(next, pool).filter(|_| wanted > 0) {
                next = next.saturating_add(1);
                let count = counts.get(place).copied().unwrap_or(0);
                if count == 0 || !pool.get(place).is_some_and(|stack| need.fits(stack)) {
                    // Those before it are used up, too: it need not be looked at again.
                    *from = if from.saturating_add(1) == next { next } else { *from };
                    continue;
                }
                let mut free = count;
                for (_, taken, _) in units.iter().filter(|(other, ..)| *other == place) {
                    free = sub(free, *taken)?;
                }
                let skipped = free.min(skip);
                skip = sub(skip, skipped)?;
                if skipped > 0 {
                    passed.push((place, skipped));
                }
                let taken = sub(free, skipped)?.min(wanted);
                if taken > 0 {
                    wanted = sub(wanted, taken)?;
                    let rewarded = if need.rewarded.is_some() { taken } else { 0 };
                    match units.iter_mut().find(|(other, ..)| *other == place) {
                        Some(unit) => *unit = (unit.0, add(unit.1, taken)?, add(unit.2, rewarded)?),
                        None => units.push((place, taken, rewarded)),
                    }
                }
            }
            if wanted > 0 {
                match fit(&self.needs, pool, counts)? {
                    Some(fitted) => units = fitted,
                    None => return Ok(None),
                }
                break;
            }
        }
        self.pick(&mut units)?;
        Ok(Some((units, passed)))
    }

    /// Marks the rewarded units of a set.
    fn pick(&self, units: &mut Taken) -> Result<(), Overflow> {
        let pick = match &self.reward {
            Reward::Units { pick, .. } if self.needs.iter().all(|need| need.rewarded.is_none()) => *pick,
            Reward::Units { .. } => return Ok(()),
            _ => None,
        };
        let Some(pick) = pick else {
            units.iter_mut().for_each(|unit| unit.2 = unit.1);
            return Ok(());
        };
        // Places in the pool are in the order of prices.
        sort(units, &|a, b| a.0.cmp(&b.0));
        let all = sum(units.iter().map(|(_, taken, _)| *taken))?;
        let first = match pick.which {
            Which::Dearest => 0,
            Which::Cheapest => sub(all, pick.count)?.max(0),
            Which::Nth => sub(pick.nth, 1)?.min(sub(all, pick.count)?).max(0),
        };
        let last = add(first, pick.count)?;
        let mut seen = 0;
        for unit in units.iter_mut() {
            let next = add(seen, unit.1)?;
            unit.2 = sub(next.min(last), seen.max(first))?.max(0);
            seen = next;
        }
        Ok(())
    }

    /// What is missing for a first set; whole groups are looked at, whoever has taken their units.
    fn missing(
        &self,
        scene: &Scene<'_>,
        state: &State,
        candidate: &Candidate<'_>,
        free: bool,
    ) -> Result<Reason, Overflow> {
        let units = |groups: &[usize]| {
            let pieces = groups.iter().filter_map(|place| scene.groups.get(*place)).filter(|group| group.pieces);
            sum(pieces.map(|group| group.units))
        };
        // What is bought comes before what is rewarded for it.
        let needs = || self.needs.iter().enumerate();
        let bought = needs().filter(|(_, need)| need.rewarded.is_none());
        for (at, need) in bought.chain(needs().filter(|(_, need)| need.rewarded.is_some())) {
            let all = need.groups.as_ref().map_or(Ok(candidate.groups.clone()), |groups| {
                Ok(groups.iter().filter(|place| candidate.groups.contains(place)).copied().collect::<Vec<_>>())
            })?;
            let missing = sub(mul(need.count, MILLION)?, units(&all)?)?;
            if missing > 0 {
                return Ok(Reason::quantity(missing).of(Counts::Need(at)));
            }
        }
        if self.same_product
            && let Some(need) = self.needs.first()
        {
            let mut most = 0;
            let mut groups = candidate.groups.clone();
            sort(&mut groups, &|a, b| product(scene, *a).cmp(&product(scene, *b)));
            for same in groups.chunk_by(|a, b| product(scene, *a) == product(scene, *b)) {
                most = units(same)?.max(most);
            }
            let missing = sub(mul(need.count, MILLION)?, most)?;
            if missing > 0 {
                return Ok(Reason::quantity(missing));
            }
        }
        let together = sub(mul(sum(self.needs.iter().map(|need| need.count))?, MILLION)?, units(&candidate.groups)?)?;
        if together > 0 && self.needs.iter().all(|need| !need.shares) {
            return Ok(Reason::quantity(together));
        }
        Ok(if free { Reason::plain(WhyNotCode::NothingLeft) } else { super::deal::held(state, candidate) })
    }
}

/// What the units of a group are of: their product, or the group itself.
fn product<'s>(scene: &'s Scene<'_>, group: usize) -> (Option<&'s Id>, usize) {
    let line = scene.groups.get(group).and_then(|group| scene.basket.lines.get(group.line));
    match line.and_then(|line| line.product.as_ref()) {
        Some(product) => (Some(product), 0),
        None => (None, group),
    }
}

impl Need {
    /// Whether it may take units of a stack.
    pub(super) fn fits(&self, stack: &Stack) -> bool {
        self.groups.as_ref().is_none_or(|groups| groups.binary_search(&stack.group).is_ok())
    }

    /// The stack that it looks at as its so-manieth: the cheapest first if those are rewarded, else the dearest.
    pub(super) fn place(&self, nth: usize, pool: &[Stack]) -> Option<usize> {
        let after = pool.len().checked_sub(nth)?.checked_sub(1)?;
        Some(if self.rewarded.is_some_and(|(which, _)| which == Which::Cheapest) { after } else { nth })
    }
}
