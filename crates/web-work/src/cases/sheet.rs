//! What page and printed sheet show of a case: head, times, steps, photos.

use changxiao_app::cases::view::CaseView;
use changxiao_domain::{
    calendar::DueStatus,
    cases::{Case, PhotoStage, Stage, Standing, State, hex},
    divisions::DivisionCode,
    grids::InGrid,
    time::Instant,
};
use changxiao_store::cases::PhotoRow;
use changxiao_words::fill;

use super::timeline::timeline;
use crate::{
    clock::{CaseClock, counted},
    cx::Cx,
    links::deadline_href,
    names::{site_name, source_word},
    shell::{Step, StepState},
    timeline::Timeline,
    words::{self, limit_words},
};

/// A case with everything around it, as this post sees it now.
pub struct Sheet {
    pub cx: Cx,
    pub view: CaseView,
    pub timeline: Timeline,
}

/// The right side of the head.
pub struct TimeLeft {
    pub status: DueStatus,
    pub word: &'static str,
    pub big: String,
    pub note: String,
}

impl Sheet {
    pub fn of(cx: Cx, view: CaseView) -> Self {
        Self { timeline: timeline(&cx, &view), cx, view }
    }

    pub fn case(&self) -> &Case {
        &self.view.row.case
    }

    pub fn title(&self) -> &str {
        self.cx.model.case_title(&self.case().title, &self.case().category, self.cx.lang)
    }

    /// Major, minor and code, as the version of the list names them that the case stands under.
    pub fn category(&self) -> String {
        let (lang, code) = (self.cx.lang, &self.case().category);
        match self.cx.model.filing_of_case(self.case()) {
            Some(filing) => {
                let major = filing.version.set.major(filing.category).map_or("", |major| major.name(lang));
                format!("{major} · {} {code}", filing.category.name(lang))
            }
            None => code.clone(),
        }
    }

