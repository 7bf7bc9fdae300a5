//! What of a document nobody reads: members that its schema does not name.
//!
//! What must hold: the page ignores what it does not know, so that a newer register may say more; whoever writes a request by
//! hand has misspelt it. `selector` in place of `select` would lower everything.

use serde_json::Value;

/// The members that the schema has no word for, by path as errors write it.
pub fn paths(schema: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(schema, schema, document, "", &mut found);
    found
}

fn walk(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let schema = resolved(root, schema);
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(root, &schema["items"], item, &format!("{path}[{at}]"), found);
            }
        }
        Value::Object(members) => {
            let Some(known) = schema["properties"].as_object() else { return };
            for (name, below) in members {
                let dot = if path.is_empty() { "" } else { "." };
                let path = format!("{path}{dot}{name}");
                match known.get(name) {
                    Some(schema) => walk(root, schema, below, &path, found),
                    None => found.push(path),
                }
            }
        }
        _ => {}
    }
}

/// A schema without its references.
fn resolved<'a>(root: &'a Value, mut schema: &'a Value) -> &'a Value {
    loop {
        let to = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str());
        match to.and_then(|to| root.pointer(to.trim_start_matches('#'))) {
            Some(next) => schema = next,
            None => return schema,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::paths;
    use serde_json::json;

    #[test]
    fn members_without_a_word_in_the_schema_are_named_by_path() {
        let schema = json!({
            "$ref": "#/$defs/Request",
            "$defs": {
                "Request": {"properties": {
                    "offers": {"type": "array", "items": {"$ref": "#/$defs/Offer"}},
                    "free": {"type": "object"}
                }},
                "Offer": {"properties": {"when": {"allOf": [{"$ref": "#/$defs/When"}]}}},
                "When": {"properties": {"member": {}, "all": {"items": {"$ref": "#/$defs/When"}}}}
            }
        });
        let document = json!({
            "offer": 1, "free": {"anything": 1},
            "offers": [{"when": {"member": true}}, {"selector": {}, "when": {"all": [{"member": true, "group": "g"}]}}]
        });
        let found = paths(&schema, &document);
        assert_eq!(found, ["offer", "offers[1].selector", "offers[1].when.all[0].group"]);
    }
}
