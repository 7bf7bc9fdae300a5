//! Sample baskets of a pack, priced with its offers, taxes and choices.
//!
//! What must hold: a basket says what is bought, by whom and when, and nothing of what the pack says; one that cannot be
//! read or priced is named with its path and fails the command.

use super::words::Words;
use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use till::money::Amount;
use till::pack::Pack;
use till::price::answer::{EarnedKind, Priced};
use till::price::request::Request;
use till::shape::{Shape, read_text};

/// How the files end.
pub const ENDING: &str = ".basket.json";

/// A sample basket: the members of a pricing request without `taxes`, `offers` and `options`, and a `name`.
pub struct Sample {
    /// The file's name without its ending.
    pub id: String,
    /// What the file says it is.
    pub name: String,
    members: Map<String, Value>,
}

/// What comes out for one thing, such as `off coffee-050`, and the figure.
pub type Row = (String, String);

/// The files beside a pack that carry its name (`shop.json`: `shop.basket.json`, `shop.monday.basket.json`), and those given.
pub fn files(pack: &Path, given: &[String]) -> Result<Vec<PathBuf>> {
    let stem = pack.file_stem().and_then(|stem| stem.to_str()).context("a pack has a name")?;
    let folder = pack.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.strip_suffix(ENDING).is_some_and(|name| name == stem || name.starts_with(&format!("{stem}."))) {
            found.push(path);
        }
    }
    found.sort();
    found.extend(given.iter().map(PathBuf::from));
    Ok(found)
}

impl Sample {
    pub fn read(file: &Path) -> Result<Sample> {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let id = name.strip_suffix(ENDING).unwrap_or(name);
        Sample::parse(id, &text).with_context(|| file.display().to_string())
    }

    pub fn parse(id: &str, text: &str) -> Result<Sample> {
        let Value::Object(mut members) = serde_json::from_str(text)? else { bail!("a basket is a JSON object") };
        if let Some(theirs) = ["taxes", "offers", "options"].into_iter().find(|name| members.contains_key(*name)) {
            bail!("{theirs}: the pack says it, a sample basket does not");
        }
        let name = members.remove("name").and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
        Ok(Sample { id: id.to_owned(), name, members })
    }

    /// Its figures with a pack.
    pub fn price(&self, pack: &Pack) -> Result<Vec<Row>> {
        let mut members = self.members.clone();
        let from_pack = |text: String| serde_json::from_str::<Value>(&text);
        members.insert("taxes".to_owned(), from_pack(pack.taxes.write().into_text())?);
        members.insert("offers".to_owned(), from_pack(pack.offers.write().into_text())?);
        members.insert("options".to_owned(), from_pack(pack.options.write().into_text())?);
        if let (None, Some(currency)) = (members.get("currency"), pack.currencies.first()) {
            members.insert("currency".to_owned(), Value::from(currency.code()));
        }
        let text = Value::Object(members).to_string();
        let request = read_text::<Request>("basket", &text).map_err(|misfit| anyhow!("{}: {misfit}", self.id))?;
        let priced = till::price::price(&request.basket()).map_err(|error| anyhow!("{}: {error}", self.id))?;
        Ok(rows(&Words::of(pack), &priced))
    }
}

fn rows(words: &Words, priced: &Priced) -> Vec<Row> {
    let mut rows = vec![
        ("to pay".to_owned(), words.money(priced.totals.payable)),
        ("saved".to_owned(), words.money(priced.totals.discounts.negated())),
    ];
    let mut row = |what: String, figure: String| rows.push((what, figure));
    for given in &priced.adjustments {
        row(format!("off by {}", given.id), words.money(given.amount.negated()));
    }
    for paid in &priced.tendered {
        row(format!("paid by {}", paid.id), words.money(paid.amount.negated()));
    }
    for earned in &priced.earned {
        let figure = match earned.kind {
            EarnedKind::Points => format!("{} points", earned.amount.minor()),
            EarnedKind::Stamps => format!("{} stamps", earned.amount.minor()),
            EarnedKind::Cashback => words.money(earned.amount),
        };
        row(format!("earned by {}", earned.offer_id), figure);
    }
    for voucher in &priced.vouchers {
        row(format!("voucher by {}", voucher.offer_id), format!("{} of {}", voucher.count, voucher.scheme));
    }
    for near in &priced.nudges {
        let missing = match (near.missing_quantity, near.missing_value) {
            (Some(quantity), _) => format!("{} more", quantity.text()),
            (_, value) => format!("{} more", words.money(value.unwrap_or(Amount::ZERO))),
        };
        row(format!("near is {}", near.offer_id), missing);
    }
    for not in priced.why_not.iter().filter(|not| !priced.nudges.iter().any(|near| near.offer_id == not.offer_id)) {
        let of = not.coupon_id.as_ref().map_or(String::new(), |coupon| format!(" for {coupon}"));
        row(format!("not {}{of}", not.offer_id), not.code.word().replace('_', " "));
    }
    rows
}
