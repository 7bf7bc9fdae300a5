//! What a committed return leaves behind: what came back of which sale, credits, coupons that are good again, the record.
//!
//! What must hold: what came back is one fact with the return's receipt; credits are asked once for each tender that gives
//! back to a gift card; a coupon is good again only when nothing of its sale is left with the customer.

use super::draft::Draft;
use super::plan::Plan;
use super::sold::{
    Circumstances, GivenBack, PaidWith, Returned, ReturnedLine, ReturnedTender, Sold, SoldOffer, UsedCoupon,
};
use super::state::{Committed, Coupon, Customer, Operation, Purpose, Sale, Settle, Tender, TenderPhase};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::Pack;
use crate::price::request::{LineKind, Offset, Returns, SoldLine};
use crate::price::{Basket, birthday_as_near};
use crate::quantity::Quantity;
use crate::receipt::OriginalRef;
use crate::wire::basket::{Difference, TenderKind, TenderState};
use crate::wire::error::{Code, Refusal};
use crate::wire::refund::Provenance;
use crate::wire::report::DiscountSum;

/// What a return changes beside its own receipt.
pub(super) struct Back {
    /// What came back, by sale.
    pub of: Vec<Returned>,
    /// The operations of coupons that are good again.
    pub freed: Vec<Id>,
    /// What does not agree with what was sold or planned.
    pub differences: Vec<Difference>,
}

