//! What the browser calls. Numbers go in and out; texts lie in this module's memory, as they do for the component: the
//! caller encodes a request into `input` and decodes the answer at `output`.

// The only unsafe thing is that the names of the exports are ours to choose.
#![allow(unsafe_code)]

use crate::job::{Job, Prepared};
use heap as _;
use std::cell::RefCell;
use std::hint::black_box;
use till::price::price_json;

thread_local! {
    static PREPARED: RefCell<Option<Prepared>> = const { RefCell::new(None) };
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Prepares a job; its request as text is then the output.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(mode: usize, choice: usize, lines: usize, deals: usize, seed: usize) {
    PREPARED.take();
    let job = Job::numbered(mode, choice, lines, deals, seed as u64).expect("a job");
    let prepared = Prepared::new(job);
    OUTPUT.replace(prepared.text().to_owned());
    PREPARED.replace(Some(prepared));
}

/// Prices the prepared request so many times.
#[unsafe(no_mangle)]
pub extern "C" fn run(times: usize) {
    PREPARED.with_borrow(|prepared| {
        for _ in 0..times {
            black_box(prepared.as_ref().expect("prepared").run());
        }
    });
}

/// Where the caller writes a text of this length; what was there before is written over.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|bytes| {
        bytes.resize(length, 0);
        bytes.as_mut_ptr()
    })
}

/// Prices what was written; the answer is the output.
#[unsafe(no_mangle)]
pub extern "C" fn price() {
    INPUT.with_borrow(|bytes| OUTPUT.replace(price_json(std::str::from_utf8(bytes).expect("text"))));
}

/// Where the output is.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(|text| text.as_ptr())
}

/// How long it is.
#[unsafe(no_mangle)]
pub extern "C" fn output_length() -> usize {
    OUTPUT.with_borrow(String::len)
}
