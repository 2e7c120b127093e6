//! One pass of the convolution over a document, with as many numbers at once as the processor has.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the machine that it runs on"
)]

use inquit_tokenizer::IndexRange;
use pulp::{Arch, NullaryFnOnce};

use super::lanes::{Lanes, Plain, Words};
use super::whole::{Head, Whole, WholeLayer};
use super::{BITS, LAYERS, REACH, ROWS, TAPS, WIDE, WIDTH};
use crate::tag::features::{FOUR, Features};
use crate::tag::paths::Units;

/// What stands before the first token and behind the last of a chain: as far as any tap reaches.
const EDGE: usize = TAPS / 2 * REACH[LAYERS - 1];
/// No score is farther from that of "outside", in units.
const FARTHEST: i32 = 1600;

/// Memory used again from one document to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    now: Vec<Words>,
    next: Vec<Words>,
}

/// All that a pass works on.
pub(super) struct Pass<'a, 't> {
    pub rows: &'a [[u8; WIDTH]; ROWS],
    pub whole: &'a Whole,
    pub features: &'a Features,
    pub chains: &'a [IndexRange],
    pub scratch: &'t mut Scratch,
    pub out: &'t mut [Units],
}

/// A pass with lanes for a token's numbers and for its scores.
struct With<'a, 't, L, S>(Pass<'a, 't>, L, S);

impl Pass<'_, '_> {
    pub(super) fn run(self, arch: Arch) {
        match arch {
            #[cfg(target_arch = "x86_64")]
            Arch::V4(v4) => arch.dispatch(With(self, v4, *v4)),
            #[cfg(target_arch = "x86_64")]
            Arch::V3(v3) => arch.dispatch(With(self, v3, v3)),
            _ => arch.dispatch(With(self, Plain, Plain)),
        }
    }
}

impl<L: Lanes, S: Lanes> NullaryFnOnce for With<'_, '_, L, S> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self(pass, lanes, narrow) = self;
        let Pass { rows, whole, features, chains, scratch: Scratch { now, next }, out } = pass;
        for chain in chains {
            let count = chain.len();
            for list in [&mut *now, &mut *next] {
                if list.len() < EDGE + count + FOUR + EDGE {
                    list.resize(EDGE + count + FOUR + EDGE, Words::ZERO);
                }
                // What a longer chain left behind this one's end.
                list[EDGE + count..][..EDGE].fill(Words::ZERO);
            }
            for (first, levels) in chain.range().step_by(FOUR).zip(now[EDGE..].as_chunks_mut::<FOUR>().0) {
                let places = features.rows(first, BITS);
                for (at, level) in levels.iter_mut().enumerate() {
                    begin(lanes, rows, places.map(|four| four[at]), whole, level);
                }
            }
            now[EDGE + count..][..EDGE].fill(Words::ZERO);
            for (layer, reach) in whole.layers.iter().zip(REACH) {
                for first in (EDGE..EDGE + count).step_by(FOUR) {
                    add(lanes, layer, reach, now, (first, next));
                }
                next[EDGE + count..][..EDGE].fill(Words::ZERO);
                std::mem::swap(now, next);
            }
            for (levels, out) in now[EDGE..].as_chunks().0.iter().zip(out[chain.range()].chunks_mut(FOUR)) {
                score(narrow, &whole.head, levels, out);
            }
        }
    }
}

/// What a token begins with: the sum of some rows.
#[inline(always)]
fn begin<L: Lanes, const N: usize>(
    lanes: L,
    rows: &[[u8; WIDTH]; ROWS],
    places: [u32; N],
    whole: &Whole,
    level: &mut Words,
) {
    for part in 0..WIDTH / L::COUNT {
        let mut sum = lanes.zero();
        for place in places {
            sum = lanes.add(sum, lanes.widen(&rows[place as usize % ROWS], part));
        }
        let worth = lanes.times(lanes.sixteen(sum), lanes.load(&whole.steps.0, part));
        let own = lanes.add_clamped(worth, lanes.load(&whole.offsets.0, part));
        lanes.store(part, lanes.positive(own), level);
    }
}

/// Adds to some tokens from `first` on what a layer makes of their neighbours.
#[inline(always)]
fn add<L: Lanes>(
    lanes: L,
    layer: &WholeLayer,
    reach: usize,
    from: &[Words],
    (first, to): (usize, &mut [Words]),
) {
    let mut tapped = [Words::ZERO; FOUR];
    for (token, tapped) in tapped.iter_mut().enumerate() {
        for part in 0..WIDTH / L::COUNT {
            let mut sum = lanes.zero();
            for (tap, factors) in layer.taps.iter().enumerate() {
                let row = &from[first + token + tap * reach - TAPS / 2 * reach];
                let one = lanes.times(lanes.load(&row.0, part), lanes.load(&factors.0, part));
                sum = lanes.add_clamped(sum, one);
            }
            lanes.store(part, sum, tapped);
        }
    }
    let mix = &layer.mix;
    for part in 0..WIDTH / L::COUNT {
        let mut sums = [mix.offsets.each_ref().map(|offsets| lanes.sums(offsets, part)); FOUR];
        for (pair, factors) in mix.factors.iter().enumerate() {
            let factors = factors.each_ref().map(|factors| lanes.load(&factors.0, part));
            for (sums, token) in sums.iter_mut().zip(&tapped) {
                let two = lanes.pair(token.0.as_chunks().0[pair]);
                *sums = [
                    lanes.add_products(sums[0], two, factors[0]),
                    lanes.add_products(sums[1], two, factors[1]),
                ];
            }
        }
        for (token, sums) in sums.into_iter().enumerate() {
            let own = lanes.load(&from[first + token].0, part);
            let sum = lanes.add_clamped(own, lanes.shift(sums, mix.bits));
            lanes.store(part, lanes.positive(sum), &mut to[first + token]);
        }
    }
}

/// The scores of some tokens, in units.
#[inline(always)]
fn score<L: Lanes>(lanes: L, head: &Head, levels: &[Words; FOUR], out: &mut [Units]) {
    let mut scores = [[0; WIDE / 2]; FOUR];
    for part in 0..WIDE / L::COUNT {
        let mut sums = [lanes.sums(&head.offsets, part); FOUR];
        for (pair, factors) in head.factors.iter().enumerate() {
            let factors = lanes.load(factors, part);
            for (sum, token) in sums.iter_mut().zip(levels) {
                *sum = lanes.add_products(*sum, lanes.pair(token.0.as_chunks().0[pair]), factors);
            }
        }
        for (scores, sum) in scores.iter_mut().zip(sums) {
            lanes.put(part, sum, scores);
        }
    }
    for (out, scores) in out.iter_mut().zip(scores) {
        let scores = scores.map(|score| (score >> head.bits).clamp(-FARTHEST, FARTHEST) as i16);
        *out = Units::new(scores);
    }
}
