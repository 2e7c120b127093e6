//! A guard makes a panic in the work on one article that article's problem and nobody else's.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, catch_unwind};

use inquit::Scratch;

use crate::{Article, Problem};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Works on one article. Where that panics the article's problem is given, and the scratch is made anew.
pub fn guarded<T>(
    article: &Article<'_>,
    scratch: &mut Scratch,
    work: impl FnOnce(&mut Scratch) -> T,
) -> Result<T, Problem> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(|| work(scratch)));
    GUARDED.set(before);
    result.map_err(|panic| {
        *scratch = Scratch::default();
        let place = PLACE.take().map(|place| format!(" at {place}")).unwrap_or_default();
        let reason = format!("article {}: extraction broke off ({}{place})", article.id, text(&*panic));
        let cure = "this is a defect of inquit: please report it with the article";
        Problem::new(article.place.clone(), reason, cure)
    })
}

/// Reads what is none of ours: where a library panics over it, that is the reason why it cannot be read.
pub fn reading<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(before);
    result.map_err(|panic| {
        let place = PLACE.take().map(|place| format!(" at {place}")).unwrap_or_default();
        format!("damaged, or beyond the reader: {}{place}", text(&*panic))
    })
}

/// Keeps guarded panics from printing anything: their problem says it all. Other panics print as before.
pub fn quiet_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if GUARDED.get() {
            PLACE.set(info.location().map(ToString::to_string));
        } else {
            usual(info);
        }
    }));
}

fn text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}
