//! A shelf in an S3-compatible bucket. A bucket shows an object only when it is whole, and answers only when it is safe.

use std::{
    ops::Range,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{
    ClientOptions, GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
    aws::AmazonS3Builder, path::Path,
};

use super::{ContentHash, OnShelf, S3Config};

/// Parts of an upload in several parts; S3 wants at least 5 MiB for all but the last.
const PART_BYTES: usize = 5 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct Bucket {
    store: Arc<dyn ObjectStore>,
    prefix: String,
}

impl Bucket {
    pub fn open(config: &S3Config) -> object_store::Result<Self> {
        crate::tls::provide();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_access_key_id(&config.access_key)
            .with_secret_access_key(&config.secret_key)
            .with_virtual_hosted_style_request(config.bucket_in_host)
            .with_client_options(ClientOptions::new().with_allow_http(config.allow_http))
            .with_retry(RetryConfig { max_retries: 3, ..RetryConfig::default() });
        if let Some(endpoint) = &config.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        Ok(Self::over(Arc::new(builder.build()?), &config.prefix))
    }

    /// A shelf over any store, such as one in memory for tests.
    pub fn over(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self { store, prefix: prefix.trim_matches('/').to_owned() }
    }

    pub async fn length(&self, name: &str) -> object_store::Result<Option<u64>> {
        match self.store.head(&self.path(name)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub async fn get(&self, name: &str) -> object_store::Result<Option<object_store::GetResult>> {
        self.get_part(name, None).await
    }

    /// Only these bytes of it, which it has.
    pub async fn get_part(
        &self,
        name: &str,
        part: Option<Range<u64>>,
    ) -> object_store::Result<Option<object_store::GetResult>> {
        let options = GetOptions { range: part.map(GetRange::Bounded), ..GetOptions::default() };
        match self.store.get_opts(&self.path(name), options).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns false when an object of the same name and length was there. One that has been there for long is written again, so that
    /// no sweep takes it for an orphan of long ago.
    pub async fn place(&self, content: Bytes, name: &str) -> object_store::Result<bool> {
        let path = self.path(name);
        let there = match self.store.head(&path).await {
            Ok(meta) if meta.size == content.len() as u64 => Some(meta),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        let is_new = there.is_none();
        if there.is_some_and(|meta| is_recent(meta.last_modified.into())) {
            return Ok(false);
        }
        if content.len() <= PART_BYTES {
            self.store.put(&path, PutPayload::from_bytes(content)).await?;
            return Ok(is_new);
        }
        let mut upload = self.store.put_multipart(&path).await?;
        if let Err(error) = send_parts(upload.as_mut(), content).await {
            // What cannot be taken back now, the bucket's own rule for unfinished uploads removes.
            if let Err(leftover) = upload.abort().await {
                tracing::warn!(%leftover, "an unfinished upload could not be taken back");
            }
            return Err(error);
        }
        Ok(is_new)
    }

    /// The originals whose names begin with this byte.
    pub async fn list(&self, first: u8) -> object_store::Result<Vec<OnShelf>> {
        let folder = format!("{first:02x}");
        let all: Vec<_> = self.store.list(Some(&self.path(&format!("originals/{folder}")))).try_collect().await?;
        let of = |meta: object_store::ObjectMeta| {
            let hash = format!("{folder}{}", meta.location.filename()?).parse::<ContentHash>().ok()?;
            Some(OnShelf { hash, size: meta.size, written: meta.last_modified.into() })
        };
        Ok(all.into_iter().filter_map(of).collect())
    }

    /// Removes an object that was last written at this moment. False: it is gone, or was written since.
    pub async fn take_away(&self, name: &str, written: SystemTime) -> object_store::Result<bool> {
        match self.store.head(&self.path(name)).await {
            Ok(meta) if SystemTime::from(meta.last_modified) == written => {}
            Ok(_) | Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(error),
        }
        self.remove(name).await?;
        Ok(true)
    }

    pub async fn remove(&self, name: &str) -> object_store::Result<()> {
        match self.store.delete(&self.path(name)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            done => done,
        }
    }

    fn path(&self, name: &str) -> Path {
        Path::from(format!("{}/{name}", self.prefix))
    }
}

#[allow(clippy::disallowed_methods, reason = "the clock of the store, against which its times are compared")]
fn is_recent(written: SystemTime) -> bool {
    SystemTime::now().duration_since(written).is_ok_and(|age| age < Duration::from_secs(3600))
}

async fn send_parts(upload: &mut dyn MultipartUpload, content: Bytes) -> object_store::Result<()> {
    for start in (0..content.len()).step_by(PART_BYTES) {
        let part = content.slice(start..content.len().min(start + PART_BYTES));
        upload.put_part(PutPayload::from_bytes(part)).await?;
    }
    upload.complete().await?;
    Ok(())
}
