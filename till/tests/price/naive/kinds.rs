//! What each kind of offer takes off, from its description.

use super::frac::{Frac, level, split_within};
use super::goods::{MILLION, Part, minor};
use super::offers::{Candidate, Left};
use super::{Cut, Gift, Till};
use till::money::Amount;
use till::price::request::{Bands, FaceValue, Offer, OfferKind, PercentBase, PercentLevel, Rounding, Tier};
use till::quantity::{Percent, UnitPrice};

/// What is done to some units.
#[derive(Clone, Copy)]
pub enum How {
    Percent(Percent),
    Each(Amount),
    Once(Amount),
    Price(UnitPrice),
}

impl How {
    /// What an offer says of the units it rewards; free if it says nothing.
    pub fn of(offer: &Offer) -> How {
        match (offer.amount, offer.unit_price, offer.percent) {
            (Some(amount), ..) => How::Each(amount),
            (_, Some(price), _) => How::Price(price),
            (.., percent) => How::Percent(percent.unwrap_or(Percent::whole(100))),
        }
    }

    fn of_tier(tier: &Tier) -> How {
        let each = tier.amount_off_unit.map(How::Each);
        let (rate, once) = (tier.percent.map(How::Percent), tier.amount_off.map(How::Once));
        rate.or(each).or(once).unwrap_or_else(|| How::Price(tier.unit_price.unwrap()))
    }
}

