//! What each form asks for, what it says of itself, and how it is answered.

use changxiao_domain::{
    cases::{
        Action::{self, *},
        ObjectionKind, Request, TRANSITIONS,
    },
    orgs::Role,
};
use changxiao_words::{Key, keys};

use super::super::sheet::Sheet;

/// A field, or several that belong together.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Category,
    Condition,
    Lead,
    Helpers,
    Limit,
    NewLimit,
    Closing,
    Into,
    Kind,
    Until,
    Reply,
    Area { name: &'static str, label: Key, required: bool },
    Photos { label: Key, hint: Option<Key> },
}

/// Two buttons with one reason.
pub(super) struct Answers {
    /// `None` where the yes is not possible any more.
    pub yes: Option<&'static str>,
    pub no: &'static str,
    /// What the buttons send.
    pub values: [&'static str; 2],
}

/// Yes and no to what somebody waits for.
const RULINGS: [(Action, Action); 7] = [
    (AuditPass, AuditFail),
    (GrantExtension, RefuseExtension),
    (GrantSuspension, RefuseSuspension),
    (GrantObjection, RefuseObjection),
    (GrantVoid, RefuseVoid),
    (PassAppeal, RefuseAppeal),
    (GrantAppeal, RefuseAppeal),
];

const TEXT: Part = area("text", keys::cases_text, true);
const NOTE: Part = area("text", keys::cases_text, false);
const SEEN: Part = area("text", keys::cases_check_text, true);
const REASON: Part = area("reason", keys::cases_reason, true);
const REMARK: Part = area("reason", keys::cases_reason, false);
const EVIDENCE: Part = Part::Photos { label: keys::cases_request_photos, hint: Some(keys::cases_request_photos_hint) };

const fn area(name: &'static str, label: Key, required: bool) -> Part {
    Part::Area { name, label, required }
}

const fn photos(label: Key) -> Part {
    Part::Photos { label, hint: None }
}

pub(super) fn is_ruling(action: Action) -> bool {
    RULINGS.iter().any(|(yes, no)| action == *yes || action == *no)
}

/// The yes that shares its form with this no, if there is one.
pub(super) fn twins(action: Action) -> impl Iterator<Item = Action> {
    let pairs = RULINGS.into_iter().chain([(CheckPass, CheckFail)]);
    pairs.filter(move |(_, no)| *no == action).map(|(yes, _)| yes)
}

/// The action behind the address of the form: a yes and its no share one, and so do both levels of an appeal.
pub(super) fn of_form(action: Action) -> Action {
    if action == GrantAppeal { PassAppeal } else { twins(action).next().unwrap_or(action) }
}

/// The parts of a form, the hint under its button, and the buttons where there are two.
pub(super) fn declared(action: Action, sheet: &Sheet, role: Role) -> (Vec<Part>, Option<Key>, Option<Answers>) {
    let (case, lang, l) = (sheet.case(), sheet.cx.lang, sheet.cx.l);
    if let Some((yes, no)) = RULINGS.into_iter().find(|(yes, no)| action == *yes || action == *no) {
        let about_limit =
            || case.standing.asked.map(|asked| asked.what) == Some(Request::Objection(ObjectionKind::Limit));
        let parts = if yes == GrantObjection && about_limit() { vec![Part::NewLimit, REMARK] } else { vec![REMARK] };
        let hint = match yes {
            AuditPass => keys::cases_hint_audit,
            PassAppeal | GrantAppeal => keys::cases_hint_review,
            _ => keys::cases_hint_ruling,
        };
        let yes = (action != no).then(|| yes.words(lang));
        return (parts, Some(hint), Some(Answers { yes, no: no.words(lang), values: ["yes", "no"] }));
    }
    let (parts, hint) = match action {
        File => (vec![Part::Category, Part::Condition], keys::cases_hint_file),
        Dispatch => {
            let has_duty = sheet.cx.model.lead_of_case(case).is_some();
            let hint = if has_duty { keys::cases_hint_dispatch } else { keys::cases_hint_no_duty };
            (vec![Part::Lead, Part::Helpers, Part::Limit], hint)
        }
        Accept => (Vec::new(), keys::cases_hint_accept),
        Submit | SubmitToUnit => {
            let hint = if case.photo_required { keys::cases_hint_photo } else { keys::cases_hint_no_photo };
            let photos = Part::Photos { label: keys::cases_after_photos, hint: Some(hint) };
            let mut parts = vec![area("text", keys::cases_result_text, true), photos];
            parts.extend(case.photo_required.then_some(area("without_photo", keys::cases_without_photo, false)));
            return (parts, None, None);
        }
        Confirm => (vec![NOTE], keys::cases_hint_confirm),
        RequestCheck => (vec![NOTE], keys::cases_hint_check_request),
        CheckPass | CheckFail => {
            let yes = (action == CheckPass).then_some(l.cases_pass);
            let hint = if yes.is_some() { keys::cases_hint_check } else { keys::cases_hint_rework };
            let answers = Answers { yes, no: l.cases_fail, values: ["pass", "fail"] };
            return (vec![SEEN, photos(keys::cases_check_photos)], Some(hint), Some(answers));
        }
        Close => match (case.check_passed_at, may_close_with_reason(role)) {
            (Some(_), true) => (vec![Part::Closing, REMARK], keys::cases_hint_close_checked),
            (Some(_), false) => (vec![Part::Closing, REMARK], keys::cases_hint_close_ticks),
            (None, _) => (vec![Part::Closing, REASON], keys::cases_hint_close_unchecked),
        },
        Rework => (vec![REASON], keys::cases_hint_rework),
        SendBack => (vec![REASON], keys::cases_hint_send_back),
        Withdraw => (vec![REASON], keys::cases_hint_withdraw),
        ReturnByUnit => (vec![REASON], keys::cases_hint_return),
        ReturnToAcceptor => (vec![REASON], keys::cases_hint_return_acceptance),
        Merge => (vec![Part::Into], keys::cases_hint_merge),
        Void => (vec![REASON], keys::cases_hint_void),
        Reopen => (vec![REASON], keys::cases_hint_reopen),
        Urge => (vec![NOTE], keys::cases_hint_urge),
        AskExtension => (vec![REASON, EVIDENCE], keys::cases_hint_ask_extension),
        AskSuspension => (vec![Part::Kind, Part::Until, REASON, EVIDENCE], keys::cases_hint_ask_suspension),
        EndSuspension => (vec![REMARK], keys::cases_hint_end_suspension),
        Object => (vec![Part::Kind, REASON, EVIDENCE], keys::cases_hint_object),
        Appeal => (vec![REASON, EVIDENCE], keys::cases_hint_appeal),
        Supervise => (vec![Part::Kind, REASON, Part::Reply], keys::cases_hint_supervise),
        AskVoid => (vec![REASON], keys::cases_hint_ask_void),
        ForceClose => (vec![REASON], keys::cases_hint_force_close),
        RequestVerify => (vec![NOTE], keys::cases_hint_request_verify),
        ReportVerify => {
            let answers = Answers { yes: Some(l.cases_found), no: l.cases_not_found, values: ["yes", "no"] };
            return (vec![SEEN, photos(keys::cases_verify_photos)], Some(keys::cases_hint_verify), Some(answers));
        }
        Note | ReplySupervision => return (vec![TEXT], None, None),
        // A case begins with a report; it is counted anew and climbs by the system.
        _ => return (Vec::new(), None, None),
    };
    (parts, Some(hint), None)
}

fn may_close_with_reason(role: Role) -> bool {
    TRANSITIONS.iter().any(|row| row.action == Close && row.needs_reason && row.who.contains(&role))
}
