//! Windows of the model `best`: each token stands in one, none is too long, and all that is known of a token is told.

#![cfg(feature = "best")]

use inquit::relate::prepared::Prepared;
use inquit::tag::best::window::{LONGEST, VALUES, facts, windows};
use inquit::tag::best::word_pieces::WordPieces;
use inquit::tag::clusters::Clusters;
use inquit::tag::pieces;

fn words() -> WordPieces {
    WordPieces::new("[PAD]\n[UNK]\n[CLS]\n[SEP]\nsaid\nwe\n##ll\na\nb\n.\n,\n\"").unwrap()
}

/// Checks what holds of all windows; gives the tokens of each.
fn check(text: &str) -> Vec<usize> {
    let (words, prepared) = (words(), Prepared::new(text));
    let chains: Vec<_> = pieces(&prepared.doc).collect();
    let (doc, all) = (&prepared.doc, windows(&prepared.doc, &chains, &words));
    let mut next = 0;
    for window in &all {
        assert_eq!(window.tokens.start, next);
        next = window.tokens.end;
        assert!(window.pieces.len() <= LONGEST);
        assert_eq!(window.pieces.len(), window.owners.len());
        assert_eq!(window.firsts.len(), window.tokens.len());
        for (token, first) in window.firsts.iter().enumerate() {
            assert_eq!(window.owners[*first as usize] as usize, token);
            assert_ne!(window.owners[*first as usize - 1] as usize, token + usize::from(*first == 1));
        }
        assert_eq!([window.pieces[0], *window.pieces.last().unwrap()], words.edges());
    }
    assert_eq!(next as usize, doc.tokens().len());
    let mut known = Vec::new();
    facts(&prepared.site(&Clusters::default()), &mut known);
    assert_eq!(known.len(), doc.tokens().len());
    for values in known {
        assert!(values.iter().zip(VALUES).all(|(value, count)| (*value as usize) < count), "{values:?}");
    }
    all.iter().map(|window| window.tokens.len()).collect()
}

#[test]
fn paragraphs_stand_together_as_long_as_there_is_room() {
    assert_eq!(check(""), [0; 0]);
    assert_eq!(check("“We'll see,” she said.\n\nA b."), [12]);
    assert_eq!(check(&"a b a b a.\n\n".repeat(60)), [252, 108]);
}

#[test]
fn paragraphs_that_are_asked_for_are_read_alone_or_with_those_beside_them() {
    let (words, prepared) = (words(), Prepared::new("We said a.\n\nA b.\n\n“We'll see,” she said.\n\nB."));
    let chains: Vec<_> = pieces(&prepared.doc).collect();
    let all = windows(&prepared.doc, &chains, &words).remove(0);
    let some = windows(&prepared.doc, &[chains[0], chains[2], chains[3]], &words);
    assert_eq!(some.len(), 2);
    for (window, tokens) in
        some.iter().zip([chains[0].range(), chains[2].start as usize..prepared.doc.tokens().len()])
    {
        assert_eq!(window.tokens.range(), tokens);
        let [from, to] = [tokens.start, tokens.end]
            .map(|at| all.firsts.get(at).map_or(all.pieces.len() - 1, |at| *at as usize));
        assert_eq!(window.pieces[1..window.pieces.len() - 1], all.pieces[from..to]);
    }
    assert_eq!(windows(&prepared.doc, &[], &words), []);
}

#[test]
fn long_paragraphs_are_cut_between_sentences_and_long_sentences_between_words() {
    assert_eq!(check(&"We said a b. ".repeat(60)), [250, 50]);
    assert_eq!(check(&"said we ".repeat(350)), [254, 146, 254, 46]);
    check(&"http://example.org/a/b/c/d/e/f/g/h said. ".repeat(100));
}

#[test]
fn facts_tell_letters_quotation_marks_and_places() {
    let prepared = Prepared::new("“We will go now,” Lima said.\n\nUN 12 b.");
    let mut known = Vec::new();
    facts(&prepared.site(&Clusters::default()), &mut known);
    let column = |fact: usize| known.iter().map(|facts| facts[fact]).collect::<Vec<_>>();
    assert_eq!(column(0), [0, 2, 1, 1, 1, 0, 0, 2, 1, 0, 3, 4, 1, 0]);
    assert_eq!(column(1)[..8], [2, 1, 1, 1, 1, 1, 3, 0]);
    assert_eq!(column(2), [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
    assert!(known[7][3] > 0 && known[7][4] > 0 && known[7][5] > 0);
}
