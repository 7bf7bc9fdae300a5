//! A till in memory: the session, the ledger and a journal that goes through text, as in the page but without one.

mod keys;
mod stand_in;
mod store;

use serde_json::Value;
pub use stand_in::GOOD;
use stand_in::{hash, jws};
use std::rc::Rc;
use till::ledger::ask::{Ask, Mode, Outcome, OutcomeKind, What};
use till::ledger::{Fate, Holder, Ledger, LedgerRecord};
use till::names::Id;
use till::pack::Pack;
use till::record::{Checkpoint, Record};
use till::secret::Seal;
use till::session::{Ctx, Delivery, Effect, Health, Input, Session, Setup, Step, Verdict};
use till::shape::{Shape, read_text};
use till::text::Texts;
use till::time::Instant;
use till::wire::command::Command;

pub struct World {
    pub session: Session,
    ledger: Ledger,
    /// The store's ledger, behind the register; nothing of it is in the journal.
    store: Ledger,
    /// It is not reached: with any ask if empty, or with asks of this kind.
    pub store_silent: Option<String>,
    /// How far the clock was set since the page was loaded.
    drift: i64,
    journal: Vec<(&'static str, String)>,
    pub now: Instant,
    drawn: u64,
    page: u32,
    link: u32,
    pub health: Health,
    pub key_lost: bool,
    pub store_fails: bool,
    /// What a fault swallows from here on.
    pub loses: Loss,
    /// Rebuild session and ledger from the journal before every input.
    pub nervous: bool,
    /// What the device seals with.
    key: &'static str,
    /// Put a checkpoint in the place of the sale's records before every third input.
    pub checkpoints: bool,
    typing: keys::Typing,
    /// What was said, in order.
    pub said: Vec<String>,
}

/// What a fault of the page swallows: it died after storing and before doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    Nothing,
    /// Nothing that a decision of the sale asked for is done.
    Effects,
    /// The ledger stores, and its answer does not reach the sale.
    Answers,
    /// The ledger cannot store.
    Ledger,
}

fn texts() -> Texts {
    let catalogue = |text: &str| -> till::text::Catalogue { read_text("catalogue", text).unwrap() };
    let en = catalogue(include_str!("../../../www/locales/en.json"));
    let hr = catalogue(include_str!("../../../www/locales/hr.json"));
    Texts::new([("en".to_owned(), en), ("hr".to_owned(), hr)])
}

impl World {
    pub fn new() -> World {
        let mut world = World {
            session: Session::new(World::setup(1, Health::Persistent, false)),
            ledger: Ledger::new(),
            store: Ledger::new(),
            store_silent: None,
            drift: 0,
            journal: Vec::new(),
            now: Instant::parse("2026-11-20T10:00:00Z").unwrap(),
            drawn: 0,
            page: 1,
            link: 0,
            health: Health::Persistent,
            key_lost: false,
            store_fails: false,
            loses: Loss::Nothing,
            nervous: false,
            key: "device",
            checkpoints: false,
            typing: keys::Typing::default(),
            said: Vec::new(),
        };
        world.input(Input::Boot);
        world
    }

    /// A till that has another key, and whose ids are others.
    pub fn another() -> World {
        let mut world = World::new();
        world.key = "another";
        world.drawn = 1_000;
        world.journal.clear();
        world.rebuild(false);
        world.input(Input::Boot);
        world
    }

    fn setup(page: u32, health: Health, key_lost: bool) -> Setup {
        Setup {
            build: "test".to_owned(),
            page: format!("page-{page}"),
            secure: true,
            health,
            journal_lost: false,
            key_lost,
            issuers: vec![("key-1".to_owned(), "https://issuer.example".to_owned())],
            audience: "smarts-epos".to_owned(),
            texts: texts(),
            restarts: 0,
        }
    }

    /// A new instance from the journal: after a fault in the same page load, or after a reload.
    pub fn rebuild(&mut self, reload: bool) {
        if reload {
            self.page += 1;
            self.link = 0;
        }
        self.session = Session::new(World::setup(self.page, self.health, self.key_lost));
        self.ledger = Ledger::new();
        for (stream, text) in &self.journal {
            match *stream {
                "sale" => self.session.apply(&read_text::<Record>("record", text).unwrap()),
                _ => self.ledger.apply(&read_text::<LedgerRecord>("record", text).unwrap()),
            }
        }
    }

