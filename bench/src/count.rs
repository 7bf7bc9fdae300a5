//! What one call asks of the allocator. Each argument is a job, its five numbers joined by commas; each line of stdout is
//! how many pieces, how many bytes, and the most bytes at a time.

// An allocator cannot be written without unsafe code; this one counts and leaves the rest to the system's.
#![allow(unsafe_code)]

use bench::job::{Job, Prepared};
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

struct Counting;

static PIECES: AtomicUsize = AtomicUsize::new(0);
static BYTES: AtomicUsize = AtomicUsize::new(0);
static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

fn taken(size: usize) {
    PIECES.fetch_add(1, Relaxed);
    BYTES.fetch_add(size, Relaxed);
    let now = NOW.fetch_add(size, Relaxed) + size;
    MOST.fetch_max(now, Relaxed);
}

// SAFETY: every call is passed on to the system's allocator as it came; the counters own no memory. Growing in place is
// not counted apart: the default of `realloc` takes a new piece and gives the old one back, both by these two.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller keeps the promises of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: `place` came from `System.alloc` with this layout.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn main() {
    for words in std::env::args().skip(1) {
        let job = Job::read(words.split(',')).unwrap_or_else(|| panic!("not a job: {words}"));
        let prepared = Prepared::new(job);
        black_box(prepared.run());
        let (pieces, bytes, before) = (PIECES.load(Relaxed), BYTES.load(Relaxed), NOW.load(Relaxed));
        MOST.store(before, Relaxed);
        black_box(prepared.run());
        let most = MOST.load(Relaxed) - before;
        println!("{} {} {most}", PIECES.load(Relaxed) - pieces, BYTES.load(Relaxed) - bytes);
    }
}
