//! JSON text into a [`Document`]: RFC 8259, and nothing it leaves open.
//!
//! What must hold: a text is refused if it is not JSON from its first to its last byte, if it holds half a surrogate pair
//! or a number larger than a double, or if it is nested deeper than asked for; so `JSON.parse` and any other parser reads
//! the same from whatever passes. Nothing here calls itself, however deep a document is.

use crate::document::{Document, Kind, NotJson, Slot, Span, wide};
use crate::plain::plain;

/// The most values to make room for before there are any.
const MOST_READY: usize = 1 << 13;

/// The longest text; places in it, and in its texts without escapes behind it, are numbers of 32 bits.
const LONGEST: usize = 1 << 30;

/// The place of what is around the whole document.
const NOTHING: u32 = u32::MAX;

/// What is seen behind the last byte; no JSON has it outside a text either.
const END: u8 = 0;

/// Parses a text of at most so many levels.
pub(crate) fn parse(text: &str, levels: usize) -> Result<Document<'_>, NotJson> {
    // As many as most documents need: growing moves all of them.
    let slots = Vec::with_capacity((text.len() >> 3).min(MOST_READY));
    let document = Document { text, unescaped: String::new(), slots };
    let mut parser = Parser { bytes: text.as_bytes(), document, levels };
    let parsed = if text.len() > LONGEST { Err(Bad::Malformed(0)) } else { parser.document() };
    match parsed {
        Ok(()) => Ok(parser.document),
        Err(Bad::TooDeep) => Err(NotJson::TooDeep),
        Err(Bad::Malformed(place)) => Err(parser.position(place)),
    }
}

/// What does not fit.
enum Bad {
    /// What stands at this place.
    Malformed(u32),
    TooDeep,
}

type Got<T> = Result<T, Bad>;

/// What is read stands before a place that goes from one function to the next: so it stays where the machine counts.
struct Parser<'a> {
    bytes: &'a [u8],
    document: Document<'a>,
    levels: usize,
}

