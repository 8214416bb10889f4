//! One person walks through the city: first everything there is to see, then every form, empty and filled in.

use std::collections::{HashSet, VecDeque};

use axum::http::Method;

use super::{
    forms::{Button, FoundForm, forms},
    html::{Piece, pieces},
    shapes::{MOST_STATES, Shapes},
};
use crate::{Answer, Browser, Demonstration, orders_csv, photo};

/// What becomes of the answers: `name` is the address, or the act that was answered; `csrf` the token of the session.
pub trait Keep {
    fn keep(&mut self, name: &str, answer: &Answer, csrf: &str) -> anyhow::Result<()>;
}

pub struct Visitor<'a, K> {
    city: &'a Demonstration,
    browser: Browser,
    kept: K,
    shapes: Shapes,
    seen: HashSet<String>,
    waiting: VecDeque<String>,
    /// Forms that change something, and the page that has them.
    forms: VecDeque<(String, FoundForm)>,
    pub pages: usize,
}

/// Addresses to which no link leads: refusals, empty lists.
const UNLINKED: [&str; 10] = [
    "/no-such-page",
    "/cases?tab=all&q=zzzzzz&lamp=late",
    "/sites?q=zzzzzz",
    "/units?q=%E5%B1%80",
    "/units?q=zzzzzz",
    "/people?q=zzzzzz",
    "/categories?q=zzzzzz",
    "/scores?period=2020-01",
    "/calendar/deadline?from=2026-09-28T15:30&amount=3&kind=working_day&paused=2026-09-29T10:00&resumed=2026-10-09T09:00",
    "/calendar/deadline?from=2026-09-28T15:30&amount=0&kind=working_day",
];

/// Forms that would end the walk or change who walks.
pub(crate) const NOT_SENT: [&str; 6] = [
    "/signout",
    "/preferences",
    "/session/post",
    "/people/{login}/closing",
    "/people/{login}/posts/{post}/ending",
    "/people/{login}/name",
];

/// So many forms of one kind are sent.
const MOST_FORMS: usize = 2;
/// So many are sent to one pattern, whatever fields they have: some pages answer with a longer form.
const MOST_TO_ONE: usize = 12;

impl<'a, K: Keep> Visitor<'a, K> {
    /// Somebody who speaks `lang`; `login` signs in first.
    pub async fn enter(city: &'a Demonstration, login: Option<&str>, lang: &str, kept: K) -> anyhow::Result<Self> {
        Self::enter_for(city, login, lang, kept, MOST_STATES).await
    }

    /// The same, who looks at `most_states` of what stands in many states: others look at the rest.
    pub async fn enter_for(
        city: &'a Demonstration,
        login: Option<&str>,
        lang: &str,
        kept: K,
        most_states: usize,
    ) -> anyhow::Result<Self> {
        let browser = match login {
            Some(login) => city.sign_in(login).await?,
            None => city.stranger()?,
        };
        browser.post("/preferences", &[("lang", lang), ("back", "/")]).await?.expect(303)?;
        let shapes = Shapes::new(most_states);
        let waiting = ["/".to_owned()].into_iter().chain(shapes.plain()).chain(UNLINKED.map(str::to_owned)).collect();
        let (seen, forms) = (HashSet::new(), VecDeque::new());
        Ok(Self { city, browser, kept, shapes, seen, waiting, forms, pages: 0 })
    }

    /// Follows links until nothing of a new kind turns up. `searches`: asks each list by every word that it offers.
    pub async fn look(&mut self, searches: bool) -> anyhow::Result<()> {
        while let Some(address) = self.waiting.pop_front() {
            if !self.seen.insert(address.clone()) {
                continue;
            }
            if !UNLINKED.contains(&address.as_str()) && !self.shapes.wants(&address, searches) {
                continue;
            }
            let answer = self.browser.get(&address).await?;
            self.keep(&address, &answer).await?;
            if answer.status < 300 {
                self.waiting.extend(self.shapes.relatives(&address));
            }
            self.read(&address, &answer);
        }
        Ok(())
    }

    /// Sends every form that was found: as it stands, then filled in with each of its buttons. The answers are kept elsewhere; says
    /// how many there were.
    pub async fn act(mut self, kept: K) -> anyhow::Result<usize> {
        self.kept = kept;
        self.pages = 0;
        while let Some((page, form)) = self.forms.pop_front() {
            let first = form.buttons.first().cloned().unwrap_or_default();
            let empty = form.as_it_stands();
            self.send(&form, "empty", &first, empty, Vec::new()).await?;
            let mut buttons = form.buttons.clone();
            buttons.dedup();
            if buttons.is_empty() {
                buttons.push(first);
            }
            for button in buttons.iter().take(MOST_FORMS * 2) {
                // What was sent before may have changed the page.
                let Some(form) = self.find_again(&page, &form).await? else { break };
                let files = self.files(&page, &form).await?;
                self.send(&form, "filled", button, form.filled(), files).await?;
            }
        }
        Ok(self.pages)
    }

