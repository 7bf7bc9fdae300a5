//! Seals: what stands for a secret in the books, and with which key it is made.

use super::Page;
use crate::forms::hash;
use till::secret::{Seal, SecretMut, Token};

impl Page {
    /// What stands for a card in the books, for looking into them.
    pub fn seal_of(&self, card: &str, store: bool) -> Option<Seal> {
        let mut token = Token::new(card)?;
        self.key_for(store).map(|key| seal(&key, &SecretMut::Token(&mut token), None))
    }

    /// The key that seals are made with: the device's own, or the store's if it is there.
    pub(super) fn key_for(&self, store: bool) -> Option<String> {
        if !store {
            return Some(self.device_key.clone());
        }
        let mark = self.session.store_key()?;
        self.store_keys.iter().find(|(known, _)| known == mark).map(|(_, key)| key.clone())
    }
}

/// What stands for a keyed hash.
pub(super) fn seal(key: &str, secret: &SecretMut<'_>, token: Option<&Seal>) -> Seal {
    Seal::new(hash(&format!("{key}\u{0}{}", secret.message(token))))
}
