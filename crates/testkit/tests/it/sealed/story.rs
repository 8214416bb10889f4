//! People who act through the interface for programs, so that the story outlives whatever a page or an action is called inside.

use changxiao_domain::time::MINUTE;
use changxiao_testkit::{Answer, Browser, World, photo};
use serde_json::Value;

use crate::api::program::Program;

pub struct Story<'a> {
    pub world: &'a World,
}

impl Story<'_> {
    async fn program(&self, login: &str) -> anyhow::Result<Program> {
        Program::of(self.world, login, &["read", "report", "handle"]).await
    }

    pub async fn read(&self, login: &str, path: &str) -> anyhow::Result<Value> {
        self.program(login).await?.read(path).await
    }

    /// Sends a document, which must be taken; answers with what came back. A minute goes by.
    pub async fn send(&self, login: &str, path: &str, document: Value) -> anyhow::Result<Value> {
        self.taken(login, path, self.program(login).await?.post(path, &document).await?)
    }

    /// The same with a photo.
    pub async fn show(&self, login: &str, path: &str, document: Value, seed: u64) -> anyhow::Result<Value> {
        let photos = [("photo", photo(seed))];
        self.taken(login, path, self.program(login).await?.upload(path, &document, &photos, None).await?)
    }

    fn taken(&self, login: &str, path: &str, answer: Answer) -> anyhow::Result<Value> {
        anyhow::ensure!(answer.status < 300, "{login} at {path}: {} {}", answer.status, answer.text());
        self.world.clock.advance(MINUTE);
        answer.json()
    }

    /// Sends a form of a page with the version that the page shows now.
    pub async fn fill(&self, login: &str, page: &str, place: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
        let browser = self.world.sign_in(login).await?;
        let version = version(&browser, page).await?;
        let mut all = vec![("version", version.as_str())];
        all.extend_from_slice(fields);
        let answer = browser.post(&format!("{page}/{place}"), &all).await?;
        anyhow::ensure!(answer.status == 303, "{login} at {page}/{place}: {} {}", answer.status, answer.text());
        self.world.clock.advance(MINUTE);
        Ok(())
    }
}

async fn version(browser: &Browser, page: &str) -> anyhow::Result<String> {
    let text = browser.get(page).await?.expect(200)?.text();
    let version = text.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(version.unwrap_or("0").to_owned())
}
