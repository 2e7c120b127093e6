//! Floors of segmentation on the treebanks, where they are present.

use std::path::{Path, PathBuf};

use inquit_eval::segmentation::{Row, score};

/// A file of the data beside the workspace, or where `INQUIT_SHARED` says.
fn shared(file: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("INQUIT_SHARED").map_or(beside, PathBuf::from);
    let path = root.join("data/support").join(file);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: no data");
    None
}

fn better_than_unicode(rows: &[Row]) {
    let all = &rows[0];
    assert_eq!(all.genre, "all");
    for (ours, unicode) in [
        (all.ours.boundaries, all.unicode.boundaries),
        (all.ours.sentences, all.unicode.sentences),
        (all.ours.tokens, all.unicode.tokens),
    ] {
        assert!(ours.f1() > unicode.f1(), "{ours:?} against {unicode:?}");
    }
}

#[test]
fn web_text_is_cut_better_than_by_unicode_rules() {
    let Some(path) = shared("ewt.dev.jsonl") else { return };
    better_than_unicode(&score(&path).unwrap());
}

#[test]
fn news_and_interviews_keep_their_floor() {
    let Some(path) = shared("gum_layers.dev.jsonl") else { return };
    let rows = score(&path).unwrap();
    better_than_unicode(&rows);
    let news = rows.iter().find(|r| r.genre == "news+interview").unwrap();
    assert!(news.ours.boundaries.f1() >= 0.95, "{:?}", news.ours.boundaries);
    assert!(news.ours.sentences.f1() >= 0.90, "{:?}", news.ours.sentences);
    assert!(news.ours.tokens.f1() >= 0.99, "{:?}", news.ours.tokens);
}

#[test]
fn a_broken_line_is_named() {
    let dir = std::env::temp_dir().join(format!("inquit-segmentation-{}", std::process::id()));
    std::fs::write(&dir, "{}\n").unwrap();
    let error = score(&dir).unwrap_err().to_string();
    std::fs::remove_file(&dir).unwrap();
    assert!(error.contains(":1: "), "{error}");
}
