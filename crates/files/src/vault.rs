//! Secrets that the program itself has to read again, such as that of a second factor: sealed with a key that lies outside of the
//! database, so that whoever reads the database or a backup of it reads none of them.

use std::{
    io,
    path::{Path, PathBuf},
};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use tokio::{fs, io::AsyncWriteExt as _};

use crate::private;

/// The form of what is sealed; its first byte.
const FORM: u8 = 1;
/// Bytes of a key's name.
const NAME: usize = 8;

/// The folder with `vault.key`, 32 bytes that only the owner of the process can read.
#[derive(Clone, Debug)]
pub struct Vault {
    folder: PathBuf,
}

/// The key. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct VaultKey([u8; 32]);

impl std::fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VaultKey")
    }
}

/// Why the key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("{} cannot be read or written: {source}", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{} is damaged: 32 bytes are expected. Put it back from where you keep it", .0.display())]
    Damaged(PathBuf),
}

/// Why something sealed does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    #[error("it was sealed with another key")]
    OtherKey,
    #[error("it was changed, or belongs to something else")]
    Changed,
}

impl Vault {
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub fn key_path(&self) -> PathBuf {
        self.folder.join("vault.key")
    }

    /// `None`: there is none.
    ///
    /// # Errors
    /// The file cannot be read or has another length.
    pub async fn key(&self) -> Result<Option<VaultKey>, VaultError> {
        let path = self.key_path();
        match fs::read(&path).await {
            Ok(bytes) => bytes.try_into().map(|secret| Some(VaultKey(secret))).map_err(|_| VaultError::Damaged(path)),
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(VaultError::File { path, source }),
        }
    }

    /// The key that is there; where there is none, `secret` is kept as one. Two processes that begin at once get the same.
    ///
    /// # Errors
    /// As [`Self::key`]; the folder cannot be written.
    pub async fn key_or_draw(&self, secret: [u8; 32]) -> Result<VaultKey, VaultError> {
        if let Some(key) = self.key().await? {
            return Ok(key);
        }
        let path = self.key_path();
        let failed = |source| VaultError::File { path: path.clone(), source };
        // Written whole under a name of its own and then put in its place, so that nobody reads half a key.
        let drawn = self.folder.join(format!("vault.key.{}", std::process::id()));
        let write = async {
            private::create_folders(&self.folder)?;
            private::write(&drawn, &[])?;
            let mut file = fs::OpenOptions::new().write(true).open(&drawn).await?;
            file.write_all(&secret).await?;
            file.sync_all().await
        };
        write.await.map_err(failed)?;
        let placed = fs::hard_link(&drawn, &path).await;
        fs::remove_file(&drawn).await.map_err(failed)?;
        match placed {
            Ok(()) => Ok(VaultKey(secret)),
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {
                self.key().await?.ok_or(VaultError::Damaged(path))
            }
            Err(source) => Err(failed(source)),
        }
    }
}

impl VaultKey {
    /// Tells one key from another without giving it away.
    fn name(&self) -> [u8; NAME] {
        let whole = Sha256::new_with_prefix(b"changxiao vault key 1").chain_update(self.0).finalize();
        std::array::from_fn(|place| whole[place])
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.0);
        LessSafeKey::new(key.unwrap_or_else(|_| unreachable!("the key has the length that the cipher takes")))
    }

    /// `plain` as the database may have it: form, name of the key, nonce, ciphertext, tag (ChaCha20-Poly1305, RFC 8439). `of` is what it
    /// belongs to: it opens for nothing else. The nonce is drawn at random and used once.
    pub fn seal(&self, of: &[u8], nonce: [u8; NONCE_LEN], plain: &[u8]) -> Vec<u8> {
        let mut text = plain.to_vec();
        let sealed =
            self.cipher().seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(of), &mut text);
        sealed.unwrap_or_else(|_| unreachable!("what is sealed here is shorter than 64 gigabytes"));
        [&[FORM][..], &self.name(), &nonce, &text].concat()
    }

    /// # Errors
    /// It was sealed with another key, for something else, or changed since.
    pub fn open(&self, of: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
        let Some((&[FORM], rest)) = sealed.split_first_chunk::<1>() else { return Err(Unopened::Changed) };
        let (name, rest) = rest.split_first_chunk::<NAME>().ok_or(Unopened::Changed)?;
        if *name != self.name() {
            return Err(Unopened::OtherKey);
        }
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(Unopened::Changed)?;
        let mut text = text.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = self.cipher().open_in_place(nonce, Aad::from(of), &mut text).map_err(|_| Unopened::Changed)?;
        Ok(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_is_drawn_once_and_what_it_seals_opens_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::in_folder(&folder.path().join("data"));
        assert_eq!(vault.key().await.unwrap(), None);
        let key = vault.key_or_draw([4; 32]).await.unwrap();
        assert_eq!(vault.key_or_draw([5; 32]).await.unwrap(), key, "a key that is there stays");
        assert!(!private::is_open_to_others(&vault.key_path()));
        assert_eq!(std::fs::read_dir(folder.path().join("data")).unwrap().count(), 1, "nothing else is left behind");

        let sealed = key.seal(b"person 1", [7; 12], b"a secret of twenty b");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(key.open(b"person 1", &sealed), Ok(b"a secret of twenty b".to_vec()));
        assert_eq!(key.open(b"person 2", &sealed), Err(Unopened::Changed), "it belongs to somebody else");
        assert_eq!(VaultKey([5; 32]).open(b"person 1", &sealed), Err(Unopened::OtherKey));
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(key.open(b"person 1", &changed).is_err(), "byte {place}");
            assert!(key.open(b"person 1", &sealed[..place]).is_err(), "cut at {place}");
        }
    }

    #[tokio::test]
    async fn a_damaged_key_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::in_folder(folder.path());
        std::fs::write(vault.key_path(), b"short").unwrap();
        for refused in [vault.key().await.map(drop), vault.key_or_draw([1; 32]).await.map(drop)] {
            assert!(refused.unwrap_err().to_string().contains("vault.key is damaged: 32 bytes are expected"));
        }
    }
}
