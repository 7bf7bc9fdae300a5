//! The sale: a pure machine. Inputs are decided into records and effects; records alone change state.
//!
//! What must hold: [`Session::decide`] is pure and total; [`Session::apply`] calls no rule; after a restart the records
//! applied again give the same state, and [`Session::recover`] the effects that are still owed.

mod answered;
mod apply;
mod back;
mod basket;
pub mod clock;
mod command;
mod commit;
mod coupons;
mod day;
pub mod door;
mod draft;
mod gift;
mod give;
mod hold;
mod import;
mod keys;
mod late;
mod life;
mod link;
mod load;
pub mod owed;
mod packs;
mod paying;
pub mod pin;
pub mod plan;
mod pricing;
mod print;
mod read;
mod refund;
mod report;
pub mod sale;
mod seal;
pub mod sold;
pub mod state;
pub mod table;
mod tender;
mod terminal;
mod touch;
pub mod undo;
pub mod used;
mod view;

use self::draft::Draft;
use self::state::State;
use crate::ledger::ask::{Ask, Outcome};
use crate::map::Map;
use crate::names::Id;
use crate::record::{JournalStarted, LinkLost, Record};
use crate::screen::{Submission, Tap};
use crate::secret::{Seal, SecretMut};
use crate::time::Instant;
use crate::wire::command::Command;
use crate::wire::error::Refusal;
use crate::{token, wire};
use packs::Ready;
pub use seal::SealJob;
use std::rc::Rc;

/// What the world tells a decision. Nothing else does.
#[derive(Clone, Copy, Debug)]
pub struct Ctx {
    /// The moment.
    pub now: Instant,
    /// The store's offset from UTC in minutes at that moment.
    pub offset_minutes: i32,
    /// Fresh randomness for ids and codes.
    pub entropy: [u8; 32],
}

/// A command as it came in.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The link it came on.
    pub link: u32,
    /// The origin of the sender.
    pub origin: String,
    /// The nonce that was shown on this link.
    pub nonce: String,
    /// Keyed hash of the decoded content, made by the shell; tells a repeat from a re-used id.
    pub fingerprint: Seal,
    /// What it says, or why it says nothing.
    pub command: Result<Command, Undecoded>,
}

/// A message that is not a command.
#[derive(Clone, Debug)]
pub struct Undecoded {
    /// Its id, if that much could be read.
    pub id: Option<Id>,
    /// Its type, if that much could be read.
    pub kind: Option<String>,
    /// Why.
    pub refusal: Refusal,
}

/// Everything that can happen.
#[derive(Clone, Debug)]
pub enum Input {
    /// The records have been applied; begin.
    Boot,
    /// A message of the register.
    Host(Box<Delivery>),
    /// The pinned link is gone.
    LinkDown,
    /// A signature was checked.
    Verified(Box<VerifyJob>, Verdict),
    /// A signed pack was found beside the page.
    Pack(String),
    /// The customer finished typing or showed a code.
    Submit(Submission),
    /// The customer tapped.
    Tap(Tap),
    /// A code came in from a keyboard scanner and no field was waiting for it.
    Scan(crate::secret::Token),
    /// A record was sealed; without a seal if the device has no key.
    Sealed(Box<SealJob>, Option<Seal>),
    /// The ledger answered.
    Answered(Id, Outcome),
    /// A deadline passed.
    Tick,
    /// By how many milliseconds the clock has moved since the page was loaded, beyond the time that went by; told once it is
    /// 10 minutes from what was told before.
    ClockDrift(i64),
}

impl Input {
    /// The secrets in it, for the shell to seal before the decision; a PIN comes after its token.
    pub fn secrets(&mut self) -> Vec<SecretMut<'_>> {
        match self {
            Input::Host(delivery) => delivery.command.as_mut().map(Command::secrets).unwrap_or_default(),
            Input::Submit(Submission::Code(token)) | Input::Scan(token) => vec![SecretMut::Token(token)],
            Input::Submit(Submission::Pin(pin)) => vec![SecretMut::Pin(pin)],
            _ => Vec::new(),
        }
    }
}

