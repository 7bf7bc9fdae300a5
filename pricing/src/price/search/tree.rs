//! The search of one part: candidate after candidate, taken with all units, not at all, or with fewer; whatever cannot
//! beat the best so far is not looked at.
//!
//! What must hold: every branch that is left out is no better than the best found, or counts against the proof.

use super::bound::{cashier, dearest_of_one, divisible, rated, spares};
use super::memo::{Memo, Turn};
use super::parts::Part;
use super::rates::{Cost, Rates};
use super::{Score, cost, less};
use crate::money::Overflow;
use crate::price::allowance;
use crate::price::answer::WhyNotCode;
use crate::price::candidate::Candidate;
use crate::price::choice::Decision;
use crate::price::deal::{Undo, apply, revert};
use crate::price::error::PriceError;
use crate::price::exact::{MILLION, WHOLE, add, mul, sub, sum};
use crate::price::payable::payable;
use crate::price::promo::{Gift, Stage};
use crate::price::request::{Step, ThresholdBase};
use crate::price::why_not::Reason;
use crate::price::work::{Scene, State};
use std::rc::Rc;

pub(super) struct Tree<'a, 'b> {
    scene: &'a Scene<'b>,
    all: &'a [Candidate<'b>],
    part: &'a Part,
    rates: Rates,
    memo: Memo,
    undo: Undo,
    budget: u32,
    /// The state without any offer.
    initial: &'a State,
    /// The whole basket must be calculated at every end; with the slack of its bound.
    whole: Option<i128>,
    pub nodes: u32,
    pub proof: bool,
    best: Option<(Score, Vec<Decision>)>,
    now: Vec<Decision>,
    coupons: u32,
    offers: u32,
    /// The lowest bound of what was left out for want of budget.
    unseen: Option<i128>,
    /// What is to pay without any offer, and what prices are then.
    start: (i128, i128),
    /// What the groups of the part cost now, and what they did when the step began.
    cost: i128,
    begin: i128,
    /// By candidate: the first one of the step after.
    ends: Vec<usize>,
    /// What is to pay at most for a price of one, in millionths of a percent.
    rate: i128,
    /// What the cashier gives at most.
    cashier: i128,
}

