//! Conversations between a register and the page, as text. Each file in tests/cases/sale is one.
//!
//! A line that begins with a word below is said to the page; what the page says follows, indented. Run with
//! `UPDATE_EXPECT=1` to accept what the page says now. Every conversation is played three times: as it is, with
//! the machine rebuilt from its journal before every input, and so with a checkpoint before every third one. It must
//! say the same, and the state at its end must be the same.
//!
//! ```text
//! open {claims} {members}     session.open with a good token
//! pack {changes}              the demo merchant's pack is found beside the page, with these members
//! tampered S1 old new          the sale's record with another text in it is called `tampered:S1`
//! signed C1 {payload}         a code of a coupon with a good signature is called `signed:C1`
//! forged C1 {payload}         one with another signature
//! other till                  another till, without a past; records that were seen before are known
//! > type {payload}            a command with a new id
//! >> id type {payload}        a command with this id
//! raw text                    a message as it is
//! tap / submit / scan         the customer
//! ledger silent, ledger silent to issue, ledger answers   of the store's ledger, behind the register
//! clock 3600s                 the clock is set, forward or back, while the page runs
//! wait 5s, reload, crash, store fails, store works, no storage
//! lose effects, lose answers, lose ledger: what a fault swallows from here to the crash, no key
//! ```

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "small numbers and ASCII of tests")]

#[path = "conversations/member.rs"]
mod member;
#[path = "conversations/said.rs"]
mod said;
#[path = "conversations/shown.rs"]
mod shown;
#[allow(dead_code, reason = "shared by several test programs")]
mod world;

use base64ct::{Base64UrlUnpadded, Encoding};
use said::render;
use serde_json::Value;
use shown::{deals, screen};
use std::collections::BTreeMap;
use std::path::Path;
use till::screen::{Submission, Tap};
use till::secret::{Pin, Token};
use till::session::state::State;
use till::session::{Health, Input};
use till::wire::basket::TenderKind;
use world::{Loss, World, id};

/// Made ids are long; in conversations they are called `t#1`, `c#2` and so on, in the order in which they appear.
#[derive(Default)]
struct Names {
    real: BTreeMap<String, String>,
    called: BTreeMap<String, String>,
    counts: BTreeMap<String, u32>,
}

impl Names {
    fn call(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(place) = rest.find('-') {
            let start = rest[..place].rfind(|c: char| !c.is_ascii_lowercase()).map_or(0, |p| p + 1);
            let tail = &rest[place + 1..];
            let hex = tail.bytes().take_while(|b| b.is_ascii_hexdigit()).count();
            let number = tail[hex..].strip_prefix('-').map_or(0, |n| n.bytes().take_while(u8::is_ascii_digit).count());
            let kind = &rest[start..place];
            if hex == 12 && number > 0 && !kind.is_empty() {
                let end = place + 1 + hex + 1 + number;
                out.push_str(&rest[..start]);
                out.push_str(&self.alias(kind, &rest[start..end]));
                rest = &rest[end..];
            } else {
                out.push_str(&rest[..=place]);
                rest = &rest[place + 1..];
            }
        }
        out + rest
    }

