//! One thing to measure: a workload, and the way it is priced.
//!
//! What must hold: what is prepared is not measured.

use crate::workload::{Size, request};
use crate::written::written;
use till::price::answer::WhyNotCode;
use till::price::request::{Choice, Detail, Request};
use till::price::{Basket, Catalogue, price, price_json};
use till::shape::Shape;

/// How a basket is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As types; the deals are checked and sorted in every call.
    Typed,
    /// As types, with the deals made ready before.
    Ready,
    /// As JSON text that says what is to be said, answered as JSON text.
    Json,
    /// As JSON text with every member there is.
    Whole,
}

/// What is measured.
#[derive(Clone, Copy)]
pub struct Job {
    pub mode: Mode,
    pub choice: Choice,
    pub size: Size,
    pub seed: u64,
}

impl Job {
    /// By numbers: mode 0 typed, 1 ready, 2 JSON, 3 JSON with every member; choice 0 priority, 1 best.
    #[must_use]
    pub fn numbered(mode: usize, choice: usize, lines: usize, deals: usize, seed: u64) -> Option<Job> {
        let mode = *[Mode::Typed, Mode::Ready, Mode::Json, Mode::Whole].get(mode)?;
        let choice = *[Choice::Priority, Choice::Best].get(choice)?;
        Some(Job { mode, choice, size: Size { lines, deals }, seed })
    }

    /// Five numbers as words.
    pub fn read<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<Job> {
        let mut number = || words.next()?.parse::<usize>().ok();
        let (mode, choice, lines, deals, seed) = (number()?, number()?, number()?, number()?, number()?);
        Job::numbered(mode, choice, lines, deals, u64::try_from(seed).ok()?)
    }
}

/// A job with everything that is not measured done.
pub struct Prepared {
    mode: Mode,
    request: Request,
    catalogue: Option<Catalogue>,
    text: String,
}

impl Prepared {
    #[must_use]
    pub fn new(job: Job) -> Prepared {
        let request = request(job.size, job.choice, job.seed);
        let catalogue = (job.mode == Mode::Ready).then(|| Catalogue::new(&request.offers).expect("good offers"));
        let text = match job.mode {
            Mode::Json => written(&request),
            Mode::Whole => request.write().to_string(),
            Mode::Typed | Mode::Ready => String::new(),
        };
        Prepared { mode: job.mode, request, catalogue, text }
    }

    /// The request as JSON text, in that mode.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Prices once; what comes back depends on the answer, so that nothing is left out.
    #[must_use]
    pub fn run(&self) -> i64 {
        if matches!(self.mode, Mode::Json | Mode::Whole) {
            return i64::try_from(price_json(&self.text).len()).unwrap_or(0);
        }
        let basket = Basket { catalogue: self.catalogue.as_ref(), ..self.request.basket() };
        price(&basket).expect("a workload can be priced").totals.payable.minor()
    }

    /// Deals that match a line; deals that apply; whether the best was proven; nodes of the search.
    #[must_use]
    pub fn facts(&self) -> [usize; 4] {
        let mut request = self.request.clone();
        request.options.detail = Detail::Full;
        let priced = price(&request.basket()).expect("a workload can be priced");
        let idle = priced.why_not.iter().filter(|why| why.code == WhyNotCode::NeedsLine).count();
        let (proof, nodes) = priced.search.as_ref().map_or((true, 0), |search| (search.proof, search.nodes));
        let applied = priced.adjustments.len() + priced.earned.len();
        [request.offers.len() - idle, applied, usize::from(proof), usize::try_from(nodes).unwrap_or(0)]
    }
}
