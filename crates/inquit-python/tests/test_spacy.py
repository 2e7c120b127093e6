"""The spaCy component, in a real pipeline."""

from __future__ import annotations

import inquit
import spacy

TEXT = "“It works,” Ana Lima told Reuters. Bo Chen, a spokesman, said 🙂 that the bridge would open in May."


def test_quotations_are_spans_with_their_relations(articles):
    nlp = spacy.blank("en")
    nlp.add_pipe("inquit")
    doc = nlp(TEXT)
    found = inquit.extract(TEXT)
    assert [(span.text, span.label_) for span in doc.spans["quotes"]] == [
        (span.text, quote.kind) for quote in found for span in quote.content
    ]
    first = doc.spans["quotes"][0]
    assert first._.quote.speaker == "Ana Lima" and first._.quote.outlet == "Reuters"
    assert first._.relations["cue"].text == "told" and first._.relations["source"].text == "Ana Lima"
    assert first._.relations["source"]._.relations["content"][0] == first
    assert [span.text for span in doc.spans["cues"]] == ["told", "said"]
    assert [quote.text for quote in doc._.quotes] == [quote.text for quote in found]
    for one in articles:
        doc = nlp(one["text"])
        assert len(doc._.quotes) == len(inquit.extract(one["text"]))
        for span in doc.spans["quotes"]:
            assert any(words.text in span.text for words in span._.quote.content)


def test_a_pipeline_is_configured_saved_and_loaded(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("inquit", config={"model": "none", "key": "said"})
    nlp.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert loaded.pipe_names == ["inquit"]
    docs = list(loaded.pipe([TEXT, "Nothing.", ""]))
    assert [len(doc.spans["said"]) for doc in docs] == [len(nlp(TEXT).spans["said"]), 0, 0]
    assert len(docs[0].spans["said"]) > 0
