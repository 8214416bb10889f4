//! Where photos are kept.

use std::path::PathBuf;

/// Where photos are kept. Without `s3` they lie in `folder`; with it they lie in the bucket, and `folder` only holds
/// what is just being uploaded.
#[derive(Clone, Debug)]
pub struct FilesConfig {
    pub folder: PathBuf,
    pub s3: Option<S3Config>,
}

/// An S3-compatible bucket (Amazon S3, MinIO, Ceph, Alibaba OSS, Tencent COS and others speak it).
#[derive(Clone)]
pub struct S3Config {
    pub bucket: String,
    pub region: String,
    /// The address of the service when it is not Amazon's own, such as `https://oss-cn-hangzhou.example`.
    pub endpoint: Option<String>,
    pub access_key: String,
    pub secret_key: String,
    /// A folder inside the bucket; empty for its top.
    pub prefix: String,
    /// Plain HTTP is refused unless this says otherwise (a store on the same machine).
    pub allow_http: bool,
    /// Some services put the bucket's name before the host (`bucket.host`), others after it (`host/bucket`).
    pub bucket_in_host: bool,
}

/// Keys never reach a log.
impl std::fmt::Debug for S3Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Config")
            .field("bucket", &self.bucket)
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
