//! The forms of a case: exactly the actions that this post can take now, the next step open, the rest folded.

use changxiao_words::{Lang, fill, texts};
use std::collections::HashMap;

use askama::Template;
use changxiao_app::{AppError, cases::view::CaseView};
use changxiao_domain::{
    calendar::LimitKind,
    cases::{Action, Condition, TRANSITIONS},
    categories::text_in,
    divisions::DivisionCode,
    ids::UnitId,
    orgs::Role,
    time::Instant,
};

use super::requests;
use crate::{
    choice::{Choice, ChoiceGroup},
    form::Form,
    pickers,
    session::Who,
    shell::Shell,
};

/// What came back with a form that was refused.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The action whose form it was.
    pub key: &'static str,
    values: HashMap<String, Vec<String>>,
    /// One sentence and the number to quote.
    pub sentence: String,
    pub number: &'static str,
    problems: Vec<(&'static str, String)>,
    pub had_photos: bool,
}

impl Typed {
    /// Photos cannot be put back into a form; everything else is.
    pub fn of(key: &'static str, form: &Form, problem: &AppError, lang: Lang) -> Self {
        let mut values: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in form.starting_with("") {
            values.entry(name.to_owned()).or_default().push(value.to_owned());
        }
        let problems = match problem {
            AppError::Invalid(fields) => fields.iter().map(|field| (field.field, field.message.words(lang))).collect(),
            _ => Vec::new(),
        };
        Self {
            key,
            values,
            sentence: problem.words(lang),
            number: problem.number(),
            problems,
            had_photos: !form.photos.is_empty(),
        }
    }

    pub(super) fn value(&self, key: &str, name: &str) -> Option<&str> {
        if self.key != key {
            return None;
        }
        self.values.get(name).and_then(|values| values.first()).map(String::as_str)
    }
}

/// One form.
#[derive(Clone, Debug)]
pub struct FormView {
    /// The action's code; ids of its fields begin with it.
    pub key: &'static str,
    /// Which fields it has: `file`, `dispatch`, `plain`, `submit`, `note`, `check`, `close`, `reason`, `merge`, `text`, `kinded`,
    /// `verify`, `ruling`.
    pub kind: &'static str,
    pub path: String,
    pub label: &'static str,
    pub hint: String,
    /// Shown open as the next step.
    pub open: bool,
    pub typed: Typed,
    pub categories: Vec<ChoiceGroup>,
    /// Filing conditions of the case's category, in the version that it stands under.
    pub filing_conditions: Vec<Choice>,
    pub units: Vec<ChoiceGroup>,
    /// Units that help by the matrix: id, name, ticked.
    pub co_units: Vec<Choice>,
    pub limit_amount: String,
    pub limit_kinds: Vec<Choice>,
    /// Closing conditions, each with its tick.
    pub conditions: Vec<(String, bool)>,
    pub required: bool,
    /// The two answers of a ruling; an empty yes is not possible any more.
    pub yes: &'static str,
    pub no: &'static str,
    pub kinds: Vec<Choice>,
    pub with_date: bool,
    pub with_reply: bool,
    pub with_limit: bool,
    /// Photos may be added: a signed form, the state of the works.
    pub with_photos: bool,
}

/// A form with what it needs of the page.
#[derive(Template)]
#[template(path = "cases/form.html")]
pub struct FormPart<'a> {
    form: &'a FormView,
    shell: &'a Shell,
    /// The list from which the person came.
    list: &'a str,
    version: i64,
    /// The button is the next step.
    wide: bool,
}

impl FormView {
    pub fn part<'a>(&'a self, shell: &'a Shell, list: &'a str, version: &i64, wide: bool) -> FormPart<'a> {
        FormPart { form: self, shell, list, version: *version, wide }
    }

    /// What was typed before the form came back, else nothing.
    pub fn value(&self, name: &str) -> &str {
        self.typed.value(self.key, name).unwrap_or("")
    }

    /// What is wrong with a field; empty when nothing is.
    pub fn error(&self, name: &str) -> &str {
        if self.typed.key != self.key {
            return "";
        }
        self.typed.problems.iter().find(|(field, _)| *field == name).map_or("", |(_, problem)| problem)
    }

    pub fn is_refused(&self) -> bool {
        self.typed.key == self.key && !self.typed.sentence.is_empty()
    }
}

