//! A suspended basket as the register keeps it, to be taken up at any till.
//!
//! What must hold: it says what the register had said of the basket, and nothing that a person or a card could be known by; at
//! another till it is believed no more than a `basket.put` of the same lines would be.

use super::basket::{check_lines, content};
use super::command::Answer;
use super::draft::Draft;
use super::pricing::Content;
use super::refund::own_lines;
use super::sold;
use super::state::{Sale, State};
use crate::ledger::ask::Mode;
use crate::money::Currency;
use crate::names::Id;
use crate::price::request::{Allowance, Charge, Line};
use crate::record::{BasketCancelled, BasketOpened};
use crate::secret::SealedText;
use crate::shape;
use crate::shape::Shape;
use crate::wire::basket::{BasketKind, PriceMaster, ResumeBasket};
use crate::wire::error::{Code, Refusal};

/// The version of the record's text.
const VERSION: &str = "b1";

shape! {
    /// A basket that was put aside.
    pub struct Parked {
        /// The journal it was put aside in; another till's has another.
        epoch: Option<Id>,
        /// The register's id.
        basket_ref: Id,
        /// The books.
        mode: Mode,
        /// Its currency.
        currency: Currency,
        /// Who computes line amounts.
        price_master: PriceMaster,
        /// The cashier.
        operator_ref: Option<Id>,
        /// Revision of the content.
        revision: u64,
        /// The lines.
        lines: Vec<Line>,
        /// The cashier's discounts.
        allowances: Vec<Allowance>,
        /// Charges on the basket.
        charges: Vec<Charge>,
    }
}

impl Draft<'_> {
    /// The record of the open basket, sealed by this till; none of one in which goods come back, and none without a key. Asks for
    /// the seal the first time: the decision is taken again then.
    pub(super) fn parked(&mut self) -> Result<Option<String>, Refusal> {
        let sale = self.sale()?;
        if sale.kind != BasketKind::Sale {
            return Ok(None);
        }
        let parked = Parked {
            epoch: self.state.epoch.clone(),
            basket_ref: sale.basket_ref.clone(),
            mode: sale.mode,
            currency: sale.currency,
            price_master: sale.price_master,
            operator_ref: sale.operator_ref.clone(),
            revision: sale.revision,
            lines: sale.lines.as_ref().clone(),
            allowances: sale.allowances.clone(),
            charges: sale.charges.clone(),
        };
        let text = sold::encoded(VERSION, &parked.write());
        match &self.sealed {
            Some((sealed, seal)) if *sealed == text => {
                Ok(seal.as_ref().map(|seal| format!("{text}.{}", seal.as_str())))
            }
            _ => {
                self.unsealed = Some(text);
                Ok(None)
            }
        }
    }
}

impl State {
    /// Whether a basket was put aside here.
    pub(super) fn is_suspended(&self, basket_ref: &Id) -> bool {
        self.suspended.iter().any(|sale| sale.basket_ref == *basket_ref)
    }
}

/// `basket.resume` by the record of another till, or of a basket that this one does not keep any more.
pub(super) fn taken_over(draft: &mut Draft<'_>, x: &ResumeBasket) -> Option<Answer> {
    let record = x.sale_record.as_ref()?;
    let parked: Parked = match sold::decoded(VERSION, &record.text) {
        Ok(parked) => parked,
        Err(refusal) => return Some(Err(refusal)),
    };
    let kept = draft.state.is_suspended(&x.basket_ref) && parked.epoch == draft.state.epoch;
    (!kept).then(|| take_over(draft, x, record, parked))
}

fn take_over(draft: &mut Draft<'_>, x: &ResumeBasket, record: &SealedText, parked: Parked) -> Answer {
    if parked.basket_ref != x.basket_ref {
        return Err(Refusal::new(Code::BasketUnknown).because("basket_ref", parked.basket_ref.as_str()));
    }
    let ours = parked.epoch == draft.state.epoch;
    if ours && !record.is_ours() && !draft.session.setup.key_lost {
        return Err(Refusal::new(Code::SaleRecordInvalid).because("problem", "changed"));
    }
    let stale = draft.state.is_suspended(&parked.basket_ref); // it went on elsewhere since
    if stale {
        draft.record(BasketCancelled { basket_ref: parked.basket_ref.clone() });
    } else if draft.state.used_refs.contains(&parked.basket_ref) {
        return Err(Code::BasketRefUsed.into()); // it was taken up, closed or given up here since
    }
    let pack_ref = draft.state.pack.clone().ok_or(Code::PackMissing)?;
    if !draft.pack_of(&pack_ref)?.currencies.contains(&parked.currency) {
        return Err(Refusal::new(Code::CurrencyUnsupported).because("currency", parked.currency.code()));
    }
    let mut sale = Sale::new(parked.basket_ref, parked.mode, parked.currency, pack_ref);
    sale.price_master = parked.price_master;
    sale.operator_ref = parked.operator_ref;
    own_lines(&sale, &parked.lines)?;
    check_lines(&parked.lines, parked.price_master)?;
    draft.record(BasketOpened { sale: Box::new(sale) });
    let rest = Content { allowances: Some(parked.allowances), charges: Some(parked.charges), ..Content::default() };
    content(draft, parked.revision, Some(parked.lines), rest)
}
