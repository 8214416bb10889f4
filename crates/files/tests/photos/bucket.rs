//! A shelf in a bucket, over the wire: a small service on loopback that answers as S3 does and keeps what it is sent.

use std::{
    collections::{BTreeMap, HashMap},
    io::Cursor,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use changxiao_files::photos::{ContentHash, FilesConfig, PhotoStore, S3Config, Size};
use image::{DynamicImage, ImageFormat};

/// What the service holds: whole objects, and the parts of uploads that are not complete.
#[derive(Default)]
struct Held {
    objects: BTreeMap<String, Bytes>,
    parts: BTreeMap<u32, Bytes>,
    /// Requests that bore no signature.
    unsigned: u32,
}

type Shared = Arc<Mutex<Held>>;

async fn answer(
    State(held): State<Shared>,
    method: Method,
    Path((bucket, key)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut held = held.lock().unwrap();
    let signed =
        headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256"));
    if !signed || bucket != "photos" {
        held.unsigned += 1;
        return StatusCode::FORBIDDEN.into_response();
    }
    let tag = || [(header::ETAG, "\"tag\"")];
    match (method, query.get("partNumber").and_then(|number| number.parse().ok())) {
        (Method::PUT, Some(number)) => {
            held.parts.insert(number, body);
            tag().into_response()
        }
        (Method::PUT, None) => {
            held.objects.insert(key, body);
            tag().into_response()
        }
        (Method::POST, _) if query.contains_key("uploads") => {
            format!("<InitiateMultipartUploadResult><Bucket>photos</Bucket><Key>{key}</Key><UploadId>1</UploadId></InitiateMultipartUploadResult>")
                .into_response()
        }
        (Method::POST, _) => {
            let whole: Vec<u8> = std::mem::take(&mut held.parts).into_values().flatten().collect();
            held.objects.insert(key, whole.into());
            "<CompleteMultipartUploadResult><ETag>\"tag\"</ETag></CompleteMultipartUploadResult>".into_response()
        }
        (Method::GET | Method::HEAD, _) => match held.objects.get(&key) {
            Some(object) => {
                let modified = (header::LAST_MODIFIED, "Sat, 21 Nov 2026 08:00:00 GMT");
                ([modified, (header::ETAG, "\"tag\"")], object.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

#[tokio::test]
async fn photos_go_into_a_bucket_and_come_back_byte_for_byte() {
    let held = Shared::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let service = Router::new().route("/{bucket}/{*key}", any(answer)).with_state(held.clone());
    // Photos of more than the framework's own two megabytes come whole.
    let service = service.layer(axum::extract::DefaultBodyLimit::disable());
    tokio::spawn(async move { axum::serve(listener, service).await });

    let folder = tempfile::tempdir().unwrap();
    let s3 = S3Config {
        bucket: "photos".to_owned(),
        region: "cn-test".to_owned(),
        endpoint: Some(endpoint),
        access_key: "key".to_owned(),
        secret_key: "secret".to_owned(),
        prefix: "zhangzhou".to_owned(),
        allow_http: true,
        bucket_in_host: false,
    };
    let store = PhotoStore::open(FilesConfig { folder: folder.path().into(), s3: Some(s3) }).await.unwrap();

    let mut small = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(320, 240).write_to(&mut small, ImageFormat::Jpeg).unwrap();
    let small = small.into_inner();
    // More than five megabytes go in several parts.
    let large = [small.clone(), vec![3; 12 * 1024 * 1024]].concat();
    for content in [small, large] {
        let stored = store.store(content.clone().into()).await.unwrap();
        assert!(!stored.was_there);
        assert_eq!(store.original(&stored.facts.hash).await.unwrap(), content);
        assert!(store.store(content.into()).await.unwrap().was_there);
        assert!(!store.thumbnail(&stored.facts.hash, Size::Small).await.unwrap().is_empty());
    }
    assert_eq!(store.original(&ContentHash([0; 32])).await.unwrap_err().code(), "photo_missing");

    let held = held.lock().unwrap();
    assert_eq!(held.unsigned, 0, "every request is signed");
    assert!(held.objects.keys().all(|key| key.starts_with("zhangzhou/")), "{:?}", held.objects.keys());
    assert_eq!(std::fs::read_dir(folder.path().join("originals")).map_or(0, Iterator::count), 0);
}
