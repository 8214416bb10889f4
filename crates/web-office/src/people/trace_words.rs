//! An entry of the trace in words: nobody should need a key to read it.

use changxiao_app::imports;
use changxiao_domain::{
    callbacks::{Satisfaction, Source},
    orgs::{Role, UnitKind},
    rules::RuleSet,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::access::Entry;
use changxiao_words::{Lang, Texts};
use serde_json::Value;

use super::scopes::scope_words;
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

/// What came of it; a refusal with the number that its receiver was told.
pub(super) fn outcome_words(cx: &Cx, outcome: &str) -> String {
    let l = cx.l;
    let of_refusal = match outcome {
        "done" => return l.people_trace_done.to_owned(),
        "failed" => return l.people_trace_failed.to_owned(),
        "unknown" => return l.people_trace_unknown_login.to_owned(),
        "refused" => return l.people_trace_locked_or_closed.to_owned(),
        "E-1001" | "E-1002" => l.trace_refused_sign_in,
        "E-1004" => l.trace_refused_closed,
        "E-1005" => l.trace_refused_password,
        "E-1007" => l.trace_refused_form,
        "E-1008" => l.trace_refused_post,
        "E-1009" => l.trace_refused_factor,
        "E-1101" => l.trace_refused_permission,
        "E-1102" => l.trace_refused_scope,
        "E-1201" => l.trace_refused_missing,
        "E-1205" => l.trace_refused_size,
        number => return number.to_owned(),
    };
    format!("{of_refusal} {outcome}")
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
        TraceSubject::Evidence(number) => with(l.evidence_title, number),
        TraceSubject::OriginalEvidence(number) => with(l.evidence_trace_original, number),
        TraceSubject::EvidenceExport => l.evidence_title.to_owned(),
        TraceSubject::SiteExport => l.nav_sites.to_owned(),
        TraceSubject::CaseExport => l.nav_cases.to_owned(),
        TraceSubject::IndicatorExport => l.indicators_title.to_owned(),
        TraceSubject::Download(address) => with(l.trace_download, address),
        TraceSubject::CaseViewShared => l.trace_view_shared.to_owned(),
        TraceSubject::CaseViewDeleted => l.trace_view_deleted.to_owned(),
        TraceSubject::Callback(number) => with(l.trace_callback, number),
        TraceSubject::OriginalPhoto(number) => with(l.trace_original, number),
        TraceSubject::OrderMapping(name) => with(l.trace_mapping, name),
        TraceSubject::SurgeAlarm(_) => l.trace_surge.to_owned(),
        TraceSubject::System { key, edition } => with(l.nav_standards, &format_args!("{key} {edition}")),
        TraceSubject::Import(kind) => match imports::Kind::parse(kind) {
            Some(kind) => kind.words(cx.lang).to_owned(),
            None => l.exchange_title.to_owned(),
        },
        TraceSubject::ListExport => with(l.nav_imports, &l.imports_get_export),
        TraceSubject::Setting(key) => match key.as_str() {
            "password_rule" => l.people_password_rule.to_owned(),
            "sign_in_rule" => l.people_sign_in_rule.to_owned(),
            "directory" => l.directory_set_up.to_owned(),
            "evidence_campaigns" => l.evidence_campaigns.to_owned(),
            other => RuleSet::parse(other).map_or(other, |set| set.words(cx.lang)).to_owned(),
        },
        TraceSubject::Chains => l.people_trace_chains.to_owned(),
        TraceSubject::Trace => l.people_trace.to_owned(),
        TraceSubject::Request(many) if many == "*" => l.trace_many.to_owned(),
        // What somebody typed, and the address that was asked for.
        TraceSubject::Login(text) | TraceSubject::Request(text) => text.clone(),
    }
}

/// The particulars, one pair a fact; `["was", "is"]` becomes an arrow.
pub(super) fn facts(cx: &Cx, particulars: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(object)) = serde_json::from_str(particulars) else { return Vec::new() };
    let mut told = Vec::new();
    for (key, value) in &object {
        match value {
            // What a change consists of: each of its facts stands for itself.
            Value::Object(within) => {
                let of_it = within.iter().map(|(name, value)| (name.as_str(), value));
                told.extend(of_it.filter_map(|(name, value)| fact(cx, name, value)));
            }
            value => told.extend(fact(cx, key, value)),
        }
    }
    told
}

/// One fact; `None` where it says nothing to a reader.
fn fact(cx: &Cx, key: &str, value: &Value) -> Option<(String, String)> {
    // Ids say nothing to a reader; the subject names the thing.
    if matches!(key, "person" | "unit" | "holder" | "deputy") && !value.is_number() {
        return None;
    }
    let words = match value {
        Value::String(text) => coded(cx, key, text).unwrap_or_else(|| fact_value(value, cx.l)),
        value => fact_value(value, cx.l),
    };
    (!words.is_empty()).then(|| (fact_name(key, cx.l).to_owned(), words))
}

