//! Texts of the page as texts of ours.
//!
//! What must hold: the browser encodes them into our memory by itself, in one go; the glue's own way goes letter by letter
//! and takes a good part of the time that pricing a basket takes. Half a surrogate pair becomes U+FFFD, as everywhere on
//! the web. The room is kept for the next text, unless it is far larger than most need.

use js_sys::JsString;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, into: &mut [u8]) -> Encoded;

    /// How much of the text was read, in units of UTF-16, and how many bytes were written.
    type Encoded;
    #[wasm_bindgen(method, getter)]
    fn read(this: &Encoded) -> u32;
    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> usize;
}

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// How much room is kept.
const KEPT: usize = 1 << 17;

/// Does something with a text of the page.
pub fn with_text<T>(from: &JsString, work: impl FnOnce(&str) -> T) -> T {
    let mut room = ROOM.take();
    let written = encode(from, &mut room);
    let done = work(room.get(..written).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default());
    if room.len() <= KEPT {
        ROOM.replace(room);
    }
    done
}

/// How many bytes it is.
fn encode(from: &JsString, room: &mut Vec<u8>) -> usize {
    let units = from.length();
    let mut bytes = usize::try_from(units).unwrap_or(0);
    loop {
        if room.len() < bytes {
            room.resize(bytes, 0);
        }
        let encoded = ENCODER.with(|encoder| encoder.encode_into(from, room));
        if encoded.read() >= units {
            return encoded.written();
        }
        // Not all of it is ASCII: no unit takes more than three bytes.
        bytes = bytes.saturating_mul(3);
    }
}
