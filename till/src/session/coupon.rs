//! What a coupon is when it is shown, what its scheme allows, and the question whether to use one that would lose much.
//!
//! What must hold: a code is a coupon by its form, or by a signature that the device has found good; of a question the
//! outcome is one event, whoever answers it and however the basket ends.

use super::Session;
use super::coupons::effect_of;
use super::draft::Draft;
use super::gift::code_for;
use super::pricing::{Content, held_coupons};
use super::state::{Coupon, Loss, PromptKind, Sale};
use crate::codes::{CodeJob, Recognised, SignedCode, recognise};
use crate::ledger::ask::{Count, Outcome, Use, UseLimit};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::{CouponScheme, LedgerAt, Pack, Uses};
use crate::price::answer::Priced;
use crate::price::request::CouponIn;
use crate::record::{CouponDropped, CouponSet};
use crate::secret::{Seal, Token};
use crate::time::Instant;
use crate::wire::coupon::CouponRefused;
use crate::wire::error::{Code, Refusal};

/// A coupon that was shown.
pub(super) struct Shown {
    pub scheme: CouponScheme,
    pub seal: Seal,
    pub masked: String,
    /// Its code is genuine by a signature.
    pub signed: bool,
}

impl Shown {
    /// As it comes into a basket: nothing is held yet.
    pub fn coupon(self, id: Id) -> Coupon {
        let Shown { scheme, seal, masked, signed } = self;
        let (accept_loss, asks, held) = (false, None, false);
        Coupon { id, scheme: scheme.id, name: scheme.name, masked, seal, held, accept_loss, asks, signed }
    }
}

impl Coupon {
    /// As the engine is told of it; whether it is single-use is the pack's to say.
    pub(super) fn priced(&self) -> CouponIn {
        let (id, scheme) = (self.id.clone(), self.scheme.clone());
        CouponIn { id, scheme, single_use: true, accept_loss: self.accept_loss, amount: None }
    }
}

impl Sale {
    /// How many coupons of a scheme it has.
    pub(super) fn of_scheme(&self, scheme: &Id) -> u32 {
        u32::try_from(self.coupons.iter().filter(|coupon| coupon.scheme == *scheme).count()).unwrap_or(u32::MAX)
    }

    /// Whom coupons are counted for: a member, by whatever it was shown; else the card.
    fn counted_for(&self) -> Option<&Id> {
        let customer = self.customer.as_ref()?;
        customer.member().or(customer.person.as_ref())
    }

    /// Who shows a coupon that is somebody's: the card, else the member.
    pub(super) fn member(&self) -> Option<&Id> {
        self.customer.as_ref().and_then(|customer| customer.person.as_ref())
    }
}

impl Session {
    /// What has to be verified of this token before it is decided about: the signature of a coupon's code, by the key of an
    /// issuer that its scheme names.
    #[must_use]
    pub fn code_job(&self, token: &Token) -> Option<CodeJob> {
        let code = crate::codes::signed_code(token.expose())?;
        let of_sale = self.state.sale.as_ref().map(|sale| &sale.pack);
        let pack = self.pack(of_sale.or(self.state.pack.as_ref())?)?;
        let issuer = pack.issuer(&code.k)?;
        SignedCode::job(token.expose(), &issuer.x, &issuer.y)
    }
}

/// The scheme of a signed code: genuine, of this merchant, good now.
fn signed_scheme<'p>(
    pack: &'p Pack,
    code: &SignedCode,
    genuine: bool,
    now: Instant,
) -> Result<&'p CouponScheme, Refusal> {
    if pack.code_issuers.is_empty() {
        return Err(Code::CouponUnknown.into());
    }
    let scheme = pack.coupon(&code.s);
    let trusted = scheme.is_none_or(|scheme| scheme.signed_by.contains(&code.k));
    if !genuine || !trusted {
        return Err(Code::CouponForged.into());
    }
    if pack.merchant.as_ref() != Some(&code.m) {
        return Err(Code::CouponElsewhere.into());
    }
    let at = |seconds: u64| i64::try_from(seconds).ok()?.checked_mul(1_000).map(Instant::from_millis);
    match scheme {
        None => Err(Refusal::new(Code::CouponScheme).because("scheme", code.s.as_str())),
        Some(_) if code.f.and_then(at).is_some_and(|from| now < from) => Err(Code::CouponNotYet.into()),
        Some(_) if code.u.and_then(at).is_some_and(|until| now >= until) => Err(Code::CouponExpired.into()),
        Some(scheme) => Ok(scheme),
    }
}

