//! Money that goes back to another gift card than the one that paid, or to one instead of another tender.
//!
//! What must hold: the ledger holds it for the card that is shown, and it is there with the commit, once; money of a card
//! goes to a card of the same scheme, because a scheme says what its money is good for.

use super::draft::Draft;
use super::gift::{card_of, code_for};
use super::load::new_pin;
use super::state::{Operation, Purpose, Settle, Tender, TenderPhase};
use crate::ledger::ask::{Decline, Outcome, OutcomeKind, What};
use crate::ledger::life::{Load, LoadReason};
use crate::names::Id;
use crate::secret::{Pin, Seal, Token};
use crate::wire::error::{Code, Refusal};

impl Draft<'_> {
    /// The card that money goes back to.
    pub(super) fn back_to(&mut self, tender: Tender, token: &Token, pin: Option<&Pin>) -> Result<Id, Refusal> {
        let sale = self.sale()?;
        let pack = self.pack_of(&sale.pack)?;
        let scheme = card_of(&pack, token)?;
        let place = tender.due.and_then(|place| usize::try_from(place).ok());
        let due = place.and_then(|place| sale.plan.due.get(place)).ok_or(Code::NothingDue)?;
        let from = due.to.as_ref().and_then(|to| sale.source(to)).and_then(|paid| paid.scheme.as_ref());
        if from.is_some_and(|from| *from != scheme.id) {
            return Err(Code::CardsDiffer.into());
        }
        let pin = new_pin(scheme, pin, "payload.pin")?;
        let (scheme, masked) = (Some(scheme.id.clone()), Some(token.masked()));
        let token = Some(token.seal().ok_or(Code::EposFailed)?.clone());
        let id = tender.id.clone();
        self.hold_back(Tender { scheme, token, masked, problem: None, ..tender }, pin)?;
        Ok(id)
    }

    /// Asks the ledger to hold the money for the card.
    pub(super) fn hold_back(&mut self, tender: Tender, pin: Option<Seal>) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let (mode, currency, pack) = (sale.mode, sale.currency, self.pack_of(&sale.pack)?);
        let scheme = tender.scheme.as_ref().and_then(|id| pack.token(id)).ok_or(Code::CardUnknown)?;
        let target = self.target(scheme, tender.token.clone().ok_or(Code::CardUnknown)?, pin);
        let (op_id, amount) = (self.id("l"), tender.amount.magnitude());
        let op = Operation::new(op_id.clone(), Purpose::CardRefund, &tender.id, mode);
        self.set_tender(Tender { phase: TenderPhase::Asking, op: Some(op_id), ..tender });
        self.ask(op, What::Load(Load { target, amount, currency, reason: LoadReason::Refund }));
        Ok(())
    }

    /// The ledger has answered for it.
    pub(super) fn held_back(&mut self, op: &Operation, outcome: &Outcome) {
        let tender = self.tender(&op.subject).filter(|tender| tender.op.as_ref() == Some(&op.op_id));
        if tender.is_none() || outcome.result == OutcomeKind::Unknown {
            self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
        }
        let Some(tender) = tender else { return };
        match (outcome.result, outcome.decline) {
            (OutcomeKind::Done, _) => drop(self.approve(tender)), // it asks the register for nothing
            (_, Some(_)) if tender.cancel => self.cancelled(Tender { op: None, ..tender }),
            (_, Some(Decline::PinNeeded)) if self.can_type() => {
                self.set_tender(Tender { phase: TenderPhase::NeedsPin, op: None, ..tender });
            }
            _ => self.decline(Tender { op: None, ..tender }, code_for(outcome)),
        }
    }
}
