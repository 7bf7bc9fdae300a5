//! Offers for this customer now, and the choice among them.
//!
//! What must hold: whether an offer is there for a customer is asked of the pricing rules alone; an offer that is to be chosen
//! gives nothing before; what is chosen is dropped with its sale, and what a member said of an offer is the ledger's to keep.

use super::super::command::Answer;
use super::super::draft::Draft;
use super::super::member::customer::Customer;
use super::super::member::reward::{milestone, reached};
use super::super::packs::Ready;
use super::super::state::{Deals, Sale};
use super::{Content, held_coupons};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::Pack;
use crate::price::answer::{Priced, WhyNot, WhyNotCode};
use crate::price::request::{Conditions, Detail, Offer};
use crate::price::{Basket, is_open_to};
use crate::record::DealsSet;
use crate::shape::Shape;
use crate::wire::boost::{OfferChoice, OfferFor, OfferName, OfferStanding, OfferState, Offers, OffersAvailable};
use crate::wire::error::{Code, Refusal};

/// `boost.offers`.
pub(in crate::session) fn offers(draft: &mut Draft<'_>) -> Answer {
    let sale = draft.sale()?;
    let pack = draft.pack_of(&sale.pack)?;
    let coupons = held_coupons(sale);
    let quote = |chosen: Vec<Id>| {
        let content = Content { detail: Some(Detail::Full), chosen: Some(chosen), ..Content::default() };
        draft.quote(&content, &coupons, sale.customer.as_ref())
    };
    let now = quote(chosen(sale, &pack))?;
    // What the open ones would do, each of them chosen as well.
    let undecided = sale.deals.open.iter().filter(|id| said(sale, &pack, id).is_none()).cloned();
    let then = quote(chosen(sale, &pack).into_iter().chain(undecided).collect())?;
    let listed = pack.offers.iter().filter(|offer| offer.when.coupon.is_none());
    let offers = listed.filter_map(|offer| standing(offer, sale, &pack, &now, &then)).collect();
    Ok(Offers { offers }.write())
}

/// `boost.select` (`yes`) and `boost.decline`.
pub(in crate::session) fn choose(draft: &mut Draft<'_>, x: &OfferChoice, yes: bool) -> Answer {
    say(draft, &x.offer_id, yes)?;
    draft.basket_answer()
}

/// The customer takes an offer, or leaves it.
pub(in crate::session) fn say(draft: &mut Draft<'_>, offer_id: &Id, yes: bool) -> Result<(), Refusal> {
    draft.allowed("boost")?;
    let sale = draft.sale()?;
    let pack = draft.pack_of(&sale.pack)?;
    let known = pack.offers.iter().any(|offer| offer.id == *offer_id && offer.on_choice);
    if !known {
        return Err(Refusal::new(Code::OfferUnknown).because("offer_id", offer_id.as_str()));
    }
    if !sale.deals.open.contains(offer_id) {
        return Err(Refusal::new(Code::OfferNotOpen).because("offer_id", offer_id.as_str()));
    }
    if said(sale, &pack, offer_id) == Some(yes) {
        return Ok(());
    }
    let (mut deals, held) = (sale.deals.clone(), sale.reward(offer_id).cloned());
    deals.say(offer_id, yes);
    draft.record(DealsSet { deals });
    if milestone(&pack, offer_id).is_none() {
        draft.keep_choice(offer_id, yes);
    }
    if let Some(held) = held.filter(|_| !yes) {
        draft.drop_redemption(&held, None);
    }
    draft.reprice_and_tell()
}

/// The offers that count as chosen: of milestones, those for which the ledger holds what they take.
pub(in crate::session) fn chosen(sale: &Sale, pack: &Pack) -> Vec<Id> {
    let counts = |id: &&Id| match milestone(pack, id) {
        Some(_) => sale.reward(id).is_some_and(|reward| reward.held),
        None => said(sale, pack, id) == Some(true),
    };
    sale.deals.open.iter().filter(counts).cloned().collect()
}

/// What the customer says of an offer: in this sale, or, of what is no milestone's, what the ledger knows.
pub(in crate::session) fn said(sale: &Sale, pack: &Pack, offer: &Id) -> Option<bool> {
    let known = sale.customer.as_ref().and_then(|customer| customer.known.as_ref());
    let before = || known?.offers.iter().rev().find(|choice| choice.id == *offer).map(|choice| choice.yes);
    sale.deals.of(offer).or_else(|| before().filter(|_| milestone(pack, offer).is_none()))
}

