//! All of it, from a request to what the answer says.

use super::bill::Outcome;
use super::reprice::Figures;
use super::{Till, Turn};
use till::names::Id;
use till::price::request::{Choice, Request};

/// Prices a basket by any choice but the best: what the answer says, as text.
pub fn price(request: &Request) -> String {
    outcome(request).text
}

/// What was charged for each line of which goods can come back.
pub fn sold(request: &Request) -> Vec<(Id, Figures)> {
    outcome(request).sold
}

fn outcome(request: &Request) -> Outcome {
    let (mut till, candidates) = Till::open(request);
    let mut plans = till.decide(&candidates);
    let mut start = 0;
    for same in candidates.chunk_by(|a, b| a.turn == b.turn) {
        let end = start + same.len();
        if same[0].turn != Turn::Earn {
            till.enter(same[0].turn);
            if request.options.choice == Choice::BestPerLine {
                till.best_per_line(same, &mut plans[start..end]);
            }
            for (candidate, plan) in same.iter().zip(&plans[start..end]) {
                till.play(candidate, plan);
            }
        }
        start = end;
    }
    till.close(&candidates)
}
