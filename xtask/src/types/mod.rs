//! The protocol's types in other languages, written from the JSON Schemas of `till/src/wire`.
//!
//! What must hold: a member that may be left out when it is sent, and always comes when it is received, is told apart; so a
//! shape that goes both ways has two types, the one that is sent named `..In`, where they differ.

mod asyncapi;
mod cpp;
mod csharp;
mod kotlin;
mod names;
mod typescript;

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Files below the repository's root and their texts, from `schema/protocol.json`.
pub fn files(protocol: &str) -> Result<Vec<(String, String)>> {
    let protocol: Value = serde_json::from_str(protocol)?;
    let model = Model::read(&protocol)?;
    let files = [
        ("www/sdk/src/wire.ts", typescript::text(&model)),
        ("examples/cpp/wire.hpp", cpp::text(&model)),
        ("examples/csharp/Wire.cs", csharp::text(&model)),
        ("examples/kotlin/Wire.kt", kotlin::text(&model)),
        ("docs/generated/asyncapi.json", asyncapi::text(&protocol)?),
    ];
    Ok(files.into_iter().map(|(name, text)| (name.to_owned(), text)).collect())
}

/// What goes which way, and what it looks like.
pub struct Model {
    pub types: Vec<Type>,
    /// Type, text, payload, answer.
    pub commands: Vec<(String, String, Kind, Kind)>,
    /// Type, text, payload.
    pub events: Vec<(String, String, Kind)>,
    pub requests: Vec<(String, String, Kind)>,
}

/// What the page sends by itself: a name and a text for all of a kind, and each of them.
type Notices<'a> = (&'static str, &'static str, &'a [(String, String, Kind)]);

impl Model {
    fn notices(&self) -> [Notices<'_>; 2] {
        [
            ("Events", "Events that the page keeps until they are acknowledged.", &self.events),
            ("Requests", "Requests of the page to the register.", &self.requests),
        ]
    }
}

pub struct Type {
    pub name: String,
    pub doc: String,
    pub form: Form,
}

pub enum Form {
    Members(Vec<Member>),
    Words(Vec<String>),
    /// A number or text with a meaning of its own.
    Scalar(Kind),
}

pub struct Member {
    pub name: String,
    pub doc: String,
    pub kind: Kind,
    pub optional: bool,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Kind {
    Named(String),
    Text,
    Id,
    Moment,
    Whole,
    Truth,
    List(Box<Kind>),
    Table(Box<Kind>),
    Any,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Sent,
    Received,
}

type Defs = Map<String, Value>;

impl Model {
    fn read(protocol: &Value) -> Result<Model> {
        let part = |name: &str| protocol.get(name).and_then(Value::as_object).with_context(|| format!("no {name}"));
        let (defs, commands) = (part("$defs")?, part("commands")?);
        let mut ways: BTreeMap<String, BTreeSet<Way>> = BTreeMap::new();
        for row in commands.values() {
            reach(&row["payload"], Way::Sent, defs, &mut ways);
            reach(&row["answer"], Way::Received, defs, &mut ways);
        }
        for row in part("events")?.values().chain(part("requests")?.values()) {
            reach(&row["payload"], Way::Received, defs, &mut ways);
        }
        let twice = twice(defs, &ways);
        let kind = |schema: &Value, way| kind_of(schema, way, &twice);
        let said = |name: &str| -> Result<Vec<(String, String, Kind)>> {
            let rows = part(name)?.iter();
            Ok(rows.map(|(name, row)| (name.clone(), text(row), kind(&row["payload"], Way::Received))).collect())
        };
        let mut types = Vec::new();
        for (name, schema) in defs {
            for way in ways.get(name).into_iter().flatten() {
                let named = if *way == Way::Sent && twice.contains(name) { format!("{name}In") } else { name.clone() };
                if types.iter().all(|known: &Type| known.name != named) {
                    types.push(Type { name: named, doc: text(schema), form: form(schema, *way, &twice) });
                }
            }
        }
        let commands = commands.iter().map(|(name, row)| {
            (name.clone(), text(row), kind(&row["payload"], Way::Sent), kind(&row["answer"], Way::Received))
        });
        Ok(Model { types, commands: commands.collect(), events: said("events")?, requests: said("requests")? })
    }
}

fn text(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().trim().to_owned()
}

fn reference(schema: &Value) -> Option<&str> {
    let to = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str());
    to.and_then(|path| path.rsplit('/').next())
}

/// The schemas right below one: members, items, values of a table.
fn below(schema: &Value) -> impl Iterator<Item = &Value> {
    let members = schema["properties"].as_object().into_iter().flat_map(|members| members.values());
    members.chain(schema.get("items")).chain(schema.get("additionalProperties").filter(|of| of.is_object()))
}