impl Draft<'_> {
    /// What a return brings back.
    pub(super) fn brings(&self, sale: &Sale, plan: &Plan, pack: &Pack) -> Result<Back, Refusal> {
        let mut back = Back { of: Vec::new(), freed: Vec::new(), differences: Vec::new() };
        let mut differs =
            |what, register, page| back.differences.push(Difference { what: Id::word(what), register, page });
        for x in &sale.originals {
            let sold = &x.sold;
            let mut of = Returned { tenders: taken(plan, sold.id()), ..Returned::nothing(sold) };
            let of_it = |line: &&crate::price::request::Line| line.kind == LineKind::RefundOf;
            for line in sale.lines.iter().filter(of_it) {
                let Some(original) = line.original.as_ref().filter(|original| original.sale == *sold.id()) else {
                    continue;
                };
                let units = line.quantity.millionths().saturating_neg();
                let so_far = of.of_line(&original.line).millionths();
                of.lines.retain(|other| other.line != original.line);
                if let Some(quantity) = Quantity::new(so_far.saturating_add(units)) {
                    of.lines.push(ReturnedLine { line: original.line.clone(), quantity });
                }
            }
            if of.lines.is_empty() {
                continue;
            }
            let known = self.state.returned(sold);
            let before = known.map_or(Amount::ZERO, |known| known.paid_back);
            let now = sale.priced.carried.iter().find(|carried| carried.sale == *sold.id());
            of.paid_back = now.map_or(Ok(Amount::ZERO), |now| now.paid_back.minus(before))?;
            let mut all = Returned::clone(known.map_or(&Returned::nothing(sold), |known| known));
            all.add(&of, false);
            let left =
                |line: &SoldLine| line.quantity.millionths().saturating_sub(all.of_line(&line.line.id).millionths());
            let is_sold = |of: &ReturnedLine| sold.original.lines.iter().any(|line| line.line.id == of.line);
            if sold.original.lines.iter().any(|line| left(line) < 0) || !of.lines.iter().all(is_sold) {
                differs("returned", Amount::ZERO, Amount::ZERO);
            }
            let whole = |line: &SoldLine| left(line) <= 0 || !sold.comes_back(&line.line.id);
            if x.provenance == Provenance::ThisTill && sold.original.lines.iter().all(whole) {
                let again = |used: &&UsedCoupon| pack.coupon(&used.scheme).is_some_and(|scheme| scheme.comes_back);
                back.freed.extend(sold.coupons.iter().filter(again).map(|used| used.op.clone()));
            }
            back.of.push(of);
        }
        for (place, due) in (0..).zip(&plan.due).filter(|(_, due)| due.kind == TenderKind::GiftCard) {
            let given = sale.given(place);
            if given != due.amount {
                differs("given_back", given, due.amount);
            }
        }
        Ok(back)
    }

    /// The credits to the gift cards that the basket gives back to.
    pub(super) fn credits_due(&mut self, sale: &Sale, named: &[TenderState]) -> Vec<GivenBack> {
        let of = |tender: &Tender| {
            let place = usize::try_from(tender.due?).ok()?;
            let amount = tender.amount.negated();
            if let Some(held) = &tender.op {
                return Some((Some(held.clone()), held.clone(), amount)); // for another card: held already
            }
            let to = sale.plan.due.get(place)?.to.as_ref()?;
            Some((None, sale.source(to)?.op.clone()?, amount))
        };
        let is_named = |t: &Tender| named.iter().any(|named| named.tender_ref == t.id);
        let gives = |t: &&Tender| t.kind == TenderKind::GiftCard && t.phase == TenderPhase::Approved && is_named(t);
        let credits: Vec<(Option<Id>, Id, Amount)> = sale.tenders.iter().filter(gives).filter_map(of).collect();
        let given = credits.into_iter();
        given.map(|(held, of, amount)| GivenBack { op: held.unwrap_or_else(|| self.id("op")), of, amount }).collect()
    }

    /// Asks for them; what is credited less is a discrepancy.
    pub(super) fn credit(&mut self, sale: &Sale, credits: &[GivenBack]) {
        for given in credits {
            if given.op == given.of {
                let (mode, amount) = (sale.mode, Some(given.amount));
                self.settle_amount(Purpose::Settle, mode, &sale.basket_ref, &given.of, Settle::Post, amount);
                continue;
            }
            let new = Operation::new(given.op.clone(), Purpose::Settle, &sale.basket_ref, sale.mode);
            let (of, amount) = (Some(given.of.clone()), Some(given.amount));
            self.settle_op(Operation { settle: Some(Settle::Credit), of, amount, ..new });
        }
    }

    /// How a basket was priced, if the pack prices again what is kept after a return.
    pub(super) fn day_of(&self, sale: &Sale, pack: &Pack) -> Option<Circumstances> {
        let open = self.state.open.as_ref();
        let (customer, at) = (sale.customer.as_ref().map(Customer::priced), sale.priced_at.unwrap_or(self.ctx.now));
        let offset_minutes = self.ctx.offset_minutes;
        let basket = Basket { at: Some(at), offset_minutes, ..Basket::new(sale.currency, &pack.options) };
        (pack.options.returns == Returns::Reprice).then(|| Circumstances {
            coupons: super::pricing::counted(sale, pack),
            groups: sale.customer.iter().map(|customer| customer.groups.clone()).collect(),
            purchases: customer.as_ref().and_then(|customer| customer.purchases),
            birthday: customer.as_ref().and_then(|known| birthday_as_near(&basket, known, &pack.offers)),
            chosen: super::pricing::boost::chosen(sale, pack),
            allowances: sale.allowances.clone(),
            charges: sale.charges.clone(),
            used: self.state.used_up(pack, sale, self.business_date(at)),
            at,
            store: open.map(|open| open.store.clone()),
            till: open.map(|open| open.till.clone()),
            offset_minutes: Offset(self.ctx.offset_minutes),
        })
    }

    /// The seal of a sale's record, with the record. Asks for it the first time: the decision is taken again then.
    pub(super) fn seal_of(&mut self, sale: &Committed) -> Result<Option<crate::secret::Seal>, Refusal> {
        let Some(text) = self.text_of(sale)? else { return Ok(None) };
        match &self.sealed {
            Some((sealed, seal)) if *sealed == text => Ok(seal.clone()),
            _ => {
                self.unsealed = Some(text);
                Ok(None)
            }
        }
    }

    fn text_of(&self, sale: &Committed) -> Result<Option<String>, Refusal> {
        let pack = self.pack_now()?;
        let sold = Sold::of(sale, self.state.epoch.as_ref(), &pack.options)?;
        Ok(if sold.original.lines.is_empty() { None } else { Some(sold.text()) })
    }

    /// The record of a committed sale, as it was given; none if nothing was sold.
    pub(super) fn record_of(&self, sale: &Committed) -> Result<Option<String>, Refusal> {
        let text = self.text_of(sale)?;
        Ok(text.zip(sale.seal.as_ref()).map(|(text, seal)| format!("{text}.{}", seal.as_str())))
    }

    /// Refuses to undo a sale whose goods came back, or a return that another one of the same sale builds on.
    pub(super) fn newest(&self, sale: &Committed) -> Result<Returned, Refusal> {
        let pack = self.pack_now()?;
        let sold = Sold::of(sale, self.state.epoch.as_ref(), &pack.options)?;
        let later =
            self.state.receipts.iter().rev().take_while(|other| other.receipt.basket_ref != sale.receipt.basket_ref);
        let builds = |other: &&std::rc::Rc<Committed>| {
            let same = |x: &Returned| sale.back.iter().any(|y| x.same_sale(y.epoch.as_ref(), &y.sale));
            !other.receipt.voided && other.back.iter().any(same)
        };
        if self.state.returned(&sold).is_some_and(|known| known.is_any()) || later.into_iter().any(|x| builds(&x)) {
            return Err(Code::SaleReturned.into());
        }
        let whole = |line: &SoldLine| ReturnedLine { line: line.line.id.clone(), quantity: line.quantity };
        Ok(Returned { lines: sold.original.lines.iter().map(whole).collect(), ..Returned::nothing(&sold) })
    }
}

