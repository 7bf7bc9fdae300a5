//! Needs of one set that want the same units: one need gives way to another where it can take something else.
//!
//! What must hold: if the units are enough for a set, one is found. A drink or a cake, a cake or crisps, and one of each: the
//! drink and the cake must not both go where only the cake would have been left for the other.

use super::exact::{add, sub};
use super::sets::{Need, Stack, Taken};
use crate::money::Overflow;

/// What is taken while units change places.
struct Places {
    /// By need: the stacks it may take, in the order in which it takes them.
    lists: Vec<Vec<usize>>,
    /// By stack: units nobody has taken.
    free: Vec<i128>,
    /// By need, by stack.
    taken: Vec<Vec<i128>>,
}

/// Units for all needs of one set, each in the order of its own as far as the others allow. Not for needs that share
/// units or skip some.
pub(super) fn fit(needs: &[Need], pool: &[Stack], counts: &[i128]) -> Result<Option<Taken>, Overflow> {
    if needs.len() < 2 || needs.iter().any(|need| need.shares || need.rewarded.is_some_and(|(_, skip)| skip > 0)) {
        return Ok(None);
    }
    let taken = needs.iter().map(|_| vec![0; counts.len()]).collect();
    let list = |need: &Need| {
        let places = (0..pool.len()).filter_map(|nth| need.place(nth, pool));
        places.filter(|place| pool.get(*place).is_some_and(|stack| need.fits(stack))).collect()
    };
    let lists = needs.iter().map(list).collect();
    let mut places = Places { lists, free: counts.to_vec(), taken };
    for (at, need) in needs.iter().enumerate() {
        let mut wanted = need.count;
        while wanted > 0 {
            let moved = places.take(at, wanted, &mut vec![false; needs.len()])?;
            if moved == 0 {
                return Ok(None);
            }
            wanted = sub(wanted, moved)?;
        }
    }
    let mut units = Taken::new();
    for stack in 0..counts.len() {
        let (mut all, mut rewarded) = (0, 0);
        for (need, taken) in needs.iter().zip(&places.taken) {
            let own = taken.get(stack).copied().unwrap_or(0);
            all = add(all, own)?;
            rewarded = add(rewarded, if need.rewarded.is_some() { own } else { 0 })?;
        }
        if all > 0 {
            units.push((stack, all, rewarded));
        }
    }
    Ok(Some(units))
}

impl Places {
    /// Takes up to `wanted` units for a need; of a need that gives way, `asked` remembers that it was asked.
    fn take(&mut self, at: usize, wanted: i128, asked: &mut Vec<bool>) -> Result<i128, Overflow> {
        if let Some(asked) = asked.get_mut(at) {
            *asked = true;
        }
        let list = self.lists.get(at).cloned().unwrap_or_default();
        if let Some(stack) = list.iter().find(|stack| self.free.get(**stack).is_some_and(|free| *free > 0)) {
            let moved = self.free.get(*stack).map_or(0, |free| wanted.min(*free));
            if let Some(free) = self.free.get_mut(*stack) {
                *free = sub(*free, moved)?;
            }
            self.change(at, *stack, moved)?;
            return Ok(moved);
        }
        for stack in &list {
            for other in 0..self.taken.len() {
                let held = self.taken.get(other).and_then(|taken| taken.get(*stack)).copied().unwrap_or(0);
                if held == 0 || asked.get(other) != Some(&false) {
                    continue;
                }
                let moved = self.take(other, wanted.min(held), asked)?;
                if moved > 0 {
                    self.change(other, *stack, sub(0, moved)?)?;
                    self.change(at, *stack, moved)?;
                    return Ok(moved);
                }
            }
        }
        Ok(0)
    }

    fn change(&mut self, need: usize, stack: usize, by: i128) -> Result<(), Overflow> {
        if let Some(units) = self.taken.get_mut(need).and_then(|taken| taken.get_mut(stack)) {
            *units = add(*units, by)?;
        }
        Ok(())
    }
}
