//! The form of a survey item.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{Bilingual, SurveyItem, System};
use changxiao_words::{Lang, Texts, texts};

use super::{Home, ListForm, check_item::content_groups};
use crate::standards::list_fields::{Column, Layout, Reader, Typed};

impl ListForm for SurveyItem {
    const SLUG: &'static str = "survey-items";

    fn title(l: &'static Texts) -> &'static str {
        l.standards_survey_item
    }

    fn blank(_group: &str) -> Typed {
        Typed::default().with("evidence", "certain").with("options_evidence", "certain")
    }

    fn typed(&self) -> Typed {
        let typed = Typed::default()
            .with("code", &self.code)
            .with("content", &self.content)
            .with("topic_zh", &self.topic_zh)
            .with("topic_en", &self.topic_en)
            .with("measure_zh", &self.measure_zh)
            .with("measure_en", &self.measure_en)
            .with_optional("threshold", self.threshold.as_ref())
            .with("evidence", self.evidence.code())
            .with("options_evidence", self.options_evidence.code())
            .with("source", &self.source);
        self.options
            .iter()
            .fold(typed, |typed, option| typed.with("option_zh", &option.zh).with("option_en", &option.en))
    }

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        let options = reader.rows("options", ["option_zh", "option_en"]);
        if options.iter().flatten().any(String::is_empty) {
            reader.refuse(
                "options",
                "每个选项写中文和英文，不要的一行两格都清空",
                "Write each option in Chinese and English; empty both cells of a line to drop it",
            );
        }
        SurveyItem {
            code,
            order: 0,
            content: reader.text("content"),
            topic_zh: reader.text("topic_zh"),
            topic_en: reader.text("topic_en"),
            measure_zh: reader.text("measure_zh"),
            measure_en: reader.text("measure_en"),
            options: options.into_iter().map(|[zh, en]| Bilingual { zh, en }).collect(),
            threshold: reader.optional("threshold"),
            evidence: reader.evidence("evidence"),
            options_evidence: reader.evidence("options_evidence"),
            source: reader.text("source"),
        }
    }

    fn layout<'a>(layout: Layout<'a>, _model: &CityModel, system: &System, lang: Lang) -> Layout<'a> {
        let l = texts(lang);
        let contents = content_groups(system, layout.typed.get("content"), lang);
        let columns = [
            Column { name: "option_zh", label: l.standards_in_chinese, choices: Vec::new() },
            Column { name: "option_en", label: l.standards_in_english, choices: Vec::new() },
        ];
        layout
            .line("topic_zh", l.standards_topic_zh, "", true)
            .line("topic_en", l.standards_topic_en, "", true)
            .line("measure_zh", l.standards_measure_zh, l.standards_measure_hint, false)
            .line("measure_en", l.standards_measure_en, "", false)
            .select("content", l.standards_counts_for, "", contents, true)
            .line("threshold", l.standards_thresholds, l.standards_threshold_hint, false)
            .rows("options", l.standards_options, l.standards_rows_hint, &columns)
            .evidence("options_evidence", l.standards_options_evidence, l)
            .evidence_and_source(l)
    }

    fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.topic_zh, &self.topic_en)
    }

    fn home(&self) -> Home {
        Home::Tab("survey")
    }
}