/// An action that the role has in this state but not now, and what is missing.
#[derive(Clone, Debug)]
pub struct Blocked {
    pub label: &'static str,
    pub why: String,
}

/// The forms, the next step first, and what is blocked.
pub struct Actions {
    /// At most [`VISIBLE`], and whichever form came back refused.
    pub main: Vec<FormView>,
    /// Everything else, in a menu: requests, returns, words that change no state, the rare ends.
    pub more: Vec<FormView>,
    /// One of the menu's forms came back, so that the menu is open.
    pub more_open: bool,
    pub blocked: Vec<Blocked>,
}

/// So many actions are seen without opening a menu.
const VISIBLE: usize = 2;

/// The address of an action below the case.
const fn place(action: Action) -> &'static str {
    match action {
        // A case begins with a report; it is counted anew and climbs by the system. None has a form here.
        Action::Report | Action::SelfHandle | Action::Recount | Action::Escalate => "",
        Action::File => "filing",
        Action::Dispatch => "dispatch",
        Action::Accept => "acceptance",
        Action::Submit => "result",
        Action::SubmitToUnit => "result-for-unit",
        Action::Confirm => "confirmation",
        Action::RequestCheck => "check-request",
        Action::CheckPass | Action::CheckFail => "check",
        Action::Close => "closure",
        Action::Rework => "rework",
        Action::SendBack => "sending-back",
        Action::Withdraw => "withdrawal",
        Action::ReturnByUnit => "return",
        Action::ReturnToAcceptor => "return-to-acceptance",
        Action::Merge => "merger",
        Action::Void => "voiding",
        Action::Reopen => "reopening",
        Action::Urge => "reminder",
        Action::Note => "note",
        Action::RequestVerify => "verification-request",
        Action::ReportVerify => "verification",
        Action::AuditPass | Action::AuditFail => "audit",
        Action::AskExtension => "extension",
        Action::GrantExtension | Action::RefuseExtension => "extension-decision",
        Action::AskSuspension => "hang",
        Action::GrantSuspension | Action::RefuseSuspension => "hang-decision",
        Action::EndSuspension => "hang-end",
        Action::Object => "objection",
        Action::GrantObjection | Action::RefuseObjection => "objection-decision",
        Action::Appeal => "appeal",
        Action::PassAppeal | Action::GrantAppeal | Action::RefuseAppeal => "appeal-decision",
        Action::AskVoid => "voiding-request",
        Action::GrantVoid | Action::RefuseVoid => "voiding-decision",
        Action::ForceClose => "forced-closure",
        Action::Supervise => "supervision",
        Action::ReplySupervision => "supervision-reply",
    }
}

/// Requests, words that change no state, and the rare ends: always in the menu.
const RARE: [&str; 13] = [
    "ask_extension",
    "ask_hang",
    "object",
    "withdraw",
    "merge",
    "void",
    "ask_void",
    "force_close",
    "reopen",
    "supervise",
    "urge",
    "note",
    "submit_to_unit",
];

pub fn actions(who: &Who, view: &CaseView, typed: &Typed, now: Instant) -> Actions {
    let lang = who.lang();
    let checked = view.row.case.check_passed_at.is_some();
    let mut forms: Vec<FormView> = Vec::new();
    for action in &view.actions {
        // Passed and failed are two buttons of one form.
        if requests::twins(*action).iter().any(|twin| view.actions.contains(twin)) {
            continue;
        }
        forms.push(form(who, view, *action, typed, lang));
    }
    let (rare, mut main): (Vec<_>, Vec<_>) = forms.into_iter().partition(|form| RARE.contains(&form.key));
    // After a passed check the closing is the next step, before it the check is.
    if checked && let Some(close) = main.iter().position(|form| form.key == "close") {
        let close = main.remove(close);
        main.insert(0, close);
    }
    // What somebody waits for is answered first.
    main.sort_by_key(|form| form.kind != "ruling" && form.key != "reply_supervision");
    let refused = main.iter().position(FormView::is_refused);
    let next = [
        "file",
        "dispatch",
        "accept",
        "submit",
        "confirm",
        "request_check",
        "check_pass",
        "close",
        "report_verify",
        "reply_supervision",
    ];
    if let Some(first) = main.first_mut()
        && (next.contains(&first.key) || first.kind == "ruling")
    {
        first.open = true;
    }
    if let Some(refused) = refused {
        main[refused].open = true;
    }
    let mut more = main.split_off(main.len().min(VISIBLE));
    more.extend(rare);
    let more_open = more.iter().any(|form| form.open);
    Actions { main, more, more_open, blocked: blocked(who, view, now, lang) }
}

