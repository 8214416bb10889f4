//! The forms of a case: exactly the actions that this post can take now, the next step open, the rest folded.

mod declared;

use askama::Template;
use changxiao_domain::{
    calendar::LimitKind,
    cases::{
        Action::{self, *},
        Case, Condition, ObjectionKind, SupervisionKind, SuspensionKind, TRANSITIONS,
    },
    ids::UnitId,
    orgs::Actor,
};
use changxiao_words::{Key, fill};

use super::{CaseForms, sheet::Sheet};
use crate::{
    acting,
    choice::{Choice, ChoiceGroup},
    cx::Cx,
    fields::Typed,
    filters, pickers,
    shell::Shell,
};
use declared::{Answers, Part, declared, is_ruling, of_form, twins};

/// The form of an action.
pub struct CaseForm<'a> {
    sheet: &'a Sheet,
    pub action: Action,
    parts: Vec<Part>,
    hint: Option<Key>,
    answers: Option<Answers>,
    /// Shown open as the next step.
    pub open: bool,
    /// What was typed, where it came back.
    typed: Option<&'a Typed>,
}

/// A form with what it needs of the page.
#[derive(Template)]
#[template(path = "cases/form.html")]
pub struct FormPart<'a> {
    form: &'a CaseForm<'a>,
    shell: &'a Shell,
    /// The list from which the person came.
    list: &'a str,
    /// The button is the next step.
    wide: bool,
}

