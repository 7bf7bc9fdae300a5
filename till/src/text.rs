//! Texts by language and key, with `{name}` places.
//!
//! What must hold: a missing language falls back to its main language, then English, then the key itself; a text is never
//! a panic. The catalogues are `www/locales/*.json`; a pack's own texts go before them.

use crate::map::Map;

/// Texts of one language.
pub type Catalogue = Map<String, String>;

/// Catalogues by BCP 47 language.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    catalogues: Map<String, Catalogue>,
}

impl Texts {
    /// From catalogues by language.
    #[must_use]
    pub fn new(catalogues: impl IntoIterator<Item = (String, Catalogue)>) -> Texts {
        Texts { catalogues: catalogues.into_iter().collect() }
    }

    /// The text of a key, its places filled.
    #[must_use]
    pub fn get(&self, locale: &str, key: &str, places: &[(&str, &str)]) -> String {
        let main = locale.split('-').next().unwrap_or(locale);
        let find = |language: &str| self.catalogues.get(language).and_then(|c| c.get(key));
        let text = find(locale).or_else(|| find(main)).or_else(|| find("en"));
        text.map_or_else(|| key.to_owned(), |text| fill(text, places))
    }
}

/// Begins the second language in a text that is there in two, stands between its tag and its text, and ends it.
const MARKS: [char; 3] = ['\u{1c}', '\u{1d}', '\u{1e}'];

impl Texts {
    /// The text in one language, or in two: see [`languages`].
    #[must_use]
    pub fn both(&self, locale: &str, second: &str, key: &str, places: &[(&str, &str)]) -> String {
        let first = self.get(locale, key, places);
        if second.is_empty() || second == locale { first } else { two(first, second, &self.get(second, key, places)) }
    }
}

/// A text with the same in another language behind it, unless that looks the same.
#[must_use]
pub fn two(mut first: String, second: &str, text: &str) -> String {
    if text != first {
        for (mark, part) in MARKS.into_iter().zip([second, text, ""]) {
            first.push(mark);
            first.push_str(part);
        }
    }
    first
}

/// What a text says in its first language; in the second, if there is one, with that one's tag. Texts put together of
/// others come apart again whole.
#[must_use]
pub fn languages(text: &str) -> (String, Option<(&str, String)>) {
    let [begin, between, end] = MARKS;
    let mut parts = text.split(begin);
    let mut first = parts.next().unwrap_or_default().to_owned();
    let mut second: Option<(&str, String)> = None;
    for part in parts {
        let (tag, rest) = part.split_once(between).unwrap_or_default();
        let (other, more) = rest.split_once(end).unwrap_or((rest, ""));
        first.push_str(more);
        match &mut second {
            Some((_, said)) => {
                said.push(' ');
                said.push_str(other);
            }
            None => second = Some((tag, other.to_owned())),
        }
    }
    (first, second)
}

/// Puts values into the `{name}` places of a text.
#[must_use]
pub fn fill(text: &str, places: &[(&str, &str)]) -> String {
    let put = |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{name}}}"), value);
    places.iter().fold(text.to_owned(), put)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let catalogue =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let hr = catalogue(&[("pay", "Za platiti {x}"), ("card", "Kartica"), ("ok", "OK")]);
        let en = catalogue(&[("pay", "To pay {x}"), ("card", "Card"), ("ok", "OK"), ("only", "Only here")]);
        Texts::new([("hr".to_owned(), hr), ("en".to_owned(), en)])
    }

    #[test]
    fn a_text_falls_back_to_the_main_language_then_english_then_its_key() {
        let texts = texts();
        assert_eq!(texts.get("hr-HR", "card", &[]), "Kartica");
        assert_eq!(texts.get("fr", "card", &[]), "Card");
        assert_eq!(texts.get("hr", "only", &[]), "Only here");
        assert_eq!(texts.get("hr", "none", &[]), "none");
    }

    #[test]
    fn two_languages_come_apart_again_also_of_texts_put_together() {
        let texts = texts();
        let pay = texts.both("hr", "en", "pay", &[("x", "1,00")]);
        let second = |text: &str| Some(("en", text.to_owned()));
        assert_eq!(languages(&pay), ("Za platiti 1,00".to_owned(), second("To pay 1,00")));
        let both = format!("{pay}: {}!", texts.both("hr", "en", "card", &[]));
        assert_eq!(languages(&both), ("Za platiti 1,00: Kartica!".to_owned(), second("To pay 1,00 Card")));
        // What reads the same in both stands once; one language is one text.
        assert_eq!(languages(&texts.both("hr", "en", "ok", &[])), ("OK".to_owned(), None));
        assert_eq!(texts.both("hr", "", "card", &[]), "Kartica");
        assert_eq!(texts.both("hr", "hr", "card", &[]), "Kartica");
    }
}
