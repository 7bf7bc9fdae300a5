//! Elements, made by hand and kept up to date by leptos' signals.
//!
//! What must hold: nothing here is markup in a string, so no text can become an element and Trusted Types have nothing
//! to refuse; a part is drawn anew only when what it shows has changed, so a button keeps its focus.
//!
//! Why not `view!`: each of its elements and closures is a type of its own with its own code. The same screens were
//! 147 KB (brotli) that way, with `--cfg erase_components` 135 KB; they are under half of it this way.

use leptos::prelude::*;
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use till::text::languages;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, Node};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(name: &str) -> Element;
    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    fn create_element_ns(namespace: &str, name: &str) -> Element;
    #[wasm_bindgen(js_namespace = document, js_name = createTextNode)]
    fn create_text_node(text: &str) -> Node;
    #[wasm_bindgen(js_namespace = document, js_name = createComment)]
    fn create_comment(text: &str) -> Node;
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element of the page.
#[derive(Clone, PartialEq)]
pub(super) struct Tag(pub(super) Element);

/// What can stand inside an element: one, some or no elements.
pub(super) trait Parts {
    fn tags(self) -> Vec<Tag>;
}

impl Parts for Tag {
    fn tags(self) -> Vec<Tag> {
        vec![self]
    }
}

impl Parts for Option<Tag> {
    fn tags(self) -> Vec<Tag> {
        self.into_iter().collect()
    }
}

impl Parts for Vec<Tag> {
    fn tags(self) -> Vec<Tag> {
        self
    }
}

/// A new element of a class.
pub(super) fn tag(name: &str, class: &str) -> Tag {
    let tag = Tag(create_element(name));
    if class.is_empty() { tag } else { tag.set("class", class) }
}

/// A new SVG element of a class.
pub(super) fn svg(name: &str, class: &str) -> Tag {
    Tag(create_element_ns(SVG, name)).set("class", class)
}

impl Tag {
    /// An attribute; of a text in two languages, the first.
    pub(super) fn set(self, name: &str, value: &str) -> Tag {
        let _ = self.0.set_attribute(name, &languages(value).0);
        self
    }

    /// What tests and registers find it by.
    pub(super) fn part(self, name: &str) -> Tag {
        self.set("data-part", name)
    }

    /// A text; the second language stands in an element of its own.
    pub(super) fn text(self, text: &str) -> Tag {
        let (first, second) = languages(text);
        self.push(&create_text_node(&first));
        match second {
            Some((locale, text)) => self.with(tag("span", "second").set("lang", locale).set("dir", "auto").text(&text)),
            None => self,
        }
    }

    pub(super) fn with(self, parts: impl Parts) -> Tag {
        for part in parts.tags() {
            self.push(&part.0);
        }
        self
    }

    fn push(&self, node: &Node) {
        let _ = self.0.append_child(node);
    }

    /// A text that follows the signals it reads, in the first language.
    pub(super) fn live_text(self, text: impl Fn() -> String + 'static) -> Tag {
        let node = create_text_node("");
        self.push(&node);
        watch(Box::new(move || node.set_text_content(Some(&languages(&text()).0))));
        self
    }

    /// An attribute that follows the signals it reads.
    pub(super) fn live_set(self, name: &'static str, value: impl Fn() -> String + 'static) -> Tag {
        let element = self.0.clone();
        watch(Box::new(move || {
            let _ = element.set_attribute(name, &value());
        }));
        self
    }

    /// Elements that are drawn anew when what `read` answers has changed; `None` leaves them as they are.
    pub(super) fn live<T: PartialEq + 'static, P: Parts>(
        self,
        read: impl Fn() -> Option<T> + 'static,
        draw: impl Fn(&T) -> P + 'static,
    ) -> Tag {
        let known = Rc::new(RefCell::new(None));
        let seen = known.clone();
        let changed = move || match read() {
            Some(now) if seen.borrow().as_ref() != Some(&now) => {
                seen.replace(Some(now));
                true
            }
            _ => false,
        };
        let drawn = move || known.borrow().as_ref().map(|value| draw(value).tags()).unwrap_or_default();
        self.live_parts(Box::new(changed), Box::new(drawn))
    }

    fn live_parts(self, changed: Box<dyn Fn() -> bool>, drawn: Box<dyn Fn() -> Vec<Tag>>) -> Tag {
        let end = create_comment("");
        self.push(&end);
        let home = Owner::current().unwrap_or_default();
        let shown: RefCell<(Owner, Vec<Tag>)> = RefCell::new((home.child(), Vec::new()));
        let element = self.0.clone();
        watch(Box::new(move || {
            if !changed() {
                return;
            }
            let (scope, old) = shown.replace((home.child(), Vec::new()));
            scope.cleanup();
            let scope = home.child();
            let new = scope.with(|| untrack(&drawn));
            for tag in old {
                tag.0.remove();
            }
            for tag in &new {
                let _ = element.insert_before(&tag.0, Some(&end));
            }
            *shown.borrow_mut() = (scope, new);
        }));
        self
    }

    /// What a touch or a key press on it does.
    pub(super) fn click(self, act: impl Fn() + 'static) -> Tag {
        let hook = Closure::<dyn Fn()>::new(act);
        let _ = self.0.add_event_listener_with_callback("click", hook.as_ref().unchecked_ref());
        keep(Box::new(hook));
        self
    }

    /// A list in which an item that stays the same stays the same element.
    pub(super) fn rows<T: PartialEq + 'static>(
        self,
        items: impl Fn() -> Option<Vec<T>> + 'static,
        draw: impl Fn(&T) -> Tag + 'static,
    ) -> Tag {
        let shown: RefCell<Vec<(T, Tag)>> = RefCell::default();
        let list = self.0.clone();
        watch(Box::new(move || {
            let Some(items) = items() else { return };
            let mut old = std::collections::VecDeque::from(shown.take());
            let reuse = |item: T| {
                let known = old.iter().position(|(before, _)| *before == item).and_then(|place| old.remove(place));
                known.unwrap_or_else(|| {
                    let tag = draw(&item);
                    (item, tag)
                })
            };
            let new: Vec<_> = items.into_iter().map(reuse).collect();
            for (_, tag) in old {
                tag.0.remove();
            }
            arrange(&list, new.iter().map(|(_, tag)| tag));
            shown.replace(new);
        }));
        self
    }
}

/// Puts the elements in this order and moves only those that stand elsewhere.
fn arrange<'a>(list: &Element, tags: impl Iterator<Item = &'a Tag>) {
    let mut here = list.first_child();
    for tag in tags {
        let node: &Node = &tag.0;
        if here.as_ref() == Some(node) {
            here = node.next_sibling();
        } else {
            let _ = list.insert_before(node, here.as_ref());
        }
    }
}

/// Runs now and whenever a signal it read has changed, until the part of the page that it belongs to is gone.
pub(super) fn watch(mut run: Box<dyn FnMut()>) {
    keep(Box::new(RenderEffect::new(move |_: Option<()>| run())));
}

/// Keeps something alive as long as the part of the page that is being drawn.
fn keep(thing: Box<dyn Any>) {
    StoredValue::new_local(thing);
}
