//! What the customer sees: one [`Screen`] value drawn with leptos, and the customer's taps, codes and PINs handed back.
//!
//! What must hold: nothing is calculated here, only formatted; half-typed text lives here and nowhere else, and is gone
//! when its prompt is gone; what changes in a value changes in place, and only another kind of screen, language or
//! display builds the page anew. Input goes out through [`Act`], never through a signal.

mod basket;
mod entry;
mod format;
#[cfg(feature = "gallery")]
pub mod gallery;
mod keypad;
mod outcome;
mod parts;
mod pay;
mod pin;
mod qr;
mod receipt;
mod wedge;

use format::Format;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use std::any::Any;
use std::rc::Rc;
use till::ledger::ask::Mode;
use till::money::{Amount, Currency};
use till::screen::{Body, Screen, Submission, Tap};
use till::secret::Token;
use till::text::Texts;
use till::wire::session::{Role, Theme};
use web_sys::HtmlElement;

/// What the customer did.
pub enum UserAct {
    /// Touched something.
    Tap(Tap),
    /// Finished typing, or showed a code to a prompt.
    Submit(Submission),
    /// Showed a code while no prompt was open.
    Scan(Token),
}

/// Where the customer's input goes.
#[derive(Clone)]
pub struct Act(Rc<dyn Fn(UserAct)>);

impl Act {
    /// Input goes to this function.
    pub fn new(take: impl Fn(UserAct) + 'static) -> Act {
        Act(Rc::new(take))
    }
}

/// The mounted screens; dropping it takes them away.
#[must_use]
pub struct Mounted {
    _view: Box<dyn Any>,
    _keys: wedge::Listener,
}

/// Which screen it is: while this stays, parts change in place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Waiting,
    Idle,
    Basket,
    Coupon,
    Identify,
    Payment,
    GiftCard,
    Pin,
    Working,
    Approved,
    Declined,
    Receipt,
    OutOfService,
    NotAuthorised,
}

impl Kind {
    fn of(body: &Body) -> Kind {
        match body {
            Body::Waiting => Kind::Waiting,
            Body::Idle { .. } => Kind::Idle,
            Body::Basket(_) => Kind::Basket,
            Body::Coupon(_) => Kind::Coupon,
            Body::Identify(_) => Kind::Identify,
            Body::Payment(_) => Kind::Payment,
            Body::GiftCard(_) => Kind::GiftCard,
            Body::Pin { .. } => Kind::Pin,
            Body::Working { .. } => Kind::Working,
            Body::Approved { .. } => Kind::Approved,
            Body::Declined { .. } => Kind::Declined,
            Body::Receipt(_) => Kind::Receipt,
            Body::OutOfService { .. } => Kind::OutOfService,
            Body::NotAuthorised { .. } => Kind::NotAuthorised,
        }
    }

    /// The name in `data-screen`.
    const fn name(self) -> &'static str {
        match self {
            Kind::Waiting => "waiting",
            Kind::Idle => "idle",
            Kind::Basket => "basket",
            Kind::Coupon => "coupon",
            Kind::Identify => "identify",
            Kind::Payment => "payment",
            Kind::GiftCard => "gift-card",
            Kind::Pin => "pin",
            Kind::Working => "working",
            Kind::Approved => "approved",
            Kind::Declined => "declined",
            Kind::Receipt => "receipt",
            Kind::OutOfService => "out-of-service",
            Kind::NotAuthorised => "not-authorised",
        }
    }
}

/// What the whole page depends on; another one builds it anew.
#[derive(Clone, PartialEq, Eq)]
struct Frame {
    kind: Kind,
    locale: String,
    currency: Currency,
    touch: bool,
}

/// What every part of the page needs; a handle, copied freely.
#[derive(Clone, Copy)]
struct Ui {
    screen: ReadSignal<Screen>,
    act: StoredValue<Act, LocalStorage>,
    texts: StoredValue<Texts>,
    format: StoredValue<Format, LocalStorage>,
    frame: Memo<Frame>,
    /// What has been typed at the open prompt.
    typed: RwSignal<String>,
}

