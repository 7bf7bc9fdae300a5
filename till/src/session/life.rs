//! The life of a card outside a sale: paid out, moved to another card, blocked, its movements.
//!
//! What must hold: each command asks the ledger once and ends in one event; money that is paid out is held while the
//! register is asked, taken once it has paid, given back if it has not, and kept held while nobody knows.

use super::command::Answer;
use super::draft::Draft;
use super::gift::{card_of, code_for};
use super::state::{Operation, PayOut, Purpose, Requested, Settle};
use crate::ledger::ask::{Ask, Decline, Outcome, OutcomeKind, What};
use crate::ledger::life::{CashOut, MOST_MOVEMENTS, MarkCard, StatementOf, Transfer};
use crate::names::Id;
use crate::price::cash_round;
use crate::record::{PayOutClosed, PayOutSet};
use crate::secret::{Pin, Seal, Token};
use crate::session::Effect;
use crate::shape::Shape;
use crate::time::Instant;
use crate::wire::basket::TenderKind;
use crate::wire::card::{BlockCard, CardEvent, CashOutCard, PayOutCash, StatementCard, TransferCards};
use crate::wire::error::{Code, Refusal};
use crate::wire::session::{RequestDone, RequestOutcome};
use crate::wire::tender::Accepted;

/// How often the hold of a pay-out is extended, in milliseconds.
const EXTEND_EVERY: i64 = 10 * 60 * 1000;
/// An operation that cannot be recalled is asked about so many times at once.
const AT_ONCE: u32 = 4;
/// The capability of paying out.
const PAY_OUT: &str = "payment.pay_out";

fn sealed(token: &Token) -> Result<Seal, Refusal> {
    token.seal().cloned().ok_or_else(|| Code::EposFailed.into())
}

/// `tender.cash_out`.
pub(super) fn cash_out(draft: &mut Draft<'_>, x: &CashOutCard) -> Answer {
    draft.possible(TenderKind::GiftCard)?;
    if !draft.able(PAY_OUT) {
        return Err(Refusal::new(Code::TenderKindRefused).because("capability", PAY_OUT));
    }
    let pack = draft.pack_now()?;
    let scheme = card_of(&pack, &x.token)?;
    let most = scheme.cash_out_max.ok_or_else(|| Refusal::new(Code::CardLimit).because("cash_out_max", 0_i64))?;
    let present = draft.present(scheme, sealed(&x.token)?, x.pin.as_ref().and_then(Pin::seal).cloned());
    let id = draft.id("o");
    let (text, currency) = (Some(x.token.masked()), x.currency);
    let new = Operation::new(id.clone(), Purpose::CashOut, &id, x.mode);
    let op = Operation { text, scheme: Some(scheme.id.clone()), ..new };
    draft.ask_with_pin(op, What::CashOut(CashOut { present, most, currency }), scheme, x.pin.is_some())
}

/// `tender.transfer`.
pub(super) fn transfer(draft: &mut Draft<'_>, x: &TransferCards) -> Answer {
    draft.possible(TenderKind::GiftCard)?;
    if x.amount.is_some_and(|amount| !amount.is_positive()) {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.amount");
        return Err(refusal.because("problem", "out_of_range").because("expected", "an amount above 0"));
    }
    let pack = draft.pack_now()?;
    let scheme = card_of(&pack, &x.from)?;
    let (from, to) = (sealed(&x.from)?, sealed(&x.to)?);
    if card_of(&pack, &x.to)?.id != scheme.id || from == to {
        return Err(Code::CardsDiffer.into());
    }
    let from = draft.present(scheme, from, x.from_pin.as_ref().and_then(Pin::seal).cloned());
    let to = draft.target(scheme, to, super::load::new_pin(scheme, x.to_pin.as_ref(), "payload.to_pin")?);
    let id = draft.id("op");
    let new = Operation::new(id.clone(), Purpose::Transfer, &id, x.mode);
    let op = Operation { text: Some(x.from.masked()), to: Some(x.to.masked()), ..new };
    draft.ask_with_pin(op, What::Transfer(Transfer { from, to, amount: x.amount }), scheme, x.from_pin.is_some())
}

