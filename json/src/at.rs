//! A value together with its place, and the first thing that did not fit.
//!
//! What must hold: reading goes on after a misfit with something harmless, so that no reading function needs a way out of
//! its own; only the first misfit is kept, and whoever began the reading asks for it.

use crate::document::{Inside, Kind, Node};
use crate::path::{MAX_ITEMS, Path, Unfit};
use std::cell::Cell;

/// Why a value does not fit its shape.
pub type Misfit = Box<Unfit>;

/// The first thing that did not fit.
#[derive(Default)]
pub struct Faults {
    any: Cell<bool>,
    first: Cell<Option<Misfit>>,
}

impl Faults {
    /// What was read, unless something did not fit.
    pub fn check<T>(&self, read: T) -> Result<T, Misfit> {
        match self.first.take() {
            None => Ok(read),
            Some(misfit) => Err(misfit),
        }
    }
}

/// A value together with its place.
#[derive(Clone, Copy)]
pub struct At<'a> {
    value: Option<Node<'a>>,
    path: Path<'a>,
    faults: &'a Faults,
}

/// The most members that a shape may have.
pub const MAX_MEMBERS: usize = 64;

impl<'a> At<'a> {
    /// A whole document, or nothing, that is called `name` in errors.
    #[must_use]
    pub fn root(name: &'static str, value: Option<Node<'a>>, faults: &'a Faults) -> At<'a> {
        At { value, path: Path::Root(name), faults }
    }

    /// The value; nothing for a member that is missing or null.
    #[must_use]
    pub fn value(&self) -> Option<Node<'a>> {
        self.value
    }

