//! Milestones: so many units of a programme buy an offer of the pack.
//!
//! What must hold: the ledger holds the units before the offer gives anything; units are held only for an offer that gives
//! something in this basket, and let go when it does no more; a sale that is given up, and goods that come back, give them
//! back.

use super::super::draft::Draft;
use super::super::pricing::Content;
use super::super::pricing::boost::{chosen, gives, said};
use super::super::pricing::held_coupons;
use super::super::state::{Operation, Purpose, Sale};
use super::customer::{Customer, Redemption};
use super::more_of;
use crate::ledger::ask::What;
use crate::ledger::member::{Choice, Enrol, Spend};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::Pack;
use crate::pack::program::{Milestone, Program};
use crate::price::request::SettlesAs;
use crate::wire::error::Refusal;

/// The milestone that an offer pays out, with its programme.
pub(in crate::session) fn milestone<'p>(pack: &'p Pack, offer: &Id) -> Option<(&'p Program, &'p Milestone)> {
    let all = pack.programs.iter().flat_map(|program| program.milestones.iter().map(move |it| (program, it)));
    all.into_iter().find(|(_, milestone)| milestone.offer.as_ref() == Some(offer))
}

/// Whether the customer has what an offer takes; every offer that is no milestone's takes nothing.
pub(in crate::session) fn reached(sale: &Sale, pack: &Pack, offer: &Id) -> bool {
    milestone(pack, offer).is_none_or(|(program, milestone)| {
        let has = |customer: &Customer| sale.left_of(customer, &program.id) >= milestone.at;
        sale.reward(offer).is_some() || sale.customer.as_ref().is_some_and(has)
    })
}

impl Sale {
    /// What is held for an offer.
    pub(in crate::session) fn reward(&self, offer: &Id) -> Option<&Redemption> {
        self.redemptions.iter().find(|redemption| redemption.offer.as_ref() == Some(offer))
    }
}

impl Draft<'_> {
    /// After new figures: units are asked for where an offer that the customer wants, or that comes by itself, would give
    /// something now.
    pub(in crate::session) fn hold_rewards(&mut self) -> Result<(), Refusal> {
        for offer in self.sale()?.deals.open.clone() {
            let sale = self.sale()?;
            let pack = self.pack_of(&sale.pack)?;
            let Some((program, milestone)) = milestone(&pack, &offer) else { continue };
            let wanted = said(sale, &pack, &offer).unwrap_or(!milestone.on_choice);
            let known = sale.customer.as_ref().and_then(|customer| Some((customer, customer.known.clone()?)));
            let Some((customer, known)) = known.filter(|_| wanted && sale.reward(&offer).is_none()) else { continue };
            let left = sale.left_of(customer, &program.id);
            if left < milestone.at || self.stored_value().is_err() {
                continue;
            }
            let with = Some(chosen(sale, &pack).into_iter().chain([offer.clone()]).collect());
            let content = Content { chosen: with, ..Content::default() };
            let priced = self.quote(&content, &held_coupons(sale), sale.customer.as_ref())?;
            let Some(worth) = gives(&priced, &offer) else { continue };
            let (mode, id) = (sale.mode, self.id("op"));
            let amount = if milestone.carry { milestone.at } else { left };
            let (member, of, unit) = (known.id.clone(), program.id.clone(), program.unit(&pack));
            let back_days = program.on_return.back_days;
            let what = Spend {
                member,
                program: of.clone(),
                unit,
                amount,
                step: None,
                least: Some(amount),
                back_days,
                day: None,
            };
            let (worth, offer) = (worth.magnitude(), Some(offer));
            let settles_as = SettlesAs::Discount;
            let held = false;
            let redemption = Redemption { id: id.clone(), program: of, amount, worth, settles_as, offer, held };
            self.set_points(|list, _| list.push(redemption));
            self.ask_member(Operation::new(id.clone(), Purpose::MemberSpend, &id, mode), What::Spend(what));
        }
        Ok(())
    }

    /// The ledger keeps what a member says of an offer that is no milestone's, for the next time.
    pub(in crate::session) fn keep_choice(&mut self, offer: &Id, yes: bool) {
        let Some(sale) = &self.state.sale else { return };
        let known = sale.customer.as_ref().and_then(|customer| customer.known.clone());
        let Some(known) = known.filter(|_| self.stored_value().is_ok()) else { return };
        let (mode, subject) = (sale.mode, sale.basket_ref.clone());
        let offers = vec![Choice { id: offer.clone(), yes, at: self.ctx.now }];
        let what = Enrol { offers, ..more_of(&known.id) };
        let new = Operation::new(self.id("op"), Purpose::MemberTidy, &subject, mode);
        self.ask_member(new, What::Enrol(what));
    }
}

/// What an offer that was paid with units took off: what they were worth.
pub(in crate::session) fn worth_of(redemption: &Redemption, priced: &crate::price::answer::Priced) -> Amount {
    let off = redemption.offer.as_ref().and_then(|offer| gives(priced, offer));
    off.map_or(redemption.worth, Amount::magnitude)
}
