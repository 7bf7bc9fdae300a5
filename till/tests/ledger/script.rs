//! The language of the dialogues: one ask a line, times as steps, and the answers in words.
//!
//! ```text
//! import  ID BATCH card=TOKEN:PIN:BALANCE[:CURRENCY[:GOOD_FOR]] unsold=TOKEN:PIN:BALANCE homed=TOKEN:PIN:BALANCE:TILL code=CODE:SCHEME:USES[:GOOD_FOR] personal=CODE:SCHEME:USES:M ..
//! balance ID TOKEN [pin=P | nopin | missing]      reserve ID TOKEN AMOUNT [pin=P | nopin | missing] [day=MOST/BACK] [CURRENCY]
//! use     ID CODE SCHEME [known] [max=N] [by=M]   issue   ID CODE SCHEME USES [from=IN] [until=IN]
//!   both with counts: scheme=N customer:M=N day:D=N issued:D=N    look ID CODE SCHEME .. and CODE SCHEME ..
//! post | void | extend | reverse | status  ID OF      credit  ID OF AMOUNT
//! load    ID TOKEN AMOUNT [new] [fixed] [refund] [pin=P | nopin | missing] [max=A] [until=IN] [home=T] [CURRENCY]
//! cashout ID TOKEN MOST [pin=P]                   transfer ID FROM TO [AMOUNT] [pin=P] [new] [fixed] [max=A]
//! mark    ID TOKEN [blocked | lost | stolen]      statement ID TOKEN [after=N] [limit=N] [pin=P]
//! find    ID IDENTITY [since=PROGRAM:BACK]       enrol ID MEMBER [new] [IDENTITY ..] [off=IDENTITY] [groups=G,G] [born=MM-DD] [yes=CONSENT] [no=CONSENT] [chosen=OFFER] [declined=OFFER]
//! forget  ID MEMBER                              visit ID MEMBER
//! earn    ID MEMBER PROGRAM AMOUNT [ready=IN] [until=IN] [cap=MOST/BACK]   takeback ID MEMBER OF AMOUNT
//! spend   ID MEMBER PROGRAM AMOUNT [step=N] [least=N] [back=DAYS] [day=MOST/BACK]          movements ID MEMBER PROGRAM [after=N] [limit=N]
//! checkpoint         the records so far give way to a checkpoint
//! at TILL [only]     which till asks; only: other tills do not see this ledger
//! +30m -1h +2d +5s   the clock is set         mode training      other books
//! restart            the records so far, as JSON text, applied to an empty ledger
//! accounts           every account            holds              every reservation
//! ```

use till::ledger::ask::{
    Ask, Count, Import, Issue, Look, Mode, OpeningAccount, OpeningCode, Outcome, Place, Present, Reserve, Use,
    UseLimit, What,
};
use till::ledger::credit::Credit;
use till::ledger::life::{CashOut, Load, LoadReason, Mark, MarkCard, StatementOf, Target, Transfer};
use till::ledger::{Fate, Ledger, LedgerRecord};
use till::money::{Amount, Currency};
use till::names::Id;
use till::secret::Seal;
use till::session::Ctx;
use till::shape::{Shape, read_as};
use till::time::Instant;

#[path = "members.rs"]
mod members;

/// A ledger, its records as text, and the time.
pub struct World {
    pub ledger: Ledger,
    pub stored: Vec<String>,
    pub now: Instant,
    pub mode: Mode,
    pub place: Place,
}

impl World {
    pub fn new() -> World {
        let now = Instant::parse("2026-11-21T10:00:00Z").unwrap();
        let place = Place { till: Some(id("till-1")), home_only: false };
        World { ledger: Ledger::new(), stored: Vec::new(), now, mode: Mode::Live, place }
    }

    /// Asks, stores, applies, answers; with how many records that made.
    pub fn ask(&mut self, op_id: &str, what: What) -> (Outcome, usize) {
        let ask = Ask { op_id: id(op_id), mode: self.mode, what };
        let ctx = Ctx { now: self.now, offset_minutes: 60, entropy: [0; 32] };
        let step = self.ledger.decide(&ask, &ctx);
        assert_eq!(step, self.ledger.decide(&ask, &ctx), "a decision is pure");
        for record in &step.records {
            self.stored.push(record.write().to_string());
            self.ledger.apply(record);
        }
        (step.outcome, step.records.len())
    }

