//! One till's page: both machines, the journal, and the loop of `src/run.rs` without a browser.
//!
//! What must hold: facts are stored, then applied, then acted upon; the page may die between any two of these, inside an
//! append and between any two effects; what it takes up afterwards is what was stored, and nothing else.

mod journal;
mod noted;
mod seals;

use crate::dice::Dice;
use crate::forms::{GOOD, hash};
use crate::weather::Weather;
use journal::{Batch, Kept};
pub use noted::Noted;
use seals::seal;
use std::collections::VecDeque;
use till::ledger::ask::{Ask, Mode, Outcome, OutcomeKind, What};
use till::ledger::{Ledger, LedgerRecord};
use till::secret::{Seal, SecretMut, Token};
use till::session::door::is_of_store;
use till::session::state::Phase;
use till::session::table::leads_to;
use till::session::{Ctx, Delivery, Effect, Health, Input, Purpose, SealJob, Session, Setup, Verdict, VerifyJob};
use till::shape::Shape;
use till::text::Texts;
use till::time::Instant;
use till::wire::command::Command;

/// Something to do; as in the browser's loop.
pub enum Work {
    Message(u32, String),
    Input(Input),
    Ask(Ask),
    IssueCode(Token, Ask),
    Verify(Box<VerifyJob>),
    Seal(Box<SealJob>),
    Wake,
}

/// What the page runs on in one turn.
pub struct Turn<'a> {
    pub dice: &'a mut Dice,
    pub weather: &'a Weather,
    /// The true time, in milliseconds since 1970.
    pub now: i64,
}

pub struct Page {
    pub session: Session,
    pub ledger: Ledger,
    journal: Vec<Batch>,
    queue: VecDeque<Work>,
    /// This page load; a message of another one is never heard.
    pub load: u32,
    pinned: u32,
    restarts: u32,
    device_key: String,
    /// Keys that were shown in this page load, by their marks; never stored.
    store_keys: Vec<(Seal, String)>,
    pub alive: bool,
    /// Everything that was stored is applied, too.
    clean: bool,
    /// What the till's clock is ahead of the true time.
    pub skew: i64,
    /// The same when the page was loaded, and what this instance has told of its change since.
    load_skew: i64,
    told_drift: i64,
    /// Cards that are locked, and until when in true time.
    locks: Vec<(Mode, Seal, i64)>,
    /// A rule that was broken.
    pub broken: Option<String>,
    due: Option<Instant>,
    /// After how many milliseconds it wants to be woken.
    pub wake: Option<i64>,
    /// What was said, in order.
    pub said: Vec<String>,
    /// What the device's ledger was asked, in order.
    pub noted: Vec<Noted>,
    /// Somebody was forgotten: facts give way to a checkpoint as soon as no sale is open.
    pub forgets: bool,
}

/// How long a lock lasts, and how much earlier it may end, in milliseconds.
const LOCK: i64 = 1_800_000;
const FORGIVEN: i64 = 600_000;
const ORIGIN: &str = "https://till.example";

fn setup(load: u32, restarts: u32) -> Setup {
    Setup {
        build: "sim".to_owned(),
        page: format!("page-{load}"),
        secure: true,
        health: Health::Persistent,
        journal_lost: false,
        key_lost: false,
        issuers: vec![("key-1".to_owned(), "https://issuer.example".to_owned())],
        audience: "smarts-epos".to_owned(),
        texts: Texts::default(),
        restarts,
    }
}

impl Page {
    pub fn new(no: usize) -> Page {
        Page {
            session: Session::new(setup(1, 0)),
            ledger: Ledger::new(),
            journal: Vec::new(),
            queue: VecDeque::new(),
            load: 1,
            pinned: 0,
            restarts: 0,
            device_key: format!("device-{no}"),
            store_keys: Vec::new(),
            alive: true,
            clean: true,
            skew: 0,
            load_skew: 0,
            told_drift: 0,
            locks: Vec::new(),
            broken: None,
            due: None,
            wake: None,
            said: Vec::new(),
            noted: Vec::new(),
            forgets: false,
        }
    }

    pub fn nonce(&self) -> String {
        format!("nonce-{}", self.load)
    }

    /// Whether the register's link is the session's.
    pub fn linked(&self) -> bool {
        self.alive && self.pinned != 0
    }

    fn wall(&self, turn: &Turn<'_>) -> Instant {
        Instant::from_millis(turn.now.saturating_add(self.skew))
    }

    fn ctx(&self, turn: &mut Turn<'_>) -> Ctx {
        let mut entropy = [0; 32];
        for chunk in entropy.chunks_mut(8) {
            chunk.copy_from_slice(&turn.dice.draw().to_be_bytes());
        }
        Ctx { now: self.wall(turn), offset_minutes: 60, entropy }
    }

