//! GS1 Digital Link URIs.
//!
//! What must hold: identifiers are numbers, never short names; the path holds one primary key and its qualifiers in
//! order, the query any other identifier; what has no number (`linkType`) is left alone. Nothing is fetched.
//! Source: GS1 Digital Link Standard: URI Syntax, 1.4.

use super::cells::{Cell, text};
use super::elements::add;
use super::error::CodeError;
use super::number::padded;
use super::{Element, ai};
use crate::time::BusinessDate;

/// Primary keys, each with its qualifiers in order; `|` before another choice of them.
const KEYS: &str = "00\n01 22 10 21|235\n253\n255\n401\n402\n414 254|7040\n415 8020\n417 7040\n8003\n8004 7040\n8006 22 10 21\n8010 8011\n\
    8013\n8017 8019\n8018 8019";

const KEY: &str = "/01/ and a GTIN, or another primary key by its number (short names are not accepted)";

/// A part of the link and the position after it.
type Piece<'a> = (&'a [Cell], usize);

/// Whether a text is a link at all.
pub fn is_link(cells: &[Cell]) -> bool {
    let start = text(cells.get(..8).unwrap_or(cells)).to_ascii_lowercase();
    start.starts_with("http://") || start == "https://"
}

/// Reads the identifiers of a link.
pub fn read(cells: &[Cell], end: usize, today: BusinessDate) -> Result<Vec<Element>, CodeError> {
    let (link, _) = cut((cells, end), '#');
    let (front, query) = cut(link, '?');
    let mut pieces = split(front, &['/']);
    // scheme, nothing, host
    let host = pieces.get(2).copied().unwrap_or((&[], end));
    if host.0.is_empty() {
        return Err(CodeError::Value { at: host.1, what: "host", expected: "a name" });
    }
    pieces.drain(..3.min(pieces.len()));
    let mut elements = Vec::new();
    path(&pieces, front.1, today, &mut elements)?;
    for piece in query.map(|query| split(query, &['&', ';'])).unwrap_or_default() {
        let (name, value) = cut(piece, '=');
        let numbered = !name.0.is_empty() && name.0.iter().all(|cell| cell.c.is_ascii_digit());
        if numbered {
            add(&mut elements, element(name.0, value.unwrap_or((&[], piece.1)), today)?)?;
        }
    }
    Ok(elements)
}

/// Reads the pairs at the end of a path that start with a primary key. A slash may follow them.
fn path(pieces: &[Piece<'_>], end: usize, today: BusinessDate, elements: &mut Vec<Element>) -> Result<(), CodeError> {
    let shorter = pieces.split_last().filter(|(last, _)| last.0.is_empty()).map(|(_, others)| others);
    let Some((pairs, qualifiers)) = keyed(pieces).or_else(|| keyed(shorter?)) else {
        let at = pieces.first().map_or(end, |piece| piece.0.first().map_or(piece.1, |cell| cell.at));
        return Err(CodeError::Value { at, what: "path", expected: KEY });
    };
    let names: Vec<String> = pairs.iter().skip(1).filter_map(|pair| Some(text(pair.first()?.0))).collect();
    let fitting = qualifiers.split('|').map(|choice| in_order(choice, &names)).max().unwrap_or_default();
    for (index, pair) in pairs.iter().enumerate() {
        let [name, value] = pair else { continue };
        if index > fitting {
            let at = name.0.first().map_or(name.1, |cell| cell.at);
            return Err(CodeError::Value { at, what: "path", expected: "a qualifier of the primary key, in order" });
        }
        add(elements, element(name.0, *value, today)?)?;
    }
    Ok(())
}

/// The last primary key with all pairs after it, and its qualifiers.
fn keyed<'a, 'p>(pieces: &'p [Piece<'a>]) -> Option<(Vec<&'p [Piece<'a>]>, &'static str)> {
    let mut pairs = Vec::new();
    for pair in pieces.rchunks_exact(2) {
        pairs.push(pair);
        if let Some(qualifiers) = pair.first().and_then(|(name, _)| key(&text(name))) {
            pairs.reverse();
            return Some((pairs, qualifiers));
        }
    }
    None
}

/// The qualifiers of a primary key.
fn key(name: &str) -> Option<&'static str> {
    KEYS.lines().find_map(|line| {
        let (key, qualifiers) = line.split_once(' ').unwrap_or((line, ""));
        (key == name).then_some(qualifiers)
    })
}

/// How many of the names, from the first, stand in the order of `choice`.
fn in_order(choice: &str, names: &[String]) -> usize {
    let mut left = choice.split(' ');
    names.iter().take_while(|name| left.any(|next| next == name.as_str())).count()
}

fn element(name: &[Cell], value: Piece<'_>, today: BusinessDate) -> Result<Element, CodeError> {
    let at = name.first().map_or(value.1, |cell| cell.at);
    let ai = ai::find(name).filter(|ai| ai.length == name.len()).ok_or(CodeError::UnknownAi { at })?;
    let mut plain = decoded(value.0)?;
    if text(name) == "01" && matches!(plain.len(), 8 | 12 | 13) {
        plain = padded(&plain);
    }
    ai.element(name, &plain, value.1, today)
}

/// With `%2F` and the like as the characters they stand for.
fn decoded(cells: &[Cell]) -> Result<Vec<Cell>, CodeError> {
    let mut plain = Vec::with_capacity(cells.len());
    let mut rest = cells;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let mut c = first.c;
        if c == '%' {
            let wrong = CodeError::Character { at: first.at, expected: "% and two hexadecimal digits" };
            let (code, others) = after.split_at_checked(2).ok_or(wrong.clone())?;
            let value = |cell: Option<&Cell>| cell.and_then(|cell| cell.c.to_digit(16));
            let (high, low) = value(code.first()).zip(value(code.last())).ok_or(wrong)?;
            c = char::from_u32(high.saturating_mul(16).saturating_add(low)).unwrap_or('\0');
            rest = others;
        }
        plain.push(Cell { at: first.at, c });
    }
    Ok(plain)
}

/// What stands before and after the first `mark`.
fn cut(piece: Piece<'_>, mark: char) -> (Piece<'_>, Option<Piece<'_>>) {
    let Some(place) = piece.0.iter().position(|cell| cell.c == mark) else { return (piece, None) };
    let (before, after) = piece.0.split_at_checked(place).unwrap_or_default();
    let at = after.first().map_or(piece.1, |cell| cell.at);
    ((before, at), Some((after.get(1..).unwrap_or_default(), piece.1)))
}

/// The parts between any of the marks.
fn split<'a>(piece: Piece<'a>, marks: &[char]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut start = 0_usize;
    for (index, cell) in piece.0.iter().enumerate() {
        if marks.contains(&cell.c) {
            pieces.push((piece.0.get(start..index).unwrap_or_default(), cell.at));
            start = index.saturating_add(1);
        }
    }
    pieces.push((piece.0.get(start..).unwrap_or_default(), piece.1));
    pieces
}
