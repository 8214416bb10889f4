//! A row that nobody can read stops nothing: each text and each row of bytes that jobs walk over is spoiled by hand, one after another,
//! and the day's work is done all the same.

use changxiao_app::{jobs::Worker, notices::preferences};
use changxiao_domain::{jobs::JobKind, notices::Preferences, time::HOUR};
use changxiao_store::{
    engine::{Built, Value},
    jobs as queue, params, seals,
};
use changxiao_testkit::{CITY, World, on_both_engines};

use super::{dispatched, look, urged, worker};
use crate::durability::reports;

/// Tables that jobs walk over, each with the column by which a row is taken. What the reference data of a city is made of is not here:
/// without that there is no city.
const WALKED: [(&str, &str); 15] = [
    ("absences", "absence_id"),
    ("access_log", "entry_id"),
    ("cases", "case_id"),
    ("case_events", "case_id"),
    ("case_search_backlog", "case_id"),
    ("due_steps", "case_id"),
    ("files", "file_hash"),
    ("job_marks", "kind"),
    ("jobs", "job_id"),
    ("notice_preferences", "person_id"),
    ("notices", "notice_id"),
    ("recurrence_cases", "case_id"),
    ("seal_leaves", "key"),
    ("surge_alarms", "alarm_id"),
    ("surge_days", "subject"),
];

fn built(text: String) -> Built {
    Built { name: "test::unreadable", text }
}

/// The columns of a table that hold texts or bytes: name, and what nobody can read there.
async fn columns(world: &World, table: &str) -> anyhow::Result<Vec<(String, Value)>> {
    let ask = match world.fresh.db.engine() {
        changxiao_store::Engine::Sqlite => format!("SELECT name, type FROM pragma_table_info('{table}')"),
        changxiao_store::Engine::Postgres => format!(
            "SELECT column_name::text AS name, data_type::text AS type FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
    };
    let mut all = Vec::new();
    for row in world.fresh.db.rows(built(ask), params![]).await? {
        match row.text("type")?.to_uppercase().as_str() {
            "TEXT" => all.push((row.text("name")?, Value::from("?!nonsense"))),
            "BLOB" | "BYTEA" => all.push((row.text("name")?, Value::from(vec![1_u8, 2, 3]))),
            _ => {}
        }
    }
    anyhow::ensure!(!all.is_empty(), "{table} has no such column");
    Ok(all)
}

/// Puts a value into one row; gives the key of the row and what stood there. `None`: there is no row, or the engine refuses.
async fn spoil(
    world: &World,
    (table, key): (&str, &str),
    column: &str,
    nonsense: Value,
) -> anyhow::Result<Option<(Value, Value)>> {
    let db = &world.fresh.db;
    let ask =
        format!("SELECT {key} AS row_key, {column} AS stood FROM {table} WHERE city_id = $1 ORDER BY {key} LIMIT 1");
    let Some(row) = db.row(built(ask), params![CITY]).await? else { return Ok(None) };
    let (key_of_row, stood) = (row.value("row_key")?, row.value("stood")?);
    let change = format!("UPDATE {table} SET {column} = $3 WHERE city_id = $1 AND {key} = $2");
    let refused = db.execute(built(change), params![CITY, key_of_row.clone(), nonsense]).await.is_err();
    Ok((!refused).then_some((key_of_row, stood)))
}

/// What of a day's work was not done.
async fn left_undone(world: &World) -> anyhow::Result<Vec<String>> {
    let db = &world.fresh.db;
    let model = world.app.model(CITY).await?;
    let (today, is_quiet) = (model.day_of(world.app.now()), model.is_quiet(world.app.now()));
    let mut undone = Vec::new();
    let ask = "SELECT kind, last_error FROM jobs WHERE city_id = $1 AND last_error <> ''".to_owned();
    for row in db.rows(built(ask), params![CITY]).await? {
        undone.push(format!("{}: {}", row.text("kind")?, row.text("last_error")?));
    }
    if !seals::has_day(db, CITY, today).await? {
        undone.push("no seal was laid".to_owned());
    }
    // Nobody is told on a day on which nobody works.
    let told = queue::mark(db, CITY, JobKind::DueStatus).await?.is_some_and(|mark| mark.mark == today.to_string());
    if !told && !is_quiet {
        undone.push("units were not told in the morning".to_owned());
    }
    Ok(undone)
}

async fn a_day(world: &World, worker: &Worker) -> anyhow::Result<()> {
    world.clock.advance(24 * HOUR);
    look(worker).await?;
    look(worker).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_nobody_can_read_stops_no_job() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        for n in 0..3 {
            urged(world, &dispatched(world).await?).await?;
            reports::by_page(&inspector, n).await?.expect(303)?;
        }
        let handler = world.sign_in("handler").await?;
        handler.post("/absences", &[("first", "2026-06-16"), ("last", "2027-06-16")]).await?.expect(303)?;
        preferences::choose(&world.app, &world.actor("handler").await?, Preferences::default()).await?;
        let worker = worker(world);
        a_day(world, &worker).await?;
        assert_eq!(left_undone(world).await?, Vec::<String>::new(), "with nothing spoiled");

        let (mut tried, mut stopped) = (0, Vec::new());
        for (table, key) in WALKED {
            for (column, nonsense) in columns(world, table).await? {
                let Some((of, stood)) = spoil(world, (table, key), &column, nonsense.clone()).await? else { continue };
                tried += 1;
                a_day(world, &worker).await?;
                for what in left_undone(world).await? {
                    stopped.push(format!("{table}.{column}: {what}"));
                }
                let of = if column == key { nonsense } else { of };
                let back = format!("UPDATE {table} SET {column} = $3 WHERE city_id = $1 AND {key} = $2");
                // A row that was put aside is not there any more; where the job has made another in its place, the spoiled one goes.
                if world.fresh.db.execute(built(back), params![CITY, of.clone(), stood]).await.is_err() {
                    let away = format!("DELETE FROM {table} WHERE city_id = $1 AND {key} = $2");
                    world.fresh.db.execute(built(away), params![CITY, of]).await?;
                }
            }
        }
        assert!(tried > 40, "only {tried} columns could be spoiled");
        assert!(stopped.is_empty(), "{tried} columns were spoiled:\n{}", stopped.join("\n"));
        Ok(())
    })
    .await
}