impl CaseForm<'_> {
    pub fn part<'a>(&'a self, shell: &'a Shell, list: &'a str, wide: bool) -> FormPart<'a> {
        FormPart { form: self, shell, list, wide }
    }

    /// The ids of its fields begin with it.
    fn key(&self) -> &'static str {
        of_form(self.action).code()
    }

    fn path(&self) -> String {
        acting::address::<CaseForms>(of_form(self.action), &self.case().number)
    }

    fn case(&self) -> &Case {
        self.sheet.case()
    }

    fn cx(&self) -> &Cx {
        &self.sheet.cx
    }

    fn has_photos(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Photos { .. }))
    }

    /// What was typed before the form came back, else nothing.
    fn value(&self, name: &str) -> &str {
        self.typed.map_or("", |typed| typed.get(name))
    }

    /// What is wrong with a field; empty when nothing is.
    fn error(&self, name: &str) -> &str {
        self.typed.map_or("", |typed| typed.problem(name))
    }

    fn categories(&self) -> Vec<ChoiceGroup> {
        let chosen = self.typed.map_or(self.case().category.as_str(), |typed| typed.get("category"));
        match self.of_older_list() {
            None => pickers::category_groups(&self.cx().model, self.cx().lang, chosen),
            Some(kept) => {
                let chosen = self.typed.map_or("", |typed| typed.get("category"));
                let kept = Choice::new("", kept, chosen.is_empty());
                let mut groups = vec![ChoiceGroup { label: String::new(), choices: vec![kept] }];
                groups.extend(pickers::category_groups(&self.cx().model, self.cx().lang, chosen));
                groups
            }
        }
    }

    /// What to call the category of a case whose code is none of the list in force, or means something else in it.
    fn of_older_list(&self) -> Option<String> {
        let (cx, case) = (self.cx(), self.case());
        let under = case.filed_under.as_ref()?;
        let code = case.category.parse().ok()?;
        let is_today = cx.model.category_version().is_none_or(|version| version.key == under.edition);
        (!is_today && cx.model.code_today(&under.edition, code) != Some(code)).then(|| {
            let name = cx.model.category_name_of(Some(&under.edition), &case.category, cx.lang);
            fill(cx.l.cases_category_kept, &[("name", &name), ("code", &case.category)])
        })
    }

    /// Key and edition of the list in force, from which a category is chosen.
    fn edition(&self) -> &str {
        self.cx().model.category_version().map_or("", |version| version.key.as_str())
    }

    /// Filing conditions of the case's category, in the version that it stands under.
    fn conditions(&self) -> Vec<Choice> {
        let filing = self.cx().model.filing_of_case(self.case());
        filing.map_or_else(Vec::new, |filing| {
            pickers::condition_choices(filing.category, filing.condition, self.cx().lang)
        })
    }

    /// Units that can lead; the one that the matrix names is chosen first.
    fn leads(&self) -> Vec<ChoiceGroup> {
        let by_matrix = || self.cx().model.lead_of_case(self.case()).map(|unit| unit.to_string()).unwrap_or_default();
        let chosen = self.typed.map_or_else(by_matrix, |typed| typed.get("lead").to_owned());
        pickers::unit_groups(&self.cx().model, self.cx().lang, |unit| unit.id.to_string(), &chosen)
    }

    /// Units that help by the matrix, each with its tick.
    fn helpers(&self) -> Vec<Choice> {
        let (model, case) = (&self.cx().model, self.case());
        let choice = |unit: UnitId| {
            let value = unit.to_string();
            let chosen = self.typed.is_none_or(|typed| typed.has("co", &value));
            Choice::new(value, model.unit_name(unit, self.cx().lang), chosen)
        };
        model.helpers_of_case(case).into_iter().map(choice).collect()
    }

    fn limit_amount(&self) -> String {
        self.typed.map_or_else(|| self.case().limit.amount.to_string(), |typed| typed.get("limit_amount").to_owned())
    }

    fn limit_kinds(&self, first: &str) -> Vec<Choice> {
        let chosen = self.typed.map_or(first, |typed| typed.get("limit_kind"));
        let choice = |kind: LimitKind| Choice::of(kind.code(), kind.words(self.cx().lang), chosen);
        LimitKind::ALL.map(choice).into()
    }

    fn kinds(&self) -> Vec<Choice> {
        let (lang, typed) = (self.cx().lang, self.value("kind"));
        match self.action {
            AskSuspension => SuspensionKind::ALL.map(|kind| Choice::of(kind.code(), kind.words(lang), typed)).into(),
            Object => ObjectionKind::ALL.map(|kind| Choice::of(kind.code(), kind.words(lang), typed)).into(),
            _ => SupervisionKind::ALL.map(|kind| Choice::of(kind.code(), kind.words(lang), typed)).into(),
        }
    }

    /// Closing conditions, each with its tick; the value is the name of its field.
    fn closing(&self) -> Vec<Choice> {
        let Some(filing) = self.cx().model.filing_of_case(self.case()) else { return Vec::new() };
        let choice = |(place, text): (usize, &str)| {
            let name = format!("condition_{place}");
            let chosen = !self.value(&name).is_empty();
            Choice::new(name, text, chosen)
        };
        self.sheet.closing(&filing).into_iter().enumerate().map(choice).collect()
    }
}

/// An action that the role has in this state but not now.
pub struct Blocked {
    pub action: Action,
    pub why: Why,
}

/// What is missing.
pub enum Why {
    /// Only people of the lead unit may.
    OfUnit(Option<UnitId>),
    Check,
    Unmet(Condition),
}

/// The forms, the next step first, and what is blocked.
pub struct Actions<'a> {
    /// At most [`VISIBLE`], and whichever form came back refused.
    pub main: Vec<CaseForm<'a>>,
    /// Everything else, in a menu: requests, returns, words that change no state, the rare ends.
    pub more: Vec<CaseForm<'a>>,
    pub blocked: Vec<Blocked>,
}

/// So many actions are seen without opening a menu.
const VISIBLE: usize = 2;

/// Requests, words that change no state, and the rare ends: always in the menu.
const RARE: [Action; 13] = [
    AskExtension,
    AskSuspension,
    Object,
    Withdraw,
    Merge,
    Void,
    AskVoid,
    ForceClose,
    Reopen,
    Supervise,
    Urge,
    Note,
    SubmitToUnit,
];

/// What stands open when it comes first; so does every ruling.
const NEXT: [Action; 10] =
    [File, Dispatch, Accept, Submit, Confirm, RequestCheck, CheckPass, Close, ReportVerify, ReplySupervision];

