//! The world of one run: tills, registers and what is on its way between them, in the order of time.
//!
//! What must hold: everything that happens is one event at one time; what is lost, doubled or late is drawn when it is
//! sent; a message of a page load that is over is never heard.

mod heard;
mod members;
mod mishaps;
mod net;

use crate::Seen;
use crate::acts;
use crate::audit::Time;
use crate::audit::club::books::Books;
use crate::audit::wire::Wire;
use crate::checks;
use crate::dice::Dice;
use crate::forms;
use crate::page::{Page, Turn, Work};
use crate::register::{Register, Sent};
use crate::store::Store;
use crate::trace::Trace;
use crate::weather::{Calm, Weather, Where};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use till::ledger::ask::Mode;
use till::session::Input;
use till::time::Instant;

/// Something that happens.
enum Event {
    Act(usize),
    Customer(usize),
    ToPage(usize, u32, String),
    ToRegister(usize, u32, String),
    Wake(usize, u64),
    Rise(usize, bool),
    Open(usize),
    Again(usize, String),
    Settle(usize, String),
    Look(usize, Sent),
    ToStore(usize, String, String),
    FromStore(usize, String, Option<String>),
}

pub struct Till {
    pub page: Page,
    pub register: Register,
    /// The books of moves and pay-outs that were accepted.
    pub books: BTreeMap<String, Mode>,
    /// Baskets that were frozen before anybody knew their customer.
    pub strangers: BTreeSet<String>,
    pub wire: Wire,
    /// The members' books of this till's own ledger.
    pub members: Books,
    /// Timers of before count no more.
    timer: u64,
    acts: u32,
}

pub struct World {
    pub dice: Dice,
    pub weather: Weather,
    pub now: i64,
    pub tills: Vec<Till>,
    events: BTreeMap<(i64, u64), Event>,
    made: u64,
    pub trace: Trace,
    pub store: Store,
    /// The members' books of the store's ledger.
    pub members: Books,
    /// The store's ledger is out of reach until then.
    store_back: i64,
    /// What the auditor could look into at the end.
    audited: Seen,
    pub time: Time,
}

/// 2026-11-20T10:00:00Z.
const BEGIN: i64 = 1_795_168_800_000;

pub type Broken = Result<(), String>;

impl World {
    pub fn new(seed: u64, ledger: Option<Where>, less: &Calm, trace: Trace) -> World {
        let mut dice = Dice::new(seed);
        let mut weather = Weather::draw(&mut dice, less.course);
        less.calms(&mut weather);
        if let Some(ledger) = ledger {
            weather.ledger = ledger;
            weather.tills = if ledger == Where::Device { 1 } else { weather.tills };
        }
        let one_day = weather.jump == 0 && weather.night == 0;
        let sound = weather.jump == 0;
        let time = Time { one_day, sound, calm: one_day && weather.pause == 0 && weather.outage == 0 };
        let till = |no| Till {
            page: Page::new(no),
            register: Register::default(),
            books: BTreeMap::new(),
            strangers: BTreeSet::new(),
            wire: Wire::new(less.course),
            members: Books::default(),
            timer: 0,
            acts: 0,
        };
        let tills = (0..weather.tills).map(till).collect();
        World {
            dice,
            weather,
            now: BEGIN,
            tills,
            events: BTreeMap::new(),
            made: 0,
            trace,
            store: Store::default(),
            members: Books::default(),
            store_back: 0,
            audited: Seen::default(),
            time,
        }
    }

    fn at(&mut self, wait: i64, event: Event) {
        self.made += 1;
        self.events.insert((self.now + wait.max(0), self.made), event);
    }

    /// Packs found, sessions opened, opening balances brought; nothing goes wrong yet.
    pub fn begin(&mut self) -> Broken {
        let weather = self.weather.clone();
        self.weather.clears();
        for no in 0..self.tills.len() {
            self.input(no, Work::Input(Input::Boot))?;
            self.pack(no)?;
            self.open(no);
        }
        self.run_until(self.now + 5_000)?;
        for no in 0..self.tills.len() {
            for mode in ["live", "training"] {
                self.say(no, "ledger.import", forms::opening(mode, self.weather.course));
            }
        }
        self.run_until(self.now + 5_000)?;
        self.weather = weather;
        for no in 0..self.tills.len() {
            let wait = self.dice.between(0, 3_000);
            self.at(wait, Event::Act(no));
            self.at(wait, Event::Customer(no));
        }
        Ok(())
    }