    /// Does this work and everything that follows from it; whether it is still alive then.
    pub fn run(&mut self, work: Work, turn: &mut Turn<'_>) -> bool {
        let drift = self.skew - self.load_skew;
        if (drift - self.told_drift).abs() > 600_000 {
            self.told_drift = drift;
            self.queue.push_back(Work::Input(Input::ClockDrift(drift)));
        }
        self.queue.push_back(work);
        while self.alive {
            let Some(work) = self.queue.pop_front() else { break };
            if !self.work(work, turn) {
                self.alive = false;
                self.queue.clear();
            }
        }
        if self.alive && self.forgets && self.session.state().sale.is_none() {
            self.checkpoint(turn.now);
        }
        self.alive
    }

    fn work(&mut self, work: Work, turn: &mut Turn<'_>) -> bool {
        match work {
            Work::Message(link, text) => {
                let fingerprint = Seal::new(hash(&Command::canonical(&text)));
                let (origin, nonce, command) = (ORIGIN.to_owned(), self.nonce(), Command::decode(&text));
                let kind = command.as_ref().map(|command| command.say.kind()).unwrap_or_default();
                let delivery = Delivery { link, origin, nonce, fingerprint, command };
                let before = self.session.state().phase();
                let undone = self.session.state().sale.as_ref().is_some_and(|sale| sale.undoing.is_some());
                let alive = self.decide(Input::Host(Box::new(delivery)), turn);
                let after = self.session.state().phase();
                let ended = undone && after == Phase::Idle;
                if alive && after != before && leads_to(kind) != Some(after) && !ended {
                    self.broken = Some(format!("{kind} led from {before:?} to {after:?}"));
                }
                alive
            }
            Work::Input(input) => self.decide(input, turn),
            Work::Verify(job) => {
                let verdict = match (job.kid.as_str(), job.signature.as_str()) {
                    ("key-1", GOOD) => Verdict::Good(hash(&job.signed)),
                    _ => Verdict::Bad,
                };
                self.decide(Input::Verified(job, verdict), turn)
            }
            Work::Seal(job) => {
                let seal = Some(Seal::new(hash(&format!("{}\u{0}{}", self.device_key, job.message()))));
                self.decide(Input::Sealed(job, seal), turn)
            }
            Work::Ask(ask) => self.ask(&ask, turn),
            Work::IssueCode(mut code, mut ask) => {
                let key = self.key_for(is_of_store(&ask.op_id));
                let (What::Issue(issue), Some(key)) = (&mut ask.what, key) else { return true };
                issue.code = seal(&key, &SecretMut::Token(&mut code), None);
                self.ask(&ask, turn)
            }
            Work::Wake => {
                if self.due.is_some_and(|due| due <= self.wall(turn)) {
                    self.due = None;
                    return self.decide(Input::Tick, turn);
                }
                self.set_timer(turn);
                true
            }
        }
    }

    /// A place at which the page may die.
    fn dies(&self, turn: &mut Turn<'_>) -> bool {
        turn.dice.chance(turn.weather.crash)
    }

    fn decide(&mut self, mut input: Input, turn: &mut Turn<'_>) -> bool {
        self.seal(&mut input);
        let ctx = self.ctx(turn);
        let step = self.session.decide(&input, &ctx);
        let texts = step.records.iter().map(|record| record.write().to_string()).collect();
        let alive = match self.append(Batch::Sale(texts), turn) {
            Kept::Stored => {
                step.records.iter().for_each(|record| self.session.apply(record));
                self.perform(step.effects, turn)
            }
            Kept::NotStored => self.not_stored(input, &ctx, turn),
            Kept::Died => false,
        };
        if alive {
            self.set_timer(turn);
        }
        alive
    }

