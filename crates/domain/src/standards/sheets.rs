//! A system as sheets of strings, for XLSX. Every fact has a cell; [`super::from_sheets`] reads them back without loss.
//!
//! An empty cell means "no value". The last word of a heading is the column's key, so the Chinese before it may be changed.

use super::{
    Bilingual, CheckItem, Evidence, Material, Method, Node, RelatedVersion, ScorePreset, SiteType, SurveyItem, System,
    codec::{write_list, write_rows},
};

/// One sheet. Rows are as long as the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

pub(super) const SYSTEM: &str = "系统";
pub(super) const NOTES: &str = "说明";
pub(super) const METHODS: &str = "测评方法";
pub(super) const MATERIALS: &str = "材料类型";
pub(super) const NODES: &str = "测评条目";
pub(super) const SITE_TYPES: &str = "点位类型";
pub(super) const CHECK_ITEMS: &str = "检查项";
pub(super) const SURVEY: &str = "问卷";
pub(super) const PRESETS: &str = "计分方案";
pub(super) const RELATED: &str = "其他版本";
pub(super) const SOURCES: &str = "来源";

/// All sheets of a system, in reading order.
pub fn to_sheets(system: &System) -> Vec<Sheet> {
    let system = &system.clone().in_reading_order();
    vec![
        sheet(SYSTEM, &["字段 field", "值 value"], system_rows(system)),
        sheet(NOTES, &["中文 zh", "英文 en"], system.notes.iter().map(|note| words([&note.zh, &note.en])).collect()),
        sheet(METHODS, &["编号 code", "名称 name_zh", "英文名称 name_en"], system.methods.iter().map(method).collect()),
        sheet(
            MATERIALS,
            &["编号 code", "名称 name_zh", "英文名称 name_en", "证据 evidence"],
            system.material_types.iter().map(material).collect(),
        ),
        sheet(
            NODES,
            &[
                "类型 kind",
                "编号 code",
                "上级 parent",
                "次序 order",
                "名称 name_zh",
                "英文名称 name_en",
                "内容 text_zh",
                "英文内容 text_en",
                "方法 methods",
                "材料 materials",
                "点位类型 site_types",
                "证据 evidence",
                "来源 source",
                "示例牵头单位 example_lead",
                "示例责任单位 example_responsible",
                "示例来源 example_source",
                "示例证据 example_evidence",
                "分档 grades",
                "阈值 thresholds",
                "备注 note_zh",
                "英文备注 note_en",
                "版本 version",
                "最低分(千分) minimum_thousandths",
                "占比(千分) share_thousandths",
            ],
            system.nodes.iter().map(node).collect(),
        ),
        sheet(
            SITE_TYPES,
            &[
                "编号 code",
                "次序 order",
                "名称 name_zh",
                "英文名称 name_en",
                "证据 evidence",
                "路线 route_zh",
                "英文路线 route_en",
                "路线米数 route_metres",
                "抽样 sample_zh",
                "英文抽样 sample_en",
            ],
            system.site_types.iter().map(site_type).collect(),
        ),
        sheet(
            CHECK_ITEMS,
            &[
                "编号 code",
                "点位类型 site_type",
                "次序 order",
                "内容 text_zh",
                "英文内容 text_en",
                "评分 scoring_zh",
                "英文评分 scoring_en",
                "至少 at_least",
                "每米数 per_metres",
                "抽查数 out_of",
                "至少百分比 at_least_percent",
                "问题类别 category",
                "测评内容 content",
                "证据 evidence",
                "来源 source",
            ],
            system.check_items.iter().map(check_item).collect(),
        ),
        sheet(
            SURVEY,
            &[
                "编号 code",
                "次序 order",
                "测评内容 content",
                "题目 topic_zh",
                "英文题目 topic_en",
                "指标 measure_zh",
                "英文指标 measure_en",
                "选项 options",
                "阈值 threshold",
                "证据 evidence",
                "选项证据 options_evidence",
                "来源 source",
            ],
            system.survey_items.iter().map(survey_item).collect(),
        ),
        sheet(
            PRESETS,
            &[
                "编号 key",
                "名称 name_zh",
                "英文名称 name_en",
                "生效日期 effective_from",
                "分项 items",
                "总分(千分) total_thousandths",
                "年度权重(千分) year_weights_thousandths",
                "等级 grades",
                "规则 rule_zh",
                "英文规则 rule_en",
                "证据 evidence",
                "来源 source",
            ],
            system.score_presets.iter().map(preset).collect(),
        ),
        sheet(
            RELATED,
            &[
                "版本 version",
                "英文版本 version_en",
                "项目数 projects_count",
                "内容数 contents_count",
                "标准数 standards_count",
                "负面清单数 negative_list_count",
                "分值 score_zh",
                "等级 grades",
                "项目 projects_zh",
                "备注 note_zh",
                "证据 evidence",
                "来源 source",
            ],
            system.related_versions.iter().map(related).collect(),
        ),
        sheet(
            SOURCES,
            &["编号 key", "来源 text"],
            system.sources.iter().map(|(key, text)| words([key, text])).collect(),
        ),
    ]
}