    fn alias(&mut self, kind: &str, real: &str) -> String {
        if let Some(called) = self.called.get(real) {
            return called.clone();
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let called = format!("{kind}#{count}");
        self.called.insert(real.to_owned(), called.clone());
        self.real.insert(called.clone(), real.to_owned());
        called
    }

    /// The record of a sale is called `record:S1`.
    fn keep_record(&mut self, text: &str) {
        let message: Value = serde_json::from_str(text).unwrap();
        let payload = &message["payload"];
        if let (Some(of), Some(record)) = (payload["basket_ref"].as_str(), payload["sale_record"].as_str()) {
            self.real.insert(format!("record:{of}"), record.to_owned());
        }
    }

    fn resolve(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (called, real) in self.real.iter().rev() {
            text = text.replace(called.as_str(), real);
        }
        text
    }
}

fn two(rest: &str) -> (Value, Value) {
    let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    let mut next = || stream.next().map_or(Value::Null, |value| value.unwrap());
    (next(), next())
}

struct Play {
    world: World,
    names: Names,
    sent: u32,
    shown: String,
    deals: Option<String>,
}

impl Play {
    fn say(&mut self, line: &str) {
        let line = self.names.resolve(line);
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match (word, rest) {
            ("open", rest) => {
                let (claims, extra) = two(rest);
                self.sent += 1;
                let sent = format!("m{}", self.sent);
                self.world.open(&sent, &claims, &extra);
            }
            ("pack", "") => self.world.pack(&world::zagreb()),
            ("pack", changes) => {
                let (mut pack, changes) = (serde_json::from_str(&world::zagreb()).unwrap(), two(changes).0);
                world::merge(&mut pack, &changes);
                self.world.pack(&pack.to_string());
            }
            ("tampered", of) => {
                let [of, old, new] = of.split(' ').collect::<Vec<_>>()[..] else { panic!("{of}") };
                let record = &self.names.real[&format!("record:{of}")];
                let [version, body, seal] = record.split('.').collect::<Vec<_>>()[..] else { panic!("{record}") };
                let text = String::from_utf8(Base64UrlUnpadded::decode_vec(body).unwrap()).unwrap();
                assert!(text.contains(old), "{text}");
                let body = Base64UrlUnpadded::encode_string(text.replace(old, new).as_bytes());
                self.names.real.insert(format!("tampered:{of}"), format!("{version}.{body}.{seal}"));
            }
            ("signed" | "forged", rest) => {
                let (name, payload) = rest.split_once(' ').unwrap();
                let signature = if word == "signed" { world::GOOD.to_owned() } else { world::GOOD.replace('A', "B") };
                let code = format!("{}.{signature}", Base64UrlUnpadded::encode_string(payload.as_bytes()));
                self.names.real.insert(format!("signed:{name}"), code);
            }
            ("other", "till") => {
                let (nervous, checkpoints) = (self.world.nervous, self.world.checkpoints);
                self.world = World::another();
                (self.world.nervous, self.world.checkpoints) = (nervous, checkpoints);
            }
            (">", rest) => {
                self.sent += 1;
                let sent = format!("m{}", self.sent);
                self.command(&sent, rest);
            }
            (">>", rest) => {
                let (id, rest) = rest.split_once(' ').unwrap();
                self.command(id, rest);
            }
            ("deals", _) => self.deals = Some(deals(&self.world)),
            ("raw", rest) => self.world.host(rest),
            ("tap", rest) => self.tap(rest),
            ("submit", rest) => {
                let (what, text) = rest.split_once(' ').unwrap();
                let what = match what {
                    "pin" => Submission::Pin(Pin::new(text).unwrap()),
                    "code" => Submission::Code(Token::new(text).unwrap()),
                    kind => member::submission(kind, text).unwrap(),
                };
                self.world.input(Input::Submit(what));
            }
            ("scan", rest) => self.world.input(Input::Scan(Token::new(rest).unwrap())),
            _ => self.happens(word, rest),
        }
    }

    /// What happens to the till.
    fn happens(&mut self, word: &str, rest: &str) {
        let seconds = || rest.trim_end_matches('s').parse::<i64>().unwrap() * 1000;
        match (word, rest) {
            ("ledger", rest) => {
                self.world.store_silent =
                    rest.strip_prefix("silent").map(|to| to.trim_start_matches(" to ").to_owned());
            }
            ("clock", _) => self.world.set_clock(seconds()),
            ("wait", _) => self.world.wait(seconds()),
            ("reload", _) => self.world.reload(),
            ("crash", _) => self.world.crash(),
            ("lose", "effects") => self.world.loses = Loss::Effects,
            ("lose", "answers") => self.world.loses = Loss::Answers,
            ("lose", "ledger") => self.world.loses = Loss::Ledger,
            ("store", rest) => self.world.store_fails = rest == "fails",
            ("no", "key") => {
                self.world.key_lost = true;
                self.world.reload();
            }
            ("no", "storage") => {
                self.world.health = Health::None;
                self.world.reload();
            }
            _ => panic!("not a line of a conversation: {word} {rest}"),
        }
    }

