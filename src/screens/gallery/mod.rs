//! Every screen from fixed data, for looking at and for pictures: no session, no clock, no register.
//!
//! What must hold: it is compiled with the feature `gallery` only and never shipped.

mod data;
mod member;
mod options;
mod sale;

use super::{Act, Aside, Mounted, UserAct, mount};
use js_sys::Function;
use leptos::prelude::*;
use std::cell::RefCell;
use till::screen::{Body, Screen};
use till::shape::{DEEPEST, Document};
use till::text::Texts;
use till::wire::session::Role;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

thread_local! {
    static SHOWN: RefCell<Option<(Mounted, WriteSignal<Screen>, Texts)>> = const { RefCell::new(None) };
}

/// The names of all entries, one a line.
#[wasm_bindgen]
#[must_use]
pub fn gallery_names() -> String {
    options::names().join("\n")
}

/// Draws one entry into `root`. `options` are words: `light`, `dark`, `training`, `test`, `notice=no_storage`, `no-touch`,
/// `second=en`, `assist`, `cashier`, `shared`, `focus`. What is
/// done to it goes to `told` as text, secrets left out.
#[wasm_bindgen]
pub fn gallery_show(root: HtmlElement, name: &str, locale: &str, options: &str, catalogues: &str, told: Function) {
    let catalogues = Document::parse(catalogues, DEEPEST).ok();
    let texts = crate::port::texts(catalogues.as_ref().map(Document::root));
    let (screen, set_screen) = signal(worded(options::screen(name, locale, options), &texts));
    let also = told.clone();
    let act = Act::new(
        move |what| {
            let text = match what {
                UserAct::Tap(tap) => format!("tap {tap:?}"),
                UserAct::Submit(submission) => format!("submit {submission:?}"),
                UserAct::Scan(token) => format!("scan {token:?}"),
            };
            let _ = told.call1(&JsValue::UNDEFINED, &text.into());
        },
        move |aside| {
            let text = match aside {
                Aside::Cue(name, volume) => format!("cue {name} {volume}"),
                Aside::Blur => "blur".to_owned(),
                Aside::Say(text, locale) => format!("say {locale} {text}"),
            };
            let _ = also.call1(&JsValue::UNDEFINED, &text.into());
        },
    );
    let mounted = mount(root, screen, act, texts.clone());
    SHOWN.with_borrow_mut(|shown| *shown = Some((mounted, set_screen, texts)));
}

/// Another entry in the same page, as a step of a sale would show it.
#[wasm_bindgen]
pub fn gallery_change(name: &str, locale: &str, options: &str) {
    SHOWN.with_borrow(|shown| {
        if let Some((_, set_screen, texts)) = shown {
            set_screen.set(worded(options::screen(name, locale, options), texts));
        }
    });
}

/// Messages of the data are keys; a session puts their texts in their place, and so does this.
fn worded(mut screen: Screen, texts: &Texts) -> Screen {
    if let Some(notice) = &mut screen.notice {
        notice.text = texts.get(&notice.locale, notice.key, &[]);
    }
    let Screen { locale, second, body, role, .. } = &mut screen;
    let message = match body {
        Body::Coupon(entry) | Body::Identify(entry) => entry.message.as_mut(),
        Body::Pin { message, .. } => message.as_mut(),
        Body::Declined { message, .. } | Body::OutOfService { message, .. } | Body::NotAuthorised { message, .. } => {
            Some(message)
        }
        _ => None,
    };
    if let Some(message) = message {
        if *role == Role::Cashier {
            *message = message.replace(".customer", ".cashier");
        }
        *message = texts.both(locale, second, message, &[]);
    }
    screen
}
