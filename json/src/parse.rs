//! JSON text into a [`Document`]: RFC 8259, and nothing it leaves open.
//!
//! What must hold: a text is refused if it is not JSON from its first to its last byte, if it holds half a surrogate pair
//! or a number larger than a double, or if it is nested deeper than asked for; so `JSON.parse` and any other parser reads
//! the same from whatever passes. Nothing here calls itself, however deep a document is.

use crate::document::{Document, Kind, NotJson, Slot, Span};

/// The most values to make room for before there are any.
const MOST_READY: usize = 1 << 13;

/// The place of what is around the whole document.
const NOTHING: usize = usize::MAX;

/// What is seen behind the last byte; no JSON has it outside a text either.
const END: u8 = 0;

/// Parses a text of at most so many levels.
pub(crate) fn parse(text: &str, levels: usize) -> Result<Document<'_>, NotJson> {
    // As many as most documents need: growing moves all of them.
    let slots = Vec::with_capacity((text.len() >> 3).min(MOST_READY));
    let document = Document { text, unescaped: String::new(), slots };
    let mut parser = Parser { document, place: 0, levels, around: NOTHING, count: 0, object: false };
    match parser.document() {
        Ok(()) => Ok(parser.document),
        Err(Bad::TooDeep) => Err(NotJson::TooDeep),
        Err(Bad::Malformed) => Err(parser.here()),
    }
}

/// What stands where the parser stopped.
enum Bad {
    Malformed,
    TooDeep,
}

type Got<T> = Result<T, Bad>;

struct Parser<'a> {
    document: Document<'a>,
    place: usize,
    levels: usize,
    /// The object or list that is not at its end; until then its slot ends where the one around it is.
    around: usize,
    /// How much is in it so far; that of those around it stands in their slots.
    count: usize,
    /// Whether that is an object.
    object: bool,
}

