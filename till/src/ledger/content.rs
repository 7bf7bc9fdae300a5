//! What an ask says, as a short print: tells a repeat from a re-used id.
//!
//! What must hold: two asks that would do different things have different prints; what the pack says about a scheme
//! (whether it wants a PIN, how often a code may be used) is not part of it, so a new pack between an ask and its repeat
//! changes nothing. The print is FNV-1a of 128 bits: it guards against mistakes, not malice, since ids and asks come
//! from our own sessions; nothing secret can be had from it that the record does not hold as a seal anyway.

use super::ask::{Ask, Present, What};
use super::member::OpeningMember;
use crate::names::Id;
use crate::secret::Seal;
use crate::shape::Shape;
use crate::time::Instant;

/// The print of what an ask says, 32 hexadecimal digits.
pub(super) fn print(ask: &Ask) -> String {
    let print = match &ask.what {
        What::Reserve(x) => {
            let print = presented(Print::new("reserve"), &x.present);
            print.number(x.amount.minor()).text(x.currency.code())
        }
        What::Balance(x) => presented(Print::new("balance"), x),
        What::Use(x) => Print::new("use").seal(&x.code).id(&x.scheme),
        What::Post { of } => Print::new("post").id(of),
        What::Void { of } => Print::new("void").id(of),
        What::Extend { of } => Print::new("extend").id(of),
        What::Reverse { of } => Print::new("reverse").id(of),
        What::Credit(x) => Print::new("credit").id(&x.of).number(x.amount.minor()),
        What::Status { .. } | What::Look(_) => Print::new("look"), // never kept
        What::Issue(x) => {
            let print = Print::new("issue").seal(&x.code).id(&x.scheme).number(i64::from(x.uses));
            print.moment(Some(x.valid_from)).moment(x.valid_until)
        }
        What::Import(x) => {
            let mut print = Print::new("import").id(&x.batch).number(size(x.accounts.len()));
            for a in &x.accounts {
                print = print.seal(&a.token).id(&a.scheme).text(a.pin.as_ref().map_or("", Seal::as_str));
                print = print.number(a.balance.minor()).text(a.currency.code()).moment(a.valid_until);
                if a.inactive || a.home_till.is_some() {
                    print = print.number(i64::from(a.inactive)).text(a.home_till.as_ref().map_or("", Id::as_str));
                }
            }
            for c in &x.codes {
                print = print.seal(&c.code).id(&c.scheme).number(i64::from(c.uses)).moment(c.valid_until);
                if c.valid_from.is_some() || c.only_for.is_some() {
                    print = print.moment(c.valid_from).text(c.only_for.as_ref().map_or("", Seal::as_str));
                }
            }
            for m in &x.members {
                let nobody = OpeningMember { member: Id::word("-"), ..m.clone() }; // each asker makes ids of its own
                print = print.text(nobody.write().as_str());
            }
            print
        }
        What::Load(x) => {
            let print = targeted(Print::new("load"), &x.target).text(x.reason.word());
            print.number(x.amount.minor()).text(x.currency.code())
        }
        What::CashOut(x) => presented(Print::new("cash_out"), &x.present).text(x.currency.code()),
        What::Transfer(x) => {
            let print = targeted(presented(Print::new("transfer"), &x.from), &x.to);
            print.number(x.amount.map_or(i64::MIN, crate::money::Amount::minor))
        }
        What::Mark(x) => {
            let print = Print::new("mark").seal(&x.token).id(&x.scheme);
            print.text(x.mark.map_or("", super::life::Mark::word))
        }
        What::Statement(x) => {
            let after = x.after.and_then(|after| i64::try_from(after).ok()).unwrap_or(-1);
            presented(Print::new("statement"), &x.present).number(after).number(i64::from(x.limit))
        }
        What::Find(x) => Print::new("find").seal(&x.identity),
        What::Enrol(x) => Print::new("enrol").text(x.write().as_str()),
        What::Forget(x) => Print::new("forget").id(&x.member),
        What::Visit(x) => Print::new("visit").id(&x.member),
        What::Earn(x) => Print::new("earn").id(&x.member).id(&x.program).id(&x.unit).number(x.amount.minor()),
        What::Spend(x) => Print::new("spend").id(&x.member).id(&x.program).id(&x.unit).number(x.amount.minor()),
        What::TakeBack(x) => Print::new("take_back").id(&x.member).id(&x.of).number(x.amount.minor()),
        What::Movements(x) => Print::new("movements").id(&x.member).id(&x.program).id(&x.unit),
    };
    format!("{:032x}", print.0)
}

fn presented(print: Print, x: &Present) -> Print {
    print.seal(&x.token).id(&x.scheme).text(x.pin.as_ref().map_or("", Seal::as_str))
}

fn targeted(print: Print, x: &super::life::Target) -> Print {
    print.seal(&x.token).id(&x.scheme).text(x.pin.as_ref().map_or("", Seal::as_str))
}

fn size(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// FNV-1a, 128 bits. Source: draft-eastlake-fnv.
struct Print(u128);

impl Print {
    fn new(kind: &str) -> Print {
        Print(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d).text(kind)
    }

    fn bytes(self, bytes: &[u8]) -> Print {
        let step = |print: u128, byte: &u8| (print ^ u128::from(*byte)).wrapping_mul((1 << 88) | 0x13b);
        Print(bytes.iter().fold(self.0, step))
    }

    /// The length goes first, so that no two lists of texts run into one another.
    fn text(self, text: &str) -> Print {
        self.number(size(text.len())).bytes(text.as_bytes())
    }

    fn id(self, id: &Id) -> Print {
        self.text(id.as_str())
    }

    fn seal(self, seal: &Seal) -> Print {
        self.text(seal.as_str())
    }

    fn number(self, number: i64) -> Print {
        self.bytes(&number.to_be_bytes())
    }

    fn moment(self, moment: Option<Instant>) -> Print {
        self.number(moment.map_or(-1, Instant::millis))
    }
}
