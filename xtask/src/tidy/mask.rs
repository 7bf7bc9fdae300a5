//! Blanks out comments and the contents of texts, so that what is left can be searched and counted as code.
//!
//! What must hold: lines stay where they are; code between `${` and `}` of a JavaScript template stays code.

/// Languages whose comments and texts are known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Rust,
    Script,
}

/// The code without comments and texts.
pub fn mask(text: &str, language: Language) -> String {
    let mut masker = Masker { rest: text.chars().collect(), at: 0, out: String::with_capacity(text.len()), language };
    // Depths of braces inside the templates that are open.
    let mut templates: Vec<usize> = Vec::new();
    while let Some(c) = masker.peek(0) {
        let next = masker.peek(1);
        match (c, next) {
            ('/', Some('/')) => masker.blank_while(|m| m.peek(0) != Some('\n')),
            ('/', Some('*')) => masker.block_comment(),
            ('/', _) if language == Language::Script && masker.regex_may_start() => masker.regex(),
            ('"', _) => masker.quoted('"'),
            ('\'', _) if language == Language::Script => masker.quoted('\''),
            ('\'', _) => masker.char_or_lifetime(),
            ('r', Some('"' | '#')) if language == Language::Rust && masker.raw_hashes().is_some() => masker.raw(),
            ('`', _) if language == Language::Script => masker.template(&mut templates),
            ('{', _) => {
                if let Some(depth) = templates.last_mut() {
                    *depth += 1;
                }
                masker.keep();
            }
            ('}', _) if templates.last() == Some(&0) => {
                templates.pop();
                masker.template(&mut templates);
            }
            ('}', _) => {
                if let Some(depth) = templates.last_mut() {
                    *depth -= 1;
                }
                masker.keep();
            }
            _ => masker.keep(),
        }
    }
    masker.out
}

struct Masker {
    rest: Vec<char>,
    at: usize,
    out: String,
    language: Language,
}

impl Masker {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        if let Some(c) = self.peek(0) {
            self.out.push(c);
            self.at += 1;
        }
    }

    fn blank(&mut self) {
        if let Some(c) = self.peek(0) {
            self.out.push(if c == '\n' { '\n' } else { ' ' });
            self.at += 1;
        }
    }

    fn blank_while(&mut self, more: impl Fn(&Self) -> bool) {
        while self.peek(0).is_some() && more(self) {
            self.blank();
        }
    }

    /// Rust's block comments nest, those of scripts do not.
    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) if depth == 0 || self.language == Language::Rust => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                (None, _) => return,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    /// A text between quotes; the quotes stay.
    fn quoted(&mut self, quote: char) {
        self.keep();
        while let Some(c) = self.peek(0) {
            if c == quote {
                return self.keep();
            }
            if c == '\\' {
                self.blank();
            }
            self.blank();
        }
    }

    fn char_or_lifetime(&mut self) {
        let is_char = self.peek(1) == Some('\\') || self.peek(2) == Some('\'');
        if is_char { self.quoted('\'') } else { self.keep() }
    }

    /// The number of hashes of a raw text that starts here, if one does.
    fn raw_hashes(&self) -> Option<usize> {
        let before = self.out.chars().last();
        if before.is_some_and(|c| c.is_alphanumeric() && c != 'b' || c == '_') {
            return None;
        }
        let hashes = (1..).take_while(|i| self.peek(*i) == Some('#')).count();
        (self.peek(1 + hashes) == Some('"')).then_some(hashes)
    }

    fn raw(&mut self) {
        let hashes = self.raw_hashes().unwrap_or(0);
        for _ in 0..hashes + 2 {
            self.blank();
        }
        self.blank_while(|m| !(m.peek(0) == Some('"') && (1..=hashes).all(|i| m.peek(i) == Some('#'))));
        for _ in 0..=hashes {
            self.blank();
        }
    }

    /// From a backquote, or from the `}` that ends a `${`, to the next `${` or the closing backquote.
    fn template(&mut self, templates: &mut Vec<usize>) {
        self.blank();
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('`', _) => return self.blank(),
                ('$', Some('{')) => {
                    self.blank();
                    self.blank();
                    return templates.push(0);
                }
                ('\\', _) => self.blank(),
                _ => {}
            }
            self.blank();
        }
    }

    /// A slash divides after a value and starts a regular expression anywhere else.
    fn regex_may_start(&self) -> bool {
        let before = self.out.trim_end();
        let word: String = before.chars().rev().take_while(|c| c.is_alphanumeric()).collect();
        match before.chars().last() {
            None => true,
            Some(c) if c.is_alphanumeric() => matches!(word.as_str(), "nruter" | "esac" | "foepyt"),
            Some(c) => !matches!(c, ')' | ']' | '}' | '"' | '\'' | '_' | '$'),
        }
    }

    fn regex(&mut self) {
        self.blank();
        let mut in_class = false;
        while let Some(c) = self.peek(0) {
            match c {
                '\n' => return,
                '/' if !in_class => return self.blank(),
                '[' => in_class = true,
                ']' => in_class = false,
                '\\' => self.blank(),
                _ => {}
            }
            self.blank();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, mask};

    fn check(language: Language, text: &str, expected: &str) {
        assert_eq!(mask(text, language).split_whitespace().collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn rust_keeps_lifetimes_and_loses_texts_and_nested_comments() {
        check(
            Language::Rust,
            "fn a<'a>(x: &'a str) { b('{', '\\'', \"}\\\"\") } // {",
            "fn a<'a>(x: &'a str) { b(' ', ' ', \" \") }",
        );
        check(Language::Rust, "a /* { /* } */ { */ b", "a b");
        check(Language::Rust, "let s = r#\"{ \" }\"#; x", "let s = ; x");
        check(Language::Rust, "let bar\"\" = br\"{\"; var", "let bar\"\" = b ; var");
    }

    #[test]
    fn scripts_lose_texts_and_expressions_and_keep_code_inside_templates() {
        check(Language::Script, "f('{', \"}\", /[/{]\\/{/g, a / b / c)", "f(' ', \" \", g, a / b / c)");
        check(Language::Script, "`a { ${ f({x: `}`}) } } ` + 1", "f({x: }) + 1");
        check(Language::Script, "return /{/ // }\n;", "return ;");
    }
}
