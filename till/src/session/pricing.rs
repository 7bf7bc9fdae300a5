//! The basket's figures, and the moment at which register and page agree on them.
//!
//! What must hold: figures come from `price` alone; a frozen basket is never priced again.

pub(super) mod boost;

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
use crate::price::request::{Allowance, Charge, CouponIn, CustomerIn, Detail, Line, Options, Returns};
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
    /// Offers that count as chosen.
    pub chosen: Option<Vec<Id>>,
    /// How much the figures say of offers that give nothing; as the pack says if missing.
    pub detail: Option<Detail>,
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
        let customer = customer.map(Customer::priced);
        let (originals, again) = self.originals(sale)?;
        let returns = if again { pack.options.returns } else { Returns::KeepShares };
        let detail = content.detail.unwrap_or(pack.options.detail);
        let options = &Options { returns, detail, ..pack.options.clone() };
        let chosen = content.chosen.clone().unwrap_or_else(|| boost::chosen(sale, &pack));
        let mut charges = content.charges.as_deref().unwrap_or(&sale.charges).to_vec();
        charges.extend(self.point_charges(sale, &pack));
        let coupons: Vec<CouponIn> = coupons.iter().map(|coupon| counts(coupon, &pack)).collect();
        let basket = Basket {
            lines: content.lines.as_deref().unwrap_or(&sale.lines),
            taxes: &pack.taxes,
            offers: &pack.offers,
            coupons: &coupons,
            catalogue: Some(&pack.catalogue),
            customer: customer.as_ref(),
            chosen: &chosen,
            allowances: content.allowances.as_deref().unwrap_or(&sale.allowances),
            charges: &charges,
            at: Some(self.ctx.now),
            offset_minutes: self.ctx.offset_minutes,
            originals: &originals,
            used: &self.state.used_up(&pack, sale, self.business_date(self.ctx.now)),
            store: self.state.open.as_ref().map(|open| &open.store),
            till: self.state.open.as_ref().map(|open| &open.till),
            ..Basket::new(sale.currency, options)
        };
        crate::price::price(&basket).map_err(|error| refused(&error))
    }

    /// Prices new content, and what follows from it for what the member has put in, and gets back.
    pub(super) fn reprice(&mut self, revision: u64, content: Content) -> Result<(), Refusal> {
        self.refigure(revision, content)?;
        self.hold_rewards()
    }

    /// The same without asking for what rewards take.
    fn refigure(&mut self, revision: u64, content: Content) -> Result<(), Refusal> {
        self.look_for_offers()?;
        self.reprice_once(revision, content)?;
        while self.drop_unfit()? {
            self.reprice_once(revision, Content::default())?;
        }
        self.take_points_back()
    }

    /// Prices new content and records it with its figures.
    fn reprice_once(&mut self, revision: u64, content: Content) -> Result<(), Refusal> {
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
        self.refigure(revision, Content::default())?;
        let state = basket_state(&self.state, self.sale()?);
        self.event("basket.priced", &state);
        self.hold_rewards()
    }

    /// Prices the same content again; the register is told if it makes a difference.
    pub(super) fn reprice_if_changed(&mut self, before: &Rc<Priced>) {
        let Some(revision) = self.state.sale.as_ref().map(|sale| sale.revision) else { return };
        if self.reprice(revision, Content::default()).is_err() {
            return; // a basket that has a price has one with other groups of its customer
        }
        let changed =
            self.state.sale.as_ref().filter(|sale| sale.priced != *before).map(|sale| basket_state(&self.state, sale));
        changed.iter().for_each(|state| self.event("basket.priced", state));
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

/// A customer of whom only the groups are known.
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
    let points = sale.redemptions.iter().filter(|redemption| redemption.held);
    held.map(Coupon::priced).chain(points.filter_map(super::member::as_coupon)).collect()
}

fn counts(coupon: &CouponIn, pack: &Pack) -> CouponIn {
    let single =
        pack.coupon(&coupon.scheme).map_or(coupon.amount.is_none(), |known| known.uses == crate::pack::Uses::Single);
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
    if sale.redemptions.iter().any(|redemption| !redemption.held) {
        return Err(Refusal::new(Code::NotNow).because("state", "open").because("expected", "loyalty.redeemed"));
    }
    draft.points_taken()?;
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
