//! Settling turns what the rules found and what the tagger sees into one answer.

use inquit_tokenizer::IndexRange;

use super::candidate::{self, Candidate, Origin, Tagged};
use super::context::Context;
use super::frame::Frame;
use super::model::Model;
use super::state::{Found, State};
use super::{doubt, judge, propose, rules};
use crate::attribution::RuleInfo;
use crate::explanation::Considered;
use crate::lexicon::Lex;
use crate::tag::{Hint, Site, scorer};

/// What the model's own findings are called.
pub(super) const TAGGED: RuleInfo = RuleInfo {
    name: "tagged",
    matches: "words that the trained model takes for source, cue and content, where no rule found the same",
    example: "She is confident that voters will back her.",
};

/// Memory used again from one article to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    hints: Vec<Hint>,
    scorer: scorer::Scratch,
    tagged: Tagged,
    probabilities: Vec<[f32; 2]>,
    doubtful: Vec<IndexRange>,
}

/// Puts in place of the rules' findings the best of theirs and the tagger's.
pub(super) fn settle(
    cx: &Context<'_, '_>,
    frames: &[Frame],
    state: &mut State,
    model: &Model,
    scratch: &mut Scratch,
    explain: bool,
) {
    let Scratch { hints, scorer, tagged, probabilities, doubtful } = scratch;
    propose::hints(cx, frames, state, hints);
    let clusters = &model.clusters;
    let site = Site {
        doc: cx.doc,
        hashes: cx.hashes,
        lex: cx.lex,
        quoted: cx.quoted,
        inside: cx.inside,
        hints,
        clusters,
    };
    tagged.score(&model.scorer, &site, scorer);
    let mut candidates = weigh(cx, tagged, [model; 2], &state.found, probabilities);
    let second = model.second.as_ref().and_then(|second| {
        doubt::find(cx, &candidates, probabilities, second.least(), doubtful);
        (!doubtful.is_empty()).then(|| second.model())
    });
    if let Some(second) = &second {
        tagged.score_again(&second.scorer, &site, doubtful, scorer);
        candidates = weigh(cx, tagged, [model, second], &state.found, probabilities);
    }
    let judges = [&model.judge, second.as_ref().map_or(&model.judge, |second| &second.judge)];
    let settings = |one: &Candidate| judges[tagged.side(one.contents[0].start)].settings();
    let chosen = judge::choose(&candidates, probabilities, settings);
    // A rule that found the same has the say.
    let rule_of = |one: &Candidate| {
        let same = |other: &&Candidate| {
            matches!(other.origin, Origin::Rule(_))
                && other.contents == one.contents
                && other.source == one.source
        };
        let from = candidates.partition_point(|other| other.contents[0].start < one.contents[0].start);
        let near =
            candidates[from..].iter().take_while(|other| other.contents[0].start == one.contents[0].start);
        near.filter(same).map(|other| other.rule).next().unwrap_or(0)
    };
    // The place among the chosen of what a rule found: that which shares most with it.
    let mut places: Vec<Option<usize>> = vec![None; state.found.len()];
    let mut shares: Vec<f32> = vec![0.0; state.found.len()];
    let mut by_start: Vec<(u32, usize)> =
        state.found.iter().enumerate().map(|(number, found)| (first(&found.content), number)).collect();
    by_start.sort_unstable();
    for (place, (number, _)) in chosen.iter().enumerate() {
        let one = &candidates[*number];
        let (start, end) = (one.contents[0].start, one.contents.last().map_or(0, |content| content.end));
        // A rule's contents may begin before; few of them do.
        let from = by_start.partition_point(|(at, _)| *at < start).saturating_sub(2);
        for (_, found) in by_start[from..].iter().take_while(|(at, _)| *at < end) {
            let share = candidate::overlap(&one.contents, &state.found[*found].content);
            if share > shares[*found] {
                (places[*found], shares[*found]) = (Some(place), share);
            }
        }
    }
    let mut continues: Vec<Option<usize>> = vec![None; chosen.len()];
    for (found, place) in places.iter().enumerate() {
        if let Some(place) = place.filter(|_| shares[found] >= 0.5) {
            continues[place] = state.found[found].speaker_of.and_then(|earlier| places[earlier]);
        }
    }
    let found: Vec<Found> = chosen
        .iter()
        .enumerate()
        .map(|(place, (number, sure))| {
            let one = &candidates[*number];
            let rule = if one.rule > 0 { one.rule } else { rule_of(one) };
            Found {
                content: one.contents.clone(),
                cue: one.cue,
                source: one.source,
                negated: one.cue.is_some_and(|cue| negated(cx, cue)),
                speaker_of: continues[place].filter(|earlier| one.source.is_none() && *earlier != place),
                rule: rules::name(rule).unwrap_or(TAGGED.name),
                confidence: *sure,
            }
        })
        .collect();
    state.replace(cx, found, &places);
    if explain {
        for (number, one) in candidates.iter().enumerate().filter(|(_, one)| one.rule == 0) {
            let place = chosen.iter().position(|(chosen, _)| *chosen == number);
            let declined = if place.is_some() {
                None
            } else if probabilities[number][0] < settings(one).least {
                Some("too improbable")
            } else {
                Some("others of its words are more probable")
            };
            let content = cx.span(one.contents[0]);
            let what = format!("labels ({:.2})", probabilities[number][0]);
            state.trace(content, what, vec![Considered { rule: TAGGED.name, declined }], place);
        }
    }
}

/// All candidates with their probabilities, those of what the second model scored again by its own judge.
fn weigh(
    cx: &Context<'_, '_>,
    tagged: &mut Tagged,
    models: [&Model; 2],
    found: &[Found],
    probabilities: &mut Vec<[f32; 2]>,
) -> Vec<Candidate> {
    let neighbours = models.map(|model| model.scorer.neighbours());
    let candidates = candidate::find(cx, tagged, neighbours, &models[1].linker, found);
    probabilities.clear();
    probabilities.extend(candidates.iter().map(|one| {
        let judge = &models[tagged.side(one.contents[0].start)].judge;
        judge.probabilities(one, &candidate::features(cx, tagged, one))
    }));
    candidates
}

fn first(contents: &[IndexRange]) -> u32 {
    contents.iter().map(|content| content.start).min().unwrap_or(0)
}

fn negated(cx: &Context<'_, '_>, cue: IndexRange) -> bool {
    cue.range().any(|at| cx.is(at, Lex::NEGATION))
}
