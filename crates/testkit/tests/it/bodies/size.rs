//! How much may come: nobody fills memory or disk, and who is refused leaves nothing behind.

use changxiao_domain::orgs::{Role, permissions};
use changxiao_testkit::{on_both_engines, photo};
use changxiao_web::{Access, Takes};

use super::originals;
use crate::durability::reports;

const SIGN_IN: [(&str, &str); 3] = [("login", "office"), ("password", "x"), ("next", "/")];

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_brings_a_name_and_a_password_and_nothing_else() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let stranger = world.stranger()?;
        let much = "长".repeat(40_000);
        // One field, many fields, many parts: the sum counts.
        stranger.post("/signin", &[("login", &much)]).await?.expect(413)?.says("E-1205")?;
        let many = vec![("a", "b"); 40];
        stranger.post("/signin", &many).await?.expect(413)?;
        stranger.upload("/signin", &many, &[]).await?.expect(413)?;
        let parts = vec![("login", &much[..3_000]); 30];
        stranger.upload("/signin", &parts, &[]).await?.expect(413)?;
        stranger.post("/preferences", &[("back", &much)]).await?.expect(413)?;
        // And no file at all, be it ever so small.
        let refused = stranger.upload("/signin", &SIGN_IN, &[("photos", "a.jpg", vec![1, 2, 3])]).await?;
        refused.expect(422)?.says("这里不收文件")?;
        let photos: Vec<_> = (0..3).map(|seed| ("photos", "a.jpg", photo(seed))).collect();
        let refused = stranger.upload("/signin", &SIGN_IN, &photos).await?;
        assert!([413, 422].contains(&refused.status), "{}", refused.status);
        assert!(originals(world)?.is_empty());
        stranger.post("/signin", &SIGN_IN).await?.expect(401)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fields_of_a_form_are_bounded_together() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let large = "x".repeat(1_000_000);
        let three = [("title", &*large), ("text", &*large), ("place", &*large)];
        inspector.upload("/cases/new", &three, &[]).await?.expect(413)?.says("E-1205")?;
        inspector.post("/cases/new", &three).await?.expect(413)?;
        let many = vec![("co", "1"); 6_000];
        inspector.upload("/cases/new", &many, &[]).await?.expect(413)?;
        inspector.post("/cases/new", &many).await?.expect(413)?;
        reports::by_page(&inspector, 1).await?.expect(303)?;
        Ok(())
    })
    .await
}

/// The addresses are read from the routes themselves. A file is refused before anything is done with the form.
#[tokio::test(flavor = "multi_thread")]
async fn no_address_takes_a_file_that_did_not_say_so() -> anyhow::Result<()> {
    const ROLES: [(&str, Role); 4] = [
        ("office", Role::Office),
        ("inspector", Role::Inspector),
        ("sysadmin", Role::SystemAdmin),
        ("secadmin", Role::SecurityAdmin),
    ];
    on_both_engines(async |world| {
        let (mut tried, drawn) = (0, photo(1));
        for (login, role) in ROLES {
            let browser = world.sign_in(login).await?;
            for route in changxiao_web::all_routes().list() {
                let open = match route.access {
                    Access::Account | Access::SignedIn => true,
                    Access::May(permission) => permissions(role).contains(&permission),
                    Access::Public | Access::Api(..) => false,
                };
                if route.method == "GET" || !open || route.takes != Takes::Fields {
                    continue;
                }
                let path = route.path.replace("{number}", "260616-0001").replace(['{', '}'], "");
                let answer = browser.upload(&path, &[], &[("photos", "a.jpg", drawn.clone())]).await?;
                // An address whose gap cannot be filled so leads nowhere before its form is read.
                assert!([404, 422].contains(&answer.status), "{role} at {path}: {} {}", answer.status, answer.text());
                tried += usize::from(answer.text().contains("这里不收文件"));
                assert!(originals(world)?.is_empty(), "{role} at {path}");
            }
        }
        assert!(tried > 40, "only {tried} addresses were tried");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_waits_for_a_place_and_a_full_line_is_told() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let sheet = || [("file", "节假日.csv", b"date,kind\n2027-01-01,off\n".to_vec())];
        let sheets = world.app.sheets();
        let places = (sheets.enter().await?, sheets.enter().await?);
        let line: Vec<_> = (0..8)
            .map(|_| {
                let sheets = sheets.clone();
                tokio::spawn(async move { sheets.enter().await.map(drop) })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let answer = office.upload("/imports/holidays/preview", &[], &sheet()).await?.expect(503)?.says("E-1901")?;
        assert_eq!(answer.headers["retry-after"], "10");
        drop(places);
        for waiting in line {
            waiting.await??;
        }
        let answer = office.upload("/imports/holidays/preview", &[], &sheet()).await?;
        assert!([200, 422].contains(&answer.status), "{} {}", answer.status, answer.text());
        // Nothing of a sheet stays where sheets lie while they come in.
        assert_eq!(std::fs::read_dir(world.fresh.folder.path().join("photos/incoming"))?.count(), 0);
        Ok(())
    })
    .await
}
