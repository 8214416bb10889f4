//! What narrows the list: menus whose links are addresses, forms for what has too many values for links, and one form with all of
//! it for phones.

use changxiao_domain::{
    cases::{Source, State, SupervisionKind, Topic},
    divisions::{Division, DivisionCode},
    orgs::Actor,
};
use changxiao_store::cases::Sort;
use changxiao_words::fill;

use super::query::{ListQuery, Tab};
use crate::{
    choice::{Choice, ChoiceGroup},
    cx::Cx,
    listing::{FilterForm, FilterMenu, Offer},
    names::source_word,
    pickers,
};

/// What the form of further filters asks for.
pub(super) const MORE: [&str; 8] =
    ["co", "reporter", "course", "due_from", "due_to", "closed_from", "closed_to", "site"];
/// What the form for phones asks for besides.
const NARROW: [&str; 6] = ["division", "category", "lead", "state", "q", "sort"];

/// What the menus and forms of one page are made from.
pub(super) struct Filters<'a> {
    pub cx: &'a Cx,
    pub actor: &'a Actor,
    pub query: &'a ListQuery,
}

impl Filters<'_> {
    pub(super) fn menus(&self) -> Vec<FilterMenu> {
        let (l, lang) = (self.cx.l, self.cx.lang);
        let any = |code: &str, label: &str| Offer::new(code, label);
        let states = State::ALL.map(|state| any(state.code(), state.words(lang)));
        let sources = Source::ALL.map(|source| any(source.code(), source_word(lang, source)));
        // Under which supervision, and whether a reply is owed.
        let supervised = [any("any", l.cases_supervised_any), any("owed", l.cases_reply_owed)].into_iter();
        let supervised = supervised.chain(SupervisionKind::ALL.iter().map(|kind| any(kind.code(), kind.words(lang))));
        // What waits for a decision.
        let asked = std::iter::once(any("any", l.cases_asked_any));
        let asked = asked.chain(Topic::ALL.iter().map(|topic| any(topic.code(), topic.words(lang))));
        vec![
            self.menu("division", l.cases_division, self.divisions()),
            self.menu("category", l.cases_category, self.categories()),
            self.lead(),
            self.menu("state", l.cases_state, states),
            self.menu("source", l.cases_source, sources),
            self.menu("supervised", l.cases_supervised, supervised),
            self.menu("asked", l.cases_asked_word, asked),
            self.reported(),
        ]
    }

    fn menu(&self, key: &str, label: &'static str, offers: impl IntoIterator<Item = Offer>) -> FilterMenu {
        let href = |value: &str| self.query.with(key, value).href();
        FilterMenu::links(label, self.cx.l.cases_all, self.query.get(key), offers, href)
    }

    /// The divisions directly below the scope, and what lies below the chosen one.
    fn divisions(&self) -> Vec<Offer> {
        let divisions = &self.cx.model.divisions;
        let roots = self.actor.scope.roots(DivisionCode::new(self.cx.model.city.id.0).ok());
        let chosen = self.query.division(&self.cx.model);
        let is_open = |code: DivisionCode| chosen.is_some_and(|chosen| chosen.is_within(code));
        let mut offers = Vec::new();
        // Of a territory over several divisions these are chosen themselves.
        let first: Vec<&Division> = match roots.as_slice() {
            [root] => divisions.children(*root).collect(),
            several => several.iter().filter_map(|root| divisions.get(*root)).collect(),
        };
        for child in first {
            offers.push(Offer::new(child.code.to_string(), &*child.name));
            // Below a county its towns, below a chosen town its villages: one branch is open, never the whole tree.
            for town in divisions.children(child.code).filter(|_| is_open(child.code)) {
                offers.push(Offer::new(town.code.to_string(), &*town.name).below());
                let villages = divisions.children(town.code).filter(|_| is_open(town.code));
                offers.extend(villages.map(|village| Offer::new(village.code.to_string(), &*village.name).below()));
            }
        }
        offers
    }

    fn categories(&self) -> Vec<Offer> {
        let (categories, lang) = (&self.cx.model.categories, self.cx.lang);
        let chosen = self.query.get("category");
        let mut offers = Vec::new();
        for major in &categories.majors {
            let code = format!("{}{}", major.class.letter(), major.code);
            offers.push(Offer::new(&*code, major.name(lang)));
            if chosen.starts_with(&code) {
                let minors = categories.categories.iter().map(|minor| (minor.code.to_string(), minor));
                let of_major = minors.filter(|(minor, _)| minor.starts_with(&code));
                offers.extend(of_major.map(|(code, minor)| Offer::new(code, minor.name(lang)).below()));
            }
        }
        offers
    }

    /// Units are too many for links.
    fn lead(&self) -> FilterMenu {
        let (l, query) = (self.cx.l, self.query);
        let form = FilterForm::new("/cases", l.cases_apply)
            .in_menu()
            .keep_but(query, &["lead", "number"])
            .many("lead", l.cases_lead, self.units("lead"), l.cases_search_unit)
            .clear(!query.get("lead").is_empty(), query.without("lead").href(), l.cases_all);
        let chosen = Some(query.get("lead"))
            .filter(|lead| !lead.is_empty())
            .map(|lead| self.cx.model.units.by_code(lead).map_or(l.cases_all, |unit| unit.name_in(self.cx.lang)));
        FilterMenu::form(l.cases_lead, l.cases_all, chosen, form)
    }

    /// When it was reported: the last days, or two dates that a form in the menu asks for.
    fn reported(&self) -> FilterMenu {
        let (l, query) = (self.cx.l, self.query);
        let days = [1, 7, 30, 90].map(|days: i64| match days {
            1 => Offer::new("1", l.cases_today_word),
            days => Offer::new(days.to_string(), fill(l.cases_last_days, &[("n", &days)])),
        });
        let (from, to) = (query.get("from"), query.get("to"));
        let dates =
            (!from.is_empty() || !to.is_empty()).then(|| fill(l.cases_from_to, &[("from", &from), ("to", &to)]));
        let base = query.without("from").without("to");
        let href = |days: &str| base.with("reported", days).href();
        let form = FilterForm::new("/cases", l.cases_apply)
            .in_menu()
            .keep_but(query, &["reported", "from", "to", "number"])
            .day("from", l.cases_from, from)
            .day("to", l.cases_to, to);
        FilterMenu::links(l.cases_reported, l.cases_any_time, query.get("reported"), days, href).or_form(dates, form)
    }

    /// The fields that have no menu of their own: one form asks for all of them.
    pub(super) fn more(&self) -> FilterForm {
        let form = FilterForm::new("/cases", self.cx.l.cases_apply).labelled("m", true);
        self.with_more(form.keep_but(self.query, &[&MORE[..], &["number"]].concat()))
    }

    /// Everything in one form, where menus have no room.
    pub(super) fn all(&self, tab: Tab) -> FilterForm {
        let (l, lang, query) = (self.cx.l, self.cx.lang, self.query);
        let (model, category, division) = (&self.cx.model, query.get("category"), query.get("division"));
        let states = State::ALL.map(|state| Choice::of(state.code(), state.words(lang), query.get("state")));
        let is_due = query.sort(tab) == Sort::Due;
        let all = |groups| ChoiceGroup::or_all(l.cases_all, groups);
        let form = FilterForm::new("/cases", l.cases_apply)
            .labelled("p", false)
            .keep_but(query, &[&MORE[..], &NARROW, &["number"]].concat())
            .search_in("q", l.cases_words, query.get("q"), l.search_hint)
            .groups("division", l.cases_division, all(pickers::division_groups(model, self.actor, division, lang)))
            .groups("category", l.cases_category, all(pickers::category_groups(model, lang, category)))
            .groups("lead", l.cases_lead, self.units("lead"))
            .groups("state", l.cases_state, all(ChoiceGroup::plain(states)))
            .select(
                "sort",
                l.cases_order,
                [Choice::new("newest", l.cases_sort_newest, false), Choice::new("due", l.cases_sort_due, is_due)],
            );
        self.with_more(form).clear(true, query.cleared().href(), l.cases_clear)
    }

    fn with_more(&self, form: FilterForm) -> FilterForm {
        let (l, query) = (self.cx.l, self.query);
        let course = |code, label| Choice::of(code, label, query.get("course"));
        let course = [course("reworked", l.cases_course_reworked), course("returned", l.cases_course_returned)];
        form.groups("co", l.cases_help, self.units("co"))
            .groups("reporter", l.cases_reporter_unit, self.units("reporter"))
            .groups("course", l.cases_course, ChoiceGroup::or_all(l.cases_all, ChoiceGroup::plain(course)))
            .day("due_from", l.cases_due_from, query.get("due_from"))
            .day("due_to", l.cases_due_to, query.get("due_to"))
            .day("closed_from", l.cases_closed_from, query.get("closed_from"))
            .day("closed_to", l.cases_closed_to, query.get("closed_to"))
            .number("site", l.cases_site_number, query.get("site"))
    }

    fn units(&self, key: &str) -> Vec<ChoiceGroup> {
        let units = pickers::unit_groups(&self.cx.model, self.cx.lang, |unit| unit.code.clone(), self.query.get(key));
        ChoiceGroup::or_all(self.cx.l.cases_all, units)
    }
}
