//! Texts that are meant to be more than texts, in every field of every form and every question of every page: markup, SQL, signs that
//! nobody sees, line ends, ways out of folders, numbers that are none.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::Method;
use changxiao_domain::text::is_hidden;
use changxiao_store::{engine::Built, params};
use changxiao_web::Access;

use super::{Attack, judge::fault};
use crate::{
    Answer, Browser,
    doors::{all, fits, pattern},
    photo,
    walk::{
        Piece,
        forms::{FoundForm, forms},
        pieces,
        visitor::{NOT_SENT, encoded},
    },
};

const FIELDS: &str = "texts in every field";
const QUESTIONS: &str = "texts in every question of a page";
const AFTERWARDS: &str = "pages that show what was written";
const KEPT: &str = "signs that nobody sees, kept";

/// What is written: the kind, and the text.
const TEXTS: [(&str, &str); 12] = [
    ("markup", "\"'><cxevil onmouseover=cxevil()></textarea></title></script><script>cxevil()</script>{{7*7}}${7*7}"),
    ("an attribute", "x\" onfocus=cxevil() autofocus=\"' onfocus=cxevil() autofocus='"),
    ("an address", "javascript:cxevil()"),
    ("SQL", "' OR '1'='1'; DROP TABLE cases; --"),
    ("more SQL", "1) UNION SELECT password_hash FROM people; --\\' \"; $1 $$ %s ?"),
    ("unseen signs", "市\u{0}容\u{202e}管\u{200b}护\u{7}\u{1b}[31m"),
    ("a line end", "x\r\nSet-Cookie: cxevil=1\r\nX-Cxevil: 1\r\n\r\n<cxevil>"),
    ("a way out", "../../../../../../etc/passwd"),
    ("a formula", "=cmd|'/c calc'!A1"),
    ("a lookup", "${jndi:ldap://127.0.0.1/a} %s%s%n {0} \\u0000"),
    ("no number", "-9223372036854775809"),
    ("half a letter", "\u{d7ff}\u{e000}\u{fffd}\u{1f468}\u{200d}\u{1f469}"),
];

/// Who walks, and writes.
const PEOPLE: [&str; 9] =
    ["inspector", "dispatcher", "office", "sysadmin", "secadmin", "auditor", "handler", "street1", "leader"];

/// Filled in as they are meant these would change who may come in, so that less could be tried afterwards; they get nonsense alone.
const RULES_OF_ENTRY: [&str; 3] = ["/password", "/security/sign-in-rule", "/security/password-rule"];

/// So many pages a person opens by links.
const MOST_PAGES: usize = 400;
/// And so many of one kind.
const MOST_OF_A_KIND: usize = 12;

