//! One JSON handler for the actions of every procedure: the address, the document, and the action that it calls.

#[macro_export]
macro_rules! actions {
    ($tag:literal $after:ident; $($(#[$doc:meta])* $name:ident $place:literal $id:literal ($document:ident) |$app:ident, $who:ident, $target:ident, $sent:ident| $call:expr;)*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post, path = $place, tag = $tag, operation_id = $id, params(("number" = String, Path)), request_body = $document,
            responses((status = 200, body = $after, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
        )]
        pub(crate) async fn $name(
            axum::extract::State(state): axum::extract::State<$crate::state::WebState>,
            $who: $crate::session::Who,
            axum::extract::Path(number): axum::extract::Path<String>,
            $sent: $crate::json::body::Sent<$document>,
        ) -> Result<axum::response::Response, $crate::answer::WebError> {
            let $app = state.app();
            let $target = &changxiao_app::workflow::Target { number, version: $sent.value.version };
            let after = $call.await?;
            $crate::json::shapes::ok(&$after::of(&$who, &after, $app.now()))
        }
    )*};
}