impl Parser<'_> {
    #[inline(always)]
    fn peek(&self) -> u8 {
        self.document.text.as_bytes().get(self.place).copied().unwrap_or(END)
    }

    fn step(&mut self) {
        self.place = self.place.wrapping_add(1);
    }

    /// Passes by white space; what comes then.
    #[inline(always)]
    fn space(&mut self) -> u8 {
        // Messages have none as a rule.
        match self.peek() {
            byte if byte > b' ' => byte,
            _ => self.spaces(),
        }
    }

    #[inline(never)]
    fn spaces(&mut self) -> u8 {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.step();
        }
        self.peek()
    }

    /// Passes by this byte, or refuses what is here.
    fn expect(&mut self, byte: u8) -> Got<()> {
        if self.peek() != byte {
            return Err(Bad::Malformed);
        }
        self.step();
        Ok(())
    }

    /// Line and column of the byte that does not fit; at the end of the text, of the last one.
    #[cold]
    fn here(&self) -> NotJson {
        let text = self.document.text.as_bytes();
        let passed = text.get(..self.place.saturating_add(1)).unwrap_or(text);
        let mut lines = passed.rsplit(|byte| *byte == b'\n');
        let column = lines.next().map_or(0, <[u8]>::len);
        NotJson::At(lines.count().saturating_add(1), column)
    }

    fn document(&mut self) -> Got<()> {
        loop {
            // Down to a value that holds no other, then up to where another follows.
            while self.value()? {}
            loop {
                let next = self.space();
                if self.around == NOTHING {
                    let done = self.place >= self.document.text.len();
                    return if done { Ok(()) } else { Err(Bad::Malformed) };
                }
                if next == b',' {
                    self.step();
                    break;
                }
                if next != end(self.object) {
                    return Err(Bad::Malformed);
                }
                self.close();
            }
        }
    }

    /// Reads a value, in an object with its name; whether it is an object or a list, and something is in it.
    fn value(&mut self) -> Got<bool> {
        let name = if self.object { self.name()? } else { Span::default() };
        let first = self.space();
        let from = self.place;
        let mut filled = false;
        let (kind, span) = match first {
            b'"' => (Kind::Text, self.string()?),
            b'{' | b'[' => {
                filled = self.open(first)?;
                let to = if filled { self.around } else { self.document.slots.len().wrapping_add(1) };
                (if first == b'{' { Kind::Object } else { Kind::List }, Span { from: 0, to })
            }
            _ => {
                let kind = self.bare(first)?;
                (kind, Span { from, to: self.place })
            }
        };
        self.count = self.count.wrapping_add(1);
        if filled {
            self.enter(kind == Kind::Object);
        }
        self.document.slots.push(Slot { name, kind, span });
        Ok(filled)
    }

    /// A number or a word.
    fn bare(&mut self, first: u8) -> Got<Kind> {
        match first {
            b'-' | b'0'..=b'9' => self.number(),
            b'n' => self.word("null", Kind::Null),
            b't' => self.word("true", Kind::True),
            b'f' => self.word("false", Kind::False),
            _ => Err(Bad::Malformed),
        }
    }

    fn name(&mut self) -> Got<Span> {
        if self.space() != b'"' {
            return Err(Bad::Malformed);
        }
        let name = self.string()?;
        self.space();
        self.expect(b':')?;
        Ok(name)
    }

    /// Whether something is in what opens here; if not, passes by its end.
    fn open(&mut self, bracket: u8) -> Got<bool> {
        let levels = self.levels.checked_sub(1).ok_or(Bad::TooDeep)?;
        self.step();
        let filled = self.space() != end(bracket == b'{');
        if filled {
            self.levels = levels;
        } else {
            self.step();
        }
        Ok(filled)
    }

    /// What follows is in the value that is going to stand in the next slot.
    fn enter(&mut self, object: bool) {
        let next = self.document.slots.len();
        if let Some(slot) = self.document.slots.get_mut(self.around) {
            slot.span.from = self.count;
        }
        (self.around, self.count, self.object) = (next, 0, object);
    }

    /// Passes by the end of what is around.
    fn close(&mut self) {
        self.step();
        self.levels = self.levels.wrapping_add(1);
        let slots = &mut self.document.slots;
        let end = slots.len();
        if let Some(slot) = slots.get_mut(self.around) {
            slot.span.from = self.count;
            self.around = std::mem::replace(&mut slot.span.to, end);
        }
        let around = slots.get(self.around);
        self.count = around.map_or(1, |slot| slot.span.from);
        self.object = around.is_some_and(|slot| slot.kind == Kind::Object);
    }

    fn word(&mut self, word: &str, kind: Kind) -> Got<Kind> {
        word.bytes().try_for_each(|byte| self.expect(byte))?;
        Ok(kind)
    }

    /// The text whose quote is here.
    #[inline]
    fn string(&mut self) -> Got<Span> {
        let from = self.place.wrapping_add(1);
        let rest = self.document.text.as_bytes().get(from..).unwrap_or_default();
        let length = plain_len(rest);
        let to = from.wrapping_add(length);
        if rest.get(length) == Some(&b'"') {
            self.place = to.wrapping_add(1);
            return Ok(Span { from, to });
        }
        self.place = to;
        self.unescaped(from)
    }

    /// Passes by what is here of a text up to a quote, an escape, a control character or the end.
    fn plain(&mut self) {
        let rest = self.document.text.as_bytes().get(self.place..).unwrap_or_default();
        self.place = self.place.wrapping_add(plain_len(rest));
    }

    /// The text that began there, and has an escape here unless it is none.
    #[cold]
    #[inline(never)]
    fn unescaped(&mut self, mut from: usize) -> Got<Span> {
        let behind = self.document.text.len();
        let start = behind.wrapping_add(self.document.unescaped.len());
        loop {
            self.document.unescaped.push_str(self.document.text.get(from..self.place).unwrap_or_default());
            if self.peek() != b'\\' {
                break;
            }
            self.step();
            let escaped = self.escaped()?;
            self.document.unescaped.push(escaped);
            from = self.place;
            self.plain();
        }
        self.expect(b'"')?;
        Ok(Span { from: start, to: behind.wrapping_add(self.document.unescaped.len()) })
    }

    /// The character behind a backslash.
    fn escaped(&mut self) -> Got<char> {
        let escaped = match self.peek() {
            same @ (b'"' | b'\\' | b'/') => char::from(same),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.escaped_unit(),
            _ => return Err(Bad::Malformed),
        };
        self.step();
        Ok(escaped)
    }

    /// The character whose UTF-16 units follow the `u` that is here: one, or the two halves of a surrogate pair.
    fn escaped_unit(&mut self) -> Got<char> {
        let mut code = self.unit()?;
        if (0xd800..0xdc00).contains(&code) {
            self.expect(b'\\')?;
            if self.peek() != b'u' {
                return Err(Bad::Malformed);
            }
            let low = self.unit()?;
            if !(0xdc00..0xe000).contains(&low) {
                return Err(Bad::Malformed);
            }
            code = 0x1_0000_u32.wrapping_add((code & 0x3ff) << 10).wrapping_add(low & 0x3ff);
        }
        char::from_u32(code).ok_or(Bad::Malformed)
    }

    /// The `u` that is here and four hexadecimal digits.
    fn unit(&mut self) -> Got<u32> {
        let mut code = 0;
        for _ in 0..4 {
            self.step();
            let digit = char::from(self.peek()).to_digit(16).ok_or(Bad::Malformed)?;
            code = code << 4 | digit;
        }
        self.step();
        Ok(code)
    }

    fn number(&mut self) -> Got<Kind> {
        let from = self.place;
        if self.peek() == b'-' {
            self.step();
        }
        if self.peek() == b'0' {
            self.step();
            if self.peek().is_ascii_digit() {
                return Err(Bad::Malformed);
            }
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.step();
            self.digits()?;
        }
        let mut plain = true;
        if matches!(self.peek(), b'e' | b'E') {
            plain = false;
            self.step();
            if matches!(self.peek(), b'+' | b'-') {
                self.step();
            }
            self.digits()?;
        }
        let text = self.document.text.get(from..self.place).unwrap_or_default();
        if plain && text.len() < LARGEST_DIGITS || is_double(text) { Ok(Kind::Number) } else { Err(Bad::Malformed) }
    }

    /// One digit or more.
    fn digits(&mut self) -> Got<()> {
        let from = self.place;
        while self.peek().is_ascii_digit() {
            self.step();
        }
        if self.place == from { Err(Bad::Malformed) } else { Ok(()) }
    }
}

/// The bracket that ends an object or a list.
fn end(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}

/// How many bytes come before a quote, a backslash, a control character or the end.
fn plain_len(bytes: &[u8]) -> usize {
    let mut length = 0_usize;
    let mut rest = bytes;
    // Eight at a time, as most texts are short and no guess of where they end is better than another.
    while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
        let special = special(u64::from_le_bytes(*eight));
        if special != 0 {
            return length.wrapping_add(usize::try_from(special.trailing_zeros() >> 3).unwrap_or(0));
        }
        (length, rest) = (length.wrapping_add(8), behind);
    }
    let is_special = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    length.wrapping_add(rest.iter().position(is_special).unwrap_or(rest.len()))
}

/// The top bit of each of eight bytes that is special, up to the lowest one that is; those above may be wrong.
fn special(eight: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // A byte that is less than what is taken from it borrows from above, and has its top bit then, unless it had it before.
    let less = |bytes: u64, than: u8| bytes.wrapping_sub(EACH.wrapping_mul(than.into())) & !bytes;
    let same = |byte: u8| less(eight ^ EACH.wrapping_mul(byte.into()), 1);
    (less(eight, b' ') | same(b'"') | same(b'\\')) & EACH << 7
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
