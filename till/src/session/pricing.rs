//! The basket's figures, and the moment at which register and page agree on them.
//!
//! What must hold: figures come from `price` alone; a frozen basket is never priced again.

use super::command::Answer;
use super::draft::Draft;
use super::plan::Plan;
use super::read::basket_state;
use super::state::{Coupon, Customer, Phase, Sale, TenderPhase};
use crate::names::Id;
use crate::pack::Pack;
use crate::price::Basket;
use crate::price::PriceError;
use crate::price::answer::Priced;
use crate::price::request::{Allowance, Charge, CouponIn, CustomerIn, Line, Options, Returns};
use crate::record::PlanSet;
use crate::record::{AllowanceList, BasketPriced, PhaseSet};
use crate::shape::{Json, Shape};
use crate::wire::basket::{BasketState, Difference, Freeze};
use crate::wire::error::{Code, Refusal};
use std::rc::Rc;

/// New content of a basket; what is missing stays.
#[derive(Default)]
pub(super) struct Content {
    pub lines: Option<Rc<Vec<Line>>>,
    pub allowances: Option<Vec<Allowance>>,
    pub charges: Option<Vec<Charge>>,
}

impl Draft<'_> {
    /// The open sale, or the refusal that no table row should let through.
    pub(super) fn sale(&self) -> Result<&Sale, Refusal> {
        self.state.sale.as_ref().ok_or_else(|| Code::BasketUnknown.into())
    }

    /// What the basket would cost with this content, these coupons and this customer.
    pub(super) fn quote(
        &self,
        content: &Content,
        coupons: &[CouponIn],
        customer: Option<&Customer>,
    ) -> Result<Priced, Refusal> {
        let sale = self.sale()?;
        let pack = self.pack_of(&sale.pack)?;
        let customer = customer.map(|customer| customer_in(customer.groups.clone()));
        let (originals, again) = self.originals(sale)?;
        let keeps;
        let options = if again {
            &pack.options
        } else {
            keeps = Options { returns: Returns::KeepShares, ..pack.options.clone() };
            &keeps
        };
        let coupons: Vec<CouponIn> = coupons.iter().map(|coupon| counts(coupon, &pack)).collect();
        let basket = Basket {
            lines: content.lines.as_deref().unwrap_or(&sale.lines),
            taxes: &pack.taxes,
            offers: &pack.offers,
            coupons: &coupons,
            catalogue: Some(&pack.catalogue),
            customer: customer.as_ref(),
            allowances: content.allowances.as_deref().unwrap_or(&sale.allowances),
            charges: content.charges.as_deref().unwrap_or(&sale.charges),
            at: Some(self.ctx.now),
            offset_minutes: self.ctx.offset_minutes,
            originals: &originals,
            used: &self.state.used_up(&pack, sale.mode, self.business_date(self.ctx.now)),
            store: self.state.open.as_ref().map(|open| &open.store),
            till: self.state.open.as_ref().map(|open| &open.till),
            ..Basket::new(sale.currency, options)
        };
        crate::price::price(&basket).map_err(|error| refused(&error))
    }

    /// Prices new content and records it with its figures.
    pub(super) fn reprice(&mut self, revision: u64, content: Content) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let priced = self.quote(&content, &held_coupons(sale), sale.customer.as_ref())?;
        let charges = content.charges.unwrap_or_else(|| sale.charges.clone());
        let allowances = content.allowances.map(|list| AllowanceList { list, charges }).into_iter().collect();
        let at = Some(self.ctx.now);
        self.record(BasketPriced { revision, lines: content.lines, allowances, priced: Rc::new(priced), at });
        self.ask_anew()
    }

    /// Prices the same content again, because coupons or the customer changed, and tells the register.
    pub(super) fn reprice_and_tell(&mut self) -> Result<(), Refusal> {
        let revision = self.sale()?.revision;
        self.reprice(revision, Content::default())?;
        let state = basket_state(&self.state, self.sale()?);
        self.event("basket.priced", &state);
        Ok(())
    }

    /// The answer of every call that changes the basket.
    pub(super) fn basket_answer(&self) -> Answer {
        self.sale().map(|sale| self.state_of(sale).write())
    }

    /// All of a basket, with what each way of paying would pay now.
    pub(super) fn state_of(&self, sale: &Sale) -> BasketState {
        let suggested = self.pack_of(&sale.pack).and_then(|pack| super::suggest::suggest(sale, &pack));
        BasketState { suggested: suggested.unwrap_or_default(), ..basket_state(&self.state, sale) }
    }
}