impl<'a, 'b> Tree<'a, 'b> {
    pub(super) fn new(
        scene: &'a Scene<'b>,
        initial: &'a State,
        all: &'a [Candidate<'b>],
        part: &'a Part,
        tops: &[i128],
        budget: u32,
        whole: Option<i128>,
    ) -> Result<Tree<'a, 'b>, PriceError> {
        let rate = dearest_of_one(scene)?;
        Ok(Tree {
            scene,
            initial,
            all,
            part,
            rates: Rates::new(scene, all, part, tops)?,
            memo: Memo::new(scene, part.candidates.len()),
            undo: Undo::default(),
            budget,
            whole,
            nodes: 0,
            proof: true,
            best: None,
            now: Vec::with_capacity(part.candidates.len()),
            coupons: 0,
            offers: 0,
            unseen: None,
            start: (0, 0),
            cost: 0,
            begin: 0,
            ends: ends(all, part),
            rate,
            cashier: cashier(scene)?,
        })
    }

    /// A choice to be beaten.
    pub(super) fn begin_with(&mut self, seed: Option<(Score, Vec<Decision>)>) {
        self.best = seed;
    }

    pub(super) fn search(&mut self, state: &mut State) -> Result<(), PriceError> {
        self.cost = cost(state, &self.part.groups)?;
        if self.whole.is_some() {
            let nothing = vec![Decision::Drop(Reason::plain(WhyNotCode::LostToBetter)); self.all.len()];
            self.start = (payable(self.scene, self.initial, self.all, nothing)?, self.cost);
        }
        self.step(state, 0)
    }

    /// How much less than found might be paid.
    pub(super) fn gap(&self) -> Result<i128, Overflow> {
        let best = self.best.as_ref().map_or(0, |(score, _)| score.payable);
        self.unseen.map_or(Ok(0), |unseen| Ok(sub(best, unseen)?.max(0)))
    }

    pub(super) fn best_decisions(&mut self) -> Vec<Decision> {
        self.best.take().map(|(_, decisions)| decisions).unwrap_or_default()
    }

    fn candidate(&self, at: usize) -> Option<&'a Candidate<'b>> {
        self.part.candidates.get(at).and_then(|place| self.all.get(*place))
    }

    /// From the candidate `at` on.
    fn step(&mut self, state: &mut State, at: usize) -> Result<(), PriceError> {
        let Some(candidate) = self.candidate(at) else {
            return self.end(state);
        };
        let former = at.checked_sub(1).and_then(|former| self.candidate(former));
        if former.is_none_or(|former| former.stage != candidate.stage) {
            let (before, cost, begin) = (state.before.clone(), self.cost, self.begin);
            let runs = (!self.scene.basket.allowances.is_empty()).then(|| state.runs.clone());
            self.cross(state, former.map(|former| former.stage), candidate.stage)?;
            self.branch(state, at, candidate)?;
            (state.before, self.cost, self.begin) = (before, cost, begin);
            if let Some(runs) = runs {
                state.runs = runs;
                self.rates.forget();
            }
            return Ok(());
        }
        self.branch(state, at, candidate)
    }

    /// A new stage begins: the cashier's discounts are due after the basket deals, and thresholds look at new values.
    fn cross(&mut self, state: &mut State, from: Option<Stage>, to: Stage) -> Result<(), PriceError> {
        let basket = Stage::Step(Step::Basket);
        if to > basket && from.is_none_or(|from| from <= basket) {
            allowance::give_all(self.scene, state, None)?;
            self.cost = cost(state, &self.part.groups)?;
            self.rates.forget();
        }
        self.begin = self.cost;
        for group in &self.part.groups {
            let value = state.value(*group)?;
            if let Some(before) = state.before.get_mut(*group) {
                *before = value;
            }
        }
        Ok(())
    }

    fn branch(&mut self, state: &mut State, at: usize, candidate: &'a Candidate<'b>) -> Result<(), PriceError> {
        debug_assert_eq!(cost(state, &self.part.groups).ok(), Some(self.cost));
        let mut least = None;
        if self.over(state, at, &mut least)? {
            return Ok(());
        }
        let mut full = None;
        if self.may_take(at, candidate) {
            self.nodes = self.nodes.saturating_add(1);
            match self.memo.evaluate((self.scene, state), candidate, Turn { at, turn: 0 }, None)? {
                Ok(gift) => {
                    self.take(state, at, candidate, &gift, Decision::Take)?;
                    full = Some(gift);
                }
                // With fewer units it may stay within its cap, give more (see `spares`), or be rounded to something.
                Err(reason) => {
                    let rounded = reason.code == WhyNotCode::NothingLeft && rated(self.scene, candidate);
                    if rounded || reason.code == WhyNotCode::OverCap || spares(self.scene, candidate) {
                        full = Some(Rc::new(Gift::of(&[], Vec::new())));
                    }
                }
            }
        }
        self.now.push(Decision::Drop(Reason::plain(WhyNotCode::LostToBetter)));
        self.step(state, at.saturating_add(1))?;
        self.now.pop();
        match full.filter(|_| divisible(candidate)) {
            Some(full) => self.fewer(state, at, (candidate, full), least),
            None => Ok(()),
        }
    }

    /// An equal coupon before it was not taken, or another offer of its stacking group was: then it is not tried.
    fn may_take(&self, at: usize, candidate: &Candidate<'_>) -> bool {
        let taken = |place: usize| self.now.get(place).is_some_and(Decision::takes);
        let single = |candidate: &Candidate<'_>| candidate.coupon.is_some_and(|coupon| coupon.single_use);
        let equal = |other: &Candidate<'_>| other.place == candidate.place && single(other) == single(candidate);
        let twin = at.checked_sub(1).filter(|before| self.candidate(*before).is_some_and(equal));
        let group = candidate.offer.stacking_group.as_ref();
        let rival = |place: usize| {
            self.candidate(place).is_some_and(|other| {
                other.place != candidate.place && other.offer.stacking_group.as_ref() == group && taken(place)
            })
        };
        twin.is_none_or(taken) && !(group.is_some() && (0..at).any(rival))
    }

    fn take(
        &mut self,
        state: &mut State,
        at: usize,
        candidate: &'a Candidate<'b>,
        gift: &Gift,
        decision: Decision,
    ) -> Result<(), PriceError> {
        // After the last candidate nobody looks at the state but the cashier's discounts.
        let looked_at = self.candidate(at.saturating_add(1)).is_some() || !self.scene.basket.allowances.is_empty();
        if looked_at {
            apply(state, candidate, gift, Some(&mut self.undo))?;
            self.rates.touched(at);
            self.memo.changed(&self.undo);
        }
        let cost = self.cost;
        self.cost = sub(cost, gift.total()?)?;
        let single = u32::from(candidate.coupon.is_some_and(|coupon| coupon.single_use));
        self.coupons = self.coupons.saturating_add(single);
        self.offers = self.offers.saturating_add(1);
        self.now.push(decision);
        self.step(state, at.saturating_add(1))?;
        self.now.pop();
        self.offers = self.offers.saturating_sub(1);
        self.coupons = self.coupons.saturating_sub(single);
        self.cost = cost;
        if looked_at {
            self.rates.touched(at);
            self.memo.changed_back(&self.undo);
            revert(state, &mut self.undo);
        }
        Ok(())
    }

    /// The same candidate with fewer units: every number of pieces of every group, all or none of a group first; those
    /// that come to the same gift are tried once.
    fn fewer(
        &mut self,
        state: &mut State,
        at: usize,
        (candidate, full): (&'a Candidate<'b>, Rc<Gift>),
        mut least: Option<i128>,
    ) -> Result<(), PriceError> {
        let all = |place: &usize| self.scene.groups.get(*place).map_or(0, |group| group.units);
        let mut units: Vec<i128> = candidate.groups.iter().map(all).collect();
        let (mut tried, mut turn) = (vec![full], 0_usize);
        while next(self.scene, &candidate.groups, &mut units) {
            turn = turn.saturating_add(1);
            if self.over(state, at, &mut least)? {
                return Ok(());
            }
            self.nodes = self.nodes.saturating_add(1);
            let turn = Turn { at, turn };
            let Ok(gift) = self.memo.evaluate((self.scene, state), candidate, turn, Some(&units))? else {
                continue;
            };
            if tried.iter().all(|other| other.cuts != gift.cuts) {
                self.take(state, at, candidate, &gift, Decision::Units(units.clone()))?;
                tried.push(gift);
            }
        }
        Ok(())
    }

    /// What is paid at least, whatever the candidates from `at` on give.
    fn at_least(&mut self, state: &State, at: usize) -> Result<i128, PriceError> {
        let cost = self.cost;
        let due = self.candidate(at).is_some_and(|next| next.stage <= Stage::Step(Step::Basket));
        let cashier = if due { self.cashier } else { 0 };
        let running = self.scene.basket.options.threshold_base == ThresholdBase::Running;
        let begin = if running { cost } else { self.begin };
        let until = self.ends.get(at).copied().unwrap_or(usize::MAX);
        let rest = add(self.rates.rest(state, self.part, at, Cost { begin, now: cost, until })?, cashier)?;
        let Some(slack) = self.whole else {
            return Ok(less(cost, [rest])?);
        };
        let (payable, price) = self.start;
        let lowered = add(sub(price, cost)?, rest.min(cost.max(0)))?;
        let with_tax = crate::price::request::Rounding::Up.divide(mul(lowered, self.rate)?, WHOLE)?;
        Ok(sub(payable, sum([with_tax, slack])?)?)
    }

    /// Whether this branch is over: nothing from here on can be better than the best so far, or the budget is spent; then
    /// the bound remembers what is not looked at. `least` is what is paid at least, once that is known.
    fn over(&mut self, state: &State, at: usize, least: &mut Option<i128>) -> Result<bool, PriceError> {
        let Some(best) = self.best.as_ref().map(|(score, _)| *score) else {
            return Ok(false);
        };
        let payable = match *least {
            Some(known) => known,
            None => *least.insert(self.at_least(state, at)?),
        };
        if (Score { payable, coupons: self.coupons, offers: self.offers }) >= best {
            return Ok(true);
        }
        if self.nodes < self.budget {
            return Ok(false);
        }
        self.proof = false;
        self.unseen = Some(self.unseen.map_or(payable, |unseen| unseen.min(payable)));
        Ok(true)
    }

    fn end(&mut self, state: &mut State) -> Result<(), PriceError> {
        let payable = if self.whole.is_some() {
            // As dear as trying all of them again.
            self.nodes = self.nodes.saturating_add(u32::try_from(self.part.candidates.len()).unwrap_or(u32::MAX));
            payable(self.scene, self.initial, self.all, self.spread())?
        } else {
            let basket = Stage::Step(Step::Basket);
            let due = self.part.candidates.last().and_then(|place| self.all.get(*place));
            if due.is_some_and(|last| last.stage <= basket) && !self.scene.basket.allowances.is_empty() {
                let mut own = state.clone();
                allowance::give_all(self.scene, &mut own, None)?;
                cost(&own, &self.part.groups)?
            } else {
                self.cost
            }
        };
        let score = Score { payable, coupons: self.coupons, offers: self.offers };
        if self.best.as_ref().is_none_or(|(best, _)| score < *best) {
            self.best = Some((score, self.now.clone()));
        }
        Ok(())
    }

    /// The decisions of this part among all; those of others apply.
    fn spread(&self) -> Vec<Decision> {
        let mut all = vec![Decision::Take; self.all.len()];
        for (place, decision) in self.part.candidates.iter().zip(&self.now) {
            if let Some(slot) = all.get_mut(*place) {
                *slot = decision.clone();
            }
        }
        all
    }
}

