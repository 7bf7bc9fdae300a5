//! The seam between the sale and the world: what can happen, and what may follow.
//!
//! What must hold: everything here is data; nothing else crosses.

use super::seal::SealJob;
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
            Input::Submit(Submission::Person(kind, person)) => vec![SecretMut::Person(*kind, person)],
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
