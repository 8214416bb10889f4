//! Signs that nobody sees come through no door: not U+0000, which one engine keeps and the other does not, and not the marks that turn the
//! direction of reading.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use changxiao_domain::text::is_hidden;
use changxiao_store::{StoreError, engine::Built, params};
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::json;

use crate::durability::reports;

/// What is brought, and what is kept of it.
const BROUGHT: &str = "市\u{0}容\u{202e}管\u{200b}护";
const KEPT: &str = "市容管护";

/// Every text of the database that holds an unseen sign: table and column.
async fn texts_with_hidden_signs(world: &World) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let texts = [
        ("cases", "title"),
        ("cases", "description"),
        ("cases", "place"),
        ("units", "name"),
        ("people", "name"),
        ("people", "login"),
        ("case_events", "particulars"),
        ("access_log", "particulars"),
    ];
    for (table, column) in texts {
        let text = format!("SELECT {column} AS told FROM {table}");
        for row in world.fresh.db.rows(Built { name: "test::texts", text }, params![]).await? {
            if row.opt_text("told")?.unwrap_or_default().contains(is_hidden) {
                found.push(format!("{table}.{column}"));
            }
        }
    }
    Ok(found)
}

fn raw_header(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(b"GET /signin HTTP/1.1\r\nHost: x\r\nUser-Agent: a\0b\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn unseen_signs_come_through_no_door() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let inspector = world.sign_in("inspector").await?;
        let token = reports::token(world, "inspector").await?;

        // A stranger's form.
        let stranger = world.stranger()?;
        let tried =
            stranger.post("/signin", &[("login", "in\u{0}spector"), ("password", "x\u{0}"), ("next", "/")]).await?;
        assert!(tried.status < 500, "sign-in: {} {}", tried.status, tried.text());

        // A form, in which line ends stay.
        let text = format!("{BROUGHT}\n第二行");
        let fields = [("category", "E0301"), ("site", "1"), ("title", BROUGHT), ("text", text.as_str())];
        let made = inspector.post("/cases/new", &fields).await?.expect(303)?;
        let page = inspector.get(made.location()).await?.expect(200)?.says(KEPT)?.text();
        assert!(page.contains("第二行") && !page.contains(is_hidden), "the page of the case");

        // JSON, with the signs as they are and as escapes.
        let body = json!({ "category": "E0301", "site": 1, "title": BROUGHT, "text": "一\u{2066}二" });
        let made = inspector.api("POST", "/api/v1/cases", &token, Some(&body)).await?.expect(201)?.json()?;
        let shown = inspector.get(made["href"].as_str().unwrap_or_default()).await?.expect(200)?.json()?;
        assert_eq!((&shown["title"], &shown["text"]), (&json!(KEPT), &json!("一二")), "{shown}");

        // What is looked for.
        let found = office.get("/cases?tab=all&q=%E5%B8%82%00%E5%AE%B9%E2%80%AE%E7%AE%A1").await?.expect(200)?.text();
        assert!(found.contains(KEPT), "a search with unseen signs finds what was kept without them");
        let found = office.get("/api/v1/cases?q=%E5%B8%82%00%E5%AE%B9").await?;
        assert!(found.status < 500, "{}", found.text());

        // A path with such a sign names nothing.
        for path in ["/cases/260616-0001%00", "/units/%E2%80%AEHQ", "/api/v1/cases/260616%00-0001", "/nothing/%00"] {
            assert_eq!(office.get(path).await?.status, 404, "{path}");
        }

        // A header with such a sign is no header: the connection is answered and ended before anything is read.
        let address = world.address;
        let answer = tokio::task::spawn_blocking(move || raw_header(address)).await??;
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");

        // A sheet; one with U+0000 is in no encoding of text, and says so.
        let admin = world.sign_in("sysadmin").await?;
        let preview = async |name: &str| {
            let sheet = format!("代码,名称,类型,上级单位\nHIDDEN,{name},department,OFFICE\n");
            admin.upload("/imports/units/preview", &[], &[("file", "units.csv", sheet.into_bytes())]).await
        };
        preview(BROUGHT).await?.expect(422)?;
        let page = preview(&BROUGHT.replace('\0', "")).await?.expect(200)?.says(KEPT)?.text();
        assert!(!page.contains(is_hidden), "the preview of a sheet");

        assert_eq!(texts_with_hidden_signs(world).await?, Vec::<String>::new());

        // The last guard: what comes past the doors is refused on both engines alike.
        let past = world
            .fresh
            .db
            .rows(
                Built {
                    name: "test::past",
                    text: "SELECT name FROM units WHERE city_id = $1 AND name = $2".to_owned(),
                },
                params![CITY, "a\0b"],
            )
            .await;
        assert!(matches!(past, Err(StoreError::HiddenSign { .. })));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_whose_name_looks_like_anothers_is_told() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let add = async |code: &str, name: &str| {
            let day = world.app.model(CITY).await?.day.to_string();
            let fields = [
                ("code", code),
                ("name", name),
                ("name_en", ""),
                ("kind", "department"),
                ("parent", "OFFICE"),
                ("division", ""),
                ("from", day.as_str()),
            ];
            let made = admin.post("/units", &fields).await?.expect(303)?;
            anyhow::Ok(admin.get(made.location()).await?.expect(200)?.text())
        };
        let first = add("LOOK1", "市数据局A1").await?;
        assert!(!first.contains("看起来一样"), "the first of its name");
        let second = add("LOOK2", "市数据局\u{3000}Ａ\u{200b}1").await?;
        assert!(second.contains("LOOK1") && second.contains("看起来一样"), "{second}");
        Ok(())
    })
    .await
}
