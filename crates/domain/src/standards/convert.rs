//! From the nested file to the flat system and back. Order in the file becomes the place among siblings.

use crate::ids::SystemId;

use super::{
    CheckItem, FileCheckItem, FileContent, FileIndicator, FileProject, FileSiteType, FileStandard, FileSubsystem,
    FileSurveyItem, Node, NodeExtra, NodeKind, SiteType, StandardFile, SurveyItem, System,
};

impl StandardFile {
    /// The flat system. Nothing is checked here: see [`System::validate`].
    pub fn into_system(self, id: SystemId) -> System {
        let mut nodes = Vec::new();
        for (index, project) in self.projects.into_iter().enumerate() {
            push_project(&mut nodes, project, None, place(index));
        }
        let above = nodes.iter().filter(|node| node.parent.is_none()).count();
        for (index, subsystem) in self.subsystems.into_iter().enumerate() {
            push_subsystem(&mut nodes, subsystem, place(above + index));
        }
        let mut site_types = Vec::new();
        let mut check_items = Vec::new();
        for (index, file) in self.site_types.into_iter().enumerate() {
            for (index, item) in file.check_items.into_iter().enumerate() {
                check_items.push(check_item(item, &file.code, place(index)));
            }
            site_types.push(SiteType {
                code: file.code,
                order: place(index),
                name_zh: file.name_zh,
                name_en: file.name_en,
                evidence: file.evidence,
                route_zh: file.route_zh,
                route_en: file.route_en,
                route_metres: file.route_metres,
                sample_zh: file.sample_zh,
                sample_en: file.sample_en,
            });
        }
        let survey_items = self
            .survey_items
            .into_iter()
            .enumerate()
            .map(|(index, item)| SurveyItem {
                code: item.code,
                order: place(index),
                content: item.content,
                topic_zh: item.topic_zh,
                topic_en: item.topic_en,
                measure_zh: item.measure_zh,
                measure_en: item.measure_en,
                options: item.options,
                threshold: item.threshold,
                evidence: item.evidence,
                options_evidence: item.options_evidence,
                source: item.source,
            })
            .collect();
        System {
            id,
            key: self.key,
            version: self.version,
            name_zh: self.name_zh,
            name_en: self.name_en,
            level: self.level,
            effective_from: self.effective_from,
            status: self.status,
            source: self.source,
            notes: self.notes,
            methods: self.methods,
            material_types: self.material_types,
            nodes,
            site_types,
            check_items,
            survey_items,
            score_presets: self.score_presets,
            related_versions: self.related_versions,
            sources: self.sources,
        }
    }
}

impl System {
    /// The nested file of this system. A node whose parent is missing has no place in it, so validate first.
    pub fn to_file(&self) -> StandardFile {
        let top = self.children(None);
        StandardFile {
            format: StandardFile::FORMAT.to_owned(),
            key: self.key.clone(),
            version: self.version.clone(),
            name_zh: self.name_zh.clone(),
            name_en: self.name_en.clone(),
            level: self.level,
            effective_from: self.effective_from,
            status: self.status,
            source: self.source.clone(),
            notes: self.notes.clone(),
            methods: self.methods.clone(),
            material_types: self.material_types.clone(),
            projects: of_kind(&top, NodeKind::Project).map(|node| self.file_project(node)).collect(),
            subsystems: of_kind(&top, NodeKind::Subsystem).map(|node| self.file_subsystem(node)).collect(),
            survey_items: self.file_survey_items(),
            site_types: self.file_site_types(),
            score_presets: self.score_presets.clone(),
            related_versions: self.related_versions.clone(),
            sources: self.sources.clone(),
        }
    }

    fn file_subsystem(&self, node: &Node) -> FileSubsystem {
        FileSubsystem {
            code: node.code.clone(),
            name_zh: node.name_zh.clone(),
            name_en: node.name_en.clone(),
            version: node.extra.version.clone().unwrap_or_default(),
            evidence: node.evidence,
            source: node.source.clone().unwrap_or_default(),
            note_zh: node.extra.note_zh.clone(),
            note_en: node.extra.note_en.clone(),
            minimum_thousandths: node.extra.minimum_thousandths,
            share_thousandths: node.extra.share_thousandths,
            projects: of_kind(&self.children(Some(&node.code)), NodeKind::Project)
                .map(|child| self.file_project(child))
                .collect(),
        }
    }

