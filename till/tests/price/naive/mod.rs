//! A second, naive pricing engine, written from the documents: exact fractions, every piece a unit in a list, no search.
//!
//! What must hold: it shares no calculation with `till::price`, only the shapes of the request (and `step_of`, which is a
//! table). Where the two disagree one of them is wrong.

pub mod best;
mod bill;
pub mod campaign;
mod earn;
mod frac;
mod goods;
mod kinds;
mod offers;
mod reprice;
mod returns;
mod run;
mod sets;
mod taxes;

#[allow(unused_imports, reason = "shared by several test programs")]
pub use bill::told;
use frac::split_within;
use goods::{Goods, Part, Piece, Unit};
pub use offers::{Candidate, Turn};
use offers::{Left, candidates, left};
#[allow(unused_imports, reason = "shared by several test programs")]
pub use run::price;
use taxes::Book;
use till::price::request::{CapBreach, Choice, Request, Step};

/// What becomes of a candidate.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    Take,
    /// With so much (millionths) of each of its groups.
    Some(Vec<i128>),
    Leave,
}

/// What is taken off some units of one fate.
pub struct Cut {
    part: Part,
    rewarded: i128,
    off: i128,
    bind: bool,
}

/// What an offer gives.
pub struct Gift {
    cuts: Vec<Cut>,
    times: i128,
    face: Option<i128>,
    gross: Option<i128>,
}

impl Default for Gift {
    fn default() -> Gift {
        Gift { cuts: Vec::new(), times: 1, face: None, gross: None }
    }
}

impl Gift {
    fn total(&self) -> i128 {
        self.cuts.iter().map(|cut| cut.off).sum()
    }
}

/// A discount as it was given: id, amount, times, forfeited, shares by line.
pub struct Given {
    pub id: String,
    pub times: i128,
    pub forfeited: i128,
    pub shares: Vec<(usize, i128)>,
}

/// A basket while offers apply.
#[derive(Clone)]
pub struct Till<'a> {
    goods: std::rc::Rc<Goods<'a>>,
    rows: Vec<goods::Row>,
    units: Vec<Unit>,
    before: Vec<i128>,
    left: Vec<Left>,
    face: i128,
    turn: Option<Turn>,
    cashier_due: bool,
    /// Prices before others pay.
    own: Option<Vec<Unit>>,
    given: Vec<std::rc::Rc<Given>>,
    tendered: Vec<std::rc::Rc<Given>>,
    pub coupons: u32,
    pub offers: u32,
}

impl<'a> Till<'a> {
    /// The basket before any offer, and the offers.
    pub fn open(request: &'a Request) -> (Till<'a>, Vec<Candidate<'a>>) {
        let goods = Goods::new(request, &Book::new(request));
        let candidates = candidates(&goods);
        let till = Till {
            rows: goods.rows.clone(),
            units: goods.units.clone(),
            before: (0..goods.groups.len()).map(|group| goods.cost(&goods.units, group)).collect(),
            left: request.offers.iter().map(|offer| left(request, offer)).collect(),
            goods: std::rc::Rc::new(goods),
            face: 0,
            turn: None,
            cashier_due: true,
            own: None,
            given: Vec::new(),
            tendered: Vec::new(),
            coupons: 0,
            offers: 0,
        };
        (till, candidates)
    }

    /// What all discountable units cost.
    pub fn cost(&self) -> i128 {
        self.units.iter().map(|unit| unit.value).sum()
    }

    /// How many pieces (or 1, of a measure) each group of a candidate has.
    pub fn sizes(&self, candidate: &Candidate<'_>) -> Vec<i128> {
        candidate.groups.iter().map(|at| self.goods.groups[*at].size).collect()
    }

    /// Whether a candidate's group consists of pieces.
    fn pieces(&self, candidate: &Candidate<'_>, at: usize) -> bool {
        self.goods.groups[candidate.groups[at]].pieces
    }