    /// The instance dies and a new one goes on in the same page, its link still open.
    pub fn crash(&mut self) {
        self.loses = Loss::Nothing;
        self.rebuild(false);
        self.input(Input::Boot);
    }

    fn checkpoint(&mut self) {
        let state = Rc::new(self.session.state().clone());
        let text = Record::Checkpoint(Checkpoint { state }).write().to_string();
        self.journal.retain(|(stream, _)| *stream != "sale");
        self.journal.insert(0, ("sale", text));
    }

    pub fn reload(&mut self) {
        self.loses = Loss::Nothing;
        self.rebuild(true);
        self.input(Input::Boot);
    }

    pub fn wait(&mut self, millis: i64) {
        self.now = self.now.after(millis);
        self.input(Input::Tick);
    }

    /// The clock is set while the page runs; the shell notices with the next thing it does.
    pub fn set_clock(&mut self, millis: i64) {
        self.now = self.now.after(millis);
        self.drift += millis;
        self.input(Input::ClockDrift(self.drift));
    }

    fn ctx(&mut self) -> Ctx {
        self.drawn += 1;
        let mut entropy = [0_u8; 32];
        for (place, byte) in entropy.iter_mut().enumerate() {
            let draw = self.drawn.to_be_bytes()[place % 8];
            *byte = if place < 8 { draw } else { draw.wrapping_mul(31).wrapping_add(u8::try_from(place).unwrap() * 7) };
        }
        entropy[4] = entropy[6];
        entropy[5] = entropy[7];
        Ctx { now: self.now, offset_minutes: 60, entropy }
    }

    fn seal(&self, input: &mut Input) {
        let mut last = self.session.pin_token().cloned();
        for mut secret in input.secrets() {
            store::verify(&self.session, &mut secret);
            let seal = Seal::new(hash(&format!("{}\u{0}{}", self.key, secret.message(last.as_ref()))));
            last = secret.set(seal).or(last);
        }
    }

