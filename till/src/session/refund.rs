//! Goods that come back: which sale they are of, their lines, and the consent to what nothing proves.
//!
//! What must hold: no more comes back than was sold, as far as this till knows; a record is believed only with this till's
//! seal; goods without a sale of this till come back only if the pack allows it and somebody consents to their worth.

use super::basket::{content, next};
use super::command::Answer;
use super::draft::Draft;
use super::pricing::Content;
use super::sold::{Attached, Returned, Sold};
use super::state::{Committed, Consented, KEPT_RECEIPTS, Requested, Sale};
use crate::names::{Id, Label};
use crate::price::request::{CustomerIn, Line, LineKind, Original, OriginalLine, Request, SoldLine};
use crate::quantity::Quantity;
use crate::record::{ConsentSet, OriginalSet};
use crate::secret::SealedText;
use crate::wire::basket::BasketKind;
use crate::wire::error::{Code, Refusal};
use crate::wire::refund::{Authorise, BackLine, Consent, OriginalLineState, OriginalState, Provenance, RefundGoods};
use crate::wire::session::{RequestDone, RequestOutcome};
use std::rc::Rc;

/// Whether a line came by `basket.refund`, so that the register does not send it.
pub(super) fn is_back(line: &Line) -> bool {
    matches!(line.kind, LineKind::RefundOf | LineKind::ReturnFree)
}

/// What the register may send by itself: no goods that come back, and in a refund nothing that goes out.
pub(super) fn own_lines(sale: &Sale, lines: &[Line]) -> Result<(), Refusal> {
    let fits = |line: &Line| match sale.kind {
        BasketKind::Refund => line.kind == LineKind::DepositReturn,
        BasketKind::Sale | BasketKind::Exchange => !is_back(line),
    };
    match lines.iter().position(|line| !fits(line)) {
        None => Ok(()),
        Some(place) => Err(Refusal::new(Code::KindRefused)
            .because("path", format!("payload.lines[{place}].kind"))
            .because("basket", sale.kind.word())),
    }
}

/// `basket.refund`.
pub(super) fn refund(draft: &mut Draft<'_>, x: &RefundGoods) -> Answer {
    let sale = draft.sale()?.clone();
    if sale.kind == BasketKind::Sale {
        return Err(Refusal::new(Code::KindRefused).because("basket", sale.kind.word()));
    }
    let named = [x.sale.is_some(), x.epos_no.is_some(), x.receipt_no.is_some(), x.sale_record.is_some()];
    let lines = match (named.iter().filter(|named| **named).count(), x.goods.is_empty()) {
        (1, true) => draft.known(&sale, x)?,
        (0, false) => blind(&sale, &x.goods)?,
        _ => {
            let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload");
            let expected = "one of sale, epos_no, receipt_no, sale_record; or goods";
            return Err(refusal.because("problem", "malformed").because("expected", expected));
        }
    };
    if lines != *sale.lines {
        content(draft, next(sale.revision)?, Some(lines), Content::default())?;
    }
    draft.seek_consent(x.reason.as_ref())?;
    draft.basket_answer()
}

/// Blind goods in the place of the former ones.
fn blind(sale: &Sale, goods: &[Line]) -> Result<Vec<Line>, Refusal> {
    let bad = |line: &Line| line.kind != LineKind::ReturnFree || line.amount.is_some_and(|a| !a.is_negative());
    if let Some(place) = goods.iter().position(bad) {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", format!("payload.goods[{place}]"));
        let expected = "kind return_free, negative quantity, negative amount";
        return Err(refusal.because("problem", "out_of_range").because("expected", expected));
    }
    let (free, others): (Vec<&Line>, Vec<&Line>) = sale.lines.iter().partition(|l| l.kind == LineKind::ReturnFree);
    drop(free);
    let (back, own): (Vec<&Line>, Vec<&Line>) = others.into_iter().partition(|line| is_back(line));
    Ok(back.into_iter().chain(goods).chain(own).cloned().collect())
}

