//! How much one more payer can pay, if those before may be arranged anew: a maximum flow between few payers and the
//! parts they may pay for (Ford and Fulkerson, augmenting paths).
//!
//! What must hold: everybody before pays exactly what they paid, each only for parts open to them; no part is paid twice.

use crate::money::Overflow;

/// A payer.
pub(super) struct Source {
    pub amount: i128,
}

/// A part to be paid: how much, and for each payer whether it is open.
pub(super) struct Target {
    pub room: i128,
    pub open: Vec<bool>,
}

/// The most the last payer can pay; its own amount is not limited. The sources are those before it.
pub(super) fn most_for_last(sources: &[Source], targets: &[Target]) -> Result<i128, Overflow> {
    let mut flow = Flow { targets: merge(targets), paid: Vec::new() };
    flow.paid = flow.targets.iter().map(|target| vec![0; target.open.len()]).collect();
    for (payer, source) in sources.iter().enumerate() {
        let mut left = source.amount;
        while left > 0 {
            let sent = flow.send(payer, left);
            if sent == 0 {
                break;
            }
            left = left.checked_sub(sent).ok_or(Overflow)?;
        }
    }
    let (mut most, last) = (0_i128, sources.len());
    loop {
        let sent = flow.send(last, i128::MAX);
        if sent == 0 {
            return Ok(most);
        }
        most = most.checked_add(sent).ok_or(Overflow)?;
    }
}

/// Parts open to the same payers are one.
fn merge(targets: &[Target]) -> Vec<Target> {
    let mut merged: Vec<Target> = Vec::new();
    for target in targets {
        match merged.iter_mut().find(|other| other.open == target.open) {
            Some(same) => same.room = same.room.saturating_add(target.room),
            None => merged.push(Target { room: target.room, open: target.open.clone() }),
        }
    }
    merged
}

struct Flow {
    targets: Vec<Target>,
    /// By target and payer.
    paid: Vec<Vec<i128>>,
}

impl Flow {
    fn free(&self, target: usize) -> i128 {
        let paid = self.paid.get(target).map_or(0, |paid| paid.iter().copied().fold(0, i128::saturating_add));
        self.targets.get(target).map_or(0, |target| target.room.saturating_sub(paid))
    }

    /// Pays up to `most` along one path: to a part with room, or to one where another payer can move on.
    fn send(&mut self, payer: usize, most: i128) -> i128 {
        let mut seen = vec![false; self.targets.len()];
        let mut path = Vec::new();
        let sent = self.find(payer, most, &mut seen, &mut path);
        for (target, payer, change) in path {
            if let Some(paid) = self.paid.get_mut(target).and_then(|paid| paid.get_mut(payer)) {
                *paid = if change { paid.saturating_add(sent) } else { paid.saturating_sub(sent) };
            }
        }
        sent
    }

    /// The steps of a path: target, payer, and whether the payer pays more or less for it.
    fn find(&self, payer: usize, most: i128, seen: &mut Vec<bool>, path: &mut Vec<(usize, usize, bool)>) -> i128 {
        for (place, target) in self.targets.iter().enumerate() {
            let open = target.open.get(payer).copied().unwrap_or(false);
            if !open || seen.get(place).copied().unwrap_or(true) {
                continue;
            }
            if let Some(slot) = seen.get_mut(place) {
                *slot = true;
            }
            let free = self.free(place);
            if free > 0 {
                path.push((place, payer, true));
                return most.min(free);
            }
            let others = self.paid.get(place).map_or(&[][..], Vec::as_slice);
            for (other, paid) in others.iter().enumerate().filter(|(other, paid)| *other != payer && **paid > 0) {
                let sent = self.find(other, most.min(*paid), seen, path);
                if sent > 0 {
                    path.push((place, other, false));
                    path.push((place, payer, true));
                    return sent;
                }
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn most(sources: &[i128], targets: &[(i128, &str)]) -> i128 {
        let sources: Vec<Source> = sources.iter().map(|amount| Source { amount: *amount }).collect();
        let open = |who: &str| (0..=sources.len()).map(|payer| who.contains(&payer.to_string())).collect();
        let targets: Vec<Target> = targets.iter().map(|(room, who)| Target { room: *room, open: open(who) }).collect();
        most_for_last(&sources, &targets).unwrap()
    }

    #[test]
    fn former_payers_move_aside() {
        // lottery 500 (payers 0 and 1), food 1000 (payer 0 only): 0 pays 800, 1 is the lottery card
        assert_eq!(most(&[800], &[(500, "01"), (1000, "0")]), 500);
        assert_eq!(most(&[1200], &[(500, "01"), (1000, "0")]), 300);
        assert_eq!(most(&[1500], &[(500, "01"), (1000, "0")]), 0);
        assert_eq!(most(&[], &[(500, "0"), (700, "")]), 500);
    }

    #[test]
    fn a_chain_of_payers_moves_aside() {
        // 0 may pay a or b, 1 may pay b or c, 2 may pay a: 0 moves from a to b, 1 from b to c
        assert_eq!(most(&[100, 100], &[(100, "02"), (100, "01"), (100, "1")]), 100);
        assert_eq!(most(&[100, 200], &[(100, "02"), (100, "01"), (100, "1")]), 0);
    }
}
