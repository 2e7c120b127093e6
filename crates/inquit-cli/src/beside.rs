//! What is written stands beside the file that it is to be, and takes its name only when it is whole: a run that ends
//! early leaves what was there before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::output::cannot_write;
use crate::status::Stop;

/// A file in the making.
pub struct Beside {
    file: NamedTempFile,
    path: PathBuf,
}

impl Beside {
    /// Begins a file that is to have this path.
    pub fn open(path: &Path) -> Result<Self, Stop> {
        check_file(path)?;
        let mut builder = named();
        #[cfg(unix)]
        {
            // As any new file: what the user's umask leaves of these.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder_of(path)?).map_err(|error| cannot_write(path, &error))?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Where the file is for now.
    pub fn place(&self) -> &Path {
        self.file.path()
    }

    /// The file itself.
    pub fn file(&mut self) -> &mut fs::File {
        self.file.as_file_mut()
    }

    /// The file is whole and gets its name.
    pub fn finish(self) -> Result<(), Stop> {
        let path = self.path.clone();
        self.finish_as(&path)
    }

    /// The file is whole and gets another name.
    pub fn finish_as(self, path: &Path) -> Result<(), Stop> {
        // A name must not reach the disk before what it names.
        self.file.as_file().sync_all().map_err(|error| cannot_write(path, &error))?;
        self.file.persist(path).map(drop).map_err(|error| cannot_write(path, &error.error))
    }
}

/// Whether a file can have this path.
pub fn check_file(path: &Path) -> Result<(), Stop> {
    if path.is_dir() {
        return Err(Stop::new(format!("-o {}: this is a folder; name a file in it", path.display())));
    }
    if path.exists() && !path.is_file() {
        return Err(Stop::new(format!("-o {}: this is no file; name one", path.display())));
    }
    folder_of(path).map(drop)
}

/// Whether a folder can have this path. One that is there must be empty: what a user may have added to it by hand is
/// not thrown away.
pub fn check_folder(path: &Path) -> Result<(), Stop> {
    if path.exists() && !path.is_dir() {
        return Err(Stop::new(format!("-o {}: this is a file; name a folder", path.display())));
    }
    let is_empty = |folder: &Path| Ok::<_, io::Error>(fs::read_dir(folder)?.next().is_none());
    if path.exists() && !is_empty(path).map_err(|error| cannot_write(path, &error))? {
        let path = path.display();
        return Err(Stop::new(format!(
            "-o {path}: the folder is not empty; name a new one, or empty it first"
        )));
    }
    folder_of(path).map(drop)
}

fn named() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".inquit-").suffix(".part");
    builder
}

/// The folder that a path is in, which must be there.
fn folder_of(path: &Path) -> Result<&Path, Stop> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    if !folder.is_dir() {
        let (path, folder) = (path.display(), folder.display());
        return Err(Stop::new(format!("-o {path}: there is no folder {folder}; make it first")));
    }
    Ok(folder)
}