    fn file_project(&self, node: &Node) -> FileProject {
        let children = self.children(Some(&node.code));
        FileProject {
            code: node.code.clone(),
            name_zh: node.name_zh.clone(),
            name_en: node.name_en.clone(),
            evidence: node.evidence,
            note_zh: node.extra.note_zh.clone(),
            note_en: node.extra.note_en.clone(),
            example_units: node.extra.example_units.clone(),
            indicators: of_kind(&children, NodeKind::Indicator).map(|child| self.file_indicator(child)).collect(),
            contents: of_kind(&children, NodeKind::Content).map(|child| self.file_content(child)).collect(),
        }
    }

    fn file_indicator(&self, node: &Node) -> FileIndicator {
        FileIndicator {
            code: node.code.clone(),
            name_zh: node.name_zh.clone(),
            name_en: node.name_en.clone(),
            evidence: node.evidence,
            contents: of_kind(&self.children(Some(&node.code)), NodeKind::Content)
                .map(|child| self.file_content(child))
                .collect(),
        }
    }

    fn file_content(&self, node: &Node) -> FileContent {
        FileContent {
            code: node.code.clone(),
            name_zh: node.name_zh.clone(),
            name_en: node.name_en.clone(),
            methods: node.methods.clone(),
            grades: node.extra.grades.clone(),
            thresholds: node.extra.thresholds.clone(),
            example_units: node.extra.example_units.clone(),
            evidence: node.evidence,
            standards: of_kind(&self.children(Some(&node.code)), NodeKind::Standard).map(file_standard).collect(),
        }
    }

    fn file_survey_items(&self) -> Vec<FileSurveyItem> {
        let mut items: Vec<&SurveyItem> = self.survey_items.iter().collect();
        items.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
        items
            .into_iter()
            .map(|item| FileSurveyItem {
                code: item.code.clone(),
                content: item.content.clone(),
                topic_zh: item.topic_zh.clone(),
                topic_en: item.topic_en.clone(),
                measure_zh: item.measure_zh.clone(),
                measure_en: item.measure_en.clone(),
                options: item.options.clone(),
                threshold: item.threshold.clone(),
                evidence: item.evidence,
                options_evidence: item.options_evidence,
                source: item.source.clone(),
            })
            .collect()
    }

    fn file_site_types(&self) -> Vec<FileSiteType> {
        let mut types: Vec<&SiteType> = self.site_types.iter().collect();
        types.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
        types
            .into_iter()
            .map(|kind| FileSiteType {
                code: kind.code.clone(),
                name_zh: kind.name_zh.clone(),
                name_en: kind.name_en.clone(),
                evidence: kind.evidence,
                route_zh: kind.route_zh.clone(),
                route_en: kind.route_en.clone(),
                route_metres: kind.route_metres,
                sample_zh: kind.sample_zh.clone(),
                sample_en: kind.sample_en.clone(),
                check_items: self.check_items_of(&kind.code).into_iter().map(file_check_item).collect(),
            })
            .collect()
    }
}

