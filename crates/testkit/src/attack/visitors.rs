//! All addresses, as everybody who may not use them.

use changxiao_app::people::issue_token::{SCOPES, revoke_token};
use changxiao_domain::{
    orgs::{Role, permissions},
    time::HOUR,
};
use changxiao_web::{Access, Route};

use super::{
    Attack,
    judge::{first_of, is_refused},
};
use crate::{
    Browser,
    doors::{GAPS, all, concrete, filled, is_api, subject},
    reviewed::open_to_strangers,
};

const STRANGERS: &str = "addresses: who may use none";
const TOKENS: &str = "addresses: programs";
const ROLES: &str = "addresses: posts without the right";
const FORMS: &str = "addresses: forms of another page";

/// One login a role.
const LOGINS: [(&str, Role); 10] = [
    ("office", Role::Office),
    ("dispatcher", Role::Dispatcher),
    ("handler", Role::Handler),
    ("head", Role::UnitHead),
    ("inspector", Role::Inspector),
    ("checker", Role::Checker),
    ("leader", Role::Leader),
    ("auditor", Role::Auditor),
    ("sysadmin", Role::SystemAdmin),
    ("secadmin", Role::SecurityAdmin),
];

impl Attack<'_> {
    /// Nobody of these may use any address that is not open to all.
    pub(super) async fn visitors(&mut self) -> anyhow::Result<()> {
        let open = open_to_strangers();
        for (name, browser) in self.useless_sessions().await? {
            for (place, route) in all().iter().enumerate() {
                let is_open = match route.access {
                    // What is registered as open to all and was never looked at is knocked at.
                    Access::Public => open.contains(&subject(route)),
                    // Whose post has ended may still change the password and sign out.
                    Access::Account | Access::SignedIn => name == "a post that has ended",
                    Access::May(_) | Access::Api(..) => false,
                };
                let is_unreviewed = !is_open && route.access == Access::Public;
                if !is_open && (is_unreviewed || self.scale.takes(place, 13)) {
                    self.refused(STRANGERS, name, &browser, None, route).await?;
                }
            }
        }
        let program = self.world.stranger()?;
        for (name, token) in self.useless_tokens().await? {
            for (place, route) in all().iter().enumerate() {
                if route.access != Access::Public && self.scale.takes(place, 13) {
                    self.refused(TOKENS, name, &program, Some(&token), route).await?;
                }
            }
        }
        self.scopes_of_tokens(&program).await
    }

    /// Sessions that open nothing.
    async fn useless_sessions(&self) -> anyhow::Result<Vec<(&'static str, Browser)>> {
        let world = self.world;
        let idle = world.sign_in("leader").await?;
        world.clock.advance(2 * HOUR);
        let left = world.sign_in("dispatcher").await?;
        let (ended, forged) = (left.cookies(), world.sign_in("office").await?.cookies());
        left.post("/signout", &[]).await?.expect(303)?;
        // One letter in the middle of each cookie is another.
        let turned = |cookie: &str| {
            let middle = cookie.chars().count() / 2;
            let other = |sign: char| if sign == 'A' { 'B' } else { 'A' };
            cookie
                .chars()
                .enumerate()
                .map(|(at, sign)| if at == middle { other(sign) } else { sign })
                .collect::<String>()
        };
        let forged = forged.split("; ").map(turned).collect::<Vec<_>>().join("; ");
        let mut sessions = vec![
            ("nobody", world.stranger()?),
            ("an idle session", idle),
            ("a session that was ended", world.with_cookies(&ended)?),
            ("a forged session", world.with_cookies(&forged)?),
        ];
        let (login, browser) = ("streethead", world.sign_in("streethead").await?);
        let post = world.actor(login).await?.post;
        let ending = format!("/people/{login}/posts/{post}/ending");
        let today = world.app.model(crate::CITY).await?.day.to_string();
        world.sign_in("sysadmin").await?.post(&ending, &[("until", &today)]).await?.expect(303)?;
        sessions.push(("a post that has ended", browser));
        Ok(sessions)
    }

    /// Tokens that open nothing.
    async fn useless_tokens(&self) -> anyhow::Result<Vec<(&'static str, String)>> {
        let world = self.world;
        let (revoked_id, revoked) = self.new_token("dispatcher", SCOPES).await?;
        let revoked = world.accepted((revoked_id, revoked)).await?;
        revoke_token(&world.app, &world.actor("secadmin").await?, revoked_id).await?;
        let (_, waiting) = self.new_token("dispatcher", SCOPES).await?;
        let other_city = waiting.replacen("cx.3506.", "cx.530100.", 1);
        let secret = waiting.rsplit('.').next().unwrap_or_default().to_owned();
        Ok(vec![
            ("a token that was revoked", revoked),
            ("a token that nobody agreed to", waiting),
            ("a token of another city", other_city),
            ("the secret alone", secret),
            ("an empty token", "cx.3506.".to_owned()),
            ("no token", "x".to_owned()),
        ])
    }

    /// A token opens what its scope and its post open together.
    async fn scopes_of_tokens(&mut self, program: &Browser) -> anyhow::Result<()> {
        for (login, role) in
            [("dispatcher", Role::Dispatcher), ("inspector", Role::Inspector), ("auditor", Role::Auditor)]
        {
            for scope in SCOPES {
                let token = self.token(login, &[scope]).await?;
                for (place, route) in all().iter().filter(|route| is_api(route)).enumerate() {
                    let Access::Api(permission, needed) = route.access else { continue };
                    let is_open = needed == *scope && permissions(role).contains(&permission);
                    if !is_open && self.scale.takes(place, 7) {
                        self.refused(TOKENS, "a token without the scope", program, Some(&token), route).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn refused(
        &mut self,
        what: &'static str,
        name: &str,
        browser: &Browser,
        token: Option<&str>,
        route: &Route,
    ) -> anyhow::Result<()> {
        let (method, path) = (route.method.as_str(), concrete(&route.path));
        let told = format!("{name}: {}", subject(route));
        let asked = async {
            match token {
                Some(token) => browser.api(method, &path, token, None).await,
                None if method == "POST" && !is_api(route) => browser.post(&path, &[]).await,
                None => browser.bare(method, &path).await,
            }
        };
        if let Some(answer) = self.answer(what, &told, asked).await {
            let holds = is_refused(&answer);
            self.tally.judge(what, holds, || format!("{told}: {} {}", answer.status, first_of(&answer.text())));
        }
        Ok(())
    }

    /// Every role at every address that needs a right which it has not; with the page's own word for forms.
    pub(super) async fn roles(&mut self) -> anyhow::Result<()> {
        for (login, role) in LOGINS {
            let browser = self.world.sign_in(login).await?;
            for (place, route) in all().iter().enumerate() {
                let needed = match route.access {
                    Access::May(permission) => permission,
                    Access::Api(permission, _) if route.method == "GET" => permission,
                    _ => continue,
                };
                if !permissions(role).contains(&needed) && self.scale.takes(place, 11) {
                    self.refused(ROLES, login, &browser, None, route).await?;
                }
            }
        }
        Ok(())
    }

    /// Who may use an address, by a form that was not shown to them: without a word, with that of another session.
    pub(super) async fn foreign_forms(&mut self) -> anyhow::Result<()> {
        let foreign = self.world.sign_in("leader").await?.csrf();
        for (login, role) in LOGINS {
            let browser = self.world.sign_in(login).await?;
            for (place, route) in all().iter().filter(|route| route.method != "GET").enumerate() {
                let open = match route.access {
                    Access::Account | Access::SignedIn => true,
                    Access::May(permission) => permissions(role).contains(&permission),
                    Access::Public | Access::Api(..) => false,
                };
                if !open || login == "leader" || !self.scale.takes(place, 9) {
                    continue;
                }
                for gap in GAPS.iter().take(if route.path.contains('{') { GAPS.len() } else { 1 }) {
                    let path = filled(&route.path, gap);
                    for word in ["", foreign.as_str()] {
                        let told = format!("{login}: {} ({gap})", subject(route));
                        let asked = browser.post_as(&path, word, &[("version", "1")]);
                        let Some(answer) = self.answer(FORMS, &told, asked).await else { continue };
                        let holds = [403, 404].contains(&answer.status);
                        self.tally
                            .judge(FORMS, holds, || format!("{told}: {} {}", answer.status, first_of(&answer.text())));
                    }
                }
            }
        }
        Ok(())
    }
}
