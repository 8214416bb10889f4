//! Connections that only answer questions, each with a task of its own that takes whole questions from one queue.
//!
//! A pool asks the server whether a connection still lives before and after every question, which is two journeys for one
//! answer. A reader finds out by asking: when the connection turns out to be gone, it opens another and asks once more,
//! since a question changes nothing.

use std::{
    borrow::Cow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use sqlx::{
    Connection, PgConnection,
    postgres::{PgConnectOptions, PgRow},
};
use tokio::{
    sync::{Mutex as Turn, mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};

use super::connect_alone;
use crate::{
    engine::{Params, postgres_text},
    error::EngineError,
};

/// A statement that failed because the server ended the connection: shut down, crashed, or told to by its keeper.
const CONNECTION_ENDED: [&str; 3] = ["57P01", "57P02", "57P03"];

/// So long the end waits for questions that are still being answered; they change nothing.
const LAST_ANSWER: std::time::Duration = std::time::Duration::from_secs(5);

struct Question {
    text: Cow<'static, str>,
    params: Params,
    /// Planned for these values; else the plan is kept.
    anew: bool,
    answer: oneshot::Sender<Result<Vec<PgRow>, EngineError>>,
}

enum Order {
    Answer(Question),
    End,
}

#[derive(Clone)]
pub struct Readers {
    queue: mpsc::UnboundedSender<Order>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
    /// Questions that were asked and have no answer yet.
    busy: Arc<AtomicUsize>,
}

impl Readers {
    /// Connections are opened when first needed.
    pub fn start(options: &PgConnectOptions, count: u32) -> Self {
        let (queue, orders) = mpsc::unbounded_channel();
        let orders = Arc::new(Turn::new(orders));
        let busy = Arc::new(AtomicUsize::new(0));
        let tasks = (0..count)
            .map(|_| {
                let reader = Reader { options: options.clone(), connection: None, busy: busy.clone() };
                tokio::spawn(reader.work(orders.clone()))
            })
            .collect();
        Self { queue, tasks: Arc::new(Mutex::new(tasks)), busy }
    }

    pub async fn rows(&self, text: Cow<'static, str>, params: Params, anew: bool) -> Result<Vec<PgRow>, EngineError> {
        let (answer, answered) = oneshot::channel();
        self.busy.fetch_add(1, Ordering::Relaxed);
        if self.queue.send(Order::Answer(Question { text, params, anew, answer })).is_err() {
            self.busy.fetch_sub(1, Ordering::Relaxed);
        }
        answered.await.map_err(|_| EngineError::Closed)?
    }

    pub fn is_idle(&self) -> bool {
        self.busy.load(Ordering::Relaxed) == 0
    }

    /// Ends the readers after what is in the queue, and closes their connections.
    pub async fn close(&self) {
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for _ in &tasks {
            drop(self.queue.send(Order::End));
        }
        for mut task in tasks {
            match timeout(LAST_ANSWER, &mut task).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => tracing::error!("a reader of the database ended in a panic"),
                Err(_) => {
                    tracing::warn!("a question to the database took too long and was given up at the end");
                    task.abort();
                }
            }
        }
    }
}

struct Reader {
    options: PgConnectOptions,
    connection: Option<PgConnection>,
    busy: Arc<AtomicUsize>,
}

impl Reader {
    async fn work(mut self, orders: Arc<Turn<mpsc::UnboundedReceiver<Order>>>) {
        loop {
            // One reader waits in the queue, the others wait for its place.
            let order = orders.lock().await.recv().await;
            let Some(Order::Answer(Question { text, params, anew, answer })) = order else { break };
            // Whoever asked may have gone while the question waited.
            if !answer.is_closed() {
                drop(answer.send(self.answer(text, params, anew).await));
            }
            self.busy.fetch_sub(1, Ordering::Relaxed);
        }
        if let Some(connection) = self.connection
            && let Err(problem) = connection.close().await
        {
            tracing::debug!(%problem, "a connection was gone before it was closed");
        }
    }

    async fn answer(&mut self, text: Cow<'static, str>, params: Params, anew: bool) -> Result<Vec<PgRow>, EngineError> {
        let held_before = self.connection.is_some();
        let first = self.ask(text.clone(), params.clone(), anew).await;
        match first {
            Err(EngineError::Postgres(problem)) if ends_connection(&problem) => {
                self.connection = None;
                if !held_before {
                    return Err(problem.into());
                }
                tracing::info!(%problem, "a connection to the database was gone; asking again over a new one");
                self.ask(text, params, anew).await
            }
            answer => answer,
        }
    }

    async fn ask(&mut self, text: Cow<'static, str>, params: Params, anew: bool) -> Result<Vec<PgRow>, EngineError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(connect_alone(&self.options).await?),
        };
        let query = sqlx::query_with(postgres_text(text), params.postgres()?).persistent(!anew);
        Ok(query.fetch_all(connection).await?)
    }
}

fn ends_connection(problem: &sqlx::Error) -> bool {
    match problem {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_) => true,
        sqlx::Error::Database(answer) => answer.code().is_some_and(|code| CONNECTION_ENDED.contains(&code.as_ref())),
        _ => false,
    }
}
