//! A decision in the making: records are taken in as they are written, so that later rules see what earlier ones said.
//!
//! What must hold: a draft that ends in a refusal is thrown away whole; ids and codes come from the step's entropy.

use super::door;
use super::state::{Answered, Event, Operation, Purpose, Requested, Settle, State};
use super::{Ctx, Effect, Session, Step};
use crate::ledger::ask::{Ask, Mode, What};
use crate::ledger::credit::Credit;
use crate::money::Amount;
use crate::names::Id;
use crate::record::{CommandAnswered, EventRaised, OpClosed, OpStarted, Record, RequestClosed, RequestRaised};
use crate::secret::Seal;
use crate::shape::Shape;
use crate::wire::encode;
use crate::wire::session::Role;
use std::rc::Rc;

/// What a request names as its deadline, in milliseconds: for the register's dialogs. The page goes on waiting after it.
pub(super) const REQUEST_DEADLINE: i64 = 5 * 60 * 1000;

pub(super) struct Draft<'a> {
    pub session: &'a Session,
    pub ctx: &'a Ctx,
    pub state: State,
    /// The till that an error text of this step names as a card's home.
    pub home_till: Option<Id>,
    step: Step,
    made: u32,
    /// The text of a sale's record with the seal that the device made of it.
    pub sealed: Option<(String, Option<Seal>)>,
    /// A text that has to be sealed before this decision can be taken.
    pub unsealed: Option<String>,
}

impl<'a> Draft<'a> {
    pub fn new(session: &'a Session, ctx: &'a Ctx) -> Draft<'a> {
        let (state, step) = (session.state.clone(), Step::default());
        Draft { session, ctx, state, home_till: None, step, made: 0, sealed: None, unsealed: None }
    }

    pub fn finish(mut self) -> Step {
        self.go_on_undoing();
        self.paper_left();
        self.step
    }

    pub fn record(&mut self, record: impl Into<Record>) {
        let record = record.into();
        self.state.apply(&record);
        self.step.records.push(record);
    }

    pub fn effect(&mut self, effect: Effect) {
        self.step.effects.push(effect);
    }

    /// An answer goes out before the events that its command caused.
    pub fn effect_first(&mut self, effect: Effect) {
        self.step.effects.insert(0, effect);
    }

    /// A new id: the kind, a random part and a number within the step.
    pub fn id(&mut self, kind: &str) -> Id {
        self.made = self.made.saturating_add(1);
        let random: String = self.ctx.entropy.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let kind = door::kind_of(kind, self.ledger_at());
        Id::numbered(&format!("{kind}-{random}-"), u64::from(self.made))
    }

    /// A number from the part of the entropy that no id shows; `place` (0 to 2) tells codes of one step apart.
    pub fn random(&self, place: u8) -> u64 {
        let from = usize::from(place % 3).saturating_mul(8).saturating_add(8);
        let bytes = self.ctx.entropy.iter().skip(from).take(8);
        bytes.fold(0_u64, |number, byte| (number << 8) | u64::from(*byte))
    }

    pub fn event(&mut self, kind: &'static str, payload: &impl Shape) {
        let seq = self.state.seq.saturating_add(1);
        let event = Rc::new(Event { seq, event: Id::word(kind), payload: payload.write() });
        self.effect(Effect::Send(encode::event(self.state.epoch.as_ref(), &event)));
        self.record(EventRaised { event });
    }

    pub fn request(&mut self, kind: &'static str, subject: Id, payload: &impl Shape) {
        let req = self.id("req");
        let payload = payload.write();
        let request =
            Rc::new(Requested { req, request: Id::word(kind), payload, subject, at: self.ctx.now, due: None });
        self.effect(Effect::Send(self.request_text(&request)));
        self.record(RequestRaised { request });
    }

    pub fn request_text(&self, request: &Requested) -> String {
        encode::request(request, &request.at.after(REQUEST_DEADLINE).text(self.ctx.offset_minutes))
    }

    pub fn close_request(&mut self, req: &Id) {
        self.record(RequestClosed { req: req.clone() });
    }

    /// Records the intent, then asks, unless something else must be answered first.
    pub fn ask(&mut self, op: Operation, what: What) {
        let ask = Ask { op_id: op.op_id.clone(), mode: op.mode, what };
        self.start(op);
        if self.may_ask(&ask.op_id) {
            self.effect(Effect::Ask(ask));
        }
    }

    /// Records the intent.
    pub fn start(&mut self, op: Operation) {
        self.record(OpStarted { op: Box::new(Operation { since: Some(self.ctx.now), at: Some(self.ctx.now), ..op }) });
    }

    /// Makes `of` final, gives it back or undoes it. `purpose` is `Settle` if nobody waits for the outcome.
    pub fn settle(&mut self, purpose: Purpose, mode: Mode, subject: &Id, of: &Id, settle: Settle) {
        self.settle_amount(purpose, mode, subject, of, settle, None);
    }

    /// The same; a post of less than `amount` is a discrepancy.
    pub fn settle_amount(
        &mut self,
        purpose: Purpose,
        mode: Mode,
        subject: &Id,
        of: &Id,
        settle: Settle,
        amount: Option<Amount>,
    ) {
        let op_id = self.id("op");
        let new = Operation::new(op_id, purpose, subject, mode);
        self.settle_op(Operation { settle: Some(settle), of: Some(of.clone()), amount, ..new });
    }

    /// Records a settling operation and asks for it, unless something else must be answered first.
    pub fn settle_op(&mut self, op: Operation) {
        let (Some(settle), Some(of)) = (op.settle, op.of.clone()) else { return };
        let what = settle.what(of, op.amount);
        self.ask(op, what);
    }

    pub fn close_op(&mut self, op_id: &Id) {
        self.record(OpClosed { op_id: op_id.clone() });
    }

    pub fn remember(&mut self, host_session: Id, id: Id, fingerprint: Seal, text: String) {
        let answer = Rc::new(Answered { host_session, id, fingerprint, text });
        self.record(CommandAnswered { answer });
    }

    /// The text of a key in the customer's language.
    pub fn customer_text(&self, key: &str) -> String {
        self.session.setup.texts.get(self.state.customer_locale(), key, &[])
    }

    /// The text of a key in the cashier's language.
    pub fn cashier_text(&self, key: &str) -> String {
        self.session.setup.texts.get(self.state.cashier_locale(), key, &[])
    }
}

