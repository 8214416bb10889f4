//! One JSON handler for the actions of every procedure: the address, the document, and the action that it calls.

macro_rules! actions {
    ($tag:literal $after:ident; $($(#[$doc:meta])* $name:ident $place:literal $id:literal ($document:ident) |$app:ident, $who:ident, $target:ident, $sent:ident| $call:expr;)*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post, path = $place, tag = $tag, operation_id = $id, params(("number" = String, Path)), request_body = $document,
            responses((status = 200, body = $after, description = "Done"), (status = "4XX", response = crate::api::openapi::Refused))
        )]
        pub(in crate::api) async fn $name(
            axum::extract::State(state): axum::extract::State<crate::state::WebState>,
            $who: crate::session::Who,
            axum::extract::Path(number): axum::extract::Path<String>,
            $sent: crate::api::body::Sent<$document>,
        ) -> Result<axum::response::Response, crate::answer::WebError> {
            let $app = state.app();
            let $target = &changxiao_app::workflow::Target { number, version: $sent.value.version };
            let after = $call.await?;
            crate::api::shapes::ok(&$after::of(&$who, &after, $app.now()))
        }
    )*};
}