    /// Whether there is nothing, or a list with nothing in it.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.value.is_none_or(Node::is_empty_list)
    }

    /// `true` or `false`; the latter where there is nothing.
    #[must_use]
    pub fn flag(&self) -> bool {
        match self.value.map(Node::kind) {
            Some(Kind::True) => true,
            Some(Kind::False) | None => false,
            Some(_) => {
                self.misfit("wrong_type", "true or false");
                false
            }
        }
    }

    /// Notes that the value does not fit.
    #[cold]
    #[inline(never)]
    pub fn misfit(&self, code: &'static str, expected: &str) {
        if !self.faults.any.replace(true) {
            let unfit = Unfit { path: self.path.to_string(), code, expected: expected.to_owned() };
            self.faults.first.set(Some(Box::new(unfit)));
        }
    }

    /// Notes that there is nothing, or something of another type.
    #[cold]
    #[inline(never)]
    pub fn unlike(&self, expected: &str) {
        match self.value {
            None => self.misfit("required", "a value"),
            Some(_) => self.misfit("wrong_type", expected),
        }
    }

    /// The text here; an empty one where there is none.
    #[must_use]
    pub fn text(&self, expected: &str) -> &'a str {
        self.value.and_then(Node::as_str).unwrap_or_else(|| {
            self.unlike(expected);
            ""
        })
    }

    /// The integer here; `low` where there is none within `low..=high`. A number with a fraction is not an integer.
    #[must_use]
    pub fn integer(&self, low: i64, high: i64) -> i64 {
        self.integer_of("an integer", low, high)
    }

    /// The same of something that has a name: a misfit says that it is expected.
    #[must_use]
    pub fn integer_of(&self, what: &str, low: i64, high: i64) -> i64 {
        let number = self.value.and_then(Node::as_number).unwrap_or_default();
        match whole(number) {
            Some(integer) if (low..=high).contains(&integer) => integer,
            _ => {
                self.no_integer(what, number, low, high);
                low
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn no_integer(&self, what: &str, number: &str, low: i64, high: i64) {
        let expected = format!("{what} from {low} to {high}");
        // What is written like a double is one.
        if number != "-0" && number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok() {
            self.misfit("out_of_range", &expected);
        } else {
            self.unlike(&expected);
        }
    }

    /// The members of the object here, to be read in the order of these names. Where there is nothing the members are
    /// absent, and a misfit among them is one of the object.
    #[must_use]
    pub fn members(&'a self, names: &'static [&'static str]) -> Members<'a> {
        let object = self.object();
        let mut found = [0_u32; MAX_MEMBERS];
        if let Some(object) = object {
            object.find_members(names, &mut found);
        }
        Members { at: self, object, names, found, next: 0, member: *self, spotless: !self.faults.any.get() }
    }

    /// The object here.
    fn object(&self) -> Option<Node<'a>> {
        let value = self.value?;
        if value.kind() != Kind::Object {
            self.misfit("wrong_type", "an object");
            return None;
        }
        Some(value)
    }

    /// The entries of the object here, whatever their names, from the last to the first.
    #[must_use]
    pub fn entries(&'a self) -> Entries<'a> {
        Entries { at: self, entries: self.object().into_iter().flat_map(Node::inside).collect(), entry: *self }
    }

    /// The items of the list here, at most [`MAX_ITEMS`].
    #[must_use]
    pub fn items(&'a self) -> Items<'a> {
        let list = self.value.filter(|list| self.is_list(*list));
        let count = list.map_or(0, Node::count);
        Items { at: self, count, items: list.map(Node::inside), next: 0, item: *self }
    }

    fn is_list(&self, node: Node<'_>) -> bool {
        if node.kind() != Kind::List {
            self.misfit("wrong_type", "a list");
        } else if node.count() > MAX_ITEMS {
            self.misfit("too_many", &format!("at most {MAX_ITEMS} items"));
        } else {
            return true;
        }
        false
    }

    /// One member, read so, for documents that have no shape.
    pub fn with_member<T>(&self, name: &str, read: impl Fn(&At<'_>) -> T) -> T {
        let value = self.object().and_then(|object| object.get(name)).filter(|value| !value.is_null());
        read(&At { value, path: Path::Member(&self.path, name), faults: self.faults })
    }

    /// Which of a closed list of words stands here, by its place in the list.
    #[must_use]
    pub fn word(&self, words: &[&str]) -> usize {
        let text = self.value.and_then(Node::as_str);
        let place = text.and_then(|text| words.iter().position(|word| *word == text));
        place.unwrap_or_else(|| {
            self.no_word(words);
            0
        })
    }

    #[cold]
    #[inline(never)]
    fn no_word(&self, words: &[&str]) {
        let expected = format!("one of {}", words.join(" "));
        match self.value.and_then(Node::as_str) {
            Some(_) => self.misfit("unknown_value", &expected),
            None => self.unlike(&expected),
        }
    }

    /// Which kind of a union stands here, by its place in the list.
    #[must_use]
    pub fn kind(&self, tag: &'static str, kinds: &[&str]) -> usize {
        if self.value.is_none() {
            self.unlike("");
        }
        let place = self.with_member(tag, |at| {
            let kind = at.text("a text");
            kinds.iter().position(|known| *known == kind)
        });
        place.unwrap_or_else(|| {
            self.misfit("unknown_value", &format!("a {tag} of this version"));
            0
        })
    }
}

/// The integer that a number of JSON is, if it is one of at most 18 digits.
fn whole(number: &str) -> Option<i64> {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let mut size = 0_i64;
    for byte in digits.bytes() {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte & 15))?;
        size = size.wrapping_mul(10).wrapping_add(digit);
    }
    match (digits.len(), number.len() == digits.len()) {
        (1..=18, true) => Some(size),
        (1..=18, false) if size != 0 => Some(size.wrapping_neg()),
        _ => None,
    }
}

/// The members of an object in the order of its shape.
pub struct Members<'a> {
    at: &'a At<'a>,
    object: Option<Node<'a>>,
    names: &'static [&'static str],
    /// For each name the place of its member in the document, which is none of the first one; 0 for none.
    found: [u32; MAX_MEMBERS],
    next: usize,
    member: At<'a>,
    spotless: bool,
}

impl<'a> Members<'a> {
    /// The next member.
    pub fn member(&mut self) -> &At<'a> {
        let name = self.names.get(self.next).copied().unwrap_or_default();
        let place = self.found.get(self.next).copied().unwrap_or_default();
        self.next = self.next.wrapping_add(1);
        self.member.value = match self.object {
            Some(object) if place != 0 => Some(object.found(place)),
            _ => None,
        };
        self.member.path = Path::Member(&self.at.path, name);
        &self.member
    }

    /// After the last member.
    pub fn done(&self) {
        if self.at.value.is_none() && self.spotless && self.at.faults.any.get() {
            self.at.faults.any.set(false);
            self.at.misfit("required", "an object");
        }
    }
}

/// The entries of an object.
pub struct Entries<'a> {
    at: &'a At<'a>,
    entries: Vec<Node<'a>>,
    entry: At<'a>,
}

impl<'a> Entries<'a> {
    /// The next entry from the end, while everything fits: of two with one name the first that comes counts.
    pub fn entry(&mut self) -> Option<(&'a str, &At<'a>)> {
        let node = self.entries.pop()?;
        if self.at.faults.any.get() {
            self.entries.clear();
        }
        self.entry.value = Some(node);
        self.entry.path = Path::Member(&self.at.path, node.name());
        Some((node.name(), &self.entry))
    }
}

/// The items of a list.
pub struct Items<'a> {
    at: &'a At<'a>,
    count: usize,
    items: Option<Inside<'a>>,
    next: usize,
    item: At<'a>,
}

impl<'a> Items<'a> {
    /// How many there are, or as many as it is worth to make room for.
    #[must_use]
    pub fn room(&self) -> usize {
        self.count.min(256)
    }

    /// The next item, while everything fits.
    pub fn item(&mut self) -> Option<&At<'a>> {
        if self.at.faults.any.get() {
            return None;
        }
        self.item.value = Some(self.items.as_mut()?.next()?);
        self.item.path = Path::Item(&self.at.path, self.next);
        self.next = self.next.wrapping_add(1);
        Some(&self.item)
    }
}
