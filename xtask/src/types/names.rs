//! Names of the protocol as other languages write them.
//!
//! What must hold: two names of one shape stay different; a word that a language keeps for itself is marked.

/// `basket_ref`, `basket.put` -> `BasketRef`, `BasketPut`.
pub fn pascal(name: &str) -> String {
    name.split(['_', '.', '-']).map(first_large).collect()
}

/// `basket_ref`, `basket.put` -> `basketRef`, `basketPut`.
pub fn camel(name: &str) -> String {
    let name = pascal(name);
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// `not_home` -> `NOT_HOME`.
pub fn constant(name: &str) -> String {
    name.replace(['.', '-'], "_").to_ascii_uppercase()
}

/// `BasketState` -> `basket_state`.
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(if letter == '.' || letter == '-' { '_' } else { letter.to_ascii_lowercase() });
    }
    out
}

fn first_large(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// A description on one line, with nothing that would end a comment or begin markup.
pub fn line(doc: &str) -> String {
    doc.replace("*/", "* /").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_each_language_does() {
        assert_eq!(pascal("basket_ref"), "BasketRef");
        assert_eq!(camel("basket.put"), "basketPut");
        assert_eq!(constant("not_home"), "NOT_HOME");
        assert_eq!(snake("BasketState"), "basket_state");
        assert_eq!(snake("basket.put"), "basket_put");
    }
}
