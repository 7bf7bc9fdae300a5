//! Import: a sale that the register finished without the page. What the register says is a fact.
//!
//! What must hold: the sale is recorded as the register made it; coupons that it gave become final, those it did not
//! give come back; money held on a gift card that the register does not name comes back; the same import again answers
//! the same and does nothing.

use super::back::original_refs;
use super::command::Answer;
use super::commit::Closing;
use super::draft::Draft;
use super::plan::Plan;
use super::sold::{Attached, Sold};
use super::state::{Customer, Phase, Sale, Tender, TenderPhase};
use crate::money::Amount;
use crate::names::Id;
use crate::price::Basket;
use crate::price::answer::{Adjustment, Priced, PricedLine, RefundOut};
use crate::price::request::{Line, LineKind, OriginalLine};
use crate::receipt::Receipt;
use crate::wire::basket::{Difference, ImportBasket, PriceMaster, TenderIn, TenderKind, TenderState};
use crate::wire::error::{Code, Refusal};
use crate::wire::refund::Provenance;
use std::rc::Rc;

/// `basket.import`.
pub(super) fn import(draft: &mut Draft<'_>, x: &ImportBasket) -> Answer {
    if let Some(known) = draft.state.committed(&x.basket_ref) {
        return super::commit::again(&draft.state, known, &x.receipt_no);
    }
    let interrupted = draft.interrupted(&x.basket_ref);
    if interrupted.is_none() && draft.state.used_refs.contains(&x.basket_ref) {
        return Err(Code::BasketRefUsed.into());
    }
    super::basket::check_lines(&x.lines, PriceMaster::Page)?;
    let known = interrupted.as_ref().filter(|sale| sale.customer.as_ref().is_some_and(|c| c.known.is_some()));
    let mut priced = figures(draft, x, known)?;
    let mut sale = match interrupted {
        Some(sale) => sale,
        None => draft.unseen(x)?,
    };
    sale.lines = Rc::new(x.lines.clone());
    let strangers = draft.attach(&mut sale, &priced)?;
    let pack = draft.pack_now()?;
    draft.collected_back(&sale, &mut priced, &pack);
    sale.priced = Rc::new(priced.clone());
    let taken = draft.taken_alone(&sale, &pack);
    sale.taken.extend(taken.iter().map(|(taken, _)| taken.clone()));
    if sale.plan == Plan::none() {
        sale.plan = draft.plan(&sale, &pack)?;
    }
    let owed = !sale.plan.due.is_empty();
    let tenders = tenders(&sale, x, owed)?;
    let at = x.at.unwrap_or(draft.ctx.now);
    let mut differences = differences(&sale, x, &priced, &tenders)?;
    let (mut loads, mut unloaded) = super::load::loaded(&sale, &x.lines, &priced.lines);
    let late = super::late::late(draft, &sale, x, &priced.lines, &loads)?;
    loads.extend(late.iter().map(|(loaded, _)| loaded.clone()));
    unloaded.retain(|(line, _)| !loads.iter().any(|loaded| loaded.line_id == *line));
    if draft.module("tender") {
        differences.extend(unloaded.into_iter().map(|(_, difference)| difference));
    }
    let back = draft.brings(&sale, &sale.plan, &pack)?;
    differences.extend(back.differences.iter().chain(&strangers).cloned());
    let receipt = Receipt {
        basket_ref: x.basket_ref.clone(),
        kind: sale.kind,
        originals: original_refs(&sale),
        mode: sale.mode,
        epos_no: draft.next_no(sale.mode),
        receipt_no: x.receipt_no.clone(),
        at,
        business_date: draft.business_date(at),
        operator_ref: x.operator_ref.clone().or(sale.operator_ref.clone()),
        currency: sale.currency,
        lines: x.lines.clone(),
        priced,
        tenders,
        loads,
        fiscal: x.fiscal.clone(),
        voided: false,
    };
    take_in(&mut sale, x, owed)?;
    let given = |coupon: &Id| x.adjustments.iter().any(|a| a.coupon_id.as_ref() == Some(coupon));
    for tender in &sale.tenders {
        draft.close_requests_of(&tender.id, "payment");
    }
    let show =
        draft.state.phase() == Phase::Idle || draft.state.sale.as_ref().is_some_and(|s| s.basket_ref == x.basket_ref);
    let (differences, used) = (&differences, &given);
    let closing = Closing { sale: &sale, receipt, differences, used, show, present: false, back, day: None };
    let answer = draft.close(closing)?;
    draft.load_late(&sale, late);
    draft.take_alone(&sale, taken);
    Ok(answer)
}

