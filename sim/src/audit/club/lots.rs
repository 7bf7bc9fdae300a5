//! Lots by hand: parts of what was earned, each with its time.

use till::names::Id;
use till::time::Instant;

/// What was earned at once, or was there, or came back.
#[derive(Clone, Debug)]
pub struct Lot {
    pub id: Id,
    pub at: Instant,
    /// What counts as earned.
    pub earned: i64,
    pub left: i64,
    pub ready: Option<Instant>,
    pub until: Option<Instant>,
}

/// So much of a lot.
pub type Part = (Id, i64);

impl Lot {
    pub fn is_over(&self, at: Instant) -> bool {
        self.until.is_some_and(|until| until <= at)
    }

    pub fn is_pending(&self, at: Instant) -> bool {
        self.ready.is_some_and(|ready| at < ready)
    }

    /// Whether it can be spent.
    pub fn is_good(&self, at: Instant) -> bool {
        !self.is_over(at) && !self.is_pending(at)
    }
}

/// What is free of each lot that may be used: the first to expire first, of equal ones the older.
pub fn free(lots: &[Lot], held: &[&Part], may: impl Fn(&Lot) -> bool) -> Vec<Part> {
    let mut order: Vec<(Option<i64>, usize)> = Vec::new();
    for (place, lot) in lots.iter().enumerate().filter(|(_, lot)| may(lot)) {
        order.push((lot.until.map(Instant::millis), place));
    }
    order.sort_by_key(|(until, place)| (until.unwrap_or(i64::MAX), *place));
    let left = |lot: &Lot| lot.left - held.iter().filter(|part| part.0 == lot.id).map(|part| part.1).sum::<i64>();
    let parts = order.iter().map(|(_, place)| (lots[*place].id.clone(), left(&lots[*place])));
    parts.filter(|part| part.1 > 0).collect()
}

pub fn sum(parts: &[Part]) -> i64 {
    parts.iter().map(|part| part.1).sum()
}

/// So much of these, from the first on.
pub fn first(parts: Vec<Part>, mut amount: i64) -> Vec<Part> {
    let mut taken = Vec::new();
    for (lot, there) in parts {
        let now = there.min(amount);
        if now > 0 {
            taken.push((lot, now));
            amount -= now;
        }
    }
    taken
}

pub fn take(lots: &mut [Lot], parts: &[Part]) {
    for (id, amount) in parts {
        lots.iter_mut().filter(|lot| lot.id == *id).for_each(|lot| lot.left -= amount);
    }
}

/// Puts parts back; what has expired is a lot of its own if it is good for a while again.
pub fn give(lots: &mut Vec<Lot>, parts: &[Part], op: &Id, at: Instant, good_for: Option<Instant>) {
    for (id, amount) in parts {
        let anew = good_for.filter(|_| lots.iter().find(|lot| lot.id == *id).is_none_or(|lot| lot.is_over(at)));
        let into = if anew.is_some() { op } else { id };
        match lots.iter_mut().find(|lot| lot.id == *into) {
            Some(lot) => lot.left += amount,
            None => {
                let (id, left) = (op.clone(), *amount);
                lots.push(Lot { id, at, earned: 0, left, ready: None, until: anew });
            }
        }
    }
}

/// Takes parts off a list of them.
pub fn strike(list: &mut Vec<Part>, parts: &[Part]) {
    for (id, amount) in parts {
        list.iter_mut().filter(|part| part.0 == *id).for_each(|part| part.1 -= amount);
    }
    list.retain(|part| part.1 > 0);
}