impl Draft<'_> {
    /// Whether the customer may choose among other offers now than before. New ones are told.
    pub(in crate::session) fn look_for_offers(&mut self) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let pack = self.pack_of(&sale.pack)?;
        let open = self.open_offers(sale, &pack);
        if open == sale.deals.open {
            return Ok(());
        }
        let new = |offer: &&Offer| open.contains(&offer.id) && !sale.deals.open.contains(&offer.id);
        let name = |offer: &Offer| OfferName { offer_id: offer.id.clone(), name: offer.name.clone() };
        let offers: Vec<OfferName> = pack.offers.iter().filter(new).map(name).collect();
        let basket_ref = sale.basket_ref.clone();
        self.record(DealsSet { deals: Deals { open, ..sale.deals.clone() } });
        if !offers.is_empty() {
            self.event("offer.available", &OffersAvailable { basket_ref, offers });
        }
        Ok(())
    }

    fn open_offers(&self, sale: &Sale, pack: &Ready) -> Vec<Id> {
        let mut choosable = pack.offers.iter().filter(|offer| offer.on_choice).peekable();
        if choosable.peek().is_none() || !self.module("boost") {
            return Vec::new();
        }
        let customer = sale.customer.as_ref().map(Customer::priced);
        let basket = Basket {
            customer: customer.as_ref(),
            at: Some(self.ctx.now),
            offset_minutes: self.ctx.offset_minutes,
            used: &self.state.used_up(pack, sale, self.business_date(self.ctx.now)),
            store: self.state.open.as_ref().map(|open| &open.store),
            till: self.state.open.as_ref().map(|open| &open.till),
            ..Basket::new(sale.currency, &pack.options)
        };
        let open = |offer: &&Offer| is_open_to(&basket, offer) && reached(sale, pack, &offer.id);
        choosable.filter(open).map(|offer| offer.id.clone()).collect()
    }
}

/// How an offer stands; nothing if it is not for this time, place or customer.
fn standing(offer: &Offer, sale: &Sale, pack: &Ready, now: &Priced, then: &Priced) -> Option<OfferState> {
    let said = said(sale, pack, &offer.id);
    let (gives, here) = (gives(now, &offer.id), why(now, &offer.id));
    let would = if offer.on_choice && gives.is_none() { then } else { now };
    let why = why(would, &offer.id);
    let state = match here.map(|why| why.code) {
        _ if gives.is_some() => OfferStanding::Applied,
        Some(
            WhyNotCode::NotYetValid
            | WhyNotCode::Expired
            | WhyNotCode::WrongTime
            | WhyNotCode::WrongStore
            | WhyNotCode::WrongTill
            | WhyNotCode::WrongChannel
            | WhyNotCode::WrongCustomer,
        ) => return None,
        Some(WhyNotCode::UsedUp) => OfferStanding::UsedUp,
        _ if said == Some(false) => OfferStanding::Declined,
        _ if said == Some(true) => OfferStanding::Activated,
        _ => OfferStanding::Available,
    };
    Some(OfferState {
        offer_id: offer.id.clone(),
        name: offer.name.clone(),
        kind: audience(offer, pack),
        state,
        needs_choice: offer.on_choice,
        amount: self::gives(would, &offer.id).unwrap_or_default(),
        why: why.map(|why| why.code).filter(|_| gives.is_none()),
        missing_quantity: why.and_then(|why| why.missing_quantity),
        missing_value: why.and_then(|why| why.missing_value),
        until: offer.when.valid_until,
    })
}

/// What an offer takes off, if it gives something: zero for what is earned.
pub(in crate::session) fn gives(priced: &Priced, offer_id: &Id) -> Option<Amount> {
    let mut off = priced.adjustments.iter().chain(&priced.tendered).filter(|given| given.offer_id == *offer_id);
    let earned = || {
        priced.earned.iter().any(|earned| earned.offer_id == *offer_id)
            || priced.vouchers.iter().any(|voucher| voucher.offer_id == *offer_id)
    };
    match off.next() {
        Some(first) => Some(off.fold(first.amount, |sum, more| sum.plus(more.amount).unwrap_or(sum))),
        None => earned().then_some(Amount::ZERO),
    }
}

fn why<'p>(priced: &'p Priced, offer_id: &Id) -> Option<&'p WhyNot> {
    priced.why_not.iter().find(|why| why.offer_id == *offer_id)
}

fn audience(offer: &Offer, pack: &Ready) -> OfferFor {
    let pays_out = pack.programs.iter().flat_map(|program| &program.milestones);
    let (mut member, mut personal) = (false, false);
    look(&offer.when, &mut member, &mut personal);
    match () {
        () if pays_out.filter_map(|milestone| milestone.offer.as_ref()).any(|id| *id == offer.id) => OfferFor::Reward,
        () if personal || member && offer.on_choice => OfferFor::Personal,
        () if member => OfferFor::Member,
        () => OfferFor::Store,
    }
}

fn look(when: &Conditions, member: &mut bool, personal: &mut bool) {
    *member |= when.member || !when.groups.is_empty();
    *personal |= when.every_purchase.is_some() || when.first_purchases.is_some() || when.birthday_days.is_some();
    when.all.iter().chain(&when.any).for_each(|below| look(below, member, personal));
}
