//! Shapes of the types that every message is made of: lists, maps, counts, texts.

#[cfg(feature = "schema")]
use super::Book;
use super::{At, MAX_SAFE, Out, Shape};
use crate::map::Map;
#[cfg(feature = "schema")]
use serde_json::{Value, json};

impl<T: Shape> Shape for Option<T> {
    fn read(at: &At<'_>) -> Self {
        at.value().map(|_| T::read(at))
    }
    fn print(&self, out: &mut Out) {
        match self {
            Some(some) => some.print(out),
            None => out.absent(),
        }
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        let mut schema = T::schema(book);
        if let Value::Object(map) = &mut schema {
            map.insert(super::schema::ABSENT.to_owned(), true.into());
        }
        schema
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn read(at: &At<'_>) -> Self {
        // Most lists of most messages are not there, or empty.
        if at.is_bare() {
            return Vec::new();
        }
        let mut items = at.items();
        let mut list = Vec::with_capacity(items.room());
        while let Some(item) = items.item() {
            list.push(T::read(item));
        }
        list
    }
    fn print(&self, out: &mut Out) {
        out.begin_list();
        for item in self {
            item.print(out);
        }
        out.end_list();
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        json!({"type": "array", "items": T::schema(book)})
    }
}

impl<T: Shape> Shape for Map<String, T> {
    fn read(at: &At<'_>) -> Self {
        let mut map = Map::new();
        let mut entries = at.entries();
        while let Some((name, value)) = entries.entry() {
            if !map.contains_key(name) {
                map.insert(name.to_owned(), T::read(value));
            }
        }
        map
    }
    fn print(&self, out: &mut Out) {
        out.begin(&[]);
        for (name, value) in self.iter() {
            out.name(name);
            value.print(out);
        }
        out.end();
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        json!({"type": "object", "additionalProperties": T::schema(book)})
    }
}

impl<T: Shape> Shape for Box<T> {
    fn read(at: &At<'_>) -> Self {
        Box::new(T::read(at))
    }
    fn print(&self, out: &mut Out) {
        self.as_ref().print(out);
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        T::schema(book)
    }
}

impl<T: Shape> Shape for std::rc::Rc<T> {
    fn read(at: &At<'_>) -> Self {
        std::rc::Rc::new(T::read(at))
    }
    fn print(&self, out: &mut Out) {
        self.as_ref().print(out);
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        T::schema(book)
    }
}

impl Shape for bool {
    fn read(at: &At<'_>) -> Self {
        at.flag()
    }
    fn print(&self, out: &mut Out) {
        out.bool(*self);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        json!({"type": "boolean"})
    }
}

impl Shape for u32 {
    fn read(at: &At<'_>) -> Self {
        u32::try_from(at.integer(0, i64::from(u32::MAX))).unwrap_or_default()
    }
    fn print(&self, out: &mut Out) {
        out.integer(i64::from(*self));
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        json!({"type": "integer", "minimum": 0, "maximum": u32::MAX})
    }
}

impl Shape for u64 {
    fn read(at: &At<'_>) -> Self {
        u64::try_from(at.integer(0, MAX_SAFE)).unwrap_or_default()
    }
    fn print(&self, out: &mut Out) {
        out.count(*self);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        json!({"type": "integer", "minimum": 0, "maximum": MAX_SAFE})
    }
}

impl Shape for i64 {
    fn read(at: &At<'_>) -> Self {
        at.integer(-MAX_SAFE, MAX_SAFE)
    }
    fn print(&self, out: &mut Out) {
        out.integer(*self);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        json!({"type": "integer", "minimum": -MAX_SAFE, "maximum": MAX_SAFE})
    }
}

impl Shape for String {
    fn read(at: &At<'_>) -> Self {
        at.text("a text").to_owned()
    }
    fn print(&self, out: &mut Out) {
        out.text(self);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        json!({"type": "string"})
    }
}