fn of_kind<'a>(nodes: &'a [&'a Node], kind: NodeKind) -> impl Iterator<Item = &'a Node> {
    nodes.iter().copied().filter(move |node| node.kind == kind)
}

fn place(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn push_subsystem(nodes: &mut Vec<Node>, file: FileSubsystem, order: u32) {
    let mut node = named(file.code.clone(), None, NodeKind::Subsystem, order, file.name_zh, file.name_en);
    node.evidence = file.evidence;
    node.source = Some(file.source);
    node.extra = NodeExtra {
        note_zh: file.note_zh,
        note_en: file.note_en,
        version: Some(file.version),
        minimum_thousandths: file.minimum_thousandths,
        share_thousandths: file.share_thousandths,
        ..NodeExtra::default()
    };
    nodes.push(node);
    for (index, project) in file.projects.into_iter().enumerate() {
        push_project(nodes, project, Some(file.code.clone()), place(index));
    }
}

fn push_project(nodes: &mut Vec<Node>, file: FileProject, parent: Option<String>, order: u32) {
    let mut node = named(file.code.clone(), parent, NodeKind::Project, order, file.name_zh, file.name_en);
    node.evidence = file.evidence;
    node.extra = NodeExtra {
        note_zh: file.note_zh,
        note_en: file.note_en,
        example_units: file.example_units,
        ..NodeExtra::default()
    };
    nodes.push(node);
    let above = file.indicators.len();
    for (index, indicator) in file.indicators.into_iter().enumerate() {
        let mut node = named(
            indicator.code.clone(),
            Some(file.code.clone()),
            NodeKind::Indicator,
            place(index),
            indicator.name_zh,
            indicator.name_en,
        );
        node.evidence = indicator.evidence;
        nodes.push(node);
        for (index, content) in indicator.contents.into_iter().enumerate() {
            push_content(nodes, content, &indicator.code, place(index));
        }
    }
    for (index, content) in file.contents.into_iter().enumerate() {
        push_content(nodes, content, &file.code, place(above + index));
    }
}

fn push_content(nodes: &mut Vec<Node>, file: FileContent, parent: &str, order: u32) {
    let mut node =
        named(file.code.clone(), Some(parent.to_owned()), NodeKind::Content, order, file.name_zh, file.name_en);
    node.methods = file.methods;
    node.evidence = file.evidence;
    node.extra = NodeExtra {
        grades: file.grades,
        thresholds: file.thresholds,
        example_units: file.example_units,
        ..NodeExtra::default()
    };
    nodes.push(node);
    for (index, standard) in file.standards.into_iter().enumerate() {
        let mut node = named(
            standard.code,
            Some(file.code.clone()),
            NodeKind::Standard,
            place(index),
            String::new(),
            String::new(),
        );
        node.text_zh = standard.text_zh;
        node.text_en = standard.text_en;
        node.methods = vec![standard.method];
        node.materials = standard.materials;
        node.site_types = standard.site_types;
        node.evidence = standard.evidence;
        nodes.push(node);
    }
}

fn named(code: String, parent: Option<String>, kind: NodeKind, order: u32, name_zh: String, name_en: String) -> Node {
    Node {
        code,
        parent,
        kind,
        order,
        name_zh,
        name_en,
        text_zh: String::new(),
        text_en: String::new(),
        methods: Vec::new(),
        materials: Vec::new(),
        site_types: Vec::new(),
        evidence: super::Evidence::Inferred,
        source: None,
        extra: NodeExtra::default(),
    }
}

fn file_standard(node: &Node) -> FileStandard {
    FileStandard {
        code: node.code.clone(),
        text_zh: node.text_zh.clone(),
        text_en: node.text_en.clone(),
        method: node.methods.first().cloned().unwrap_or_default(),
        site_types: node.site_types.clone(),
        materials: node.materials.clone(),
        evidence: node.evidence,
    }
}

fn check_item(file: FileCheckItem, site_type: &str, order: u32) -> CheckItem {
    CheckItem {
        code: file.code,
        site_type: site_type.to_owned(),
        order,
        text_zh: file.text_zh,
        text_en: file.text_en,
        scoring_zh: file.scoring_zh,
        scoring_en: file.scoring_en,
        quantity: file.quantity,
        category: file.category,
        content: file.content,
        evidence: file.evidence,
        source: file.source,
    }
}

fn file_check_item(item: &CheckItem) -> FileCheckItem {
    FileCheckItem {
        code: item.code.clone(),
        text_zh: item.text_zh.clone(),
        text_en: item.text_en.clone(),
        scoring_zh: item.scoring_zh.clone(),
        scoring_en: item.scoring_en.clone(),
        quantity: item.quantity,
        category: item.category,
        content: item.content.clone(),
        evidence: item.evidence,
        source: item.source.clone(),
    }
}
