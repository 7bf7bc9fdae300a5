//! The door to the supervisor: what it hands over at the start, the messages it brings, and what may be asked of it.
//!
//! What must hold: a start text that cannot be read is a fault that is told, never an empty beginning; a part of the
//! configuration that is missing or wrong trusts nobody; the fingerprint of a message comes from its content, not its text.

use crate::device::{Device, IssuerKey};
use crate::platform;
use till::secret::Seal;
use till::session::{Delivery, Health, Setup};
use till::shape::{At, DEEPEST, Document, Faults, Fields, Kind, Misfit, Node, Out, carry};
use till::text::{Catalogue, Texts};
use till::wire::command::Command;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The supervisor's side of this instance.
    #[derive(Clone, Debug)]
    pub type Host;
    /// Sends a text on a link; `re` is the command it answers, or empty.
    #[wasm_bindgen(catch, method)]
    pub fn send(this: &Host, link: u32, re: &str, text: &str) -> Result<(), JsValue>;
    /// Pins a link.
    #[wasm_bindgen(catch, method)]
    pub fn accept(this: &Host, link: u32) -> Result<(), JsValue>;
    /// Closes a link.
    #[wasm_bindgen(catch, method)]
    pub fn refuse(this: &Host, link: u32) -> Result<(), JsValue>;
    /// Appends a batch to the journal: `stored`, `not_stored` or `unknown`.
    #[wasm_bindgen(catch, method)]
    pub async fn append(this: &Host, text: &str) -> Result<JsValue, JsValue>;
    /// Puts these batches in the place of the whole journal: `stored`, `not_stored` or `unknown`.
    #[wasm_bindgen(catch, method)]
    pub async fn replace(this: &Host, entries: Vec<String>) -> Result<JsValue, JsValue>;
    /// Lets a cue be heard: `approved`, `declined` or `attention`, so loud in percent.
    #[wasm_bindgen(catch, method)]
    pub fn cue(this: &Host, name: &str, volume: u32) -> Result<(), JsValue>;
    /// Tells that this instance has panicked.
    #[wasm_bindgen(catch, method)]
    pub fn panicked(this: &Host, place: &str) -> Result<(), JsValue>;
}

/// A message of the register as the supervisor hands it in.
#[derive(Debug)]
pub struct Message {
    /// The link it came on.
    pub link: u32,
    /// The origin of the sender.
    pub origin: String,
    /// The nonce that was shown on this link.
    pub nonce: String,
    /// The message.
    pub text: String,
}

/// The message decoded, with its fingerprint.
pub async fn delivery(device: &Device, message: Message) -> Delivery {
    let Message { link, origin, nonce, text } = message;
    let command = Command::decode(&text);
    let fingerprint = match &command {
        Ok(_) => device.seal(&format!("command\u{0}{}", Command::canonical(&text))).await,
        Err(_) => None,
    };
    Delivery { link, origin, nonce, fingerprint: fingerprint.unwrap_or_else(|| Seal::new("")), command }
}

/// What the supervisor hands over at the start.
#[derive(Debug)]
pub struct Start {
    /// What is fixed while this instance lives.
    pub setup: Setup,
    /// Keys of the issuers.
    pub keys: Vec<IssuerKey>,
    /// The batches of the journal.
    pub entries: Vec<String>,
    /// The signed pack beside the page, or empty.
    pub pack: String,
    /// The pinned link, or 0.
    pub link: u32,
}

impl Start {
    /// Reads the start text. What cannot be read is treated as a damaged journal: nothing is taken from it or added to it.
    #[must_use]
    pub fn read(text: &str) -> Start {
        let document = Document::parse(text, DEEPEST).ok();
        document.and_then(|document| Start::of(document.root()).ok()).unwrap_or_else(Start::unreadable)
    }

    fn of(value: Node<'_>) -> Result<Start, Misfit> {
        let faults = Faults::default();
        let at = At::root("start", Some(value), &faults);
        let stored = value.get("journal");
        let journal = At::root("journal", stored, &faults);
        let config = value.get("config");
        let issuers =
            config.and_then(|config| config.get("issuers")).into_iter().flat_map(Node::inside).filter_map(issuer);
        let (keys, names): (Vec<_>, Vec<_>) = issuers.map(|(key, iss)| (key.clone(), (key.kid, iss))).unzip();
        let setup = Setup {
            build: at.field("build"),
            page: platform::page_load(),
            secure: at.field("secure"),
            health: health(&journal.field::<String>("health")),
            journal_lost: journal.field("lost"),
            key_lost: false,
            issuers: names,
            audience: config
                .and_then(|config| config.get("audience"))
                .and_then(Node::as_str)
                .unwrap_or_default()
                .to_owned(),
            texts: texts(value.get("catalogs")),
            restarts: at.field("crashes"),
        };
        let mut texts = Vec::new();
        match stored.and_then(|stored| stored.get("entries")).filter(|entries| entries.kind() == Kind::List) {
            Some(entries) => {
                for entry in entries.inside() {
                    match entry.as_str() {
                        Some(text) => texts.push(text.to_owned()),
                        None => journal.misfit("wrong_type", "entries that are texts"),
                    }
                }
            }
            None => journal.misfit("required", "entries"),
        }
        faults.check(Start { setup, keys, entries: texts, pack: at.field("pack"), link: at.field("link") })
    }

    fn unreadable() -> Start {
        let setup = Setup {
            build: String::new(),
            page: platform::page_load(),
            secure: false,
            health: Health::Damaged,
            journal_lost: true,
            key_lost: false,
            issuers: Vec::new(),
            audience: String::new(),
            texts: Texts::default(),
            restarts: 0,
        };
        Start { setup, keys: Vec::new(), entries: Vec::new(), pack: String::new(), link: 0 }
    }
}

/// An issuer of the configuration: `{kid, iss, jwk}`. One that is not whole is left out: nothing it signed is trusted.
fn issuer(value: Node<'_>) -> Option<(IssuerKey, String)> {
    let text = |name: &str| value.get(name).and_then(Node::as_str).map(str::to_owned);
    let mut jwk = Out::new();
    carry(value.get("jwk").filter(|jwk| jwk.kind() == Kind::Object)?, &mut jwk, false);
    Some((IssuerKey { kid: text("kid")?, jwk: jwk.into_text() }, text("iss")?))
}

fn health(word: &str) -> Health {
    match word {
        "persistent" => Health::Persistent,
        "volatile" => Health::Volatile,
        "none" => Health::None,
        _ => Health::Damaged,
    }
}

/// Catalogues by language: `{"en": {"key": "text"}}`. What is no text is left out.
pub fn texts(value: Option<Node<'_>>) -> Texts {
    let texts = |value: Node<'_>| -> Catalogue {
        value.inside().filter_map(|text| Some((text.name().to_owned(), text.as_str()?.to_owned()))).collect()
    };
    let catalogues = value.into_iter().flat_map(Node::inside);
    Texts::new(catalogues.map(|catalogue| (catalogue.name().to_owned(), texts(catalogue))))
}
