//! Why an action did not happen. Each kind has a stable number that a user can quote and a sentence in both languages: the
//! fact first, then the next step.

use changxiao_domain::{
    cases::Refusal,
    consultations,
    inspections::VisitRefused,
    orgs::{NotPermitted, Permission, WeakPassword},
    recurrence,
    time::Instant,
    whistles,
};
use changxiao_files::{photos::PhotoError, sheets::Problems};
use changxiao_store::StoreError;
use changxiao_words::Lang;

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in form and JSON.
    pub field: &'static str,
    pub zh: String,
    pub en: String,
}

impl FieldProblem {
    pub fn new(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field, zh: zh.into(), en: en.into() }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("nobody is signed in")]
    SignInRequired,
    #[error("login or password is wrong")]
    SignInFailed,
    #[error("the account is locked until {until}")]
    Locked { until: Instant },
    #[error("the account is closed")]
    Closed,
    #[error("the password must be changed first")]
    PasswordChangeRequired,
    #[error("the password is too weak")]
    WeakPassword(#[from] WeakPassword),
    #[error("the form is not from a page of this session")]
    Csrf,
    #[error("the post may not {0}")]
    NotPermitted(Permission),
    #[error("this lies outside the scope of the post")]
    OutOfScope,
    #[error("there is no {0}")]
    NotFound(&'static str),
    #[error("the case refuses: {0}")]
    Case(#[from] Refusal),
    #[error("{0}")]
    Visit(#[from] VisitRefused),
    #[error("the whistle refuses: {0}")]
    Whistle(#[from] whistles::Refusal),
    #[error("the consultation refuses: {0}")]
    Consultation(#[from] consultations::Refusal),
    #[error("the chronic problem refuses: {0}")]
    Chronic(#[from] recurrence::Refusal),
    #[error("someone else changed this in the meantime")]
    Conflict,
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldProblem>),
    #[error("{0}")]
    Photo(#[from] PhotoError),
    #[error("the file was not imported")]
    Import(Box<Problems>),
    #[error("the request key was used for something else")]
    KeyReused,
    #[error("too large")]
    TooLarge,
    #[error("there is too much to do; try again soon")]
    Busy,
    #[error("the data behind this cannot be used: {0}")]
    Broken(String),
    #[error(transparent)]
    Store(StoreError),
}

impl From<NotPermitted> for AppError {
    fn from(refused: NotPermitted) -> Self {
        AppError::NotPermitted(refused.permission)
    }
}

impl From<StoreError> for AppError {
    fn from(source: StoreError) -> Self {
        match source {
            StoreError::Conflict => Self::Conflict,
            other => Self::Store(other),
        }
    }
}

impl AppError {
    /// One wrong field.
    pub fn field(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, zh, en)])
    }

    /// The number that users quote. Numbers are never given to another meaning.
    pub fn number(&self) -> &'static str {
        match self {
            Self::SignInRequired => "E-1001",
            Self::SignInFailed => "E-1002",
            Self::Locked { .. } => "E-1003",
            Self::Closed => "E-1004",
            Self::PasswordChangeRequired => "E-1005",
            Self::WeakPassword(_) => "E-1006",
            Self::Csrf => "E-1007",
            Self::NotPermitted(_) => "E-1101",
            Self::OutOfScope => "E-1102",
            Self::NotFound(_) => "E-1201",
            Self::Invalid(_) => "E-1202",
            Self::Conflict => "E-1203",
            Self::KeyReused => "E-1204",
            Self::TooLarge => "E-1205",
            Self::Case(_) => "E-1301",
            Self::Visit(_) => "E-1302",
            Self::Whistle(_) => "E-1303",
            Self::Consultation(_) => "E-1304",
            Self::Chronic(_) => "E-1307",
            Self::Photo(_) => "E-1401",
            Self::Import(_) => "E-1501",
            Self::Busy => "E-1901",
            Self::Broken(_) => "E-1902",
            Self::Store(_) => "E-1903",
        }
    }

    /// The HTTP status that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignInRequired | Self::SignInFailed => 401,
            Self::Locked { .. } => 429,
            Self::Closed | Self::PasswordChangeRequired | Self::Csrf | Self::NotPermitted(_) => 403,
            // What lies outside the scope is not there for this post.
            Self::OutOfScope | Self::NotFound(_) => 404,
            Self::Conflict | Self::KeyReused => 409,
            Self::TooLarge => 413,
            Self::WeakPassword(_) | Self::Invalid(_) | Self::Case(_) | Self::Visit(_) | Self::Import(_) => 422,
            Self::Whistle(_) | Self::Consultation(_) => 422,
            Self::Chronic(_) => 422,
            Self::Photo(PhotoError::TooLarge { .. }) => 413,
            Self::Photo(PhotoError::Missing(_)) => 404,
            Self::Photo(PhotoError::Altered(_) | PhotoError::Storage(_)) => 500,
            Self::Photo(_) => 422,
            Self::Busy => 503,
            Self::Broken(_) | Self::Store(_) => 500,
        }
    }

    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignInRequired => "sign_in_required",
            Self::SignInFailed => "sign_in_failed",
            Self::Locked { .. } => "locked",
            Self::Closed => "account_closed",
            Self::PasswordChangeRequired => "password_change_required",
            Self::WeakPassword(_) => "weak_password",
            Self::Csrf => "form_expired",
            Self::NotPermitted(_) => "not_permitted",
            Self::OutOfScope | Self::NotFound(_) => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Conflict => "conflict",
            Self::KeyReused => "key_reused",
            Self::TooLarge => "too_large",
            Self::Case(refusal) => refusal.code(),
            Self::Visit(_) => "visit_refused",
            Self::Whistle(refusal) => refusal.code(),
            Self::Consultation(refusal) => refusal.code(),
            Self::Chronic(refusal) => refusal.code(),
            Self::Photo(problem) => problem.code(),
            Self::Import(_) => "import_refused",
            Self::Busy => "busy",
            Self::Broken(_) | Self::Store(_) => "internal",
        }
    }

    /// What a person reads: the fact, then what to do.
    pub fn words(&self, lang: Lang) -> String {
        let (zh, en): (&str, &str) = match self {
            Self::SignInRequired => (
                "未登录，或登录已到期。重新登录后回到本页",
                "Not signed in, or the session has ended. Sign in to come back here",
            ),
            Self::SignInFailed => (
                "账号或密码不对。连续 5 次后锁定 15 分钟",
                "Login or password is wrong. Five failures lock the account for 15 minutes",
            ),
            Self::Locked { .. } => (
                "账号已锁定，15 分钟后再试，或找系统管理员",
                "The account is locked. Try again in 15 minutes, or ask an administrator",
            ),
            Self::Closed => ("账号已停用，找系统管理员", "The account is closed. Ask an administrator"),
            Self::PasswordChangeRequired => ("先改密码，再做别的", "Change the password first"),
            Self::WeakPassword(weak) => {
                return match lang {
                    Lang::Zh => {
                        format!("密码不合要求：至少 8 位，大写、小写、数字、符号中至少 3 种（{} 处不符）", weak.0.len())
                    }
                    Lang::En => format!(
                        "The password does not meet the rule: {}",
                        weak.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
                    ),
                };
            }
            Self::Csrf => ("本页已过期。刷新后再提交，内容不会丢", "This page has expired. Reload it and submit again"),
            Self::NotPermitted(_) => {
                ("本岗无此权限。换岗，或找创建办", "This post may not do that. Switch posts, or ask the office")
            }
            Self::OutOfScope => ("没有这一项，或不在本岗范围内", "There is no such item within the scope of this post"),
            Self::NotFound(_) => {
                ("没有找到。可能已移走，或网址不对", "Not found. It may have moved, or the address is wrong")
            }
            Self::Invalid(fields) => {
                let sentences: Vec<&str> = fields.iter().map(|field| lang.pick(&field.zh, &field.en)).collect();
                return sentences.join(lang.pick("；", "; "));
            }
            Self::Conflict => (
                "别人已改动。内容没有保存，看过新内容后再提交",
                "Someone else changed this. Nothing was saved; look at the new state and submit again",
            ),
            Self::KeyReused => ("此提交编号已用于另一件事", "The request key was used for something else"),
            Self::TooLarge => ("内容过大。照片每张不超过 20 MB", "Too large. A photo may have up to 20 MB"),
            Self::Case(refusal) => return refusal.words(lang),
            Self::Whistle(refusal) => return refusal.words(lang),
            Self::Consultation(refusal) => return refusal.words(lang),
            Self::Chronic(refusal) => return refusal.words(lang),
            Self::Visit(refused) => {
                return match lang {
                    Lang::Zh => format!(
                        "督查未提交：有 {} 处需要补充（{}）",
                        refused.0.len(),
                        refused.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")
                    ),
                    Lang::En => refused.to_string(),
                };
            }
            Self::Photo(problem) => return problem.sentence(lang),
            Self::Import(problems) => {
                return match lang {
                    Lang::Zh => format!("没有导入任何内容：{} 处有误", problems.count()),
                    Lang::En => format!("Nothing was imported: {} problems", problems.count()),
                };
            }
            Self::Busy => ("正忙，稍后再试", "Busy. Try again soon"),
            Self::Broken(_) | Self::Store(_) => {
                ("没有保存。填写内容仍在本页，可重试", "Nothing was saved. What you wrote is still here; try again")
            }
        };
        lang.pick(zh, en).to_owned()
    }

    /// True when it is our fault and belongs in the log with its whole chain.
    pub fn is_ours(&self) -> bool {
        self.status() >= 500
    }
}
