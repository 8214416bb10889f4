//! An entry of the trace in words: nobody should need a key to read it.

use changxiao_domain::{orgs::Role, rules::RuleSet, trace::TraceSubject};
use changxiao_store::access::Entry;
use changxiao_words::Texts;

use crate::cx::Cx;

pub(super) fn person_words<'a>(cx: &'a Cx, entry: &Entry) -> &'a str {
    let name = entry.person.and_then(|person| cx.model.person_names.get(&person));
    name.map_or(cx.l.people_trace_stranger, String::as_str)
}

/// Unit and title; empty for whoever had no post.
pub(super) fn post_words(cx: &Cx, entry: &Entry) -> String {
    entry.post.map_or_else(String::new, |post| cx.model.post_label(post, cx.lang))
}

pub(super) fn is_refused(entry: &Entry) -> bool {
    entry.outcome != "done"
}

pub(super) fn outcome_words<'a>(cx: &Cx, outcome: &'a str) -> &'a str {
    match outcome {
        "done" => cx.l.people_trace_done,
        "failed" => cx.l.people_trace_failed,
        "unknown" => cx.l.people_trace_unknown_login,
        "refused" => cx.l.people_trace_locked_or_closed,
        // The stable number of the refusal.
        number => number,
    }
}

/// What it was about in the reader's language; an id becomes a name, or the name of its sort.
pub(super) fn subject_words(cx: &Cx, entry: &Entry) -> String {
    let l = cx.l;
    let with = |label: &str, name: &dyn std::fmt::Display| format!("{label} {name}").trim().to_owned();
    match &entry.subject {
        TraceSubject::Post(post) | TraceSubject::SwitchedPost(post) => Some(cx.model.post_label(*post, cx.lang))
            .filter(|label| !label.is_empty())
            .unwrap_or(l.people_post.to_owned()),
        TraceSubject::Person(login) | TraceSubject::Account(login) => with(l.people_trace_account, login),
        TraceSubject::Password(login) => with(l.people_trace_password, login),
        TraceSubject::Token(_) => l.people_trace_token.to_owned(),
        TraceSubject::Unit(code) => with(l.nav_units, code),
        TraceSubject::Duty { division, key } => with(l.orgs_matrix, &format_args!("{division} {key}")),
        TraceSubject::Division(code) => with(l.nav_divisions, code),
        TraceSubject::Day(day) => with(l.nav_calendar, day),
        TraceSubject::Recount(_) => l.calendar_recount.to_owned(),
        TraceSubject::Absence(_) => l.escalation_absences.to_owned(),
        TraceSubject::Webhook(_) => l.notices_hooks.to_owned(),
        TraceSubject::Job(_) => l.nav_jobs.to_owned(),
        TraceSubject::Site(number) => with(l.nav_sites, number),
        TraceSubject::SiteExport => with(l.nav_sites, &"exported"),
        TraceSubject::ListExport => with(l.nav_imports, &l.imports_get_export),
        TraceSubject::Setting(key) => match key.as_str() {
            "password_rule" => l.people_password_rule.to_owned(),
            "sign_in_rule" => l.people_sign_in_rule.to_owned(),
            other => RuleSet::parse(other).map_or(other, |set| set.words(cx.lang)).to_owned(),
        },
        TraceSubject::Chains => l.people_trace_chains.to_owned(),
        TraceSubject::Trace => l.people_trace.to_owned(),
        other => other.to_string(),
    }
}