/// What a plan uses up of a sale's tenders.
fn taken(plan: &Plan, sale: &Id) -> Vec<ReturnedTender> {
    let of_sale = plan.taken.iter().filter(|taken| taken.of.sale == *sale);
    of_sale.map(|taken| ReturnedTender { place: taken.of.place, amount: taken.amount }).collect()
}

/// What a sale was paid with: the tenders that its receipt names, then what came over from sales whose goods were exchanged.
/// A card's operation is known if the page approved it in this sale.
pub(super) fn paid_with(sale: &Sale, named: &[TenderState]) -> Vec<PaidWith> {
    let ours = |named: &TenderState| {
        sale.tender(&named.tender_ref).filter(|ours| ours.phase == TenderPhase::Approved && ours.kind == named.kind)
    };
    let own = named.iter().filter(|tender| tender.amount.is_positive()).map(|tender| PaidWith {
        tender_ref: Some(tender.tender_ref.clone()),
        kind: tender.kind,
        amount: tender.amount,
        masked: tender.masked.clone(),
        scheme: ours(tender).and_then(|ours| ours.scheme.clone()),
        op: ours(tender).and_then(|ours| ours.op.clone()),
    });
    own.chain(sale.plan.moved.iter().cloned()).collect()
}

/// The coupons that a sale used, each with the operation that made it final.
pub(super) fn used_coupons(sale: &Sale, used: &dyn Fn(&Id) -> bool, anew: &[(Coupon, Id)]) -> Vec<UsedCoupon> {
    let held = sale.coupons.iter().filter(|coupon| coupon.held && used(&coupon.id));
    let held = held.map(|coupon| UsedCoupon { scheme: coupon.scheme.clone(), op: coupon.id.clone() });
    let late = anew.iter().map(|(coupon, op)| UsedCoupon { scheme: coupon.scheme.clone(), op: op.clone() });
    held.chain(late).collect()
}

/// The sales of which goods come back, for the receipt.
pub(super) fn original_refs(sale: &Sale) -> Vec<OriginalRef> {
    let of = |x: &std::rc::Rc<super::sold::Attached>| OriginalRef {
        sale: x.sold.id().clone(),
        receipt_no: x.sold.receipt_no.clone(),
        epos_no: x.sold.epos_no,
        at: x.sold.at,
        provenance: x.provenance,
    };
    let comes =
        |x: &&std::rc::Rc<super::sold::Attached>| sale.priced.refunds.iter().any(|back| back.sale == *x.sold.id());
    sale.originals.iter().filter(comes).map(of).collect()
}

/// The discounts of goods that come back, by offer: positive. What is carried on kept goods is no discount, and where a register
/// took goods back alone it says what it gave, not what they had been paid with.
pub(super) fn discounts_back(sale: &Sale) -> Vec<DiscountSum> {
    let mut all = Vec::new();
    for back in sale.priced.refunds.iter().filter(|back| !back.discount.is_zero()) {
        let sold = sale.originals.iter().find(|x| *x.sold.id() == back.sale);
        for share in &back.shares {
            let of = |offer: &&SoldOffer| offer.id == share.id;
            let Some(offer) = sold.and_then(|x| x.sold.offers.iter().find(of)) else { continue };
            let (offer_id, funded_by) = (offer.offer_id.clone(), offer.funded_by.clone());
            all.push(DiscountSum { offer_id, funded_by, count: 0, amount: share.amount });
        }
    }
    all
}