    fn pack(&mut self, no: usize) -> Broken {
        let ledger = if self.weather.ledger == Where::Device { "device" } else { "store" };
        let pack = forms::pack(self.weather.course, ledger, self.tills.len());
        self.input(no, Work::Input(Input::Pack(forms::jws(till::token::PACK, &pack))))
    }

    /// Everything up to the last act, and what follows within a minute.
    pub fn live(&mut self) -> Broken {
        while self.tills.iter().any(|till| till.acts < self.weather.acts) {
            self.next()?;
        }
        self.run_until(self.now + 60_000)
    }

    pub fn run_until(&mut self, end: i64) -> Broken {
        while self.events.first_key_value().is_some_and(|((at, _), _)| *at <= end) {
            self.next()?;
        }
        self.now = self.now.max(end);
        Ok(())
    }

    fn next(&mut self) -> Broken {
        let Some(((at, _), event)) = self.events.pop_first() else { return Err("nothing happens any more".to_owned()) };
        self.now = self.now.max(at);
        match event {
            Event::Act(no) => self.act(no),
            Event::Customer(no) => self.customer(no),
            Event::ToPage(no, load, text) => {
                if self.tills[no].page.load != load || !self.tills[no].page.alive {
                    return Ok(());
                }
                self.trace.line(self.now, || format!("till {no} > {text}"));
                self.input(no, Work::Message(load, text))
            }
            Event::ToRegister(no, load, text) => {
                if self.tills[no].page.load == load {
                    self.hear(no, &text)
                } else {
                    Ok(())
                }
            }
            Event::Wake(no, timer) => {
                if self.tills[no].timer == timer && self.tills[no].page.alive {
                    return self.input(no, Work::Wake);
                }
                Ok(())
            }
            Event::Rise(no, reload) => self.rise(no, reload),
            Event::Open(no) => {
                let till = &self.tills[no];
                if till.page.alive && !(till.page.linked() && till.register.ready) {
                    self.open(no);
                }
                Ok(())
            }
            Event::Again(no, id) => {
                self.again(no, &id);
                Ok(())
            }
            Event::Settle(no, req) => {
                let next = self.tills[no].register.settle(&req, &mut self.dice);
                self.follow(no, next);
                Ok(())
            }
            Event::ToStore(no, req, ask) => self.ask_store(no, req, &ask),
            Event::FromStore(no, req, answer) => {
                let answer = answer.and_then(|answer| serde_json::from_str(&answer).ok());
                if let Some(outcome) = self.tills[no].register.ledger_said(&req, answer) {
                    self.say(no, "request.done", outcome);
                }
                Ok(())
            }
            Event::Look(no, sent) => {
                let Till { page, register, .. } = &mut self.tills[no];
                register.looks(&sent, page.session.state());
                Ok(())
            }
        }
    }

    /// The page does something; what it says goes out, what it died of is noted, what it holds is looked at.
    fn input(&mut self, no: usize, work: Work) -> Broken {
        let World { dice, weather, now, tills, trace, .. } = self;
        if let Work::Input(input) = &work {
            trace.line(*now, || format!("till {no} ! {input:?}"));
        }
        let till = &mut tills[no];
        let command = if let Work::Message(_, text) = &work { Some(text.clone()) } else { None };
        let alive = till.page.run(work, &mut Turn { dice, weather, now: *now });
        if let Some(why) = till.page.broken.take() {
            return Err(why);
        }
        if let Some(command) = command {
            till.accepted(&command);
            if alive {
                till.wire.answered(&command, &till.page.said)?;
            }
        }
        self.outcome(no, alive)
    }

    fn outcome(&mut self, no: usize, alive: bool) -> Broken {
        let (load, said) = (self.tills[no].page.load, std::mem::take(&mut self.tills[no].page.said));
        for noted in std::mem::take(&mut self.tills[no].page.noted) {
            self.tills[no].members.note(&noted)?;
        }
        for text in said {
            self.tills[no].wire.said(&text)?;
            self.told_of_members(no, &text)?;
            self.trace.line(self.now, || format!("till {no} < {text}"));
            self.send(|text| Event::ToRegister(no, load, text), text);
        }
        if !alive {
            self.trace.line(self.now, || format!("till {no} dies"));
            let (reload, wait) = (self.dice.chance(self.weather.reload), self.dice.between(50, 3_000));
            self.at(wait, Event::Rise(no, reload));
            return Ok(());
        }
        if let Some(wait) = self.tills[no].page.wake.take() {
            self.tills[no].timer += 1;
            let timer = self.tills[no].timer;
            self.at(wait, Event::Wake(no, timer));
        }
        self.notes_strangers(no);
        checks::after(self, no)
    }