impl Draft<'_> {
    /// Lines of a known sale in the place of the former ones.
    fn known(&mut self, sale: &Sale, x: &RefundGoods) -> Result<Vec<Line>, Refusal> {
        let attached = self.find(sale, x)?;
        let id = attached.sold.id().clone();
        let same_id = |known: &&Rc<Attached>| known.sold.id() == &id && known.sold.epoch != attached.sold.epoch;
        if attached.sold.currency != sale.currency || sale.originals.iter().any(|known| same_id(&known)) {
            return Err(Refusal::new(Code::SaleUnknown).because("currency", attached.sold.currency.code()));
        }
        let of_it = |line: &&Line| line.original.as_ref().is_some_and(|original| original.sale == id);
        let former: Vec<Line> = sale.lines.iter().filter(of_it).cloned().collect();
        let new = self.back_lines(&attached, &x.lines, &former)?;
        self.record(OriginalSet { original: Rc::new(attached) });
        let others = || sale.lines.iter().filter(|line| !of_it(line));
        let (back, own) = (others().filter(|line| is_back(line)), others().filter(|line| !is_back(line)));
        Ok(back.cloned().chain(new).chain(own.cloned()).collect())
    }

    fn find(&self, sale: &Sale, x: &RefundGoods) -> Result<Attached, Refusal> {
        if let Some(record) = &x.sale_record {
            return self.recorded(sale, record);
        }
        let is_it = |kept: &&Rc<Committed>| {
            let receipt = &kept.receipt;
            let by_no = x.epos_no == Some(receipt.epos_no) || x.receipt_no.as_ref() == Some(&receipt.receipt_no);
            receipt.mode == sale.mode && (by_no || x.sale.as_ref() == Some(&receipt.basket_ref))
        };
        let kept = self.state.receipts.iter().rev().find(is_it);
        let unknown = || Refusal::new(Code::SaleUnknown).because("kept", KEPT_RECEIPTS);
        let kept = kept.ok_or_else(unknown)?;
        if kept.receipt.voided {
            return Err(Code::AlreadyVoided.into());
        }
        let pack = self.pack_of(&sale.pack)?;
        let sold = Sold::of(kept, self.state.epoch.as_ref(), &pack.options)?;
        Ok(Attached { sold, provenance: Provenance::ThisTill })
    }

    /// A sale by the record that the register kept.
    fn recorded(&self, sale: &Sale, record: &SealedText) -> Result<Attached, Refusal> {
        let sold = Sold::read(&record.text)?;
        let ours = sold.epoch == self.state.epoch;
        let provenance = match (record.is_ours(), ours) {
            (true, _) => Provenance::ThisTill,
            (false, true) if !self.session.setup.key_lost => {
                return Err(Refusal::new(Code::SaleRecordInvalid).because("problem", "changed"));
            }
            (false, _) => Provenance::Unverified,
        };
        if sold.mode != sale.mode {
            return Err(Refusal::new(Code::SaleUnknown).because("mode", sold.mode.word()));
        }
        if ours && self.state.committed(sold.id()).is_some_and(|kept| kept.receipt.voided) {
            return Err(Code::AlreadyVoided.into());
        }
        Ok(Attached { sold, provenance })
    }

    /// The lines that come back; one that stands in the basket already keeps its id.
    fn back_lines(&mut self, x: &Attached, asked: &[BackLine], former: &[Line]) -> Result<Vec<Line>, Refusal> {
        let sold = &x.sold;
        let known = self.state.returned(sold).cloned().unwrap_or_else(|| Rc::new(Returned::nothing(sold)));
        let whole = |line_id: &Id| BackLine { line_id: line_id.clone(), quantity: None };
        let left = |id: &Id, sold: Quantity| sold.millionths().saturating_sub(known.of_line(id).millionths());
        let whole_left = |line: &&SoldLine| left(&line.line.id, line.quantity) > 0 && sold.comes_back(&line.line.id);
        let open = sold.original.lines.iter().filter(whole_left);
        let rest: Vec<BackLine> = open.map(|line| whole(&line.line.id)).collect();
        let wanted = if asked.is_empty() { rest.as_slice() } else { asked };
        if wanted.is_empty() {
            return Err(Refusal::new(Code::MoreThanSold).because("path", "payload.lines").because("left", "0"));
        }
        let mut lines: Vec<Line> = Vec::with_capacity(wanted.len());
        for (place, back) in wanted.iter().enumerate() {
            let at = |code| Refusal::new(code).because("path", format!("payload.lines[{place}]"));
            let figures = sold.original.lines.iter().find(|line| line.line.id == back.line_id);
            let goods = sold.lines.iter().find(|line| line.id == back.line_id);
            let (Some(figures), Some(goods)) = (figures, goods) else { return Err(at(Code::LineUnknown)) };
            if !sold.comes_back(&back.line_id) {
                return Err(at(Code::KindRefused));
            }
            if wanted.iter().take(place).any(|other| other.line_id == back.line_id) {
                return Err(at(Code::LineDuplicate));
            }
            let left = Quantity::new(left(&back.line_id, figures.quantity)).unwrap_or_default();
            let quantity = back.quantity.unwrap_or(left);
            if quantity > left || left.millionths() <= 0 {
                let returned = known.of_line(&back.line_id).text();
                let refusal = at(Code::MoreThanSold).because("line_id", back.line_id.as_str());
                let refusal = refusal.because("sold", figures.quantity.text()).because("returned", returned);
                return Err(refusal.because("left", left.text()));
            }
            let units = quantity.millionths().saturating_neg();
            let Some(quantity) = Quantity::new(units).filter(|_| units < 0) else {
                return Err(at(Code::PayloadInvalid)
                    .because("problem", "out_of_range")
                    .because("expected", "more than 0"));
            };
            let original = OriginalLine { sale: sold.id().clone(), line: back.line_id.clone() };
            let same = former.iter().find(|line| line.original.as_ref() == Some(&original));
            let id = same.map_or_else(|| self.id("r"), |line| line.id.clone());
            let codes = figures.line.taxes.iter().map(|tax| tax.id.clone()).collect();
            lines.push(back_line(goods, id, quantity, original, codes));
        }
        Ok(lines)
    }

    /// The basket's lines without what came back otherwise since they were put; none if all of it can still come back.
    pub(super) fn still_back(&self) -> Result<Option<Vec<Line>>, Refusal> {
        let sale = self.sale()?;
        let (mut kept, mut changed) = (Vec::with_capacity(sale.lines.len()), false);
        for line in sale.lines.iter() {
            let (left, units) = (self.left_of(sale, line), line.quantity.millionths().saturating_neg());
            let quantity = left.filter(|left| *left < units).map(|left| Quantity::new(left.saturating_neg()));
            changed |= quantity.is_some();
            match quantity.map(Option::unwrap_or_default) {
                None => kept.push(line.clone()),
                Some(less) if less.millionths() < 0 => kept.push(Line { quantity: less, ..line.clone() }),
                Some(_) => {}
            }
        }
        Ok(changed.then_some(kept))
    }

    /// Millionths of the line's sold line that have not come back yet.
    fn left_of(&self, sale: &Sale, line: &Line) -> Option<i64> {
        let original = line.original.as_ref()?;
        let x = sale.originals.iter().find(|x| *x.sold.id() == original.sale)?;
        let sold = x.sold.original.lines.iter().find(|sold| sold.line.id == original.line)?;
        let known = self.state.returned(&x.sold).map_or(Quantity::ZERO, |known| known.of_line(&original.line));
        Some(sold.quantity.millionths().saturating_sub(known.millionths()).max(0))
    }

    /// Asks for consent to what nothing proves, unless somebody has consented to as much.
    fn seek_consent(&mut self, reason: Option<&Label>) -> Result<(), Refusal> {
        let (needed, consent) = self.consent()?;
        let enough = consent.is_some_and(|c| c.amount >= needed && c.state != Consent::Refused);
        if !needed.is_positive() || enough {
            return Ok(());
        }
        let sale = self.sale()?;
        let pack = self.pack_of(&sale.pack)?;
        let refused = |why: &str| Err(Refusal::new(Code::RefundRefused).because("reason", why));
        if pack.refunds.blind.is_empty() {
            return refused("pack");
        }
        if !self.able("authorise") {
            return refused("authorise");
        }
        let (basket_ref, currency) = (sale.basket_ref.clone(), sale.currency);
        self.close_requests_of(&basket_ref, "authorise");
        self.record(ConsentSet { consent: Consented { state: Consent::Asked, amount: needed } });
        let (action, reason) = (Id::word("refund_blind"), reason.cloned());
        let (scheme, mode) = (None, None);
        let ask = Authorise { basket_ref: basket_ref.clone(), action, amount: needed, currency, reason, scheme, mode };
        self.request("authorise", basket_ref, &ask);
        Ok(())
    }

    /// What needs consent, and how it stands.
    fn consent(&self) -> Result<(crate::money::Amount, Option<Consented>), Refusal> {
        let sale = self.sale()?;
        let pack = self.pack_of(&sale.pack)?;
        Ok((self.unproved(sale, &pack)?, sale.consent.clone()))
    }

    /// Refuses while somebody has still to consent.
    pub(super) fn consented(&self) -> Result<(), Refusal> {
        let (needed, consent) = self.consent()?;
        let given = |c: &Consented| c.state == Consent::Given && c.amount >= needed;
        if !needed.is_positive() || consent.as_ref().is_some_and(given) {
            return Ok(());
        }
        let state = consent.map_or(Consent::Refused, |consent| consent.state);
        Err(Refusal::new(Code::ConsentNeeded).because("consent", state.word()).because("amount", needed.minor()))
    }

    /// The sales of which goods come back, with what came back of them before; with the request of their day if every one
    /// has it, so that what is kept can be priced again.
    pub(super) fn originals(&self, sale: &Sale) -> Result<(Vec<Original>, bool), Refusal> {
        let again = sale.originals.iter().all(|x| x.sold.day.is_some());
        let original = |x: &Rc<Attached>| {
            let sold = &x.sold;
            let mut original = sold.original.clone();
            if let Some(known) = self.state.returned(sold) {
                for line in &mut original.lines {
                    line.returned = known.of_line(&line.line.id).min(line.quantity);
                }
                original.paid_back = known.paid_back;
            }
            original.request = if again { self.day(sold)?.map(Box::new) } else { None };
            Ok(original)
        };
        Ok((sale.originals.iter().map(original).collect::<Result<_, Refusal>>()?, again))
    }

    /// The request of a sale's day.
    fn day(&self, sold: &Sold) -> Result<Option<Request>, Refusal> {
        let Some(day) = &sold.day else { return Ok(None) };
        let missing = |_| Refusal::new(Code::PackMissing).because("pack", sold.pack.hash.as_str());
        let pack = self.pack_of(&sold.pack).map_err(missing)?;
        let customer = day.groups.first().map(|groups| CustomerIn {
            purchases: day.purchases,
            birthday: day.birthday.clone(),
            ..super::pricing::customer_in(groups.clone())
        });
        let basket = crate::price::Basket {
            lines: &sold.lines,
            taxes: &pack.taxes,
            offers: &pack.offers,
            coupons: &day.coupons,
            customer: customer.as_ref(),
            chosen: &day.chosen,
            allowances: &day.allowances,
            charges: &day.charges,
            used: &day.used,
            at: Some(day.at),
            offset_minutes: day.offset_minutes.0,
            store: day.store.as_ref(),
            till: day.till.as_ref(),
            ..crate::price::Basket::new(sold.currency, &pack.options)
        };
        Ok(sold.original.clone().with_request(&basket).request.map(|request| *request))
    }
}

