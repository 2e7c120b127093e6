//! An origin says what made a file: the version, the model and the options, so that a paper's methods section can be
//! written from the file.

use crate::json;

/// What made a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The model as the user named it: "fast", "none" or a file. Empty where there was none to name.
    pub model: String,
    /// What the model says of itself.
    pub model_about: Option<String>,
    /// The options that bear on what is in the file, by their names on the command line.
    pub options: Vec<(&'static str, String)>,
}

/// The version of inquit.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Origin {
    /// Names and values, options as one JSON object.
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        let mut entries = vec![("version", VERSION.to_owned())];
        entries.extend((!self.model.is_empty()).then(|| ("model", self.model.clone())));
        entries.extend(self.model_about.clone().map(|about| ("model_about", about)));
        entries.push(("options", self.options_json()));
        entries
    }

    /// All as one JSON object on a line.
    pub fn json(&self) -> String {
        let mut out = Vec::new();
        out.extend_from_slice(b"{\"inquit\":");
        json::string(&mut out, VERSION);
        out.extend_from_slice(b",\"model\":");
        json::string(&mut out, &self.model);
        out.extend_from_slice(b",\"model_about\":");
        json::optional(&mut out, self.model_about.as_deref());
        out.extend_from_slice(b",\"options\":");
        out.extend_from_slice(self.options_json().as_bytes());
        out.push(b'}');
        String::from_utf8(out).unwrap_or_default()
    }

    fn options_json(&self) -> String {
        let mut out = vec![b'{'];
        for (at, (name, value)) in self.options.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            json::name(&mut out, name);
            out.push(b':');
            json::string(&mut out, value);
        }
        out.push(b'}');
        String::from_utf8(out).unwrap_or_default()
    }
}
