//! The kinds of screens: what each is called, and what is heard when it comes.

use till::screen::Body;

/// Which screen it is: while this stays, parts change in place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Waiting,
    Idle,
    Basket,
    Coupon,
    Loss,
    Identify,
    Consent,
    Member,
    Points,
    Offers,
    Payment,
    GiftCard,
    Pin,
    Working,
    Approved,
    Declined,
    Receipt,
    Service,
    OutOfService,
    NotAuthorised,
}

impl Kind {
    pub(super) fn of(body: &Body) -> Kind {
        match body {
            Body::Waiting => Kind::Waiting,
            Body::Idle { .. } => Kind::Idle,
            Body::Basket(_) => Kind::Basket,
            Body::Coupon(_) => Kind::Coupon,
            Body::Loss(_) => Kind::Loss,
            Body::Identify(_) => Kind::Identify,
            Body::Consent(_) => Kind::Consent,
            Body::Member(_) => Kind::Member,
            Body::Points(_) => Kind::Points,
            Body::Offers(_) => Kind::Offers,
            Body::Payment(_) => Kind::Payment,
            Body::GiftCard(_) => Kind::GiftCard,
            Body::Pin { .. } => Kind::Pin,
            Body::Working { .. } => Kind::Working,
            Body::Approved { .. } => Kind::Approved,
            Body::Declined { .. } => Kind::Declined,
            Body::Receipt(_) => Kind::Receipt,
            Body::Service(_) => Kind::Service,
            Body::OutOfService { .. } => Kind::OutOfService,
            Body::NotAuthorised { .. } => Kind::NotAuthorised,
        }
    }

    /// The customer is to type or show something.
    pub(super) const fn asks(self) -> bool {
        matches!(self, Kind::Coupon | Kind::Identify | Kind::Points | Kind::GiftCard | Kind::Pin)
    }

    /// What is heard when the screen comes.
    pub(super) const fn cue(self) -> Option<&'static str> {
        match self {
            Kind::Approved => Some("approved"),
            Kind::Declined => Some("declined"),
            Kind::Loss | Kind::Consent | Kind::GiftCard | Kind::Pin => Some("attention"),
            _ => None,
        }
    }

    /// The name in `data-screen`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Kind::Waiting => "waiting",
            Kind::Idle => "idle",
            Kind::Basket => "basket",
            Kind::Coupon => "coupon",
            Kind::Loss => "coupon-loss",
            Kind::Identify => "identify",
            Kind::Consent => "consent",
            Kind::Member => "member",
            Kind::Points => "points",
            Kind::Offers => "offers",
            Kind::Payment => "payment",
            Kind::GiftCard => "gift-card",
            Kind::Pin => "pin",
            Kind::Working => "working",
            Kind::Approved => "approved",
            Kind::Declined => "declined",
            Kind::Receipt => "receipt",
            Kind::Service => "service",
            Kind::OutOfService => "out-of-service",
            Kind::NotAuthorised => "not-authorised",
        }
    }
}
