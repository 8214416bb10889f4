//! A small list of every kind that adds something to the test city and changes something of it.

use changxiao_app::imports::{self, Kind};
use changxiao_testkit::World;
use changxiao_words::Lang;

const STANDARD: &str = include_str!("../../../../../data/standards/national-2017-district.json");

/// Name and content of a list of a kind. `word` stands in a text that the list brings, so that two lists of a kind differ.
pub(super) async fn list(world: &World, kind: Kind, word: &str) -> anyhow::Result<(String, Vec<u8>)> {
    let text = match kind {
        Kind::Divisions => format!("统计用区划代码,区划名称\n350602003002,试验社区\n350602002,新桥街道{word}\n"),
        Kind::Outlines => format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":350602003,"name":"x"}},
            "geometry":{{"type":"Polygon","coordinates":[[[117.6,24.5],[117.7,24.5],[117.7,24.6{}],[117.6,24.5]]]}}}}]}}"#,
            word.len()
        ),
        Kind::Holidays => format!("日期,休或班,名称,来源\n2027-01-01,休,元旦,通知\n2026-10-01,休,国庆节{word},通知\n"),
        Kind::Units => format!(
            "单位代码,单位名称,英文名称,单位类型,上级单位代码\nU91,新科{word},,市直部门,U9\nU9,新局,,市直部门,HQ\nCG,市城管局,Bureau {word},市直部门,HQ\n"
        ),
        Kind::People => {
            format!("账号,姓名,单位,角色,岗位名称\np.new,新人,CG,承办人,\nhandler,测试handler,CG,承办人,组长{word}\n")
        }
        Kind::Categories => {
            let built_in =
                imports::template(&world.app, &*world.app.model(changxiao_testkit::CITY).await?, kind, Lang::Zh)?;
            let text = String::from_utf8(built_in.bytes)?;
            let mut set: serde_json::Value = serde_json::from_str(&text)?;
            set["version"] = "2031".into();
            set["effective_from"] = "2026-06-01".into();
            set["categories"][0]["name_zh"] = format!("改名{word}").into();
            set.to_string()
        }
        Kind::FilingStandard => format!(
            "大类编码,大类名称,小类编码,小类名称,立案条件,结案条件,处置时限,处置单位,主管部门,类型\n01,市容环境,01,暴露垃圾,垃圾堆放{word},清理干净,4工作时,市城管局,市城管局,事件\n"
        ),
        Kind::Standard => {
            let mut file: serde_json::Value = serde_json::from_str(STANDARD)?;
            file["version"] = "2031".into();
            file["name_zh"] = format!("测评体系{word}").into();
            file.to_string()
        }
        Kind::Responsibilities => {
            let duty = if word.len().is_multiple_of(2) { "牵头" } else { "协助" };
            format!("测评条目编号,单位,责任\nIII-1,CG,{duty}\nIII-2,OFFICE,牵头\n")
        }
        Kind::Matrix => {
            let line = if word.len().is_multiple_of(2) { "CG" } else { "OFFICE" };
            format!("区划,问题类别,属地单位,属事单位\n350602003,E0101,S1,{line}\n")
        }
        Kind::Grids => {
            format!(
                "网格代码,网格名称,所属村（社区）,网格员账号\n350602003001-01,第一网格{word},350602003001,handler\n"
            )
        }
        Kind::Matters => format!("办理规程,标题,类别,正文\n制度文件,清理{word},规章制度,每月巡查一次\n"),
        Kind::Evidence => format!("编号,图说\n1,清理{word}\n"),
        Kind::Tasks => format!("任务,牵头单位,时限\n清理{word},市城管局,2026-12-01\n"),
        Kind::Sites => {
            format!("点位编号,点位名称,点位类型,所在区划\n,新公园,公园,350602003\n1,延安路{word},主干道,350602003\n")
        }
    };
    let extension = match kind {
        Kind::Outlines => "geojson",
        Kind::Categories | Kind::Standard => "json",
        _ => "csv",
    };
    Ok((format!("{kind}.{extension}"), text.into_bytes()))
}
