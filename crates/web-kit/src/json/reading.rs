//! The JSON handlers that every procedure has beside its actions: its list, one of it, and what begins one.

/// A list: the document of the question, with the size and the beginning of a page added, that of the answer, and the handler. Each row
/// is written by `of` of its document.
#[macro_export]
macro_rules! listed {
    (
        $tag:literal $place:literal $id:literal
        $(#[$of_query:meta])* $query:ident { $($(#[$of_filter:meta])* $filter:ident: $kind:ty,)* }
        $(#[$of_list:meta])* $list:ident { $rows:ident: $item:ident }
        $name:ident |$app:ident, $who:ident, $asked:ident, $most:ident| $page:expr
    ) => {
        $(#[$of_query])*
        #[derive(Default, serde::Deserialize, utoipa::IntoParams)]
        #[serde(default, deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub(crate) struct $query {
            $($(#[$of_filter])* $filter: $kind,)*
            /// Rows of a page, 1 to 200; 20 if left out.
            limit: Option<u16>,
            /// `next` of the page before.
            after: Option<String>,
        }

        $(#[$of_list])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub(crate) struct $list<'a> {
            $rows: Vec<$item<'a>>,
            /// Bring it as `after` for the next page; null on the last one.
            next: Option<&'a str>,
        }

        #[utoipa::path(
            get, path = $place, tag = $tag, operation_id = $id, params($query),
            responses((status = 200, body = $list, description = "A page, newest first"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
        )]
        pub(crate) async fn $name(
            axum::extract::State(state): axum::extract::State<$crate::state::WebState>,
            $who: $crate::session::Who,
            $crate::json::query::Parameters($asked): $crate::json::query::Parameters<$query>,
        ) -> $crate::answer::Answer {
            let $app = state.app();
            let $most = $crate::json::query::page_size($asked.limit)?;
            let page = $page.await?;
            let next = page.lines.last().filter(|_| page.more).map(|line| line.number.as_str());
            let rows = page.lines.iter().map(|line| $item::of(&$who, line, $app.now())).collect();
            $crate::json::shapes::ok(&$list { $rows: rows, next })
        }
    };
}

/// One of them by its number, written by `of` of its document.
#[macro_export]
macro_rules! viewed {
    (
        $tag:literal $place:literal $id:literal $shape:ident $about:literal
        $name:ident |$app:ident, $who:ident, $number:ident| $view:expr
    ) => {
        #[utoipa::path(
            get, path = $place, tag = $tag, operation_id = $id, params(("number" = String, Path)),
            responses((status = 200, body = $shape, description = $about), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
        )]
        pub(crate) async fn $name(
            axum::extract::State(state): axum::extract::State<$crate::state::WebState>,
            $who: $crate::session::Who,
            axum::extract::Path($number): axum::extract::Path<String>,
        ) -> $crate::answer::Answer {
            let $app = state.app();
            let view = $view.await?;
            $crate::json::shapes::ok(&$shape::of(&$who, &view, $app.now()))
        }
    };
}

/// What begins one, once a key, with its document, which is read strictly: `once` and `place` say so in the document of the interface.
#[macro_export]
macro_rules! begun {
    (
        $tag:literal $place:literal $id:literal
        $(#[$about:meta])* $document:ident { $($(#[$meta:meta])* $field:ident: $kind:ty,)* }
        $after:ident done $done:literal place $location:literal once $once:literal
        $name:ident |$app:ident, $who:ident, $sent:ident| $call:expr
    ) => {
        $(#[$about])*
        #[derive(serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $document {
            $($(#[$meta])* $field: $kind,)*
        }

        impl $crate::json::body::Document for $document {}

        #[utoipa::path(
            post, path = $place, tag = $tag, operation_id = $id,
            params(("Idempotency-Key" = Option<String>, Header, description = $once)),
            request_body = $document,
            responses((status = 201, body = $after, description = $done, headers(("Location" = String, description = $location))), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
        )]
        pub(crate) async fn $name(
            axum::extract::State(state): axum::extract::State<$crate::state::WebState>,
            $who: $crate::session::Who,
            $sent: $crate::json::body::Sent<$document>,
        ) -> $crate::answer::Answer {
            let $app = state.app();
            let begun = $call.await?;
            $crate::json::shapes::created(&format!("{}/{}", $place, begun.number), &$after::of(&$who, &begun, $app.now()))
        }
    };
}

/// What an action made of one: where it stands, and what the same post can do next.
#[macro_export]
macro_rules! after {
    (
        $(#[$about:meta])* $name:ident of $subject:ty: $number:literal, $state:literal,
        $(#[$of_version:meta])* version, $(#[$of_actions:meta])* actions
    ) => {
        $(#[$about])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub(crate) struct $name<'a> {
            #[schema(example = $number)]
            number: &'a str,
            #[schema(example = $state)]
            state: &'static str,
            $(#[$of_version])*
            version: i64,
            changed_at: $crate::json::shapes::Moment,
            $(#[$of_actions])*
            actions: Vec<&'static str>,
        }

        impl<'a> $name<'a> {
            fn of(who: &'a $crate::session::Who, subject: &'a $subject, now: changxiao_domain::time::Instant) -> Self {
                use changxiao_domain::workflow::Procedure as _;
                let actions = subject.allowed(&who.actor.stamp(), now);
                Self {
                    number: &subject.number,
                    state: subject.state.code(),
                    version: subject.version,
                    changed_at: $crate::json::shapes::Moment::new(&who.model, subject.changed_at),
                    actions: actions.into_iter().map(|action| action.code()).collect(),
                }
            }
        }
    };
}
