//! What a screen does with keys that the register sends: half-typed text is kept here, and goes with its prompt.

use super::World;
use till::screen::{Field, Submission};
use till::secret::{Pin, Token};
use till::session::Input;

/// What is half typed, and at which prompt.
#[derive(Default)]
pub struct Typing {
    text: String,
    at: Option<Field>,
}

impl World {
    /// Another prompt begins without what was typed at the one before.
    pub fn shown(&mut self) {
        let at = self.session.screen(self.now).body.field();
        if at != self.typing.at {
            self.typing = Typing { text: String::new(), at };
        }
    }

    /// What the screen does with a key.
    pub fn press(&mut self, key: &str) {
        let field = self.session.screen(self.now).body.field();
        match (key, field) {
            ("clear", _) => self.typing.text.clear(),
            ("enter", Some(field)) => {
                let typed = std::mem::take(&mut self.typing.text);
                let done = match field {
                    Field::Pin(length) if typed.len() == usize::try_from(length).unwrap() => {
                        Pin::new(&typed).map(Submission::Pin)
                    }
                    Field::Code(_) => Token::new(&typed).map(Submission::Code),
                    _ => None,
                };
                match done {
                    Some(done) => self.input(Input::Submit(done)),
                    None => self.typing.text = typed,
                }
            }
            (digit, _) => self.typing.text.push_str(digit),
        }
    }
}
