//! A shelf in a local folder, and the temporary files beside it.
//!
//! A file becomes visible only whole: it is written under a temporary name on the same file system, its bytes are
//! forced to the disk, it is renamed, and the folder that now names it is forced to the disk. Only then does a call
//! return, so that no reply leaves before the bytes are safe from a power cut.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use changxiao_domain::time::Instant;

use super::{ContentHash, OnShelf};
use crate::private;

/// Where a removal holds what it looks at once more.
const LEAVING: &str = "leaving";

/// A folder in which whole files lie under their names, in up to 256 folders a section.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    /// Folders of which the disk knows. Each is made with the first file in it: a store that holds little begins at once.
    known: Mutex<HashSet<PathBuf>>,
}

impl Folder {
    /// Opens the folder and makes the sections that are missing in it.
    pub fn open(root: &Path, sections: &[&str]) -> io::Result<Self> {
        let mut known = HashSet::new();
        for section in sections {
            let section = root.join(section);
            private::create_folders(&section)?;
            for folder in fs::read_dir(&section)? {
                known.insert(folder?.path());
            }
            sync_folder(&section)?;
        }
        private::create_folders(&root.join(LEAVING))?;
        sync_folder(root)?;
        Ok(Self { root: root.to_owned(), known: Mutex::new(known) })
    }

    /// Makes a folder in a section and forces the section to the disk, unless that was done before. Of two who want it at once neither
    /// goes on before the disk knows of it.
    fn make_known(&self, folder: &Path) -> io::Result<()> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains(folder) && folder.is_dir() {
            return Ok(());
        }
        private::create_folders(folder)?;
        sync_folder(folder.parent().unwrap_or(&self.root))?;
        known().insert(folder.to_owned());
        Ok(())
    }

    /// The length in bytes, or `None` when there is no such file.
    pub fn length(&self, name: &str) -> io::Result<Option<u64>> {
        match fs::metadata(self.root.join(name)) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn open_file(&self, name: &str) -> io::Result<Option<File>> {
        match File::open(self.root.join(name)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Gives a finished temporary file its name, and gives the moment at which it was written. `None` when a file of the same name
    /// and length was there; it is then kept and touched, and its folder is forced to the disk all the same: another upload may have
    /// renamed it a moment ago.
    pub fn place(&self, temporary: TemporaryFile, name: &str) -> io::Result<Option<SystemTime>> {
        let target = self.root.join(name);
        let folder = target.parent().unwrap_or(&self.root);
        let length = temporary.file.metadata()?.len();
        if self.length(name)? == Some(length) && self.touch(name)? {
            sync_folder(folder)?;
            return Ok(None);
        }
        self.make_known(folder)?;
        temporary.file.sync_all()?;
        let written = temporary.file.metadata()?.modified()?;
        fs::rename(&temporary.path, &target)?;
        temporary.forget();
        sync_folder(folder)?;
        Ok(Some(written))
    }

    /// Says that the file is wanted now. False: it is gone, or belongs to somebody else and had better be written anew.
    #[allow(clippy::disallowed_methods, reason = "the file system's clock, against which its times are compared")]
    fn touch(&self, name: &str) -> io::Result<bool> {
        let Some(file) = self.open_file(name)? else { return Ok(false) };
        match file.set_modified(SystemTime::now()) {
            // Who moved it aside before the touch sees the touch; who did it after finds us looking for it in vain.
            Ok(()) => Ok(self.length(name)?.is_some()),
            Err(problem) if problem.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    /// The originals whose names begin with this byte.
    pub fn list(&self, first: u8) -> io::Result<Vec<OnShelf>> {
        let mut found = Vec::new();
        let folder = format!("{first:02x}");
        let entries = match fs::read_dir(self.root.join("originals").join(&folder)) {
            // Nothing has come into it yet.
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => return Ok(found),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = format!("{folder}{}", entry.file_name().to_string_lossy());
            // What somebody else has put there is nobody's photo.
            let Ok(hash) = name.parse::<ContentHash>() else { continue };
            let Ok(metadata) = entry.metadata() else { continue };
            found.push(OnShelf { hash, size: metadata.len(), written: metadata.modified()? });
        }
        Ok(found)
    }

    /// Removes a file that was last written at this moment. False: it is gone, or was touched since, and stays.
    pub fn take_away(&self, name: &str, written: SystemTime) -> io::Result<bool> {
        let (place, aside) = (self.root.join(name), self.aside(name));
        match fs::rename(&place, &aside) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => return Ok(false),
            moved => moved?,
        }
        if fs::metadata(&aside)?.modified()? != written {
            fs::rename(&aside, &place)?;
            sync_folder(place.parent().unwrap_or(&self.root))?;
            return Ok(false);
        }
        fs::remove_file(&aside)?;
        Ok(true)
    }

    pub fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.root.join(name)) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Puts back what a removal that was cut off had moved aside.
    pub fn settle_removals(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.root.join(LEAVING))? {
            let entry = entry?;
            let Ok(hash) = entry.file_name().to_string_lossy().parse::<ContentHash>() else { continue };
            fs::rename(entry.path(), self.root.join("originals").join(hash.shelf_name()))?;
        }
        Ok(())
    }

    /// `originals/ab/cdef…` is held as `leaving/abcdef…`.
    fn aside(&self, name: &str) -> PathBuf {
        self.root.join(LEAVING).join(name.trim_start_matches("originals/").replace('/', ""))
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folder of what is not finished.
#[derive(Debug)]
pub(super) struct Incoming {
    folder: PathBuf,
    next: AtomicU64,
}

impl Incoming {
    pub fn open(root: &Path) -> io::Result<Self> {
        let folder = root.join("incoming");
        private::create_folders(&folder)?;
        Ok(Self { folder, next: AtomicU64::new(0) })
    }

    /// A new empty file that vanishes with its handle unless it is given a name.
    pub fn create(&self) -> io::Result<TemporaryFile> {
        loop {
            // A process number may come back after a restart, hence `create_new`: a name in use is stepped over.
            let name = format!("{}-{}.part", std::process::id(), self.next.fetch_add(1, Ordering::Relaxed));
            let path = self.folder.join(name);
            match private::create_new(&path) {
                Ok(file) => return Ok(TemporaryFile { file, path }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Removes what was last written before `older_than` and gives the number of files removed.
    pub fn sweep(&self, older_than: Instant) -> io::Result<u64> {
        let limit = UNIX_EPOCH + Duration::from_micros(u64::try_from(older_than.micros()).unwrap_or(0));
        let mut removed = 0;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            // An upload may finish and take its file away between the listing and the look at it.
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_file() && metadata.modified()? < limit && fs::remove_file(entry.path()).is_ok() {
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// A file in the folder of what is not finished; dropping it removes it.
#[derive(Debug)]
pub(super) struct TemporaryFile {
    file: File,
    path: PathBuf,
}

impl TemporaryFile {
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// All that was written, read back.
    pub fn content(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path)
    }

    /// To read what was written, at any place.
    pub fn reader(&self) -> io::Result<io::BufReader<File>> {
        Ok(io::BufReader::new(File::open(&self.path)?))
    }

    /// After the rename there is nothing to remove; closing the file is all that is left.
    fn forget(mut self) {
        self.path = PathBuf::new();
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty()
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "a temporary file could not be removed; the sweep will");
        }
    }
}
