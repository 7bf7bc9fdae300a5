//! Codes that are made here: vouchers for the next visit, and coupons that a cashier gives.
//!
//! What must hold: a code is printed only once the ledger knows it; of one kind no more are made on one day than the pack
//! says; a coupon that somebody has to consent to is made after the consent, once.

use super::Effect;
use super::command::Answer;
use super::coupon::coupon_code;
use super::draft::Draft;
use super::state::{Operation, Purpose, Requested, Sale, Settle};
use crate::ledger::ask::{Ask, Count, Issue, Mode, Outcome, OutcomeKind, UseLimit, What};
use crate::map::Map;
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::pack::{CouponScheme, VoucherRule};
use crate::secret::{Seal, Token};
use crate::shape::Shape;
use crate::time::Instant;
use crate::wire::coupon::{CouponIssued, IssueCoupon};
use crate::wire::error::{Code, Refusal};
use crate::wire::receipt::Print;
use crate::wire::refund::Authorise;
use crate::wire::session::RequestOutcome;
use crate::wire::tender::Accepted;
use std::rc::Rc;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;
/// What somebody consents to.
const ACTION: &str = "coupon_issue";

/// A code to make.
struct Make<'a> {
    scheme: &'a CouponScheme,
    purpose: Purpose,
    mode: Mode,
    /// What it is printed as.
    subject: &'a Id,
    /// Its place among the codes of this step.
    place: u8,
    valid_days: u32,
    limit: Option<UseLimit>,
    /// What is held for it.
    of: Option<Id>,
    /// Whom it is given to.
    member: Option<Id>,
    text: Option<&'a Map<String, String>>,
}

/// `coupons.issue`.
pub(super) fn issue(draft: &mut Draft<'_>, x: &IssueCoupon) -> Answer {
    let pack = draft.pack_now()?;
    let refused = |why: &str| Err(Refusal::new(Code::IssueRefused).because("reason", why));
    let Some(scheme) = pack.coupon(&x.scheme) else { return refused("scheme") };
    let Some(rule) = &scheme.issue else { return refused("pack") };
    let needed = if rule.consent { "authorise" } else { "print" };
    if !draft.able("print") || !draft.able(needed) {
        return refused(needed);
    }
    draft.stored_value().map_err(|why| Refusal::new(Code::StoredValueOff).because("reason", why))?;
    let accepted = draft.id("v");
    let mode = draft.state.sale.as_ref().map_or(x.mode, |sale| sale.mode);
    if rule.consent {
        let currency = *pack.currencies.first().ok_or(Code::PackMissing)?;
        let (action, scheme, reason) = (Id::word(ACTION), Some(scheme.id.clone()), Some(x.reason.clone()));
        let (basket_ref, amount, mode) = (accepted.clone(), Amount::ZERO, Some(mode));
        let ask = Authorise { basket_ref, action, amount, currency, reason, scheme, mode };
        draft.request("authorise", accepted.clone(), &ask);
    } else {
        draft.give_coupon(scheme, &accepted, mode)?;
    }
    Ok(Accepted { accepted }.write())
}

/// The answer to request `authorise` of a coupon: true if it was one.
pub(super) fn authorised(draft: &mut Draft<'_>, request: &Requested, outcome: RequestOutcome) -> bool {
    let ask: Option<Authorise> = request.payload.read();
    let Some(ask) = ask.filter(|ask| ask.action.as_str() == ACTION) else { return false };
    if outcome == RequestOutcome::Unknown {
        return true;
    }
    draft.close_request(&request.req);
    let pack = draft.pack_now().ok();
    let scheme = pack.as_ref().and_then(|pack| pack.coupon(ask.scheme.as_ref()?));
    let made = match scheme.filter(|_| outcome == RequestOutcome::Done) {
        Some(scheme) => draft.give_coupon(scheme, &request.subject, ask.mode.unwrap_or(Mode::Live)).is_ok(),
        None => false,
    };
    if !made {
        let not_done = Outcome::bare(OutcomeKind::Declined);
        draft.coupon_issued(&request.subject, ask.scheme.as_ref(), &not_done, None);
    }
    true
}

