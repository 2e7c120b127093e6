//! libFuzzer around one target, which the environment names: INQUIT_FUZZ_TARGET.

#![no_main]

use std::sync::LazyLock;

use inquit_fuzz::Target;
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    // What the readers catch of other libraries is no defect; any other panic ends the fuzzer.
    inquit_formats::guard::quiet_panics();
    let name = std::env::var("INQUIT_FUZZ_TARGET").unwrap_or_default();
    inquit_fuzz::target(&name).expect("INQUIT_FUZZ_TARGET names a target")
});

fuzz_target!(|data: &[u8]| (TARGET.run)(data));