/// The particulars, one pair a fact; `["was", "is"]` becomes an arrow.
pub(super) fn facts(cx: &Cx, particulars: &str) -> Vec<(String, String)> {
    let (l, lang) = (cx.l, cx.lang);
    let Ok(serde_json::Value::Object(object)) = serde_json::from_str(particulars) else { return Vec::new() };
    object
        .into_iter()
        // Ids say nothing to a reader; the subject names the thing.
        .filter(|(key, _)| !matches!(key.as_str(), "person" | "unit"))
        .map(|(key, value)| {
            let text = |name: &str| value.as_str().filter(|_| key == name);
            let role = text("role").and_then(Role::parse).map(|role| role.words(lang).to_owned());
            let program = text("program").and_then(|id| cx.model.program_names.get(&id.parse().ok()?)).cloned();
            let words = role.or(program).unwrap_or_else(|| fact_value(&value, l));
            (fact_name(&key, l).to_owned(), words)
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

pub(super) fn fact_name<'a>(key: &'a str, l: &Texts) -> &'a str {
    match key {
        "action" => l.people_fact_action,
        "name" => l.people_name_of,
        "deputy_of" => l.people_deputy_of,
        "name_en" => l.orgs_name_en,
        "kind" => l.orgs_kind,
        "from" => l.orgs_from,
        "until" => l.orgs_until,
        "code" => l.orgs_code,
        "parent" => l.orgs_above,
        "division" => l.orgs_division,
        "territory" => l.orgs_territory,
        "line" => l.orgs_line,
        "source" => l.people_source,
        "role" => l.orgs_role,
        "scopes" => l.people_token_scopes,
        "rows" => l.people_fact_rows,
        "cases" => l.nav_cases,
        "events" => l.people_fact_events,
        "broken" => l.people_fact_broken,
        "cause" => l.calendar_cause,
        "earlier" => l.calendar_earlier,
        "later" => l.calendar_later,
        "min_chars" => l.people_rule_min_chars,
        "min_classes" => l.people_rule_min_classes,
        "max_age_days" => l.people_rule_max_age_days,
        "lock_after" => l.people_rule_lock_after,
        "lock_minutes" => l.people_rule_lock_minutes,
        "idle_minutes" => l.people_rule_idle_minutes,
        "absolute_hours" => l.people_rule_absolute_hours,
        "disable_after_idle_days" => l.people_rule_disable_days,
        "single_session" => l.people_rule_single_session,
        "second_factor" => l.people_rule_second_factor,
        "program" => l.programs_acting,
        "means" => l.people_fact_means,
        "asked_for" => l.administrators_what,
        "by" => l.people_fact_by,
        "address" => l.people_fact_address,
        "turned_away" => l.people_fact_turned_away,
        other => other,
    }
}

fn fact_value(value: &serde_json::Value, l: &'static Texts) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => match text.as_str() {
            "added" => l.people_fact_added.to_owned(),
            "ended" => l.people_fact_ended.to_owned(),
            "renamed" => l.people_fact_renamed.to_owned(),
            "removed" => l.people_fact_removed.to_owned(),
            "closed" => l.people_fact_closed.to_owned(),
            "opened" => l.people_fact_opened.to_owned(),
            "unlocked" => l.people_fact_unlocked.to_owned(),
            "revoked" => l.people_fact_revoked.to_owned(),
            "consented" => l.people_fact_consented.to_owned(),
            "asked" => l.people_fact_asked.to_owned(),
            "confirmed" => l.people_fact_confirmed.to_owned(),
            "declined" => l.people_fact_declined.to_owned(),
            "second_factor_on" => l.people_fact_second_factor_on.to_owned(),
            "second_factor_off" => l.people_fact_second_factor_off.to_owned(),
            "owner" => l.people_fact_owner.to_owned(),
            "administrator" => l.people_fact_administrator.to_owned(),
            "reset" => l.administrators_reset.to_owned(),
            "appoint" => l.administrators_appoint.to_owned(),
            "password" => l.signin_password.to_owned(),
            "code" => l.second_factor_code.to_owned(),
            "recovery_code" => l.second_factor_recovery.to_owned(),
            "off" => l.calendar_off.to_owned(),
            "work" => l.calendar_work.to_owned(),
            other => other.to_owned(),
        },
        serde_json::Value::Bool(is_so) => if *is_so { l.people_fact_yes } else { l.people_fact_no }.to_owned(),
        serde_json::Value::Array(pair) if pair.len() == 2 => {
            let text = |value: &serde_json::Value| match fact_value(value, l) {
                empty if empty.is_empty() => "—".to_owned(),
                text => text,
            };
            let (was, is) = (text(&pair[0]), text(&pair[1]));
            if was == is { String::new() } else { format!("{was} → {is}") }
        }
        other => other.to_string(),
    }
}
