//! Nesting makes of spans that may overlap elements that do not: where two cross, the inner one is cut in fragments.

use inquit_tokenizer::Span;

use super::marks::Mark;

/// A step of writing paragraphs with their marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A paragraph begins.
    Paragraph(Span),
    /// A fragment of a mark begins.
    Open {
        /// Which mark.
        mark: usize,
        /// Which of its fragments, from 0.
        fragment: usize,
    },
    /// Words.
    Text(Span),
    /// The fragment that was opened last ends.
    Close,
    /// The paragraph ends.
    End,
}

/// The steps, and how many fragments each mark has. Of marks that share words the one that begins first is the outer,
/// of those the longer, of those content, then source.
pub fn nest(marks: &[Mark], paragraphs: &[Span]) -> (Vec<Piece>, Vec<usize>) {
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by_key(|at| {
        let mark = &marks[*at];
        (mark.span.start, std::cmp::Reverse(mark.span.end), mark.part, mark.attribution)
    });
    let mut steps = Steps { marks, pieces: Vec::new(), fragments: vec![0; marks.len()], open: Vec::new() };
    let mut first = 0;
    for paragraph in paragraphs {
        // Marks come by their start: those that ended before this paragraph and stand first are done with.
        while order.get(first).is_some_and(|at| marks[*at].span.end <= paragraph.start) {
            first += 1;
        }
        let here: Vec<usize> = order[first..]
            .iter()
            .copied()
            .take_while(|at| marks[*at].span.start < paragraph.end)
            .filter(|at| marks[*at].span.overlaps(*paragraph))
            .collect();
        steps.paragraph(*paragraph, &here);
    }
    (steps.pieces, steps.fragments)
}

struct Steps<'m> {
    marks: &'m [Mark],
    pieces: Vec<Piece>,
    fragments: Vec<usize>,
    open: Vec<usize>,
}

impl Steps<'_> {
    fn paragraph(&mut self, paragraph: Span, here: &[usize]) {
        self.pieces.push(Piece::Paragraph(paragraph));
        let edges = here.iter().flat_map(|at| [self.marks[*at].span.start, self.marks[*at].span.end]);
        let mut cuts: Vec<u32> = edges.filter(|at| paragraph.start < *at && *at < paragraph.end).collect();
        cuts.extend([paragraph.start, paragraph.end]);
        cuts.sort_unstable();
        cuts.dedup();
        for ends in cuts.windows(2) {
            let words = Span::new(ends[0], ends[1]);
            let over = |at: &usize| self.marks[*at].span.contains(words);
            let wanted: Vec<usize> = here.iter().copied().filter(over).collect();
            self.reach(&wanted);
            self.pieces.push(Piece::Text(words));
        }
        self.reach(&[]);
        self.pieces.push(Piece::End);
    }

    /// Closes and opens until exactly `wanted` are open, in that order.
    fn reach(&mut self, wanted: &[usize]) {
        let same = self.open.iter().zip(wanted).take_while(|(open, wanted)| open == wanted).count();
        for _ in same..self.open.len() {
            self.pieces.push(Piece::Close);
        }
        self.open.truncate(same);
        for mark in &wanted[same..] {
            self.pieces.push(Piece::Open { mark: *mark, fragment: self.fragments[*mark] });
            self.fragments[*mark] += 1;
            self.open.push(*mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::marks::Part;

    fn mark(start: u32, end: u32) -> Mark {
        Mark { span: Span::new(start, end), part: Part::Content, attribution: 0, number: 0 }
    }

    fn shown(pieces: &[Piece]) -> String {
        let show = |piece: &Piece| match piece {
            Piece::Paragraph(_) => "<p>".to_owned(),
            Piece::Open { mark, fragment } => format!("<{mark}.{fragment}>"),
            Piece::Text(span) => format!("{}-{}", span.start, span.end),
            Piece::Close => "</>".to_owned(),
            Piece::End => "</p>".to_owned(),
        };
        pieces.iter().map(show).collect()
    }

    #[test]
    fn marks_that_cross_are_cut() {
        let (pieces, fragments) = nest(&[mark(2, 6), mark(4, 8)], &[Span::new(0, 10)]);
        assert_eq!(shown(&pieces), "<p>0-2<0.0>2-4<1.0>4-6</></><1.1>6-8</>8-10</p>");
        assert_eq!(fragments, [1, 2]);
    }

    #[test]
    fn marks_over_paragraphs_are_cut_and_inner_ones_stand_inside() {
        let paragraphs = [Span::new(0, 5), Span::new(7, 9)];
        let (pieces, fragments) = nest(&[mark(1, 9), mark(1, 3)], &paragraphs);
        assert_eq!(shown(&pieces), "<p>0-1<0.0><1.0>1-3</>3-5</></p><p><0.1>7-9</></p>");
        assert_eq!(fragments, [2, 1]);
    }
}