impl Ui {
    fn new(screen: ReadSignal<Screen>, act: Act, texts: Texts) -> Ui {
        let frame = Memo::new(move |_| {
            screen.with(|s| Frame {
                kind: Kind::of(&s.body),
                locale: s.locale.clone(),
                currency: s.currency,
                touch: s.touch,
            })
        });
        let format = frame.with_untracked(|f| Format::new(&f.locale, f.currency));
        Ui {
            screen,
            act: StoredValue::new_local(act),
            texts: StoredValue::new(texts),
            format: StoredValue::new_local(format),
            frame,
            typed: RwSignal::new(String::new()),
        }
    }

    fn act(self, what: UserAct) {
        let act = self.act.with_value(Clone::clone);
        (act.0)(what);
    }

    fn tap(self, tap: Tap) {
        self.act(UserAct::Tap(tap));
    }

    fn touch(self) -> bool {
        self.frame.with_untracked(|f| f.touch)
    }

    /// A text of the catalogues in the customer's language.
    fn t(self, key: &str) -> String {
        self.fill(key, &[])
    }

    fn fill(self, key: &str, places: &[(&str, &str)]) -> String {
        self.frame.with_untracked(|f| self.texts.with_value(|t| t.get(&f.locale, key, places)))
    }

    fn money(self, amount: Amount) -> String {
        self.format.with_value(|f| f.money(amount))
    }

    /// A part of the screen's body. While the body is of another kind the part stays what it was.
    fn part<T: Clone + PartialEq + Send + Sync + 'static>(self, empty: T, read: fn(&Body) -> Option<T>) -> Memo<T> {
        let screen = self.screen;
        Memo::new(move |old: Option<&T>| {
            screen.with(|s| read(&s.body)).unwrap_or_else(|| old.unwrap_or(&empty).clone())
        })
    }
}

/// Draws the screens into `root`, an element inside the page's shadow root.
pub fn mount(root: HtmlElement, screen: ReadSignal<Screen>, act: Act, texts: Texts) -> Mounted {
    let keys = wedge::Listener::default();
    let hook = keys.clone();
    let at = root.clone();
    let view: UnmountHandle<_> = mount_to(root, move || {
        let ui = Ui::new(screen, act, texts);
        hook.listen(at.clone(), ui);
        page(at, ui)
    });
    Mounted { _view: Box::new(view), _keys: keys }
}

fn page(root: HtmlElement, ui: Ui) -> impl IntoView {
    let theme = move || ui.screen.with(|s| theme_name(s.theme));
    let role = move || ui.screen.with(|s| role_name(s.role));
    let mode = Memo::new(move |_| ui.screen.with(|s| s.mode));
    let locale = move || ui.frame.with(|f| f.locale.clone());
    let touch = move || ui.frame.with(|f| if f.touch { "yes" } else { "no" });
    let focus = parts::FocusKeeper::new(root);
    let drawn = StoredValue::new(None);
    let body = move || {
        let frame = ui.frame.get();
        // Another language keeps what was typed, another screen must not.
        if drawn.get_value() != Some(frame.kind) {
            ui.typed.set(String::new());
            drawn.set_value(Some(frame.kind));
        }
        ui.format.set_value(Format::new(&frame.locale, frame.currency));
        focus.before_change();
        screen_of(ui, frame.kind)
    };
    view! {
        <div class="epos" lang=locale data-theme=theme data-role=role data-touch=touch data-mode=move || mode_name(mode.get())>
            {move || parts::watermark(ui, mode.get())}
            {move || parts::notice(ui)}
            {body}
            {outcome::announcer(ui)}
        </div>
    }
}

fn screen_of(ui: Ui, kind: Kind) -> AnyView {
    match kind {
        Kind::Waiting => outcome::waiting(ui),
        Kind::Idle => outcome::idle(ui),
        Kind::Basket => basket::screen(ui),
        Kind::Coupon => entry::coupon(ui),
        Kind::Identify => entry::identify(ui),
        Kind::Payment => pay::choose(ui),
        Kind::GiftCard => entry::gift_card(ui),
        Kind::Pin => pin::screen(ui),
        Kind::Working => pay::working(ui),
        Kind::Approved => outcome::approved(ui),
        Kind::Declined => outcome::declined(ui),
        Kind::Receipt => receipt::screen(ui),
        Kind::OutOfService | Kind::NotAuthorised => outcome::closed(ui, kind),
    }
}

const fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Cashier => "cashier",
        Role::Shared => "shared",
    }
}

const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "live",
        Mode::Training => "training",
        Mode::Test => "test",
    }
}