    /// A turn begins: the cashier's discounts come last in the step of basket deals.
    fn enter(&mut self, turn: Turn) {
        if self.turn == Some(turn) {
            return;
        }
        if turn > Turn::Step(Step::Basket) {
            self.cashier();
        }
        if turn == Turn::Tender {
            self.own = Some(self.units.clone());
        }
        self.turn = Some(turn);
        self.before = (0..self.goods.groups.len()).map(|group| self.goods.cost(&self.units, group)).collect();
    }

    fn cashier(&mut self) {
        if !std::mem::take(&mut self.cashier_due) {
            return;
        }
        let request = self.goods.request;
        for allowance in &request.allowances {
            let coded = |at: &usize| {
                let codes = &self.goods.groups[*at].line.tax_codes;
                allowance.tax_codes.is_empty() || codes.iter().any(|code| allowance.tax_codes.contains(code))
            };
            let groups: Vec<usize> =
                (0..self.goods.groups.len()).filter(|at| self.discountable(*at) && coded(at)).collect();
            let open = self.free(&groups, None, false);
            let how = match (allowance.percent, allowance.amount) {
                (Some(rate), _) => kinds::How::Percent(rate),
                (None, amount) => kinds::How::Once(amount.unwrap()),
            };
            let offs = self.off(how, &open);
            let gift = Gift::whole(open, offs);
            if gift.total() > 0 {
                self.lower(&gift, false, format!("allowance:{}", allowance.id));
            }
        }
    }

    /// Units that are open to an offer, those of each group limited by the plan.
    fn free(&self, groups: &[usize], plan: Option<&[i128]>, exclusive: bool) -> Vec<Part> {
        let mut parts = Vec::new();
        for (at, group) in groups.iter().enumerate() {
            let may = |unit: &Unit| unit.group == *group && !unit.locked && !(exclusive && unit.touched);
            let units = self.units.iter().enumerate().filter(|(_, unit)| may(unit));
            let pieces: Vec<Piece> = units.map(|(at, unit)| Piece { at, size: unit.size, value: unit.value }).collect();
            let own = self.goods.parts(&self.units, &pieces);
            match plan.map(|plan| plan[at]).filter(|most| *most < self.goods.groups[*group].size) {
                Some(most) => parts.extend(self.goods.dearest(&self.units, &own, most)),
                None => parts.extend(own),
            }
        }
        parts
    }

    /// What a candidate would give now; never nothing.
    pub fn would(&self, candidate: &Candidate<'_>, plan: Option<&[i128]>) -> Option<Gift> {
        let left = &self.left[candidate.place];
        if !self.holds(candidate, &candidate.offer.when) || left.nothing() {
            return None;
        }
        let open = self.free(&candidate.groups, plan, candidate.offer.exclusive);
        let mut gift = self.kind(candidate, &open, left);
        if let Some(most) = left.discount.filter(|most| *most < gift.total()) {
            let options = &self.goods.request.options;
            if options.cap_breach == CapBreach::Refuse {
                return None;
            }
            let offs: Vec<i128> = gift.cuts.iter().map(|cut| cut.off).collect();
            let clamped = split_within(options.remainder, most, &offs, &offs);
            gift.cuts.iter_mut().zip(clamped).for_each(|(cut, off)| cut.off = off);
            (gift.face, gift.gross) = (gift.face.map(|face| face.min(most)), None);
        }
        Some(gift).filter(|gift| gift.total() > 0 && !self.is_lost(candidate, gift))
    }

