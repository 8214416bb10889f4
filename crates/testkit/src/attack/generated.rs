//! Requests made from the description of the interface: what it asks for, and what it does not expect.

use changxiao_app::people::issue_token::SCOPES;
use changxiao_domain::orgs::{Permission, Role, permissions};
use changxiao_web::{Access, Route};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Map, Value, json};

use super::{Attack, judge::fault};
use crate::{
    doors::{all, is_api},
    walk::visitor::encoded,
};

const GENERATED: &str = "requests after the description of the interface";

/// Who holds the tokens.
const HOLDERS: [(&str, Role); 9] = [
    ("dispatcher", Role::Dispatcher),
    ("office", Role::Office),
    ("inspector", Role::Inspector),
    ("handler", Role::Handler),
    ("checker", Role::Checker),
    ("head", Role::UnitHead),
    ("auditor", Role::Auditor),
    ("sysadmin", Role::SystemAdmin),
    ("secadmin", Role::SecurityAdmin),
];

/// Texts that no field expects.
const STRANGE: [&str; 14] = [
    "",
    " ",
    "\u{0}",
    "\u{202e}\u{200b}",
    "null",
    "-1",
    "1e309",
    "9223372036854775808",
    "2026-02-30",
    "0000-00-00T99:99:99Z",
    "' OR 1=1 --",
    "<script>cxevil()</script>",
    "../../etc/passwd",
    "01890a5d-ac96-774b-bcce-b302099a8057",
];

/// A description, and what chance makes of it.
struct Maker {
    document: Value,
    chance: StdRng,
    /// The number of a case that is there.
    case: String,
}

impl Attack<'_> {
    pub(super) async fn generated_requests(&mut self) -> anyhow::Result<()> {
        let world = self.world;
        let inspector = world.sign_in("inspector").await?;
        let fields = [("category", "E0301"), ("site", "1"), ("title", "甲"), ("text", "路面有积存垃圾")];
        let made = inspector.post("/cases/new", &fields).await?.expect(303)?;
        let case = made.location().trim_start_matches("/cases/").split('?').next().unwrap_or_default().to_owned();
        let mut tokens = Vec::new();
        for (login, role) in HOLDERS {
            tokens.push((role, self.token(login, SCOPES).await?));
        }
        let document = serde_json::to_value(changxiao_web::all_routes().document())?;
        let mut maker = Maker { document, chance: StdRng::seed_from_u64(20_261_130), case };
        let program = world.stranger()?;
        for route in all().iter().filter(|route| is_api(route)) {
            let Access::Api(permission, _) = route.access else { continue };
            let Some(token) = holder(&tokens, permission) else { continue };
            for _ in 0..self.scale.of(120, 4) {
                let (path, body) = maker.request(route);
                let told = format!(
                    "{} {path} {}",
                    route.method,
                    super::judge::first_of(&body.clone().unwrap_or_default().to_string())
                );
                let asked = program.api(route.method.as_str(), &path, token, body.as_ref());
                if let Some(answer) = self.answer(GENERATED, &told, asked).await {
                    let wrong = fault(&answer);
                    self.tally.judge(GENERATED, wrong.is_none(), || format!("{told}: {}", wrong.unwrap_or_default()));
                }
            }
        }
        Ok(())
    }
}

fn holder(tokens: &[(Role, String)], permission: Permission) -> Option<&str> {
    tokens.iter().find(|(role, _)| permissions(*role).contains(&permission)).map(|(_, token)| token.as_str())
}

impl Maker {
    /// An address with its questions, and a document where one is taken.
    fn request(&mut self, route: &Route) -> (String, Option<Value>) {
        let operation = self.document["paths"][&*route.path][route.method.as_str().to_lowercase()].clone();
        let (mut path, mut query) = (route.path.to_string(), Vec::new());
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let value = match self.one_in(4) {
                true => self.strange(),
                false => plain(&self.value(&parameter["schema"], 0)),
            };
            match parameter["in"].as_str() {
                Some("path") => {
                    let value = if name == "number" && !self.one_in(5) { self.case.clone() } else { value };
                    path = path.replace(&format!("{{{name}}}"), &encoded(if value.is_empty() { "0" } else { &value }));
                }
                Some("query") if self.one_in(2) => query.push(format!("{name}={}", encoded(&value))),
                _ => {}
            }
        }
        // What is not described as a part of the address.
        while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
            path.replace_range(from..=to, "1");
        }
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        let schema = operation["requestBody"]["content"]["application/json"]["schema"].clone();
        let body = (!schema.is_null()).then(|| self.value(&schema, 0));
        (path, body)
    }

    fn one_in(&mut self, many: u32) -> bool {
        self.chance.random_range(0..many) == 0
    }

    fn strange(&mut self) -> String {
        let place = self.chance.random_range(0..=STRANGE.len());
        STRANGE.get(place).map_or_else(|| "长".repeat(3_000), |text| (*text).to_owned())
    }

    /// A value after its description, now and then another.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if let Some(path) = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
            let schema = self.document.pointer(path).cloned().unwrap_or_default();
            return self.value(&schema, depth + 1);
        }
        if depth > 6 || self.one_in(9) {
            return self.another();
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            if let Some(all) = schema[choice].as_array().filter(|all| !all.is_empty()) {
                let place = self.chance.random_range(0..all.len());
                return self.value(&all[place].clone(), depth + 1);
            }
        }
        if let Some(all) = schema["enum"].as_array().filter(|all| !all.is_empty()) {
            return all[self.chance.random_range(0..all.len())].clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => {
                kinds.get(self.chance.random_range(0..kinds.len().max(1))).cloned().unwrap_or_default()
            }
            kind => kind.clone(),
        };
        match kind.as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") => {
                let many = self.chance.random_range(0..4);
                (0..many).map(|_| self.value(&schema["items"].clone(), depth + 1)).collect()
            }
            Some("integer" | "number") => {
                let all = [0, 1, 2, 30, -1, 1_000_000, i64::MAX, i64::MIN];
                json!(all[self.chance.random_range(0..all.len())])
            }
            Some("boolean") => json!(self.one_in(2)),
            Some("null") => Value::Null,
            _ if !schema["example"].is_null() && !self.one_in(3) => schema["example"].clone(),
            _ => self.text(),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            if !self.one_in(6) {
                object.insert(name.clone(), self.value(inner, depth + 1));
            }
        }
        if self.one_in(12) {
            object.insert("unknown".to_owned(), self.another());
        }
        object.into()
    }

    fn text(&mut self) -> Value {
        let all =
            ["E0301", "handling", "CG", "路面有积存垃圾", "2026-06-16", "2026-06-16T10:00:00+08:00", "phone", "other"];
        match self.one_in(3) {
            true => Value::from(self.strange()),
            false => Value::from(all[self.chance.random_range(0..all.len())]),
        }
    }

    /// Something of any kind.
    fn another(&mut self) -> Value {
        match self.chance.random_range(0..9) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-1),
            3 => json!(i64::MAX),
            4 => json!(1e308),
            5 => json!([]),
            6 => json!({}),
            7 => json!([[[[[[{ "a": [null] }]]]]]]),
            _ => Value::from(self.strange()),
        }
    }
}

/// A value as a part of an address.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
