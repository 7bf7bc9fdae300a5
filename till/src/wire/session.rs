//! Module session: opening, resuming and acknowledging.

use crate::colour::Colour;
use crate::ledger::ask::Outcome;
use crate::names::{Id, Label};
use crate::secret::StoreKey;
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::BasketState;
use crate::wire::report::Unresolved;

shape! {
    /// `session.open`: the host answers the page's hello.
    pub struct Open {
        /// The nonce of the hello.
        nonce: String,
        /// Scope of command ids: one per start of the register's program.
        host_session: Id,
        /// The signed device access token (compact JWS, ES256).
        device_token: String,
        /// Languages.
        locale: Locale,
        /// How it looks.
        appearance: Appearance,
        /// The display it is on.
        display: Display,
        /// What the host can do: `payment.take`, `payment.reverse`, `payment.pay_out`, `print`, `print.html`, `ledger.ask`; a request is only sent
        /// if it is listed.
        capabilities: Vec<Id>,
        /// The last event the host has handled.
        position: Option<Position>,
        /// What time it is, if the host knows it from elsewhere than this machine: decides whether the till's clock is good.
        now: Option<Instant>,
        /// The key of the store's ledger, if the host reaches one (capability `ledger.ask`).
        ledger_key: Option<StoreKey>,
    }
}

shape! {
    /// BCP 47 languages.
    pub struct Locale {
        /// Of the customer's screens and texts.
        customer: Id = Id::word("en"),
        /// Of cashier texts.
        cashier: Id = Id::word("en"),
        /// A second language on the customer's screens, under the first.
        second: Option<Id>,
    }
}

shape! {
    /// How the page looks.
    pub struct Appearance {
        /// Light, dark, high contrast, or as the system says.
        theme: Theme = Theme::Auto,
        /// The merchant's colour, of buttons and marks. Where it could not be read it is made darker or lighter; high contrast has
        /// its own.
        accent: Option<Colour>,
        /// How round corners are, 0 to 32 CSS pixels; 14 if missing.
        radius: Option<u32>,
        /// A font family that is installed on the till; the page loads none.
        font: Option<Label>,
        /// A picture for the idle screen, as a path below the page such as `brand/logo.svg`; nothing is loaded from elsewhere.
        logo: Option<Label>,
        /// Size of all text in percent, 100 to 200; for one customer by `session.configure`.
        scale: u32 = 100,
    }
}

fn has_none(text: &Label, marks: &str) -> bool {
    !text.as_str().chars().any(|c| marks.contains(c))
}

/// Whether it is a path below the page; nothing is loaded from elsewhere.
#[must_use]
pub fn is_picture(path: &Label) -> bool {
    let text = path.as_str();
    has_none(path, ":\\\"'()?#%") && !text.starts_with('/') && !text.contains("..") && !text.contains("//")
}

impl Appearance {
    /// The member that does not fit, with what would.
    #[must_use]
    pub fn flaw(&self) -> Option<(&'static str, &'static str)> {
        if self.radius.is_some_and(|radius| radius > 32) {
            Some(("radius", "0 to 32"))
        } else if self.font.as_ref().is_some_and(|font| !has_none(font, "\\\"';,{}")) {
            Some(("font", "the name of one font family"))
        } else if self.logo.as_ref().is_some_and(|logo| !is_picture(logo)) {
            Some(("logo", "a path below the page"))
        } else if !(100..=200).contains(&self.scale) {
            Some(("scale", "100 to 200"))
        } else {
            None
        }
    }
}

shape! {
    /// Light, dark or high contrast.
    pub enum Theme {
        /// As the system says.
        Auto = "auto",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
        /// Yellow and white on black.
        Contrast = "contrast",
    }
}

shape! {
    /// The display the page is on.
    pub struct Display {
        /// Who looks at it.
        role: Role = Role::Customer,
        /// Whether it can be touched; without touch no keypad is shown.
        touch: bool = true,
        /// The register has keys of its own for the customer and sends them with `input.key`.
        keypad: bool = false,
        /// While the customer is asked for something, the page takes the keyboard, and gives it back with `screen.blur`. It takes it at
        /// no other time.
        focus_on_prompt: bool = false,
        /// The customer of a sale chooses at its end whether the receipt is printed: event `receipt.chosen`. Not where the law wants
        /// it printed.
        receipt_choice: bool = false,
    }
}

shape! {
    /// Who looks at the display.
    pub enum Role {
        /// The customer.
        Customer = "customer",
        /// The cashier.
        Cashier = "cashier",
        /// Both.
        Shared = "shared",
    }
}

shape! {
    /// A place in the stream of events.
    pub struct Position {
        /// The journal's epoch.
        epoch: Id,
        /// Number of the event; 0 before the first.
        seq: u64,
    }
}

