//! The built-in model is one of this version; a model reads back as it was written; what is no model is refused.

use std::borrow::Cow;

use inquit::{Extractor, Input, Model, ModelErrorKind};
use proptest::prelude::*;

const TEXT: &str = "“We will see,” said Ana Lima, the club's director. She is confident that voters will back her. She \
                    hopes to sign two players before Friday, according to the local paper. The mayor was adamant \
                    that the bridge would stay shut. Critics see the plan as a gift to developers. Her lawyer made \
                    clear that she would appeal. Officials are worried that the dam may not hold.";

#[test]
fn the_built_in_model_tells_what_it_is() {
    let model = Model::fast();
    assert!(model.about.contains("polnear.train.jsonl"), "{}", model.about);
    assert!(model.clusters.words().len() > 10_000);
}

#[test]
fn a_model_reads_back_as_it_was_written() {
    let bytes = Model::fast().write();
    let again = Model::read(Cow::Owned(bytes.clone())).unwrap();
    assert_eq!(again.about, Model::fast().about);
    assert!(again.write() == bytes);
    let by = |extractor: Extractor| format!("{:?}", extractor.extract(Input::new(TEXT)));
    assert_eq!(by(Extractor::with_model(again.into())), by(Extractor::default()));
}

#[test]
fn the_model_finds_more_than_the_rules() {
    let count = |extractor: Extractor| extractor.extract(Input::new(TEXT)).attributions.len();
    let (rules, model) = (count(Extractor::by_rules()), count(Extractor::default()));
    assert!(model >= rules + 3, "rules {rules}, model {model}");
}

#[test]
fn what_is_no_model_is_refused_by_kind() {
    let kind = |bytes: &[u8]| Model::read(Cow::Owned(bytes.to_vec())).unwrap_err().kind();
    let good = Model::fast().write();
    assert_eq!(kind(b""), ModelErrorKind::NoModel);
    assert_eq!(kind(b"{\"id\": \"a\"}"), ModelErrorKind::NoModel);
    let mut other = good.clone();
    other[8] = 99;
    assert_eq!(kind(&other), ModelErrorKind::Version);
    assert_eq!(kind(&good[..good.len() - 1]), ModelErrorKind::Damaged);
    assert_eq!(kind(&good[..40]), ModelErrorKind::Damaged);
}

proptest! {
    #[test]
    fn damaged_models_do_not_panic(at in 0usize..700_000, byte: u8, cut in 0usize..3_000) {
        let mut bytes = Model::fast().write();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(bytes.len() - cut.saturating_sub(1_000));
        if let Ok(model) = Model::read(Cow::Owned(bytes)) {
            Extractor::with_model(model.into()).extract(Input::new(TEXT));
        }
    }
}
