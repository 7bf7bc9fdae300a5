//! What is around an entry: language, theme, role, notices, as words of the address.

use super::data::{ENTRIES, long};
use super::sale::label;
use till::colour::Colour;
use till::ledger::ask::Mode;
use till::money::Currency;
use till::screen::{Body, Look, Notice, Screen};
use till::wire::session::{Appearance, Role, Theme};

/// Entries that are a screen of others with something around it.
const AROUND: [(&str, &str); 8] = [
    ("degraded", "notice=no_storage"),
    ("storage-failing", "notice=storage_failing"),
    ("link-down", "notice=link_down"),
    ("licence-ends", "notice=token_expires"),
    ("training", "training"),
    ("receipt-asked-keys", "no-touch"),
    ("assisted", "assist"),
    ("assisted-pin", "assist"),
];
/// Entries of others that somebody else looks at too: the cashier of a till with one display, and cashier and customer together.
const OTHERS: [(&str, &str); 2] = [("cashier-", "cashier"), ("shared-", "shared")];
/// Those that the cashier sees; of them the first are shown to both.
const SEEN: [&str; 13] = [
    "basket",
    "payment",
    "gift-card",
    "declined",
    "receipt",
    "storage-failing",
    "idle",
    "basket-empty",
    "working-unknown",
    "working-cash",
    "give-back",
    "basket-return-asked",
    "receipt-asked",
];
/// How many of them are shown to both.
const BOTH: usize = 6;

/// The names of all entries.
pub(super) fn names() -> Vec<String> {
    let own = ENTRIES.iter().map(|(name, _)| (*name).to_owned());
    let others = OTHERS.iter().zip([SEEN.len(), BOTH]);
    let others =
        others.flat_map(|((prefix, _), many)| SEEN.iter().take(many).map(move |name| format!("{prefix}{name}")));
    own.chain(others).collect()
}

/// The screen of an entry, or of a basket of so many lines (`lines-200`); an unknown name gives the first.
pub(super) fn screen(name: &str, locale: &str, options: &str) -> Screen {
    let other = OTHERS.iter().find_map(|(prefix, role)| Some((name.strip_prefix(prefix)?, *role)));
    let (name, role) = other.unwrap_or((name, ""));
    let around = AROUND.iter().find(|(entry, _)| *entry == name).map_or("", |(_, around)| around);
    let options = &format!("{options} {around} {role}");
    let has = |word: &str| options.split(' ').any(|option| option == word);
    let lines = name.strip_prefix("lines-").and_then(|count| count.parse().ok());
    let entry = || ENTRIES.iter().find(|(n, _)| *n == name).map_or(Body::Waiting, |(_, body)| body());
    let body = lines.map_or_else(entry, |count| Body::Basket(long(count)));
    Screen {
        locale: locale.to_owned(),
        second: options.split(' ').find_map(|option| option.strip_prefix("second=")).unwrap_or_default().to_owned(),
        theme: if has("dark") {
            Theme::Dark
        } else if has("light") {
            Theme::Light
        } else if has("contrast") {
            Theme::Contrast
        } else {
            Theme::Auto
        },
        look: if has("merchant") { merchant() } else { Look::default() },
        role: if has("cashier") {
            Role::Cashier
        } else if has("shared") {
            Role::Shared
        } else {
            Role::Customer
        },
        touch: !has("no-touch"),
        focus: has("focus"),
        mode: if has("training") {
            Mode::Training
        } else if has("test") {
            Mode::Test
        } else {
            Mode::Live
        },
        currency: Currency::EUR,
        notice: notice(options),
        assist: has("assist"),
        volume: 40,
        body,
    }
}

/// `notice=no_storage`: as the shell and the session would say it; the text is put in with the others.
fn notice(options: &str) -> Option<Notice> {
    const KEYS: [&str; 10] = [
        "notice.no_storage",
        "notice.storage_damaged",
        "notice.storage_failing",
        "notice.key_lost",
        "notice.journal_lost",
        "notice.no_store_ledger",
        "notice.link_down",
        "notice.token_expired",
        "notice.clock_wrong",
        "notice.token_expires",
    ];
    let asked = options.split(' ').find_map(|option| option.strip_prefix("notice="))?;
    let key = KEYS.into_iter().find(|key| key.ends_with(asked))?;
    Some(Notice { key, locale: "en".to_owned(), text: String::new() })
}

/// A merchant whose colour cannot be read on white as it is.
fn merchant() -> Look {
    Look::of(&Appearance {
        theme: Theme::Auto,
        accent: Colour::of("#ff7a00"),
        radius: Some(2),
        font: Some(label("DejaVu Serif")),
        logo: Some(label("styles/icon.svg")),
        scale: 120,
    })
}