/// A code in words, where the fact is one that has codes.
fn coded(cx: &Cx, key: &str, text: &str) -> Option<String> {
    let lang: Lang = cx.lang;
    let words = match key {
        "role" => Role::parse(text)?.words(lang),
        "kind" => match (UnitKind::parse(text), TraceKind::parse(text)) {
            (Some(kind), _) => kind.words(lang),
            (None, kind) => kind?.words(lang),
        },
        "satisfaction" => Satisfaction::parse(text)?.words(lang),
        "source" => Source::parse(text)?.words(lang),
        "scopes" => return Some(scope_words(cx, text)),
        "program" => return cx.model.program_names.get(&text.parse().ok()?).cloned(),
        "made_by" => return Some(cx.model.post_label(text.parse().ok()?, lang)),
        _ => return None,
    };
    Some(words.to_owned())
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
        "areas" => l.orgs_areas,
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
        "query" => l.trace_fact_query,
        "photo" => l.trace_fact_photo,
        "before" => l.trace_fact_before,
        "with" => l.trace_fact_with,
        "made_by" => l.trace_fact_made_by,
        "valid" => l.trace_fact_valid,
        "contacted" => l.trace_fact_contacted,
        "solved" => l.trace_fact_solved,
        "satisfaction" => l.trace_fact_satisfaction,
        "dropped" => l.trace_fact_dropped,
        "error" => l.trace_fact_error,
        "retry" => l.trace_fact_retry,
        "answered" => l.trace_fact_answered,
        "first" => l.trace_fact_first,
        "last" => l.trace_fact_last,
        "ended" => l.trace_fact_ended,
        "added" => l.trace_fact_added,
        "changed" => l.trace_fact_changed,
        "removed" => l.trace_fact_removed,
        "unchanged" => l.trace_fact_unchanged,
        "followed" => l.trace_fact_followed,
        "not_ours" => l.trace_fact_not_ours,
        "wrong" => l.trace_fact_wrong,
        "file" => l.trace_fact_file,
        "mapping" => l.trace_fact_mapping,
        "system" => l.trace_fact_system,
        "version" => l.trace_fact_version,
        "node" => l.trace_fact_node,
        "units" => l.trace_fact_units,
        "duty" => l.trace_fact_duty,
        "check_items" | "check_item" => l.trace_fact_check_items,
        "survey_item" => l.trace_fact_survey_item,
        "material" => l.trace_fact_material,
        "score_preset" => l.trace_fact_score_preset,
        "taken_off_nodes" => l.trace_fact_nodes,
        "site_type" => l.trace_fact_site_type,
        "position" => l.trace_fact_position,
        "holder" => l.trace_fact_holder,
        "deputy" => l.trace_fact_deputy,
        "active" => l.trace_fact_active,
        "url" => l.trace_fact_url,
        "refusals_not_listed" => l.trace_fact_refusals,
        "is_on" => l.directory_is_on,
        "is_required" => l.directory_fact_required,
        "issuer" => l.directory_fact_issuer,
        "client_id" => l.directory_fact_client,
        "claim" => l.directory_fact_claim,
        "unlinked" => l.directory_fact_unlinked,
        other => other,
    }
}

fn fact_value(value: &Value, l: &'static Texts) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => match text.as_str() {
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
            "directory_linked" => l.directory_fact_linked.to_owned(),
            "directory_unlinked" => l.directory_fact_removed.to_owned(),
            "directory" => l.directory_title.to_owned(),
            "link" => l.administrators_link.to_owned(),
            "passkey_added" => l.passkeys_fact_added.to_owned(),
            "passkey_removed" => l.passkeys_fact_removed.to_owned(),
            "passkey" => l.passkeys_title.to_owned(),
            "owner" => l.people_fact_owner.to_owned(),
            "administrator" => l.people_fact_administrator.to_owned(),
            "reset" => l.administrators_reset.to_owned(),
            "appoint" => l.administrators_appoint.to_owned(),
            "password" => l.signin_password.to_owned(),
            "code" => l.second_factor_code.to_owned(),
            "recovery_code" => l.second_factor_recovery.to_owned(),
            "off" => l.calendar_off.to_owned(),
            "work" => l.calendar_work.to_owned(),
            "moved" => l.trace_value_moved.to_owned(),
            "copied" => l.trace_value_copied.to_owned(),
            "in force" => l.trace_value_in_force.to_owned(),
            "superseded" => l.trace_value_superseded.to_owned(),
            "changed" => l.trace_value_changed.to_owned(),
            "units" => l.trace_value_units.to_owned(),
            other => other.to_owned(),
        },
        Value::Bool(is_so) => if *is_so { l.people_fact_yes } else { l.people_fact_no }.to_owned(),
        Value::Array(pair) if pair.len() == 2 => {
            let text = |value: &Value| match fact_value(value, l) {
                empty if empty.is_empty() => "—".to_owned(),
                text => text,
            };
            let (was, is) = (text(&pair[0]), text(&pair[1]));
            if was == is { String::new() } else { format!("{was} → {is}") }
        }
        Value::Array(all) => {
            let words = all.iter().map(|value| fact_value(value, l)).filter(|words| !words.is_empty());
            words.collect::<Vec<_>>().join(l.people_text)
        }
        Value::Object(_) => String::new(),
        Value::Number(number) => number.to_string(),
    }
}
