//! JSON Schema of the shapes: built only by the tools that write the docs, never part of the page.

use super::{At, Book, Faults, Json, Shape};
use serde_json::json;

pub use serde_json::Value;

/// A member of an object: name, schema, whether it must be there.
pub type Member = (&'static str, Value, bool);

/// Marks a member that is left out where there is no value; all others are always written.
pub const ABSENT: &str = "x-absent-if-none";

/// Describes one member with its documentation and default.
pub fn member<T: Shape>(book: &mut Book, name: &'static str, doc: &str, default: Option<Json>) -> Member {
    let mut schema = T::schema(book);
    let absent_if_none = schema.as_object_mut().and_then(|map| map.remove(ABSENT));
    if schema.get("$ref").is_some() {
        schema = json!({"allOf": [schema]});
    }
    let faults = Faults::default();
    let absent = T::read(&At::root("member", None, &faults));
    let required = default.is_none() && faults.check(absent).is_err();
    if let Value::Object(map) = &mut schema {
        map.insert("description".to_owned(), Value::from(doc.trim()));
        if let Some(mark) = absent_if_none {
            map.insert(ABSENT.to_owned(), mark);
        }
        if let Some(value) = default {
            map.insert("default".to_owned(), value.as_str().parse().unwrap_or(Value::Null));
        }
    }
    (name, schema, required)
}

/// Describes a struct once and answers with a reference to it.
pub fn object(book: &mut Book, name: &str, doc: &str, members: impl Fn(&mut Book) -> Vec<Member>) -> Value {
    if !book.contains_key(name) {
        book.insert(name.to_owned(), Value::Null); // a shape may contain itself
        let list = members(book);
        let required: Vec<Value> = list.iter().filter(|m| m.2).map(|m| Value::from(m.0)).collect();
        let properties: serde_json::Map<String, Value> = list.into_iter().map(|m| (m.0.to_owned(), m.1)).collect();
        let schema =
            json!({"type": "object", "description": doc.trim(), "properties": properties, "required": required});
        book.insert(name.to_owned(), schema);
    }
    json!({"$ref": format!("#/$defs/{name}")})
}

/// Describes a closed list of words.
pub fn words(book: &mut Book, name: &str, doc: &str, list: &[(&str, &str)]) -> Value {
    let words: Vec<&str> = list.iter().map(|(word, _)| *word).collect();
    let lines: Vec<String> = list.iter().map(|(word, doc)| format!("{word}: {}", doc.trim())).collect();
    let doc = format!("{} {}", doc.trim(), lines.join("; "));
    book.insert(name.to_owned(), json!({"type": "string", "enum": words, "description": doc}));
    json!({"$ref": format!("#/$defs/{name}")})
}