    /// The ledger that the stored texts give.
    pub fn replayed(&self) -> Ledger {
        let mut ledger = Ledger::new();
        for text in &self.stored {
            let record: LedgerRecord = read_as("record", &till::wire::json::parse(text).unwrap()).unwrap();
            assert_eq!(&record.write().to_string(), text, "writing what was read gives the same text");
            ledger.apply(&record);
        }
        ledger
    }

    /// Puts a checkpoint in the place of the records, as text, and goes on from it.
    pub fn checkpoint(&mut self) {
        let records = self.ledger.checkpoint(self.now);
        self.stored = records.iter().map(|record| record.write().to_string()).collect();
        self.ledger = self.replayed();
        assert_eq!(self.ledger.checkpoint(self.now), records, "a checkpoint of a checkpoint is the same");
    }

    /// One line of a dialogue; the lines it is answered with.
    pub fn play(&mut self, line: &str) -> Vec<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] | ["#" | "==", ..] => Vec::new(),
            ["mode", mode] => {
                self.mode = Mode::of(mode).unwrap();
                Vec::new()
            }
            ["at", till, rest @ ..] => {
                self.place = Place { till: Some(id(till)), home_only: rest.contains(&"only") };
                Vec::new()
            }
            ["restart"] => {
                let replayed = self.replayed();
                assert_eq!(replayed, self.ledger, "the records give the same books");
                self.ledger = replayed;
                Vec::new()
            }
            ["checkpoint"] => {
                self.checkpoint();
                Vec::new()
            }
            ["accounts"] => self.accounts(),
            ["holds"] => self.holds(),
            [step] if step.starts_with(['+', '-']) => {
                self.now = self.now.after(millis(step));
                vec![self.time(self.now)]
            }
            [verb, op_id, rest @ ..] => {
                let what = self.what(verb, rest);
                let (outcome, records) = self.ask(op_id, what);
                let again = if records == 0 { ", no record" } else { "" };
                let mut said = vec![format!("{}{again}", self.words(&outcome))];
                said.extend(self.statement(&outcome));
                said.extend(outcome.member.iter().flat_map(|member| members::lines(member, |at| self.time(at))));
                said.extend(outcome.uses.iter().map(|seen| match (seen.decline, seen.left) {
                    (Some(why), _) => format!("  {}", why.word()),
                    (None, Some(left)) => format!("  {left} left"),
                    (None, None) => "  no end".to_owned(),
                }));
                said
            }
            other => panic!("{other:?}"),
        }
    }

    fn accounts(&self) -> Vec<String> {
        let line = |(account, balance): (&till::ledger::Account, Amount)| {
            let seal = account.seal.as_ref().map_or("", Seal::as_str);
            let digits = account.currency().map_or(0, Currency::digits);
            let balance = balance.decimal(digits);
            format!("{} {} {} {seal}: {balance}", account.holder.word(), account.scheme, account.unit)
                .replace(" :", ":")
        };
        self.ledger.accounts(self.mode).map(line).collect()
    }

    fn holds(&self) -> Vec<String> {
        let clock = self.ledger.clock(self.now);
        let fate = |hold: &till::ledger::Hold| match hold.fate {
            Fate::Held if hold.is_open(clock) => "held",
            Fate::Held => "expired",
            Fate::Posted(_) => "posted",
            Fate::Voided => "voided",
            Fate::Reversed => "reversed",
        };
        self.ledger.holds(self.mode).map(|(id, hold)| format!("{id} {}", fate(hold))).collect()
    }

    fn what(&self, verb: &str, rest: &[&str]) -> What {
        match (verb, rest) {
            ("post", [of]) => What::Post { of: id(of) },
            ("void", [of]) => What::Void { of: id(of) },
            ("extend", [of]) => What::Extend { of: id(of) },
            ("reverse", [of]) => What::Reverse { of: id(of) },
            ("credit", [of, sum]) => What::Credit(Credit { of: id(of), amount: money(sum) }),
            ("status", [of]) => What::Status { of: id(of) },
            ("balance", [token, rest @ ..]) => What::Balance(self.present(token, rest)),
            ("load", [token, sum, rest @ ..]) => What::Load(Load {
                target: self.target(token, rest),
                amount: money(sum),
                currency: rest.iter().find_map(|word| Currency::of(word)).unwrap_or(Currency::EUR),
                reason: if rest.contains(&"refund") { LoadReason::Refund } else { LoadReason::Load },
            }),
            ("cashout", [token, most, rest @ ..]) => What::CashOut(CashOut {
                present: self.present(token, rest),
                most: money(most),
                currency: Currency::EUR,
            }),
            ("transfer", [from, to, rest @ ..]) => What::Transfer(Transfer {
                from: self.present(from, rest),
                to: self.target(to, rest),
                amount: rest.first().filter(|word| word.contains('.')).map(|sum| money(sum)),
            }),
            ("mark", [token, rest @ ..]) => What::Mark(MarkCard {
                token: Seal::new(*token),
                scheme: id("gift"),
                at: self.place.clone(),
                mark: rest.first().map(|word| Mark::of(word).unwrap()),
            }),
            ("statement", [token, rest @ ..]) => What::Statement(StatementOf {
                present: self.present(token, rest),
                after: value(rest, "after=").map(|n| n.parse().unwrap()),
                limit: value(rest, "limit=").map_or(20, |n| n.parse().unwrap()),
            }),
            ("reserve", [token, sum, rest @ ..]) => {
                let currency = rest.iter().find_map(|word| Currency::of(word)).unwrap_or(Currency::EUR);
                let once = rest.contains(&"once");
                What::Reserve(Reserve {
                    present: self.present(token, rest),
                    amount: money(sum),
                    currency,
                    once,
                    day: value(rest, "day=").map(|text| members::limit(text, self.now)),
                })
            }
            ("use", [code, scheme, rest @ ..]) => What::Use(Use {
                code: Seal::new(*code),
                scheme: id(scheme),
                must_be_known: rest.contains(&"known"),
                max_uses: value(rest, "max=").map(|n| n.parse().unwrap()),
                limits: limits(rest),
                member: value(rest, "by=").map(id),
            }),
            ("look", uses) => self.look(uses),
            ("issue", [code, scheme, uses, rest @ ..]) => What::Issue(Issue {
                code: Seal::new(*code),
                scheme: id(scheme),
                uses: uses.parse().unwrap(),
                valid_from: value(rest, "from=").map_or(self.now, |step| self.now.after(millis(step))),
                valid_until: value(rest, "until=").map(|step| self.now.after(millis(step))),
                limits: limits(rest),
            }),
            _ if members::is_verb(verb) => members::what(self.now, verb, rest),
            ("import", [batch, rest @ ..]) => What::Import(self.batch(batch, rest)),
            _ => panic!("{verb} {rest:?}"),
        }
    }

    fn look(&self, uses: &[&str]) -> What {
        let one = |words: &[&str]| match self.what("use", words) {
            What::Use(x) => x,
            other => panic!("{other:?}"),
        };
        What::Look(Look { uses: uses.split(|word| *word == "and").map(one).collect() })
    }

    fn batch(&self, batch: &str, rest: &[&str]) -> Import {
        let mut import = Import { batch: id(batch), accounts: Vec::new(), codes: Vec::new(), members: Vec::new() };
        let until = |parts: &[&str], place: usize| parts.get(place).map(|step| self.now.after(millis(step)));
        for word in rest {
            let (kind, parts) = word.split_once('=').unwrap();
            let parts: Vec<&str> = parts.split(':').collect();
            if matches!(kind, "card" | "unsold" | "homed") {
                let money_of = if kind == "homed" { None } else { parts.get(3) };
                import.accounts.push(OpeningAccount {
                    token: Seal::new(parts[0]),
                    scheme: id("gift"),
                    pin: Some(pin(parts[0], parts[1])),
                    balance: money(parts[2]),
                    currency: money_of.map_or(Currency::EUR, |code| Currency::of(code).unwrap()),
                    valid_until: until(&parts, 4),
                    inactive: kind == "unsold",
                    home_till: parts.get(3).filter(|_| kind == "homed").map(|till| id(till)),
                });
            } else if kind == "member" {
                import.members.push(members::opening(self.now, &parts));
            } else {
                import.codes.push(OpeningCode {
                    code: Seal::new(parts[0]),
                    scheme: id(parts[1]),
                    uses: parts[2].parse().unwrap(),
                    valid_from: None,
                    valid_until: if kind == "code" { until(&parts, 3) } else { None },
                    only_for: parts.get(3).filter(|_| kind == "personal").map(|of| Seal::new(*of)),
                });
            }
        }
        import
    }

    fn present(&self, token: &str, rest: &[&str]) -> Present {
        let digits = value(rest, "pin=").unwrap_or("1234");
        let given = !rest.contains(&"nopin") && !rest.contains(&"missing");
        Present {
            token: Seal::new(token),
            scheme: id("gift"),
            pin: given.then(|| pin(token, digits)),
            needs_pin: !rest.contains(&"nopin"),
            at: self.place.clone(),
        }
    }

    fn target(&self, token: &str, rest: &[&str]) -> Target {
        let Present { token, scheme, pin, needs_pin, at } = self.present(token, rest);
        Target {
            token,
            scheme,
            pin,
            needs_pin,
            at,
            activates: rest.contains(&"new"),
            reloadable: !rest.contains(&"fixed"),
            max_balance: value(rest, "max=").map(money),
            valid_until: value(rest, "until=").map(|step| self.now.after(millis(step))),
            home_till: value(rest, "home=").map(id),
        }
    }

    fn statement(&self, outcome: &Outcome) -> Vec<String> {
        let Some(statement) = &outcome.statement else { return Vec::new() };
        let digits = outcome.currency.map_or(0, Currency::digits);
        let line = |m: &till::ledger::life::Movement| {
            let (amount, balance) = (m.amount.decimal(digits), m.balance.decimal(digits));
            format!("{} {} {} {amount} = {balance} {}", m.no, self.time(m.at), m.kind.word(), m.op_id)
        };
        let more = statement.more.then(|| "more".to_owned());
        statement.movements.iter().map(line).chain(more).collect()
    }

    fn words(&self, outcome: &Outcome) -> String {
        let digits = outcome.currency.map_or(0, Currency::digits);
        let mut words = outcome.decline.map_or(outcome.result.word(), |decline| decline.word()).to_owned();
        let mut add = |text: String| words.push_str(&text);
        if let Some(amount) = outcome.amount {
            add(format!(" {}", amount.decimal(digits)));
        }
        if let Some(balance) = outcome.balance {
            let code = outcome.currency.map_or(String::new(), |currency| format!(" {}", currency.code()));
            add(format!(", left {}{code}", balance.decimal(digits)));
        }
        if let Some(short) = outcome.short.filter(|short| !short.is_zero()) {
            add(format!(", short {}", short.decimal(digits)));
        }
        if let Some(left) = outcome.tries_left {
            add(format!(", {left} tries left"));
        }
        if let Some(until) = outcome.until {
            add(format!(", until {}", self.time(until)));
        }
        if let Some(until) = outcome.good_until {
            add(format!(", good until {}", self.time(until)));
        }
        if let Some(till) = &outcome.home_till {
            add(format!(", home {till}"));
        }
        words
    }

    /// The time, with the day of the month unless it is the 21st, on which every dialogue begins.
    fn time(&self, moment: Instant) -> String {
        let text = moment.text(0).replace('T', " ").replace('Z', "");
        text.strip_prefix("2026-11-21 ").map_or(text.clone(), str::to_owned)
    }
}

pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

/// A PIN's seal is bound to its token.
pub fn pin(token: &str, digits: &str) -> Seal {
    Seal::new(format!("{token}/{digits}"))
}

/// `scheme=3`, `customer:m1=1`, `day:2026-11-20=2`, `issued:2026-11-20=5`.
fn limits(rest: &[&str]) -> Vec<UseLimit> {
    let limit = |word: &&str| {
        let (by, most) = word.split_once('=')?;
        let (by, of) = by.split_once(':').map_or((by, None), |(by, of)| (by, Some(id(of))));
        Some(UseLimit { by: Count::of(by)?, of, most: most.parse().ok()? })
    };
    rest.iter().filter_map(limit).collect()
}

pub fn value<'a>(rest: &[&'a str], name: &str) -> Option<&'a str> {
    rest.iter().find_map(|word| word.strip_prefix(name))
}

pub fn money(text: &str) -> Amount {
    Amount::new(text.replace('.', "").parse().unwrap()).unwrap()
}

/// `+30m`, `-1h`, `2d`, `5s` in milliseconds.
pub fn millis(step: &str) -> i64 {
    let (number, unit) = step.split_at(step.len() - 1);
    let unit = match unit {
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        other => panic!("{other}"),
    };
    number.parse::<i64>().unwrap() * unit
}
