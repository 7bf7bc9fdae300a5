//! One small sorted map for everything that is looked up by name, and one sort.
//!
//! What must hold: entries stand in the order of their keys, so that going through them is the same on every till. Each
//! entry is a box of its own, so that a new one moves pointers only: natively, 20,000 entries in random order take 13 ms
//! and 100,000 take 0.22 s. A B-tree is faster (6 and 43 ms), but each kind of one costs 5 to 7 KB of code, and together
//! with a sort for each type they were 30 KB (brotli) of the page.

use std::borrow::Borrow;
use std::cmp::Ordering;

/// Values by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<K, V> {
    entries: Vec<Box<(K, V)>>,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Map<K, V> {
        Map { entries: Vec::new() }
    }
}

impl<K: Ord, V> Map<K, V> {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Map<K, V> {
        Map::default()
    }

    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.entries.binary_search_by(|entry| entry.0.borrow().cmp(key))
    }

    /// The value of a key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(self.place(key).ok()?).map(|entry| &entry.1)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        self.entries.get_mut(place).map(|entry| &mut entry.1)
    }

    /// Whether there is a value.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Puts a value and says whether the key is new.
    pub fn insert(&mut self, key: K, value: V) -> bool {
        match self.place(&key) {
            Ok(place) => {
                if let Some(entry) = self.entries.get_mut(place) {
                    entry.1 = value;
                }
                false
            }
            Err(place) => {
                self.entries.insert(place, Box::new((key, value)));
                true
            }
        }
    }

    /// Changes the value of a key, which is the default if there was none.
    pub fn change(&mut self, key: K, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        let place = self.place(&key).unwrap_or_else(|place| {
            self.entries.insert(place, Box::new((key, V::default())));
            place
        });
        if let Some(entry) = self.entries.get_mut(place) {
            change(&mut entry.1);
        }
    }

    /// Takes a key out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        if let Ok(place) = self.place(key) {
            self.entries.remove(place);
        }
    }

    /// Keeps the entries that fit.
    pub fn retain(&mut self, fits: impl Fn(&K, &V) -> bool) {
        self.entries.retain(|entry| fits(&entry.0, &entry.1));
    }

    /// Entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.entries.iter().map(|entry| (&entry.0, &entry.1))
    }

    /// Keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.entries.iter().map(|entry| &entry.0)
    }

    /// Values in the order of their keys, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|entry| &mut entry.1)
    }

    /// Values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|entry| &entry.1)
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Map<K, V> {
        let mut map = Map::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

/// Sorts; what compares equal keeps its order.
pub fn sort<T>(list: &mut Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) {
    // Most lists come in order.
    if list.is_sorted_by(|a, b| compare(a, b) != Ordering::Greater) {
        return;
    }
    let order = order(list.len(), &|a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut taken: Vec<Option<T>> = std::mem::take(list).into_iter().map(Some).collect();
    list.extend(order.into_iter().filter_map(|place| taken.get_mut(place)?.take()));
}

/// Sorts keys with the places they belong to.
#[inline(never)]
pub fn sort_keys(list: &mut [(u64, usize)]) {
    list.sort_unstable();
}

/// The sort of everything else: of places, so that it is compiled once.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    sort_places(&mut places, compare);
    places
}

/// Sorts places by what stands there; what compares equal has the order of the places.
pub fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
}

#[cfg(test)]
mod tests {
    use super::{Map, sort};

    #[test]
    fn sorted_whatever_the_order_of_entry() {
        let mut map = Map::new();
        assert!(["b", "c", "a"].into_iter().all(|key| map.insert(key, key.len())));
        assert!(!map.insert("c", 9));
        map.change("d", |value| *value = 4);
        map.remove("b");
        map.remove("x");
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&"a", &1), (&"c", &9), (&"d", &4)]);
        assert_eq!((map.get("c"), map.contains_key("b")), (Some(&9), false));
        map.retain(|key, _| *key != "c");
        assert_eq!(map, [("d", 4), ("a", 1)].into_iter().collect());
    }

    #[test]
    fn equal_ones_keep_their_order() {
        let mut list = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        sort(&mut list, &|a, b| a.0.cmp(&b.0));
        assert_eq!(list, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
