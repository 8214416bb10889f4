//! What is refused, and how it is said.

use changxiao_app::AppError;
use changxiao_domain::trace::TraceKind;
use changxiao_store::access;
use changxiao_testkit::{CITY, on_both_engines};
use serde_json::json;

use super::program::Program;

#[tokio::test(flavor = "multi_thread")]
async fn strangers_get_problem_details() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let stranger = world.stranger()?;
        for token in ["", "cx.3506.AAAA", "nonsense"] {
            let answer = stranger.api("GET", "/api/v1/cases", token, None).await?.expect(401)?;
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
            let problem = answer.json()?;
            assert_eq!((&problem["number"], &problem["status"]), (&json!("E-1001"), &json!(401)));
        }
        stranger.api("GET", "/api/v1/nothing", "", None).await?.expect(404)?.says("E-1201")?;
        // A cookie opens the interface for reading, never for a change: no foreign page can make a browser send a token.
        let browser = world.sign_in("office").await?;
        browser.get("/api/v1/cases").await?.expect(200)?;
        browser.api("POST", "/api/v1/cases", "", Some(&json!({}))).await?.expect(401)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_only_what_it_is_for() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let new = json!({ "category": "E0104", "site": 1 });
        let reader = Program::of(world, "office", &["read"]).await?;
        let refused = reader.post("/cases", &new).await?.expect(403)?.json()?;
        assert_eq!((&refused["number"], &refused["code"]), (&json!("E-1101"), &json!("not_permitted")));
        let reporter = Program::of(world, "office", &["report"]).await?;
        let made = reporter.post("/cases", &new).await?.expect(201)?.json()?;
        let number = made["number"].as_str().unwrap_or_default();
        reporter.get("/cases").await?.expect(403)?;
        reporter.post(&format!("/cases/{number}/filing"), &json!({})).await?.expect(403)?;
        // A scope is no permission: the inspector's post files nothing, whatever the token says.
        let inspector = Program::of(world, "inspector", &["read", "handle"]).await?;
        inspector.post(&format!("/cases/{number}/filing"), &json!({})).await?.expect(403)?;
        world.web.tracer().flush().await;
        let traced =
            access::count(&world.fresh.db, CITY, TraceKind::Refused, "POST /api/v1/cases/{number}/filing").await?;
        assert_eq!(traced, 2);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_wrong_is_told_where() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = Program::of(world, "inspector", &["report", "inspect"]).await?;
        let cases = [
            ("/cases", r#"{"category":"E0104","site":1,"colour":"red"}"#, "colour"),
            ("/cases", r#"{"site":1}"#, "category"),
            ("/cases", r#"{"category":"E0104","site":"one"}"#, "site"),
            ("/cases", r#"{"category":"E0104","position":{"longitude":117.6,"lat":24.5}}"#, "position.lat"),
            (
                "/cases",
                r#"{"category":"E0104","division":"350602003","position":{"longitude":24.5,"latitude":117.6}}"#,
                "position",
            ),
            ("/cases", "{\"category\":\n  E0104}", "category"),
            ("/cases", r#"{"category":"E0104","site":1} more"#, "body"),
            ("/cases", r#"{"category":"E9999","site":1}"#, "category"),
            ("/cases", r#"{"category":"E0104"}"#, "division"),
            (
                "/inspections",
                r#"{"site":1,"results":[{"item":"zgd-01","answer":"met"},{"item":"zgd-02","answer":"yes"}]}"#,
                "results[1].answer",
            ),
            ("/inspections", r#"{"site":1,"results":[{"item":"zgd-01"}]}"#, "results[0].answer"),
        ];
        for (path, text, field) in cases {
            let problem = program.send(path, text, Some("wrong-document-1")).await?.expect(422)?.json()?;
            assert_eq!(problem["number"], "E-1202", "{text}");
            assert_eq!(problem["fields"][0]["field"], field, "{text}: {problem}");
        }
        let broken = program.send("/cases", "{\"category\":\n  E0104}", None).await?.text();
        assert!(broken.contains("第 2 行第 3 列"), "{broken}");
        let large = format!(r#"{{"category":"E0104","text":"{}"}}"#, "长".repeat(700_000));
        program.send("/cases", &large, None).await?.expect(413)?.says("E-1205")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_photo_leaves_no_case() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = Program::of(world, "inspector", &["report", "read"]).await?;
        let new = json!({ "category": "E0104", "site": 1 });
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
        program.upload("/cases", &new, &[("photo", heic)], None).await?.expect(422)?.says("E-1401")?;
        program.upload("/cases", &new, &[("picture", changxiao_testkit::photo(1))], None).await?.expect(422)?;
        let ten: Vec<_> = (0..10).map(|seed| ("photo", changxiao_testkit::photo(seed))).collect();
        program.upload("/cases", &new, &ten, None).await?.expect(422)?;
        assert_eq!(program.read("/cases").await?["cases"], json!([]));
        Ok(())
    })
    .await
}

/// `docs/problems.md` says of every number what it means, with the status and the sentence that the product gives.
#[test]
fn the_list_of_problems_is_complete() {
    let page = include_str!("../../../../../docs/problems.md");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| E-"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let numbers: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(numbers, sorted, "each number once, in order");
    for (number, status, code) in known() {
        let row = rows.iter().find(|row| row[0] == number);
        assert!(
            row.is_some_and(|row| row[1] == status && (row[2] == code || row[2].starts_with("see "))),
            "{number} {status} {code}: {row:?}"
        );
    }
    // The source of the numbers names some that take a broken database to see.
    let source =
        concat!(include_str!("../../../../app/src/error.rs"), include_str!("../../../../app/src/error/procedures.rs"));
    let given: std::collections::BTreeSet<&str> =
        source.match_indices("\"E-").filter_map(|(at, _)| source.get(at + 1..at + 7)).collect();
    assert_eq!(numbers, given.into_iter().collect::<Vec<_>>());
}

fn known() -> Vec<(&'static str, String, &'static str)> {
    use changxiao_domain::{
        cases::Refusal,
        ids::PostId,
        inspections::VisitRefused,
        orgs::{Permission, WeakPassword},
    };
    use changxiao_files::photos::PhotoError;
    use changxiao_store::StoreError;
    let all = [
        AppError::SignInRequired,
        AppError::SignInFailed,
        AppError::Closed,
        AppError::PasswordChangeRequired,
        AppError::SecondFactorRequired,
        AppError::DirectoryRequired,
        AppError::Directory(changxiao_domain::orgs::DirectoryRefusal::NotBegun),
        AppError::WeakPassword(WeakPassword(Vec::new())),
        AppError::Csrf,
        AppError::OtherPost { shown_for: PostId(uuid::Uuid::nil()), written: Vec::new() },
        AppError::NotPermitted(Permission::ReadCases),
        AppError::OutOfScope,
        AppError::NotFound("case"),
        AppError::Invalid(Vec::new()),
        AppError::Conflict,
        AppError::KeyReused,
        AppError::TooLarge,
        AppError::TooSlow,
        AppError::NoCityHere,
        AppError::Case(Refusal::NotChecked),
        AppError::Visit(VisitRefused(Vec::new())),
        changxiao_domain::whistles::Refusal::NotAStreet.into(),
        changxiao_domain::consultations::Refusal::Participants.into(),
        AppError::Photo(PhotoError::Empty),
        AppError::Import(Box::default()),
        AppError::Busy,
        AppError::DatabaseAway(StoreError::Conflict),
        AppError::DiskFull(String::new().into()),
        AppError::Broken(String::new()),
    ];
    all.iter().map(|one| (one.number(), one.status().to_string(), one.code())).collect()
}
