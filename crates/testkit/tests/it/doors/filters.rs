//! A list whose address is not understood shows nothing and says which part is wrong: asked at every address that says what it may be
//! asked for, with a wrong value of each part, and at every list of the interface for programs, as its description has them.

use changxiao_domain::orgs::{Role, permissions};
use changxiao_testkit::{Browser, World, on_both_engines, on_one_engine, walk::forms};
use changxiao_web::{Access, Filter, Route, Value, encode};

use super::{all, concrete, filled, is_api, subject};

const PEOPLE: [(&str, Role); 5] = [
    ("office", Role::Office),
    ("sysadmin", Role::SystemAdmin),
    ("auditor", Role::Auditor),
    ("secadmin", Role::SecurityAdmin),
    ("inspector", Role::Inspector),
];

/// Forms that ask an address without being the filters of a list: a sum that names what it cannot read under each field, the rows that
/// were ticked.
const NO_FILTERS: [&str; 3] = ["/calendar/deadline", "/cases/bulk/dispatch", "/cases/bulk/close"];

/// Parameters of the interface that take any words.
const WORDS: [&str; 1] = ["words"];

/// The first of these people whose post may use the address.
async fn who_may(world: &World, route: &Route) -> anyhow::Result<Browser> {
    let may = |role| match route.access {
        Access::May(permission) | Access::Api(permission, _) => permissions(role).contains(&permission),
        Access::Public | Access::Account | Access::SignedIn => true,
    };
    let login = PEOPLE.iter().find(|(_, role)| may(*role)).map_or("leader", |(login, _)| login);
    world.sign_in(login).await
}

/// Values that the part cannot have; none where any words will do.
fn wrong_values(value: Value) -> &'static [&'static str] {
    match value {
        Value::Words => &[],
        Value::Division => &["999999", "350602999", "nonsense", "-1"],
        Value::Day => &["2026-02-30", "yesterday", "2026-6-1x"],
        Value::Month => &["2026-13", "June"],
        Value::Number(..) => &["-1", "1.5", "one", "99999999999999999999"],
        Value::Unit
        | Value::SiteType
        | Value::Category
        | Value::OneOf(_)
        | Value::Known(_)
        | Value::Without(_)
        | Value::Place(_) => &["nonsense~", "☃"],
    }
}

fn listed() -> impl Iterator<Item = (Route, Vec<Filter>)> {
    all().into_iter().filter_map(|route| {
        let filters = route.filters?.iter().copied().flatten().copied().collect();
        Some((route, filters))
    })
}