    pub fn source(&self) -> &'static str {
        source_word(self.cx.lang, self.case().source)
    }

    /// Number and name of the site, where the post may open it.
    pub fn site(&self) -> Option<(i64, String)> {
        self.view.site.as_ref().map(|site| (site.number, site_name(site, self.cx.lang)))
    }

    /// The grid of the place and who walks it: 巷口第一网格 · 林晓; what says that several hold it; nothing where the city has none there.
    pub fn grid(&self) -> Option<String> {
        let model = &self.cx.model;
        let place = DivisionCode::from_padded(self.case().division).ok()?;
        match model.grid_of(place, self.case().position) {
            InGrid::Nowhere => None,
            InGrid::One(grid) => {
                let walker = model.walker_name(grid, self.cx.lang);
                let nobody = self.cx.l.orgs_nobody.to_owned();
                Some(format!("{} · {}", grid.name, if walker.is_empty() { nobody } else { walker }))
            }
            InGrid::Several(grids) => {
                let names: Vec<&str> = grids.iter().map(|grid| grid.name.as_str()).collect();
                Some(fill(self.cx.l.grids_several, &[("names", &names.join(self.cx.l.orgs_text))]))
            }
        }
    }

    /// 117.650000, 24.512000.
    pub fn position(&self) -> Option<String> {
        self.case().position.map(|position| format!("{:.6}, {:.6}", position.lon(), position.lat()))
    }

    /// 芗城区 巷口街道.
    pub fn place(&self) -> String {
        self.cx.model.place_name(self.case().division, self.cx.lang)
    }

    /// The map shows the county.
    pub fn outlines(&self) -> String {
        format!("/cases/outlines.json?within={}", self.case().division / 1_000_000)
    }

    pub fn points(&self) -> String {
        format!("/cases/{}/map.json", self.case().number)
    }

    /// The head of the chain, which the printed sheet shows.
    pub fn digest(&self) -> String {
        hex(&self.case().head_hash)
    }

    /// How the deadline is counted, day by day; empty while nothing is counted.
    pub fn why(&self) -> String {
        deadline_href(&self.cx.model, self.case())
    }

    pub fn time_left(&self) -> TimeLeft {
        let (cx, l, case) = (&self.cx, self.cx.l, self.case());
        let clock = CaseClock::from(case);
        let big = capitalised(&clock.view(&cx.model.calendar, cx.lang, cx.now).words);
        let limit = fill(l.cases_limit_is, &[("limit", &limit_words(cx.lang, case.limit))]);
        let due = case.due_at.map(|due| fill(l.cases_due_at, &[("time", &self.moment(due))])).unwrap_or_default();
        let idle = DueStatus::Idle;
        if clock.runs() {
            let mut note = vec![due.as_str(), &limit];
            note.extend(case.limit.kind.only_working_time().then_some(l.cases_working_time_only));
            let (status, note) = (clock.lamp(cx.now), capitalised(&note.join(" · ")));
            TimeLeft { status, word: words::due_status(cx.lang, status), big, note }
        } else if let Some(on_time) = case.handled_on_time() {
            let (status, word) = match on_time {
                true => (DueStatus::Ok, l.cases_on_time),
                false => (DueStatus::Late, l.cases_not_on_time),
            };
            TimeLeft { status, word, big, note: capitalised(&format!("{limit} · {due}")) }
        } else if case.paused_at.is_some() {
            TimeLeft { status: idle, word: l.cases_paused, big, note: limit }
        } else if case.state.is_open() {
            TimeLeft { status: idle, word: idle.words(cx.lang), big, note: l.cases_clock_later.to_owned() }
        } else {
            let big = case.state.words(cx.lang).to_owned();
            TimeLeft { status: idle, word: idle.words(cx.lang), big, note: String::new() }
        }
    }

    /// Whether anything stands beside the way of the case.
    pub fn has_marks(&self) -> bool {
        let Standing { asked, suspension, supervision, returned_by, designated, extended, exempt, verified, .. } =
            &self.case().standing;
        let granted = *designated || *extended > 0 || *exempt || verified.is_some();
        granted || asked.is_some() || suspension.is_some() || supervision.is_some() || returned_by.is_some()
    }

    pub fn steps(&self) -> Vec<Step> {
        let case = self.case();
        let now = case.state.stage();
        let aborted = matches!(case.state, State::Voided | State::Merged);
        let reached = |of: Stage| match of {
            Stage::Report | Stage::Close => true,
            Stage::File => case.filed_at.is_some(),
            Stage::Dispatch => case.dispatched_at.is_some(),
            Stage::Handle => case.handled_at.is_some(),
            Stage::Feedback => case.check_passed_at.is_some(),
        };
        let step = |of: Stage| {
            let state = match of {
                of if of > now || of < now && aborted && !reached(of) => StepState::Ahead,
                of if of < now || of == Stage::Close => StepState::Done,
                _ => StepState::Now,
            };
            let detail = match state {
                StepState::Ahead => String::new(),
                StepState::Done => self.detail(of).unwrap_or_default(),
                StepState::Now => self.detail(of).unwrap_or_else(|| case.state.words(self.cx.lang).to_owned()),
            };
            Step { label: of.words(self.cx.lang).to_owned(), detail, state }
        };
        Stage::ALL.into_iter().map(step).collect()
    }

    /// When a stage was reached, or what came of it.
    fn detail(&self, of: Stage) -> Option<String> {
        let case = self.case();
        let at = match of {
            Stage::Report => Some(case.reported_at),
            Stage::File => case.filed_at,
            Stage::Dispatch => case.dispatched_at,
            Stage::Handle => return self.took(),
            Stage::Feedback if case.was_finished_elsewhere() => {
                return Some(self.cx.l.cases_not_checked_here.to_owned());
            }
            Stage::Feedback => return case.check_passed_at.map(|_| self.cx.l.cases_check_passed.to_owned()),
            Stage::Close if matches!(case.state, State::Voided | State::Merged) => {
                return Some(case.state.words(self.cx.lang).to_owned());
            }
            Stage::Close => case.closed_at,
        }?;
        let wall = self.cx.wall(at);
        let same_day = wall.day == self.cx.wall(case.reported_at).day;
        Some(if same_day { words::time_of_day(wall) } else { self.moment(at) })
    }

    /// How long the handling took.
    fn took(&self) -> Option<String> {
        self.case().handled_at?;
        let (calendar, clock) = (&self.cx.model.calendar, CaseClock::from(self.case()));
        Some(counted(calendar, self.cx.lang, clock.limit.kind, clock.used(calendar, self.cx.now)?))
    }

    /// The first picture of the problem; it belongs together with the last one of the work.
    pub fn before(&self) -> Option<&PhotoRow> {
        self.view.photos.iter().find(|photo| photo.stage == PhotoStage::Before)
    }

    pub fn after(&self) -> Option<&PhotoRow> {
        self.view.photos.iter().rev().find(|photo| photo.stage == PhotoStage::After)
    }

    /// The pair shows one photo before and one after; a strip below shows all where there are others.
    pub fn has_strip(&self) -> bool {
        let is_of_pair = |photo: &PhotoRow| matches!(photo.stage, PhotoStage::Before | PhotoStage::After);
        self.view.photos.len() > 2 || !self.view.photos.iter().all(is_of_pair)
    }

    /// The address of a photo in a size.
    pub fn src(&self, photo: &PhotoRow, size: &str) -> String {
        format!("/cases/{}/photos/{}/{size}", self.case().number, hex(&photo.hash))
    }

    /// The largest size that the post may have: the original where it may see what the camera wrote.
    pub fn full_size(&self) -> &'static str {
        if self.view.may_see_originals { "original" } else { "full" }
    }

    pub fn full_size_words(&self) -> &'static str {
        if self.view.may_see_originals { self.cx.l.cases_original } else { self.cx.l.cases_full_size }
    }

    pub fn full_size_hint(&self) -> &'static str {
        if self.view.may_see_originals { self.cx.l.cases_original_hint } else { self.cx.l.cases_full_size_hint }
    }

    /// Empty where there is none.
    pub fn before_src(&self) -> String {
        self.before().map(|photo| self.src(photo, "large")).unwrap_or_default()
    }

    pub fn after_src(&self) -> String {
        self.after().map(|photo| self.src(photo, "large")).unwrap_or_default()
    }

    /// 整改前 6 月 11 日 10:20.
    pub fn label(&self, photo: &PhotoRow) -> String {
        let l = self.cx.l;
        let stage = match photo.stage {
            PhotoStage::Before => l.cases_before,
            PhotoStage::After => l.cases_after,
            PhotoStage::Verify => l.cases_verify_photo,
            PhotoStage::Request => l.cases_request_photo,
            PhotoStage::Check => l.cases_check_photo,
        };
        format!("{stage} {}", self.moment(photo.at))
    }

    pub fn before_label(&self) -> String {
        self.before().map_or_else(|| self.cx.l.cases_before.to_owned(), |photo| self.label(photo))
    }

    pub fn after_label(&self) -> String {
        self.after().map_or_else(|| self.cx.l.cases_after.to_owned(), |photo| self.label(photo))
    }

    /// Whether the proof was taken after the dispatch; `None` where camera or case do not say.
    pub fn is_taken_later(&self) -> Option<bool> {
        let taken = self.after()?.taken_at.as_deref()?;
        let dispatched = self.case().dispatched_at?.in_zone(self.cx.model.calendar.zone());
        Some(taken >= dispatched.to_string().as_str())
    }

    fn moment(&self, at: Instant) -> String {
        words::moment(self.cx.lang, self.cx.wall(at), self.cx.this_year())
    }
}

/// An English sentence begins with a capital; 汉字 have none.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