/// A signature to check: ES256 over `signed` with the issuer key `kid`.
#[derive(Clone, Debug)]
pub struct VerifyJob {
    /// Key id from the header.
    pub kid: String,
    /// Header and payload as signed.
    pub signed: String,
    /// The signature, base64url.
    pub signature: String,
    /// What it is for; comes back with the verdict.
    pub purpose: Purpose,
}

/// What a signature is for.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// The device token of a `session.open`.
    Open(Delivery),
    /// The pack of a `session.configure`.
    Configure(Delivery),
    /// The pack beside the page.
    Pack,
}

/// What the check said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Good; with the SHA-256 of `signed` in hexadecimal.
    Good(String),
    /// The signature does not fit.
    Bad,
    /// No issuer has that key.
    UnknownKey,
    /// The engine has no cryptography here (no secure context).
    NoCrypto,
}

/// What a decision says: facts first, then what may follow once they are stored.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Facts, in order.
    pub records: Vec<Record>,
    /// What to do once the facts are stored, in order.
    pub effects: Vec<Effect>,
}

/// What may follow.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Answer a command.
    Reply {
        /// The link it came on.
        link: u32,
        /// The command; empty if it had no readable id.
        re: String,
        /// The message.
        text: String,
    },
    /// Send an event or request on the pinned link, if there is one; both are kept until acknowledged.
    Send(String),
    /// A key for the prompt that is open on the screen; it may be a digit of a PIN.
    Key(crate::secret::Pin),
    /// The session was opened on this link: pin it.
    Accept(u32),
    /// The session was not opened on this link: close it.
    Refuse(u32),
    /// Ask the ledger.
    Ask(Ask),
    /// Seal the code, put its seal into the `Issue` of the ask, then ask the ledger.
    IssueCode {
        /// The new code.
        code: crate::secret::Token,
        /// The ask that waits for its seal.
        ask: Ask,
    },
    /// Check a signature.
    Verify(Box<VerifyJob>),
    /// Seal the record of a sale; comes before anything is stored.
    Seal(Box<SealJob>),
}

/// How storage is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// On disk.
    Persistent,
    /// In memory of the browser, gone with it.
    Volatile,
    /// Nowhere.
    None,
    /// What is stored is damaged; nothing is added to it.
    Damaged,
}

impl Health {
    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Health::Persistent => "persistent",
            Health::Volatile => "volatile",
            Health::None => "none",
            Health::Damaged => "damaged",
        }
    }
}

/// What is fixed while this instance lives.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The page's build.
    pub build: String,
    /// This page load: the same for an instance rebuilt after a fault, another after a reload.
    pub page: String,
    /// Whether the page is a secure context.
    pub secure: bool,
    /// Storage health.
    pub health: Health,
    /// The journal was found empty although this device had one.
    pub journal_lost: bool,
    /// Cards and codes are known by seals of a key this device no longer has, or could not keep.
    pub key_lost: bool,
    /// Issuers: key id and `iss`.
    pub issuers: Vec<(String, String)>,
    /// The audience a device token must name.
    pub audience: String,
    /// Catalogues.
    pub texts: crate::text::Texts,
    /// How often the page was rebuilt after a fault since it was loaded.
    pub restarts: u32,
}

/// The sale's machine.
#[derive(Debug)]
pub struct Session {
    setup: Setup,
    state: State,
    packs: Map<String, Rc<Ready>>,
}

impl Session {
    /// A machine without a past; apply the stored records, then decide [`Input::Boot`].
    #[must_use]
    pub fn new(setup: Setup) -> Session {
        Session { setup, state: State::empty(), packs: Map::new() }
    }