fn form(who: &Who, view: &CaseView, action: Action, typed: &Typed, lang: Lang) -> FormView {
    let l = texts(lang);
    let (model, case) = (&who.model, &view.row.case);
    // Both results of a check are sent by one form.
    let key = requests::twins(action).first().copied().unwrap_or(action).code();
    let mut form = FormView {
        key,
        kind: "reason",
        path: format!("/cases/{}/{}", case.number, place(action)),
        label: action.words(lang),
        hint: String::new(),
        open: typed.key == key,
        typed: typed.clone(),
        categories: Vec::new(),
        filing_conditions: Vec::new(),
        units: Vec::new(),
        co_units: Vec::new(),
        limit_amount: String::new(),
        limit_kinds: Vec::new(),
        conditions: Vec::new(),
        required: true,
        yes: "",
        no: "",
        kinds: Vec::new(),
        with_date: false,
        with_reply: false,
        with_limit: false,
        with_photos: false,
    };
    match action {
        Action::File => {
            form.kind = "file";
            form.categories =
                pickers::category_groups(model, lang, typed.value(key, "category").unwrap_or(&case.category));
            form.filing_conditions = model.filing_of_case(case).map_or_else(Vec::new, |filing| {
                crate::pickers::condition_choices(filing.category, filing.condition, lang)
            });
            form.hint = l.cases_hint_file.to_owned();
        }
        Action::Dispatch => dispatch(who, view, &mut form, lang),
        Action::Accept => {
            form.kind = "plain";
            form.hint = l.cases_hint_accept.to_owned();
        }
        Action::Submit | Action::SubmitToUnit => {
            form.kind = "submit";
            form.required = case.photo_required;
            form.hint = if case.photo_required { l.cases_hint_photo } else { l.cases_hint_no_photo }.to_owned();
        }
        Action::Confirm => {
            form.kind = "text";
            form.required = false;
            form.hint = l.cases_hint_confirm.to_owned();
        }
        Action::RequestCheck => {
            form.kind = "text";
            form.required = false;
            form.hint = l.cases_hint_check_request.to_owned();
        }
        Action::CheckPass => {
            form.kind = "check";
            form.hint = l.cases_hint_check.to_owned();
        }
        Action::CheckFail => {
            form.kind = "check";
            form.required = false;
            form.hint = l.cases_hint_rework.to_owned();
        }
        Action::Close => {
            form.kind = "close";
            let ticked = |place: usize| typed.value(key, &format!("condition_{place}")).is_some();
            form.conditions = model.filing_of_case(case).map_or_else(Vec::new, |filing| {
                let lines = filing.closing().into_iter().enumerate();
                lines.map(|(place, text)| (text_in(text, lang).to_owned(), ticked(place))).collect()
            });
            form.required = case.check_passed_at.is_none();
            form.hint = match (case.check_passed_at, may_close_with_reason(who.actor.role)) {
                (Some(_), true) => l.cases_hint_close_checked,
                (Some(_), false) => l.cases_hint_close_ticks,
                (None, _) => l.cases_hint_close_unchecked,
            }
            .to_owned();
        }
        Action::Rework => form.hint = l.cases_hint_rework.to_owned(),
        Action::SendBack => form.hint = l.cases_hint_send_back.to_owned(),
        Action::Withdraw => form.hint = l.cases_hint_withdraw.to_owned(),
        Action::ReturnByUnit => form.hint = l.cases_hint_return.to_owned(),
        Action::ReturnToAcceptor => form.hint = l.cases_hint_return_acceptance.to_owned(),
        Action::Merge => {
            form.kind = "merge";
            form.hint = l.cases_hint_merge.to_owned();
        }
        Action::Void => form.hint = l.cases_hint_void.to_owned(),
        Action::Reopen => form.hint = l.cases_hint_reopen.to_owned(),
        Action::Urge => {
            form.kind = "text";
            form.required = false;
            form.hint = l.cases_hint_urge.to_owned();
        }
        Action::Note => form.kind = "text",
        _ => requests::fill(&mut form, action, case.standing.asked.map(|asked| asked.what), lang),
    }
    form
}

