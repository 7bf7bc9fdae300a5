//! What passes between page and register: one answer to a command, events by one, no secret.

use crate::forms;
use crate::weather::Course;
use crate::world::Broken;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a till has said so far.
pub struct Wire {
    /// Each event as it was said first.
    events: BTreeMap<u64, String>,
    secrets: BTreeSet<String>,
    /// What members are known by.
    people: Vec<String>,
    pin: String,
}

impl Wire {
    pub fn new(course: Course) -> Wire {
        let singles = (0..forms::SINGLES).map(forms::single);
        let mut secrets: BTreeSet<String> = forms::cards().map(|(card, _)| card).chain(singles).collect();
        secrets.insert("4111111111111111".to_owned());
        let people = if course == Course::Loyalty { forms::club::secrets() } else { Vec::new() };
        Wire { events: BTreeMap::new(), secrets, people, pin: format!("\"{}\"", forms::PIN) }
    }

    /// A command came and the page lives: it was answered once.
    pub fn answered(&self, command: &str, said: &[String]) -> Broken {
        let command: Value = serde_json::from_str(command).unwrap_or_default();
        let Some(id) = command["id"].as_str() else { return Ok(()) };
        let re = format!("\"re\":\"{id}\"");
        match said.iter().filter(|text| text.contains(&re)).count() {
            1 => Ok(()),
            n => Err(format!("{id} ({}) was answered {n} times", command["type"])),
        }
    }

    /// Something was said: an event is what it was the first time.
    pub fn said(&mut self, text: &str) -> Broken {
        self.no_secret(text)?;
        if !text.contains("\"epoch\"") || !text.contains("\"seq\"") {
            return Ok(());
        }
        let message: Value = serde_json::from_str(text).unwrap_or_default();
        let Some(seq) = message["seq"].as_u64() else { return Ok(()) };
        let first = self.events.entry(seq).or_insert_with(|| text.to_owned());
        if first == text { Ok(()) } else { Err(format!("event {seq} was {first} and is {text}")) }
    }

    /// No number of a card, no code and no PIN stands in a text.
    pub fn no_secret(&self, text: &str) -> Broken {
        let mut rest = text;
        while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
            let run = &rest[begin..];
            let end = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
            if end > 12 && self.secrets.contains(&run[..end]) {
                return Err(format!("{} is in {text}", &run[..end]));
            }
            rest = &run[end..];
        }
        if let Some(person) = self.people.iter().find(|person| text.contains(person.as_str())) {
            return Err(format!("{person} is in {text}"));
        }
        if text.contains(&self.pin) { Err(format!("{} is in {text}", self.pin)) } else { Ok(()) }
    }
}