    /// Lets a candidate apply as planned; says whether it did.
    pub fn play(&mut self, candidate: &Candidate<'_>, plan: &Plan) -> bool {
        self.enter(candidate.turn);
        let sizes = if let Plan::Some(sizes) = plan { Some(sizes.as_slice()) } else { None };
        if *plan == Plan::Leave {
            return false;
        }
        let Some(gift) = self.would(candidate, sizes) else {
            return false;
        };
        let id = match candidate.coupon {
            Some(coupon) => {
                let same = |other: &&till::price::request::Offer| {
                    other.when.coupon.as_ref() == Some(&coupon.scheme) && other.id < candidate.offer.id
                };
                let number = self.goods.request.offers.iter().filter(same).count() + 1;
                format!("coupon:{}{}", coupon.id, if number > 1 { format!(".{number}") } else { String::new() })
            }
            None => candidate.offer.id.as_str().to_owned(),
        };
        self.lower(&gift, candidate.offer.exclusive, id);
        let size: i128 = gift.cuts.iter().filter(|cut| cut.off > 0).map(|cut| cut.rewarded).sum();
        let left = &mut self.left[candidate.place];
        left.discount = left.discount.map(|most| most - gift.total());
        left.size = left.size.map(|most| (most - size).max(0));
        left.times = left.times.map(|most| most - gift.times);
        self.coupons += u32::from(candidate.coupon.is_some_and(|coupon| coupon.single_use));
        self.offers += 1;
        true
    }

    /// Takes a gift off units and lines.
    fn lower(&mut self, gift: &Gift, exclusive: bool, id: String) {
        let tender = self.turn == Some(Turn::Tender);
        for cut in gift.cuts.iter().filter(|cut| cut.off > 0 || cut.bind) {
            self.cut(cut, exclusive);
        }
        self.settle();
        let mut shares: Vec<(usize, i128)> = Vec::new();
        for cuts in gift.cuts.chunk_by(|a, b| a.part.group == b.part.group) {
            let off: i128 = cuts.iter().map(|cut| cut.off).sum();
            let lines = &self.goods.groups[cuts[0].part.group].lines;
            let room = |at: &usize| {
                let row = &self.rows[*at];
                let room = (row.amount() - row.floor).max(0);
                if tender { (room - row.tendered).max(0) } else { room }
            };
            let rooms: Vec<i128> = lines.iter().map(room).collect();
            if off > 0 {
                let parts = split_within(self.goods.request.options.remainder, off, &rooms, &rooms);
                shares.extend(lines.iter().copied().zip(parts).filter(|(_, part)| *part > 0));
            }
        }
        for (at, share) in &shares {
            let row = &mut self.rows[*at];
            if tender {
                row.tendered += share;
            } else {
                row.discount -= share;
                row.face += if gift.gross.is_some() { *share } else { 0 };
            }
        }
        shares.sort_unstable();
        self.face += gift.gross.filter(|_| !tender).unwrap_or(0);
        let total: i128 = shares.iter().map(|(_, share)| share).sum();
        assert_eq!(total, gift.total(), "{id}: lines take what units take");
        let forfeited = gift.face.map_or(0, |face| (face - gift.gross.unwrap_or(total)).max(0));
        let given = std::rc::Rc::new(Given { id, times: gift.times, forfeited, shares });
        if tender { self.tendered.push(given) } else { self.given.push(given) }
    }

    /// Units that are lowered or bound part from those of their fate that are not.
    fn cut(&mut self, cut: &Cut, exclusive: bool) {
        let (group, fate) = (cut.part.group, cut.part.fate);
        let mates = |unit: &Unit| (unit.group, unit.fate) == (group, fate);
        let all: i128 = self.units.iter().filter(|unit| mates(unit)).map(|unit| unit.size).sum();
        let list: i128 = self.units.iter().filter(|unit| mates(unit)).map(|unit| unit.list).sum();
        let whole = all == cut.part.size;
        let next = self.units.iter().filter(|unit| unit.group == group).map(|unit| unit.fate).max().unwrap() + 1;
        for piece in &cut.part.pieces {
            let unit = &mut self.units[piece.at];
            if piece.size < unit.size {
                let mut rest = unit.clone();
                (rest.size, rest.value) = (unit.size - piece.size, unit.value - piece.value);
                (unit.size, unit.value) = (piece.size, piece.value);
                self.units.push(rest);
            }
            let unit = &mut self.units[piece.at];
            unit.fate = if whole { fate } else { next };
            (unit.touched, unit.bound, unit.locked) = (true, unit.bound || cut.bind, unit.locked || exclusive);
            unit.list = 0;
        }
        // What is taken off and what they list at is theirs together.
        let first = &mut self.units[cut.part.pieces[0].at];
        (first.value, first.list) = (first.value - cut.off, cut.part.list);
        if !whole {
            let mut rest = list - cut.part.list;
            for unit in self.units.iter_mut().filter(|unit| mates(unit)) {
                unit.list = std::mem::take(&mut rest);
            }
        }
    }