fn dispatch(who: &Who, view: &CaseView, form: &mut FormView, lang: Lang) {
    let l = texts(lang);
    let (model, case) = (&who.model, &view.row.case);
    form.kind = "dispatch";
    let duty = DivisionCode::from_padded(case.division)
        .map(|division| model.duty(division, &case.category))
        .unwrap_or_default();
    let by_matrix = model.lead_of_case(case).map(|unit| unit.to_string()).unwrap_or_default();
    let typed = form.typed.clone();
    let lead = typed.value(form.key, "lead").unwrap_or(&by_matrix);
    form.units = pickers::unit_groups(model, lang, |unit| unit.id.to_string(), lead);
    let typed_co = typed.values.get("co").filter(|_| typed.key == form.key);
    let co = |unit: UnitId| {
        let value = unit.to_string();
        let current = typed_co.is_none_or(|chosen| chosen.contains(&value));
        Choice { chosen: current, label: model.unit_name(unit, lang).to_owned(), value }
    };
    form.co_units = duty.co_units().into_iter().map(co).collect();
    form.limit_amount =
        typed.value(form.key, "limit_amount").map_or_else(|| case.limit.amount.to_string(), str::to_owned);
    let kind = typed.value(form.key, "limit_kind").unwrap_or(case.limit.kind.code());
    form.limit_kinds = LimitKind::ALL
        .into_iter()
        .map(|of| Choice { value: of.code().to_owned(), label: kind_words(of, lang), chosen: of.code() == kind })
        .collect();
    form.hint = if by_matrix.is_empty() { l.cases_hint_no_duty } else { l.cases_hint_dispatch }.to_owned();
}

pub(super) fn kind_words(kind: LimitKind, lang: Lang) -> String {
    match lang {
        Lang::Zh => kind.zh().to_owned(),
        // The plural of the words, without the figure before them.
        _ => changxiao_domain::calendar::Limit::new(kind, 2).words(lang).trim_start_matches("2 ").to_owned(),
    }
}

fn may_close_with_reason(role: Role) -> bool {
    TRANSITIONS.iter().any(|row| row.action == Action::Close && row.needs_reason && row.who.contains(&role))
}

/// The work itself, which a unit that only looks on may expect to find.
const OF_THE_UNIT: [Action; 5] =
    [Action::Accept, Action::Withdraw, Action::Submit, Action::SendBack, Action::ReturnByUnit];

/// Conditions whose refusal tells the unit something that it did not know from the page.
const TELLING: [Condition; 4] =
    [Condition::InTime, Condition::ExtensionsLeft, Condition::SuspensionLeft, Condition::NotDesignated];

/// What the role could do in this state if something else were there: shown as buttons that cannot be pressed, with the reason.
fn blocked(who: &Who, view: &CaseView, now: Instant, lang: Lang) -> Vec<Blocked> {
    let l = texts(lang);
    let case = &view.row.case;
    let mut blocked: Vec<Blocked> = Vec::new();
    for row in TRANSITIONS.iter().filter(|row| row.from.contains(&case.state) && row.who.contains(&who.actor.role)) {
        let label = row.action.words(lang);
        if view.actions.contains(&row.action) || blocked.iter().any(|other| other.label == label) {
            continue;
        }
        let why = if row.own_unit && case.lead_unit != Some(who.actor.unit) {
            // What a unit may ask for is of no interest to another one.
            if !OF_THE_UNIT.contains(&row.action) {
                continue;
            }
            let lead = case.lead_unit.map_or("", |unit| who.model.unit_name(unit, lang));
            fill(l.cases_blocked_unit, &[("unit", &lead)])
        } else if row.needs_check && case.check_passed_at.is_none() {
            l.cases_blocked_check.to_owned()
        } else {
            // Of a row for another request or another situation nothing is missing here.
            match row.unmet(case, now).filter(|unmet| TELLING.contains(unmet)) {
                Some(unmet) => unmet.refusal(lang).to_owned(),
                None => continue,
            }
        };
        blocked.push(Blocked { label, why });
    }
    blocked
}
