//! The browser shell: what the supervisor calls, and nothing else.
//!
//! What must hold: nothing is thrown out of an export; a panic names its place and nothing of what was being worked on.

// A crate that nobody names is not linked, and what it is there for is silently not done.
#![cfg_attr(not(test), warn(unused_crate_dependencies))]

pub mod device;
mod encoded;
pub mod journal;
pub mod platform;
pub mod port;
pub mod run;
pub mod screens;

use heap as _;
use js_sys::JsString;
use port::{Host, Message};
use run::{Run, Work};
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

thread_local! {
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
    static RUN: RefCell<Option<Rc<Run>>> = const { RefCell::new(None) };
}

/// Starts this instance in an empty element of the shadow root, or without screens; resolves when it takes messages.
#[wasm_bindgen]
pub async fn start(mount: Option<HtmlElement>, host: Host, boot: String) {
    HOST.replace(Some(host.clone()));
    std::panic::set_hook(Box::new(panicked));
    let run = Run::start(mount, host, &boot).await;
    RUN.replace(Some(run));
}

/// A message of the register.
#[wasm_bindgen]
pub fn receive(link: u32, origin: String, nonce: String, text: JsString) {
    push(Work::Message(Message { link, origin, nonce, text: encoded::with_text(&text, str::to_owned) }));
}

/// A link is gone.
#[wasm_bindgen]
pub fn link_down(link: u32) {
    push(Work::LinkDown(link));
}

/// Prices a basket without a session: a pricing request in, the priced basket or the refusal out, both JSON texts.
#[wasm_bindgen]
#[must_use]
pub fn price(request: JsString) -> String {
    encoded::with_text(&request, till::price::price_json)
}

fn push(work: Work) {
    if let Some(run) = RUN.with_borrow(Clone::clone) {
        run.push(work);
    }
}

fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(String::new, |place| {
        // A library's file begins with the builder's folders: from the library on is enough.
        let file = place.file().split_once("/registry/src/").and_then(|(_, file)| file.split_once('/'));
        format!("{}:{}", file.map_or(place.file(), |(_, file)| file), place.line())
    });
    HOST.with(|host| {
        if let Some(host) = host.try_borrow().ok().as_ref().and_then(|host| host.as_ref()) {
            let _ = host.panicked(&place);
        }
    });
}