/// The register's own tenders, as it says they were.
fn take_in(sale: &mut Sale, x: &ImportBasket, owed: bool) -> Result<(), Refusal> {
    for tender in x.tenders.iter().filter(|tender| tender.kind != TenderKind::GiftCard) {
        let told = told(sale, tender, owed)?;
        sale.tenders.retain(|known| known.id != told.id);
        sale.tenders.push(told);
    }
    Ok(())
}

impl Draft<'_> {
    fn interrupted(&self, basket_ref: &Id) -> Option<Sale> {
        self.state.sale.iter().chain(&self.state.suspended).find(|sale| sale.basket_ref == *basket_ref).cloned()
    }

    fn unseen(&self, x: &ImportBasket) -> Result<Sale, Refusal> {
        let pack = self.state.pack.clone().ok_or(Code::PackMissing)?;
        Ok(Sale { kind: x.kind, ..Sale::new(x.basket_ref.clone(), x.mode, x.currency, pack) })
    }

    /// Attaches the sales of which goods came back, as far as this till keeps them; those it does not are a difference.
    fn attach(&self, sale: &mut Sale, priced: &Priced) -> Result<Vec<Difference>, Refusal> {
        let pack = self.pack_now()?;
        let mut strangers: Vec<Difference> = Vec::new();
        for back in &priced.refunds {
            if sale.originals.iter().any(|x| *x.sold.id() == back.sale) {
                continue;
            }
            if let Some(kept) = self.state.committed(&back.sale) {
                let sold = Sold::of(kept, self.state.epoch.as_ref(), &pack.options)?;
                sale.originals.push(Rc::new(Attached { sold, provenance: Provenance::ThisTill }));
            } else if strangers.is_empty() {
                let (what, page) = (Id::word("original"), Amount::ZERO);
                strangers.push(Difference { what, register: back.amount, page });
            }
        }
        Ok(strangers)
    }
}

/// The figures of the register's sale: its own lines and adjustments, our tax table, no offers but those by which the member
/// who was known collects.
fn figures(draft: &Draft<'_>, x: &ImportBasket, known: Option<&Sale>) -> Result<Priced, Refusal> {
    let pack = draft.pack_now()?;
    let collects = match known {
        Some(sale) => draft.pack_of(&sale.pack)?.offers.iter().filter(|offer| offer.kind.collects()).cloned().collect(),
        None => Vec::new(),
    };
    let customer = known.and_then(|sale| sale.customer.as_ref()).map(Customer::priced);
    let price = |lines: &[Line]| {
        let basket = Basket {
            lines,
            taxes: &pack.taxes,
            offers: &collects,
            customer: customer.as_ref(),
            store: draft.state.open.as_ref().map(|open| &open.store),
            till: draft.state.open.as_ref().map(|open| &open.till),
            at: Some(x.at.unwrap_or(draft.ctx.now)),
            offset_minutes: draft.ctx.offset_minutes,
            ..Basket::new(x.currency, &pack.options)
        };
        crate::price::price(&basket).map_err(|error| super::pricing::refused(&error))
    };
    let as_given: Vec<Line> = x.lines.iter().map(given).collect::<Result<_, _>>()?;
    let list = price(&as_given)?;
    let mut lowered = as_given;
    for (line, priced) in lowered.iter_mut().zip(&list.lines) {
        line.amount = Some(priced.list.plus(given_on(&x.adjustments, &line.id)?)?);
    }
    let mut figures = price(&lowered)?;
    for (line, listed) in figures.lines.iter_mut().zip(&list.lines) {
        line.discount = line.list.minus(listed.list)?;
        line.list = listed.list;
    }
    figures.totals.list = list.totals.list;
    figures.totals.discounts = Amount::total(x.adjustments.iter().map(|adjustment| adjustment.amount))?;
    figures.adjustments.clone_from(&x.adjustments);
    for (line, figures_of) in x.lines.iter().zip(&figures.lines) {
        if let Some(original) = &line.original {
            figures.refunds.push(came_back(&line.id, original, figures_of));
        }
    }
    Ok(figures)
}

