//! The change of the two rules.

use changxiao_app::people::rules;
use changxiao_domain::orgs::{PasswordRule, SignInRule};

use super::{rules::Rule, security};
use crate::{answer::Answer, form::Form, request::Request};

pub(super) async fn change_password_rule(request: Request, form: Form) -> Answer {
    let size = |name| form.number(name).and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    let rule = PasswordRule {
        min_chars: size("min_chars"),
        max_chars: request.model().password_rule.max_chars,
        min_classes: size("min_classes"),
        max_age_days: form.number("max_age_days").unwrap_or(0),
        source: form.text("source").to_owned(),
    };
    let version = form.number("version").unwrap_or(-1);
    match rules::change_password_rule(request.app(), request.actor(), &rule, version).await {
        Ok(()) => request.redirect("/security", request.cx.l.people_rule_saved),
        Err(problem) => security::again(&request, Rule::Password, &form, problem).await,
    }
}

pub(super) async fn change_sign_in_rule(request: Request, form: Form) -> Answer {
    let number = |name| form.number(name).unwrap_or(0);
    let rule = SignInRule {
        lock_after: u32::try_from(number("lock_after")).unwrap_or(0),
        lock_minutes: number("lock_minutes"),
        idle_minutes: number("idle_minutes"),
        absolute_hours: number("absolute_hours"),
        disable_after_idle_days: number("disable_after_idle_days"),
        single_session: form.ticked("single_session"),
        second_factor: form.ticked("second_factor"),
        source: form.text("source").to_owned(),
    };
    let version = form.number("version").unwrap_or(-1);
    match rules::change_sign_in_rule(request.app(), request.actor(), &rule, version).await {
        Ok(()) => request.redirect("/security", request.cx.l.people_rule_saved),
        Err(problem) => security::again(&request, Rule::SignIn, &form, problem).await,
    }
}