impl<'a> Actions<'a> {
    pub fn of(actor: &Actor, sheet: &'a Sheet, typed: &'a Typed) -> Self {
        let offered = &sheet.view.actions;
        // Passed and failed are two buttons of one form.
        let alone = offered.iter().filter(|action| !twins(**action).any(|twin| offered.contains(&twin)));
        let forms = alone.map(|action| CaseForm::of(actor, sheet, typed, *action));
        let (rare, mut main): (Vec<_>, Vec<_>) = forms.partition(|form| RARE.contains(&form.action));
        // What somebody waits for is answered first; after a passed check the closing is the next step, before it the check is.
        let checked = sheet.case().check_passed_at.is_some();
        main.sort_by_key(|form| {
            let waited_for = is_ruling(form.action) || form.action == ReplySupervision;
            (!waited_for, !(checked && form.action == Close))
        });
        if let Some(first) = main.first_mut() {
            first.open |= NEXT.contains(&of_form(first.action)) || is_ruling(first.action);
        }
        let mut more = main.split_off(main.len().min(VISIBLE));
        more.extend(rare);
        Self { main, more, blocked: blocked(actor, sheet) }
    }

    /// The post has the next step.
    pub fn is_mine(&self) -> bool {
        self.main.iter().any(|form| form.open)
    }

    /// One of the menu's forms came back, so that the menu is open.
    pub fn is_menu_open(&self) -> bool {
        self.more.iter().any(|form| form.open)
    }

    /// The form that came back is among them.
    pub fn is_refused(&self) -> bool {
        self.main.iter().chain(&self.more).any(|form| form.typed.is_some())
    }
}

impl<'a> CaseForm<'a> {
    fn of(actor: &Actor, sheet: &'a Sheet, typed: &'a Typed, action: Action) -> Self {
        let (parts, hint, answers) = declared(action, sheet, actor.role);
        let typed = Some(typed).filter(|typed| typed.key == of_form(action).code());
        Self { sheet, action, parts, hint, answers, open: typed.is_some(), typed }
    }
}

/// The work itself, which a unit that only looks on may expect to find.
const OF_THE_UNIT: [Action; 5] = [Accept, Withdraw, Submit, SendBack, ReturnByUnit];

/// Conditions whose refusal tells the unit something that it did not know from the page.
const TELLING: [Condition; 4] =
    [Condition::InTime, Condition::ExtensionsLeft, Condition::SuspensionLeft, Condition::NotDesignated];

/// What the role could do in this state if something else were there: shown as buttons that cannot be pressed, with the reason.
fn blocked(actor: &Actor, sheet: &Sheet) -> Vec<Blocked> {
    let case = sheet.case();
    let mut blocked: Vec<Blocked> = Vec::new();
    for row in TRANSITIONS.iter().filter(|row| row.from.contains(&case.state) && row.who.contains(&actor.role)) {
        let action = row.action;
        if sheet.view.actions.contains(&action) || blocked.iter().any(|other| other.action == action) {
            continue;
        }
        let why = if row.own_unit && case.lead_unit != Some(actor.unit) {
            // What a unit may ask for is of no interest to another one.
            OF_THE_UNIT.contains(&action).then_some(Why::OfUnit(case.lead_unit))
        } else if row.needs_check && case.check_passed_at.is_none() {
            Some(Why::Check)
        } else {
            // Of a row for another request or another situation nothing is missing here.
            row.unmet(case, sheet.cx.now).filter(|unmet| TELLING.contains(unmet)).map(Why::Unmet)
        };
        blocked.extend(why.map(|why| Blocked { action, why }));
    }
    blocked
}

impl Why {
    pub fn words(&self, cx: &Cx) -> String {
        match self {
            Why::OfUnit(lead) => {
                let lead = lead.map_or("", |unit| cx.model.unit_name(unit, cx.lang));
                fill(cx.l.cases_blocked_unit, &[("unit", &lead)])
            }
            Why::Check => cx.l.cases_blocked_check.to_owned(),
            Why::Unmet(condition) => condition.refusal().text(cx.lang).to_owned(),
        }
    }
}
