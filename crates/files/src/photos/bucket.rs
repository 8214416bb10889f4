//! A shelf in an S3-compatible bucket. A bucket shows an object only when it is whole, and answers only when it is safe.

use std::sync::Arc;

use bytes::Bytes;
use object_store::{
    ClientOptions, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, aws::AmazonS3Builder,
    path::Path,
};

use super::S3Config;

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
        match self.store.get(&self.path(name)).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns false when an object of the same name and length was there.
    pub async fn place(&self, content: Bytes, name: &str) -> object_store::Result<bool> {
        if self.length(name).await? == Some(content.len() as u64) {
            return Ok(false);
        }
        let path = self.path(name);
        if content.len() <= PART_BYTES {
            self.store.put(&path, PutPayload::from_bytes(content)).await?;
            return Ok(true);
        }
        let mut upload = self.store.put_multipart(&path).await?;
        if let Err(error) = send_parts(upload.as_mut(), content).await {
            // What cannot be taken back now, the bucket's own rule for unfinished uploads removes.
            if let Err(leftover) = upload.abort().await {
                tracing::warn!(%leftover, "an unfinished upload could not be taken back");
            }
            return Err(error);
        }
        Ok(true)
    }

    fn path(&self, name: &str) -> Path {
        Path::from(format!("{}/{name}", self.prefix))
    }
}

async fn send_parts(upload: &mut dyn MultipartUpload, content: Bytes) -> object_store::Result<()> {
    for start in (0..content.len()).step_by(PART_BYTES) {
        let part = content.slice(start..content.len().min(start + PART_BYTES));
        upload.put_part(PutPayload::from_bytes(part)).await?;
    }
    upload.complete().await?;
    Ok(())
}