/// `tender.block`.
pub(super) fn block(draft: &mut Draft<'_>, x: &BlockCard) -> Answer {
    draft.possible(TenderKind::GiftCard)?;
    let pack = draft.pack_now()?;
    let scheme = card_of(&pack, &x.token)?.id.clone();
    let mark = x.reason.map(crate::wire::card::BlockReason::mark);
    let what = MarkCard { token: sealed(&x.token)?, scheme, at: draft.place(), mark };
    let id = draft.id("op");
    let text = Some(x.token.masked());
    let op = Operation { text, mark, ..Operation::new(id.clone(), Purpose::Mark, &id, x.mode) };
    draft.ask(op, What::Mark(what));
    Ok(Accepted { accepted: id }.write())
}

/// `tender.statement`.
pub(super) fn statement(draft: &mut Draft<'_>, x: &StatementCard) -> Answer {
    draft.possible(TenderKind::GiftCard)?;
    if !(1..=MOST_MOVEMENTS).contains(&x.limit) {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.limit");
        return Err(refusal.because("problem", "out_of_range").because("expected", "1 to 50"));
    }
    let pack = draft.pack_now()?;
    let scheme = card_of(&pack, &x.token)?;
    let present = draft.present(scheme, sealed(&x.token)?, x.pin.as_ref().and_then(Pin::seal).cloned());
    let id = draft.id("op");
    let text = Some(x.token.masked());
    let op = Operation { text, ..Operation::new(id.clone(), Purpose::Statement, &id, x.mode) };
    let what = What::Statement(StatementOf { present, after: x.after, limit: x.limit });
    draft.ask_with_pin(op, what, scheme, x.pin.is_some())
}

/// The register has paid out, or not.
pub(super) fn paid_out(draft: &mut Draft<'_>, request: &Requested, x: &RequestDone) {
    let pay_out = draft.state.pay_outs.iter().find(|pay_out| pay_out.id == request.subject).cloned();
    let Some(pay_out) = pay_out else { return draft.close_request(&request.req) };
    let done = match x.outcome {
        RequestOutcome::Unknown => return, // the money stays held until the register knows
        RequestOutcome::Done => true,
        RequestOutcome::Failed | RequestOutcome::Refused => false,
    };
    draft.close_request(&request.req);
    let paid_on = done.then(|| draft.business_date(draft.ctx.now));
    draft.record(PayOutClosed { id: pay_out.id.clone(), paid_on });
    let settle = if done { Settle::Post } else { Settle::Void };
    let amount = Some(pay_out.amount).filter(|_| done);
    draft.settle_amount(Purpose::Settle, pay_out.mode, &pay_out.id, pay_out.held_by(), settle, amount);
    let event = CardEvent {
        amount,
        balance: amount.map(|_| crate::money::Amount::ZERO),
        currency: Some(pay_out.currency),
        ..card_event(&pay_out.id, pay_out.masked)
    };
    let event = if done { event } else { draft.refused_card(event, Code::PaymentFailed) };
    draft.event("tender.cashed_out", &event);
}

impl PayOut {
    /// The operation that holds the money.
    fn held_by(&self) -> &Id {
        self.hold.as_ref().unwrap_or(&self.id)
    }
}

/// The event that ends it.
fn event_of(op: &Operation) -> &'static str {
    match op.purpose {
        Purpose::Statement => "tender.statement",
        Purpose::Transfer => "tender.transferred",
        Purpose::Mark => "tender.blocked",
        Purpose::CashOut => "tender.cashed_out",
        _ => "tender.balance",
    }
}