impl Till<'_> {
    /// What is taken off each part.
    pub fn off(&self, how: How, parts: &[Part]) -> Vec<i128> {
        let half_up = |exact: Frac| exact.round(Rounding::HalfUp);
        match how {
            How::Percent(rate) => self.percent(rate, parts),
            How::Once(amount) => self.once(amount.wide(), parts),
            How::Each(amount) => {
                let exact = |part: &Part| Frac::new(amount.wide() * part.size, MILLION);
                parts.iter().map(|part| half_up(exact(part)).min(part.room)).collect()
            }
            How::Price(price) => {
                let one = Frac::millionths(price.millionths()) * Frac::whole(minor(self.goods.request));
                let costs = |part: &Part| half_up(one * Frac::new(part.size, MILLION));
                parts.iter().map(|part| (part.value - costs(part)).clamp(0, part.room)).collect()
            }
        }
    }

    fn percent(&self, rate: Percent, parts: &[Part]) -> Vec<i128> {
        let options = &self.goods.request.options;
        let base = |part: &Part| if options.percent_base == PercentBase::List { part.list } else { part.value };
        let off = |base: i128| (Frac::whole(base) * Frac::rate(rate)).round(options.percent_rounding);
        match options.percent_level {
            PercentLevel::Group => self.goods.by_group(parts, |same| off(same.iter().map(base).sum())),
            PercentLevel::Basket => self.goods.spread(off(parts.iter().map(base).sum()), parts),
            PercentLevel::Unit => {
                let one = |part: &Part| {
                    let count = if self.goods.groups[part.group].pieces { part.pieces.len() } else { 1 };
                    level(base(part), count).into_iter().map(off).sum::<i128>().min(part.room)
                };
                parts.iter().map(one).collect()
            }
        }
    }

    /// One amount, by what units cost, or the same off each.
    fn once(&self, amount: i128, parts: &[Part]) -> Vec<i128> {
        let rooms: Vec<i128> = parts.iter().map(|part| part.room).collect();
        if !self.goods.request.options.split_evenly {
            return self.goods.spread(amount, parts);
        }
        let sizes: Vec<i128> = parts.iter().map(|part| part.size * part.room.signum()).collect();
        split_within(self.goods.request.options.remainder, amount.min(rooms.iter().sum()), &sizes, &rooms)
    }

    /// What a candidate would take off these units, its cap apart.
    pub fn kind(&self, candidate: &Candidate<'_>, open: &[Part], left: &Left) -> Gift {
        let offer = candidate.offer;
        match offer.kind {
            OfferKind::BuyPay | OfferKind::BuyGet | OfferKind::SetPrice | OfferKind::SetOff => {
                return self.sets(candidate, open, left);
            }
            OfferKind::UnitNumber => return self.numbered(offer, open, left),
            OfferKind::Points | OfferKind::Stamps | OfferKind::Cashback | OfferKind::Voucher => return Gift::default(),
            _ => {}
        }
        let parts = left.size.map_or_else(|| open.to_vec(), |most| self.goods.dearest(&self.units, open, most));
        let value: i128 = parts.iter().map(|part| part.value).sum();
        let amount = offer.amount.unwrap_or_default();
        let offs = match offer.kind {
            OfferKind::Percent => self.off(How::Percent(offer.percent.unwrap()), &parts),
            OfferKind::AmountOffUnit => self.off(How::Each(amount), &parts),
            OfferKind::UnitPrice => self.off(How::Price(offer.unit_price.unwrap()), &parts),
            OfferKind::BasketPrice => self.goods.spread((value - amount.wide()).max(0), &parts),
            OfferKind::Tiers => return self.tiers(offer, open, left),
            OfferKind::AmountOff => return self.amount_off(candidate, parts),
            OfferKind::Campaign => return self.campaign(candidate, parts),
            _ => vec![0; parts.len()],
        };
        Gift::whole(parts, offs)
    }

    /// One amount. A coupon's is taken off what is to pay: each line's share of it is a price with its added taxes.
    fn amount_off(&self, candidate: &Candidate<'_>, parts: Vec<Part>) -> Gift {
        let face = candidate.offer.amount.unwrap().wide();
        let lift = |part: &Part| self.goods.groups[part.group].lift;
        let before_tax = self.goods.request.options.face_value == FaceValue::BeforeTax;
        let tender = candidate.turn == super::Turn::Tender;
        if candidate.coupon.is_none() || tender || before_tax || parts.iter().all(|part| lift(part) == Frac::whole(1)) {
            let offs = self.once(face, &parts);
            return Gift { face: Some(face), ..Gift::whole(parts, offs) };
        }
        let mut dear = parts.clone();
        for part in &mut dear {
            let lifted = |price: i128| (Frac::whole(price) * lift(part)).round(Rounding::HalfUp);
            (part.value, part.room) = (lifted(part.value), lifted(part.room));
        }
        let shares = self.once(face, &dear);
        // Rounded once for each rate.
        let mut offs = vec![0; parts.len()];
        let mut lifts: Vec<Frac> = parts.iter().map(lift).collect();
        lifts.sort();
        lifts.dedup();
        for own in lifts {
            let places: Vec<usize> = (0..parts.len()).filter(|at| lift(&parts[*at]) == own).collect();
            let (rooms, weights): (Vec<i128>, Vec<i128>) =
                places.iter().map(|at| (parts[*at].room, shares[*at])).unzip();
            let exact = Frac::whole(weights.iter().sum()) / own;
            let off = exact.round(Rounding::HalfUp).min(rooms.iter().sum());
            let split = split_within(self.goods.request.options.remainder, off, &weights, &rooms);
            places.iter().zip(split).for_each(|(at, off)| offs[*at] = off);
        }
        Gift { face: Some(face), gross: Some(shares.iter().sum()), ..Gift::whole(parts, offs) }
    }

    /// The units in a row from the dearest on, from `first` to `last`.
    fn numbered(&self, offer: &Offer, open: &[Part], left: &Left) -> Gift {
        let mut row = self.row(open);
        if offer.which == Some(till::price::request::Which::Cheapest) {
            row.reverse();
        }
        let count = offer.last.map_or(usize::MAX, |last| (last - offer.first) as usize + 1);
        let most = left.size.map_or(usize::MAX, |most| (most / MILLION) as usize);
        let chosen: Vec<_> = row.into_iter().skip(offer.first as usize - 1).take(count.min(most)).collect();
        let parts = self.goods.parts(&self.units, &chosen);
        let offs = self.off(How::of(offer), &parts);
        Gift::whole(parts, offs)
    }

    /// All open units say which tiers are reached; at most so many are lowered.
    fn tiers(&self, offer: &Offer, open: &[Part], left: &Left) -> Gift {
        let by_quantity = offer.tiers[0].from_quantity.is_some();
        let from = |tier: &Tier| match tier.from_quantity {
            Some(quantity) => quantity.wide(),
            None => tier.from_value.unwrap().wide(),
        };
        let mut groups: Vec<usize> = open.iter().map(|part| part.group).collect();
        groups.dedup();
        let reached = if by_quantity { open.iter().map(|part| part.size).sum() } else { self.threshold(&groups) };
        let tiers: Vec<&Tier> = offer.tiers.iter().filter(|tier| from(tier) <= reached).collect();
        let Some(highest) = tiers.last() else {
            return Gift::default();
        };
        let parts = left.size.map_or_else(|| open.to_vec(), |most| self.goods.dearest(&self.units, open, most));
        if offer.bands == Bands::Whole {
            let offs = self.off(How::of_tier(highest), &parts);
            return Gift::whole(parts, offs);
        }
        if offer.bands == Bands::Every {
            let times = reached / from(highest);
            let offs = self.once(highest.amount_off.unwrap().wide() * times, &parts);
            return Gift::whole(parts, offs);
        }
        if by_quantity {
            return self.bands(&tiers, open, left);
        }
        let options = &self.goods.request.options;
        let band = |(at, tier): (usize, &&Tier)| {
            let within = Frac::whole(tiers.get(at + 1).map_or(reached, |next| from(next)) - from(tier));
            match tier.percent {
                Some(rate) => (within * Frac::rate(rate)).round(options.percent_rounding),
                None => tier.amount_off.unwrap().wide(),
            }
        };
        let offs = self.goods.spread(tiers.iter().enumerate().map(band).sum(), &parts);
        Gift::whole(parts, offs)
    }

    /// Each tier lowers the units within it: of pieces one from 3 begins with the third, of a measure with what lies above.
    fn bands(&self, tiers: &[&Tier], open: &[Part], left: &Left) -> Gift {
        let pieces = open.iter().any(|part| self.goods.groups[part.group].pieces);
        let all: i128 = open.iter().map(|part| part.size).sum();
        let begin = |tier: &Tier| (tier.from_quantity.unwrap().wide() - if pieces { MILLION } else { 0 }).max(0);
        let mut offs = vec![0; open.len()];
        let mut most = left.size.unwrap_or(i128::MAX / 2);
        for (at, tier) in tiers.iter().enumerate() {
            let start = begin(tier);
            let end = tiers.get(at + 1).map_or(all, |next| begin(next)).min(start + most);
            most -= end - start;
            let upper = self.goods.dearest(&self.units, open, end);
            let lower = self.goods.dearest(&self.units, open, start);
            let of = |list: &[Part], part: &Part| {
                let found = list.iter().find(|other| (other.group, other.fate) == (part.group, part.fate));
                found.map_or((0, 0, 0, 0), |part| (part.size, part.value, part.list, part.room))
            };
            let mut band = Vec::new();
            for (place, part) in open.iter().enumerate() {
                let (up, low) = (of(&upper, part), of(&lower, part));
                let mut part = part.clone();
                (part.size, part.value) = (up.0 - low.0, up.1 - low.1);
                (part.list, part.room) = (up.2 - low.2, up.3 - low.3);
                if self.goods.groups[part.group].pieces {
                    part.pieces.truncate((part.size / MILLION) as usize);
                }
                if part.size > 0 {
                    band.push((place, part));
                }
            }
            let (places, band): (Vec<usize>, Vec<Part>) = band.into_iter().unzip();
            for (place, off) in places.iter().zip(self.off(How::of_tier(tier), &band)) {
                offs[*place] = (offs[*place] + off).min(open[*place].room);
            }
        }
        Gift::whole(open.to_vec(), offs)
    }
}

impl Gift {
    /// All units of these parts.
    pub fn whole(parts: Vec<Part>, offs: Vec<i128>) -> Gift {
        let cut = |(part, off): (Part, i128)| Cut { rewarded: part.size, part, off, bind: false };
        Gift { cuts: parts.into_iter().zip(offs).map(cut).collect(), times: 1, face: None, gross: None }
    }
}
