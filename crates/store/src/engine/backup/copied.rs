//! Files of a copy: written so that they survive a power cut, read only as what they were.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::BackupError;

/// A file of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copied {
    /// Its name in the folder of the copy.
    pub name: String,
    pub bytes: u64,
    /// 64 hexadecimal digits.
    pub sha256: String,
}

/// So much is read at once.
const PIECE: usize = 256 * 1024;

impl Copied {
    /// What lies there now, brought onto the disk.
    pub(super) fn of(folder: &Path, name: &str) -> Result<Self, BackupError> {
        let path = folder.join(name);
        let failed = BackupError::file(&path);
        File::open(&path).and_then(|file| file.sync_all()).map_err(&failed)?;
        let (bytes, sha256) = read_through(&path).map_err(failed)?;
        Ok(Self { name: name.to_owned(), bytes, sha256 })
    }

    /// Errors: the file is gone, or its content is another.
    pub(super) async fn check(&self, folder: &Path) -> Result<(), BackupError> {
        let (path, kept) = (folder.join(&self.name), self.clone());
        let failed = BackupError::file(&path);
        let read = tokio::task::spawn_blocking(move || read_through(&path)).await.map_err(io::Error::other);
        let (bytes, sha256) = read.and_then(|read| read).map_err(failed)?;
        if (bytes, &sha256) == (kept.bytes, &kept.sha256) {
            Ok(())
        } else {
            Err(BackupError::Altered { path: folder.join(&self.name).display().to_string() })
        }
    }
}

fn read_through(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((bytes, hex(&hash.finalize()))),
            read => {
                hash.update(&piece[..read]);
                bytes += read as u64;
            }
        }
    }
}

/// A file of a copy on its way; it is hashed while it is written.
pub(super) struct Writing {
    path: PathBuf,
    name: String,
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Writing {
    pub fn begin(folder: &Path, name: &str) -> Result<Self, BackupError> {
        let path = folder.join(name);
        let file = private(&path).map_err(BackupError::file(&path))?;
        let file = BufWriter::with_capacity(PIECE, file);
        Ok(Self { path, name: name.to_owned(), file, hash: Sha256::new(), bytes: 0 })
    }

    pub fn write(&mut self, piece: &[u8]) -> Result<(), BackupError> {
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        self.file.write_all(piece).map_err(BackupError::file(&self.path))
    }

    /// Returns when it is on the disk.
    pub fn end(self) -> Result<Copied, BackupError> {
        let failed = BackupError::file(&self.path);
        let file = self.file.into_inner().map_err(|problem| failed(problem.into_error()))?;
        file.sync_all().map_err(failed)?;
        Ok(Copied { name: self.name, bytes: self.bytes, sha256: hex(&self.hash.finalize()) })
    }
}

/// Writes a file that only its owner may read, and brings it and its name onto the disk. A file that is there is replaced as a whole.
pub fn write_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    let unfinished = PathBuf::from(unfinished);
    let mut file = private(&unfinished)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    sync_folder_of(path)
}

/// Brings a file's name onto the disk.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// A new or emptied file that only its owner may read.
pub(super) fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
