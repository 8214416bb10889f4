//! One JSON handler for the actions of every procedure: the address, the document, and the action that it calls.

/// The documents of actions. Each is read strictly, and may name the version that was seen. `with photos as Upload` describes an
/// upload with photos in the document of the interface; that they are taken in is said where the address is registered.
#[macro_export]
macro_rules! documents {
    ($($(#[$about:meta])* $name:ident $(with photos as $upload:ident)? {
        $($(#[$meta:meta])* $field:ident: $kind:ty,)*
    })*) => {$(
        $(#[$about])*
        #[derive(serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$meta])* $field: $kind,)*
            /// The version that was seen; 409 where it is no longer the one.
            version: Option<i64>,
        }

        impl $crate::json::body::Document for $name {}

        $(
            /// The same with photos: the part `json` first, then up to nine parts `photo`.
            #[derive(utoipa::ToSchema)]
            #[allow(dead_code, reason = "describes the parts of an upload for the document of the interface")]
            pub(crate) struct $upload {
                json: $name,
                #[schema(value_type = Vec<String>, format = Binary)]
                photo: Vec<Vec<u8>>,
            }
        )?
    )*};
}

/// The handlers. A document with photos is given together with its upload.
#[macro_export]
macro_rules! actions {
    ($tag:literal $after:ident; $($(#[$doc:meta])* $name:ident $place:literal $id:literal ($($document:ident),+) |$app:ident, $who:ident, $target:ident, $sent:ident| $call:expr;)*) => {$(
        $crate::actions! { @handler $tag $after [$($doc),*] $name $place $id ($($document),+) |$app, $who, $target, $sent| $call }
    )*};
    (@handler $tag:literal $after:ident [$($doc:meta),*] $name:ident $place:literal $id:literal ($document:ident) $($rest:tt)*) => {
        $crate::actions! { @handler $tag $after [$($doc),*] $name $place $id $document (request_body = $document) $($rest)* }
    };
    (@handler $tag:literal $after:ident [$($doc:meta),*] $name:ident $place:literal $id:literal ($document:ident, $upload:ident) $($rest:tt)*) => {
        $crate::actions! {
            @handler $tag $after [$($doc),*] $name $place $id $document
            (request_body(content(($document = "application/json"), ($upload = "multipart/form-data")))) $($rest)*
        }
    };
    (@handler $tag:literal $after:ident [$($doc:meta),*] $name:ident $place:literal $id:literal $document:ident ($($body:tt)*) |$app:ident, $who:ident, $target:ident, $sent:ident| $call:expr) => {
        $(#[$doc])*
        #[utoipa::path(
            post, path = $place, tag = $tag, operation_id = $id, params(("number" = String, Path)), $($body)*,
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
    };
}