    fn not_stored(&mut self, input: Input, ctx: &Ctx, turn: &mut Turn<'_>) -> bool {
        let refuse = |page: &mut Page, delivery: &Delivery, turn: &mut Turn<'_>| {
            let effects = page.session.not_stored(delivery, ctx);
            page.perform(effects, turn)
        };
        match input {
            Input::Host(delivery) => refuse(self, &delivery, turn),
            Input::Sealed(job, _) => refuse(self, &job.delivery, turn),
            Input::Verified(job, verdict) => match &job.purpose {
                Purpose::Open(delivery) | Purpose::Configure(delivery) => refuse(self, &delivery.clone(), turn),
                Purpose::Pack => {
                    self.queue.push_back(Work::Input(Input::Verified(job, verdict)));
                    true
                }
            },
            Input::Boot | Input::ClockDrift(_) => {
                self.queue.push_front(Work::Input(input));
                true
            }
            _ => true,
        }
    }

    fn perform(&mut self, effects: Vec<Effect>, turn: &mut Turn<'_>) -> bool {
        let mut next = VecDeque::new();
        for effect in effects {
            if self.dies(turn) {
                return false;
            }
            match effect {
                Effect::Reply { text, .. } => self.said.push(text),
                Effect::Send(text) if self.pinned != 0 => self.said.push(text),
                Effect::Send(_) | Effect::Refuse(_) => {}
                Effect::Key(_) => {} // half-typed text is the screen's, and this page has none
                Effect::Accept(link) => self.pinned = link,
                Effect::Ask(ask) => next.push_back(Work::Ask(ask)),
                Effect::IssueCode { code, ask } => next.push_back(Work::IssueCode(code, ask)),
                Effect::Verify(job) => next.push_back(Work::Verify(job)),
                Effect::Seal(job) => next.push_back(Work::Seal(job)),
            }
        }
        next.append(&mut self.queue);
        self.queue = next;
        true
    }

    fn ask(&mut self, ask: &Ask, turn: &mut Turn<'_>) -> bool {
        if self.dies(turn) {
            return false;
        }
        let ctx = self.ctx(turn);
        if let Some(text) = self.session.asking(ask, &ctx) {
            if self.pinned != 0 {
                self.said.push(text);
            }
            return true;
        }
        let ctx = Ctx { now: self.session.trusted(ctx.now), ..ctx };
        let step = self.ledger.decide(ask, &ctx);
        let texts = step.records.iter().map(|record| record.write().to_string()).collect();
        let batches = self.journal.len();
        let kept = self.append(Batch::Ledger(texts), turn);
        let stored = self.journal.len() > batches;
        self.noted.push(Noted { ask: ask.clone(), outcome: step.outcome.clone(), at: ctx.now, stored });
        let outcome = match kept {
            Kept::Stored => {
                for record in &step.records {
                    self.watch_locks(record, turn.now);
                    self.ledger.apply(record);
                }
                step.outcome
            }
            Kept::NotStored => Outcome::bare(OutcomeKind::Unknown),
            Kept::Died => return false,
        };
        let about = match &ask.what {
            What::Status { of } => of,
            _ => &ask.op_id,
        };
        self.queue.push_front(Work::Input(Input::Answered(about.clone(), outcome)));
        true
    }

    /// A card that was locked pays nothing for half an hour, whatever the clock does; 10 minutes are forgiven. Tries at a
    /// number before there was a card of it, which its first load makes when it is posted, lock nothing.
    fn watch_locks(&mut self, record: &LedgerRecord, now: i64) {
        match record {
            LedgerRecord::Declined(x) if x.guard.as_ref().is_some_and(|guard| guard.locked_until.is_some()) => {
                let until = now + LOCK - FORGIVEN;
                self.locks.extend(x.guard.as_ref().map(|guard| (x.op.mode, guard.token.clone(), until)));
            }
            LedgerRecord::Posted(x) => {
                let (mode, mut holds) = (x.op.mode, self.ledger.holds(x.op.mode));
                let begun = holds.find(|(id, _)| **id == x.of).and_then(|(_, hold)| hold.card.as_ref());
                let begun = begun.filter(|card| self.ledger.movements(mode, &card.token).is_empty());
                self.locks.retain(|(of, token, _)| *of != mode || begun.is_none_or(|card| card.token != *token));
            }
            LedgerRecord::Held(x) => {
                let card = x.from.seal.as_ref();
                if self
                    .locks
                    .iter()
                    .any(|(mode, token, until)| *mode == x.op.mode && Some(token) == card && now < *until)
                {
                    self.broken = Some(format!("a lock was lifted: {}", x.op.id));
                }
            }
            _ => {}
        }
    }

    fn seal(&mut self, input: &mut Input) {
        let mut last = self.session.pin_token().cloned();
        let key = self.key_for(self.session.sealed_by_store());
        for mut secret in input.secrets() {
            if let SecretMut::Token(token) = &mut secret
                && self.session.code_job(token).is_some_and(|job| job.signature == crate::forms::GOOD)
            {
                token.set_genuine();
            }
            let key = match &secret {
                SecretMut::Key(key) => Some(key.expose().to_owned()),
                SecretMut::Text(_) => Some(self.device_key.clone()),
                _ => key.clone(),
            };
            if let Some(key) = key {
                let made = seal(&key, &secret, last.as_ref());
                if let SecretMut::Key(_) = secret {
                    self.store_keys.push((made.clone(), key));
                }
                last = secret.set(made).or(last);
            }
        }
    }

    fn set_timer(&mut self, turn: &Turn<'_>) {
        let now = self.wall(turn);
        let wanted = self.session.wake_at(now);
        self.due = wanted.map(|at| self.due.map_or(at, |due| due.min(at)));
        self.wake = self.due.map(|due| due.since(now).clamp(20, 3_600_000));
    }
}