fn back_line(goods: &Line, id: Id, quantity: Quantity, original: OriginalLine, tax_codes: Vec<Id>) -> Line {
    Line {
        id,
        kind: LineKind::RefundOf,
        quantity,
        unit_price: None,
        amount: None,
        reductions: Vec::new(),
        tax_codes,
        categories: Vec::new(),
        brand: None,
        tags: Vec::new(),
        modifiers: Vec::new(),
        flags: Vec::new(),
        floor_price: None,
        deposit: None,
        parent: None,
        min_age: None,
        original: Some(original),
        ..goods.clone()
    }
}

/// The answer to request `authorise`.
pub(super) fn authorised(draft: &mut Draft<'_>, request: &Requested, x: &RequestDone) {
    if super::issue::authorised(draft, request, x.outcome) {
        return;
    }
    let state = match x.outcome {
        RequestOutcome::Done => Consent::Given,
        RequestOutcome::Failed | RequestOutcome::Refused => Consent::Refused,
        RequestOutcome::Unknown => return,
    };
    draft.close_request(&request.req);
    let asked = draft.state.sale.as_ref().filter(|sale| sale.basket_ref == request.subject);
    if let Some(consent) = asked.and_then(|sale| sale.consent.clone()) {
        draft.record(ConsentSet { consent: Consented { state, ..consent } });
    }
}

/// The sales of which goods come back, for the register.
pub(super) fn original_states(draft_state: &super::state::State, sale: &Sale) -> Vec<OriginalState> {
    let state = |x: &Rc<Attached>| {
        let known = draft_state.returned(&x.sold);
        let line = |sold: &SoldLine| OriginalLineState {
            line_id: sold.line.id.clone(),
            sold: sold.quantity,
            returned: known.map_or(Quantity::ZERO, |known| known.of_line(&sold.line.id)),
        };
        OriginalState {
            sale: x.sold.id().clone(),
            epos_no: x.sold.epos_no,
            receipt_no: x.sold.receipt_no.clone(),
            provenance: x.provenance,
            returns_known: Id::word("device"),
            lines: x.sold.original.lines.iter().map(line).collect(),
        }
    };
    sale.originals.iter().map(state).collect()
}
