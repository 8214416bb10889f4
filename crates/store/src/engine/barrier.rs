//! One wait for the disk that serves everyone who waits at the same time.
//!
//! SQLite with `synchronous=NORMAL` writes a commit to its log without waiting for the disk. Each writer then comes here and
//! answers only after an fdatasync of the log that began after its commit. While one fdatasync runs, the next
//! batch gathers, so eight writers need about as many of them as one. The promise to the client is the same as with
//! `synchronous=FULL`; the price is a fraction.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use crate::error::StoreError;

/// What the barrier waits for. Tests put their own here.
pub trait Disk: Send + 'static {
    /// Returns when everything written before the call is on the disk.
    fn sync(&mut self) -> io::Result<()>;

    /// Whether what is written still lies where the next start looks for it. Asked after every sync, and each second besides.
    ///
    /// Errors: it was moved, removed or replaced.
    fn is_in_place(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The write-ahead log of an SQLite file, and the file beside it.
pub struct WalFile {
    log: File,
    /// Where each lies, and which file that was when it was opened.
    places: [(PathBuf, FileId); 2],
}

impl WalFile {
    pub fn open(database: &Path) -> io::Result<Self> {
        let name = log_of(database);
        let log = File::open(&name)?;
        // The log's name must survive a crash as well as its content.
        if let Some(folder) = database.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            File::open(folder)?.sync_all()?;
        }
        let places = [(database.to_owned(), FileId::at(database)?), (name, FileId::of(&log.metadata()?))];
        Ok(Self { log, places })
    }
}

/// The write-ahead log beside a database file.
pub fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Which file it is, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileId {
    device: u64,
    file: u64,
}

impl FileId {
    fn at(path: &Path) -> io::Result<Self> {
        std::fs::metadata(path).map(|facts| Self::of(&facts))
    }

    #[cfg(unix)]
    fn of(facts: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: facts.dev(), file: facts.ino() }
    }

    /// Elsewhere a file that is open cannot be moved away.
    #[cfg(not(unix))]
    fn of(_: &std::fs::Metadata) -> Self {
        Self { device: 0, file: 0 }
    }
}

impl Disk for WalFile {
    fn sync(&mut self) -> io::Result<()> {
        self.log.sync_data()
    }

    fn is_in_place(&mut self) -> io::Result<()> {
        for (path, was) in &self.places {
            let what = match FileId::at(path) {
                Ok(is) if is == *was => continue,
                Ok(_) => "is another file than the one that is open",
                Err(problem) if problem.kind() == io::ErrorKind::NotFound => "is not there any more",
                Err(problem) => return Err(problem),
            };
            return Err(io::Error::other(format!(
                "{} {what}: somebody moved, removed or replaced it while the server runs. Stop the server, put the file back, start \
                 again; do not begin with a new file",
                path.display()
            )));
        }
        Ok(())
    }
}

/// For the benchmark's ceiling, where the engine itself waits.
pub(super) struct NoDisk;

impl Disk for NoDisk {
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Default)]
struct Queue {
    asked: u64,
    closed: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
}

/// How often the place of the files is looked at while nobody writes.
const LOOK: Duration = Duration::from_secs(1);

pub struct Barrier {
    shared: Arc<Shared>,
    done: watch::Receiver<Reached>,
}

#[derive(Clone, Debug)]
enum Reached {
    UpTo(u64),
    /// After a failed fdatasync nobody knows what the disk holds, and what goes into a file that was moved away is not found by the next
    /// start; so nothing is acknowledged any more until a restart.
    Failed(String),
}

impl Barrier {
    /// `lost` is called once, when the files are not in their place any more.
    pub fn start(mut disk: Box<dyn Disk>, lost: impl FnOnce() + Send + 'static) -> Self {
        let shared = Arc::new(Shared { queue: Mutex::default(), wake: Condvar::new() });
        let (reached, done) = watch::channel(Reached::UpTo(0));
        let worker = shared.clone();
        let run = move || {
            let mut served = 0;
            loop {
                let mut queue = lock(&worker.queue);
                if queue.asked == served && !queue.closed {
                    let woken = worker.wake.wait_timeout(queue, LOOK).unwrap_or_else(PoisonError::into_inner);
                    queue = woken.0;
                }
                if queue.asked == served && queue.closed {
                    return;
                }
                let target = queue.asked;
                drop(queue);
                if target > served
                    && let Err(problem) = disk.sync()
                {
                    tracing::error!(%problem, "the disk refused to keep what was written; nothing more is acknowledged");
                    reached.send_replace(Reached::Failed(problem.to_string()));
                    return;
                }
                if let Err(problem) = disk.is_in_place() {
                    tracing::error!(%problem, "nothing more is acknowledged");
                    reached.send_replace(Reached::Failed(problem.to_string()));
                    lost();
                    return;
                }
                if target == served {
                    continue;
                }
                served = target;
                reached.send_replace(Reached::UpTo(target));
            }
        };
        if let Err(problem) = std::thread::Builder::new().name("cx-barrier".to_owned()).spawn(run) {
            tracing::error!(%problem, "the thread that waits for the disk could not start");
        }
        Self { shared, done }
    }

    /// Returns when everything that was committed before this call is on disk.
    ///
    /// Errors: the disk refused once; nothing is acknowledged any more until a restart.
    pub async fn wait(&self) -> Result<(), StoreError> {
        let mine = {
            let mut queue = lock(&self.shared.queue);
            queue.asked += 1;
            self.shared.wake.notify_one();
            queue.asked
        };
        let mut done = self.done.clone();
        let failed = |why: &str| StoreError::Durability(io::Error::other(why.to_owned()));
        let reached = done
            .wait_for(|reached| match reached {
                Reached::UpTo(number) => *number >= mine,
                Reached::Failed(_) => true,
            })
            .await
            .map_err(|_| failed("the thread that waits for the disk has ended"))?;
        match &*reached {
            Reached::UpTo(_) => Ok(()),
            Reached::Failed(why) => Err(failed(why)),
        }
    }
}

impl Drop for Barrier {
    fn drop(&mut self) {
        lock(&self.shared.queue).closed = true;
        self.shared.wake.notify_one();
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}