impl Parser<'_> {
    #[inline(always)]
    fn peek(&self, place: u32) -> u8 {
        self.bytes.get(wide(place)).copied().unwrap_or(END)
    }

    /// Passes by white space: the place of what comes then, and what it is.
    #[inline(always)]
    fn space(&self, place: u32) -> (u32, u8) {
        // Messages have none as a rule.
        match self.peek(place) {
            byte if byte > b' ' => (place, byte),
            _ => self.spaces(place),
        }
    }

    #[inline(never)]
    fn spaces(&self, mut place: u32) -> (u32, u8) {
        while matches!(self.peek(place), b' ' | b'\n' | b'\r' | b'\t') {
            place = place.wrapping_add(1);
        }
        (place, self.peek(place))
    }

    /// The place behind this byte, if it is here.
    fn expect(&self, place: u32, byte: u8) -> Got<u32> {
        if self.peek(place) == byte { Ok(place.wrapping_add(1)) } else { Err(Bad::Malformed(place)) }
    }

    /// Line and column of the byte that does not fit; at the end of the text, of the last one.
    #[cold]
    fn position(&self, place: u32) -> NotJson {
        let passed = self.bytes.get(..wide(place).saturating_add(1)).unwrap_or(self.bytes);
        let mut lines = passed.rsplit(|byte| *byte == b'\n');
        let column = lines.next().map_or(0, <[u8]>::len);
        NotJson::At(lines.count().saturating_add(1), column)
    }

    fn document(&mut self) -> Got<()> {
        // The object or list that is not at its end; until then its slot ends where the one around it is.
        let (mut around, mut object) = (NOTHING, false);
        let (mut place, mut next) = self.space(0);
        loop {
            // Down to a value that holds no other, then up to where another follows.
            let mut name = Span::default();
            if object {
                (name, place) = self.name(place, next)?;
                (place, next) = self.space(place);
            }
            let (slot, behind, filled) = self.value(name, place, next)?;
            (place, next) = self.space(behind);
            let own = self.next_slot();
            self.document.slots.push(slot);
            if filled {
                if let Some(slot) = self.document.slots.get_mut(wide(own)) {
                    slot.span.to = around;
                }
                (around, object) = (own, slot.kind == Kind::Object);
                continue;
            }
            loop {
                if around == NOTHING {
                    return if wide(place) >= self.bytes.len() { Ok(()) } else { Err(Bad::Malformed(place)) };
                }
                if next == b',' {
                    (place, next) = self.space(place.wrapping_add(1));
                    break;
                }
                if next != end(object) {
                    return Err(Bad::Malformed(place));
                }
                (place, next) = self.space(place.wrapping_add(1));
                (around, object) = self.close(around);
            }
        }
    }

    /// The name that is here, and the place behind its colon.
    #[inline(always)]
    fn name(&mut self, place: u32, first: u8) -> Got<(Span, u32)> {
        if first != b'"' {
            return Err(Bad::Malformed(place));
        }
        let (name, place) = self.string(place)?;
        let (place, next) = self.space(place);
        if next == b':' { Ok((name, place.wrapping_add(1))) } else { Err(Bad::Malformed(place)) }
    }

    /// Reads a value: its slot, the place behind it, and whether it is an object or a list with something in it.
    #[inline(always)]
    fn value(&mut self, name: Span, place: u32, first: u8) -> Got<(Slot, u32, bool)> {
        let slot = |kind: Kind, span: Span| Slot { name, span, kind };
        Ok(match first {
            b'"' => {
                let (span, behind) = self.string(place)?;
                (slot(Kind::Text, span), behind, false)
            }
            b'{' | b'[' => {
                let kind = if first == b'{' { Kind::Object } else { Kind::List };
                let (inside, next) = self.space(place.wrapping_add(1));
                let levels = self.levels.checked_sub(1).ok_or(Bad::TooDeep)?;
                if next == end(kind == Kind::Object) {
                    let to = self.next_slot().wrapping_add(1);
                    (slot(kind, Span { from: 0, to }), inside.wrapping_add(1), false)
                } else {
                    self.levels = levels;
                    (slot(kind, Span::default()), inside, true)
                }
            }
            _ => {
                let (kind, behind) = self.bare(place, first)?;
                (slot(kind, Span::new(place, behind)), behind, false)
            }
        })
    }

    /// A number or a word, and the place behind it.
    #[inline(always)]
    fn bare(&self, place: u32, first: u8) -> Got<(Kind, u32)> {
        let (word, kind) = match first {
            b'-' | b'0'..=b'9' => return Ok((Kind::Number, self.number(place)?)),
            b'n' => ("null", Kind::Null),
            b't' => ("true", Kind::True),
            b'f' => ("false", Kind::False),
            _ => return Err(Bad::Malformed(place)),
        };
        let behind = word.bytes().try_fold(place, |place, byte| self.expect(place, byte))?;
        Ok((kind, behind))
    }

    /// The place of the next slot; there are never more than bytes.
    #[inline(always)]
    fn next_slot(&self) -> u32 {
        short(self.document.slots.len())
    }

    /// Ends what is around: what is around that then, and whether it is an object.
    #[inline(always)]
    fn close(&mut self, around: u32) -> (u32, bool) {
        self.levels = self.levels.wrapping_add(1);
        let end = self.next_slot();
        let slots = &mut self.document.slots;
        let outer = slots.get_mut(wide(around)).map_or(NOTHING, |slot| std::mem::replace(&mut slot.span.to, end));
        (outer, slots.get(wide(outer)).is_some_and(|slot| slot.kind == Kind::Object))
    }

    /// The text whose quote is here, and the place behind it.
    #[inline(always)]
    fn string(&mut self, place: u32) -> Got<(Span, u32)> {
        let from = place.wrapping_add(1);
        let to = self.plain(from);
        if self.peek(to) == b'"' {
            return Ok((Span::new(from, to), to.wrapping_add(1)));
        }
        self.unescaped(from, to)
    }

    /// The place of the next quote, escape or control character, or the end.
    #[inline(always)]
    fn plain(&self, place: u32) -> u32 {
        plain(self.bytes, place)
    }

    /// The text that began there, and has an escape here unless it is none.
    #[cold]
    #[inline(never)]
    fn unescaped(&mut self, mut from: u32, mut place: u32) -> Got<(Span, u32)> {
        let start = self.behind();
        loop {
            self.document
                .unescaped
                .push_str(self.document.text.get(Span { from, to: place }.range()).unwrap_or_default());
            if self.peek(place) != b'\\' {
                break;
            }
            let (escaped, next) = self.escaped(place.wrapping_add(1))?;
            self.document.unescaped.push(escaped);
            from = next;
            place = self.plain(next);
        }
        let place = self.expect(place, b'"')?;
        Ok((Span::new(start, self.behind()), place))
    }

    /// Where the next text without its escapes stands.
    fn behind(&self) -> u32 {
        short(self.document.text.len().wrapping_add(self.document.unescaped.len()))
    }

    /// The character behind a backslash, and the place behind that.
    fn escaped(&self, place: u32) -> Got<(char, u32)> {
        let escaped = match self.peek(place) {
            same @ (b'"' | b'\\' | b'/') => char::from(same),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.escaped_unit(place),
            _ => return Err(Bad::Malformed(place)),
        };
        Ok((escaped, place.wrapping_add(1)))
    }

    /// The character whose UTF-16 units follow the `u` that is here: one, or the two halves of a surrogate pair.
    fn escaped_unit(&self, place: u32) -> Got<(char, u32)> {
        let (mut code, mut place) = self.unit(place)?;
        if (0xd800..0xdc00).contains(&code) {
            place = self.expect(place, b'\\')?;
            self.expect(place, b'u')?;
            let (low, behind) = self.unit(place)?;
            if !(0xdc00..0xe000).contains(&low) {
                return Err(Bad::Malformed(behind));
            }
            code = 0x1_0000_u32.wrapping_add((code & 0x3ff) << 10).wrapping_add(low & 0x3ff);
            place = behind;
        }
        Ok((char::from_u32(code).ok_or(Bad::Malformed(place))?, place))
    }

    /// The `u` that is here and four hexadecimal digits: their number, and the place behind them.
    fn unit(&self, mut place: u32) -> Got<(u32, u32)> {
        let mut code = 0;
        for _ in 0..4 {
            place = place.wrapping_add(1);
            let digit = char::from(self.peek(place)).to_digit(16).ok_or(Bad::Malformed(place))?;
            code = code << 4 | digit;
        }
        Ok((code, place.wrapping_add(1)))
    }

    /// The place behind the number that is here.
    #[inline(always)]
    fn number(&self, from: u32) -> Got<u32> {
        // Most numbers have one digit or a few, and nothing else.
        let mut place = from;
        if self.peek(from).wrapping_sub(b'1') < 9 {
            place = self.digits(from)?;
        }
        match self.peek(place) {
            b'.' | b'-' | b'e' | b'E' | b'0'..=b'9' => self.any_number(from),
            _ if wide(place.wrapping_sub(from)) < LARGEST_DIGITS => Ok(place),
            _ => self.any_number(from),
        }
    }

    #[inline(never)]
    fn any_number(&self, from: u32) -> Got<u32> {
        let mut place = from;
        if self.peek(place) == b'-' {
            place = place.wrapping_add(1);
        }
        if self.peek(place) == b'0' {
            place = place.wrapping_add(1);
            if self.peek(place).is_ascii_digit() {
                return Err(Bad::Malformed(place));
            }
        } else {
            place = self.digits(place)?;
        }
        if self.peek(place) == b'.' {
            place = self.digits(place.wrapping_add(1))?;
        }
        let mut plain = true;
        if matches!(self.peek(place), b'e' | b'E') {
            plain = false;
            place = place.wrapping_add(1);
            if matches!(self.peek(place), b'+' | b'-') {
                place = place.wrapping_add(1);
            }
            place = self.digits(place)?;
        }
        let text = self.document.text.get(Span { from, to: place }.range()).unwrap_or_default();
        if plain && text.len() < LARGEST_DIGITS || is_double(text) { Ok(place) } else { Err(Bad::Malformed(place)) }
    }

    /// The place behind one digit or more.
    #[inline(always)]
    fn digits(&self, from: u32) -> Got<u32> {
        let mut place = from;
        while self.peek(place).is_ascii_digit() {
            place = place.wrapping_add(1);
        }
        if place == from { Err(Bad::Malformed(place)) } else { Ok(place) }
    }
}

/// A place as it stands in a slot. The text is no longer than [`LONGEST`], so only that of nothing is larger.
#[inline(always)]
fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The bracket that ends an object or a list.
#[inline(always)]
fn end(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}

/// The first digits of the largest double, and how many it has before the point.
const LARGEST: &str = "17976931348623157";
const LARGEST_DIGITS: usize = 309;

/// Whether a double can hold the size of a number.
fn is_double(number: &str) -> bool {
    let (mantissa, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let mantissa = mantissa.trim_start_matches('-');
    let before = mantissa.find('.').unwrap_or(mantissa.len());
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0');
    let zeros = digits.len().saturating_sub(significant.len());
    // A power that is no number here is one far beyond all sizes.
    let far = if power.starts_with('-') { i64::MIN } else { i64::MAX };
    let power: i64 = power.parse().unwrap_or(far);
    let count = |n: usize| i64::try_from(n).unwrap_or(0);
    let before = power.saturating_add(count(before)).saturating_sub(count(zeros));
    let largest = count(LARGEST_DIGITS);
    let within = significant.get(..LARGEST.len()).unwrap_or(significant) <= LARGEST;
    significant.is_empty() || before < largest || before == largest && within
}