/// Every named shape that goes this way.
fn reach(schema: &Value, way: Way, defs: &Defs, ways: &mut BTreeMap<String, BTreeSet<Way>>) {
    match reference(schema) {
        Some(name) => {
            if ways.entry(name.to_owned()).or_default().insert(way) {
                reach(&defs[name], way, defs, ways);
            }
        }
        None => below(schema).for_each(|one| reach(one, way, defs, ways)),
    }
}

/// The shapes that go both ways and have members that may be left out one way only, or contain such a shape.
fn twice(defs: &Defs, ways: &BTreeMap<String, BTreeSet<Way>>) -> BTreeSet<String> {
    let both: Vec<&String> = ways.iter().filter(|(_, ways)| ways.len() == 2).map(|(name, _)| name).collect();
    let differs = |schema: &Value| {
        let members = schema["properties"].as_object().into_iter().flatten();
        members
            .into_iter()
            .any(|(name, of)| optional(schema, name, of, Way::Sent) != optional(schema, name, of, Way::Received))
    };
    let mut found: BTreeSet<String> =
        both.iter().filter(|name| differs(&defs[name.as_str()])).map(|n| (*n).clone()).collect();
    loop {
        let holds = |name: &&String| {
            let mut inside = BTreeMap::new();
            reach(&defs[name.as_str()], Way::Sent, defs, &mut inside);
            !found.contains(name.as_str()) && inside.keys().any(|inner| found.contains(inner))
        };
        let more: Vec<String> = both.iter().copied().filter(holds).cloned().collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// Sent: whatever is not demanded. Received: what is left out where there is no value; all others are always written.
fn optional(owner: &Value, name: &str, schema: &Value, way: Way) -> bool {
    match way {
        Way::Sent => !owner["required"].as_array().is_some_and(|list| list.iter().any(|one| one == name)),
        Way::Received => schema.get(till::shape::schema::ABSENT).is_some(),
    }
}

fn form(schema: &Value, way: Way, twice: &BTreeSet<String>) -> Form {
    if let Some(words) = schema["enum"].as_array() {
        return Form::Words(words.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    }
    let Some(members) = schema["properties"].as_object() else { return Form::Scalar(kind_of(schema, way, twice)) };
    let member = |(name, of): (&String, &Value)| Member {
        name: name.clone(),
        doc: text(of),
        kind: kind_of(of, way, twice),
        optional: optional(schema, name, of, way),
    };
    Form::Members(members.iter().map(member).collect())
}

fn kind_of(schema: &Value, way: Way, twice: &BTreeSet<String>) -> Kind {
    if let Some(name) = reference(schema) {
        return Kind::Named(if way == Way::Sent && twice.contains(name) {
            format!("{name}In")
        } else {
            name.to_owned()
        });
    }
    let inner = |of: &Value| Box::new(kind_of(of, way, twice));
    match (schema["type"].as_str(), schema["pattern"].as_str(), schema["format"].as_str()) {
        (Some("array"), ..) => Kind::List(inner(&schema["items"])),
        (Some("object"), ..) => Kind::Table(inner(&schema["additionalProperties"])),
        (Some("integer"), ..) => Kind::Whole,
        (Some("boolean"), ..) => Kind::Truth,
        (Some("string"), _, Some("date-time")) => Kind::Moment,
        (Some("string"), Some("^[!-~]{1,64}$"), _) => Kind::Id,
        (Some("string"), ..) => Kind::Text,
        _ => Kind::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_shape_that_goes_both_ways_has_a_type_for_each() {
        let line = json!({"type": "object", "description": "A line.", "required": ["id"], "properties": {
            "id": {"type": "string", "pattern": "^[!-~]{1,64}$"}, "tags": {"type": "array", "items": {"type": "string"}},
            "note": {"type": "string", "x-absent-if-none": true}, "count": {"type": "integer", "default": 1}}});
        let whole = json!({"type": "object", "required": ["line"], "properties": {"line": {"$ref": "#/$defs/Line"}}});
        let both =
            json!({"description": "Says.", "payload": {"$ref": "#/$defs/Whole"}, "answer": {"$ref": "#/$defs/Whole"}});
        let protocol =
            json!({"$defs": {"Line": line, "Whole": whole}, "commands": {"say": both}, "events": {}, "requests": {}});
        let text = typescript::text(&Model::read(&protocol).unwrap());
        for expected in [
            "export interface Line {",
            "export interface LineIn {",
            "export interface WholeIn {",
            "  tags: string[];\n",
            "  tags?: string[];\n",
            "  count: number;\n",
            "  count?: number;\n",
            "  note?: string;\n",
            "  line: LineIn;\n",
            "'say': [WholeIn, Whole];",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
        assert_eq!(text.matches("  id: Id;").count(), 2, "{text}");
    }
}
