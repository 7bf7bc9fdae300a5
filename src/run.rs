//! The loop: the only place where what happens outside meets the two machines.
//!
//! What must hold: one piece of work at a time, each finished with everything that follows from it before the next
//! begins; facts are stored, then applied, then answered and shown, in this order; where it is not known whether they
//! were stored, nothing more is said by this instance.

mod start;

use crate::device::Device;
use crate::journal::{self, Journal, Kept, Stream};
use crate::platform::{self, Zones};
use crate::port::{self, Host, Message};
use crate::screens::Mounted;
use gloo_timers::callback::Timeout;
use leptos::prelude::{Set, WriteSignal};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use till::ledger::ask::{Ask, Outcome, OutcomeKind, What};
use till::ledger::{Ledger, LedgerRecord};
use till::screen::Screen;
use till::secret::{Seal, SecretMut, Token};
use till::session::door::is_of_store;
use till::session::{Ctx, Delivery, Effect, Input, Purpose, SealJob, Session, VerifyJob};
use till::time::Instant;
use wasm_bindgen_futures::spawn_local;

/// After storing has failed it is tried again after this many milliseconds, not sooner.
const PAUSE: u32 = 1000;
/// The shortest and the longest wait of a timer, in milliseconds; after the longest it looks again.
const WAITS: (i64, i64) = (20, 3_600_000);

/// Bytes of the sale, or of the ledger, since the last checkpoint after which the next one is written while nothing else is to be done: what
/// a start reads stays below this and one checkpoint.
const GROWN: usize = 8 << 20;

/// How far the clock may move by itself, in milliseconds, before the session is told.
const DRIFT: i64 = 600_000;

/// Something to do.
#[derive(Debug)]
pub enum Work {
    /// A message came in.
    Message(Message),
    /// A link is gone.
    LinkDown(u32),
    /// Something for the session.
    Input(Input),
    /// Something for the ledger.
    Ask(Ask),
    /// The same, once the new code is sealed.
    IssueCode(Token, Ask),
    /// A signature to check.
    Verify(Box<VerifyJob>),
    /// The record of a sale to seal.
    Seal(Box<SealJob>),
    /// A timer went off.
    Wake,
}

/// The two machines and everything they are connected to.
pub struct Run {
    host: Host,
    device: Device,
    journal: Journal,
    zones: Zones,
    session: RefCell<Session>,
    ledger: RefCell<Ledger>,
    queue: RefCell<VecDeque<Work>>,
    busy: Cell<bool>,
    pinned: Cell<u32>,
    failing: Cell<bool>,
    /// What the session was told of the clock.
    drift: Cell<i64>,
    due: Cell<Option<Instant>>,
    timer: RefCell<Option<Timeout>>,
    view: RefCell<Option<View>>,
}

struct View {
    shown: Screen,
    set: WriteSignal<Screen>,
    mounted: Mounted,
}

impl Run {
    /// Queues a piece of work and sees to it that it is done.
    pub fn push(self: &Rc<Self>, work: Work) {
        self.queue.borrow_mut().push_back(work);
        if !self.busy.replace(true) {
            spawn_local(self.clone().pump());
        }
    }

    /// Works the queue off. Where storage leaves the outcome open it ends for good, still busy.
    async fn pump(self: Rc<Self>) {
        loop {
            let work = self.queue.borrow_mut().pop_front();
            let kept = match work {
                Some(work) => self.work(work).await,
                None if self.journal.grown() > GROWN && self.session.borrow().state().sale.is_none() => {
                    self.checkpoint().await
                }
                None => break,
            };
            if kept == Kept::Unknown {
                return;
            }
        }
        self.busy.set(false);
    }