/// What came back of a known sale has the amount that the register gave for it.
fn given(line: &Line) -> Result<Line, Refusal> {
    let valued = line.kind != LineKind::RefundOf;
    if valued {
        return Ok(line.clone());
    }
    if line.amount.is_none() || line.original.is_none() {
        return Err(Refusal::new(Code::AmountMissing).because("line_id", line.id.as_str()));
    }
    Ok(Line { kind: LineKind::ReturnFree, original: None, ..line.clone() })
}

fn came_back(line_id: &Id, original: &OriginalLine, figures: &PricedLine) -> RefundOut {
    let (sale, sold_line) = (original.sale.clone(), original.line.clone());
    RefundOut {
        line_id: line_id.clone(),
        sale,
        sold_line,
        kept: false,
        list: figures.list,
        reduction: figures.reduction,
        discount: figures.discount,
        amount: figures.amount,
        deposit: figures.deposit,
        rounding: Amount::ZERO,
        taxes: figures.taxes.clone(),
        tax_bases: figures.tax_bases.clone(),
        shares: Vec::new(),
        tendered: Vec::new(),
        earned: Vec::new(),
    }
}

fn given_on(adjustments: &[Adjustment], line_id: &Id) -> Result<Amount, Refusal> {
    let shares = adjustments.iter().flat_map(|adjustment| &adjustment.shares);
    Ok(Amount::total(shares.filter(|share| share.line_id == *line_id).map(|share| share.amount))?)
}

/// What was paid with. A gift card that the page has not approved in this sale is on the receipt all the same, and a
/// difference: nothing was taken from it here.
fn tenders(sale: &Sale, x: &ImportBasket, owed: bool) -> Result<Vec<TenderState>, Refusal> {
    let state = |tender: &TenderIn| match approved_card(sale, tender) {
        Some(ours) => Ok(super::read::tender_state(ours)),
        None => told(sale, tender, owed).map(|told| super::read::tender_state(&told)),
    };
    x.tenders.iter().map(state).collect()
}

/// Money that the register names; what its terminal said before the page was gone stays with it.
fn told(sale: &Sale, x: &TenderIn, owed: bool) -> Result<Tender, Refusal> {
    let told = super::commit::told(x, owed)?;
    Ok(match sale.tender(&x.tender_ref).filter(|known| known.kind == told.kind && told.slip.is_none()) {
        Some(known) => Tender { slip: known.slip.clone(), masked: known.masked.clone(), ..told },
        None => told,
    })
}

fn approved_card<'s>(sale: &'s Sale, tender: &TenderIn) -> Option<&'s super::state::Tender> {
    let ours = sale.tender(&tender.tender_ref);
    ours.filter(|t| t.kind == TenderKind::GiftCard && tender.kind == t.kind && t.phase == TenderPhase::Approved)
}

fn differences(
    sale: &Sale,
    x: &ImportBasket,
    priced: &Priced,
    tenders: &[TenderState],
) -> Result<Vec<Difference>, Refusal> {
    let mut found = Vec::new();
    if x.total != priced.totals.total {
        found.push(Difference { what: Id::word("total"), register: x.total, page: priced.totals.total });
    }
    let paid = Amount::total(tenders.iter().map(|tender| tender.amount))?;
    let strange = |t: &&TenderIn| t.kind == TenderKind::GiftCard && approved_card(sale, t).is_none();
    for tender in x.tenders.iter().filter(strange).filter(|t| !t.amount.is_negative()) {
        found.push(Difference { what: Id::word("gift_card"), register: tender.amount, page: Amount::ZERO });
    }
    if paid != x.total {
        found.push(Difference { what: Id::word("tenders"), register: paid, page: x.total });
    }
    Ok(found)
}
