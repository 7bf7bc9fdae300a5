//! The receipt as text for a printer: 32, 42 or 48 columns.
//!
//! What must hold: no line is longer than the columns.

use super::page::Row;

/// The rows as lines of at most `columns` characters.
#[must_use]
pub fn lines(rows: &[Row], columns: usize) -> Vec<String> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Row::Rule => lines.push("-".repeat(columns)),
            Row::Left(text) => lines.extend(wrap(text, columns)),
            Row::Centred(text) => lines.extend(wrap(text, columns).iter().map(|line| centred(line, columns))),
            Row::Qr(_) | Row::Bars(_) => {}
            Row::Pair(text, right) | Row::Total(text, right) => pair(&mut lines, text, right, columns),
        }
    }
    lines
}

fn centred(line: &str, columns: usize) -> String {
    let before = columns.saturating_sub(line.chars().count()).checked_div(2).unwrap_or(0);
    format!("{}{line}", " ".repeat(before))
}

/// A text too long for one line goes on the lines above the amount.
fn pair(lines: &mut Vec<String>, text: &str, right: &str, columns: usize) {
    let room = columns.saturating_sub(right.chars().count());
    let mut parts = wrap(text, room.saturating_sub(1).max(1));
    let last = parts.pop().unwrap_or_default();
    lines.append(&mut parts);
    let gap = room.saturating_sub(last.chars().count());
    lines.push(format!("{last}{}{right}", " ".repeat(gap)));
}

/// Breaks a text into lines of at most `columns` characters, at spaces where there are any.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let indent: String = text.chars().take_while(|c| *c == ' ').collect();
    let mut lines: Vec<String> = Vec::new();
    let mut line = indent.clone();
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        let blank = line.chars().all(|c| c == ' ');
        let needed = line.chars().count().saturating_add(usize::from(!blank)).saturating_add(word.chars().count());
        if !blank && needed > columns {
            lines.push(std::mem::replace(&mut line, indent.clone()));
        }
        while line.chars().count().saturating_add(word.chars().count()) > columns && word.chars().count() > columns {
            let room = columns.saturating_sub(line.chars().count()).max(1);
            let head: String = word.chars().take(room).collect();
            word = word.chars().skip(room).collect();
            lines.push(format!("{line}{head}"));
            line.clone_from(&indent);
        }
        if !line.chars().all(|c| c == ' ') {
            line.push(' ');
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_within_the_columns_whatever_the_text() {
        assert_eq!(wrap("Mlijeko svježe 2,8 % 1 l", 12), ["Mlijeko", "svježe 2,8 %", "1 l"]);
        assert_eq!(wrap("  abcdefghijkl", 6), ["  abcd", "  efgh", "  ijkl"]);
        assert_eq!(wrap("", 6), [""]);
        for columns in 1..12 {
            let longest = wrap("aa bbbbbbbbbbbbb c\u{301}\u{301} ddd", columns).iter().map(|l| l.chars().count()).max();
            assert!(longest <= Some(columns), "{columns}");
        }
    }
}
