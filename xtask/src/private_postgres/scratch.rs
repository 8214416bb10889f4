//! Where stories write: thousands of small databases, indexes and photos that nobody will ask for.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::cluster::Disk;
use crate::machine::program::answer_of;

/// A folder in memory that Linux has everywhere, if not always a large one.
const MEMORY: &str = "/dev/shm";
const NAME: &str = "changxiao-tests-";
/// What a whole run of the tests needs at most at one time, with room to spare, in KiB; and what has to be left to compilers and browsers.
const FOLDER_NEEDS: u64 = 6 << 20;
const REST_NEEDS: u64 = 6 << 20;

/// The temporary folder of a run.
pub enum Scratch {
    /// The one of the machine.
    Usual,
    /// One in memory, of this run alone: a story takes half the time there, because making a file costs next to nothing.
    InMemory(PathBuf),
}

impl Scratch {
    /// In memory where nothing is measured, there is room, and nobody named another folder (`TMPDIR`).
    pub fn choose(disk: Disk) -> Self {
        if disk == Disk::Waited || std::env::var_os("TMPDIR").is_some() || !has_room() {
            return Self::Usual;
        }
        let folder = Path::new(MEMORY).join(format!("{NAME}{}", std::process::id()));
        // PostgreSQL runs as another account where we are root: it goes through, and sees its own folder alone.
        match fs::DirBuilder::new().mode(0o711).create(&folder) {
            Ok(()) => Self::InMemory(folder),
            Err(_) => Self::Usual,
        }
    }

    /// What tells a program to write there.
    pub fn variables(&self) -> Option<(&'static str, &Path)> {
        match self {
            Self::Usual => None,
            Self::InMemory(folder) => Some(("TMPDIR", folder)),
        }
    }
}

/// Removed by the keeper when the server has stopped, however the command ended.
pub struct Kept(Option<PathBuf>);

impl Kept {
    /// The folder that the keeper was started with.
    pub fn of(disk: Disk) -> Self {
        let ours = |folder: &PathBuf| folder.starts_with(MEMORY) && folder.file_name().is_some_and(is_ours);
        Self(std::env::var_os("TMPDIR").map(PathBuf::from).filter(ours).filter(|_| disk == Disk::Remembered))
    }
}

fn is_ours(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with(NAME)
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(folder) = &self.0
            && let Err(problem) = fs::remove_dir_all(folder)
        {
            eprintln!("{} could not be removed: {problem}", folder.display());
        }
    }
}

fn has_room() -> bool {
    let kind = answer_of("stat", &["-f", "-c", "%T", MEMORY]);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    kind.as_deref() == Some("tmpfs")
        && available(&answer_of("df", &["-k", "--output=avail", MEMORY]).unwrap_or_default()) >= FOLDER_NEEDS
        && memory_left(&memory) >= FOLDER_NEEDS + REST_NEEDS
}

/// The number below the title.
fn available(answer: &str) -> u64 {
    answer.lines().nth(1).and_then(|line| line.trim().parse().ok()).unwrap_or(0)
}

fn memory_left(meminfo: &str) -> u64 {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Scratch, available, memory_left};
    use crate::private_postgres::cluster::Disk;

    #[test]
    fn what_the_machine_says_is_read() {
        assert_eq!(available("Avail\n24683652"), 24_683_652);
        assert_eq!(memory_left("MemTotal:       24683652 kB\nMemAvailable:   22868700 kB\n"), 22_868_700);
        assert_eq!((available("df: not here"), memory_left("")), (0, 0), "what is not said is no room");
    }

    #[test]
    fn what_is_measured_is_on_the_disk() {
        assert!(Scratch::choose(Disk::Waited).variables().is_none());
    }
}
