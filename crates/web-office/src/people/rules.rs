//! The forms of the two rules.

use changxiao_domain::{
    bounds::Bounds,
    orgs::{PasswordRule, SignInRule},
};
use changxiao_store::cities::Setting;

use crate::{cx::Cx, form::Form};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Password,
    SignIn,
}

/// The form of a rule.
pub(super) struct RuleForm<'a> {
    pub numbers: Vec<Number>,
    pub ticks: Vec<Tick>,
    pub source: &'a str,
    /// The city's own setting; `None` for the default.
    pub setting: Option<&'a Setting>,
    /// It is this form that came back.
    pub came_back: bool,
}

/// What is so or not.
pub(super) struct Tick {
    pub name: &'static str,
    pub is_on: bool,
}

/// A number with its span.
pub(super) struct Number {
    pub name: &'static str,
    /// As it was typed, else as it is in force.
    pub value: String,
    pub bounds: Bounds,
}

impl<'a> RuleForm<'a> {
    /// The rule in force; `typed` is the form that came back, whose numbers stay.
    pub fn of(cx: &'a Cx, rule: Rule, typed: Option<&'a Form>) -> Self {
        let (password, sign_in) = (&cx.model.password_rule, &cx.model.sign_in_rule);
        let number = |((name, bounds), value): ((&'static str, Bounds), i64)| Number {
            name,
            value: typed.map_or_else(|| value.to_string(), |form| form.text(name).to_owned()),
            bounds,
        };
        let tick =
            |(name, is_on): (&'static str, bool)| Tick { name, is_on: typed.map_or(is_on, |form| form.ticked(name)) };
        let (key, source, numbers, ticks) = match rule {
            Rule::Password => {
                let numbers = PasswordRule::BOUNDS.into_iter().zip(password.numbers());
                ("password_rule", &password.source, numbers.map(number).collect(), Vec::new())
            }
            Rule::SignIn => {
                let numbers = SignInRule::BOUNDS.into_iter().zip(sign_in.numbers());
                let ticks = sign_in.ticks().into_iter().map(tick).collect();
                ("sign_in_rule", &sign_in.source, numbers.map(number).collect(), ticks)
            }
        };
        Self {
            numbers,
            ticks,
            source: typed.map_or(source, |form| form.text("source")),
            setting: cx.model.settings.get(key),
            came_back: typed.is_some(),
        }
    }
}