impl Attack<'_> {
    pub(super) async fn pages_and_forms(&mut self) -> anyhow::Result<()> {
        let people: Vec<&str> = PEOPLE.into_iter().take(self.scale.of(PEOPLE.len(), 2)).collect();
        // From an address of its own, because it has to wait after fifty tries.
        let stranger = self.world.stranger_from("203.0.113.77", "http")?;
        for form in forms(&stranger.get("/signin").await?.text()).into_iter().filter(|form| form.action == "/signin") {
            self.strike(&stranger, "nobody", &form).await?;
        }
        for login in &people {
            let browser = self.world.sign_in(login).await?;
            for form in self.forms_of(&browser).await? {
                self.strike(&browser, login, &form).await?;
            }
        }
        for login in &people {
            let browser = self.world.sign_in(login).await?;
            self.questions(&browser, login).await?;
            for path in self.walk(&browser).await? {
                if let Some(answer) = self.answer(AFTERWARDS, &path, browser.get(&path)).await {
                    let wrong = fault(&answer);
                    self.tally.judge(AFTERWARDS, wrong.is_none(), || {
                        format!("{login}: {path}: {}", wrong.unwrap_or_default())
                    });
                }
            }
        }
        self.nothing_hidden_is_kept().await
    }

    /// Every form that a person meets, each kind once.
    async fn forms_of(&self, browser: &Browser) -> anyhow::Result<Vec<FoundForm>> {
        let mut found: Vec<FoundForm> = Vec::new();
        let mut known = BTreeSet::new();
        for path in pages() {
            let answer = browser.get(&path).await?;
            for form in forms(&answer.text()) {
                let is_sent = form.is_post && !NOT_SENT.iter().any(|pattern| fits(pattern, &form.action));
                if is_sent
                    && form.action != "/signin"
                    && known.insert((pattern(&form.action).unwrap_or("").to_owned(), form.names()))
                {
                    found.push(form);
                }
            }
        }
        Ok(found)
    }

    /// Each text in all fields that are written into, then in all that there are.
    async fn strike(&mut self, browser: &Browser, login: &str, form: &FoundForm) -> anyhow::Result<()> {
        for (place, (what, text)) in TEXTS.iter().enumerate() {
            if !self.scale.takes(place, 4) {
                continue;
            }
            for hidden in [false, true] {
                if !hidden && RULES_OF_ENTRY.contains(&form.action.as_str()) {
                    continue;
                }
                let fields = form.filled_with(text, hidden);
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
                let told =
                    format!("{login}: {what} in {}{}", form.action, if hidden { ", hidden fields too" } else { "" });
                let files = form.files().map(|asked| (asked.field.to_owned(), photo(11))).collect::<Vec<_>>();
                let files: Vec<_> = files.iter().map(|(field, content)| (&**field, *text, content.clone())).collect();
                let asked = async {
                    match form.multipart {
                        true => browser.upload(&form.action, &fields, &files).await,
                        false => browser.post(&form.action, &fields).await,
                    }
                };
                if let Some(answer) = self.answer(FIELDS, &told, asked).await {
                    self.no_fault(FIELDS, &told, &answer);
                }
            }
        }
        Ok(())
    }

    /// Each text in every question that an address knows, as far as links and forms ask them.
    async fn questions(&mut self, browser: &Browser, login: &str) -> anyhow::Result<()> {
        const ASKED: [&str; 22] = [
            "q", "tab", "sort", "page", "before", "after", "division", "unit", "lead", "category", "lamp", "state",
            "kind", "from", "to", "edition", "period", "by", "site", "class", "key", "lang",
        ];
        for (at, path) in pages().into_iter().enumerate() {
            for (place, (what, text)) in TEXTS.iter().enumerate() {
                if !self.scale.takes(at + place, 29) {
                    continue;
                }
                let query: Vec<String> = ASKED.iter().map(|name| format!("{name}={}", encoded(text))).collect();
                let path = format!("{path}?{}", query.join("&"));
                let told = format!("{login}: {what} in {}", path.split('?').next().unwrap_or(""));
                if let Some(answer) = self.answer(QUESTIONS, &told, browser.get(&path)).await {
                    self.no_fault(QUESTIONS, &told, &answer);
                }
            }
        }
        Ok(())
    }

    fn no_fault(&mut self, what: &'static str, told: &str, answer: &Answer) {
        let wrong = fault(answer);
        self.tally.judge(what, wrong.is_none(), || format!("{told}: {}", wrong.unwrap_or_default()));
    }

    /// The pages that a person comes to by links.
    async fn walk(&self, browser: &Browser) -> anyhow::Result<Vec<String>> {
        let most = self.scale.of(MOST_PAGES, 60);
        let (mut seen, mut kinds) = (BTreeSet::new(), BTreeMap::<&str, usize>::new());
        let mut waiting: VecDeque<String> = pages().into();
        while let Some(path) = waiting.pop_front() {
            if seen.len() >= most {
                break;
            }
            if seen.contains(&path) {
                continue;
            }
            let of_kind = kinds.entry(pattern(&path).unwrap_or("")).or_default();
            *of_kind += 1;
            if *of_kind > MOST_OF_A_KIND {
                continue;
            }
            seen.insert(path.clone());
            let answer = browser.get(&path).await?;
            if answer.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
                waiting.extend(links(&answer.text()));
            }
        }
        Ok(seen.into_iter().collect())
    }

    /// What was written is in the database without the signs that nobody sees.
    async fn nothing_hidden_is_kept(&mut self) -> anyhow::Result<()> {
        for (table, column) in [
            ("cases", "title"),
            ("cases", "description"),
            ("cases", "place"),
            ("units", "name"),
            ("units", "code"),
            ("people", "name"),
            ("people", "login"),
            ("sites", "name"),
            ("divisions", "name"),
            ("whistles", "title"),
            ("consultations", "title"),
            ("case_events", "particulars"),
            ("access_log", "subject"),
            ("access_log", "particulars"),
            ("settings", "document"),
        ] {
            let text = format!("SELECT {column} AS told FROM {table}");
            for row in self.world.fresh.db.rows(Built { name: "attack::kept", text }, params![]).await? {
                let told = row.opt_text("told")?.unwrap_or_default();
                let holds = !told.contains(|sign: char| is_hidden(sign) && sign != '\n' && sign != '\t');
                self.tally.judge(KEPT, holds, || format!("{table}.{column}: {told:?}"));
            }
        }
        Ok(())
    }
}

/// Pages that name nothing.
fn pages() -> Vec<String> {
    let routes = all();
    let plain = routes.iter().filter(|route| {
        let is_page = !route.path.starts_with("/api/") && !route.path.contains('{') && !route.path.contains('.');
        route.method == Method::GET && is_page && !matches!(route.access, Access::Api(..))
    });
    plain.map(|route| route.path.to_string()).collect()
}

/// Addresses of our own that a page links to.
fn links(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in pieces(html) {
        let Piece::Open { name: "a", attributes } = piece else { continue };
        let own = attributes
            .into_iter()
            .filter(|(key, value)| *key == "href" && value.starts_with('/') && !value.starts_with("//"));
        found.extend(own.map(|(_, value)| value.split('#').next().unwrap_or("").to_owned()));
    }
    found
}
