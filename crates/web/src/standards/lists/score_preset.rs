//! The form of a score preset.

use changxiao_app::model::CityModel;
use changxiao_domain::{
    standards::{PresetItem, ScorePreset, System},
    time::Day,
};
use changxiao_words::{Lang, Texts, texts};

use super::{Home, ListForm};
use crate::standards::list_fields::{Column, Layout, Reader, Typed, read_thousandths, write_thousandths};

const ITEM: [&str; 4] = ["item_method", "item_zh", "item_en", "item_points"];

impl ListForm for ScorePreset {
    const SLUG: &'static str = "presets";

    fn title(l: &'static Texts) -> &'static str {
        l.standards_preset_one
    }

    fn blank(_group: &str) -> Typed {
        Typed::default().with("evidence", "certain")
    }

    fn typed(&self) -> Typed {
        // Weights are shares of a whole, so they are written in per cent: 150 thousandths are 15.
        let weights: Vec<String> =
            self.year_weights_thousandths.iter().map(|weight| write_thousandths(weight * 100)).collect();
        let typed = Typed::default()
            .with("code", &self.key)
            .with("name_zh", &self.name_zh)
            .with("name_en", &self.name_en)
            .with("effective_from", self.effective_from)
            .with_optional("total", self.total_thousandths.map(write_thousandths).as_ref())
            .with("year_weights", weights.join(" "))
            .with("grades", self.grades.join("\n"))
            .with_optional("rule_zh", self.rule_zh.as_ref())
            .with_optional("rule_en", self.rule_en.as_ref())
            .with("evidence", self.evidence.code())
            .with("source", &self.source);
        self.items.iter().fold(typed, |typed, item| {
            typed
                .with("item_method", item.method.as_deref().unwrap_or_default())
                .with("item_zh", &item.name_zh)
                .with("item_en", &item.name_en)
                .with("item_points", write_thousandths(item.points_thousandths))
        })
    }

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        let items = reader.rows("items", ITEM).into_iter().map(|[method, name_zh, name_en, points]| PresetItem {
            method: Some(method).filter(|method| !method.is_empty()),
            name_zh,
            name_en,
            points_thousandths: reader.points("items", &points).unwrap_or(0),
        });
        let items = items.collect();
        let total = reader.optional("total");
        ScorePreset {
            key: code,
            name_zh: reader.text("name_zh"),
            name_en: reader.text("name_en"),
            effective_from: reader.day("effective_from").unwrap_or(Day::ZERO),
            items,
            total_thousandths: total.and_then(|total| reader.points("total", &total)),
            year_weights_thousandths: weights(reader),
            grades: reader.text("grades").lines().map(|line| line.trim().to_owned()).collect(),
            rule_zh: reader.optional("rule_zh"),
            rule_en: reader.optional("rule_en"),
            evidence: reader.evidence("evidence"),
            source: reader.text("source"),
        }
    }

    fn layout<'a>(layout: Layout<'a>, _model: &CityModel, system: &System, lang: Lang) -> Layout<'a> {
        let l = texts(lang);
        let mut methods = vec![(String::new(), l.standards_no_method.to_owned())];
        methods.extend(
            system
                .methods
                .iter()
                .map(|method| (method.code.clone(), lang.pick(&method.name_zh, &method.name_en).to_owned())),
        );
        let columns = [
            Column { name: ITEM[0], label: l.standards_methods, choices: methods },
            Column { name: ITEM[1], label: l.standards_name_zh, choices: Vec::new() },
            Column { name: ITEM[2], label: l.standards_name_en, choices: Vec::new() },
            Column { name: ITEM[3], label: l.standards_points, choices: Vec::new() },
        ];
        layout
            .line("name_zh", l.standards_name_zh, "", true)
            .line("name_en", l.standards_name_en, "", true)
            .input("date", "effective_from", l.standards_from, "", true)
            .line("total", l.standards_preset_total, l.standards_total_hint, false)
            .rows("items", l.standards_preset_items, l.standards_rows_hint, &columns)
            .line("year_weights", l.standards_preset_weights, l.standards_weights_hint, false)
            .area("grades", l.standards_grades, l.standards_grades_hint, false)
            .area("rule_zh", l.standards_rule_zh, "", false)
            .area("rule_en", l.standards_rule_en, "", false)
            .evidence_and_source(l)
    }

    fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }

    fn home(&self) -> Home {
        Home::Tab("presets")
    }
}

/// `15 25 60` in per cent as thousandths of the whole; a tenth of a per cent is the finest share.
fn weights(reader: &mut Reader<'_>) -> Vec<i64> {
    let text = reader.text("year_weights");
    let parts = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '：' | ',' | '，' | '、'));
    let read = parts.filter(|part| !part.is_empty()).map(|part| {
        let percent = read_thousandths(part.trim_end_matches('%'))?;
        (percent % 100 == 0).then_some(percent / 100)
    });
    match read.collect::<Option<Vec<i64>>>() {
        Some(weights) => weights,
        None => {
            reader.refuse(
                "year_weights",
                "年度权重写成百分数，以空格分开，如 15 25 60",
                "Write the weights in per cent with spaces between, such as 15 25 60",
            );
            Vec::new()
        }
    }
}
