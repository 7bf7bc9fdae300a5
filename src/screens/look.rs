//! The merchant's looks: custom properties on the page's own element.
//!
//! What must hold: values come from `till`, which made them fit; they are set through the object model, which the page's
//! policy allows, never as an inline style; a look that is taken back leaves nothing behind.

use super::Ui;
use super::dom::{Tag, tag, watch};
use leptos::prelude::*;
use till::screen::{Look, Slide};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    type Styled;
    type Style;
    #[wasm_bindgen(method, getter)]
    fn style(this: &Styled) -> Style;
    #[wasm_bindgen(method, js_name = setProperty)]
    fn set_property(this: &Style, name: &str, value: &str);
}

/// Keeps an element dressed.
pub(super) fn dress(ui: Ui, page: Tag) -> Tag {
    let style = page.0.unchecked_ref::<Styled>().style();
    let screen = ui.0.screen;
    let look = Memo::new(move |_| screen.with(|s| s.look.clone()));
    watch(Box::new(move || look.with(|look| set(&style, look))));
    page.live_set("data-look", move || look.with(|look| if look.accents[0].is_empty() { "" } else { "own" }.to_owned()))
}

fn set(style: &Style, look: &Look) {
    let Look { accents: [light, on_light, dark, on_dark], radius, font, logo, scale } = look;
    let scale = if *scale == 0 { String::new() } else { format!("{}.{:02}", scale / 100, scale % 100) };
    for (name, value) in [
        ("--look-light", light),
        ("--look-on-light", on_light),
        ("--look-dark", dark),
        ("--look-on-dark", on_dark),
        ("--look-radius", radius),
        ("--look-font", font),
        ("--look-logo", logo),
        ("--look-scale", &scale),
    ] {
        style.set_property(name, value);
    }
}

/// The logo, if there is one; the store's name stands beside it as text.
pub(super) fn logo(ui: Ui) -> Option<Tag> {
    let there = ui.0.screen.with(|s| !s.look.logo.is_empty());
    there.then(|| tag("p", "logo").part("logo").set("aria-hidden", "true"))
}

/// The merchant's pictures, one after the other; a finger or a pointer on them holds them.
pub(super) fn slides(slides: &[Slide]) -> Tag {
    let one = |slide: &Slide| {
        let picture = tag("div", "slide");
        picture.0.unchecked_ref::<Styled>().style().set_property("--slide", &slide.picture);
        if slide.text.is_empty() {
            picture.set("aria-hidden", "true")
        } else {
            picture.set("role", "img").set("aria-label", &slide.text)
        }
    };
    let strip = tag("div", "strip-of-slides").with(slides.iter().map(one).collect::<Vec<_>>());
    strip.0.unchecked_ref::<Styled>().style().set_property("--slides", &slides.len().to_string());
    tag("div", "slides").part("slides").set("tabindex", "0").with(strip)
}
