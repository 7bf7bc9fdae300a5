//! The figures of a sold line as one list, so that each is taken back by the same rule.
//!
//! What must hold: parts are rounded cumulatively, so they add up to the whole; so is what the customer paid for the goods,
//! so nobody pays for bringing something back.

use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::price::answer::NamedAmount;
use crate::price::exact::{add, mul, sub};
use crate::price::request::{Rounding, SoldLine};
use crate::price::work::Row;

/// What a figure is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    List,
    Reduction,
    Deposit,
    Rounding,
    Share,
    Tendered,
    Earned,
    Tax,
    Base,
}

/// Units of which a part comes back, in millionths: all of them, those that came back before, those that have then.
#[derive(Clone, Copy)]
pub(super) struct Units {
    pub all: i128,
    pub before: i128,
    pub after: i128,
}

impl Units {
    /// The part of a figure of all units; with the figure's sign.
    pub(super) fn part(self, figure: i128) -> Result<i128, Overflow> {
        let up_to = |units: i128| Rounding::HalfUp.divide(mul(figure, units)?, self.all);
        sub(up_to(self.after)?, up_to(self.before)?)
    }
}

/// Figures by what they are of; those with an id by that as well. One that is missing is nothing.
#[derive(Clone, Default)]
pub(super) struct Figures<'a>(Vec<(Of, Option<&'a Id>, i128)>);

impl<'a> Figures<'a> {
    /// Those of a sold line, as it was charged.
    pub(super) fn of(sold: &'a SoldLine) -> Figures<'a> {
        let line = &sold.line;
        let plain = [
            (Of::List, line.list),
            (Of::Reduction, line.reduction),
            (Of::Deposit, line.deposit),
            (Of::Rounding, sold.rounding),
        ];
        let mut list: Vec<_> = plain.into_iter().map(|(of, amount)| (of, None, amount.wide())).collect();
        let named = [
            (Of::Tax, &line.taxes),
            (Of::Share, &sold.shares),
            (Of::Tendered, &sold.tendered),
            (Of::Earned, &sold.earned),
        ];
        let bases = line.tax_bases.iter().map(|bases| (Of::Base, bases));
        for (of, figures) in named.into_iter().chain(bases) {
            list.extend(figures.iter().map(|figure| (of, Some(&figure.id), figure.amount.wide())));
        }
        Figures(list)
    }

    /// A figure; all of its kind together without an id.
    pub(super) fn get(&self, of: Of, id: Option<&Id>) -> Result<i128, Overflow> {
        let wanted = self.0.iter().filter(|figure| figure.0 == of && (id.is_none() || figure.1 == id));
        wanted.map(|figure| figure.2).try_fold(0, add)
    }

    /// Its taxes by code.
    pub(super) fn taxes(&self) -> impl Iterator<Item = (&'a Id, i128)> + use<'a, '_> {
        self.0.iter().filter(|figure| figure.0 == Of::Tax).filter_map(|figure| Some((figure.1?, figure.2)))
    }

    /// Adds to a figure.
    pub(super) fn put(&mut self, of: Of, id: Option<&'a Id>, more: i128) -> Result<(), Overflow> {
        if let Some(figure) = self.0.iter_mut().find(|figure| (figure.0, figure.1) == (of, id)) {
            figure.2 = add(figure.2, more)?;
        } else {
            self.0.push((of, id, more));
        }
        Ok(())
    }

    /// What these have more than others.
    pub(super) fn minus(mut self, others: &Figures<'a>) -> Result<Figures<'a>, Overflow> {
        others.0.iter().try_for_each(|(of, id, figure)| self.put(*of, *id, sub(0, *figure)?))?;
        Ok(self)
    }

    /// The part of some of the units: every figure for itself, and what the customer paid; the largest discount takes
    /// what those differ by (with none the reduction, or the list value), as does the largest payment by others.
    pub(super) fn part(mut self, units: Units) -> Result<Figures<'a>, Overflow> {
        let price = [Of::List, Of::Reduction, Of::Share];
        let (cost, others) = (self.sum(&price)?, self.get(Of::Tendered, None)?);
        let largest = |of: &Of| self.largest(*of);
        let rest_of = [Of::Share, Of::Reduction, Of::List].iter().find_map(largest);
        let payment = self.largest(Of::Tendered);
        for (_, _, figure) in &mut self.0 {
            *figure = units.part(*figure)?;
        }
        let rest = sub(units.part(cost)?, self.sum(&price)?)?;
        self.add_at(rest_of, rest)?;
        let rest = sub(units.part(add(cost, others)?)?, add(self.sum(&price)?, self.get(Of::Tendered, None)?)?)?;
        self.add_at(payment, rest)?;
        Ok(self)
    }

    fn sum(&self, kinds: &[Of]) -> Result<i128, Overflow> {
        kinds.iter().try_fold(0, |so_far, of| add(so_far, self.get(*of, None)?))
    }

    /// The place of the largest figure of a kind, the first of equal ones; none if all are nothing.
    fn largest(&self, of: Of) -> Option<usize> {
        let mut found: Option<(usize, i128)> = None;
        for (place, (kind, _, figure)) in self.0.iter().enumerate() {
            let size = figure.saturating_abs();
            if *kind == of && size > found.map_or(0, |(_, most)| most) {
                found = Some((place, size));
            }
        }
        found.map(|(place, _)| place)
    }

    fn add_at(&mut self, place: Option<usize>, more: i128) -> Result<(), Overflow> {
        if let Some(figure) = place.and_then(|place| self.0.get_mut(place)) {
            figure.2 = add(figure.2, more)?;
        }
        Ok(())
    }

    /// Whether nothing is left of any figure.
    pub(super) fn are_nothing(&self) -> bool {
        self.0.iter().all(|(_, _, figure)| *figure == 0)
    }

    /// As a row of the basket.
    pub(super) fn row(&self) -> Result<Row, Overflow> {
        Ok(Row {
            list: self.get(Of::List, None)?,
            reduction: self.get(Of::Reduction, None)?,
            discount: self.get(Of::Share, None)?,
            deposit: self.get(Of::Deposit, None)?,
            tendered: sub(0, self.get(Of::Tendered, None)?)?,
            ..Row::default()
        })
    }

    /// Those of a kind by id, with or without those that are nothing.
    pub(super) fn named(&self, of: Of, nothing: bool) -> Result<Vec<NamedAmount>, Overflow> {
        let mut list = Vec::new();
        for (kind, id, figure) in &self.0 {
            if let Some(id) = id.filter(|_| *kind == of && (nothing || *figure != 0)) {
                list.push(NamedAmount { id: id.clone(), amount: Amount::from_wide(*figure)? });
            }
        }
        Ok(list)
    }
}
