//! The forms of what is asked about a case and of the answers: each with the fields that its request needs.

use changxiao_domain::{
    calendar::LimitKind,
    cases::{Action, ObjectionKind, Request, SupervisionKind, SuspensionKind},
};
use changxiao_words::{Lang, texts};

use super::forms::{FormView, kind_words};
use crate::choice::Choice;

/// The grant that shares its form with this refusal, if there is one: two buttons, one reason.
pub fn twins(action: Action) -> &'static [Action] {
    match action {
        Action::CheckFail => &[Action::CheckPass],
        Action::AuditFail => &[Action::AuditPass],
        Action::RefuseExtension => &[Action::GrantExtension],
        Action::RefuseSuspension => &[Action::GrantSuspension],
        Action::RefuseObjection => &[Action::GrantObjection],
        Action::RefuseVoid => &[Action::GrantVoid],
        Action::RefuseAppeal => &[Action::PassAppeal, Action::GrantAppeal],
        _ => &[],
    }
}

/// Adds what this action asks for. Actions that only want a reason are left as they are.
pub fn fill(form: &mut FormView, action: Action, asked: Option<Request>, lang: Lang) {
    let l = texts(lang);
    let hint = match action {
        Action::AskExtension => {
            form.kind = "asking";
            form.with_photos = true;
            l.cases_hint_ask_extension
        }
        Action::AskSuspension => {
            form.kind = "kinded";
            form.with_date = true;
            form.with_photos = true;
            form.kinds = choices(form, &SuspensionKind::ALL, |kind| (kind.code(), kind.words(lang)));
            l.cases_hint_ask_suspension
        }
        Action::EndSuspension => {
            form.required = false;
            l.cases_hint_end_suspension
        }
        Action::Object => {
            form.kind = "kinded";
            form.with_photos = true;
            form.kinds = choices(form, &ObjectionKind::ALL, |kind| (kind.code(), kind.words(lang)));
            l.cases_hint_object
        }
        Action::Supervise => {
            form.kind = "kinded";
            form.with_reply = true;
            form.kinds = choices(form, &SupervisionKind::ALL, |kind| (kind.code(), kind.words(lang)));
            l.cases_hint_supervise
        }
        Action::Appeal => {
            form.kind = "asking";
            form.with_photos = true;
            l.cases_hint_appeal
        }
        Action::AskVoid => l.cases_hint_ask_void,
        Action::ForceClose => l.cases_hint_force_close,
        Action::RequestVerify => {
            form.kind = "text";
            form.required = false;
            l.cases_hint_request_verify
        }
        Action::ReportVerify => {
            form.kind = "verify";
            form.yes = l.cases_found;
            form.no = l.cases_not_found;
            l.cases_hint_verify
        }
        Action::ReplySupervision => {
            form.kind = "text";
            ""
        }
        Action::AuditPass | Action::AuditFail => {
            buttons(form, Action::AuditPass, Action::AuditFail, action, lang);
            l.cases_hint_audit
        }
        Action::GrantExtension | Action::RefuseExtension => {
            buttons(form, Action::GrantExtension, Action::RefuseExtension, action, lang);
            l.cases_hint_ruling
        }
        Action::GrantSuspension | Action::RefuseSuspension => {
            buttons(form, Action::GrantSuspension, Action::RefuseSuspension, action, lang);
            l.cases_hint_ruling
        }
        Action::GrantVoid | Action::RefuseVoid => {
            buttons(form, Action::GrantVoid, Action::RefuseVoid, action, lang);
            l.cases_hint_ruling
        }
        Action::GrantObjection | Action::RefuseObjection => {
            buttons(form, Action::GrantObjection, Action::RefuseObjection, action, lang);
            if asked == Some(Request::Objection(ObjectionKind::Limit)) {
                form.with_limit = true;
                form.limit_kinds = choices(form, &LimitKind::ALL, |kind| (kind.code(), ""));
                for (choice, kind) in form.limit_kinds.iter_mut().zip(LimitKind::ALL) {
                    choice.label = kind_words(kind, lang);
                }
            }
            l.cases_hint_ruling
        }
        Action::PassAppeal => {
            buttons(form, Action::PassAppeal, Action::RefuseAppeal, action, lang);
            l.cases_hint_review
        }
        Action::GrantAppeal | Action::RefuseAppeal => {
            buttons(form, Action::GrantAppeal, Action::RefuseAppeal, action, lang);
            l.cases_hint_review
        }
        _ => return,
    };
    hint.clone_into(&mut form.hint);
}

/// A yes and a no; only the no, where the yes is not possible any more.
fn buttons(form: &mut FormView, yes: Action, no: Action, offered: Action, lang: Lang) {
    form.kind = "ruling";
    form.yes = if offered == no { "" } else { yes.words(lang) };
    form.no = no.words(lang);
    form.required = false;
}

fn choices<T: Copy>(form: &FormView, all: &[T], words: impl Fn(T) -> (&'static str, &'static str)) -> Vec<Choice> {
    let typed = form.value("kind");
    all.iter()
        .map(|one| {
            let (code, label) = words(*one);
            Choice { value: code.to_owned(), label: label.to_owned(), chosen: code == typed }
        })
        .collect()
}
