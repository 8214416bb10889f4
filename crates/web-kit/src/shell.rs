//! What surrounds every page: navigation, the bar with the post switcher, preferences, notices. Plain data for
//! `templates/base.html` and `templates/shell/`; the request handlers fill it.

use changxiao_words::{Lang, Texts, browser_words, fill, texts};

mod parts;

/// Everything that `base.html` needs besides the page itself. A page struct carries it in a field named `shell`.
#[derive(Clone, Debug)]
pub struct Shell {
    pub lang: Lang,
    /// The texts of `lang`.
    pub l: &'static Texts,
    /// 漳州市.
    pub city_name: String,
    /// The navigation entry that is current.
    pub section: Section,
    /// The navigation entries that the current post may open, in any order.
    pub sections: Vec<Section>,
    /// Unit and post: 市创建办 · 调度岗.
    pub post_label: String,
    /// The post alone, for the narrow bar: 调度岗.
    pub post_short: String,
    /// The person's name, shown to that person only.
    pub person_name: String,
    /// Cases and matters that wait for the current post.
    pub waiting: i64,
    /// Notices that the person has not read.
    pub unread: i64,
    pub other_posts: Vec<OtherPost>,
    /// The token that every form sends back in the field `csrf`.
    pub csrf: String,
    pub dark: bool,
    /// Large type.
    pub large: bool,
    /// Path and query of this page, to which preferences and the post switcher return.
    pub path: String,
    /// 6 月 11 日 10:20, the moment at which the figures of the page were read.
    pub now_label: String,
    /// 12:00 起免打扰, where quiet hours are near or running.
    pub quiet_label: Option<String>,
    /// The city was made by `changxiao demo`.
    pub demo: bool,
    /// One sentence about what the last action did, shown once.
    pub notice: Option<Notice>,
    /// Changes with every build of the assets, so that a browser's copy is used exactly as long as it is right.
    pub asset_version: String,
}

/// Another post of the same person.
#[derive(Clone, Debug)]
pub struct OtherPost {
    /// The value that the form sends as `post_id`.
    pub id: String,
    pub label: String,
    pub waiting: i64,
}

/// One sentence above the page.
#[derive(Clone, Debug)]
pub struct Notice {
    pub kind: NoticeKind,
    pub text: String,
    /// Where the reader may want to go next: address and words.
    pub link: Option<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// An action was carried out.
    Done,
    /// A fact that the reader needs.
    Info,
    /// Nothing was saved; the text says what is kept and what to do.
    Failed,
}

/// An entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Overview,
    Cases,
    Inspections,
    Sites,
    /// 吹哨报到, with consultations and joint actions.
    Whistles,
    /// 事项: what is done by a procedure that is a document.
    Matters,
    /// 顽疾 and surge alarms.
    Recurrence,
    /// 素材库.
    Evidence,
    Standards,
    Scores,
    /// The numbers of case handling.
    Indicators,
    Units,
    People,
    Divisions,
    /// Categories with their filing standard.
    Categories,
    Calendar,
    /// Limits, ladders, weights: the numbers of the rules.
    Rules,
    /// 办理规程: by which matters are done.
    Procedures,
    Imports,
    /// Work orders of other systems.
    Exchange,
    /// Rules of passwords and signing in, locks, tokens.
    Security,
    /// What takes two of the three administrators.
    Administrators,
    /// Who did what.
    Trace,
    /// The server's own work, and webhooks.
    Jobs,
    /// A page outside the navigation, such as the change of password.
    Elsewhere,
}

/// What the template draws for a section.
#[derive(Clone, Debug)]
pub struct NavItem {
    pub href: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
    /// Shown only where something waits for the post.
    pub count: i64,
    pub current: bool,
}

/// One step of the stepper of a case.
#[derive(Clone, Debug)]
pub struct Step {
    /// 派遣.
    pub label: String,
    /// 08:51, or how long it took; may be empty.
    pub detail: String,
    pub state: StepState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Ahead,
}

impl Section {
    const WORK: [Section; 11] = [
        Section::Overview,
        Section::Cases,
        Section::Inspections,
        Section::Sites,
        Section::Whistles,
        Section::Matters,
        Section::Recurrence,
        Section::Evidence,
        Section::Standards,
        Section::Scores,
        Section::Indicators,
    ];
    const SETTINGS: [Section; 13] = [
        Section::Units,
        Section::People,
        Section::Divisions,
        Section::Categories,
        Section::Calendar,
        Section::Rules,
        Section::Procedures,
        Section::Imports,
        Section::Exchange,
        Section::Security,
        Section::Administrators,
        Section::Trace,
        Section::Jobs,
    ];

    /// All entries in the order of the navigation.
    pub fn all() -> Vec<Section> {
        Section::WORK.into_iter().chain(Section::SETTINGS).collect()
    }