async fn refused(browser: &Browser, path: &str, name: &str, value: &str) -> anyhow::Result<()> {
    let encoded = encode(value);
    let answer = browser.get(&format!("{path}?{name}={encoded}")).await?;
    let what = format!("{path}?{name}={value}");
    let text = answer.text();
    assert_eq!(answer.status, 400, "{what}: {text}");
    assert!(
        text.contains("E-1209") && text.contains(&format!("条件“{name}”")),
        "{what} does not name what is wrong: {text}"
    );
    assert!(text.contains(&format!("href=\"{path}\"")), "{what} offers no list without it");
    assert!(!text.contains("<tbody"), "{what} shows rows");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_shows_what_nobody_asked_for() -> anyhow::Result<()> {
    on_one_engine(async |world| {
        let (mut lists, mut tried) = (0, 0);
        for (route, filters) in listed() {
            let browser = who_may(world, &route).await?;
            let path = concrete(&route.path);
            lists += 1;
            refused(&browser, &path, "colour", "red").await?;
            for filter in filters {
                for value in wrong_values(filter.value) {
                    refused(&browser, &path, filter.name, value).await?;
                    tried += 1;
                }
                let empty = browser.get(&format!("{path}?{}=", filter.name)).await?;
                assert_ne!(empty.status, 400, "{path}: an empty field of a form asks for nothing");
            }
        }
        assert!(lists >= 30 && tried >= 200, "only {tried} values were tried at {lists} lists");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_form_asks_for_is_said_beside_the_address_that_it_asks() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let known: Vec<(String, Vec<Filter>)> =
            listed().map(|(route, filters)| (route.path.to_string(), filters)).collect();
        let mut asked = 0;
        for route in all().into_iter().filter(|route| route.method == "GET" && !is_api(route)) {
            if route.path.contains('{') || route.access == Access::Public {
                continue;
            }
            let page = who_may(world, &route).await?.get(&route.path).await?;
            let is_page =
                page.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
            if page.status != 200 || !is_page {
                continue;
            }
            for form in forms(&page.text()).into_iter().filter(|form| !form.is_post) {
                let path = form.action.split(['?', '#']).next().unwrap_or_default();
                let path = if path.is_empty() { &*route.path } else { path };
                let names = form.names();
                if names.is_empty() || NO_FILTERS.contains(&path) {
                    continue;
                }
                let found = known.iter().find(|(pattern, _)| pattern == path);
                let Some((_, filters)) = found else {
                    anyhow::bail!("{}: nobody says what {path} takes", subject(&route))
                };
                for name in names.split(',').filter(|name| !name.is_empty()) {
                    let is_said = filters.iter().any(|filter| filter.name == name);
                    assert!(is_said, "{} asks {path} for “{name}”, which it does not take", subject(&route));
                    asked += 1;
                }
            }
        }
        assert!(asked >= 60, "only {asked} fields of forms were found");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_interface_refuses_a_parameter_that_it_does_not_understand() -> anyhow::Result<()> {
    on_one_engine(async |world| {
        let document = world.sign_in("office").await?.get("/api/v1/openapi.json").await?.expect(200)?.json()?;
        let mut tried = 0;
        for route in all().into_iter().filter(|route| is_api(route) && route.method == "GET") {
            let browser = who_may(world, &route).await?;
            let operation = &document["paths"][&*route.path]["get"];
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let queries: Vec<_> = parameters.iter().filter(|one| one["in"] == "query").collect();
            let path = filled(&route.path, "1");
            let wrong = queries.iter().filter_map(|one| one["name"].as_str()).filter(|name| !WORDS.contains(name));
            for name in wrong.chain((!queries.is_empty()).then_some("colour")) {
                let answer = browser.get(&format!("{path}?{name}=nonsense~")).await?;
                assert_eq!(answer.status, 400, "{path}?{name}: {}", answer.text());
                let problem = answer.json()?;
                assert_eq!(problem["number"], "E-1209", "{path}?{name}: {problem}");
                assert_eq!(problem["fields"][0]["field"], name, "{path}: {problem}");
                tried += 1;
            }
        }
        assert!(tried >= 50, "only {tried} parameters were tried");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_division_shows_no_case_and_says_so() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let fields = [("category", "E0301"), ("site", "1"), ("title", "积存垃圾"), ("text", "路面有积存垃圾")];
        inspector
            .upload("/cases/new", &fields, &[("photos", "a.jpg", changxiao_testkit::photo(4))])
            .await?
            .expect(303)?;
        let office = world.sign_in("office").await?;
        office.get("/cases?tab=all").await?.expect(200)?.says("积存垃圾")?;
        let page = office.get("/cases?tab=all&division=999999&lamp=blue").await?.expect(400)?;
        let page = page.says("本市没有代码为“999999”的区划")?.says("没有“blue”这个选项")?;
        let text = page.text();
        assert!(!text.contains("积存垃圾"), "{text}");
        for link in ["/cases?tab=all&#38;lamp=blue", "/cases?tab=all&#38;division=999999", "\"/cases?tab=all\""] {
            assert!(text.contains(link), "no link to {link}: {text}");
        }
        for sheet in ["/cases/export.xlsx", "/cases/export.csv", "/cases/map.json"] {
            office.get(&format!("{sheet}?division=999999")).await?.expect(400)?;
        }
        // A division that is there and has no case is understood.
        office.get("/cases?tab=all&division=350602").await?.expect(200)?;
        // What a person of another city's list sends along is refused by its name.
        office.get("/cases?tab=all&divison=350602").await?.expect(400)?.says("这里没有“divison”这个条件")?;
        // A site that is not there narrows nothing either.
        office.get("/cases?site=999999").await?.expect(400)?.says("site")?;
        office.get("/inspections?site=999999").await?.expect(400)?.says("site")?;
        Ok(())
    })
    .await
}
