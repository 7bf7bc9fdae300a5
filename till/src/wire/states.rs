//! The state diagrams, as Mermaid text: of the sale from its table, of a reservation by asking a ledger. Tools only.

use crate::ledger::ask::{Ask, Mode, Outcome, Use, What};
use crate::ledger::{Fate, HOLD_MILLIS, Ledger};
use crate::names::Id;
use crate::secret::Seal;
use crate::session::Ctx;
use crate::session::state::Phase;
use crate::session::table::{leads_to, phases_of};
use crate::time::Instant;
use crate::wire::command::Say;
use std::collections::BTreeMap;

/// Edges by where they go from and to, each with everything that leads along it.
type Edges = BTreeMap<(String, String), Vec<String>>;

fn diagram(edges: &Edges) -> String {
    let line = |((from, to), labels): (&(String, String), &Vec<String>)| {
        format!("    {from} --> {to}: {}\n", labels.join(", "))
    };
    format!("```mermaid\nstateDiagram-v2\n{}```\n", edges.iter().map(line).collect::<String>())
}

fn sale() -> String {
    let mut edges = Edges::new();
    edges.entry(("[*]".to_owned(), "idle".to_owned())).or_default().push("start".to_owned());
    for kind in Say::KINDS {
        let Some(to) = leads_to(kind) else { continue };
        for from in phases_of(kind).iter().filter(|from| **from != to) {
            edges.entry((from.word().to_owned(), to.word().to_owned())).or_default().push((*kind).to_owned());
        }
    }
    diagram(&edges)
}

/// A ledger in which one use of a code is held, at a time.
struct Books {
    ledger: Ledger,
    now: Instant,
    asked: u64,
}

const STATES: [&str; 6] = ["never_seen", "held", "expired", "posted", "voided", "reversed"];
/// What settles a reservation, by its word.
type Settling = (&'static str, fn(Id) -> What);

const ASKED: [Settling; 4] = [
    ("post", |of| What::Post { of }),
    ("void", |of| What::Void { of }),
    ("extend", |of| What::Extend { of }),
    ("reverse", |of| What::Reverse { of }),
];

impl Books {
    fn of() -> Id {
        Id::word("of")
    }

    fn ask(&mut self, op_id: Id, what: What) -> Outcome {
        let ctx = Ctx { now: self.now, offset_minutes: 0, entropy: [0; 32] };
        let step = self.ledger.decide(&Ask { op_id, mode: Mode::Live, what }, &ctx);
        step.records.iter().for_each(|record| self.ledger.apply(record));
        step.outcome
    }

    fn settle(&mut self, what: fn(Id) -> What) -> Outcome {
        self.asked = self.asked.saturating_add(1);
        self.ask(Id::numbered("op-", self.asked), what(Books::of()))
    }

    /// Books in which the reservation is in this state.
    fn in_state(state: &str) -> Books {
        let mut books = Books { ledger: Ledger::new(), now: Instant::from_millis(0), asked: 0 };
        if state == "never_seen" {
            return books;
        }
        let (code, scheme) = (Seal::new("code"), Id::word("scheme"));
        books.ask(
            Books::of(),
            What::Use(Use { code, scheme, must_be_known: false, max_uses: None, limits: Vec::new(), member: None }),
        );
        match state {
            "expired" => books.now = books.now.after(i64::try_from(HOLD_MILLIS).unwrap_or_default()),
            "posted" => drop(books.settle(|of| What::Post { of })),
            "voided" => drop(books.settle(|of| What::Void { of })),
            "reversed" => {
                books.settle(|of| What::Post { of });
                books.settle(|of| What::Reverse { of });
            }
            _ => {}
        }
        books
    }

    fn state(&self) -> &'static str {
        let Some((_, hold)) = self.ledger.holds(Mode::Live).next() else { return "cancelled" };
        match hold.fate {
            Fate::Held if hold.is_open(self.ledger.clock(self.now)) => "held",
            Fate::Held => "expired",
            Fate::Posted(_) => "posted",
            Fate::Voided => "voided",
            Fate::Reversed => "reversed",
        }
    }
}

fn reservation() -> (String, String) {
    let mut edges = Edges::new();
    let mut table = String::from("| from, asked | post | void | extend | reverse |\n|---|---|---|---|---|\n");
    edges.entry(("[*]".to_owned(), "held".to_owned())).or_default().push("reserve, use, load".to_owned());
    edges.entry(("held".to_owned(), "expired".to_owned())).or_default().push("30 minutes, as read".to_owned());
    for state in STATES {
        let cell = |(word, what): &Settling| {
            let mut books = Books::in_state(state);
            let outcome = books.settle(*what);
            match outcome.decline {
                Some(decline) => decline.word().to_owned(),
                None => {
                    let to = books.state();
                    if to != state {
                        edges.entry((state.to_owned(), to.to_owned())).or_default().push((*word).to_owned());
                    }
                    to.to_owned()
                }
            }
        };
        let cells: Vec<String> = ASKED.iter().map(cell).collect();
        table += &format!("| {state} | {} |\n", cells.join(" | "));
    }
    (diagram(&edges), table)
}

/// The text of the generated file.
#[must_use]
pub fn text() -> String {
    let (picture, table) = reservation();
    let phases: Vec<&str> = Phase::ALL.iter().map(|phase| phase.word()).collect();
    format!(
        "# States\n\n<!-- Written by `cargo xtask gen` from till/src/session/table.rs and by asking till/src/ledger; edit these, not \
         this file. -->\n\n## The sale\n\nThe phases {} and the commands that lead from one to another. Every command that is \
         possible in a phase stands in the [reference](reference.md#commands); one that is not is refused with `not_now`. \
         `basket.import` leads to idle where it names the open basket.\n\n{}\n## A reservation of the ledger\n\nWhat each \
         settlement does in each state, asked of a ledger that holds a use of a code; the rules are in \
         [ledger.md](../ledger.md). `cancelled` is an id that was given up before it came.\n\n{picture}\n{table}",
        phases.join(", "),
        sale(),
    )
}
