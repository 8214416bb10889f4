//! `changxiao found`: a city that does not ship, in one command, with the city's own sheets; then again, and wrongly.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use changxiao_app::cities::found::FOUNDED_UNITS;
use changxiao_domain::ids::CityId;
use changxiao_store::{Db, PoolSize, cities, divisions, founding};
use changxiao_testkit::{Fresh, fresh_databases};

use super::{Server, changxiao, my_turn};

const XIAMEN: CityId = CityId(3502);

const PEOPLE: &str = "登录名,姓名,单位,角色,职务\n\
    office,张三,市创建办,office,综合岗\ndispatcher,李四,市创建办,dispatcher,调度岗\n\
    inspector,王五,市创建办,inspector,督查岗\nchecker,赵六,市创建办,checker,核查岗\n\
    handler,孙七,市城管局,handler,承办岗\nstreet,周八,厦港街道办事处,handler,承办岗\n";
const SITES: &str = "点位名称,点位类型,区划,责任单位\n思明南路,主干道,厦港街道,市城管局\n";

fn run(fresh: &Fresh, words: &[&str]) -> anyhow::Result<(bool, String)> {
    let done = changxiao(fresh, words).output()?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    Ok((done.status.success(), said))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_command_founds_a_city_and_names_what_is_missing() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    changxiao_files::tls::provide();
    for (engine, fresh) in fresh_databases().await? {
        let (people, sites) = (fresh.folder.path().join("人员.csv"), fresh.folder.path().join("点位.csv"));
        std::fs::write(&people, PEOPLE)?;
        std::fs::write(&sites, SITES)?;
        let (people, sites) = (people.to_string_lossy().into_owned(), sites.to_string_lossy().into_owned());

        // What is no city founds none, and a file that is not there is told before anything is done.
        for wrong in ["35", "350203001", "9999", "厦门"] {
            let (done, said) = run(&fresh, &["found", "--city", wrong])?;
            ensure!(!done && said.contains("--city"), "on {engine} {wrong}: {said}");
        }
        let (done, said) = run(&fresh, &["found", "--city", "3502", "--people", "nowhere.csv"])?;
        ensure!(!done && said.contains("nowhere.csv"), "on {engine}: {said}");
        let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
        ensure!(cities::all(&db).await?.is_empty(), "on {engine} a refused command founded a city");

        // 350200 is 3502.
        let (done, said) = run(&fresh, &["found", "--city", "350200", "--people", &people, "--sites", &sites])?;
        ensure!(done, "on {engine}: {said}");
        ensure!(said.contains("founded 厦门市 (3502)") && said.contains("one-time password"), "on {engine}: {said}");
        ensure!(said.contains("still to do") && said.contains("changxiao import outlines"), "on {engine}: {said}");
        ensure!(!said.contains("changxiao import people"), "on {engine}: {said}");
        let facts = founding::facts(&db, XIAMEN, FOUNDED_UNITS).await?;
        ensure!(facts.divisions > 500 && facts.units > 500, "on {engine}: {facts:?}");
        ensure!(
            (facts.people, facts.sites, facts.systems, facts.category_sets) == (6, 1, 1, 1),
            "on {engine}: {facts:?}"
        );
        ensure!(divisions::editions(&db, XIAMEN).await?[0].0.contains("2023-06-30"));

        // Again nothing changes, and nobody gets another password.
        let (done, again) = run(&fresh, &["found", "--city", "3502", "--people", &people, "--sites", &sites])?;
        ensure!(done && again.contains("is there already") && !again.contains("one-time"), "on {engine}: {again}");
        ensure!(founding::facts(&db, XIAMEN, FOUNDED_UNITS).await? == facts, "on {engine}");
        db.close().await;

        // The printed passwords are those of the accounts.
        let passwords: BTreeMap<&str, &str> = said
            .lines()
            .filter_map(|line| {
                let mut words = line.split_whitespace();
                Some((words.next()?, words.next()?))
            })
            .collect();
        let (mut server, address) = Server::start(&fresh)?;
        for login in ["office", "street"] {
            let password = passwords.get(login).context("a password is printed")?;
            let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
            let fields = [("login", login), ("password", *password)];
            let answer = client.post(format!("{address}/signin")).form(&fields).send().await?;
            ensure!(answer.status().as_u16() == 303, "on {engine} {login}: {}", answer.status());
        }
        server.kill()?;
        fresh.remove().await?;
    }
    Ok(())
}
