//! Where the workspace and the data beside it are.

use std::path::PathBuf;

/// The workspace's folder.
pub fn root() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    folder.canonicalize().expect("the workspace's folder is there")
}

/// A file of the data that is not ours to publish: in the folder that INQUIT_SHARED names, or in `shared` beside the
/// checkout. Tells on the terminal that a test is skipped where there is none.
#[allow(dead_code, reason = "not every test file that uses this module needs data")]
pub fn shared(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("INQUIT_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join(file);
    if !path.exists() {
        eprintln!("skipped: no data");
        return None;
    }
    Some(path)
}
