//! Rows of others: what lies outside of a post's scope is not there, by whatever address it is asked for.

use changxiao_app::people::issue_token::SCOPES;
use changxiao_domain::orgs::{Role, permissions};
use changxiao_web::Access;

use super::{Attack, judge::first_of};
use crate::{
    Browser,
    doors::{all, subject},
    photo,
};

const SCOPE: &str = "rows outside of the scope";
const LISTS: &str = "lists, searches and files outside of the scope";

/// What somebody else has, and its number.
struct Foreign {
    /// How the addresses of the thing begin.
    of: &'static str,
    number: String,
}

impl Attack<'_> {
    /// The handler of a street asks for what another street reported, the department handles, and a neighbour only drafts.
    pub(super) async fn scopes(&mut self) -> anyhow::Result<()> {
        let world = self.world;
        let inspector = world.sign_in("inspector").await?;
        let fields = [("category", "E0301"), ("site", "1"), ("title", "外区问题甲"), ("text", "路面有积存垃圾")];
        let made = inspector.upload("/cases/new", &fields, &[("photos", "a.jpg", photo(7))]).await?.expect(303)?;
        let case = named(made.location(), "/cases/");
        let shown = inspector.get(&format!("/api/v1/cases/{case}")).await?.expect(200)?.json()?;
        let hash = shown["photos"][0]["hash"].as_str().unwrap_or_default().to_owned();
        let street = world.sign_in("street1").await?;
        let bureau = world.city.department.to_string();
        let draft = [
            ("request_key", "attack"),
            ("kind", "emergency"),
            ("title", "外区哨甲"),
            ("text", "居民反映"),
            ("place", "新华西路"),
        ];
        let draft: Vec<_> = draft.into_iter().chain([("unit_0", bureau.as_str()), ("task_0", "查处")]).collect();
        let made = street.post("/whistles/new", &draft).await?.expect(303)?;
        let whistle = named(made.location(), "/whistles/");

        let neighbour = world.sign_in("street2").await?;
        let token = self.token("street2", SCOPES).await?;
        for foreign in [Foreign { of: "/cases", number: case.clone() }, Foreign { of: "/whistles", number: whistle }] {
            self.rows(&neighbour, &token, &foreign, &hash).await?;
        }
        self.lists(&neighbour, &case).await
    }

    async fn rows(&mut self, browser: &Browser, token: &str, foreign: &Foreign, hash: &str) -> anyhow::Result<()> {
        let (pages, api) = (format!("{}/{{number}}", foreign.of), format!("/api/v1{}/{{number}}", foreign.of));
        for route in all() {
            let is_of_it = [&pages, &api].into_iter().any(|begin| {
                route.path.strip_prefix(begin.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            let may = match route.access {
                Access::May(permission) | Access::Api(permission, _) => {
                    permissions(Role::Handler).contains(&permission)
                }
                _ => true,
            };
            if !is_of_it || !may {
                continue;
            }
            let path = route.path.replace("{number}", &foreign.number).replace("{hash}", hash);
            for size in ["small", "full", "original"] {
                let path = path.replace("{size}", size);
                let (method, told) = (route.method.as_str(), format!("{} with {path}", subject(&route)));
                let asked = async {
                    match route.access {
                        Access::Api(..) if method == "GET" => browser.get(&path).await,
                        Access::Api(..) => browser.api(method, &path, token, Some(&serde_json::json!({}))).await,
                        _ if method == "GET" => browser.get(&path).await,
                        _ => browser.post(&path, &[("version", "1"), ("text", "x"), ("reason", "x")]).await,
                    }
                };
                if let Some(answer) = self.answer(SCOPE, &told, asked).await {
                    // A document that is not even read says nothing of the row.
                    let unread = method != "GET" && answer.status == 422 && answer.text().contains("E-1202");
                    let holds = answer.status == 404 || answer.status == 403 || unread;
                    self.tally
                        .judge(SCOPE, holds, || format!("{told}: {} {}", answer.status, first_of(&answer.text())));
                }
                if !route.path.contains("{size}") {
                    break;
                }
            }
        }
        Ok(())
    }

    /// No list, search, map or file names it.
    async fn lists(&mut self, browser: &Browser, number: &str) -> anyhow::Result<()> {
        let asked = [
            "/".to_owned(),
            "/cases?tab=all".to_owned(),
            format!("/cases?tab=all&q={number}"),
            "/cases?tab=all&q=%E5%A4%96%E5%8C%BA%E9%97%AE%E9%A2%98%E7%94%B2".to_owned(),
            "/cases?tab=all&division=350602003".to_owned(),
            "/cases/map.json?tab=all".to_owned(),
            "/cases/export.csv?tab=all".to_owned(),
            "/api/v1/cases".to_owned(),
            format!("/api/v1/cases?q={number}"),
            "/whistles?tab=all".to_owned(),
            "/api/v1/whistles".to_owned(),
            "/api/v1/recurrence".to_owned(),
            "/inspections".to_owned(),
        ];
        for path in asked {
            let Some(answer) = self.answer(LISTS, &path, browser.get(&path)).await else { continue };
            let text = answer.text();
            // What is searched for stands in the field of the search again.
            let is_echoed = path.contains("q=");
            let said = ["外区问题甲", "外区哨甲", number].iter().any(|words| text.contains(words));
            let linked = text.contains(&format!("/cases/{number}")) || text.contains(&format!("\"number\":\"{number}"));
            let names_it = linked || (said && !is_echoed);
            self.tally.judge(LISTS, !names_it, || format!("{path}: {}", first_of(&text)));
        }
        Ok(())
    }
}

/// The number in the address to which a form led.
fn named(location: &str, before: &str) -> String {
    location.trim_start_matches(before).split(['?', '#']).next().unwrap_or_default().to_owned()
}