    async fn work(self: &Rc<Self>, work: Work) -> Kept {
        let drift = platform::drift();
        if drift.saturating_sub(self.drift.get()).abs() > DRIFT {
            match self.decide(Input::ClockDrift(drift)).await {
                Kept::Stored => self.drift.set(drift),
                Kept::NotStored => {} // told with the next work
                Kept::Unknown => return Kept::Unknown,
            }
        }
        match work {
            Work::Message(message) => {
                let delivery = port::delivery(&self.device, message).await;
                self.decide(Input::Host(Box::new(delivery))).await
            }
            Work::LinkDown(link) if link == self.pinned.get() => {
                self.pinned.set(0);
                self.decide(Input::LinkDown).await
            }
            Work::LinkDown(_) => Kept::Stored,
            Work::Input(input) => self.decide(input).await,
            Work::Verify(job) => {
                let verdict = self.device.verify(&job).await;
                self.decide(Input::Verified(job, verdict)).await
            }
            Work::Seal(job) => {
                let seal = self.device.seal(&job.message()).await;
                self.decide(Input::Sealed(job, seal)).await
            }
            Work::Ask(ask) => self.ask(ask).await,
            Work::IssueCode(mut code, mut ask) => {
                let by_store = is_of_store(&ask.op_id);
                let seal = self.seal_text(by_store, &SecretMut::Token(&mut code).message(None)).await;
                let (What::Issue(issue), Some(seal)) = (&mut ask.what, seal) else { return Kept::Stored };
                issue.code = seal;
                self.ask(ask).await
            }
            Work::Wake => {
                if self.due.get().is_some_and(|due| due <= platform::now()) {
                    self.due.set(None);
                    return self.decide(Input::Tick).await;
                }
                self.set_timer();
                Kept::Stored
            }
        }
    }

    async fn checkpoint(&self) -> Kept {
        let state = self.session.borrow().state().clone();
        let now = self.session.borrow().trusted(platform::now());
        let ledger = if self.journal.ledger_grown() { self.ledger.borrow().checkpoint(now) } else { Vec::new() };
        let kept = self.journal.replace(&state, &ledger).await;
        if kept == Kept::Stored {
            ledger.iter().for_each(|piece| self.ledger.borrow_mut().apply(piece)); // what it drops is gone here, too
        }
        kept
    }

    async fn decide(self: &Rc<Self>, mut input: Input) -> Kept {
        self.seal(&mut input).await;
        let ctx = self.ctx();
        let step = self.session.borrow().decide(&input, &ctx);
        let kept = self.journal.append(Stream::Sale, &step.records).await;
        self.failing.set(kept == Kept::NotStored);
        match kept {
            Kept::Stored => {
                step.records.iter().for_each(|record| self.session.borrow_mut().apply(record));
                if step.records.iter().any(journal::forgets) {
                    self.journal.forgotten(); // with the store's ledger, too, where only the sale's facts are here
                }
                self.perform(step.effects);
            }
            Kept::NotStored => self.not_stored(input, &ctx),
            Kept::Unknown => return kept,
        }
        self.show();
        self.set_timer();
        kept
    }

    /// Nothing happened. A command is refused, what nobody would bring again is kept for later; the customer taps again,
    /// and what the ledger said is asked for again.
    fn not_stored(self: &Rc<Self>, input: Input, ctx: &Ctx) {
        let refuse = |delivery: &Delivery| self.perform(self.session.borrow().not_stored(delivery, ctx));
        match input {
            Input::Host(delivery) => refuse(&delivery),
            Input::Sealed(job, _) => refuse(&job.delivery),
            Input::Verified(job, verdict) => match &job.purpose {
                Purpose::Open(delivery) | Purpose::Configure(delivery) => refuse(delivery),
                Purpose::Pack => self.later(Input::Verified(job, verdict)),
            },
            Input::Boot => self.later(input),
            Input::LinkDown | Input::Pack(_) | Input::Answered(..) | Input::Tick | Input::ClockDrift(_) => {}
            Input::Submit(_) | Input::Tap(_) | Input::Scan(_) => {}
        }
    }

    fn later(self: &Rc<Self>, input: Input) {
        let run = self.clone();
        Timeout::new(PAUSE, move || run.push(Work::Input(input))).forget();
    }

    async fn ask(self: &Rc<Self>, ask: Ask) -> Kept {
        let ctx = self.ctx();
        let elsewhere = self.session.borrow().asking(&ask, &ctx);
        if let Some(text) = elsewhere {
            if self.pinned.get() != 0 {
                drop(self.host.send(self.pinned.get(), "", &text)); // the answer comes as a command, or it is asked again
            }
            return Kept::Stored;
        }
        let ctx = Ctx { now: self.session.borrow().trusted(ctx.now), ..ctx };
        let step = self.ledger.borrow().decide(&ask, &ctx);
        let kept = self.journal.append(Stream::Ledger, &step.records).await;
        let outcome = match kept {
            Kept::Stored => {
                step.records.iter().for_each(|record| self.ledger.borrow_mut().apply(record));
                if step.records.iter().any(|record| matches!(record, LedgerRecord::Forgotten(_))) {
                    self.journal.forgotten();
                }
                step.outcome
            }
            Kept::NotStored => Outcome::bare(OutcomeKind::Unknown),
            Kept::Unknown => return kept,
        };
        let about = match ask.what {
            What::Status { of } => of,
            _ => ask.op_id,
        };
        self.queue.borrow_mut().push_front(Work::Input(Input::Answered(about, outcome)));
        kept
    }

