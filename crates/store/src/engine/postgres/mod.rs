//! PostgreSQL: a pool for transactions and readers for questions.

mod readers;

use std::time::Duration;

use sqlx::{
    Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use tokio::time::timeout;

use super::PoolSize;
use readers::Readers;

/// How long a request waits for a connection before it is told that there is none.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection that has rested longer than this is asked whether it still lives before it is lent out.
const RESTED: Duration = Duration::from_secs(2);

/// A question that takes longer is given up by the server: nobody waits for its answer any more, and others wait for its processor.
const LONGEST_QUESTION: Duration = Duration::from_secs(60);

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 200;

#[derive(Clone)]
pub struct PostgresDb {
    pub(super) options: PgConnectOptions,
    pub(super) pool: PgPool,
    pub(super) readers: Readers,
}

/// A connection beside pool and readers, for work that holds one for long.
pub(super) async fn connect_alone(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    timeout(PATIENCE, PgConnection::connect_with(options)).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

impl PostgresDb {
    pub async fn open(url: &str, size: PoolSize) -> Result<Self, sqlx::Error> {
        let options: PgConnectOptions = url.parse()?;
        let options = options.options([("application_name", "changxiao")]).statement_cache_capacity(STATEMENTS);
        let asking = options.clone().options([("statement_timeout", LONGEST_QUESTION.as_millis().to_string())]);
        let readers = Readers::start(&asking, size.postgres_readers);
        let pool = PgPoolOptions::new()
            .max_connections(size.postgres)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .before_acquire(|connection, rest| {
                Box::pin(async move {
                    if rest.idle_for > RESTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options.clone())
            .await?;
        Ok(Self { options, pool, readers })
    }

    pub fn is_quiet(&self) -> bool {
        self.readers.is_idle() && self.pool.num_idle() == self.pool.size() as usize
    }

    pub async fn close(&self) {
        self.readers.close().await;
        self.pool.close().await;
    }
}