shape! {
    /// Answer to `session.open` and `session.resume`.
    pub struct Opened {
        /// Protocol version: 1.
        protocol: u32,
        /// The page's build.
        build: String,
        /// Device, from the token's `sub`.
        device: Id,
        /// Store, from the token.
        store: Id,
        /// Till, from the token.
        till: Id,
        /// Modules the token allows.
        modules: Vec<Id>,
        /// Where stored value lives: `device` or `store`.
        ledger: Id,
        /// What becomes of what is stored: `persistent`, `volatile` or `none`.
        storage: Id,
        /// The journal was found empty although this device had one, or the host is ahead of it.
        journal_lost: bool,
        /// The pack in use.
        pack: Option<PackRef>,
        /// Limits.
        limits: LimitsOut,
        /// Where the stream of events stands; events after the host's position follow.
        position: Position,
        /// When the device token ends, RFC 3339.
        token_expires: crate::time::Instant,
        /// Why stored value is not available, if it is not: `no_storage`, `storage_damaged`, `key_lost`, `no_pack`, `many_tills`,
        /// `no_store_ledger`, `token_expired`.
        degraded: Option<Id>,
        /// The same for the cashier. With `many_tills` gift cards are good at their home till only.
        degraded_text: Option<String>,
        /// The basket that was interrupted, whole.
        interrupted: Option<BasketState>,
        /// Suspended baskets.
        suspended: Vec<Id>,
        /// Requests that are still waiting for `request.done`.
        pending_requests: Vec<Id>,
    }
}

shape! {
    /// A pack by version and content.
    pub struct PackRef {
        /// The merchant's version.
        version: Id,
        /// The first 16 hexadecimal digits of its hash.
        hash: Id,
    }
}

shape! {
    /// Limits of this page.
    pub struct LimitsOut {
        /// Lines of a basket.
        max_lines: u32,
        /// Commands in flight; more are held back.
        max_in_flight: u32,
        /// Bytes of one message.
        max_bytes: u32,
    }
}

shape! {
    /// `session.configure`: changes what `session.open` set; missing members stay. A new pack holds from the next basket.
    pub struct Configure {
        /// Languages.
        locale: Option<Locale>,
        /// How it looks.
        appearance: Option<Appearance>,
        /// The display it is on.
        display: Option<Display>,
        /// A signed pack (compact JWS).
        pack: Option<String>,
        /// More help for one customer: larger, slower, and every screen told as `screen.say`. For the sale that is open, or else
        /// for the next one; it ends when another begins.
        assist: Option<bool>,
        /// What time it is, if the host knows it from elsewhere than this machine.
        now: Option<Instant>,
    }
}

shape! {
    /// `screen.say`: what the screen says now, to be spoken. It is neither kept nor numbered nor acknowledged.
    pub struct Say {
        /// The text.
        text: String,
        /// BCP 47 language of the text.
        locale: String,
    }
}

shape! {
    /// Answer to `session.configure`.
    pub struct Configured {
        /// The pack for the next basket.
        pack: Option<PackRef>,
    }
}

shape! {
    /// `session.resume`: events after a position, again.
    pub struct Resume {
        /// The last event the host has handled.
        position: Option<Position>,
    }
}

shape! {
    /// `session.ack`: events up to here are handled and need not be kept.
    pub struct Ack {
        /// Number of the last event handled.
        seq: u64,
    }
}

shape! {
    /// A command without members, or an answer without any.
    pub struct Nothing {}
}

shape! {
    /// Answer to `session.diagnostics`: no amounts, no names, no numbers of cards.
    pub struct Diagnostics {
        /// The page's build.
        build: String,
        /// What the sale is doing.
        phase: Id,
        /// Storage health.
        storage: Id,
        /// Events waiting for `session.ack`.
        unacknowledged: u32,
        /// Requests waiting for `request.done`.
        pending_requests: u32,
        /// Operations whose outcome is unknown.
        unknown_operations: u32,
        /// How often the page was rebuilt after a fault since it was loaded.
        restarts: u32,
        /// What is not settled: the same list as in `session.report`.
        unresolved: Vec<Unresolved>,
        /// The till's clock: `good`, or `suspect` after event `clock.suspect`.
        clock: Id,
    }
}

shape! {
    /// Event `clock.suspect`: the till's clock jumped by more than 10 minutes. Selling goes on; nothing expires and no lock ends
    /// because of it. `session.configure {now}` with the right time makes it good, so does setting the clock right.
    pub struct ClockSuspect {
        /// How far the clock is ahead, in milliseconds; negative: behind.
        ahead: i64,
        /// Against what: `page` (the time the page counted), `journal` or `host`.
        against: Id,
    }
}

shape! {
    /// `request.done`: what became of a request of the page.
    pub struct RequestDone {
        /// The request.
        req: Id,
        /// How it ended.
        outcome: RequestOutcome,
        /// payment.take: what was taken, minor units; for cash without change.
        authorized: Option<crate::money::Amount>,
        /// payment.take, cash: what the customer gave.
        tendered: Option<crate::money::Amount>,
        /// payment.take: what the terminal says.
        slip: Option<std::rc::Rc<crate::wire::slip::Slip>>,
        /// Why it failed, for the cashier.
        reason: Option<Label>,
        /// ledger.ask: what the ledger answered.
        answer: Option<Outcome>,
    }
}

shape! {
    /// How a request ended.
    pub enum RequestOutcome {
        /// Done (perhaps for less).
        Done = "done",
        /// Tried, did not happen.
        Failed = "failed",
        /// Not tried: the cashier or customer said no.
        Refused = "refused",
        /// Cannot be told yet; a later `request.done` or `tender.external` settles it.
        Unknown = "unknown",
    }
}
