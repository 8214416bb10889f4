//! Threads that each own one connection and take their work from one queue.
//!
//! SQLite answers in microseconds and blocks while it does; a job carries a whole question there and a whole answer back,
//! so that a row costs no journey of its own.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::error::EngineError;

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 200;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

enum Order {
    Do(Job),
    End,
}

#[derive(Clone)]
pub(super) struct Workers {
    queue: mpsc::Sender<Order>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
    /// Jobs that were sent and have not ended.
    busy: Arc<AtomicUsize>,
}

impl Workers {
    pub fn start(name: &str, connections: Vec<Connection>) -> Result<Self, EngineError> {
        let (queue, orders) = mpsc::channel();
        let orders = Arc::new(Mutex::new(orders));
        let mut threads = Vec::new();
        for mut connection in connections {
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            let orders = orders.clone();
            let work = move || {
                loop {
                    // One thread waits in the queue, the others wait for its place.
                    let order = orders.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    match order {
                        Ok(Order::Do(job)) => job(&mut connection),
                        Ok(Order::End) | Err(_) => return,
                    }
                }
            };
            threads.push(thread::Builder::new().name(name.to_owned()).spawn(work).map_err(EngineError::Thread)?);
        }
        Ok(Self { queue, threads: Arc::new(Mutex::new(threads)), busy: Arc::default() })
    }

    /// Runs a job and waits for its answer. A job that was sent runs to its end even if nobody waits any more.
    pub async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, EngineError> {
        let (answer, answered) = oneshot::channel();
        self.send(move |connection| drop(answer.send(job(connection))));
        answered.await.map_err(|_| EngineError::Closed)?.map_err(EngineError::Sqlite)
    }

    /// Sends a job for whose answer nobody waits.
    pub fn send(&self, job: impl FnOnce(&mut Connection) + Send + 'static) {
        let busy = self.busy.clone();
        busy.fetch_add(1, Ordering::Relaxed);
        let job = Box::new(move |connection: &mut Connection| {
            job(connection);
            busy.fetch_sub(1, Ordering::Relaxed);
        });
        if self.queue.send(Order::Do(job)).is_err() {
            // The threads have ended; the answer's sender was dropped with the job.
            self.busy.fetch_sub(1, Ordering::Relaxed);
        }
    }

    pub fn is_idle(&self) -> bool {
        self.busy.load(Ordering::Relaxed) == 0
    }

    /// Ends the threads after what is in the queue, and closes their connections.
    pub async fn close(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for _ in &threads {
            drop(self.queue.send(Order::End));
        }
        let ended = tokio::task::spawn_blocking(move || threads.into_iter().try_for_each(JoinHandle::join));
        if !matches!(ended.await, Ok(Ok(()))) {
            tracing::error!("a database thread ended in a panic");
        }
    }
}
