//! Why an action did not happen. Each kind has a stable number that a user can quote and a sentence in both languages: the
//! fact first, then the next step.

use changxiao_domain::{
    cases::Refusal,
    ids::PostId,
    inspections::{VisitFault, VisitRefused},
    orgs::{DirectoryRefusal, NotPermitted, PasswordFault, Permission, WeakPassword},
};
use changxiao_files::{photos::PhotoError, places::NoPlace, sheets::Problems};
use changxiao_store::{StoreError, Trouble};
use changxiao_words::{Lang, Message, fill, say, texts};

mod procedures;

pub use procedures::Refuses;

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name in form and JSON.
    pub field: &'static str,
    /// The fact, then the next step.
    pub message: Message,
}

impl FieldProblem {
    pub fn new(field: &'static str, message: impl Into<Message>) -> Self {
        Self { field, message: message.into() }
    }
}

/// A part of an address that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongFilter {
    /// Its name as the address has it.
    pub name: String,
    /// The fact, then the next step.
    pub message: Message,
}

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("nobody is signed in")]
    SignInRequired,
    /// Wrong, closed, too many tries: one answer, so that it tells nothing of the account.
    #[error("nobody was signed in")]
    SignInFailed,
    #[error("the account is closed")]
    Closed,
    #[error("the password must be changed first")]
    PasswordChangeRequired,
    #[error("a second factor must be set up first")]
    SecondFactorRequired,
    #[error("the account must be linked to the directory first")]
    DirectoryRequired,
    #[error("nobody came in through the directory: {0}")]
    Directory(DirectoryRefusal),
    #[error("the password is too weak")]
    WeakPassword(#[from] WeakPassword),
    #[error("the form is not from a page of this session")]
    Csrf,
    /// Nothing was done with a form that was shown for one post and sent in another; `written` is what somebody wrote into it.
    #[error("the form was shown for another post")]
    OtherPost { shown_for: PostId, written: Vec<String> },
    #[error("the post may not {0}")]
    NotPermitted(Permission),
    #[error("this lies outside the scope of the post")]
    OutOfScope,
    #[error("there is no {0}")]
    NotFound(&'static str),
    /// The address names no city of the database.
    #[error("no city is served at this address")]
    NoCityHere,
    #[error("the case refuses: {0}")]
    Case(#[from] Refusal),
    #[error("{0}")]
    Visit(#[from] VisitRefused),
    #[error("the procedure refuses: {0}")]
    Procedure(Box<dyn Refuses>),
    #[error("someone else changed this in the meantime")]
    Conflict,
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// Nothing is shown: without these parts the list would hold what nobody asked for.
    #[error("{} parts of the address are not understood", .0.len())]
    Filters(Vec<WrongFilter>),
    #[error("{0}")]
    Photo(PhotoError),
    #[error("the file was not imported")]
    Import(Box<Problems>),
    #[error("the request key was used for something else")]
    KeyReused,
    #[error("too large")]
    TooLarge,
    #[error("the request came too slowly and was not waited for any longer")]
    TooSlow,
    #[error("there is too much to do; try again soon")]
    Busy,
    #[error("the database does not answer")]
    DatabaseAway(#[source] StoreError),
    #[error("the disk is full")]
    DiskFull(#[source] Box<dyn std::error::Error + Send + Sync>),
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
        let trouble = source.trouble();
        match (source, trouble) {
            (StoreError::Conflict, _) => Self::Conflict,
            (StoreError::HiddenSign { .. }, _) => Self::field("", say!(errors_text_holds_hidden_sign)),
            (source, Some(Trouble::Away)) => Self::DatabaseAway(source),
            (source, Some(Trouble::Full)) => Self::DiskFull(source.into()),
            (_, Some(Trouble::Busy)) => Self::Busy,
            (source, None) => Self::Store(source),
        }
    }
}

impl From<PhotoError> for AppError {
    fn from(source: PhotoError) -> Self {
        match source {
            PhotoError::Busy => Self::Busy,
            full if full.is_disk_full() => Self::DiskFull(full.into()),
            other => Self::Photo(other),
        }
    }
}

impl From<DirectoryRefusal> for AppError {
    fn from(refusal: DirectoryRefusal) -> Self {
        Self::Directory(refusal)
    }
}

impl From<NoPlace> for AppError {
    fn from(NoPlace: NoPlace) -> Self {
        Self::Busy
    }
}

impl AppError {
    /// One wrong field.
    pub fn field(field: &'static str, message: impl Into<Message>) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, message)])
    }

    /// Whether the person who typed can do something about it where it was typed.
    pub fn is_mendable(&self) -> bool {
        match self {
            Self::Case(_) | Self::Procedure(_) => true,
            Self::Invalid(_) | Self::Conflict | Self::TooLarge | Self::OtherPost { .. } => true,
            Self::Photo(photo) => photo.code() != "storage",
            _ => false,
        }
    }

    /// The number that users quote. Numbers are never given to another meaning.
    pub fn number(&self) -> &'static str {
        match self {
            Self::SignInRequired => "E-1001",
            Self::SignInFailed => "E-1002",
            Self::Closed => "E-1004",
            Self::PasswordChangeRequired => "E-1005",
            Self::WeakPassword(_) => "E-1006",
            Self::Csrf => "E-1007",
            Self::OtherPost { .. } => "E-1008",
            Self::SecondFactorRequired => "E-1009",
            Self::DirectoryRequired => "E-1010",
            Self::Directory(_) => "E-1011",
            Self::NotPermitted(_) => "E-1101",
            Self::OutOfScope => "E-1102",
            Self::NotFound(_) => "E-1201",
            Self::Invalid(_) => "E-1202",
            Self::Filters(_) => "E-1209",
            Self::Conflict => "E-1203",
            Self::KeyReused => "E-1204",
            Self::TooLarge => "E-1205",
            Self::TooSlow => "E-1206",
            Self::NoCityHere => "E-1208",
            Self::Case(_) => "E-1301",
            Self::Visit(_) => "E-1302",
            Self::Procedure(refusal) => refusal.number(),
            Self::Photo(_) => "E-1401",
            Self::Import(_) => "E-1501",
            Self::Busy => "E-1901",
            Self::Broken(_) => "E-1902",
            Self::Store(_) => "E-1903",
            Self::DatabaseAway(_) => "E-1904",
            Self::DiskFull(_) => "E-1905",
        }
    }

    /// The HTTP status that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignInRequired | Self::SignInFailed => 401,
            Self::Directory(DirectoryRefusal::Away) => 503,
            Self::Directory(DirectoryRefusal::Nonsense) => 502,
            Self::Directory(_) => 401,
            Self::Closed
            | Self::PasswordChangeRequired
            | Self::SecondFactorRequired
            | Self::DirectoryRequired
            | Self::Csrf
            | Self::NotPermitted(_) => 403,
            Self::Filters(_) => 400,
            // What lies outside the scope is not there for this post.
            Self::OutOfScope | Self::NotFound(_) | Self::NoCityHere => 404,
            Self::Conflict | Self::KeyReused | Self::OtherPost { .. } => 409,
            Self::TooSlow => 408,
            Self::TooLarge => 413,
            Self::WeakPassword(_) | Self::Invalid(_) | Self::Visit(_) | Self::Import(_) => 422,
            Self::Case(_) | Self::Procedure(_) => 422,
            Self::Photo(PhotoError::TooLarge { .. }) => 413,
            Self::Photo(PhotoError::Missing(_)) => 404,
            Self::Photo(PhotoError::Altered(_) | PhotoError::Storage(_)) => 500,
            Self::Photo(_) => 422,
            Self::Busy | Self::DatabaseAway(_) | Self::DiskFull(_) => 503,
            Self::Broken(_) | Self::Store(_) => 500,
        }
    }

    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignInRequired => "sign_in_required",
            Self::SignInFailed => "sign_in_failed",
            Self::Closed => "account_closed",
            Self::PasswordChangeRequired => "password_change_required",
            Self::WeakPassword(_) => "weak_password",
            Self::Csrf => "form_expired",
            Self::OtherPost { .. } => "other_post",
            Self::SecondFactorRequired => "second_factor_required",
            Self::DirectoryRequired => "directory_required",
            Self::Directory(_) => "directory_refused",
            Self::NotPermitted(_) => "not_permitted",
            Self::OutOfScope | Self::NotFound(_) => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Filters(_) => "filter_not_understood",
            Self::Conflict => "conflict",
            Self::KeyReused => "key_reused",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::NoCityHere => "no_city_here",
            Self::Case(refusal) => refusal.code(),
            Self::Visit(_) => "visit_refused",
            Self::Procedure(refusal) => refusal.code(),
            Self::Photo(problem) => problem.code(),
            Self::Import(_) => "import_refused",
            Self::Busy => "busy",
            Self::DatabaseAway(_) => "database_away",
            Self::DiskFull(_) => "disk_full",
            Self::Broken(_) | Self::Store(_) => "internal",
        }
    }

    /// What a person reads: the fact, then what to do.
    pub fn words(&self, lang: Lang) -> String {
        let message = match self {
            Self::SignInRequired => say!(errors_app_error_sign_in_required),
            Self::SignInFailed => say!(errors_app_error_sign_in_failed),
            Self::Closed => say!(errors_app_error_closed),
            Self::PasswordChangeRequired => say!(errors_app_error_password_change_required),
            Self::WeakPassword(weak) => {
                let faults = joined(weak.0.iter().map(PasswordFault::message), lang);
                say!(errors_weak_password, n = weak.0.len(), faults)
            }
            Self::Csrf => say!(errors_app_error_csrf),
            Self::OtherPost { .. } => say!(errors_app_error_other_post),
            Self::SecondFactorRequired => say!(second_factor_needed),
            Self::DirectoryRequired => say!(directory_needed),
            Self::Directory(refusal) => refusal.message(),
            Self::NotPermitted(_) => {
                say!(errors_post_may_not_do_switch)
            }
            Self::OutOfScope => say!(errors_app_error_out_of_scope),
            Self::NotFound(_) => {
                say!(errors_not_found_may_moved_address)
            }
            Self::Invalid(fields) => return joined(fields.iter().map(|field| field.message.clone()), lang),
            Self::Filters(wrong) => return joined(wrong.iter().map(|one| one.message.clone()), lang),
            Self::Conflict => say!(errors_app_error_conflict),
            Self::KeyReused => say!(errors_app_error_key_reused),
            Self::TooLarge => say!(errors_app_error_too_large),
            Self::TooSlow => say!(errors_app_error_too_slow),
            Self::NoCityHere => say!(errors_no_city_here),
            Self::Case(refusal) => refusal.message(),
            Self::Procedure(refusal) => refusal.message(),
            Self::Visit(refused) => {
                let faults = joined(refused.0.iter().map(VisitFault::message), lang);
                say!(errors_visit_refused, n = refused.0.len(), faults)
            }
            Self::Photo(problem) => return problem.sentence(lang),
            Self::Import(problems) => {
                return fill(texts(lang).errors_nothing_imported_count_problems, &[("count", &problems.count())]);
            }
            Self::Busy => say!(errors_app_error_busy),
            Self::DatabaseAway(_) => say!(errors_database_away),
            Self::DiskFull(_) => say!(errors_disk_full),
            Self::Broken(_) | Self::Store(_) => {
                say!(errors_nothing_saved_what_you_wrote)
            }
        };
        message.words(lang)
    }

    /// True when it is our fault and belongs in the log with its whole chain.
    pub fn is_ours(&self) -> bool {
        self.status() >= 500
    }
}

/// Sentences one after another.
fn joined(messages: impl Iterator<Item = Message>, lang: Lang) -> String {
    messages.map(|message| message.words(lang)).collect::<Vec<_>>().join(texts(lang).errors_text)
}
