//! What the screen shows, in one line.

use crate::member;
use crate::world::World;
use till::screen::{Body, Work};

pub fn screen(world: &World) -> String {
    let screen = world.session.screen(world.now);
    let d = |amount: till::money::Amount| amount.decimal(2);
    let body = match screen.body {
        Body::Waiting => "waiting".to_owned(),
        Body::Idle { store_name, .. } => format!("idle {}", store_name.map(|n| n.to_string()).unwrap_or_default()),
        Body::Basket(view) => {
            format!("basket {} lines {}{}", view.lines.len(), d(view.total), member::balances(&view.balances))
        }
        Body::Loss(asks) => format!("use {}? gives {} loses {}", asks.name, d(asks.gives), d(asks.loses)),
        Body::Coupon(view) => format!("coupon {}", view.message.unwrap_or_default()),
        Body::Offers(view) => format!("offers {}", offers(&view)),
        Body::Identify(view) => format!("identify {}", view.message.unwrap_or_default()),
        Body::Payment(view) => format!("payment {} {:?}", d(view.remaining), view.choices),
        Body::GiftCard(view) => format!("gift card {}", d(view.remaining)),
        Body::Pin { masked, message, ends, .. } => {
            format!("pin {masked} {}{}", message.unwrap_or_default(), if ends { "ends soon" } else { "" })
        }
        Body::Working { kind, amount, work, .. } => match work {
            Work::Taking => format!("working {kind:?} {}", d(amount)),
            other => format!("working {kind:?} {} {other:?}", d(amount)),
        },
        Body::Service(view) => format!("service, {} unresolved", view.unresolved.len()),
        Body::Approved { kind, amount, payment, .. } => {
            format!("approved {kind:?} {} remaining {}", d(amount), d(payment.remaining))
        }
        Body::Declined { kind, message, .. } => format!("declined {kind:?}: {message}"),
        Body::Receipt(view) => {
            let got = member::balances(&view.basket.balances);
            let paper = view.paper.map_or(String::new(), |paper| format!(", paper {paper:?}").to_lowercase());
            format!("receipt {} no {} {}{got}{paper}", view.receipt_no, view.epos_no, d(view.basket.total))
        }
        Body::OutOfService { code, .. } => format!("out of service {code}"),
        Body::NotAuthorised { code, .. } => format!("not authorised {code}"),
        other => member::screen(&other),
    };
    let look = screen.look;
    let own = [look.radius, look.font, look.logo].into_iter().chain(look.accents);
    let own: Vec<String> = own.filter(|value| !value.is_empty()).collect();
    let looks = if own.is_empty() && look.scale.is_multiple_of(100) {
        String::new()
    } else {
        format!(", {:?} {} % {}", screen.theme, look.scale, own.join(" "))
    };
    let second =
        if screen.second.is_empty() { String::new() } else { format!(", {} and {}", screen.locale, screen.second) };
    let assist = if screen.assist { ", assisted" } else { "" };
    let notice = screen.notice.map(|notice| format!(", {} in {}", notice.key, notice.locale)).unwrap_or_default();
    let focus = if screen.focus { ", prompts take the keyboard" } else { "" };
    format!("screen {}{looks}{second}{assist}{focus}{notice}", body.trim_end())
}

/// What the screen says of deals beside the figures.
pub fn deals(world: &World) -> String {
    let view = match world.session.screen(world.now).body {
        Body::Basket(view) | Body::Offers(view) => view,
        Body::Coupon(view) | Body::Identify(view) => view.basket,
        _ => panic!("no basket is shown"),
    };
    let mut out = "deals".to_owned();
    for near in &view.near {
        let missing = near.quantity.map_or_else(|| near.value.decimal(2), till::quantity::Quantity::text);
        out += &format!(" [{}{} {missing}]", if near.sentence { "says " } else { "" }, near.text);
    }
    for earn in &view.earns {
        out += &format!(" (earns {} {})", earn.kind.word(), earn.amount.minor());
    }
    out
}

fn offers(view: &till::screen::BasketView) -> String {
    let one = |offer: &till::screen::OfferView| {
        let said = offer.chosen.map_or("", |yes| if yes { " chosen" } else { " declined" });
        let off = offer.amount.map_or(String::new(), |amount| format!(" {}", amount.decimal(2)));
        format!("[{}{said}{off}]", offer.id)
    };
    view.offers.iter().map(one).collect::<Vec<_>>().join(" ")
}
