//! A proposal is what the rules found, told token by token: the evidence that the tagger weighs.

use super::context::Context;
use super::frame::Frame;
use super::rules;
use super::state::State;
use crate::tag::{Hint, Place, Role};

/// What the rules and the frames make of each token; `out` is cleared first.
pub(super) fn hints(cx: &Context<'_, '_>, frames: &[Frame], state: &State, out: &mut Vec<Hint>) {
    out.clear();
    out.resize(cx.tokens.len(), Hint::default());
    for frame in frames {
        for hint in &mut out[frame.cue.range()] {
            hint.frame = Place::Cue;
        }
        if let Some(source) = frame.source.filter(|_| !frame.shared) {
            for hint in &mut out[source.range()] {
                hint.frame = Place::Source;
            }
        }
        if let Some(hint) = out.get_mut(frame.complement).filter(|hint| hint.frame == Place::None) {
            hint.frame = Place::Complement;
        }
        out[frame.head].frame = Place::Head;
    }
    for found in &state.found {
        let rule = rules::number(found.rule);
        let mut mark = |role: Role, tokens: inquit_tokenizer::IndexRange| {
            let [first, other] = role.labels();
            for at in tokens.range() {
                let hint = &mut out[at];
                hint.label = if at == tokens.start as usize { first } else { other };
                hint.rule = rule;
            }
        };
        for content in &found.content {
            mark(Role::Content, *content);
        }
        if let Some(cue) = found.cue {
            mark(Role::Cue, cue);
        }
        if let Some(source) = found.source {
            mark(Role::Source, source);
        }
    }
}
