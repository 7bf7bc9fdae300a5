//! Application identifiers: which there are, and what their values look like.
//!
//! What must hold: no identifier has code of its own; everything is in [`TABLE`]. Source: GS1 General Specifications,
//! figure 7.8.5-2 (predefined lengths).

use super::cells::{Cell, checked, number, text};
use super::coupon;
use super::error::CodeError;
use super::table::TABLE;
use super::value::{Decimal, clock, date};
use super::{Element, Value};
use crate::money::Currency;
use crate::time::BusinessDate;

/// An application identifier of the table.
#[derive(Clone, Copy)]
pub struct Ai {
    /// How many digits it has.
    pub length: usize,
    format: &'static str,
    title: &'static str,
}

/// A part of a value.
struct Part {
    kind: char,
    least: usize,
    most: usize,
    check: bool,
}

/// The identifier that some cells begin with.
pub fn find(cells: &[Cell]) -> Option<Ai> {
    TABLE.lines().find_map(|line| {
        let (pattern, rest) = line.split_once(' ')?;
        let (format, title) = rest.split_once(' ')?;
        begins(cells, pattern).then_some(Ai { length: pattern.len(), format, title })
    })
}

fn begins(cells: &[Cell], pattern: &str) -> bool {
    let fits = |(wanted, cell): (char, &Cell)| match wanted {
        'n' => cell.c.is_ascii_digit(),
        'm' => ('0'..='5').contains(&cell.c),
        'k' => ('0'..='3').contains(&cell.c),
        digit => cell.c == digit,
    };
    cells.len() >= pattern.len() && pattern.chars().zip(cells).all(fits)
}

fn part(text: &'static str) -> Part {
    let bare = text.trim_end_matches('#');
    let lengths = bare.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let (least, most) = lengths.split_once('-').unwrap_or((lengths, lengths));
    let length = |text: &str| text.parse().unwrap_or_default();
    Part {
        kind: bare.chars().next().unwrap_or('x'),
        least: length(least),
        most: length(most),
        check: bare.len() < text.len(),
    }
}

impl Ai {
    fn parts(self) -> impl Iterator<Item = Part> {
        self.format.split(',').map(part)
    }

    /// How many characters a value has at least and at most.
    pub fn lengths(self) -> (usize, usize) {
        let add = |sum: (usize, usize), part: Part| (sum.0.saturating_add(part.least), sum.1.saturating_add(part.most));
        self.parts().fold((0, 0), add)
    }

    /// Whether its value ends after a fixed number of characters without a separator.
    pub fn predefined(self, cells: &[Cell]) -> bool {
        let first_two = text(cells.get(..2).unwrap_or_default());
        let known = "00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41";
        known.split(' ').any(|two| two == first_two)
    }

    /// Whether a text of digits that begins with it is hardly anything else: it has a check digit or is a coupon.
    pub fn telling(self) -> bool {
        self.format.contains(['#', 'u', 'o'])
    }

    /// The element of this identifier: `name` are its own cells, `value` those of its value, which end before `end`.
    pub fn element(self, name: &[Cell], value: &[Cell], end: usize, today: BusinessDate) -> Result<Element, CodeError> {
        let (least, most) = self.lengths();
        if let Some(cell) = value.get(most) {
            return Err(CodeError::TooLong { at: cell.at, what: self.title, most });
        }
        let mut rest = value;
        let mut typed = Value::Plain;
        let places = name.last().and_then(|cell| cell.c.to_digit(10)).unwrap_or_default();
        for part in self.parts() {
            let length = rest.len().min(part.most);
            if length < part.least {
                return Err(CodeError::TooShort { at: end, what: self.title, least });
            }
            let (cells, others) = rest.split_at_checked(length).unwrap_or_default();
            rest = others;
            allowed(cells, part.kind)?;
            if part.check {
                checked(cells)?;
            }
            typed = typed.with(part.kind, cells, places, Context { end, today })?;
        }
        Ok(Element {
            ai: text(name),
            title: self.title,
            at: name.first().map_or(0, |cell| cell.at),
            text: text(value),
            value: typed,
        })
    }
}

struct Context {
    end: usize,
    today: BusinessDate,
}