    /// Units of one fate cost the same, the odd minor units in the first.
    fn settle(&mut self) {
        self.units.sort_by_key(|unit| (unit.group, unit.fate));
        for same in self.units.chunk_by_mut(|a, b| (a.group, a.fate) == (b.group, b.fate)) {
            let values = frac::level(same.iter().map(|unit| unit.value).sum(), same.len());
            let lists = frac::level(same.iter().map(|unit| unit.list).sum(), same.len());
            for ((unit, value), list) in same.iter_mut().zip(values).zip(lists) {
                (unit.value, unit.list) = (value, list);
            }
        }
    }

    /// By candidate: what becomes of it by stacking groups and `first_exclusive`, from what each would give alone.
    fn decide(&self, candidates: &[Candidate<'_>]) -> Vec<Plan> {
        let mut plans = vec![Plan::Take; candidates.len()];
        let gives = |candidate: &Candidate<'_>| self.would(candidate, None).map(|gift| gift.total());
        let leave = |plans: &mut Vec<Plan>, of: &dyn Fn(&Candidate<'_>) -> bool| {
            candidates.iter().zip(plans).filter(|(other, _)| of(other)).for_each(|(_, plan)| *plan = Plan::Leave);
        };
        if self.goods.request.options.choice == Choice::FirstExclusive {
            let exclusive = |candidate: &&Candidate<'_>| candidate.offer.exclusive && gives(candidate).is_some();
            if let Some(winner) = candidates.iter().find(exclusive) {
                leave(&mut plans, &|other| other.place != winner.place && other.turn != Turn::Earn);
                return plans;
            }
        }
        let mut groups: Vec<_> =
            candidates.iter().filter_map(|candidate| candidate.offer.stacking_group.as_ref()).collect();
        groups.sort();
        groups.dedup();
        for group in groups {
            let own = |candidate: &Candidate<'_>| candidate.offer.stacking_group.as_ref() == Some(group);
            let mut best: Option<&Candidate<'_>> = None;
            for candidate in candidates.iter().filter(|candidate| own(candidate) && self.ever(candidate)) {
                if best.is_none_or(|best| gives(candidate).unwrap_or(0) > gives(best).unwrap_or(0)) {
                    best = Some(candidate);
                }
            }
            leave(&mut plans, &|other| own(other) && Some(other.place) != best.map(|best| best.place));
        }
        plans
    }

    /// In one step, on each group only the candidate that takes most off it keeps its units.
    fn best_per_line(&self, candidates: &[Candidate<'_>], plans: &mut [Plan]) {
        let mut winner: Vec<Option<(i128, usize)>> = vec![None; self.goods.groups.len()];
        for (at, candidate) in candidates.iter().enumerate().filter(|(at, _)| plans[*at] == Plan::Take) {
            let gift = self.would(candidate, None).unwrap_or_default();
            for (group, winner) in winner.iter_mut().enumerate() {
                let own = gift.cuts.iter().filter(|cut| cut.part.group == group);
                let off: i128 = own.map(|cut| cut.off).sum();
                if off > winner.map_or(0, |(most, _)| most) {
                    *winner = Some((off, at));
                }
            }
        }
        for (at, (candidate, plan)) in candidates.iter().zip(plans).enumerate() {
            let size = |group: &usize| {
                let lost = winner[*group].is_some_and(|(_, taker)| taker != at);
                if lost { 0 } else { self.goods.groups[*group].size }
            };
            if *plan == Plan::Take {
                *plan = Plan::Some(candidate.groups.iter().map(size).collect());
            }
        }
    }
}
