//! A small city that every test knows by heart: two streets of 芗城区, a city department, an office, one person a role.

use anyhow::Context;
use changxiao_app::{App, cities::BUILT_IN_CATEGORIES, people::hashing::Hashing};
use changxiao_domain::{
    ids::{CategorySetId, CityId, PersonId, PostId, SiteId, SystemId, UnitId},
    orgs::{Role, SignInRule, UnitKind},
    standards::{StandardFile, SystemStatus},
    time::Day,
};
use changxiao_store::{
    calendar::{self, CalendarDay},
    cities::{self, City, Setting},
    divisions::{self, DivisionRow},
    orgs::{self, MatrixRow, UnitRow},
    people::{self, PersonRow, PostRow},
    sites::{self, SiteRow},
    standards::{self, CategorySetRow, SystemRow},
};

/// 漳州市.
pub const CITY: CityId = CityId(3506);
/// The password of everybody in the test city.
pub const PASSWORD: &str = "Test-City-2026";

/// What tests refer to.
#[derive(Clone, Debug)]
pub struct TestCity {
    pub office: UnitId,
    /// 市城管局: the line unit of every category.
    pub department: UnitId,
    /// 芗城区.
    pub district: UnitId,
    /// 巷口街道 and 新桥街道.
    pub streets: [UnitId; 2],
    /// 主干道 in 巷口街道 (number 1), 主干道 in 新桥街道 (number 2).
    pub sites: [SiteId; 2],
}

const STANDARD: &str = include_str!("../../../data/standards/national-2017-district.json");

/// Login, role, code of the unit.
const PEOPLE: &[(&str, Role, &str)] = &[
    ("office", Role::Office, "OFFICE"),
    ("dispatcher", Role::Dispatcher, "OFFICE"),
    ("inspector", Role::Inspector, "OFFICE"),
    ("checker", Role::Checker, "OFFICE"),
    ("leader", Role::Leader, "HQ"),
    ("auditor", Role::Auditor, "OFFICE"),
    ("sysadmin", Role::SystemAdmin, "OFFICE"),
    ("secadmin", Role::SecurityAdmin, "OFFICE"),
    ("handler", Role::Handler, "CG"),
    ("head", Role::UnitHead, "CG"),
    ("street1", Role::Handler, "S1"),
    ("street2", Role::Handler, "S2"),
    ("streethead", Role::UnitHead, "S1"),
];

