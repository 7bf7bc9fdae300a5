//! Commands: the closed list of what a register may say, and how a text becomes one.
//!
//! What must hold: what cannot be decoded is refused by name, with the path and what was expected, and its id if that
//! much could be read; unknown members are ignored.

use crate::names::Id;
use crate::secret::SecretMut;
use crate::session::Undecoded;
use crate::shape::{At, Faults, Fields, Node, Out, Shape, carry};
use crate::wire::error::{Code, Refusal};
use crate::wire::json::{self, JsonError};
use crate::wire::{basket::*, boost::*, card::*, coupon::*, member::*};
use crate::wire::{receipt::*, refund::*, report::*, session::*, tender::*};

/// A decoded command.
#[derive(Clone, Debug)]
pub struct Command {
    /// Made by the host; a repeat has the same.
    pub id: Id,
    /// What it says.
    pub say: Say,
}

macro_rules! commands {
    ($( $(#[doc = $doc:expr])* $variant:ident ( $ty:ty ) = $text:literal in $module:literal -> $answer:ty ),* $(,)?) => {
        /// What a command says: its type with its payload.
        #[derive(Clone, Debug)]
        pub enum Say { $( $(#[doc = $doc])* $variant($ty) ),* }

        impl Say {
            /// The type on the wire.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $( Say::$variant(_) => $text ),* }
            }
            /// The module a device token must allow; `session` is always allowed.
            #[must_use]
            pub const fn module(&self) -> &'static str {
                match self { $( Say::$variant(_) => $module ),* }
            }
            fn read(kind: &str, at: &At<'_>) -> Option<Say> {
                match kind {
                    $( $text => Some(Say::$variant(Shape::read(at))), )*
                    _ => None,
                }
            }
            /// Every type, in the order of the documentation.
            pub const KINDS: &'static [&'static str] = &[$($text),*];
        }

        /// Every command for the documentation: type, module, text, payload and answer schema.
        #[cfg(feature = "schema")]
        #[must_use]
        pub fn documentation(book: &mut crate::shape::Book) -> Vec<[crate::shape::schema::Value; 5]> {
            vec![$( [
                $text.into(), $module.into(), concat!("", $($doc),*).into(),
                <$ty as Shape>::schema(book), <$answer as Shape>::schema(book),
            ] ),*]
        }
    };
}

commands! {
    /// Opens or reopens the session: the host answers the page's hello.
    Open(Open) = "session.open" in "session" -> Opened,
    /// Changes languages, appearance or pack.
    Configure(Configure) = "session.configure" in "session" -> Configured,
    /// Sends events after a position again.
    Resume(Resume) = "session.resume" in "session" -> Opened,
    /// Events up to here are handled.
    Ack(Ack) = "session.ack" in "session" -> Nothing,
    /// How the page is doing.
    Diagnostics(Nothing) = "session.diagnostics" in "session" -> Diagnostics,
    /// The figures of a business date: so far (x), or closed for good (z).
    Report(AskReport) = "session.report" in "session" -> Report,
    /// Receipts of committed sales, for the books of somebody else.
    Export(AskExport) = "session.export" in "session" -> Export,
    /// What became of a request.
    RequestDone(RequestDone) = "request.done" in "session" -> Nothing,
    /// Opens a basket.
    OpenBasket(OpenBasket) = "basket.open" in "gateway" -> BasketState,
    /// Puts the whole basket.
    Put(PutBasket) = "basket.put" in "gateway" -> BasketState,
    /// Appends lines.
    Add(EditLines) = "basket.add" in "gateway" -> BasketState,
    /// Replaces lines by their ids.
    Change(EditLines) = "basket.change" in "gateway" -> BasketState,
    /// Takes lines out.
    Remove(RemoveLines) = "basket.remove" in "gateway" -> BasketState,
    /// Goods come back: of a known sale, or blind.
    Refund(RefundGoods) = "basket.refund" in "gateway" -> BasketState,
    /// Sets or takes away a discount by the cashier.
    Allowance(SetAllowance) = "basket.allowance" in "gateway" -> BasketState,
    /// The basket as it stands.
    Status(Nothing) = "basket.status" in "gateway" -> Status,
    /// Puts the basket aside.
    Suspend(OfBasket) = "basket.suspend" in "gateway" -> Suspended,
    /// Takes a suspended basket up again.
    ResumeBasket(ResumeBasket) = "basket.resume" in "gateway" -> BasketState,
    /// Closes the basket for payment and compares totals.
    Freeze(Freeze) = "basket.freeze" in "gateway" -> BasketState,
    /// Opens a frozen basket for changes, while nothing is paid.
    Unfreeze(OfBasket) = "basket.unfreeze" in "gateway" -> BasketState,
    /// The register has closed the sale.
    Commit(Commit) = "basket.commit" in "gateway" -> Committed,
    /// Undoes a committed sale whole.
    Void(VoidBasket) = "basket.void" in "gateway" -> Closed,
    /// Gives the basket up before it is committed.
    Cancel(OfBasket) = "basket.cancel" in "gateway" -> Closed,
    /// A sale that was finished without the page.
    Import(ImportBasket) = "basket.import" in "gateway" -> Committed,
    /// What a scanned text is; coupons and member cards are acted upon.
    Scan(Scan) = "scan" in "gateway" -> Scanned,
    /// What would these coupons do now?
    CheckCoupons(CheckCoupons) = "coupons.check" in "coupons" -> CouponsChecked,
    /// Which kinds of coupons could be used now?
    ListCoupons(ListCoupons) = "coupons.list" in "coupons" -> CouponsChecked,
    /// Puts a coupon into the basket.
    RedeemCoupon(RedeemCoupon) = "coupons.redeem" in "coupons" -> Accepted,
    /// Gives the customer a coupon.
    IssueCoupon(IssueCoupon) = "coupons.issue" in "coupons" -> Accepted,
    /// Takes a coupon out of the basket.
    RemoveCoupon(RemoveCoupon) = "coupons.remove" in "coupons" -> BasketState,
    /// What offers there are for this customer now.
    Offers(Nothing) = "boost.offers" in "boost" -> Offers,
    /// The customer takes an offer that is to be chosen.
    SelectOffer(OfferChoice) = "boost.select" in "boost" -> BasketState,
    /// The customer leaves it.
    DeclineOffer(OfferChoice) = "boost.decline" in "boost" -> BasketState,
    /// Says who the customer is.
    Identify(Identify) = "loyalty.identify" in "loyalty" -> Identified,
    /// Somebody becomes a member.
    Enrol(Enrol) = "loyalty.enrol" in "loyalty" -> Accepted,
    /// Erases a person.
    Forget(Forget) = "loyalty.forget" in "loyalty" -> Accepted,
    /// What a member has.
    MemberBalance(MemberBalance) = "loyalty.balance" in "loyalty" -> Accepted,
    /// Pays with what the member has.
    RedeemPoints(RedeemPoints) = "loyalty.redeem" in "loyalty" -> Accepted,
    /// Takes that back.
    UnredeemPoints(UnredeemPoints) = "loyalty.unredeem" in "loyalty" -> BasketState,
    /// Begins payment of a frozen basket.
    StartTender(StartTender) = "tender.start" in "tender" -> BasketState,
    /// Pays a part.
    Pay(Pay) = "tender.pay" in "tender" -> Accepted,
    /// Gives a part back.
    GiveBack(GiveBack) = "tender.refund" in "tender" -> Accepted,
    /// What is on a card.
    Balance(BalanceOf) = "tender.balance" in "tender" -> AcceptedUntil,
    /// Says which card a line loads.
    LoadCard(LoadCard) = "tender.load" in "tender" -> Accepted,
    /// Pays out what is left on a card.
    CashOut(CashOutCard) = "tender.cash_out" in "tender" -> AcceptedUntil,
    /// Moves money from card to card.
    Transfer(TransferCards) = "tender.transfer" in "tender" -> AcceptedUntil,
    /// Blocks a card, or makes it good again.
    Block(BlockCard) = "tender.block" in "tender" -> Accepted,
    /// The movements of a card.
    Statement(StatementCard) = "tender.statement" in "tender" -> AcceptedUntil,
    /// Money the register took by itself, or a late answer.
    External(External) = "tender.external" in "tender" -> BasketState,
    /// Cancels one tender.
    CancelTender(CancelTender) = "tender.cancel" in "tender" -> CancelAnswer,
    /// Cancels all tenders in reverse order.
    Rollback(OfBasket) = "tender.rollback" in "tender" -> CancelAnswer,
    /// The receipt of a committed sale.
    GetReceipt(GetReceipt) = "receipt.get" in "gateway" -> ReceiptOut,
    /// Asks the customer for something.
    ShowScreen(ShowScreen) = "screen.show" in "gateway" -> Nothing,
    /// A key of the register's own keypad, for the prompt that is open.
    InputKey(InputKey) = "input.key" in "gateway" -> Nothing,
    /// Clears the last receipt: the idle screen is shown.
    IdleScreen(Nothing) = "screen.idle" in "gateway" -> Nothing,
    /// Brings opening balances and issued codes.
    ImportLedger(ImportLedger) = "ledger.import" in "tender" -> Accepted,
}

impl Command {
    /// Decodes a message of the host.
    pub fn decode(text: &str) -> Result<Command, Undecoded> {
        let undecoded = |id: Option<Id>, kind: Option<String>, refusal| Undecoded { id, kind, refusal };
        let document = json::parse(text).map_err(|error| {
            let code = match error {
                JsonError::TooLarge => Code::MessageTooLarge,
                JsonError::TooDeep => Code::MessageTooDeep,
                JsonError::Malformed(..) => Code::MessageMalformed,
            };
            undecoded(None, None, Refusal::new(code).because("message", error.to_string()))
        })?;
        let faults = Faults::default();
        let value = document.root();
        let at = At::root("message", Some(value), &faults);
        let misfit = |m: crate::shape::Misfit| Refusal::misfit(&m);
        let id: Id = faults.check(at.field("id")).map_err(|m| undecoded(None, None, misfit(m)))?;
        let kind: String = faults.check(at.field("type")).map_err(|m| undecoded(Some(id.clone()), None, misfit(m)))?;
        let fail = |refusal| undecoded(Some(id.clone()), Some(kind.chars().take(64).collect()), refusal);
        let version: u32 = faults.check(at.field("v")).map_err(|m| fail(misfit(m)))?;
        if version != 1 {
            return Err(fail(Refusal::new(Code::VersionUnsupported)));
        }
        let none = json::parse("{}").unwrap_or_default();
        let payload = value.get("payload").filter(|p| !p.is_null()).unwrap_or(none.root());
        let say = Say::read(&kind, &At::root("payload", Some(payload), &faults));
        let say = say.ok_or_else(|| fail(Refusal::new(Code::CommandUnknown)))?;
        let say = faults.check(say).map_err(|m| fail(misfit(m)))?;
        Ok(Command { id, say })
    }

    /// The type and payload in one fixed form (members sorted, no white space), for the fingerprint of a command; without the
    /// payload where that is a digit, perhaps of a PIN: prints of ten texts would tell them apart.
    #[must_use]
    pub fn canonical(text: &str) -> String {
        let document = json::parse(text).unwrap_or_default();
        let value = document.root();
        let kind = value.get("type").and_then(Node::as_str).unwrap_or_default();
        let mut payload = Out::new();
        match value.get("payload").filter(|_| kind != "input.key") {
            Some(value) => carry(value, &mut payload, true),
            None => payload.null(),
        }
        format!("{kind}\u{0}{}", payload.into_text())
    }

    /// The basket it says it is meant for.
    #[must_use]
    pub fn basket_ref(&self) -> Option<&Id> {
        match &self.say {
            Say::Put(x) => Some(&x.basket_ref),
            Say::Add(x) | Say::Change(x) => x.basket_ref.as_ref(),
            Say::Remove(x) => x.basket_ref.as_ref(),
            Say::Allowance(x) => x.basket_ref.as_ref(),
            Say::Freeze(x) => x.basket_ref.as_ref(),
            Say::Refund(x) => x.basket_ref.as_ref(),
            Say::GiveBack(x) => x.basket_ref.as_ref(),
            Say::Commit(x) => x.basket_ref.as_ref(),
            Say::Suspend(x) | Say::Unfreeze(x) | Say::Cancel(x) | Say::Rollback(x) => x.basket_ref.as_ref(),
            Say::CheckCoupons(x) => x.basket_ref.as_ref(),
            Say::ListCoupons(x) => x.basket_ref.as_ref(),
            Say::RedeemCoupon(x) => x.basket_ref.as_ref(),
            Say::RemoveCoupon(x) => x.basket_ref.as_ref(),
            Say::Scan(x) => x.basket_ref.as_ref(),
            Say::SelectOffer(x) | Say::DeclineOffer(x) => x.basket_ref.as_ref(),
            Say::Identify(x) => x.basket_ref.as_ref(),
            Say::Enrol(x) => x.basket_ref.as_ref(),
            Say::RedeemPoints(x) => x.basket_ref.as_ref(),
            Say::UnredeemPoints(x) => x.basket_ref.as_ref(),
            Say::StartTender(x) => x.basket_ref.as_ref(),
            Say::Pay(x) => x.basket_ref.as_ref(),
            Say::LoadCard(x) => x.basket_ref.as_ref(),
            Say::External(x) => x.basket_ref.as_ref(),
            Say::CancelTender(x) => x.basket_ref.as_ref(),
            _ => None,
        }
    }

    /// The secrets in it; a PIN comes after its token.
    pub fn secrets(&mut self) -> Vec<SecretMut<'_>> {
        use SecretMut::{Person, Pin, Token};
        match &mut self.say {
            Say::Open(x) => x.ledger_key.as_mut().map(SecretMut::Key).into_iter().collect(),
            Say::Scan(x) => vec![Token(&mut x.code)],
            Say::CheckCoupons(x) => x.codes.iter_mut().map(Token).collect(),
            Say::RedeemCoupon(x) => vec![Token(&mut x.code)],
            Say::Identify(x) => vec![Person(x.kind, &mut x.code)],
            Say::Enrol(x) => x.identities.iter_mut().map(|i| Person(i.kind, &mut i.code)).collect(),
            Say::Forget(x) => vec![Person(x.kind, &mut x.code)],
            Say::MemberBalance(x) => x.code.as_mut().map(|code| Person(x.kind, code)).into_iter().collect(),
            Say::ResumeBasket(x) => x.sale_record.as_mut().map(SecretMut::Text).into_iter().collect(),
            Say::Refund(x) => x.sale_record.as_mut().map(SecretMut::Text).into_iter().collect(),
            Say::GiveBack(x) => x.token.as_mut().map(Token).into_iter().chain(x.pin.as_mut().map(Pin)).collect(),
            Say::Pay(x) => x.token.as_mut().map(Token).into_iter().chain(x.pin.as_mut().map(Pin)).collect(),
            Say::Balance(x) => [Token(&mut x.token)].into_iter().chain(x.pin.as_mut().map(Pin)).collect(),
            Say::LoadCard(x) => [Token(&mut x.token)].into_iter().chain(x.pin.as_mut().map(Pin)).collect(),
            Say::CashOut(x) => [Token(&mut x.token)].into_iter().chain(x.pin.as_mut().map(Pin)).collect(),
            Say::Statement(x) => [Token(&mut x.token)].into_iter().chain(x.pin.as_mut().map(Pin)).collect(),
            Say::Block(x) => vec![Token(&mut x.token)],
            Say::Transfer(x) => {
                let from = [Token(&mut x.from)].into_iter().chain(x.from_pin.as_mut().map(Pin));
                from.chain([Token(&mut x.to)]).chain(x.to_pin.as_mut().map(Pin)).collect()
            }
            Say::Import(x) => x
                .loads
                .iter_mut()
                .flat_map(|c| [Token(&mut c.token)].into_iter().chain(c.pin.as_mut().map(Pin)))
                .collect(),
            Say::ImportLedger(x) => {
                let cards = x
                    .accounts
                    .iter_mut()
                    .flat_map(|a| [Token(&mut a.token)].into_iter().chain(a.pin.as_mut().map(Pin)));
                let people =
                    x.members.iter_mut().flat_map(|m| m.identities.iter_mut().map(|i| Person(i.kind, &mut i.code)));
                let codes = x.codes.iter_mut();
                cards
                    .chain(codes.flat_map(|c| std::iter::once(&mut c.code).chain(&mut c.only_for).map(Token)))
                    .chain(people)
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}
