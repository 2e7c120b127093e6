//! Every input that was kept goes through its target again: what was mended stays mended.

use std::fs;
use std::path::{Path, PathBuf};

use inquit_fuzz::TARGETS;

fn inputs(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/inputs").join(target);
    let mut inputs: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    inputs
}

#[test]
fn nothing_that_was_kept_goes_wrong() {
    inquit_formats::guard::quiet_panics();
    for target in TARGETS {
        let inputs = inputs(target.name);
        assert!(inputs.len() >= 10, "{} has {} inputs", target.name, inputs.len());
        for input in inputs {
            let bytes = fs::read(&input).unwrap();
            let went_well = std::panic::catch_unwind(|| (target.run)(&bytes)).is_ok();
            assert!(went_well, "fuzz/run {} {}", target.name, input.display());
        }
    }
}

#[test]
fn what_is_kept_stays_small() {
    let size = |path: PathBuf| fs::metadata(path).unwrap().len();
    let bytes: u64 = TARGETS.iter().flat_map(|target| inputs(target.name)).map(size).sum();
    assert!(bytes < 300_000, "{bytes} bytes in fuzz/inputs");
}
