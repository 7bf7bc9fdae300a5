//! Records: the facts of the sale, as they are stored.
//!
//! What must hold: a record holds results, never a question; a kind, once released, keeps its meaning. Each batch of
//! records in the journal is one line of JSON with its stream and format version.

mod aside;
mod cards;
mod closed;
mod member;

pub use aside::{BasketCancelled, BasketResumed, BasketSuspended};
pub use cards::{LoadDropped, LoadSet, PayOutClosed, PayOutSet};
pub use closed::{CodeBroken, DayClosed, SaleCommitted, SaleVoided};
pub use member::{CustomerForgotten, MemberGot, PointsSet};

use crate::names::Id;
use crate::price::answer::Priced;
use crate::price::request::{Allowance, Charge, Line};
pub use crate::session::clock::ClockJudged;
pub use crate::session::sale::{ConsentSet, DealsSet};
use crate::session::state::{
    Answered, Coupon, Customer, Event, Notice, OpenRefused, OpenSession, Operation, PromptState, Requested, Sale,
    State, Tender,
};
pub use crate::session::{paper::ReceiptChoice, pin::PinWaitSet, plan::PlanSet, sold::OriginalSet, undo::UndoingSet};
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::TenderKind;
use crate::wire::session::{Appearance, Display, Locale, PackRef};
use std::rc::Rc;

shape! {
    /// A new journal begins.
    pub struct JournalStarted {
        /// Random id of this journal.
        epoch: Id,
    }
}

shape! {
    /// Stands for every record before it.
    pub struct Checkpoint {
        /// What they added up to.
        state: Rc<State>,
    }
}

shape! {
    /// The register opened a session.
    pub struct SessionOpened {
        /// The session.
        session: Rc<OpenSession>,
    }
}

shape! {
    /// A register was not let in; told once for each reason and page load, and only while no session is open.
    pub struct SessionRefused {
        /// Why.
        refused: Rc<OpenRefused>,
    }
}

shape! {
    /// The register's link is gone; another register may come.
    pub struct LinkLost {}
}

shape! {
    /// Languages or looks changed.
    pub struct Configured {
        /// Languages.
        locale: Option<Locale>,
        /// Looks.
        appearance: Option<Appearance>,
        /// The display.
        display: Option<Display>,
        /// More help for the customer of the open sale, or of the next.
        assist: Option<bool>,
    }
}

shape! {
    /// A pack was accepted for the next basket.
    pub struct PackAccepted {
        /// Which.
        pack: PackRef,
        /// Its JSON text.
        text: Rc<String>,
        /// The register sent it; from then on a pack found beside the page no longer replaces it.
        configured: bool,
    }
}

shape! {
    /// A command was answered.
    pub struct CommandAnswered {
        /// The answer.
        answer: Rc<Answered>,
    }
}

shape! {
    /// An event was raised.
    pub struct EventRaised {
        /// The event.
        event: Rc<Event>,
    }
}

shape! {
    /// The register has handled events up to here.
    pub struct EventsAcked {
        /// Number of the last one.
        seq: u64,
    }
}

shape! {
    /// The register is asked for something.
    pub struct RequestRaised {
        /// The request.
        request: Rc<Requested>,
    }
}

shape! {
    /// A request is over.
    pub struct RequestClosed {
        /// The request.
        req: Id,
    }
}

shape! {
    /// The ledger is going to be asked.
    pub struct OpStarted {
        /// The operation.
        op: Box<Operation>,
    }
}

shape! {
    /// The ledger is going to be asked again.
    pub struct OpTried {
        /// The operation.
        op_id: Id,
        /// When.
        at: Instant,
    }
}

shape! {
    /// The ledger has answered.
    pub struct OpClosed {
        /// The operation.
        op_id: Id,
    }
}

shape! {
    /// A basket was opened.
    pub struct BasketOpened {
        /// The basket, empty.
        sale: Box<Sale>,
    }
}

shape! {
    /// The basket has new content or new figures. Missing members stay as they were.
    pub struct BasketPriced {
        /// Revision of the content.
        revision: u64,
        /// The lines, if they changed.
        lines: Option<Rc<Vec<Line>>>,
        /// The cashier's discounts and the charges, if they changed (a list in a list tells "none" from "as before").
        allowances: Vec<AllowanceList>,
        /// The figures.
        priced: Rc<Priced>,
        /// When they were worked out.
        at: Option<Instant>,
    }
}

shape! {
    /// All discounts by the cashier, and all charges.
    pub struct AllowanceList {
        /// The list.
        list: Vec<Allowance>,
        /// Charges on the basket.
        charges: Vec<Charge>,
    }
}

shape! {
    /// A coupon came into the basket or changed.
    pub struct CouponSet {
        /// The coupon.
        coupon: Coupon,
    }
}

shape! {
    /// A coupon left the basket.
    pub struct CouponDropped {
        /// The coupon.
        coupon_id: Id,
    }
}

shape! {
    /// The customer is known.
    pub struct CustomerSet {
        /// The customer.
        customer: Customer,
    }
}

shape! {
    /// The basket changed what it is doing.
    pub struct PhaseSet {
        /// To this.
        phase: crate::session::state::Phase,
        /// Paying: what the register can take now.
        kinds: Vec<TenderKind>,
        /// When.
        at: Instant,
    }
}

