//! The forms of the two rules.

use axum::{extract::State, response::Response};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::people::rules;
use changxiao_domain::{
    bounds::Bounds,
    orgs::{PasswordRule, SignInRule},
};
use changxiao_words::{Texts, fill, texts};

use super::security;
use crate::{
    answer::{WebError, redirect_with_notice},
    faults::Faults,
    form::Form,
    session::Who,
    state::WebState,
    words,
};

/// Both rules as forms.
pub(super) struct RuleForms {
    pub password: RuleForm,
    pub sign_in: RuleForm,
}

pub(super) struct RuleForm {
    pub numbers: Vec<Number>,
    pub source: String,
    pub version: i64,
    /// Since which day the city's own setting holds; empty for the default.
    pub since: String,
    /// This form is the one that came back.
    pub bad: bool,
}

/// A number with its span.
pub(super) struct Number {
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
    pub hint: String,
}

pub(super) async fn change_password_rule(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let size = |name| form.number(name).and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    let rule = PasswordRule {
        min_chars: size("min_chars"),
        max_chars: who.model.password_rule.max_chars,
        min_classes: size("min_classes"),
        max_age_days: form.number("max_age_days").unwrap_or(0),
        source: form.text("source").to_owned(),
    };
    let version = form.number("version").unwrap_or(-1);
    match rules::change_password_rule(state.app(), &who.actor, &rule, version).await {
        Ok(()) => Ok(redirect_with_notice(jar, "/security", texts(who.lang()).people_rule_saved)),
        Err(problem) => {
            let faults = Faults::from(problem, who.lang())?;
            security::again(&state, &who, rule_forms(&who, Some(("password", &form))), faults).await
        }
    }
}

pub(super) async fn change_sign_in_rule(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let number = |name| form.number(name).unwrap_or(0);
    let rule = SignInRule {
        lock_after: u32::try_from(number("lock_after")).unwrap_or(0),
        lock_minutes: number("lock_minutes"),
        idle_minutes: number("idle_minutes"),
        absolute_hours: number("absolute_hours"),
        disable_after_idle_days: number("disable_after_idle_days"),
        source: form.text("source").to_owned(),
    };
    let version = form.number("version").unwrap_or(-1);
    match rules::change_sign_in_rule(state.app(), &who.actor, &rule, version).await {
        Ok(()) => Ok(redirect_with_notice(jar, "/security", texts(who.lang()).people_rule_saved)),
        Err(problem) => {
            let faults = Faults::from(problem, who.lang())?;
            security::again(&state, &who, rule_forms(&who, Some(("sign_in", &form))), faults).await
        }
    }
}

/// The rules in force; `typed` is the form that came back, whose numbers stay.
pub(super) fn rule_forms(who: &Who, typed: Option<(&str, &Form)>) -> RuleForms {
    let l = texts(who.lang());
    let (password, sign_in) = (&who.model.password_rule, &who.model.sign_in_rule);
    let form = |key: &str| typed.filter(|(of, _)| *of == key).map(|(_, form)| form);
    let first = rule_form(
        who,
        l,
        "password_rule",
        PasswordRule::BOUNDS.iter().zip(password.numbers()),
        &password.source,
        form("password"),
    );
    let second = rule_form(
        who,
        l,
        "sign_in_rule",
        SignInRule::BOUNDS.iter().zip(sign_in.numbers()),
        &sign_in.source,
        form("sign_in"),
    );
    RuleForms { password: first, sign_in: second }
}

fn rule_form<'a>(
    who: &Who,
    l: &'static Texts,
    key: &str,
    values: impl Iterator<Item = (&'a (&'static str, Bounds), i64)>,
    source: &str,
    typed: Option<&Form>,
) -> RuleForm {
    let setting = who.model.settings.get(key);
    let numbers = values
        .map(|((name, Bounds { least, most }), value)| Number {
            name,
            label: label(name, l),
            value: typed.map_or_else(|| value.to_string(), |form| form.text(name).to_owned()),
            hint: fill(l.people_rule_span, &[("least", least), ("most", most)]),
        })
        .collect();
    RuleForm {
        numbers,
        source: typed.map_or_else(|| source.to_owned(), |form| form.text("source").to_owned()),
        version: setting.map_or(0, |setting| setting.version),
        since: setting.map_or_else(String::new, |setting| words::full_day(who.lang(), setting.effective_from)),
        bad: typed.is_some(),
    }
}

fn label(name: &str, l: &'static Texts) -> &'static str {
    match name {
        "min_chars" => l.people_rule_min_chars,
        "min_classes" => l.people_rule_min_classes,
        "max_age_days" => l.people_rule_max_age_days,
        "lock_after" => l.people_rule_lock_after,
        "lock_minutes" => l.people_rule_lock_minutes,
        "idle_minutes" => l.people_rule_idle_minutes,
        "absolute_hours" => l.people_rule_absolute_hours,
        _ => l.people_rule_disable_days,
    }
}