impl Value {
    /// What the value is after one more of its parts.
    fn with(self, kind: char, cells: &[Cell], places: u32, context: Context) -> Result<Value, CodeError> {
        let decimal = |places| Decimal { digits: number(cells), places };
        Ok(match (kind, self) {
            (_, before) if cells.is_empty() => before,
            ('D', before @ Value::Date { .. }) => date(cells, context.today, true).map(|_| before)?,
            ('d' | 'D', _) => {
                let (date, whole_month) = date(cells, context.today, kind == 'D')?;
                Value::Date { date, whole_month }
            }
            ('h' | 's', Value::Date { date, .. }) => Value::Time { date, clock: clock(cells, kind == 's')? },
            ('q', _) => Value::Number(decimal(0)),
            ('f', _) => Value::Number(decimal(places)),
            ('i', _) => Value::Amount { amount: decimal(0), currency: Some(currency(cells)?) },
            ('a', Value::Amount { currency, .. }) => Value::Amount { amount: decimal(places), currency },
            ('a', _) => Value::Amount { amount: decimal(places), currency: None },
            ('u', _) => Value::Coupon(Box::new(coupon::north_american(cells, context.end, context.today)?)),
            ('o', _) => Value::Offer(coupon::positive_offer(cells, context.end)?),
            (_, before) => before,
        })
    }
}

fn currency(cells: &[Cell]) -> Result<Currency, CodeError> {
    let at = cells.first().map_or(0, |cell| cell.at);
    let wrong = CodeError::Value { at, what: "currency", expected: "an ISO 4217 number" };
    Currency::of_number(&text(cells)).ok_or(wrong)
}

/// Whether all characters are of the set of a part.
fn allowed(cells: &[Cell], kind: char) -> Result<(), CodeError> {
    let (in_set, expected): (fn(char) -> bool, _) = match kind {
        'x' => (|c| c.is_ascii_alphanumeric() || "!\"%&'()*+,-./:;<=>?_".contains(c), "a character of set 82"),
        'y' => (|c| c.is_ascii_digit() || c.is_ascii_uppercase() || "#-/".contains(c), "a character of set 39"),
        'z' => (|c| c.is_ascii_alphanumeric() || "-_=".contains(c), "a character of set 64"),
        _ => (|c| c.is_ascii_digit(), "a digit"),
    };
    match cells.iter().find(|cell| !in_set(cell.c)) {
        Some(cell) => Err(CodeError::Character { at: cell.at, expected }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Cell> {
        text.chars().enumerate().map(|(at, c)| Cell { at, c }).collect()
    }

    /// An identifier that a pattern stands for.
    fn example(pattern: &str) -> String {
        pattern.replace(['m', 'k'], "3").replace('n', "9")
    }

    #[test]
    fn every_line_is_found_by_its_identifier() {
        for line in TABLE.lines() {
            let pattern = line.split(' ').next().unwrap();
            let ai = find(&cells(&example(pattern))).unwrap_or_else(|| panic!("{line}"));
            assert!(line.ends_with(ai.title) && ai.length == pattern.len() && !ai.title.is_empty(), "{line}");
        }
        for unknown in ["", "0", "04", "05", "14", "18", "19", "23", "24", "38", "3106", "3109", "3944", "3956", "8015"]
        {
            assert!(find(&cells(unknown)).is_none(), "{unknown}");
        }
    }

    #[test]
    fn every_value_has_known_parts_of_which_only_the_last_varies() {
        for line in TABLE.lines() {
            let ai = find(&cells(&example(line.split(' ').next().unwrap()))).unwrap();
            let parts: Vec<Part> = ai.parts().collect();
            let (last, others) = parts.split_last().unwrap();
            assert!(others.iter().all(|part| part.least == part.most), "{line}");
            assert!(last.least <= last.most && (1..=90).contains(&ai.lengths().1), "{line}");
            assert!(parts.iter().all(|part| "nxyzdDhsqfaiuo".contains(part.kind)), "{line}");
            assert!(parts.iter().all(|part| !part.check || part.kind == 'n' && part.least == part.most), "{line}");
        }
    }

    #[test]
    fn the_lengths_of_figure_7_8_5_2_are_those_of_the_table() {
        // first two digits and the length of identifier and value together
        let figure = [
            (0, 20),
            (1, 16),
            (2, 16),
            (3, 16),
            (11, 8),
            (12, 8),
            (13, 8),
            (15, 8),
            (16, 8),
            (17, 8),
            (20, 4),
            (41, 16),
        ];
        let figure = figure.into_iter().chain((31..37).map(|first| (first, 10)));
        let lengths: std::collections::BTreeMap<usize, usize> = figure.collect();
        for line in TABLE.lines() {
            let name = cells(&example(line.split(' ').next().unwrap()));
            let ai = find(&name).unwrap();
            let first_two: usize = text(&name[..2]).parse().unwrap();
            let (least, most) = ai.lengths();
            assert_eq!(ai.predefined(&name), lengths.contains_key(&first_two), "{line}");
            if let Some(length) = lengths.get(&first_two) {
                assert_eq!((least + ai.length, most + ai.length), (*length, *length), "{line}");
            }
        }
    }
}