impl Draft<'_> {
    /// Something about a card outside a sale is over before the ledger was asked.
    pub(super) fn card_ended(&mut self, op: &Operation, code: Code) {
        let event =
            CardEvent { to_masked: op.to.clone(), ..card_event(&op.subject, op.text.clone().unwrap_or_default()) };
        let event = self.refused_card(event, code);
        self.event(event_of(op), &event);
    }

    /// The ledger has answered about a card outside a sale: one event says so.
    pub(super) fn card_answered(&mut self, op: &Operation, outcome: &Outcome) {
        if matches!(op.purpose, Purpose::Transfer | Purpose::Mark) && self.recalled(op, outcome) {
            return;
        }
        if self.pin_again(op, outcome) {
            return;
        }
        let done = outcome.result == OutcomeKind::Done && op.settle.is_none();
        if done && op.purpose == Purpose::CashOut {
            return self.ask_pay_out(op, outcome);
        }
        if outcome.result == OutcomeKind::Unknown && op.purpose == Purpose::CashOut {
            self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
        }
        let event =
            CardEvent { to_masked: op.to.clone(), ..card_event(&op.subject, op.text.clone().unwrap_or_default()) };
        let event = if done {
            CardEvent {
                amount: outcome.amount,
                balance: outcome.balance,
                currency: outcome.currency,
                mark: op.mark,
                statement: outcome.statement.clone(),
                ..event
            }
        } else {
            let code = if op.settle.is_some() { Code::Interrupted } else { code_for(outcome) };
            let refused = self.refused_card(event, code);
            CardEvent { home_till: outcome.home_till.clone(), ..refused }
        };
        self.event(event_of(op), &event);
    }

    /// What is done at once cannot be given up by its hold. When nobody knows whether it was done, its id is cancelled; if
    /// that is too late it was done, and its answer is asked for: as one more try, because the register gives the answer of a
    /// try again to whoever asks for it again, and after a few of them only in its time. Says whether more is to come.
    fn recalled(&mut self, op: &Operation, outcome: &Outcome) -> bool {
        match (&op.of, outcome.result, outcome.decline) {
            (None, OutcomeKind::Unknown, _) => {
                let (settle, of) = (Some(Settle::Void), op.op_id.clone());
                let op = Operation { op_id: self.id("op"), settle, of: Some(of.clone()), ..op.clone() };
                self.ask(op, What::Void { of });
            }
            (Some(of), OutcomeKind::Declined, Some(Decline::WrongState)) => {
                let tries = op.tries.saturating_add(1);
                let op = Operation { op_id: of.clone(), settle: None, of: None, tries, ..op.clone() };
                if tries > AT_ONCE { self.start(op) } else { self.ask(op, What::Status { of: of.clone() }) }
            }
            _ => return false,
        }
        true
    }

    fn refused_card(&self, event: CardEvent, code: Code) -> CardEvent {
        let (cashier_text, customer_text) = self.texts(code);
        let (cashier_text, customer_text) = (Some(cashier_text), Some(customer_text));
        CardEvent { code: Some(Id::word(code.word())), cashier_text, customer_text, ..event }
    }

    fn ask_pay_out(&mut self, op: &Operation, outcome: &Outcome) {
        let (Some(amount), Some(currency)) = (outcome.amount, outcome.currency) else { return };
        let masked = op.text.clone().unwrap_or_default();
        let (id, extended) = (op.subject.clone(), self.ctx.now);
        let (mode, scheme) = (op.mode, op.scheme.clone().unwrap_or_else(|| id.clone()));
        let hold = Some(op.op_id.clone()).filter(|hold| *hold != id);
        let pay_out = PayOut { id: id.clone(), hold, scheme, masked: masked.clone(), amount, currency, mode, extended };
        self.record(PayOutSet { pay_out });
        let rounded = self.pack_now().ok().and_then(|pack| cash_round(amount, &pack.options).ok());
        let cash_amount = rounded.unwrap_or(amount);
        let request = PayOutCash { pay_out_ref: id.clone(), masked, amount, cash_amount, currency, mode: op.mode };
        self.request(PAY_OUT, id, &request);
    }

    /// Asks the ledger to keep what is being paid out, if it is time. Nobody waits for the answers.
    pub(super) fn extend_pay_outs(&mut self) {
        let now = self.ctx.now;
        let due = |pay_out: &&PayOut| now >= pay_out.extended.after(EXTEND_EVERY) || now < pay_out.extended;
        let due: Vec<PayOut> = self.state.pay_outs.iter().filter(due).cloned().collect();
        for pay_out in due {
            let (op_id, mode, of) = (self.id("op"), pay_out.mode, pay_out.held_by().clone());
            self.record(PayOutSet { pay_out: PayOut { extended: self.ctx.now, ..pay_out } });
            self.effect(Effect::Ask(Ask { op_id, mode, what: What::Extend { of } }));
        }
    }
}

impl super::state::State {
    /// When the hold of a pay-out is to be extended next.
    pub(super) fn pay_out_at(&self) -> Option<Instant> {
        self.pay_outs.iter().map(|pay_out| pay_out.extended.after(EXTEND_EVERY)).min()
    }
}

fn card_event(op_id: &Id, masked: String) -> CardEvent {
    CardEvent {
        op_id: op_id.clone(),
        masked,
        to_masked: None,
        amount: None,
        balance: None,
        currency: None,
        ledger: super::door::ledger_of(op_id),
        mark: None,
        statement: None,
        code: None,
        home_till: None,
        cashier_text: None,
        customer_text: None,
    }
}
