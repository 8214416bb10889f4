//! Fills the shell that surrounds every page.

use axum_extra::extract::PrivateCookieJar;
use changxiao_domain::{
    ids::CityId,
    orgs::Permission,
    time::{HOUR, Instant, MINUTE},
};
use changxiao_words::{Lang, fill, texts};

use crate::{
    answer::take_notice,
    session::Who,
    shell::{Notice, NoticeKind, OtherPost, Section, Shell},
    state::WebState,
    words::{self, Wall},
};

/// A moment as the city's clock shows it.
pub fn wall(model: &changxiao_app::model::CityModel, at: Instant) -> Wall {
    let at = at.in_zone(model.calendar.zone());
    Wall::new(at.date(), at.hour(), at.minute())
}

/// 6 月 11 日 10:20; with the year when it is not the current one.
pub fn moment(who: &Who, now: Instant, at: Instant) -> String {
    words::moment(who.lang(), wall(&who.model, at), who.model.day_of(now).year())
}

/// The shell of a signed-in person's page, and the jar without the notice that it shows.
pub async fn shell_with_notice(
    state: &WebState,
    who: &Who,
    section: Section,
    jar: PrivateCookieJar,
) -> (Shell, PrivateCookieJar) {
    let (jar, notice) = take_notice(jar);
    let notice = notice.map(|text| Notice { kind: NoticeKind::Done, text, link: None });
    (shell(state, who, section, notice).await, jar)
}

pub async fn shell(state: &WebState, who: &Who, section: Section, notice: Option<Notice>) -> Shell {
    let lang = who.lang();
    let l = texts(lang);
    let now = state.app().now();
    let counts = changxiao_app::overview::badge::counts(state.app(), who).await.unwrap_or_default();
    let of = |post| counts.iter().find(|(of, _)| *of == post).map_or(0, |(_, n)| *n);
    let post_title = |label: &str| label.rsplit(" · ").next().unwrap_or(label).to_owned();
    let post_label = who.model.post_label(who.actor.post, lang);
    let other_posts = who
        .posts
        .iter()
        .filter(|post| **post != who.actor.post)
        .map(|post| OtherPost { id: post.to_string(), label: who.model.post_label(*post, lang), waiting: of(*post) })
        .collect();
    let since = now.since(who.model.start_of(who.model.day_of(now)));
    let closes = who.model.notice_rules.open_until_minute * MINUTE;
    let quiet_label = if who.model.is_quiet(now) {
        Some(l.quiet_now.to_owned())
    } else if (closes - HOUR..closes).contains(&since) {
        let minute = who.model.notice_rules.open_until_minute;
        Some(fill(l.quiet_from, &[("time", &format!("{:02}:{:02}", minute / 60, minute % 60))]))
    } else {
        None
    };
    Shell {
        lang,
        l,
        city_name: who.model.city.name_in(lang).to_owned(),
        section,
        sections: Section::all().into_iter().filter(|section| may_open(who, *section)).collect(),
        post_short: post_title(&post_label),
        post_label,
        person_name: who.person.name.clone(),
        waiting: of(who.actor.post),
        unread: changxiao_app::notices::inbox::unread(state.app(), &who.actor).await.unwrap_or_default(),
        other_posts,
        csrf: who.csrf.to_string(),
        dark: who.person.dark,
        large: who.person.large_type,
        path: who.path.to_string(),
        now_label: words::moment(lang, wall(&who.model, now), who.model.day_of(now).year()),
        quiet_label,
        demo: who.model.city.demonstration,
        notice,
        asset_version: state.asset_version().to_owned(),
    }
}

/// The shell of a page for somebody who is not signed in; without a city where the address is none's.
pub async fn stranger_shell(state: &WebState, lang: Lang, city: Option<CityId>, path: &str) -> Shell {
    let model = match city {
        Some(city) => state.app().model_for_names(city).await.ok(),
        None => None,
    };
    Shell {
        lang,
        l: texts(lang),
        city_name: model.as_ref().map_or_else(String::new, |model| model.city.name_in(lang).to_owned()),
        section: Section::Elsewhere,
        sections: Vec::new(),
        post_label: String::new(),
        post_short: String::new(),
        person_name: String::new(),
        waiting: 0,
        unread: 0,
        other_posts: Vec::new(),
        csrf: String::new(),
        dark: false,
        large: false,
        path: path.to_owned(),
        now_label: String::new(),
        quiet_label: None,
        demo: model.is_some_and(|model| model.city.demonstration),
        notice: None,
        asset_version: state.asset_version().to_owned(),
    }
}

/// Which entries of the navigation a post gets: those whose pages its role may read.
fn may_open(who: &Who, section: Section) -> bool {
    let permission = match section {
        Section::Overview | Section::Elsewhere => return true,
        Section::Cases | Section::Recurrence | Section::Evidence => Permission::ReadCases,
        Section::Inspections => Permission::ReadInspections,
        Section::Sites => Permission::ReadSites,
        Section::Whistles => Permission::ReadWhistles,
        Section::Matters => Permission::ReadMatters,
        Section::Standards | Section::Categories => Permission::ReadStandards,
        Section::Scores | Section::Indicators => Permission::ReadScores,
        Section::Units | Section::Divisions | Section::Calendar | Section::Rules | Section::Procedures => {
            Permission::ReadUnits
        }
        Section::People => Permission::ManagePeople,
        Section::Imports | Section::Exchange => Permission::Import,
        Section::Security => Permission::ManageSecurity,
        Section::Administrators => Permission::ConfirmAdministrators,
        Section::Trace => Permission::ReadAudit,
        Section::Jobs => Permission::ManageJobs,
    };
    who.actor.may(permission)
}
