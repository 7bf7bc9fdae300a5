//! Pricing gives the same bytes in the browser as natively: every case in words, every example of the documents and the
//! baskets of some hundred seeds.
//!
//! What must hold: `price_digests.txt` has the digests of every request and of its answer, in order. The native test writes
//! it with `UPDATE_EXPECT=1` and compares it otherwise; the one in the browser compares. A digest that differs is shown with
//! the answer itself; `cargo xtask price` prints the native one.

#[path = "baskets.rs"]
mod baskets;
#[path = "../../till/tests/price/case.rs"]
mod case;
#[path = "../../bench/src/chance.rs"]
mod chance;

const DIGESTS: &str = include_str!("price_digests.txt");
/// A basket of the examples, and what both worlds must make of it, byte for byte.
const EXAMPLE: &str = include_str!("../../examples/convenience-store.json");
const PRICED: &str = include_str!("convenience-store.priced.json");

macro_rules! files {
    ($($name:literal),*) => { &[$(($name, include_str!(concat!("../../till/tests/cases/price/", $name, ".txt")))),*] };
}

/// Every file of cases, and the document whose examples are cases.
const FILES: &[(&str, &str)] = files![
    "amounts",
    "basket",
    "bundles",
    "buy_get",
    "campaigns",
    "choice",
    "conditions",
    "corners",
    "coupons",
    "earned",
    "elsewhere",
    "elsewhere_orders",
    "elsewhere_payments",
    "elsewhere_refunds",
    "elsewhere_shops",
    "face_value",
    "levies",
    "nudges",
    "options",
    "payments",
    "percent",
    "refunds",
    "refused",
    "sets",
    "tax_sets",
    "taxes",
    "tiers",
    "why_not"
];
const DOCUMENT: &str = include_str!("../../docs/pricing.md");
const SEEDS: u64 = 400;

/// Every request with a name.
fn requests() -> impl Iterator<Item = (String, String)> {
    let blocks = DOCUMENT.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    let texts = FILES.iter().copied().chain(blocks.map(|block| ("document", block)));
    let cases = texts.flat_map(|(file, text)| {
        let named =
            move |found: case::Case| (format!("{file}: {}", found.title), case::request(&found.given).to_string());
        case::cases(text).into_iter().map(named)
    });
    cases.chain((0..SEEDS).map(|seed| (format!("seed {seed}"), baskets::basket(seed).to_string())))
}

/// FNV-1a, 64 bit (Fowler, Noll, Vo).
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn row(name: &str, request: &str, answer: &str) -> String {
    format!("{:016x} {:016x} {name}", digest(request), digest(answer))
}

/// In a browser by the export, which takes a text of the page; natively by what it calls.
fn price(request: &str) -> String {
    if cfg!(target_arch = "wasm32") { smarts_epos::price(request.into()) } else { till::price::price_json(request) }
}

/// Stops at the first request whose bytes differ, in or out.
fn all_come_out_as_recorded() {
    let mut recorded = DIGESTS.lines();
    let hint = "if that is meant: UPDATE_EXPECT=1 cargo test --test web";
    for (name, request) in requests() {
        let answer = price(&request);
        let found = row(&name, &request, &answer);
        let expected = recorded.next().unwrap_or("nothing");
        assert_eq!(found, expected, "{hint}\nrequest {request}\nanswer {answer}");
    }
    assert_eq!(recorded.next(), None, "{hint}");
    assert_eq!(price(EXAMPLE), PRICED);
}

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen_test::wasm_bindgen_test]
fn pricing_gives_the_same_bytes_as_natively() {
    all_come_out_as_recorded();
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn pricing_gives_these_bytes_natively() {
    if std::env::var_os("UPDATE_EXPECT").is_none() {
        return all_come_out_as_recorded();
    }
    let rows = requests().map(|(name, request)| row(&name, &request, &price(&request)) + "\n");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web");
    std::fs::write(folder.join("price_digests.txt"), rows.collect::<String>()).unwrap();
    std::fs::write(folder.join("convenience-store.priced.json"), price(EXAMPLE)).unwrap();
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn no_file_of_cases_is_left_out() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("till/tests/cases/price");
    let name = |file: std::io::Result<std::fs::DirEntry>| {
        file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()
    };
    let mut files: Vec<String> = std::fs::read_dir(folder).unwrap().map(name).collect();
    files.sort();
    assert_eq!(files, FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}

/// The seeds are worth something: nearly all are priced, and each kind of offer does something, and fails to, somewhere.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn the_seeds_reach_every_kind_of_offer() {
    use serde_json::Value;
    use std::collections::BTreeSet;
    use till::price::request::OfferKind;
    let (mut given, mut refused, mut failed) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for seed in 0..SEEDS {
        let request = baskets::basket(seed);
        let answer: Value = serde_json::from_str(&price(&request.to_string())).unwrap();
        if let Some(error) = answer.get("error") {
            failed.push(format!("{seed}: {error}"));
            continue;
        }
        let kind = |entry: &Value| {
            let offer = request["offers"].as_array().unwrap().iter().find(|offer| offer["id"] == entry["offer_id"]);
            offer.map(|offer| offer["kind"].as_str().unwrap().to_owned())
        };
        let entries = |list: &str| answer[list].as_array().cloned().unwrap_or_default();
        for list in ["adjustments", "tendered", "earned", "vouchers"] {
            given.extend(entries(list).iter().filter_map(kind));
        }
        refused.extend(entries("why_not").iter().filter_map(kind));
    }
    assert!(failed.len() <= 20, "{failed:#?}");
    let kinds: BTreeSet<String> =
        OfferKind::ALL.iter().map(|kind| baskets::json(kind).as_str().unwrap().to_owned()).collect();
    assert_eq!((&given, &refused), (&kinds, &kinds));
}