/// By candidate of a part: the first one of the step after.
fn ends(all: &[Candidate<'_>], part: &Part) -> Vec<usize> {
    let stage = |at: usize| part.candidates.get(at).and_then(|place| all.get(*place)).map(|one| one.stage);
    let count = part.candidates.len();
    let mut ends = vec![count; count];
    for at in (1..count).rev() {
        let end = if stage(at) == stage(at.saturating_sub(1)) { ends.get(at).copied().unwrap_or(count) } else { at };
        if let Some(slot) = ends.get_mut(at.saturating_sub(1)) {
            *slot = end;
        }
    }
    ends
}

/// The next way to leave units of the groups to an offer; the last group changes first: all of its units, none, all but
/// one piece, all but two, .. , one. False when it is back at the beginning, with all of all.
fn next(scene: &Scene<'_>, groups: &[usize], units: &mut [i128]) -> bool {
    for (place, left) in groups.iter().zip(units).rev() {
        let Some(group) = scene.groups.get(*place).filter(|group| group.units > 0) else { continue };
        if *left == group.units {
            *left = 0;
            return true;
        }
        let fewer = if *left == 0 { group.units } else { *left }.saturating_sub(MILLION);
        if group.pieces && fewer > 0 {
            *left = fewer;
            return true;
        }
        *left = group.units;
    }
    false
}
