//! Sets, made one after the other out of single pieces.

use super::frac::split_within;
use super::goods::{MILLION, Part, Piece};
use super::kinds::How;
use super::offers::{Candidate, Left};
use super::{Cut, Gift, Till};
use till::price::request::{Offer, OfferKind, SetShares, Which};
use till::quantity::Percent;

/// So many units of some groups.
struct Need {
    groups: Vec<usize>,
    count: usize,
    /// They are the rewarded ones.
    rewarded: bool,
}

/// A set: places in the row of pieces, and whether each is rewarded.
type Set = Vec<(usize, bool)>;

impl Till<'_> {
    /// The pieces that cost something, the dearest first, ties in canonical order.
    pub fn row(&self, open: &[Part]) -> Vec<Piece> {
        let pieces = open.iter().filter(|part| self.goods.groups[part.group].pieces).flat_map(|part| &part.pieces);
        let mut row: Vec<Piece> = pieces.filter(|piece| piece.value > 0).cloned().collect();
        let fate = |piece: &Piece| (self.units[piece.at].group, self.units[piece.at].fate);
        row.sort_by(|a, b| b.value.cmp(&a.value).then(fate(a).cmp(&fate(b))).then(a.at.cmp(&b.at)));
        row
    }

    fn needs(&self, candidate: &Candidate<'_>) -> Vec<Need> {
        let offer = candidate.offer;
        let any = |count: u32| Need { groups: candidate.groups.clone(), count: count as usize, rewarded: false };
        let buy = offer.buy.unwrap_or(1);
        match (&offer.get_select, offer.kind) {
            (Some(select), OfferKind::BuyGet) => {
                let got = Need { groups: self.goods.find(select), count: offer.get as usize, rewarded: true };
                let bought = Need { groups: self.goods.find(&offer.select), ..any(buy) };
                vec![got, bought]
            }
            (None, OfferKind::BuyGet) if offer.bought_count => vec![any(buy.max(offer.get))],
            (None, OfferKind::BuyGet) => vec![any(buy + offer.get)],
            (_, OfferKind::SetPrice | OfferKind::SetOff) if !offer.parts.is_empty() => {
                let need = |part: &till::price::request::Part| Need {
                    groups: self.goods.find(&part.select),
                    count: part.quantity as usize,
                    rewarded: false,
                };
                offer.parts.iter().map(need).collect()
            }
            _ => vec![any(buy)],
        }
    }

    /// The product of a piece, or its group.
    fn product(&self, piece: &Piece) -> Result<String, usize> {
        let group = self.units[piece.at].group;
        let line = &self.goods.request.lines[self.goods.groups[group].lines[0]];
        line.product.as_ref().map(ToString::to_string).ok_or(group)
    }

    /// Whose turn it is, one after the other; nobody's if sets are of any product.
    fn products(&self, offer: &Offer, row: &[Piece]) -> Vec<Option<Result<String, usize>>> {
        if !offer.same_product {
            return vec![None];
        }
        let mut list = Vec::new();
        for piece in row {
            let own = Some(self.product(piece));
            if !list.contains(&own) {
                list.push(own);
            }
        }
        list
    }

    /// Sets as long as there are units for one.
    pub fn sets(&self, candidate: &Candidate<'_>, open: &[Part], left: &Left) -> Gift {
        let offer = candidate.offer;
        let free: Vec<Part> = open.iter().filter(|part| !self.units[part.pieces[0].at].bound).cloned().collect();
        let row = self.row(&free);
        let mut needs = self.needs(candidate);
        let declared = self.needs(candidate);
        let fits = |need: &Need, piece: &Piece| need.groups.contains(&self.units[piece.at].group);
        // Who has the fewest units to choose from goes first; rewarded ones that may count as bought before those.
        let shared = offer.kind == OfferKind::BuyGet && offer.get_select.is_some() && offer.bought_count;
        if !shared {
            needs.sort_by_key(|need| row.iter().filter(|piece| fits(need, piece)).count());
        }
        let picked = match offer.kind {
            OfferKind::BuyPay => Some(offer.buy.unwrap_or(1) - offer.pay.unwrap_or(1)),
            OfferKind::BuyGet if offer.get_select.is_none() => Some(offer.get),
            _ => None,
        };
        let all: usize = needs.iter().map(|need| need.count).sum();
        let by_need = needs.iter().find(|need| need.rewarded).map_or(all, |need| need.count);
        let rewarded = picked.map_or(by_need, |count| count as usize);
        let by_size = left.size.map_or(i128::MAX, |most| most / MILLION / rewarded as i128);
        let most = by_size.min(left.times.unwrap_or(i128::MAX));
        let mut used = vec![false; row.len()];
        let mut sets: Vec<Set> = Vec::new();
        for only in self.products(offer, &row) {
            let other = |at: usize| only.as_ref().is_some_and(|only| *only != self.product(&row[at]));
            while (sets.len() as i128) < most {
                let out: Vec<bool> = used.iter().enumerate().map(|(at, used)| *used || other(at)).collect();
                let set = self.one(offer, &row, &out, &needs, shared);
                let Some(set) = set.or_else(|| self.fitted(offer, &row, &out, &declared, shared)) else { break };
                let cost: i128 = set.iter().map(|(at, _)| row[*at].value).sum();
                if offer.kind == OfferKind::SetPrice && cost <= offer.amount.unwrap().wide() {
                    break;
                }
                set.iter().for_each(|(at, _)| used[*at] = true);
                sets.push(set);
            }
        }
        let times = sets.len() as i128;
        let gift = match (offer.kind, offer.amount) {
            (OfferKind::SetPrice, _) | (OfferKind::SetOff, Some(_)) => self.priced_sets(offer, &row, &sets),
            _ => self.rewarded(offer, &row, &sets),
        };
        Gift { times, ..gift }
    }

    /// A set where needs that want the same units give way to each other: each piece that is missing asks for the first free
    /// one, or for one whose holder finds another.
    fn fitted(&self, offer: &Offer, row: &[Piece], used: &[bool], needs: &[Need], shared: bool) -> Option<Set> {
        let skips = offer.kind == OfferKind::BuyGet && offer.which == Some(Which::Nth) && offer.nth > 1;
        if needs.len() < 2 || shared || skips {
            return None;
        }
        let mut holders: Vec<Option<usize>> = vec![None; row.len()];
        for (at, need) in needs.iter().enumerate() {
            for _ in 0..need.count {
                if !self.seat(offer, (row, used, needs), at, &mut holders, &mut vec![false; needs.len()]) {
                    return None;
                }
            }
        }
        let rewards = needs.iter().any(|need| need.rewarded);
        let held = holders.iter().enumerate().filter_map(|(at, holder)| Some((at, (*holder)?)));
        Some(held.map(|(at, holder)| (at, !rewards || needs[holder].rewarded)).collect())
    }

    fn seat(
        &self,
        offer: &Offer,
        (row, used, needs): (&[Piece], &[bool], &[Need]),
        at: usize,
        holders: &mut [Option<usize>],
        asked: &mut [bool],
    ) -> bool {
        asked[at] = true;
        let kind = |place: usize| (self.units[row[place].at].group, self.units[row[place].at].fate, row[place].value);
        let mut list: Vec<usize> = (0..row.len()).filter(|at| !used[*at]).collect();
        list.retain(|place| needs[at].groups.contains(&kind(*place).0));
        if needs[at].rewarded && offer.which.is_none_or(|which| which == Which::Cheapest) {
            list.reverse();
        }
        if let Some(free) = list.iter().find(|place| holders[**place].is_none()) {
            holders[*free] = Some(at);
            return true;
        }
        let mut kinds: Vec<_> = list.iter().map(|place| kind(*place)).collect();
        kinds.dedup();
        for wanted in kinds {
            for other in (0..needs.len()).filter(|other| *other != at) {
                let held = list.iter().find(|place| kind(**place) == wanted && holders[**place] == Some(other));
                let Some(held) = held.copied().filter(|_| !asked[other]) else { continue };
                if self.seat(offer, (row, used, needs), other, holders, asked) {
                    holders[held] = Some(at);
                    return true;
                }
            }
        }
        false
    }

    /// The next set, if there are units for it.
    fn one(&self, offer: &Offer, row: &[Piece], used: &[bool], needs: &[Need], shared: bool) -> Option<Set> {
        let mut set: Set = Vec::new();
        let group = |at: usize| self.units[row[at].at].group;
        for need in needs {
            let counted = set.iter().filter(|(at, rewarded)| *rewarded && need.groups.contains(&group(*at))).count();
            let wanted = if shared && !need.rewarded { need.count.saturating_sub(counted) } else { need.count };
            let mut open: Vec<usize> = (0..row.len())
                .filter(|at| !used[*at] && set.iter().all(|(own, _)| own != at) && need.groups.contains(&group(*at)))
                .collect();
            let which = if need.rewarded { offer.which.unwrap_or(Which::Cheapest) } else { Which::Dearest };
            if which == Which::Cheapest {
                open.reverse();
            }
            let skip = if which == Which::Nth { offer.nth as usize - 1 } else { 0 };
            let taken: Vec<usize> = open.into_iter().skip(skip).take(wanted).collect();
            if taken.len() < wanted {
                return None;
            }
            set.extend(taken.into_iter().map(|at| (at, need.rewarded)));
        }
        let count = match offer.kind {
            OfferKind::BuyPay => offer.buy.unwrap_or(1) - offer.pay.unwrap_or(1),
            OfferKind::BuyGet if offer.get_select.is_none() => offer.get,
            OfferKind::BuyGet => return Some(set),
            _ => {
                set.iter_mut().for_each(|(_, rewarded)| *rewarded = true);
                return Some(set);
            }
        };
        set.sort_by_key(|(at, _)| *at);
        let (count, rest) = (count as usize, set.len().saturating_sub(count as usize));
        let first = match offer.which.unwrap_or(Which::Cheapest) {
            Which::Dearest => 0,
            Which::Cheapest => rest,
            Which::Nth => rest.min(offer.nth as usize - 1),
        };
        set.iter_mut().skip(first).take(count).for_each(|(_, rewarded)| *rewarded = true);
        Some(set)
    }

    /// Something is done to the rewarded units of all sets together.
    fn rewarded(&self, offer: &Offer, row: &[Piece], sets: &[Set]) -> Gift {
        let how = match (offer.kind, offer.percent) {
            (OfferKind::BuyPay, _) => How::Percent(Percent::whole(100)),
            (OfferKind::SetOff, percent) => How::Percent(percent.unwrap()),
            _ => How::of(offer),
        };
        let chosen = |only: bool| -> Vec<Piece> {
            let units = sets.iter().flatten().filter(|(_, rewarded)| *rewarded || !only);
            units.map(|(at, _)| row[*at].clone()).collect()
        };
        let taken = self.goods.parts(&self.units, &chosen(false));
        let some = self.goods.parts(&self.units, &chosen(true));
        let offs = self.off(how, &some);
        let same = |a: &Part, b: &Part| (a.group, a.fate) == (b.group, b.fate);
        let total = offs.iter().sum();
        let all = self.goods.request.options.set_shares == SetShares::All;
        let shares = if all { self.goods.spread(total, &taken) } else { vec![0; taken.len()] };
        let cut = |(part, share): (Part, i128)| {
            let own = some.iter().zip(&offs).find(|(other, _)| same(other, &part));
            let off = if all { share } else { own.map_or(0, |(_, off)| *off) };
            let rewarded = own.map_or(0, |(other, _)| other.size);
            Cut { part, rewarded, off, bind: true }
        };
        Gift { cuts: taken.into_iter().zip(shares).map(cut).collect(), ..Gift::default() }
    }

    /// Sets that cost a price, or an amount less: equal sets in a row are worked out together, and what is saved is shared
    /// over the units that are equal (same fate, same price).
    fn priced_sets(&self, offer: &Offer, row: &[Piece], sets: &[Set]) -> Gift {
        type Kind = (usize, usize, i128);
        let kind = |at: usize| -> Kind {
            let unit = &self.units[row[at].at];
            (unit.group, unit.fate, row[at].value)
        };
        let kinds = |set: &Set| -> Vec<(Kind, i128)> {
            let mut list: Vec<(Kind, i128)> = Vec::new();
            for (at, _) in set {
                match list.iter_mut().find(|(known, _)| *known == kind(*at)) {
                    Some((_, count)) => *count += 1,
                    None => list.push((kind(*at), 1)),
                }
            }
            list
        };
        let taken: Vec<Piece> = sets.iter().flatten().map(|(at, _)| row[*at].clone()).collect();
        let parts = self.goods.parts(&self.units, &taken);
        let mut offs = vec![0; parts.len()];
        for same in sets.chunk_by(|a, b| kinds(a) == kinds(b)) {
            let (mut list, times) = (kinds(&same[0]), same.len() as i128);
            list.sort_by_key(|((group, fate, value), _)| (*group, *fate, -value));
            let values: Vec<i128> = list.iter().map(|((.., value), count)| value * count * times).collect();
            let room = |((group, _, value), count): &(Kind, i128)| {
                (value - self.goods.groups[*group].floor(MILLION)).max(0) * count * times
            };
            let rooms: Vec<i128> = list.iter().map(room).collect();
            let amount = offer.amount.unwrap().wide() * times;
            let whole = values.iter().sum::<i128>();
            let off = if offer.kind == OfferKind::SetPrice { whole - amount } else { amount };
            let off = off.min(rooms.iter().sum());
            let weights: Vec<i128> =
                list.iter().zip(&values).map(|(((group, ..), _), value)| self.goods.weight(*group, *value)).collect();
            let shares = split_within(self.goods.request.options.remainder, off, &weights, &rooms);
            for (((group, fate, _), _), share) in list.iter().zip(shares) {
                let at = parts.iter().position(|part| (part.group, part.fate) == (*group, *fate)).unwrap();
                offs[at] += share;
            }
        }
        if self.goods.request.options.set_shares == SetShares::All {
            offs = self.goods.spread(offs.iter().sum(), &parts);
        }
        let cut = |(part, off): (Part, i128)| Cut { rewarded: part.size, part, off, bind: true };
        Gift { cuts: parts.into_iter().zip(offs).map(cut).collect(), ..Gift::default() }
    }
}
