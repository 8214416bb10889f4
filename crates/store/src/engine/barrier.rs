//! One wait for the disk that serves everyone who waits at the same time.
//!
//! SQLite with `synchronous=NORMAL` writes a commit to its log without waiting for the disk. Each writer then comes here and
//! answers only after an fdatasync of the log that began after its commit. While one fdatasync runs, the next
//! batch gathers, so eight writers need about as many of them as one. The promise to the client is the same as with
//! `synchronous=FULL`; the price is a fraction.

use std::{
    fs::File,
    io,
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

use crate::error::StoreError;

/// What the barrier waits for. Tests put their own here.
pub trait Disk: Send + 'static {
    /// Returns when everything written before the call is on the disk.
    fn sync(&mut self) -> io::Result<()>;
}

/// The write-ahead log of an SQLite file.
pub struct WalFile(File);

impl WalFile {
    pub fn open(database: &Path) -> io::Result<Self> {
        let mut name = database.as_os_str().to_owned();
        name.push("-wal");
        let log = File::open(&name)?;
        // The log's name must survive a crash as well as its content.
        if let Some(folder) = database.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            File::open(folder)?.sync_all()?;
        }
        Ok(Self(log))
    }
}

impl Disk for WalFile {
    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
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

pub struct Barrier {
    shared: Arc<Shared>,
    done: watch::Receiver<Reached>,
}

#[derive(Clone, Debug)]
enum Reached {
    UpTo(u64),
    /// After a failed fdatasync nobody knows what the disk holds, so nothing is acknowledged any more until a restart.
    Failed(String),
}

impl Barrier {
    pub fn start(mut disk: Box<dyn Disk>) -> Self {
        let shared = Arc::new(Shared { queue: Mutex::default(), wake: Condvar::new() });
        let (reached, done) = watch::channel(Reached::UpTo(0));
        let worker = shared.clone();
        let run = move || {
            let mut served = 0;
            loop {
                let mut queue = lock(&worker.queue);
                while queue.asked == served && !queue.closed {
                    queue = worker.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
                }
                if queue.asked == served {
                    return;
                }
                let target = queue.asked;
                drop(queue);
                if let Err(problem) = disk.sync() {
                    tracing::error!(%problem, "the disk refused to keep what was written; nothing more is acknowledged");
                    reached.send_replace(Reached::Failed(problem.to_string()));
                    return;
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