impl Operation {
    pub(super) fn new(op_id: Id, purpose: Purpose, subject: &Id, mode: Mode) -> Operation {
        let subject = subject.clone();
        let (lines, amount) = (Vec::new(), None);
        Operation {
            op_id,
            purpose,
            subject,
            mode,
            settle: None,
            of: None,
            text: None,
            to: None,
            mark: None,
            scheme: None,
            from: None,
            until: None,
            amount,
            load: None,
            lines,
            again: None,
            checked: None,
            limit: None,
            who: None,
            member: None,
            asked: None,
            since: None,
            at: None,
            tries: 0,
        }
    }
}

impl Settle {
    pub(super) fn what(self, of: Id, amount: Option<Amount>) -> What {
        match self {
            Settle::Post => What::Post { of },
            Settle::Void => What::Void { of },
            Settle::Reverse => What::Reverse { of },
            Settle::Credit => What::Credit(Credit { of, amount: amount.unwrap_or_default() }),
        }
    }
}

impl State {
    pub(super) fn customer_locale(&self) -> &str {
        self.open.as_ref().map_or("en", |open| open.locale.customer.as_str())
    }

    /// How long the customer has for what usually takes so many milliseconds.
    pub(super) fn patience(&self, millis: i64) -> i64 {
        if self.assist == 0 { millis } else { millis.saturating_mul(3) }
    }

    /// Of the screens: the customer's, or the cashier's on a display of the cashier.
    pub(super) fn screen_locale(&self) -> &str {
        if self.of_cashier() { self.cashier_locale() } else { self.customer_locale() }
    }

    /// Whether the cashier looks at the screens.
    pub(super) fn of_cashier(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.display.role == Role::Cashier)
    }

    /// Empty if the customer reads one language only.
    pub(super) fn second_locale(&self) -> &str {
        let open = self.open.as_ref().filter(|_| !self.of_cashier());
        let second = open.and_then(|open| open.locale.second.as_ref());
        second.map_or("", Id::as_str)
    }

    pub(super) fn cashier_locale(&self) -> &str {
        self.open.as_ref().map_or("en", |open| open.locale.cashier.as_str())
    }
}
