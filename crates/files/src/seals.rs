//! What is kept of the nightly seals outside of the database: their key, and one line a seal.

use std::{
    io,
    path::{Path, PathBuf},
};

use changxiao_domain::{
    ids::CityId,
    sealing::{Hash, Seal, SealKey, from_hex, hex},
};
use tokio::{fs, io::AsyncWriteExt as _};

use crate::private;

/// The folder with `seal.key`, 32 bytes that only the owner of the process can read, and `seals.log`, to which every seal adds its city,
/// number, day and digest.
#[derive(Clone, Debug)]
pub struct SealBook {
    folder: PathBuf,
}

/// A line of `seals.log`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub city: CityId,
    pub number: i64,
    pub digest: Hash,
}

/// Why the key or the log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SealBookError {
    #[error("{} cannot be read or written: {source}", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{} is damaged: 32 bytes are expected. Put it back from the backup", .0.display())]
    DamagedKey(PathBuf),
    #[error("{} is damaged in line {line}: city, number, day and digest are expected. Put it back from the backup", .path.display())]
    DamagedLog { path: PathBuf, line: usize },
}

impl SealBook {
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Where everything of the kind lies that is kept outside of the database.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn key_path(&self) -> PathBuf {
        self.folder.join("seal.key")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join("seals.log")
    }

    /// `None`: there is none.
    pub async fn key(&self) -> Result<Option<SealKey>, SealBookError> {
        let path = self.key_path();
        match fs::read(&path).await {
            Ok(bytes) => {
                bytes.try_into().map(|secret| Some(SealKey::new(secret))).map_err(|_| SealBookError::DamagedKey(path))
            }
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(SealBookError::File { path, source }),
        }
    }

    /// Keeps a new key and gives it.
    ///
    /// Errors: there is one already; the folder cannot be written.
    pub async fn draw(&self, secret: [u8; 32]) -> Result<SealKey, SealBookError> {
        let path = self.key_path();
        let write = async {
            private::create_folders(&self.folder)?;
            let mut file = fs::File::from_std(private::create_new(&path)?);
            file.write_all(&secret).await?;
            file.sync_all().await
        };
        match write.await {
            Ok(()) => Ok(SealKey::new(secret)),
            Err(source) => Err(SealBookError::File { path, source }),
        }
    }

    /// Adds a line for a seal; it is on disk when this returns.
    pub async fn note(&self, seal: &Seal) -> Result<(), SealBookError> {
        let path = self.log_path();
        let line = format!("{} {} {} {}\n", seal.city, seal.number, seal.day, hex(&seal.digest));
        let write = async {
            let mut file = fs::File::from_std(private::append(&path)?);
            file.write_all(line.as_bytes()).await?;
            file.sync_all().await
        };
        write.await.map_err(|source| SealBookError::File { path, source })
    }

    /// Every line of a city.
    pub async fn noted(&self, city: CityId) -> Result<Vec<Noted>, SealBookError> {
        let path = self.log_path();
        let text = match fs::read_to_string(&path).await {
            Ok(text) => text,
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(SealBookError::File { path, source }),
        };
        let lines = (1..)
            .zip(text.lines())
            .map(|(line, text)| read(text).ok_or_else(|| SealBookError::DamagedLog { path: path.clone(), line }));
        let noted = lines.collect::<Result<Vec<_>, _>>()?;
        Ok(noted.into_iter().filter(|noted| noted.city == city).collect())
    }
}

fn read(line: &str) -> Option<Noted> {
    let [city, number, _, digest]: [&str; 4] = line.split(' ').collect::<Vec<_>>().try_into().ok()?;
    Some(Noted { city: CityId(city.parse().ok()?), number: number.parse().ok()?, digest: from_hex(digest)? })
}

#[cfg(test)]
mod tests {
    use changxiao_domain::{
        sealing::NO_HASH,
        time::{Day, Instant},
    };

    use super::*;

    #[tokio::test]
    async fn a_key_is_drawn_once_and_every_seal_is_noted() {
        let folder = tempfile::tempdir().unwrap();
        let book = SealBook::in_folder(folder.path());
        assert_eq!(book.key().await.unwrap(), None);
        let key = book.draw([4; 32]).await.unwrap();
        assert!(book.draw([5; 32]).await.is_err(), "a key that is there stays");
        assert_eq!(book.key().await.unwrap(), Some(key.clone()));
        for number in [1, 2] {
            let (city, day) = (CityId(3506), Day::constant(2026, 6, 16));
            let (at, model_version, sums) = (Instant(0), 1, Vec::new());
            let seal =
                Seal { city, number, day, at, model_version, key_id: key.id(), prev: NO_HASH, sums, digest: [8; 32] };
            book.note(&seal).await.unwrap();
        }
        let noted = book.noted(CityId(3506)).await.unwrap();
        assert_eq!(
            noted.iter().map(|noted| (noted.number, noted.digest)).collect::<Vec<_>>(),
            [(1, [8; 32]), (2, [8; 32])]
        );
        assert_eq!(book.noted(CityId(1)).await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_is_damaged_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let book = SealBook::in_folder(folder.path());
        std::fs::write(book.key_path(), b"short").unwrap();
        assert!(book.key().await.unwrap_err().to_string().contains("seal.key is damaged: 32 bytes are expected"));
        std::fs::write(book.log_path(), "3506 1 2026-06-16 zz\n").unwrap();
        assert!(book.noted(CityId(3506)).await.unwrap_err().to_string().contains("damaged in line 1"));
    }
}