shape! {
    /// The ledger was asked to keep what it holds for the sale for another while.
    pub struct HoldsExtended {
        /// When.
        at: Instant,
    }
}

shape! {
    /// A tender began or changed.
    pub struct TenderSet {
        /// The tender.
        tender: Tender,
    }
}

shape! {
    /// What the customer is asked for changed; nothing if `prompt` is missing.
    pub struct PromptSet {
        /// The prompt.
        prompt: Option<PromptState>,
    }
}

shape! {
    /// An outcome is shown, or no more if `notice` is missing.
    pub struct NoticeSet {
        /// The notice.
        notice: Option<Notice>,
    }
}

shape! {
    /// The last receipt is no longer shown.
    pub struct ReceiptHidden {}
}

shape! {
    /// One fact.
    pub union Record by "kind" {
        /// See [`JournalStarted`].
        JournalStarted(JournalStarted) = "journal_started",
        /// See [`Checkpoint`].
        Checkpoint(Checkpoint) = "checkpoint",
        /// See [`SessionOpened`].
        SessionOpened(SessionOpened) = "session_opened",
        /// See [`SessionRefused`].
        SessionRefused(SessionRefused) = "session_refused",
        /// See [`LinkLost`].
        LinkLost(LinkLost) = "link_lost",
        /// See [`Configured`].
        Configured(Configured) = "configured",
        /// See [`PackAccepted`].
        PackAccepted(PackAccepted) = "pack_accepted",
        /// See [`CommandAnswered`].
        CommandAnswered(CommandAnswered) = "command_answered",
        /// See [`EventRaised`].
        EventRaised(EventRaised) = "event_raised",
        /// See [`EventsAcked`].
        EventsAcked(EventsAcked) = "events_acked",
        /// See [`RequestRaised`].
        RequestRaised(RequestRaised) = "request_raised",
        /// See [`RequestClosed`].
        RequestClosed(RequestClosed) = "request_closed",
        /// See [`OpStarted`].
        OpStarted(OpStarted) = "op_started",
        /// See [`OpTried`].
        OpTried(OpTried) = "op_tried",
        /// See [`OpClosed`].
        OpClosed(OpClosed) = "op_closed",
        /// See [`BasketOpened`].
        BasketOpened(BasketOpened) = "basket_opened",
        /// See [`BasketPriced`].
        BasketPriced(BasketPriced) = "basket_priced",
        /// See [`CouponSet`].
        CouponSet(CouponSet) = "coupon_set",
        /// See [`CouponDropped`].
        CouponDropped(CouponDropped) = "coupon_dropped",
        /// See [`ClockJudged`].
        ClockJudged(ClockJudged) = "clock_judged",
        /// See [`CustomerSet`].
        CustomerSet(CustomerSet) = "customer_set",
        /// See [`CustomerForgotten`].
        CustomerForgotten(CustomerForgotten) = "customer_forgotten",
        /// See [`PointsSet`].
        PointsSet(PointsSet) = "points_set",
        /// See [`MemberGot`].
        MemberGot(MemberGot) = "member_got",
        /// See [`OriginalSet`].
        OriginalSet(OriginalSet) = "original_set",
        /// See [`ConsentSet`].
        ConsentSet(ConsentSet) = "consent_set",
        /// See [`PlanSet`].
        PlanSet(PlanSet) = "plan_set",
        /// See [`PhaseSet`].
        PhaseSet(PhaseSet) = "phase_set",
        /// See [`UndoingSet`].
        UndoingSet(UndoingSet) = "undoing_set",
        /// See [`HoldsExtended`].
        HoldsExtended(HoldsExtended) = "holds_extended",
        /// See [`BasketSuspended`].
        BasketSuspended(BasketSuspended) = "basket_suspended",
        /// See [`BasketResumed`].
        BasketResumed(BasketResumed) = "basket_resumed",
        /// See [`BasketCancelled`].
        BasketCancelled(BasketCancelled) = "basket_cancelled",
        /// See [`TenderSet`].
        TenderSet(TenderSet) = "tender_set",
        /// See [`SaleCommitted`].
        SaleCommitted(SaleCommitted) = "sale_committed",
        /// See [`SaleVoided`].
        SaleVoided(SaleVoided) = "sale_voided",
        /// See [`CodeBroken`].
        CodeBroken(CodeBroken) = "code_broken",
        /// See [`DayClosed`].
        DayClosed(DayClosed) = "day_closed",
        /// See [`PromptSet`].
        PromptSet(PromptSet) = "prompt_set",
        /// See [`PinWaitSet`].
        PinWaitSet(PinWaitSet) = "pin_wait_set",
        /// See [`NoticeSet`].
        NoticeSet(NoticeSet) = "notice_set",
        /// See [`LoadSet`].
        LoadSet(LoadSet) = "load_set",
        /// See [`LoadDropped`].
        LoadDropped(LoadDropped) = "load_dropped",
        /// See [`PayOutSet`].
        PayOutSet(PayOutSet) = "pay_out_set",
        /// See [`PayOutClosed`].
        PayOutClosed(PayOutClosed) = "pay_out_closed",
        /// See [`DealsSet`].
        DealsSet(DealsSet) = "deals_set",
        /// See [`ReceiptHidden`].
        ReceiptHidden(ReceiptHidden) = "receipt_hidden",
        /// See [`ReceiptChoice`].
        ReceiptChoice(ReceiptChoice) = "receipt_choice",
    }
}
