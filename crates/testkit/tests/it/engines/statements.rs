//! Every fixed statement is understood by both engines.

use std::collections::BTreeSet;

use anyhow::Context;
use changxiao_store::doctor::Setting;
use changxiao_testkit::fresh_databases;

#[tokio::test]
async fn every_statement_can_be_prepared() -> anyhow::Result<()> {
    let statements = changxiao_store::statements();
    assert!(statements.len() > 100, "only {} statements were found", statements.len());
    let names: BTreeSet<_> = statements.iter().map(|sql| sql.name).collect();
    assert_eq!(names.len(), statements.len(), "a name stands for one statement");
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let mut refused = Vec::new();
        for sql in &statements {
            if let Err(problem) = fresh.db.prepare(*sql).await {
                refused.push(format!("{}: {:#}", sql.name, anyhow::Error::from(problem)));
            }
        }
        fresh.remove().await?;
        assert!(refused.is_empty(), "{engine} does not understand:\n{}", refused.join("\n"));
    }
    Ok(())
}

/// A statement that an engine cannot understand is refused by `prepare`; otherwise the test above could not fail.
#[tokio::test]
async fn a_wrong_statement_cannot_be_prepared() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let wrong = changxiao_store::engine::Built {
            name: "testkit::wrong",
            text: "SELECT no_such_column FROM cases WHERE city_id = $1".to_owned(),
        };
        let answer = fresh.db.prepare(wrong).await;
        fresh.remove().await?;
        answer.err().with_context(|| format!("{engine} understood a column that is not there"))?;
    }
    Ok(())
}

/// A server in use keeps what it acknowledges, and no question holds a processor for ever. What a PostgreSQL of its own does with its
/// disk is told as it is: the one that tests are given forgets with the machine.
#[tokio::test]
async fn the_engines_keep_what_they_acknowledge_and_give_up_what_takes_too_long() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let findings = changxiao_store::doctor::settings(&fresh.db).await?;
        fresh.remove().await?;
        assert!(!findings.is_empty(), "{engine} was not asked");
        for setting in findings {
            match &setting {
                Setting::PostgresSafety { name: "fsync" | "full_page_writes", value } => {
                    assert_eq!(setting.is_good(), value == "on", "{engine}: {setting:?}");
                }
                _ => assert!(setting.is_good(), "{engine}: {setting:?}"),
            }
        }
    }
    Ok(())
}

/// What happened is added to and never changed or removed, but by the benchmark in the city that it made for itself.
#[test]
fn no_statement_changes_or_removes_what_happened() {
    let kept = ["access_log", "case_events", "whistle_events", "consultation_events", "chronic_events"];
    for sql in changxiao_store::statements().into_iter().filter(|sql| !sql.name.contains("::bench::")) {
        for text in [sql.sqlite, sql.postgres] {
            let words: Vec<&str> = text.split_whitespace().collect();
            let touches = words.windows(3).any(|three| match three {
                ["DELETE", "FROM", table] => kept.contains(table),
                ["UPDATE", table, _] => kept.contains(table),
                _ => false,
            });
            assert!(!touches, "{}", sql.name);
        }
    }
}
