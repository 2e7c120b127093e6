"""The spaCy component: `nlp.add_pipe("inquit")` puts quotations into `doc.spans["quotes"]`.

Each quotation has a span for every stretch of its content, labelled with its kind, and spans for its cue and source in
`doc.spans["cues"]` and `doc.spans["sources"]`. `span._.quote` of each of them is what was found, `span._.relations` the
other spans of the same quotation by their part. `doc._.quotes` lists the quotations.
"""

from __future__ import annotations

from typing import Any, Optional

from spacy.language import Language
from spacy.tokens import Doc, Span

from . import Document, Extractor, Quote, extract
from . import Span as Stretch

if not Span.has_extension("quote"):
    Span.set_extension("quote", default=None)
    Span.set_extension("relations", default=None)
    Doc.set_extension("quotes", default=None)


@Language.factory(
    "inquit",
    assigns=["doc.spans", "doc._.quotes"],
    default_config={"model": "fast", "people": None, "outlets": None, "min_confidence": 0.0, "key": "quotes"},
)
def make(
    nlp: Language,
    name: str,
    model: str,
    people: Optional[str],
    outlets: Optional[str],
    min_confidence: float,
    key: str,
) -> Quotations:
    """Makes the component."""
    extractor = Extractor(model, people=people, outlets=outlets, min_confidence=min_confidence)
    return Quotations(extractor, key)


class Quotations:
    """Finds quotations in the text of a document; needs no other component."""

    def __init__(self, extractor: Extractor, key: str = "quotes") -> None:
        self.extractor = extractor
        self.key = key

    def __call__(self, doc: Doc) -> Doc:
        return self.mark(doc, extract(doc.text, extractor=self.extractor))

    def mark(self, doc: Doc, found: Document) -> Doc:
        """Puts what was found into a document."""
        groups: dict[str, list[Span]] = {self.key: [], "cues": [], "sources": []}
        quotes = found.quotes
        for quote in quotes:
            contents = [self._span(doc, stretch, quote.kind, quote) for stretch in quote.content]
            cue = self._span(doc, quote.cue, "cue", quote)
            source = self._span(doc, quote.source, "source", quote)
            parts: dict[str, Any] = {"content": [one for one in contents if one], "cue": cue, "source": source}
            for span in [*contents, cue, source]:
                if span is not None:
                    span._.relations = parts
            groups[self.key] += parts["content"]
            groups["cues"] += [cue] if cue else []
            groups["sources"] += [source] if source else []
        for group, spans in groups.items():
            doc.spans[group] = spans
        doc._.quotes = quotes
        return doc

    @staticmethod
    def _span(doc: Doc, stretch: Stretch | None, label: str, quote: Quote) -> Span | None:
        """The tokens that a stretch touches: spaCy's may be cut elsewhere than ours."""
        if stretch is None:
            return None
        span = doc.char_span(stretch.start, stretch.end, label=label, alignment_mode="expand")
        if span is not None:
            span._.quote = quote
        return span

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing: what the configuration does not say, the component does not hold."""
        return b""

    def from_bytes(self, _bytes: bytes, **_: Any) -> Quotations:
        """The component itself."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Nothing: what the configuration does not say, the component does not hold."""

    def from_disk(self, _path: Any, **_: Any) -> Quotations:
        """The component itself."""
        return self
