//! Keys of the whole document: a keyboard-wedge scanner, a keyboard, a tactile keypad.
//!
//! What must hold: a scan ends with Enter or Tab and comes faster than anybody types; at an open prompt it is the
//! answer, otherwise it goes out as a scan. A slow key is typing and matters at an open prompt only. Nothing is taken
//! from a field of somebody else's page, and a listener whose screens are gone goes too.

use super::keypad::digits_of;
use super::{Ui, UserAct};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use till::screen::Field;
use till::screen::{Submission, Tap};
use till::secret::Token;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, KeyboardEvent};

/// The most milliseconds between two keys of one scan. Slow scanners send a key every 30 ms, fast people every 80.
const GAP: f64 = 50.0;
/// The shortest code a scanner sends.
const SHORTEST: usize = 4;

/// Keys that came one after the other.
#[derive(Default)]
struct Burst {
    keys: String,
    last: f64,
}

impl Burst {
    /// One more key at this moment; a pause begins anew.
    fn key(&mut self, key: char, now: f64) {
        if !near(self.last, now) {
            self.keys.clear();
        }
        self.last = now;
        self.keys.push(key);
    }

    /// The scan that a terminator at this moment ends.
    fn end(&mut self, now: f64) -> Option<String> {
        let keys = std::mem::take(&mut self.keys);
        (near(self.last, now) && keys.chars().count() >= SHORTEST).then_some(keys)
    }
}

#[expect(clippy::float_arithmetic, reason = "event times are milliseconds in a float; no amount is near")]
fn near(before: f64, now: f64) -> bool {
    now - before <= GAP
}

type Hook = Closure<dyn FnMut(KeyboardEvent)>;

/// The listener of one mounted page; it ends when the last copy is dropped.
#[derive(Clone, Default)]
pub(super) struct Listener(Rc<RefCell<Option<Hook>>>);

impl Listener {
    pub(super) fn new(ui: Ui) -> Listener {
        let listener = Listener::default();
        let mut burst = Burst::default();
        let kept = Rc::downgrade(&listener.0);
        let hook = Hook::new(move |event: KeyboardEvent| {
            if ui.0.root.is_connected() {
                pressed(ui, &mut burst, &event);
            } else if let Some(own) = kept.upgrade() {
                unlisten(&own);
            }
        });
        let _ = document().add_event_listener_with_callback("keydown", hook.as_ref().unchecked_ref());
        listener.0.replace(Some(hook));
        listener
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if Rc::strong_count(&self.0) == 1 {
            unlisten(&self.0);
        }
    }
}

fn unlisten(own: &RefCell<Option<Hook>>) {
    if let Some(hook) = own.borrow().as_ref() {
        let _ = document().remove_event_listener_with_callback("keydown", hook.as_ref().unchecked_ref());
    }
}

fn pressed(ui: Ui, burst: &mut Burst, event: &KeyboardEvent) {
    let target = event.composed_path().get(0).dyn_into::<Element>().ok();
    let is = |element: &Element, what: &str| element.matches(what).unwrap_or(false);
    let field = "input, textarea, select, [contenteditable]";
    let foreign = target.as_ref().is_some_and(|t| is(t, field) && !ui.0.root.contains(Some(t)));
    if foreign || event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing() {
        return;
    }
    let on_button = target.is_some_and(|t| is(&t, "button"));
    let (key, now) = (event.key(), event.time_stamp());
    let mut chars = key.chars();
    match (chars.next(), chars.next(), key.as_str()) {
        (Some(' '), None, _) if on_button => {}
        (Some(c), None, _) if c.is_ascii_graphic() => {
            burst.key(c, now);
            ui.type_key(c);
        }
        (_, _, "Enter" | "Tab") => ended(ui, burst.end(now), event, on_button),
        (_, _, "Backspace") if ui.field().is_some() => ui.erase(),
        (_, _, "Escape") if ui.field().is_some() && ui.touch() => ui.tap(Tap::Back),
        _ => {}
    }
}

/// A terminator came, perhaps at the end of a scan.
fn ended(ui: Ui, scan: Option<String>, event: &KeyboardEvent, on_button: bool) {
    let field = ui.field();
    let scan =
        scan.filter(|keys| !matches!(field, Some(Field::Pin(length)) if keys.chars().count() <= digits_of(length)));
    let Some(keys) = scan else {
        if event.key() == "Enter" && !on_button && field.is_some() {
            event.prevent_default();
            ui.submit();
        }
        return;
    };
    // Without this, the scanner's Enter would press the button that has the focus.
    event.prevent_default();
    ui.0.typed.set(String::new());
    if let Some(token) = Token::new(&keys) {
        ui.act(match field {
            Some(Field::Code(_)) => UserAct::Submit(Submission::Code(token)),
            _ => UserAct::Scan(token),
        });
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]
mod tests {
    use super::*;

    /// Types the keys with this gap, ends with a terminator after the same gap.
    fn check(keys: &str, gap: u32, expected: Option<&str>) {
        let mut burst = Burst::default();
        let mut now = 1000_u32;
        for key in keys.chars() {
            now += gap;
            burst.key(key, f64::from(now));
        }
        assert_eq!(burst.end(f64::from(now + gap)).as_deref(), expected, "{keys} every {gap} ms");
        assert_eq!(burst.end(f64::from(now + gap)), None, "a second terminator ends nothing");
    }

    #[test]
    fn fast_keys_are_a_scan_and_slow_ones_are_typing() {
        check("3850123456789", 2, Some("3850123456789"));
        check("3850123456789", 35, Some("3850123456789"));
        check("3850123456789", 80, None);
        check("12", 2, None);
        check("", 2, None);
    }
}
