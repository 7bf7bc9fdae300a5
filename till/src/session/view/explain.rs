//! What the customer is told of deals beside the figures: what is one step away, and what the purchase earns.
//!
//! What must hold: everything comes from the priced basket, which the register has whole in `basket.priced`; a sentence of the
//! pack (`nudge.<offer>` in its texts) goes before the offer's name.

use super::super::Session;
use super::super::pricing::boost::{gives, said};
use super::super::state::{Phase, Sale};
use crate::money::Amount;
use crate::price::answer::{Earned, Nudge};
use crate::price::request::Offer;
use crate::screen::{BasketView, EarnView, NearView, OfferView};

impl Session {
    /// The basket with what there is to say of deals.
    pub(in crate::session) fn explained(&self, sale: &Sale) -> BasketView {
        let open = sale.phase == Phase::Open;
        let near = sale.priced.nudges.iter().filter(|_| open).map(|nudge| self.near(sale, nudge)).collect();
        let offers = if open { self.choices(sale) } else { Vec::new() };
        BasketView { near, offers, earns: earns(&sale.priced.earned, &|_| true), ..super::basket(sale) }
    }

    fn choices(&self, sale: &Sale) -> Vec<OfferView> {
        let Some(pack) = self.pack(&sale.pack).filter(|_| !sale.deals.open.is_empty()) else { return Vec::new() };
        let open = pack.offers.iter().filter(|offer| sale.deals.open.contains(&offer.id));
        let view = |offer: &Offer| OfferView {
            id: offer.id.clone(),
            name: offer.name.clone(),
            chosen: said(sale, pack, &offer.id),
            amount: gives(&sale.priced, &offer.id),
        };
        open.map(view).collect()
    }

    fn near(&self, sale: &Sale, nudge: &Nudge) -> NearView {
        let texts = self.pack(&sale.pack).and_then(|pack| pack.texts.get(self.state.customer_locale()));
        let sentence = texts.and_then(|texts| texts.get(&format!("nudge.{}", nudge.offer_id)));
        NearView {
            text: sentence.cloned().unwrap_or_else(|| nudge.name.to_string()),
            sentence: sentence.is_some(),
            quantity: nudge.missing_quantity,
            value: nudge.missing_value.unwrap_or_default(),
        }
    }
}

/// What is earned of what fits, added up by kind.
pub(in crate::session) fn earns(earned: &[Earned], fits: &dyn Fn(&Earned) -> bool) -> Vec<EarnView> {
    let mut sums: Vec<EarnView> = Vec::new();
    for one in earned.iter().filter(|one| fits(one)) {
        match sums.iter_mut().find(|sum| sum.kind == one.kind) {
            Some(sum) => sum.amount = sum.amount.plus(one.amount).unwrap_or(sum.amount),
            None => sums.push(EarnView { kind: one.kind, amount: one.amount }),
        }
    }
    sums.retain(|sum| sum.amount != Amount::ZERO);
    sums
}
