//! The page: template, style and script, and the policy that lets nothing else run.

use askama::Template;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The style of the page.
const STYLE: &str = include_str!("../assets/style.css");

/// The script of the page. Its files share one scope and stand in reading order.
const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("../assets/page.js"),
    include_str!("../assets/source.js"),
    include_str!("../assets/overview.js"),
    include_str!("../assets/table.js"),
    include_str!("../assets/marks.js"),
    include_str!("../assets/article.js"),
    include_str!("../assets/correct.js"),
    include_str!("../assets/start.js"),
    "})();\n"
);

/// All of the page before its data.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'p> {
    title: &'p str,
    policy: &'p str,
    style: &'p str,
    served: bool,
}

/// The page up to its data. What is `served` may ask its own server, and nothing else.
pub fn head(title: &str, served: bool) -> String {
    let policy = policy(served);
    let page = Page { title, policy: &policy, style: STYLE, served };
    page.render().expect("a template of texts alone can always be filled in")
}

/// The page behind its data.
pub fn tail() -> String {
    format!("<script>{SCRIPT}</script>\n</body>\n</html>\n")
}

/// Only this style and this script, no network, no frames, no forms that go anywhere.
pub fn policy(served: bool) -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; connect-src {}; \
         base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE),
        if served { "'self'" } else { "'none'" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_small_and_ends_where_it_should() {
        let page = head("A <b>report</b>", false) + &tail();
        assert!(page.len() < 400_000, "{} bytes", page.len());
        assert!(!page.contains("<b>report"), "a title is text");
        assert_eq!(page.matches("</script>").count(), 1, "the script holds no end of a script");
        assert!(!STYLE.contains("</") && !page.contains("http://") && !page.contains("https://"));
    }
}