/// The error code of a use that a ledger did not give.
pub(super) fn coupon_code(outcome: &Outcome) -> Code {
    match code_for(outcome) {
        Code::CardExpired => Code::CouponExpired,
        Code::CardDayLimit => Code::CouponDayLimit,
        Code::CardLimit => Code::CouponGone,
        other => other,
    }
}

impl Draft<'_> {
    /// What a code is as a coupon, if it may be used at all now.
    pub(super) fn shown(&self, code: &Token) -> Result<Shown, Refusal> {
        let pack = self.pack_now()?;
        let now = self.state.trusted(self.ctx.now);
        let (scheme, signed) = match recognise(&pack, code.expose()) {
            Recognised::Coupon { scheme } => (scheme.clone(), false),
            Recognised::Signed { code: said } => (signed_scheme(&pack, &said, code.is_genuine(), now)?.clone(), true),
            Recognised::BankCard => return Err(Code::BankCard.into()),
            _ => return Err(Code::CouponUnknown.into()),
        };
        if scheme.valid_from.is_some_and(|from| now < from) {
            return Err(Code::CouponNotYet.into());
        }
        if scheme.valid_until.is_some_and(|until| now >= until) {
            return Err(Code::CouponExpired.into());
        }
        if scheme.uses == Uses::Single || pack.ledger == LedgerAt::Store {
            self.stored_value().map_err(|why| Refusal::new(Code::StoredValueOff).because("reason", why))?;
        }
        let seal = code.seal().ok_or(Code::EposFailed)?.clone();
        Ok(Shown { scheme, seal, masked: code.masked(), signed })
    }

    /// One use of a coupon, as its scheme allows; refused if it counts customers and there is none.
    pub(super) fn use_of(&self, sale: &Sale, coupon: &Coupon) -> Result<Use, Refusal> {
        let counts = |pack: &Pack| pack.coupon(&coupon.scheme).is_some_and(|scheme| scheme.per_customer.is_some());
        if sale.member().is_none() && counts(&*self.pack_of(&sale.pack)?) {
            return Err(Code::CouponNeedsMember.into());
        }
        self.use_given(sale, coupon)
    }

    /// One use of a coupon that was given already, whoever the customer was.
    pub(super) fn use_given(&self, sale: &Sale, coupon: &Coupon) -> Result<Use, Refusal> {
        let pack = self.pack_of(&sale.pack)?;
        let scheme = pack.coupon(&coupon.scheme).ok_or(Code::CouponUnknown)?;
        let single = scheme.uses == Uses::Single;
        let member = sale.member().cloned();
        let day = self.day_count(Count::Day, scheme.per_day);
        let of = sale.counted_for().cloned();
        let known = scheme.per_customer.filter(|_| member.is_some());
        let customer = known.map(|most| UseLimit { by: Count::Customer, of, most });
        let total = scheme.total.map(|most| UseLimit { by: Count::Scheme, of: None, most });
        Ok(Use {
            code: coupon.seal.clone(),
            scheme: coupon.scheme.clone(),
            must_be_known: !coupon.signed && (single || !scheme.signed_by.is_empty()),
            max_uses: match (single, coupon.signed) {
                (true, true) => Some(1),
                (true, false) => None,
                (false, _) => scheme.max_uses,
            },
            limits: total.into_iter().chain(customer).chain(day).collect(),
            member,
        })
    }

    /// A limit of this business day.
    pub(super) fn day_count(&self, by: Count, most: Option<u32>) -> Option<UseLimit> {
        let of = || Id::new(&self.business_date(self.ctx.now).text());
        most.map(|most| UseLimit { by, of: of(), most })
    }

    /// Whether a scheme goes together with the coupons of the basket.
    pub(super) fn goes_with(&self, scheme: &CouponScheme) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let pack = self.pack_of(&sale.pack)?;
        let apart = |other: &Id| {
            scheme.not_with.contains(other)
                || pack.coupon(other).is_some_and(|other| other.not_with.contains(&scheme.id))
        };
        match sale.coupons.iter().find(|coupon| apart(&coupon.scheme)) {
            Some(other) => Err(Refusal::new(Code::CouponNotWith).because("with", other.scheme.as_str())),
            None => Ok(()),
        }
    }

    /// The basket with one more coupon.
    pub(super) fn with_coupon(&self, coupon: &Coupon) -> Result<Priced, Refusal> {
        let sale = self.sale()?;
        let mut coupons = held_coupons(sale);
        coupons.push(coupon.priced());
        self.quote(&Content::default(), &coupons, sale.customer.as_ref())
    }

    /// What a coupon would give and lose, if it were used all the same.
    fn loss_of(&self, coupon: &Coupon) -> Result<Loss, Refusal> {
        let priced = self.with_coupon(&Coupon { accept_loss: true, ..coupon.clone() })?;
        Ok(Loss { gives: effect_of(&priced, &coupon.id).negated(), loses: forfeited(&priced, &coupon.id) })
    }

    /// Asks the customer on the screen, or has the register ask.
    pub(super) fn ask_customer(&mut self, coupon: Coupon, on_screen: bool) -> Result<Id, Refusal> {
        let loss = self.loss_of(&coupon)?;
        let touch = self.state.open.as_ref().is_some_and(|open| open.display.touch);
        let open = self.sale()?.coupons.iter().any(|coupon| coupon.asks.is_some());
        if !on_screen || !touch || open {
            let refusal = Refusal::new(Code::CouponLoses).because("gives", loss.gives.minor());
            return Err(refusal.because("loses", loss.loses.minor()));
        }
        let id = coupon.id.clone();
        self.record(CouponSet { coupon: Coupon { asks: Some(loss), ..coupon } });
        self.prompt(PromptKind::Coupon);
        Ok(id)
    }

    /// The customer, or the cashier, has answered. Answers with the operation that was begun with the question.
    pub(super) fn answer_asked(&mut self, asked: Coupon, accept: bool) -> Result<Id, Refusal> {
        let id = asked.id.clone();
        if accept {
            self.hold(Coupon { asks: None, accept_loss: true, ..asked }, None)?;
        } else {
            self.keep(&asked, Code::CouponKept);
        }
        Ok(id)
    }

    /// A coupon of the basket is not used: it stays the customer's.
    pub(super) fn keep(&mut self, asked: &Coupon, code: Code) {
        self.record(CouponDropped { coupon_id: asked.id.clone() });
        self.coupon_refused(&asked.id, &asked.masked, code);
    }

    /// Coupons that are still asked about when the basket is closed for payment, put aside or given up stay the customer's.
    pub(super) fn keep_asked(&mut self) {
        let coupons = self.state.sale.iter().flat_map(|sale| &sale.coupons);
        for asked in coupons.filter(|coupon| coupon.asks.is_some()).cloned().collect::<Vec<_>>() {
            self.keep(&asked, Code::CouponKept);
        }
    }

    /// The basket has changed: what is asked has other figures, or is no question any more.
    pub(super) fn ask_anew(&mut self) -> Result<(), Refusal> {
        let asked = self.sale()?.coupons.iter().find(|coupon| coupon.asks.is_some()).cloned();
        let Some(asked) = asked else { return Ok(()) };
        let loss = self.loss_of(&asked)?;
        if !loss.gives.is_positive() {
            self.keep(&asked, Code::CouponNoEffect);
        } else if asked.asks.as_ref() != Some(&loss) {
            self.record(CouponSet { coupon: Coupon { asks: Some(loss), ..asked } });
        }
        Ok(())
    }

    /// Event `coupon.refused`, and the words on the screen.
    pub(super) fn coupon_refused(&mut self, op_id: &Id, masked: &str, code: Code) {
        let (cashier_text, customer_text) = self.texts(code);
        let (op_id, masked, word) = (op_id.clone(), masked.to_owned(), Id::word(code.word()));
        self.event("coupon.refused", &CouponRefused { op_id, masked, code: word, cashier_text, customer_text });
        self.prompt_message(code.word(), code == Code::CouponKept);
    }
}

/// What of a coupon's face value is lost in these figures.
pub(super) fn forfeited(priced: &Priced, coupon: &Id) -> Amount {
    let all = priced.adjustments.iter().chain(&priced.tendered);
    let lost = all.filter(|a| a.coupon_id.as_ref() == Some(coupon)).map(|a| a.forfeited);
    Amount::total(lost).unwrap_or_default()
}