    pub const fn href(self) -> &'static str {
        match self {
            Section::Overview | Section::Elsewhere => "/",
            Section::Cases => "/cases",
            Section::Inspections => "/inspections",
            Section::Sites => "/sites",
            Section::Whistles => "/whistles",
            Section::Matters => "/matters",
            Section::Recurrence => "/recurrence",
            Section::Evidence => "/evidence",
            Section::Standards => "/standards",
            Section::Scores => "/scores",
            Section::Indicators => "/indicators",
            Section::Units => "/units",
            Section::People => "/people",
            Section::Divisions => "/divisions",
            Section::Categories => "/categories",
            Section::Calendar => "/calendar",
            Section::Rules => "/rules",
            Section::Procedures => "/procedures",
            Section::Imports => "/imports",
            Section::Exchange => "/exchange",
            Section::Security => "/security",
            Section::Administrators => "/administrators",
            Section::Trace => "/trace",
            Section::Jobs => "/jobs",
        }
    }

    /// The name of the pictogram in the sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Section::Overview | Section::Elsewhere => "home",
            Section::Cases => "message-exclamation",
            Section::Inspections => "clipboard-check",
            Section::Sites => "map-pin",
            Section::Whistles => "speakerphone",
            Section::Matters => "list-check",
            Section::Recurrence => "repeat",
            Section::Evidence => "archive",
            Section::Standards => "hierarchy-2",
            Section::Scores => "chart-bar",
            Section::Indicators => "percentage",
            Section::Units => "building",
            Section::People => "users",
            Section::Divisions => "map",
            Section::Categories => "list-details",
            Section::Calendar => "calendar",
            Section::Rules => "adjustments",
            Section::Procedures => "route",
            Section::Imports => "file-import",
            Section::Exchange => "transfer",
            Section::Security => "shield-lock",
            Section::Administrators => "users-group",
            Section::Trace => "history",
            Section::Jobs => "activity",
        }
    }

    pub fn label(self, l: &'static Texts) -> &'static str {
        match self {
            Section::Overview | Section::Elsewhere => l.nav_overview,
            Section::Cases => l.nav_cases,
            Section::Inspections => l.nav_inspections,
            Section::Sites => l.nav_sites,
            Section::Whistles => l.whistles_nav,
            Section::Matters => l.matters_nav,
            Section::Recurrence => l.recurrence_nav,
            Section::Evidence => l.evidence_title,
            Section::Standards => l.nav_standards,
            Section::Scores => l.nav_scores,
            Section::Indicators => l.indicators_nav,
            Section::Units => l.nav_units,
            Section::People => l.nav_people,
            Section::Divisions => l.nav_divisions,
            Section::Categories => l.nav_categories,
            Section::Calendar => l.nav_calendar,
            Section::Rules => l.rules_nav,
            Section::Procedures => l.procedures_title,
            Section::Imports => l.nav_imports,
            Section::Exchange => l.exchange_nav,
            Section::Security => l.people_security,
            Section::Administrators => l.administrators_title,
            Section::Trace => l.people_trace,
            Section::Jobs => l.nav_jobs,
        }
    }
}

impl StepState {
    /// The class that draws the state.
    pub const fn class(self) -> &'static str {
        match self {
            StepState::Done => "cx-done",
            StepState::Now => "cx-now",
            StepState::Ahead => "cx-ahead",
        }
    }
}

impl NoticeKind {
    pub const fn icon(self) -> &'static str {
        match self {
            NoticeKind::Done => "check",
            NoticeKind::Info => "info-circle",
            NoticeKind::Failed => "alert-triangle",
        }
    }
}