    async fn send(
        &mut self,
        form: &FoundForm,
        how: &str,
        button: &Button,
        mut fields: Vec<(String, String)>,
        files: Vec<(String, String, Vec<u8>)>,
    ) -> anyhow::Result<()> {
        if !button.name.is_empty() {
            fields.push((button.name.clone(), button.value.clone()));
        }
        let action = if button.action.is_empty() { &form.action } else { &button.action };
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let answer = if form.multipart {
            let files: Vec<_> =
                files.iter().map(|(field, name, content)| (&**field, &**name, content.clone())).collect();
            self.browser.upload(action, &fields, &files).await?
        } else {
            self.browser.post(action, &fields).await?
        };
        let name = format!("POST {action} {how} {}", button.value);
        let name = name.trim_end();
        self.keep(name, &answer).await?;
        if answer.status == 303 {
            let next = answer.location().to_owned();
            let then = self.browser.get(&next).await?;
            self.keep(&format!("{name} then"), &then).await?;
            self.read(&next, &then);
        } else {
            self.read("", &answer);
        }
        Ok(())
    }

    /// The same form on its page as it is now. What answered another form cannot be asked for again.
    async fn find_again(&self, page: &str, form: &FoundForm) -> anyhow::Result<Option<FoundForm>> {
        if page.is_empty() {
            return Ok(Some(form.clone()));
        }
        let answer = self.browser.get(page).await?;
        self.city.web.tracer().flush().await;
        Ok(forms(&answer.text()).into_iter().find(|now| now.is_post && now.action == form.action))
    }

    /// Something for every file that the form asks for: a photo, the page's own template of a list, orders of a hotline.
    async fn files(&self, page: &str, form: &FoundForm) -> anyhow::Result<Vec<(String, String, Vec<u8>)>> {
        let mut files = Vec::new();
        for (seed, asked) in (0..).zip(form.files()) {
            let kind = form.action.strip_prefix("/imports/").and_then(|rest| rest.strip_suffix("/preview"));
            let (name, content) = match kind {
                _ if asked.accept.starts_with("image/") => ("photo.jpg".to_owned(), photo(seed)),
                Some(kind) => self.template(page, kind).await?,
                None => ("orders.csv".to_owned(), orders_csv(5, 1).into_bytes()),
            };
            files.push((asked.field.to_owned(), name, content));
        }
        Ok(files)
    }

    /// The template that the page offers for this list.
    async fn template(&self, page: &str, kind: &str) -> anyhow::Result<(String, Vec<u8>)> {
        let html = self.browser.get(page).await?.text();
        let all: Vec<String> =
            addresses(&html).into_iter().filter(|link| link.starts_with("/imports/templates/")).collect();
        let named = all.iter().find(|link| link.contains(&format!("/{kind}."))).or(all.first());
        let Some(address) = named else { return Ok(("empty.csv".to_owned(), Vec::new())) };
        let name = address.rsplit('/').next().unwrap_or("").to_owned();
        Ok((name, self.browser.get(address).await?.body))
    }

    async fn keep(&mut self, name: &str, answer: &Answer) -> anyhow::Result<()> {
        // A refusal is written to the trace behind the answer; the next page may show it.
        self.city.web.tracer().flush().await;
        self.pages += 1;
        self.kept.keep(name, answer, &self.browser.csrf())
    }

    /// Takes links and forms from a page.
    fn read(&mut self, page: &str, answer: &Answer) {
        if !answer.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
            return;
        }
        let html = answer.text();
        self.waiting.extend(addresses(&html));
        for form in forms(&html) {
            let asked = self.shapes.pattern(&Method::POST, &form.action).filter(|_| form.is_post);
            if let Some(pattern) = asked.filter(|pattern| !NOT_SENT.contains(&pattern.as_str())) {
                let kind = format!("POST {pattern} {}", form.names());
                if self.shapes.take(kind, MOST_FORMS) && self.shapes.take(format!("POST {pattern}"), MOST_TO_ONE) {
                    self.forms.push_back((page.to_owned(), form));
                }
                continue;
            }
            if form.is_post {
                continue;
            }
            let own = Button::default();
            for button in form.buttons.iter().filter(|button| !button.action.is_empty()).chain([&own]) {
                let action = if button.action.is_empty() { &form.action } else { &button.action };
                self.waiting.push_back(question(action, &form.as_it_stands()));
            }
        }
    }
}

/// The address that a form of the kind `get` leads to.
fn question(action: &str, fields: &[(String, String)]) -> String {
    let action = action.split('#').next().unwrap_or("");
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let mark = if action.contains('?') { '&' } else { '?' };
    format!("{action}{mark}{}", pairs.join("&"))
}

/// Percent-encoded, as a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Every address of our own that the page names, where no form is sent to it.
fn addresses(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in pieces(html) {
        let Piece::Open { attributes, .. } = piece else { continue };
        for (key, value) in attributes {
            let own = value.starts_with('/') && !value.starts_with("//") && !value.contains(' ');
            if own && !matches!(key, "action" | "formaction" | "value") {
                found.push(value.split('#').next().unwrap_or("").to_owned());
            }
        }
    }
    found
}
