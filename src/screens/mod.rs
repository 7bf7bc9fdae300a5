//! What the customer sees: one [`Screen`] value drawn by leptos' signals, and the customer's taps, codes and PINs handed back.
//!
//! What must hold: nothing is calculated here, only formatted; half-typed text lives here and nowhere else, and is gone
//! when its prompt is gone; what changes in a value changes in place, and only another kind of screen, language or
//! display builds the page anew. Input goes out through [`Act`], never through a signal.

mod basket;
mod deals;
mod dom;
mod entry;
mod format;
#[cfg(feature = "gallery")]
pub mod gallery;
mod keypad;
mod kind;
mod look;
mod member;
mod outcome;
mod parts;
mod pay;
mod pin;
mod qr;
mod receipt;
mod service;
mod wedge;

use dom::{Tag, tag};
use format::Format;
use kind::Kind;
use leptos::mount::mount_to;
use leptos::prelude::*;
use std::any::Any;
use std::cell::{Cell, RefCell};
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

/// What the screens do beside being drawn.
pub enum Aside {
    /// A cue is to be heard: `approved`, `declined` or `attention`, and how loud, in percent.
    Cue(&'static str, u32),
    /// The prompt that had the keyboard is over.
    Blur,
    /// What is to be spoken, and its language.
    Say(String, String),
}

/// Where the customer's input goes, and what goes out beside it.
#[derive(Clone)]
pub struct Act {
    take: Rc<dyn Fn(UserAct)>,
    aside: Rc<dyn Fn(Aside)>,
}

impl Act {
    /// Input goes to the first function, all else to the second.
    pub fn new(take: impl Fn(UserAct) + 'static, aside: impl Fn(Aside) + 'static) -> Act {
        Act { take: Rc::new(take), aside: Rc::new(aside) }
    }
}

/// The mounted screens; dropping it takes them away.
#[must_use]
pub struct Mounted {
    page: Tag,
    ui: Option<Ui>,
    _signals: Box<dyn Any>,
    _keys: wedge::Listener,
}

impl Mounted {
    /// A key of the register's own keypad, for the prompt that is open: a digit, `clear` or `enter`.
    pub fn press(&self, key: &str) {
        let Some(ui) = self.ui else { return };
        match key {
            "clear" => ui.0.typed.set(String::new()),
            "enter" => ui.submit(),
            digit => digit.chars().for_each(|digit| ui.type_key(digit)),
        }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.page.0.remove();
    }
}

/// What the whole page depends on; another one builds it anew.
#[derive(Clone, PartialEq, Eq)]
struct Frame {
    kind: Kind,
    locale: String,
    second: String,
    currency: Currency,
    touch: bool,
    cashier: bool,
}

/// What every part of the page needs; a handle, copied freely. An instance mounts once, so it is never given back.
#[derive(Clone, Copy)]
struct Ui(&'static Shared);

struct Shared {
    root: HtmlElement,
    screen: ReadSignal<Screen>,
    act: Act,
    texts: Texts,
    format: RefCell<Rc<Format>>,
    frame: Memo<Frame>,
    drawn: Cell<Option<Kind>>,
    /// What has been typed at the open prompt.
    typed: RwSignal<String>,
}

impl Ui {
    fn new(root: HtmlElement, screen: ReadSignal<Screen>, act: Act, texts: Texts) -> Ui {
        let frame = Memo::new(move |_| {
            screen.with(|s| Frame {
                kind: Kind::of(&s.body),
                locale: s.locale.clone(),
                second: s.second.clone(),
                currency: s.currency,
                touch: s.touch,
                cashier: s.role == Role::Cashier,
            })
        });
        let format = frame.with_untracked(|f| Format::new(&f.locale, f.currency));
        Ui(Box::leak(Box::new(Shared {
            root,
            screen,
            act,
            texts,
            format: RefCell::new(Rc::new(format)),
            frame,
            drawn: Cell::new(None),
            typed: RwSignal::new(String::new()),
        })))
    }

    fn act(self, what: UserAct) {
        (self.0.act.take)(what);
    }

    fn aside(self, what: Aside) {
        (self.0.act.aside)(what);
    }

    fn tap(self, tap: Tap) {
        self.act(UserAct::Tap(tap));
    }

    fn touch(self) -> bool {
        self.0.frame.with_untracked(|f| f.touch)
    }

    /// A text of the catalogues in the customer's language, or in both; where it is the cashier who looks, the cashier's, if there
    /// is one of its own.
    fn t(self, key: &str) -> String {
        self.fill(key, &[])
    }

    fn fill(self, key: &str, places: &[(&str, &str)]) -> String {
        self.0.frame.with_untracked(|f| {
            let what = key.strip_suffix(".customer").unwrap_or(key);
            let own = if f.cashier { format!("{what}.cashier") } else { String::new() };
            let text = self.0.texts.get(&f.locale, &own, places);
            if text == own { self.0.texts.both(&f.locale, &f.second, key, places) } else { text }
        })
    }

    /// A text with a number, in the form its language has for it.
    fn count(self, key: &str, number: usize) -> String {
        let (number, form) = (number.to_string(), self.format().plural(number));
        let form = format!("{key}.{form}");
        // A second language has forms of its own; it does without.
        self.0.frame.with_untracked(|f| self.0.texts.get(&f.locale, &form, &[("n", &number)]))
    }

    /// How numbers look now.
    fn format(self) -> Rc<Format> {
        self.0.frame.with_untracked(|frame| {
            let mut format = self.0.format.borrow_mut();
            if !format.is_for(&frame.locale, frame.currency) {
                *format = Rc::new(Format::new(&frame.locale, frame.currency));
            }
            format.clone()
        })
    }

    fn money(self, amount: Amount) -> String {
        self.format().money(amount)
    }

    /// Something about the screen's body; whoever asks is told when the screen changes.
    fn body<T>(self, read: impl Fn(&Body) -> T) -> T {
        self.0.screen.with(|s| read(&s.body))
    }
}

/// Draws the screens into `root`, an element inside the page's shadow root.
pub fn mount(root: HtmlElement, screen: ReadSignal<Screen>, act: Act, texts: Texts) -> Mounted {
    let made = Rc::new(RefCell::new(None));
    let drawn = made.clone();
    let at = root.clone();
    let signals = mount_to(root, move || {
        let ui = Ui::new(at.clone(), screen, act, texts);
        drawn.replace(Some((page(ui), Some(ui), wedge::Listener::new(ui))));
    });
    let (page, ui, keys) = made.take().unwrap_or_else(|| (tag("div", ""), None, wedge::Listener::default()));
    Mounted { page, ui, _signals: Box::new(signals), _keys: keys }
}

fn page(ui: Ui) -> Tag {
    let see = move |read: fn(&Screen) -> &'static str| move || ui.0.screen.with(read).to_owned();
    let frame = ui.0.frame;
    let page = look::dress(ui, tag("div", "epos"))
        .live_set("lang", move || frame.with(|f| f.locale.clone()))
        .live_set("dir", move || frame.with(|f| direction(&f.locale)).to_owned())
        .live_set("data-languages", move || if frame.with(|f| f.second.is_empty()) { "1" } else { "2" }.to_owned())
        .live_set("data-theme", see(|s| theme_name(s.theme)))
        .live_set("data-role", see(|s| role_name(s.role)))
        .live_set("data-assist", see(|s| if s.assist { "yes" } else { "no" }))
        .live_set("data-mode", see(|s| mode_name(s.mode)))
        .live_set("data-touch", see(|s| if s.touch { "yes" } else { "no" }))
        .live(
            move || Some((ui.0.screen.with(|s| s.mode), frame.with(languages))),
            move |(mode, _)| parts::watermark(ui, *mode),
        )
        .live(move || Some(ui.0.screen.with(|s| s.notice.clone())), |notice| notice.as_ref().map(parts::notice))
        .live(move || Some(frame.get()), move |frame| screen_of(ui, frame))
        .with(outcome::announcer(ui));
    let _ = ui.0.root.append_child(&page.0);
    page
}

fn languages(frame: &Frame) -> [String; 2] {
    [frame.locale.clone(), frame.second.clone()]
}

fn screen_of(ui: Ui, frame: &Frame) -> Tag {
    // Another language keeps what was typed, another screen must not.
    let before = ui.0.drawn.replace(Some(frame.kind));
    if before != Some(frame.kind) {
        ui.0.typed.set(String::new());
        // The first screen of an instance is no news: whoever was there has heard it.
        if let Some(cue) = before.and_then(|_| frame.kind.cue()) {
            ui.aside(Aside::Cue(cue, ui.0.screen.with_untracked(|s| s.volume)));
        }
    }
    match (ui.0.screen.with_untracked(|s| s.focus), frame.kind.asks(), before.is_some_and(Kind::asks)) {
        (true, false, true) => {
            parts::give_focus(&ui.0.root);
            ui.aside(Aside::Blur);
        }
        (focus, asks, _) => parts::keep_focus(&ui.0.root, focus && asks),
    }
    if let Some(page) = ui.0.root.first_element_child() {
        page.set_scroll_top(0);
    }
    let main = tag("main", "screen").set("data-screen", frame.kind.name());
    match frame.kind {
        Kind::Waiting => outcome::waiting(ui, main),
        Kind::Idle => outcome::idle(ui, main),
        Kind::Basket => basket::screen(ui, main),
        Kind::Coupon => entry::coupon(ui, main),
        Kind::Loss => outcome::loss(ui, main),
        Kind::Identify => member::identify(ui, main),
        Kind::Offers => deals::offers(ui, main),
        Kind::Consent => member::consent(ui, main),
        Kind::Member => member::member(ui, main),
        Kind::Points => member::points(ui, main),
        Kind::Payment => pay::choose(ui, main),
        Kind::GiftCard => entry::gift_card(ui, main),
        Kind::Pin => pin::screen(ui, main),
        Kind::Working => pay::working(ui, main),
        Kind::Approved => outcome::approved(ui, main),
        Kind::Declined => outcome::declined(ui, main),
        Kind::Receipt => receipt::screen(ui, main),
        Kind::Service => service::screen(ui, main),
        Kind::OutOfService | Kind::NotAuthorised => outcome::closed(ui, main, frame.kind),
    }
}

/// Which way the language is written.
fn direction(locale: &str) -> &'static str {
    let language = locale.split('-').next().unwrap_or(locale);
    if ["ar", "fa", "he", "ur"].contains(&language) { "rtl" } else { "ltr" }
}

const fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
        Theme::Contrast => "contrast",
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