/// A customer of these groups.
pub(super) fn customer_in(groups: Vec<Id>) -> CustomerIn {
    CustomerIn { groups, cards: Vec::new(), purchases: None, birthday: None }
}

pub(super) fn refused(error: &PriceError) -> Refusal {
    Refusal::new(Code::PricingRefused)
        .because("path", error.path.clone())
        .because("problem", error.code)
        .because("reason", error.reason.clone().into_owned())
}

/// The coupons that count: those of which the ledger holds a use.
pub(super) fn held_coupons(sale: &Sale) -> Vec<CouponIn> {
    let held = sale.coupons.iter().filter(|coupon| coupon.held);
    held.map(Coupon::priced).collect()
}

fn counts(coupon: &CouponIn, pack: &Pack) -> CouponIn {
    let single = pack.coupon(&coupon.scheme).is_none_or(|known| known.uses == crate::pack::Uses::Single);
    CouponIn { single_use: single, ..coupon.clone() }
}

/// The coupons that counted, as they were priced.
pub(super) fn counted(sale: &Sale, pack: &Pack) -> Vec<CouponIn> {
    held_coupons(sale).iter().map(|coupon| counts(coupon, pack)).collect()
}

/// `basket.freeze`.
pub(super) fn freeze(draft: &mut Draft<'_>, x: &Freeze) -> Answer {
    let sale = draft.sale()?;
    if x.revision != sale.revision {
        return Err(Refusal::new(Code::RevisionStale).because("revision", sale.revision));
    }
    if sale.coupons.iter().any(|coupon| !coupon.held && coupon.asks.is_none()) {
        return Err(Refusal::new(Code::NotNow).because("state", "open").because("expected", "coupon.redeemed"));
    }
    draft.loads_bound()?;
    let differences = differences(&draft.sale()?.priced, x);
    if !differences.is_empty() {
        let list: Vec<Json> = differences.iter().map(Shape::write).collect();
        return Err(Refusal::new(Code::TotalMismatch).because("differences", list));
    }
    draft.consented()?;
    let sale = draft.sale()?;
    let pack = draft.pack_of(&sale.pack)?;
    let plan = draft.plan(sale, &pack)?;
    draft.keep_asked();
    draft.record(PhaseSet { phase: Phase::Frozen, kinds: Vec::new(), at: draft.ctx.now });
    if plan != Plan::none() {
        draft.record(PlanSet { plan });
    }
    draft.basket_answer()
}

fn differences(state: &Priced, x: &Freeze) -> Vec<Difference> {
    let mut found = Vec::new();
    if x.register_total != state.totals.total {
        found.push(Difference { what: Id::word("total"), register: x.register_total, page: state.totals.total });
    }
    for rate in &x.per_rate {
        let page = state.taxes.iter().find(|tax| tax.code == rate.tax_code).map(|tax| tax.gross).unwrap_or_default();
        if page != rate.gross {
            let what = Id::new(&format!("tax:{}", rate.tax_code)).unwrap_or_else(|| rate.tax_code.clone());
            found.push(Difference { what, register: rate.gross, page });
        }
    }
    found
}

/// `basket.unfreeze`: only while nothing is paid or under way. Prompts that nobody has answered are dropped.
pub(super) fn unfreeze(draft: &mut Draft<'_>) -> Answer {
    let sale = draft.sale()?;
    let paid = |phase: TenderPhase| !matches!(phase, TenderPhase::Declined | TenderPhase::Cancelled);
    if sale.tenders.iter().any(|tender| paid(tender.phase) && !tender.phase.is_prompt()) {
        return Err(Refusal::new(Code::NotNow).because("state", "paying").because("expected", "tender.rollback"));
    }
    draft.drop_prompts();
    draft.record(PhaseSet { phase: Phase::Open, kinds: Vec::new(), at: draft.ctx.now });
    draft.basket_answer()
}