/// Founds the city in one transaction.
pub async fn found(app: &App) -> anyhow::Result<TestCity> {
    let now = app.now();
    let since = Day::constant(2026, 1, 1);
    let unit =
        |code: &str, name: &str, name_en: &str, kind: UnitKind, parent: Option<UnitId>, division: Option<i64>| {
            UnitRow {
                id: app.new_id(UnitId),
                code: code.to_owned(),
                name: name.to_owned(),
                name_en: name_en.to_owned(),
                kind: kind.code().to_owned(),
                parent,
                division,
                areas: Vec::new(),
                valid_from: since,
                valid_until: None,
                version: 1,
            }
        };
    let headquarters = unit("HQ", "市创建总指挥部", "City headquarters", UnitKind::Headquarters, None, None);
    let office = unit("OFFICE", "市创建办", "Creation office", UnitKind::Office, Some(headquarters.id), None);
    let department =
        unit("CG", "市城管局", "City management bureau", UnitKind::Department, Some(headquarters.id), None);
    let district =
        unit("X", "芗城区", "Xiangcheng District", UnitKind::District, Some(headquarters.id), Some(350602000000));
    let street1 = unit("S1", "巷口街道", "Xiangkou Street", UnitKind::Town, Some(district.id), Some(350602003000));
    let street2 = unit("S2", "新桥街道", "Xinqiao Street", UnitKind::Town, Some(district.id), Some(350602002000));
    let units = [&headquarters, &office, &department, &district, &street1, &street2];

    let system = StandardFile::parse(STANDARD)?.into_system(app.new_id(SystemId));
    let hash = Hashing::cheap().hash(PASSWORD, [7; 16]).await?;

    let mut tx = app.db().begin().await?;
    let city = City {
        id: CITY,
        code: "3506".to_owned(),
        name: "漳州市".to_owned(),
        name_en: "Zhangzhou".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        model_version: 1,
        demonstration: false,
        founded_at: now,
    };
    cities::found(&mut tx, &city).await?;
    let division = |code: i64, level: &str, name: &str, parent: Option<i64>| DivisionRow {
        code,
        level: level.to_owned(),
        name: name.to_owned(),
        parent,
        edition: "2023-06-30".to_owned(),
    };
    let list = [
        division(350000000000, "province", "福建省", None),
        division(350600000000, "prefecture", "漳州市", Some(350000000000)),
        division(350602000000, "county", "芗城区", Some(350600000000)),
        division(350602002000, "township", "新桥街道", Some(350602000000)),
        division(350602003000, "township", "巷口街道", Some(350602000000)),
        division(350602003001, "village", "新华东社区居委会", Some(350602003000)),
    ];
    divisions::put(&mut tx, CITY, list.into_iter()).await?;
    let begun = [(1, 1..=3, "元旦"), (2, 15..=23, "春节"), (5, 1..=1, "劳动节")];
    let begun =
        begun.into_iter().flat_map(|(month, days, name)| days.map(move |day| ((2026, month, day), "off", name)));
    for (day, kind, name) in begun.chain([
        ((2026, 10, 1), "off", "国庆节"),
        ((2026, 10, 2), "off", "国庆节"),
        ((2026, 10, 10), "work", "国庆节"),
    ]) {
        let day = CalendarDay {
            day: Day::new(day.0, day.1, day.2)?,
            kind: kind.to_owned(),
            name: name.to_owned(),
            source: "test".to_owned(),
        };
        calendar::put(&mut tx, CITY, &day).await?;
    }
    let row = SystemRow {
        id: system.id,
        key: system.key.clone(),
        edition: system.version.clone(),
        name: system.name_zh.clone(),
        status: SystemStatus::BuiltIn,
        effective_from: system.effective_from,
        document: serde_json::to_string(&system)?,
        changed_at: now,
        version: 1,
    };
    standards::insert_system(&mut tx, CITY, &row).await?;
    let set = CategorySetRow {
        id: app.new_id(CategorySetId),
        key: "builtin".to_owned(),
        edition: "2026".to_owned(),
        effective_from: since,
        document: BUILT_IN_CATEGORIES.to_owned(),
        version: 1,
    };
    standards::insert_category_set(&mut tx, CITY, &set).await?;
    for unit in units {
        orgs::insert_unit(&mut tx, CITY, unit).await?;
    }
    let everything = MatrixRow {
        division: 350600000000,
        category: "*".to_owned(),
        territory_unit: None,
        line_unit: Some(department.id),
        valid_from: since,
    };
    orgs::put_matrix(&mut tx, CITY, std::iter::once(everything)).await?;
    for (login, role, code) in PEOPLE {
        let unit = units.iter().find(|unit| unit.code == *code).context("a post names a unit that is there")?;
        add_person(app, &mut tx, login, *role, unit.id, &hash, since).await?;
    }
    // Tests sign in with a password alone, but for those of the second factor.
    let rule = SignInRule { second_factor: false, ..SignInRule::default() };
    let setting = Setting {
        key: "sign_in_rule".to_owned(),
        document: serde_json::to_string(&rule)?,
        source: rule.source,
        effective_from: since,
        version: 0,
    };
    cities::put_setting(&mut tx, CITY, &setting).await?;
    let site = |number: i64, name: &str, division: i64, unit: UnitId, position: (i64, i64)| SiteRow {
        id: app.new_id(SiteId),
        number,
        site_type: "zgd".to_owned(),
        name: name.to_owned(),
        name_en: String::new(),
        generated: false,
        division,
        position: Some(position),
        unit: Some(unit),
        holder: None,
        deputy: None,
        active: true,
        created_at: now,
        version: 1,
    };
    let rows = [
        site(1, "延安北路主干道", 350602003000, street1.id, (117_650_000, 24_512_000)),
        site(2, "新华北路主干道", 350602002000, street2.id, (117_660_000, 24_520_000)),
    ];
    let ids = [rows[0].id, rows[1].id];
    sites::insert(&mut tx, CITY, rows.into_iter()).await?;
    tx.commit().await?;
    Ok(TestCity {
        office: office.id,
        department: department.id,
        district: district.id,
        streets: [street1.id, street2.id],
        sites: ids,
    })
}

async fn add_person(
    app: &App,
    tx: &mut changxiao_store::Tx,
    login: &str,
    role: Role,
    unit: UnitId,
    hash: &str,
    since: Day,
) -> anyhow::Result<()> {
    let person = PersonRow {
        id: app.new_id(PersonId),
        login: login.to_owned(),
        name: format!("测试{}", role.code()),
        password_hash: hash.to_owned(),
        password_set_at: app.now(),
        must_change: false,
        failures: 0,
        last_failure_at: None,
        disabled_at: None,
        last_seen_at: None,
        lang: String::new(),
        large_type: false,
        dark: false,
        second_factor_at: None,
        directory_at: None,
        created_at: app.now(),
        version: 1,
    };
    people::insert(tx, CITY, &person).await?;
    let post = PostRow {
        id: app.new_id(PostId),
        person: person.id,
        unit,
        role: role.code().to_owned(),
        title: String::new(),
        deputy_of: None,
        valid_from: since,
        valid_until: None,
        version: 1,
    };
    people::insert_post(tx, CITY, &post).await?;
    Ok(())
}