fn sheet(name: &str, header: &[&str], rows: Vec<Vec<String>>) -> Sheet {
    Sheet { name: name.to_owned(), header: header.iter().map(|&heading| heading.to_owned()).collect(), rows }
}

fn words<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

fn text(value: Option<&String>) -> &str {
    value.map_or("", String::as_str)
}

fn number<N: ToString>(value: Option<N>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn system_rows(system: &System) -> Vec<Vec<String>> {
    vec![
        words(["key", &system.key]),
        words(["version", &system.version]),
        words(["name_zh", &system.name_zh]),
        words(["name_en", &system.name_en]),
        words(["level", system.level.code()]),
        words(["effective_from", &system.effective_from.to_string()]),
        words(["status", system.status.code()]),
        words(["source", &system.source]),
    ]
}

fn method(method: &Method) -> Vec<String> {
    words([&method.code, &method.name_zh, &method.name_en])
}

fn material(material: &Material) -> Vec<String> {
    words([&material.code, &material.name_zh, &material.name_en, material.evidence.code()])
}

fn node(node: &Node) -> Vec<String> {
    let extra = &node.extra;
    let units = extra.example_units.as_ref();
    let grades: Vec<Vec<&str>> = extra.grades.iter().map(|grade| vec![grade.grade.as_str(), &grade.rule]).collect();
    let thresholds: Vec<Vec<&str>> =
        extra.thresholds.iter().map(|threshold| vec![threshold.name_zh.as_str(), &threshold.rule]).collect();
    words([
        node.kind.code(),
        &node.code,
        text(node.parent.as_ref()),
        &node.order.to_string(),
        &node.name_zh,
        &node.name_en,
        &node.text_zh,
        &node.text_en,
        &write_list(&node.methods),
        &write_list(&node.materials),
        &write_list(&node.site_types),
        node.evidence.code(),
        text(node.source.as_ref()),
        &units.map_or_else(String::new, |units| write_list(&units.lead)),
        &units.map_or_else(String::new, |units| write_list(&units.responsible)),
        units.map_or("", |units| units.source.as_str()),
        units.map_or("", |units| Evidence::code(units.evidence)),
        &write_rows(&grades),
        &write_rows(&thresholds),
        text(extra.note_zh.as_ref()),
        text(extra.note_en.as_ref()),
        text(extra.version.as_ref()),
        &number(extra.minimum_thousandths),
        &number(extra.share_thousandths),
    ])
}

fn site_type(kind: &SiteType) -> Vec<String> {
    words([
        &kind.code,
        &kind.order.to_string(),
        &kind.name_zh,
        &kind.name_en,
        kind.evidence.code(),
        text(kind.route_zh.as_ref()),
        text(kind.route_en.as_ref()),
        &number(kind.route_metres),
        text(kind.sample_zh.as_ref()),
        text(kind.sample_en.as_ref()),
    ])
}

fn check_item(item: &CheckItem) -> Vec<String> {
    let quantity = item.quantity.unwrap_or_default();
    words([
        &item.code,
        &item.site_type,
        &item.order.to_string(),
        &item.text_zh,
        &item.text_en,
        &item.scoring_zh,
        &item.scoring_en,
        &number(quantity.at_least),
        &number(quantity.per_metres),
        &number(quantity.out_of),
        &number(quantity.at_least_percent),
        &number(item.category),
        text(item.content.as_ref()),
        item.evidence.code(),
        &item.source,
    ])
}

fn survey_item(item: &SurveyItem) -> Vec<String> {
    let options: Vec<Vec<&str>> = item.options.iter().map(|Bilingual { zh, en }| vec![zh.as_str(), en]).collect();
    words([
        &item.code,
        &item.order.to_string(),
        &item.content,
        &item.topic_zh,
        &item.topic_en,
        &item.measure_zh,
        &item.measure_en,
        &write_rows(&options),
        text(item.threshold.as_ref()),
        item.evidence.code(),
        item.options_evidence.code(),
        &item.source,
    ])
}

fn preset(preset: &ScorePreset) -> Vec<String> {
    let points: Vec<String> = preset.items.iter().map(|item| item.points_thousandths.to_string()).collect();
    let items: Vec<Vec<&str>> = preset
        .items
        .iter()
        .zip(&points)
        .map(|(item, points)| vec![text(item.method.as_ref()), &item.name_zh, &item.name_en, points])
        .collect();
    let weights: Vec<String> = preset.year_weights_thousandths.iter().map(i64::to_string).collect();
    words([
        &preset.key,
        &preset.name_zh,
        &preset.name_en,
        &preset.effective_from.to_string(),
        &write_rows(&items),
        &number(preset.total_thousandths),
        &write_list(&weights),
        &write_list(&preset.grades),
        text(preset.rule_zh.as_ref()),
        text(preset.rule_en.as_ref()),
        preset.evidence.code(),
        &preset.source,
    ])
}

fn related(version: &RelatedVersion) -> Vec<String> {
    words([
        &version.version,
        &version.version_en,
        &number(version.projects_count),
        &number(version.contents_count),
        &number(version.standards_count),
        &number(version.negative_list_count),
        text(version.score_zh.as_ref()),
        text(version.grades.as_ref()),
        &write_list(&version.projects_zh),
        text(version.note_zh.as_ref()),
        version.evidence.code(),
        &version.source,
    ])
}