    pub fn input(&mut self, mut input: Input) {
        if self.checkpoints && self.drawn.is_multiple_of(3) {
            self.checkpoint();
        }
        if self.nervous {
            self.rebuild(false);
        }
        self.seal(&mut input);
        let ctx = self.ctx();
        let step = self.session.decide(&input, &ctx);
        if self.store_fails && !step.records.is_empty() {
            let delivery = match &input {
                Input::Sealed(job, _) => Some(&job.delivery),
                Input::Host(delivery) => Some(delivery.as_ref()),
                _ => None,
            };
            if let Some(delivery) = delivery {
                let effects = self.session.not_stored(delivery, &ctx);
                self.perform(effects);
            }
            return;
        }
        let Step { records, effects } = step;
        for record in records {
            let text = record.write().to_string();
            let back: Record = read_text("record", &text).unwrap();
            assert_eq!(back, record, "a record is what was written: {text}");
            self.session.apply(&back);
            self.journal.push(("sale", text));
        }
        self.shown();
        let asks = matches!(effects.as_slice(), [Effect::Seal(_)]); // comes before anything is stored
        if asks || self.loses != Loss::Effects {
            self.perform(effects);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Reply { text, .. } => self.said.push(text),
                Effect::Send(text) => {
                    if self.link != 0 {
                        self.said.push(text);
                    }
                }
                Effect::Accept(link) => self.link = link,
                Effect::Refuse(_) => {}
                Effect::Verify(job) => {
                    let verdict = match (job.kid.as_str(), job.signature.as_str()) {
                        ("key-1", GOOD) => Verdict::Good(hash(&job.signed)),
                        ("key-1", _) => Verdict::Bad,
                        _ => Verdict::UnknownKey,
                    };
                    self.input(Input::Verified(job, verdict));
                }
                Effect::Seal(job) => {
                    let seal = Seal::new(hash(&format!("{}\u{0}{}", self.key, job.message())));
                    self.input(Input::Sealed(job, Some(seal)));
                }
                Effect::Key(key) => self.press(key.expose()),
                Effect::Ask(ask) => self.ask(&ask),
                Effect::IssueCode { code, mut ask } => {
                    if let What::Issue(issue) = &mut ask.what {
                        let message = format!("token\u{0}{}", code.expose());
                        issue.code = Seal::new(hash(&format!("{}\u{0}{message}", self.key)));
                    }
                    self.ask(&ask);
                }
            }
        }
    }

    fn ask(&mut self, ask: &Ask) {
        let ctx = self.ctx();
        if self.loses == Loss::Ledger {
            let unknown = Outcome::bare(OutcomeKind::Unknown);
            return self.input(Input::Answered(ask.op_id.clone(), unknown));
        }
        if let Some(request) = self.session.asking(ask, &ctx) {
            return self.ask_store(&request);
        }
        let ctx = Ctx { now: self.session.trusted(ctx.now), ..ctx };
        let step = self.ledger.decide(ask, &ctx);
        for record in step.records {
            let text = record.write().to_string();
            let back: LedgerRecord = read_text("record", &text).unwrap();
            assert_eq!(back, record);
            self.ledger.apply(&back);
            self.journal.push(("ledger", text));
        }
        let of = match &ask.what {
            What::Status { of } => of.clone(),
            _ => ask.op_id.clone(),
        };
        if self.loses != Loss::Answers {
            self.input(Input::Answered(of, step.outcome));
        }
    }

    /// The register says something on the open link.
    pub fn host(&mut self, text: &str) {
        let link = if self.link == 0 { 1 } else { self.link };
        let fingerprint = Seal::new(hash(&Command::canonical(text)));
        let command = Command::decode(text);
        let origin = "https://till.example".to_owned();
        let delivery = Delivery { link, origin, nonce: "nonce-1".to_owned(), fingerprint, command };
        self.input(Input::Host(Box::new(delivery)));
    }

    /// Opens the session as a register would, with these extra members.
    pub fn open(&mut self, id: &str, claims: &Value, extra: &Value) {
        let mut payload = serde_json::json!({
            "nonce": "nonce-1", "host_session": "h1", "locale": {"customer": "en", "cashier": "en"},
            "display": {"touch": true}, "capabilities": ["payment.take", "payment.reverse", "payment.refund", "authorise", "print"],
        });
        let mut token = serde_json::json!({
            "iss": "https://issuer.example", "aud": "smarts-epos", "sub": "device-1", "exp": 1_893_456_000,
            "nbf": 1_700_000_000, "store": "zagreb-001", "till": "1", "origins": ["https://till.example"],
            "modules": ["gateway", "boost", "coupons", "loyalty", "tender"],
        });
        merge(&mut token, claims);
        payload["device_token"] = Value::from(jws(till::token::DEVICE, &token.to_string()));
        merge(&mut payload, extra);
        self.host(&serde_json::json!({"v": 1, "id": id, "type": "session.open", "payload": payload}).to_string());
    }

    pub fn pack(&mut self, text: &str) {
        self.input(Input::Pack(jws(till::token::PACK, text)));
    }

    /// Everything that was ever stored, replayed, gives the state there is.
    pub fn assert_replays(&mut self) {
        let before = self.session.state().clone();
        self.rebuild(false);
        assert_eq!(*self.session.state(), before, "the records add up to the state");
        let text = before.write().to_string();
        assert_eq!(
            read_text::<till::session::state::State>("state", &text).unwrap(),
            before,
            "a checkpoint is the state"
        );
    }

    /// What was ever put on live cards less what was paid out, what is left on them (held money included), and how many holds
    /// are open.
    pub fn on_cards(&self) -> (i64, i64, usize) {
        let sum = |holder: Holder| -> i64 {
            let euros = self.ledger.accounts(Mode::Live).filter(|(account, _)| account.unit.as_str() == "EUR");
            euros.filter(|(account, _)| account.holder == holder).map(|(_, balance)| balance.minor()).sum()
        };
        let held = self.ledger.holds(Mode::Live).filter(|(_, hold)| hold.fate == Fate::Held).count();
        (-sum(Holder::Issued) - sum(Holder::PaidOut), sum(Holder::Card), held)
    }

    /// Every text this world has stored, for looking for secrets.
    pub fn stored(&self) -> String {
        self.journal.iter().map(|(_, text)| text.as_str()).collect()
    }
}

pub fn merge(into: &mut Value, from: &Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
}

/// The shop of the conversations. What a conversation is about, it changes itself.
pub fn zagreb() -> String {
    include_str!("shop.json").to_owned()
}

pub fn check_pack(text: &str) -> Pack {
    Pack::parse(text).unwrap()
}

pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}