    /// Replaces each secret's meaning by its seal, a PIN's together with that of the token it belongs to; the signature of a
    /// coupon's code is checked before.
    async fn seal(&self, input: &mut Input) {
        let mut token = self.session.borrow().pin_token().cloned();
        let by_store = self.session.borrow().sealed_by_store();
        for mut secret in input.secrets() {
            if let SecretMut::Token(token) = &mut secret {
                let job = self.session.borrow().code_job(token);
                if let Some(job) = job
                    && self.device.verify_code(&job).await
                {
                    token.set_genuine();
                }
            }
            let seal = match &secret {
                SecretMut::Key(key) => self.device.take_key(key).await,
                SecretMut::Text(_) => self.device.seal(&secret.message(None)).await,
                _ => self.seal_text(by_store, &secret.message(token.as_ref())).await,
            };
            if let Some(seal) = seal {
                token = secret.set(seal).or(token);
            }
        }
    }

    /// Seals for the ledger that is meant: by the device's key, or by the key of the open session's store.
    async fn seal_text(&self, by_store: bool, message: &str) -> Option<Seal> {
        if !by_store {
            return self.device.seal(message).await;
        }
        let mark = self.session.borrow().store_key().cloned()?;
        self.device.seal_by(&mark, message).await
    }

    fn ctx(&self) -> Ctx {
        let now = platform::now();
        let offset_minutes = self.zones.offset_minutes(self.session.borrow().zone(), now);
        Ctx { now, offset_minutes, entropy: platform::entropy() }
    }

    /// Does what follows. What needs an answer of the ledger or of a signature check comes before anything that waits.
    /// A link that fails is the supervisor's to notice; the state keeps what was to be said.
    fn perform(&self, effects: Vec<Effect>) {
        let mut next = VecDeque::new();
        for effect in effects {
            match effect {
                Effect::Reply { link, re, text } => drop(self.host.send(link, &re, &text)),
                Effect::Send(text) if self.pinned.get() != 0 => drop(self.host.send(self.pinned.get(), "", &text)),
                Effect::Send(_) => {}
                Effect::Accept(link) => {
                    self.pinned.set(link);
                    drop(self.host.accept(link));
                }
                Effect::Refuse(link) => drop(self.host.refuse(link)),
                Effect::Key(key) => {
                    if let Some(view) = self.view.borrow().as_ref() {
                        view.mounted.press(key.expose());
                    }
                }
                Effect::Ask(ask) => next.push_back(Work::Ask(ask)),
                Effect::IssueCode { code, ask } => next.push_back(Work::IssueCode(code, ask)),
                Effect::Verify(job) => next.push_back(Work::Verify(job)),
                Effect::Seal(job) => next.push_back(Work::Seal(job)),
            }
        }
        let mut queue = self.queue.borrow_mut();
        next.append(&mut queue);
        *queue = next;
    }

    fn show(&self) {
        let mut screen = self.session.borrow().screen(platform::now());
        if self.failing.get() {
            screen.notice = Some(self.session.borrow().notice("notice.storage_failing"));
        }
        if let Some(view) = self.view.borrow_mut().as_mut().filter(|view| view.shown != screen) {
            view.shown = screen.clone();
            view.set.set(screen);
        }
    }

    /// A deadline once set is not put off by what happens meanwhile; one tick too many does no harm.
    fn set_timer(self: &Rc<Self>) {
        let now = platform::now();
        let wanted = self.session.borrow().wake_at(now);
        let due = wanted.map(|at| self.due.get().map_or(at, |due| due.min(at)));
        self.due.set(due);
        let timer = due.map(|due| {
            let wait = u32::try_from(due.since(now).clamp(WAITS.0, WAITS.1)).unwrap_or(PAUSE);
            let wait = if self.failing.get() { wait.max(PAUSE) } else { wait };
            let run = self.clone();
            Timeout::new(wait, move || run.push(Work::Wake))
        });
        self.timer.replace(timer);
    }
}
