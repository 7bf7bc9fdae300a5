//! Element strings, as readers send them and as people read them.
//!
//! What must hold: every character belongs to an identifier, a value or a separator; one identifier has one value.
//! Source: GS1 General Specifications 7.8 (FNC1, predefined lengths, repeated identifiers), 4.14 (brackets).

use super::cells::Cell;
use super::error::CodeError;
use super::{Element, ai};
use crate::time::BusinessDate;

/// What readers send for FNC1 between two elements: group separator.
pub const SEPARATOR: char = '\u{1d}';

/// As readers send them: `0109506000134352` `10AB` separator `17261231`.
pub fn read(cells: &[Cell], end: usize, today: BusinessDate) -> Result<Vec<Element>, CodeError> {
    let mut elements = Vec::new();
    let mut rest = after_separator(cells);
    while let Some(first) = rest.first() {
        let ai = ai::find(rest).ok_or(CodeError::UnknownAi { at: first.at })?;
        let (name, after) = rest.split_at_checked(ai.length).unwrap_or_default();
        let separated = after.iter().position(|cell| cell.c == SEPARATOR).unwrap_or(after.len());
        let length = if ai.predefined(name) { separated.min(ai.lengths().1) } else { separated };
        let (value, others) = after.split_at_checked(length).unwrap_or_default();
        let value_end = others.first().map_or(end, |cell| cell.at);
        add(&mut elements, ai.element(name, value, value_end, today)?)?;
        rest = after_separator(others);
    }
    not_empty(elements, end)
}

fn after_separator(cells: &[Cell]) -> &[Cell] {
    match cells.split_first() {
        Some((first, rest)) if first.c == SEPARATOR => rest,
        _ => cells,
    }
}

/// As people read and type them: `(01)09506000134352(10)AB(17)261231`, with or without spaces around values.
pub fn read_bracketed(cells: &[Cell], end: usize, today: BusinessDate) -> Result<Vec<Element>, CodeError> {
    let mut elements = Vec::new();
    let mut rest = cells;
    while let Some(first) = rest.first() {
        let length = opens(rest).ok_or(CodeError::UnknownAi { at: first.at })?;
        let (name, after) = rest.split_at_checked(length).unwrap_or_default();
        let digits = name.get(1..length.saturating_sub(1)).unwrap_or_default();
        let at = digits.first().map_or(first.at, |cell| cell.at);
        let ai = ai::find(digits).filter(|ai| ai.length == digits.len()).ok_or(CodeError::UnknownAi { at })?;
        let next = (0..after.len()).find(|index| after.get(*index..).and_then(opens).is_some());
        let (spaced, others) = after.split_at_checked(next.unwrap_or(after.len())).unwrap_or_default();
        let value = unspaced(spaced);
        let value_end = value.last().or(name.last()).map_or(end, |cell| cell.at.saturating_add(1));
        add(&mut elements, ai.element(digits, value, value_end, today)?)?;
        rest = others;
    }
    not_empty(elements, end)
}

/// Without the spaces at both ends.
fn unspaced(cells: &[Cell]) -> &[Cell] {
    let filled = |cell: &Cell| cell.c != ' ';
    let start = cells.iter().position(filled).unwrap_or(cells.len());
    let end = cells.iter().rposition(filled).map_or(start, |last| last.saturating_add(1));
    cells.get(start..end).unwrap_or_default()
}

/// The length of `(01)`, `(310n)` and the like at the beginning. A bracket with anything else belongs to a value.
fn opens(cells: &[Cell]) -> Option<usize> {
    let inner = cells.split_first().filter(|(first, _)| first.c == '(')?.1;
    let digits = inner.iter().take_while(|cell| cell.c.is_ascii_digit()).count();
    let closed = (2..=4).contains(&digits) && inner.get(digits).is_some_and(|cell| cell.c == ')');
    closed.then(|| digits.saturating_add(2))
}

/// Adds an element; the same once more changes nothing.
pub fn add(elements: &mut Vec<Element>, element: Element) -> Result<(), CodeError> {
    match elements.iter().find(|before| before.ai == element.ai) {
        Some(before) if before.text != element.text => Err(CodeError::Repeated { at: element.at }),
        Some(_) => Ok(()),
        None => {
            elements.push(element);
            Ok(())
        }
    }
}

fn not_empty(elements: Vec<Element>, end: usize) -> Result<Vec<Element>, CodeError> {
    if elements.is_empty() {
        return Err(CodeError::TooShort { at: end, what: "element string", least: 3 });
    }
    Ok(elements)
}

/// Whether a text begins as only element strings do: with a key that has a check digit, or a coupon. Identifiers that
/// begin as bank cards and other cards do are not told apart from those.
pub fn begins(cells: &[Cell]) -> bool {
    let first = cells.first().is_some_and(|cell| matches!(cell.c, '0' | '8'));
    first && cells.len() >= 16 && ai::find(cells).is_some_and(ai::Ai::telling)
}
