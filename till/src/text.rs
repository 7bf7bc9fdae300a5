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

/// Puts values into the `{name}` places of a text.
#[must_use]
pub fn fill(text: &str, places: &[(&str, &str)]) -> String {
    let put = |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{name}}}"), value);
    places.iter().fold(text.to_owned(), put)
}