    /// What follows from an input. Pure and total.
    #[must_use]
    pub fn decide(&self, input: &Input, ctx: &Ctx) -> Step {
        match input {
            Input::Boot => self.boot(ctx),
            Input::Host(delivery) => command::host(self, delivery, ctx),
            Input::LinkDown => self.link_down(ctx),
            Input::Verified(job, verdict) => link::verified(self, job, verdict, ctx),
            Input::Pack(text) => match token::job(text, token::PACK, Purpose::Pack) {
                Ok(job) => Step { records: Vec::new(), effects: vec![Effect::Verify(Box::new(job))] },
                Err(_) => Step::default(),
            },
            Input::Submit(what) => touch::submitted(self, what, ctx),
            Input::Tap(tap) => touch::tapped(self, tap, ctx),
            Input::Scan(code) => touch::scanned(self, code, ctx),
            Input::Sealed(job, seal) => command::sealed(self, job, seal.as_ref()),
            Input::Answered(op_id, outcome) => answered::answered(self, op_id, outcome, ctx),
            Input::Tick => self.tick(ctx),
            Input::ClockDrift(drift) => self.drifted(*drift, ctx),
        }
    }

    /// Takes a stored fact in. Calls no rule.
    pub fn apply(&mut self, record: &Record) {
        self.state.apply(record);
        self.packs.retain(|hash, _| self.state.packs.contains_key(hash));
        for (hash, text) in self.state.packs.iter() {
            if !self.packs.contains_key(hash)
                && let Some(ready) = Ready::parse(text)
            {
                self.packs.insert(hash.clone(), Rc::new(ready));
            }
        }
    }

    fn boot(&self, ctx: &Ctx) -> Step {
        let mut draft = Draft::new(self, ctx);
        if self.state.epoch.is_none() {
            let epoch = draft.id("e");
            draft.record(JournalStarted { epoch });
        }
        draft.check_clock();
        draft.wait_interrupted();
        if self.state.open.as_ref().is_some_and(|open| open.page == self.setup.page) {
            draft.send_owed(None); // the link outlived the instance: the register will not open the session again
        }
        let mut step = draft.finish();
        step.effects.extend(self.recover(ctx).effects);
        step
    }

    fn link_down(&self, ctx: &Ctx) -> Step {
        let mut draft = Draft::new(self, ctx);
        if self.state.open.as_ref().is_some_and(|open| open.page == self.setup.page) {
            draft.record(LinkLost {});
        }
        draft.finish()
    }

    /// What is still owed after a restart, derived from the state: questions to the ledger.
    #[must_use]
    pub fn recover(&self, ctx: &Ctx) -> Step {
        owed::owed(self, ctx)
    }

    fn tick(&self, ctx: &Ctx) -> Step {
        let mut draft = Draft::new(self, ctx);
        if self.state.notice_ends().is_some_and(|until| ctx.now >= until) {
            draft.hide_notice();
        }
        draft.extend_holds();
        terminal::overdue(&mut draft);
        draft.extend_pay_outs();
        draft.wait_over();
        draft.ask_due();
        draft.finish()
    }

    /// When an [`Input::Tick`] is wanted.
    #[must_use]
    pub fn wake_at(&self, now: Instant) -> Option<Instant> {
        let again = self.state.ask_again_at(now);
        let extend = self.state.sale.as_ref().and_then(|sale| sale.extend_at(now));
        let overdue = terminal::overdue_at(&self.state);
        let pay_out = self.state.pay_out_at().into_iter().chain(self.state.pin.as_ref().map(|wait| wait.until));
        self.state.notice_ends().into_iter().chain(again).chain(extend).chain(overdue).chain(pay_out).min()
    }

    /// IANA zone of the store, for [`Ctx::offset_minutes`].
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        let of_sale = self.state.sale.as_ref().map(|sale| &sale.pack);
        let pack = of_sale.or(self.state.pack.as_ref()).and_then(|pack| self.pack(pack));
        pack.map(|pack| pack.zone.as_str())
    }

    /// What the records add up to, for checkpoints and tests.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    fn pack(&self, pack: &wire::session::PackRef) -> Option<&Rc<Ready>> {
        self.packs.get(pack.hash.as_str())
    }
}
