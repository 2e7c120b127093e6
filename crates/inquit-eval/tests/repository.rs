//! Rules about the repository itself: which modules may use which, how files begin, what must be there.

mod common;

use std::path::{Path, PathBuf};

use common::root;

/// Every tracked kind of file that we write, outside `target` and hidden folders other than `.ci`.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let skipped = name == "target" || name.starts_with('.') && name != ".ci";
        if path.is_dir() && !skipped {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

fn with_extension(ext: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    files(&root(), &mut found);
    found.retain(|path| path.extension().is_some_and(|own| own == ext));
    found.sort();
    assert!(!found.is_empty(), "no .{ext} file in the repository");
    found.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn modules_of_inquit_use_only_those_above_them() {
    let source = root().join("crates/inquit/src");
    let order = modules(&std::fs::read_to_string(source.join("lib.rs")).unwrap());
    assert!(order.len() >= 8, "lib.rs declares {order:?}");
    let mut problems = Vec::new();
    for (path, text) in with_extension("rs") {
        let Ok(inner) = path.strip_prefix(&source) else { continue };
        let first = inner.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        let Some(own) = order.iter().position(|module| *module == first) else { continue };
        for (line, used) in used_modules(&text) {
            match order.iter().position(|module| *module == used) {
                Some(place) if place <= own => {}
                Some(_) => problems
                    .push(format!("{}:{line}: {first} uses {used}, which stands below it", shown(&path))),
                // What lib.rs re-exports hides the module that it comes from.
                None => problems.push(format!("{}:{line}: crate::{used} names no module", shown(&path))),
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn used_modules_are_read_from_all_forms_of_paths() {
    let text = "use crate::quoted::{A, B};\nuse crate::{lexicon, relate::X,\n    outlet::{Y, Z}};\n// crate::extract\n\
                fn f(x: crate::mention::Mention) -> crate::speaker::Speaker {}\n/// [`crate::extract`]\n";
    let used: Vec<_> = used_modules(text);
    let names: Vec<&str> = used.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["quoted", "lexicon", "relate", "outlet", "mention", "speaker"]);
    assert_eq!(used[1].0, 2);
}

/// The modules that a `lib.rs` declares, in order.
fn modules(lib: &str) -> Vec<String> {
    let declared = lib.lines().filter_map(|line| {
        let name = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')?;
        Some(name.to_owned())
    });
    declared.collect()
}

/// The first part of each path that begins with `crate::`, with its line; comments are passed over.
fn used_modules(text: &str) -> Vec<(usize, String)> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        let paths = if let Some(group) = rest.strip_prefix('{') { top_level(group) } else { vec![rest] };
        found.extend(
            paths.into_iter().map(|path| (line, first_name(path))).filter(|(_, name)| !name.is_empty()),
        );
    }
    found
}

/// The parts of a group up to its closing brace, without those of inner groups.
fn top_level(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

fn first_name(path: &str) -> String {
    path.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn every_source_file_says_what_it_is() {
    let sources = with_extension("rs");
    let silent = sources.iter().filter(|(_, text)| !text.starts_with("//! "));
    let problems: Vec<String> =
        silent.map(|(path, _)| format!("{} does not open with //!", shown(path))).collect();
    assert_none(&problems);
}

#[test]
fn no_file_is_a_stub_or_overlong() {
    let mut problems = Vec::new();
    for (path, text) in with_extension("rs") {
        if text.starts_with("//! Stub") {
            problems.push(format!("{} is a stub", shown(&path)));
        }
        let lines = text.lines().count();
        if lines > 700 {
            problems.push(format!("{} has {lines} lines: is it one thing?", shown(&path)));
        }
    }
    assert_none(&problems);
}

#[test]
fn each_crate_is_named_as_its_folder() {
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        if !manifest.contains(&format!("\nname = \"{name}\"\n")) {
            problems.push(format!("crates/{name} holds a crate of another name"));
        }
    }
    assert_none(&problems);
}

#[test]
fn crates_depend_one_way() {
    // tokenizer ← inquit ← formats ← eval ← cli, and nothing uses the Python module
    let order =
        ["inquit-tokenizer", "inquit", "inquit-formats", "inquit-eval", "inquit-cli", "inquit-python"];
    let mut problems = Vec::new();
    for (own, name) in order.iter().enumerate() {
        let manifest = std::fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        for below in &order[own + 1..] {
            if manifest.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(*below)) {
                problems.push(format!("{name} depends on {below}"));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn no_path_of_one_machine_stands_in_a_file() {
    // Split, so that this file does not hold what it looks for.
    let (home, beside) = (["/wo", "rk/"].concat(), ["../sha", "red"].concat());
    let mut problems = Vec::new();
    for ext in ["rs", "toml", "md", "txt", "csv", "jsonl"] {
        for (path, text) in with_extension(ext) {
            for (at, line) in text.lines().enumerate() {
                let beside = line.contains(&beside) && !text.contains("skipped: no data");
                if line.contains(&home) || beside {
                    problems.push(format!("{}:{}: {}", shown(&path), at + 1, line.trim()));
                }
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn what_a_visitor_looks_for_is_there() {
    let wanted = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "corpus/README.md",
        ".ci/run",
    ];
    let missing: Vec<String> = wanted
        .iter()
        .filter(|name| !root().join(name).exists())
        .map(|name| format!("{name} is missing"))
        .collect();
    assert_none(&missing);
}
