//! The sale: a pure machine. Inputs are decided into records and effects; records alone change state.
//!
//! What must hold: [`Session::decide`] is pure and total; [`Session::apply`] calls no rule; after a restart the records
//! applied again give the same state, and [`Session::recover`] the effects that are still owed.

mod apply;
pub mod state;

use crate::ledger::ask::{Ask, Outcome};
use crate::names::Id;
use crate::record::Record;
use crate::screen::{Submission, Tap};
use crate::secret::{Seal, SecretMut};
use crate::time::Instant;
use crate::wire::command::Command;
use crate::wire::error::Refusal;

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
    /// The ledger answered.
    Answered(Id, Outcome),
    /// A deadline passed.
    Tick,
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
    /// Origins that may open a session.
    pub origins: Vec<String>,
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
}

impl Session {
    /// A machine without a past; apply the stored records, then decide [`Input::Boot`].
    #[must_use]
    pub fn new(setup: Setup) -> Session {
        Session { setup }
    }

    /// What follows from an input. Pure and total.
    #[must_use]
    pub fn decide(&self, _input: &Input, _ctx: &Ctx) -> Step {
        Step::default()
    }

    /// Takes a stored fact in. Calls no rule.
    pub fn apply(&mut self, _record: &Record) {}

    /// What is still owed after a restart, derived from the state: questions to the ledger, requests to the register.
    #[must_use]
    pub fn recover(&self, _ctx: &Ctx) -> Step {
        Step::default()
    }

    /// What the page shows now.
    #[must_use]
    pub fn screen(&self) -> crate::screen::Screen {
        crate::screen::Screen {
            locale: "en".to_owned(),
            theme: crate::wire::session::Theme::Auto,
            role: crate::wire::session::Role::Customer,
            touch: true,
            mode: crate::ledger::ask::Mode::Live,
            currency: crate::money::Currency::EUR,
            notice: None,
            body: crate::screen::Body::Waiting,
        }
    }

    /// When a [`Input::Tick`] is wanted.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        None
    }

    /// The refusal of a command whose records could not be stored.
    #[must_use]
    pub fn not_stored(&self, _delivery: &Delivery) -> Vec<Effect> {
        let _ = &self.setup;
        Vec::new()
    }

    /// The token a PIN on the screen belongs to.
    #[must_use]
    pub fn pin_token(&self) -> Option<&Seal> {
        None
    }

    /// IANA zone of the store, for [`Ctx::offset_minutes`].
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        None
    }
}