impl Shell {
    /// Where the evaluation systems are read; empty for a post that may not, so that no link leads to a refusal.
    pub fn standards_href(&self) -> &'static str {
        if self.sections.contains(&Section::Standards) { "/standards" } else { "" }
    }

    /// Where a set of rules is read and set; empty for a post that may not.
    pub fn rules_href(&self, set: &str) -> String {
        if self.sections.contains(&Section::Rules) { format!("/rules/{set}") } else { String::new() }
    }

    /// The daily work, upper part of the navigation.
    pub fn work_nav(&self) -> Vec<NavItem> {
        self.items(&Section::WORK)
    }

    /// What is set up now and then, below the line.
    pub fn settings_nav(&self) -> Vec<NavItem> {
        self.items(&Section::SETTINGS)
    }

    /// The first four entries for the foot of a phone; the rest is in its fifth, "more".
    pub fn tab_nav(&self) -> Vec<NavItem> {
        let mut items = self.work_nav();
        items.truncate(4);
        items
    }

    /// What the fifth tab of a phone opens.
    pub fn more_nav(&self) -> Vec<NavItem> {
        let mut items = self.work_nav().split_off(self.tab_nav().len());
        items.extend(self.settings_nav());
        items
    }

    /// Whether the current page stands behind the fifth tab.
    pub fn in_more(&self) -> bool {
        self.more_nav().iter().any(|item| item.current)
    }

    /// 另 2 岗 3 件, or nothing where the person has one post.
    pub fn others_label(&self) -> String {
        if self.other_posts.is_empty() {
            return String::new();
        }
        let waiting: i64 = self.other_posts.iter().map(|post| post.waiting).sum();
        fill(self.l.posts_others, &[("posts", &self.other_posts.len()), ("n", &waiting)])
    }

    /// The words that scripts of the page say, as JSON.
    pub fn browser_words(&self) -> &'static str {
        browser_words(self.lang)
    }

    /// The word of a lamp, from the kind that the pieces take: ok, near, late; anything else is a stopped clock.
    pub fn lamp_word(&self, kind: &str) -> &'static str {
        match kind {
            "ok" => self.l.lamp_ok,
            "near" => self.l.lamp_near,
            "late" => self.l.lamp_late,
            _ => self.l.lamp_idle,
        }
    }

    /// 有 2 处需要改正, above a form that came back.
    pub fn form_errors_label(&self, errors: &usize) -> String {
        fill(self.l.form_errors, &[("n", errors)])
    }

    /// 通知，未读 3 条: what the bell says.
    pub fn bell_label(&self) -> String {
        fill(self.l.notices_bell_label, &[("n", &self.unread)])
    }

    /// 7 条, above a timeline.
    pub fn entries_label(&self, entries: usize) -> String {
        fill(self.l.cases_entries, &[("n", &entries)])
    }

    /// 2 件, behind another post.
    pub fn waiting_label(&self, waiting: &i64) -> String {
        fill(self.l.post_waiting, &[("n", waiting)])
    }

    /// The value of `data-bs-theme`.
    pub const fn theme(&self) -> &'static str {
        if self.dark { "dark" } else { "light" }
    }

    /// The language that the switch offers, with its own name.
    pub fn other_language(&self) -> (&'static str, &'static str) {
        let next = Lang::ALL.iter().skip_while(|lang| **lang != self.lang).nth(1).copied().unwrap_or_default();
        (next.tag(), texts(next).language_name)
    }

    /// A filled shell for tests and for pictures of the pages.
    pub fn sample(lang: Lang) -> Self {
        Self {
            lang,
            l: texts(lang),
            city_name: texts(lang).common_zhangzhou.to_owned(),
            section: Section::Cases,
            sections: Section::all(),
            post_label: texts(lang).common_city_office_dispatcher.to_owned(),
            post_short: texts(lang).common_dispatcher.to_owned(),
            person_name: texts(lang).common_lin_xiaolan.to_owned(),
            waiting: 7,
            unread: 3,
            other_posts: vec![
                OtherPost {
                    id: "2".to_owned(),
                    label: texts(lang).common_promotion_group_5_liaison.to_owned(),
                    waiting: 2,
                },
                OtherPost {
                    id: "3".to_owned(),
                    label: texts(lang).common_inspection_team_inspector.to_owned(),
                    waiting: 1,
                },
            ],
            csrf: "sample".to_owned(),
            dark: false,
            large: false,
            path: "/cases".to_owned(),
            now_label: texts(lang).common_11_june_10_20.to_owned(),
            quiet_label: Some(texts(lang).common_quiet_from_12_00.to_owned()),
            demo: true,
            notice: None,
            asset_version: "sample".to_owned(),
        }
    }

    fn items(&self, sections: &[Section]) -> Vec<NavItem> {
        let visible = sections.iter().filter(|section| self.sections.contains(section));
        let item = |section: &Section| NavItem {
            href: section.href(),
            icon: section.icon(),
            label: section.label(self.l),
            count: if *section == Section::Overview { self.waiting } else { 0 },
            current: *section == self.section,
        };
        visible.map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_reaches_every_entry_once() {
        let shell = Shell::sample(Lang::Zh);
        let mut reached: Vec<_> = shell.tab_nav().iter().chain(&shell.more_nav()).map(|item| item.href).collect();
        assert_eq!(reached.len(), Section::all().len());
        reached.sort_unstable();
        reached.dedup();
        assert_eq!(reached.len(), Section::all().len());
    }

    #[test]
    fn a_post_sees_only_its_own_entries() {
        let shell = Shell { sections: vec![Section::Sites, Section::Cases], ..Shell::sample(Lang::En) };
        let labels: Vec<_> = shell.work_nav().iter().map(|item| item.label).collect();
        assert_eq!(labels, ["Cases", "Sites"]);
        assert!(shell.settings_nav().is_empty());
    }

    #[test]
    fn the_switcher_says_what_waits_elsewhere() {
        let shell = Shell::sample(Lang::Zh);
        assert_eq!(shell.others_label(), "另 2 岗 3 件");
        assert_eq!(Shell { other_posts: Vec::new(), ..shell }.others_label(), "");
    }
}