impl Draft<'_> {
    fn give_coupon(&mut self, scheme: &CouponScheme, subject: &Id, mode: Mode) -> Result<(), Refusal> {
        let rule = scheme.issue.as_ref().ok_or(Code::IssueRefused)?;
        let limit = self.day_count(Count::Issued, Some(rule.per_day));
        let (purpose, valid_days) = (Purpose::CouponIssue, rule.valid_days);
        let member = self.state.sale.as_ref().and_then(|sale| sale.customer.as_ref()?.member().cloned());
        self.make(Make { scheme, purpose, mode, subject, place: 0, valid_days, limit, of: None, member, text: None })
    }

    /// Makes a voucher's code and has the ledger know it; it is printed once the ledger does.
    pub(super) fn issue(&mut self, sale: &Sale, rule: &VoucherRule, subject: &Id, place: u8) -> Result<(), Refusal> {
        let pack = self.pack_of(&sale.pack)?;
        let Some(scheme) = pack.coupon(&rule.scheme) else { return Ok(()) };
        let limit = self.day_count(Count::Issued, rule.per_day);
        let (purpose, mode, valid_days, text) = (Purpose::VoucherIssue, sale.mode, rule.valid_days, Some(&rule.text));
        let (of, member) = (None, None);
        self.make(Make { scheme, purpose, mode, subject, place, valid_days, limit, of, member, text })
    }

    /// A voucher that units of a programme are held for; it bears the name of what holds them.
    pub(super) fn issue_for(&mut self, scheme: &CouponScheme, valid_days: u32, held: &Id, mode: Mode) -> bool {
        let (purpose, subject, of) = (Purpose::VoucherIssue, held, Some(held.clone()));
        let (limit, member, text) = (None, None, None);
        self.make(Make { scheme, purpose, mode, subject, place: 0, valid_days, limit, of, member, text }).is_ok()
    }

    fn make(&mut self, x: Make<'_>) -> Result<(), Refusal> {
        let pack = self.pack_now()?;
        let code = crate::codes::mint(&x.scheme.format, self.random(x.place));
        let Some(code) = code.as_deref().and_then(Token::new) else { return Ok(()) };
        let until = self.ctx.now.after(i64::from(x.valid_days).saturating_mul(DAY));
        let op_id = self.id("op");
        let names: [&Label; 2] = [&pack.store_name, &x.scheme.name];
        let op = Operation {
            text: Some(code.expose().to_owned()),
            scheme: Some(x.scheme.id.clone()),
            from: Some(self.ctx.now),
            until: Some(until),
            limit: x.limit.map(Rc::new),
            of: x.of,
            member: x.member,
            lines: self.voucher_lines(x.mode, &names, x.text, until),
            ..Operation::new(op_id, x.purpose, x.subject, x.mode)
        };
        self.start(op.clone());
        self.ask_issue(&op, code);
        Ok(())
    }

    /// Asks (again) for a recorded voucher to be issued.
    pub(super) fn ask_issue(&mut self, op: &Operation, code: Token) {
        let Some(scheme) = op.scheme.clone() else { return };
        let issue = Issue {
            code: Seal::new(""),
            scheme,
            uses: 1,
            valid_from: op.from.unwrap_or_default(),
            valid_until: op.until,
            limits: op.limit.iter().map(|limit| limit.as_ref().clone()).collect(),
        };
        let ask = Ask { op_id: op.op_id.clone(), mode: op.mode, what: What::Issue(issue) };
        self.effect(Effect::IssueCode { code, ask });
    }

    /// What was held for a member's voucher is taken now that its code is known; what is not there any more is raised for the
    /// sale that brought it.
    fn settle_held(&mut self, op: &Operation, held: &Id, known: bool) {
        let sale = self.state.brought_by(&op.subject).cloned();
        let got = sale.iter().flat_map(|sale| &sale.member).flat_map(|of| &of.got).find(|got| got.op == *held);
        let subject = sale.as_ref().map_or(&op.subject, |sale| &sale.receipt.basket_ref);
        let (settle, of) = (Some(if known { Settle::Post } else { Settle::Void }), Some(held.clone()));
        let taken = got.filter(|_| known).and_then(|got| got.balance.as_ref().zip(Some(got.amount.negated())));
        let (scheme, amount) = taken.map(|(balance, amount)| (balance.program.clone(), amount)).unzip();
        let new = Operation::new(self.id("op"), Purpose::Settle, subject, op.mode);
        self.settle_op(Operation { settle, of, scheme, amount, ..new });
    }

    /// The ledger knows the code of a voucher: it is printed.
    pub(super) fn voucher_issued(&mut self, op: &Operation, outcome: &Outcome) {
        if self.state.brought_by(&op.subject).is_some_and(|sale| sale.receipt.voided) {
            return; // the sale never was: what was held for it is let go already
        }
        if let Some(held) = &op.of {
            self.settle_held(op, held, outcome.result == OutcomeKind::Done);
        }
        if outcome.result != OutcomeKind::Done {
            return; // as many as the day has were made, or a code that is taken (one in ten thousand million): none
        }
        let print = Print {
            print_id: op.subject.clone(),
            kind: Id::word("voucher"),
            lines: op.lines.clone(),
            barcode: op.text.clone(),
            html: None,
            copy: false,
        };
        self.ask_print(op.subject.clone(), print);
        self.message_voucher(op);
    }

    /// Event `coupon.issued`.
    pub(super) fn coupon_issued(
        &mut self,
        op_id: &Id,
        scheme: Option<&Id>,
        outcome: &Outcome,
        valid_until: Option<Instant>,
    ) {
        let code = match outcome.decline {
            Some(_) => Some(coupon_code(outcome)),
            None if outcome.result == OutcomeKind::Done => None,
            None => Some(Code::IssueRefused),
        };
        let (op_id, scheme, result) = (op_id.clone(), scheme.cloned(), outcome.result);
        let valid_until = valid_until.filter(|_| code.is_none());
        let code = code.map(|code| Id::word(code.word()));
        self.event("coupon.issued", &CouponIssued { op_id, scheme, result, code, valid_until });
    }
}
