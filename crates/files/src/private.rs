//! Folders and files that only the owner of the process may open: 0700 and 0600, whatever the machine's usual rights are.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Makes the folder and those above it that are missing. One that is there keeps its rights.
pub fn create_folders(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A new file to write and to read again.
///
/// # Errors
/// `AlreadyExists` where there is one.
pub fn create_new(path: &Path) -> io::Result<File> {
    owners(OpenOptions::new().read(true).write(true).create_new(true)).open(path)
}

/// A file to add to, made where it is missing.
pub fn append(path: &Path) -> io::Result<File> {
    owners(OpenOptions::new().append(true).create(true)).open(path)
}

/// Writes a file that holds a secret; what it held before is gone.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = owners(OpenOptions::new().write(true).create(true).truncate(true)).open(path)?;
    // One that was there with other rights gets these before the secret goes into it.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(content)
}

/// Whether others than the owner may read what lies there. Always false where there is nothing.
pub fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    let open = std::fs::metadata(path)
        .is_ok_and(|found| std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o077 != 0);
    #[cfg(not(unix))]
    let open = {
        let _ = path;
        false
    };
    open
}

fn owners(options: &mut OpenOptions) -> &OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut *options, 0o600);
    options
}