    fn rise(&mut self, no: usize, reload: bool) -> Broken {
        self.trace
            .line(self.now, || format!("till {no} rises, {}", if reload { "loaded anew" } else { "in the same page" }));
        let World { dice, weather, now, tills, .. } = self;
        let alive = tills[no].page.rise(reload, &mut Turn { dice, weather, now: *now })?;
        self.outcome(no, alive)?;
        if alive && reload {
            self.pack(no)?;
        }
        if self.tills[no].page.alive && !self.tills[no].page.linked() {
            let wait = self.dice.between(50, 3_000);
            self.at(wait, Event::Open(no));
        }
        Ok(())
    }

    /// An ask reaches the store's ledger, or not; its answer goes back, or is lost.
    fn ask_store(&mut self, no: usize, req: String, ask: &str) -> Broken {
        if self.now < self.store_back {
            return Ok(());
        }
        let at = Instant::from_millis(self.now);
        let (answer, fact) = self.store.answer(ask, at)?;
        self.trace.line(self.now, || format!("store: {ask} -> {answer}"));
        self.note_store(ask, &answer, at, fact.is_some())?;
        if fact.as_deref().is_some_and(Store::forgets) {
            self.store.condense(at)?; // as the store's server does
        }
        checks::books(&self.store.ledger)?;
        self.send(|answer| Event::FromStore(no, req.clone(), Some(answer)), answer);
        Ok(())
    }

    fn act(&mut self, no: usize) -> Broken {
        let wait = self.dice.between(200, 6_000);
        self.at(wait, Event::Act(no));
        self.tills[no].acts += 1;
        self.mishaps(no)?;
        if !self.tills[no].page.alive {
            return Ok(());
        }
        let Till { page, register, .. } = &mut self.tills[no];
        if self.dice.chance(self.weather.wild) {
            return self.wild(no);
        }
        let (kind, payload) = if self.dice.roll(4) == 0 {
            acts::other(page, register, &self.weather, &mut self.dice)
        } else {
            acts::sensible(page, register, &self.weather, &mut self.dice)
        };
        self.say(no, kind, payload);
        Ok(())
    }

    fn customer(&mut self, no: usize) -> Broken {
        let wait = self.dice.between(1_000, 15_000);
        self.at(wait, Event::Customer(no));
        if !self.tills[no].page.alive || self.weather.acts == 0 {
            return Ok(());
        }
        let Till { page, register, .. } = &self.tills[no];
        let input = acts::customer(page, register, &self.weather, &mut self.dice);
        self.input(no, Work::Input(input))
    }

    /// The weather clears, and every sale is brought to its end.
    pub fn end(&mut self) -> Broken {
        self.weather.clears();
        self.store_back = 0;
        self.events.retain(|_, event| !matches!(event, Event::Act(_) | Event::Customer(_)));
        for round in 0..400 {
            self.run_until(self.now + if round < 40 { 3_000 } else { 30_000 })?;
            let mut quiet = true;
            for no in 0..self.tills.len() {
                quiet &= self.finish(no);
            }
            if quiet {
                self.checkpoints()?;
                self.audited = checks::at_the_end(self)?;
                return Ok(());
            }
        }
        Err(format!("does not come to rest: {}", checks::unrest(self)))
    }

    /// The next step towards the end of this till's day; whether there is none.
    fn finish(&mut self, no: usize) -> bool {
        let Till { page, register, .. } = &self.tills[no];
        if !page.alive || !page.linked() || !register.ready {
            if page.alive {
                self.open(no);
            }
            return false;
        }
        let waiting = !register.open.is_empty();
        let state = page.session.state();
        let missing = register.events.len() < usize::try_from(state.seq).unwrap_or(0) || !state.requests.is_empty();
        let next = acts::finishing(state);
        let resume = ("session.resume", json!({})); // what was lost on its way is sent again
        let next = if missing && (next.is_none() || self.dice.roll(2) == 0) { Some(resume) } else { next };
        if let Some((kind, payload)) = next {
            if !waiting {
                self.say(no, kind, payload);
            }
            return false;
        }
        !waiting
            && state.ops.is_empty()
            && !self.events.values().any(|event| matches!(event, Event::Settle(..) | Event::Look(..)))
    }
}
