//! Finds functions and how many lines of code they have, by counting braces.
//!
//! What must hold: comments, blank lines and the functions inside a function do not count for it; a wrapper that only groups (`describe`, a function called at
//! once) is not a function.

use super::mask::{Language, mask};

/// A function that begins at a line (from 1).
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub line: usize,
    pub lines: usize,
}

struct Frame {
    /// Lines of the functions inside this one, which count for themselves.
    inner: usize,
    function_start: Option<usize>,
    /// Where the text in front of the next brace begins, and how many parentheses are open there.
    head: usize,
    depth: usize,
}

/// Functions with a body in braces.
pub fn functions(text: &str, language: Language) -> Vec<Function> {
    let code = mask(text, language);
    let mut found = Vec::new();
    let mut frames = vec![Frame { inner: 0, function_start: None, head: 0, depth: 0 }];
    for (at, c) in code.char_indices() {
        let Some(top) = frames.last_mut() else { break };
        match c {
            '(' | '[' => top.depth += 1,
            ')' | ']' => top.depth = top.depth.saturating_sub(1),
            ';' if top.depth == 0 => top.head = at + 1,
            '{' => {
                let head = &code[top.head..at];
                let start = top.head + (head.len() - head.trim_start().len());
                let is_function = match language {
                    Language::Rust => is_rust_function(head.trim()),
                    Language::Script => !is_wrapper(head.trim()) && is_script_function(innermost(head).trim()),
                };
                frames.push(Frame { inner: 0, function_start: is_function.then_some(start), head: at + 1, depth: 0 });
            }
            '}' => {
                let Some(frame) = frames.pop() else { break };
                let mut inner = frame.inner;
                if let Some(start) = frame.function_start {
                    let lines = code[start..=at].lines().filter(|l| !l.trim().is_empty()).count();
                    let line = code[..start].matches('\n').count() + 1;
                    found.push(Function { line, lines: lines.saturating_sub(inner) });
                    inner = lines;
                }
                if let Some(top) = frames.last_mut() {
                    top.inner += inner;
                }
                if let Some(top) = frames.last_mut().filter(|t| t.depth == 0) {
                    top.head = at + 1;
                }
            }
            _ => {}
        }
    }
    found
}

fn is_rust_function(head: &str) -> bool {
    head.split_whitespace().zip(head.split_whitespace().skip(1)).any(|(word, name)| {
        (word == "fn" || word.ends_with("(fn")) && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
    })
}

/// What stands behind the last comma or opening parenthesis that is not closed again: of `test('x', async () =>` that is
/// `async () =>`, of `f({ a` nothing.
fn innermost(head: &str) -> &str {
    let mut open = 0_usize;
    for (at, c) in head.char_indices().rev() {
        match c {
            ')' | ']' | '}' => open += 1,
            '(' | '[' | '{' | ',' if open == 0 => return &head[at + 1..],
            '(' | '[' | '{' => open -= 1,
            _ => {}
        }
    }
    head
}

/// A group of tests, or a function that is called where it stands.
fn is_wrapper(head: &str) -> bool {
    head.contains("describe(") || head.starts_with('(') || head.starts_with("void (")
}

fn is_script_function(head: &str) -> bool {
    let words: Vec<&str> = head.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    if head.ends_with("=>") || words.contains(&"function") {
        return true;
    }
    let control =
        ["if", "for", "while", "switch", "catch", "with", "else", "do", "try", "class", "interface", "return"];
    let is_method = head.ends_with(')') || head.contains("):");
    is_method && words.first().is_some_and(|first| !control.contains(first)) && !head.contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: Language, text: &str, expected: &[(usize, usize)]) {
        let found: Vec<_> = functions(text, language).iter().map(|f| (f.line, f.lines)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn rust_functions_are_counted_in_lines_of_code() {
        check(
            Language::Rust,
            "struct A { b: u8 }\n\n/// Doc {\npub fn a(x: [u8; 2]) -> u8 {\n    // why\n\n    1\n}\n",
            &[(4, 3)],
        );
        check(Language::Rust, "impl A {\n    fn b(&self) { if x { y } }\n    const C: fn(u8) = d;\n}", &[(2, 1)]);
    }

    #[test]
    fn script_functions_methods_and_callbacks_are_counted_and_wrappers_are_not() {
        check(Language::Script, "function f({ a, b }) {\n  if (a) {\n    b();\n  }\n}", &[(1, 5)]);
        check(Language::Script, "class A {\n  async b(c: D): Promise<E> {\n    return 1;\n  }\n}", &[(2, 3)]);
        check(Language::Script, "test('x', async ({ page }) => {\n  page.go({ a: 1 });\n});", &[(1, 3)]);
        check(Language::Script, "describe('x', () => {\n  const f = () => {\n  };\n});", &[(2, 2)]);
        check(Language::Script, "const f = () => {\n  const g = () => {\n    1;\n  };\n  g();\n};", &[(2, 3), (1, 3)]);
        check(Language::Script, "(async () => {\n  a();\n})();", &[]);
    }
}
