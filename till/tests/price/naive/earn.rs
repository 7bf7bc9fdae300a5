//! What is earned when all prices are final.

use super::Till;
use super::frac::{Frac, split};
use super::offers::{Candidate, left};
use till::price::request::{Earn, Flag, OfferKind, Remainder};

/// Offer id, how much, and by line.
pub type Earned = (String, i128, Vec<(String, i128)>);

/// A line that may earn: its place, what it costs, how much of it.
type Ground = Vec<(usize, i128, i128)>;

impl Till<'_> {
    fn ground(&self, groups: &[usize]) -> Ground {
        let lines = groups.iter().flat_map(|group| &self.goods.groups[*group].lines);
        let may = |at: &&usize| !self.goods.request.lines[**at].flags.contains(&Flag::NoPoints);
        let one = |at: &usize| (*at, self.rows[*at].amount().max(0), self.goods.request.lines[*at].quantity.wide());
        lines.filter(may).map(one).collect()
    }

    /// By offer that earns something, in their order.
    pub fn earned(&self, candidates: &[Candidate<'_>]) -> Vec<Earned> {
        let applied: Vec<&Candidate<'_>> =
            candidates.iter().filter(|candidate| self.holds(candidate, &candidate.offer.when)).collect();
        let mut list = Vec::new();
        for candidate in &applied {
            let (total, shares) = match &candidate.offer.earn {
                Some(earn) if candidate.offer.kind != OfferKind::Cashback => self.counted(candidate, earn, &applied),
                _ => self.cashback(candidate, &applied),
            };
            if total > 0 {
                let mut by_line: Vec<(String, i128)> = Vec::new();
                for (at, line) in self.goods.request.lines.iter().enumerate() {
                    let own: i128 = shares.iter().filter(|(place, _)| *place == at).map(|(_, share)| share).sum();
                    if own != 0 {
                        by_line.push((line.id.as_str().to_owned(), own));
                    }
                }
                list.push((candidate.offer.id.as_str().to_owned(), total, by_line));
            }
        }
        list
    }

    /// What an offer gives back on these lines, at most its cap.
    fn back(&self, offer: &till::price::request::Offer, ground: &Ground) -> i128 {
        let value: i128 = ground.iter().map(|(_, value, _)| value).sum();
        let whole = match offer.percent {
            Some(rate) => (Frac::whole(value) * Frac::rate(rate)).round(self.goods.request.options.percent_rounding),
            None if value > 0 => offer.amount.unwrap().wide(),
            None => 0,
        };
        left(self.goods.request, offer).discount.map_or(whole, |cap| whole.min(cap))
    }

    fn cashback(&self, candidate: &Candidate<'_>, applied: &[&Candidate<'_>]) -> (i128, Vec<(usize, i128)>) {
        let times = |candidate: &Candidate<'_>| candidate.offer.earn.as_ref().and_then(|earn| earn.times);
        let others = applied.iter().filter(|other| other.offer.kind == OfferKind::Cashback && times(other).is_none());
        let both = |other: &Candidate<'_>| -> Ground {
            let groups = candidate.groups.iter().copied().filter(|group| other.groups.contains(group));
            self.ground(&groups.collect::<Vec<_>>())
        };
        let found: Vec<(i128, Ground)> = match times(candidate) {
            None => vec![(self.back(candidate.offer, &both(candidate)), both(candidate))],
            Some(times) => {
                let factor = Frac::millionths(times.millionths()) - Frac::whole(1);
                let more = |other: &Candidate<'_>| Frac::whole(self.back(other.offer, &both(other))) * factor;
                others.map(|other| (more(other).floor(), both(other))).collect()
            }
        };
        let mut open = left(self.goods.request, candidate.offer).discount.unwrap_or(i128::MAX);
        let (mut all, mut shares) = (0, Vec::new());
        for (total, ground) in found {
            let total = total.min(open);
            if total > 0 {
                (open, all) = (open - total, all + total);
                let values: Vec<i128> = ground.iter().map(|(_, value, _)| *value).collect();
                let parts = split(self.goods.request.options.remainder, total, &values);
                shares.extend(ground.iter().map(|(at, ..)| *at).zip(parts));
            }
        }
        (all, shares)
    }

    fn counted(
        &self,
        candidate: &Candidate<'_>,
        earn: &Earn,
        applied: &[&Candidate<'_>],
    ) -> (i128, Vec<(usize, i128)>) {
        let most = left(self.goods.request, candidate.offer).times.unwrap_or(i128::MAX);
        let Some(times) = earn.times else {
            return rule(earn, &self.ground(&candidate.groups), most, Frac::whole(1));
        };
        let factor = Frac::millionths(times.millionths()) - Frac::whole(1);
        let (mut total, mut shares) = (0, Vec::new());
        for other in applied.iter().filter(|other| other.offer.kind == candidate.offer.kind) {
            let Some(earn) = other.offer.earn.as_ref().filter(|earn| earn.times.is_none()) else { continue };
            let both: Vec<usize> =
                candidate.groups.iter().copied().filter(|group| other.groups.contains(group)).collect();
            let (more, parts) = rule(earn, &self.ground(&both), most, factor);
            total += more;
            shares.extend(parts);
        }
        (total, shares)
    }
}

/// `count` once, or for every full amount or quantity; times a factor, rounded down.
fn rule(earn: &Earn, ground: &Ground, most: i128, factor: Frac) -> (i128, Vec<(usize, i128)>) {
    let value: i128 = ground.iter().map(|(_, value, _)| value).sum();
    let size: i128 = ground.iter().map(|(.., size)| size).sum();
    let (times, by_value) = match (earn.per_amount, earn.per_units) {
        (Some(per), _) => (value / per.wide(), true),
        (_, Some(per)) => (size / per.wide(), false),
        _ => (i128::from(!ground.is_empty()), true),
    };
    let total = (Frac::whole(times.min(most) * i128::from(earn.count)) * factor).floor();
    if total == 0 || earn.per_amount.is_none() && earn.per_units.is_none() {
        return (total, Vec::new());
    }
    let weights: Vec<i128> = ground.iter().map(|(_, value, size)| if by_value { *value } else { *size }).collect();
    let shares = split(Remainder::Largest, total, &weights);
    (total, ground.iter().map(|(at, ..)| *at).zip(shares).collect())
}