    fn command(&mut self, id: &str, rest: &str) {
        let (kind, payload) = rest.split_once(' ').unwrap_or((rest, "{}"));
        self.world.host(&format!(r#"{{"v":1,"id":"{id}","type":"{kind}","payload":{payload}}}"#));
    }

    fn tap(&mut self, rest: &str) {
        let tap = match rest.split_once(' ').unwrap_or((rest, "")) {
            ("coupon", _) => Tap::EnterCoupon,
            ("member", _) => Tap::EnterMember,
            ("offers", _) => Tap::EnterOffers,
            ("take", offer) => Tap::Choose(id(offer), true),
            ("leave", offer) => Tap::Choose(id(offer), false),
            ("back", _) => Tap::Back,
            ("more", _) => Tap::MoreTime,
            ("cancel", _) => Tap::CancelTender,
            ("continue", _) => Tap::Continue,
            ("use", _) => Tap::AcceptLoss(true),
            ("keep", _) => Tap::AcceptLoss(false),
            ("print", yes) => Tap::PrintReceipt(yes == "yes"),
            ("remove", coupon) => Tap::RemoveCoupon(id(coupon)),
            ("pay", kind) => Tap::Pay(TenderKind::of(kind).unwrap()),
            (word, rest) => member::tap(word, rest).unwrap_or_else(|| panic!("not a tap: {word}")),
        };
        self.world.input(Input::Tap(tap));
    }

    fn answers(&mut self) -> Vec<String> {
        let said = std::mem::take(&mut self.world.said);
        said.iter().for_each(|text| self.names.keep_record(text));
        let mut lines: Vec<String> = said.iter().map(|text| render(text)).collect();
        let screen = screen(&self.world);
        if screen != self.shown {
            self.shown.clone_from(&screen);
            lines.push(screen);
        }
        lines.extend(self.deals.take());
        lines.iter().map(|line| format!("    {}", self.names.call(line))).collect()
    }
}

/// A command may go over several lines: the next ones begin with two spaces.
fn play(script: &str, nervous: bool, checkpoints: bool) -> (String, State) {
    let mut play =
        Play { world: World::new(), names: Names::default(), sent: 0, shown: "screen waiting".to_owned(), deals: None };
    play.world.nervous = nervous;
    play.world.checkpoints = checkpoints;
    let mut out = String::new();
    let mut lines = script.lines().filter(|line| !line.starts_with("    ")).peekable();
    while let Some(line) = lines.next() {
        out += line;
        out.push('\n');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut whole = line.to_owned();
        while let Some(more) = lines.next_if(|next| next.starts_with("  ")) {
            out += more;
            out.push('\n');
            whole += more.trim_start();
        }
        play.say(&whole);
        for answer in play.answers() {
            out += &answer;
            out.push('\n');
        }
    }
    play.world.assert_replays();
    let stored = play.world.stored();
    for secret in script.lines().filter_map(|line| line.strip_prefix("# secret: ")) {
        assert!(!stored.contains(secret), "{secret} is in the journal");
    }
    (out, play.world.session.state().clone())
}

fn check(path: &Path) {
    let script = std::fs::read_to_string(path).unwrap();
    let (said, state) = play(&script, false, false);
    for (checkpoints, how) in [(false, "rebuilt before every input"), (true, "rebuilt from checkpoints")] {
        let (again, end) = play(&script, true, checkpoints);
        assert_eq!(said, again, "{}: the same with the machine {how}", path.display());
        assert_eq!(state, end, "{}: the same state with the machine {how}", path.display());
    }
    if said == script {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, said).unwrap();
        return;
    }
    let place = said.lines().zip(script.lines()).position(|(new, old)| new != old);
    let line = place.unwrap_or_else(|| said.lines().count().min(script.lines().count()));
    let (old, new) = (script.lines().nth(line).unwrap_or(""), said.lines().nth(line).unwrap_or(""));
    panic!("{}:{}\n  expected: {old}\n  said:     {new}", path.display(), line + 1);
}

#[test]
fn conversations() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sale");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 10, "the conversations are there");
    // `ONLY=12-` plays those whose name has it.
    let only = std::env::var_os("ONLY").unwrap_or_default().into_string().unwrap();
    for path in paths.into_iter().filter(|path| path.to_string_lossy().contains(&only)) {
        check(&path);
    }
}
