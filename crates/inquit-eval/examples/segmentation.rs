//! Prints the segmentation scores of treebanks: `segmentation [--errors] FILE…`.

use std::io;
use std::path::Path;

use inquit_eval::segmentation::{differences, score, table};

fn main() -> io::Result<()> {
    let mut errors = false;
    for argument in std::env::args().skip(1) {
        if argument == "--errors" {
            errors = true;
        } else if errors {
            for line in differences(Path::new(&argument))? {
                println!("{line}");
            }
        } else {
            println!("{argument}\n{}", table(&score(Path::new(&argument))?));
        }
    }
    Ok(())
}
