"""Documents: the same answers as the command line, spans that slice, texts that mean harm."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import inquit
import pytest

TEXT = '"It works," Ana Lima told Reuters on Monday. “We tried it twice 🙂,” said Bo Chen, a spokesman.'


def test_records_are_those_of_the_command_line(articles, lines, records):
    assert "".join(document.to_jsonl() for document in inquit.extract_many(articles)) == records
    assert "".join(document.to_jsonl() for document in inquit.extract_many(inquit.read(lines))) == records
    assert "".join(inquit.extract(article).to_jsonl() for article in inquit.read(lines)) == records
    named = [
        inquit.extract(one["text"], id=one["id"], title=one["title"], publisher=one["publisher"], published=one["date"])
        for one in articles
    ]
    assert "".join(document.to_jsonl() for document in named) == records


@pytest.mark.parametrize("model", ["none", "fast"])
def test_options_are_those_of_the_command_line(cli, articles, lines, tmp_path, model):
    people = tmp_path / "people.csv"
    people.write_text("name,aliases,id\nAna Lima,Lima,Q1\nMarit Sollie,Sollie,Q2\n")
    args = ("--model", model, "--min-confidence", 0.7, "--people", people, "--format", "jsonl")
    expected = cli("extract", lines, *args).decode()
    extractor = inquit.Extractor(model, people=people, min_confidence=0.7)
    found = "".join(document.to_jsonl() for document in inquit.extract_many(articles, extractor=extractor, threads=3))
    assert found == expected


def test_every_field_of_the_record_is_an_attribute(articles):
    seen = set()
    for document in inquit.extract_many(articles):
        for quote in document.quotes:
            record = quote.to_dict()
            for name, value in record.items():
                own = getattr(quote, name)
                if name == "content":
                    own = [{"start": span.start, "end": span.end} for span in own]
                elif isinstance(own, inquit.Span):
                    own = {"start": own.start, "end": own.end, "text": own.text}
                assert own == value, (name, quote)
                seen |= {name} if value is not None else set()
            assert " … ".join(span.text for span in quote.content) == quote.text
    # Lists of people and outlets, joint speakers and addresses are other tests'.
    assert set(record) - seen <= {"speaker_id", "outlet_id", "url", "speakers"}


def check_spans(document: inquit.Document) -> None:
    for quote in document:
        for span in [*quote.content, quote.cue, quote.source]:
            if span is not None:
                assert document.text[span.start : span.end] == span.text
                assert len(span) == len(span.text)
    for note in document.notes:
        assert 0 <= note.start <= note.end <= len(document.text)


HOSTILE = [
    "",
    "\0",
    "“",
    "”" * 2000,
    "“" * 2000,
    '"' * 999,
    "\ud83d “We won,” said Ana Lima. \udc00\ud83d",
    "🙂" * 300 + " “Yes,” she said. " + "e\u0301" * 99,
    "\u202e“Reversed,” said Bo Chen.\u202c",
    "\r\n\r\n\u2028\u2029“Lines,” he said",
    "<script>alert(1)</script> “<b onclick='x'>Bold</b>,” said A&B “Corp”.",
    "said " * 5000,
    "“a” said b. " * 3000,
    "\ufeff“Mark,” said Bo.",
    "‘" + "x" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_makes_it_fail(text):
    document = inquit.extract(text)
    assert len(document.text) == len(text)
    assert document.text == re.sub("[\ud800-\udfff]", "\ufffd", text)
    check_spans(document)
    html = document._repr_html_()
    assert "<script" not in html and "<b " not in html and "onclick='" not in html
    assert [one.to_jsonl() for one in inquit.extract_many([text] * 3, threads=2)][0].count("\n") == len(document)


def test_spans_slice(articles):
    check_spans(inquit.extract(TEXT))
    for document in inquit.extract_many(articles):
        check_spans(document)


def test_long_texts_are_cut_as_the_command_line_does(cli, articles, tmp_path):
    text = "\n\n".join(one["text"] for one in articles)
    text = (text + "\n\n") * (5_000_000 // len(text) + 1)
    path = tmp_path / "long.jsonl"
    path.write_text(json.dumps({"id": "long", "text": text}) + "\n")
    expected = cli("extract", path, "--model", "none", "--format", "jsonl").decode()
    document = inquit.extract(text, id="long", extractor=inquit.Extractor("none"))
    assert document.to_jsonl() == expected
    assert document.quotes[-1].quote_id > "q1000000"
    last = document.quotes[-1].content[-1]
    assert document.text[last.start : last.end] == last.text


def test_what_is_shown():
    document = inquit.extract(TEXT, id="news")
    assert repr(document) == "<Document \"news\", 94 characters, 2 quotes>"
    first = document.quotes[0]
    assert repr(first) == '<Quote direct Ana Lima: "\\"It works,\\"" @ Reuters>'
    assert repr(first.cue) == 'Span(21, 25, "told")'
    assert document.quotes[0] == first and hash(document.quotes[0]) == hash(first)
    assert document.quotes[1] != first and first != "x"
    html = document._repr_html_()
    assert html.count("<mark") == 2 and "Ana Lima @ Reuters" in html


def test_wrong_use_is_told():
    for wrong in [b"bytes", 1, None, ["text"]]:
        with pytest.raises(TypeError):
            inquit.extract(wrong)
    with pytest.raises(TypeError, match="a mapping without a text"):
        list(inquit.extract_many([{"id": 1}]))
    with pytest.raises(TypeError, match="an article is a str"):
        list(inquit.extract_many([3]))
    with pytest.raises(ValueError, match="min_confidence"):
        inquit.Extractor(min_confidence=2)


def test_errors_have_a_kind_each(tmp_path):
    damaged = tmp_path / "damaged.model"
    damaged.write_bytes(b"nothing")
    kinds: list[tuple[type[Exception], Any]] = [
        (inquit.ModelError, lambda: inquit.Extractor("best")),
        (inquit.ModelError, lambda: inquit.Extractor(damaged)),
        (inquit.ModelError, lambda: inquit.Extractor(tmp_path / "missing.model")),
        (inquit.ListError, lambda: inquit.Extractor(people=tmp_path / "missing.csv")),
        (inquit.ReadError, lambda: list(inquit.read(tmp_path / "missing.txt", errors="raise"))),
        (inquit.MaskError, lambda: inquit.Masked.from_json("{}")),
        (inquit.RestoreError, lambda: inquit.restore("nothing", inquit.mask(TEXT))),
        (inquit.ScoreError, lambda: inquit.score([{"text": "no id"}], [])),
        (inquit.ScoreError, lambda: inquit.score(tmp_path / "missing.jsonl", [])),
    ]
    for kind, call in kinds:
        with pytest.raises(kind) as raised:
            call()
        assert type(raised.value) is kind and issubclass(kind, inquit.InquitError)
        assert len(str(raised.value)) > 10


def test_articles_that_cannot_be_read_are_told_and_passed_over(tmp_path):
    path = tmp_path / "some.jsonl"
    path.write_text('{"id": "a", "text": "“Yes,” said Bo Chen."}\nnothing\n{"id": "b", "text": "“No,” said Bo."}\n')
    with pytest.warns(inquit.ArticleWarning, match="some.jsonl:2"):
        assert [one.id for one in inquit.extract_many(inquit.read(path))] == ["a", "b"]
    with pytest.raises(inquit.ReadError, match="some.jsonl:2"):
        list(inquit.extract_many(inquit.read(path, errors="raise")))
    assert [one.id for one in inquit.read(path, errors="ignore")] == ["a", "b"]
    with pytest.raises(ValueError, match="errors="):
        inquit.read(path, errors="loudly")
    taken = inquit.read(path, errors="ignore")
    list(taken)
    with pytest.raises(RuntimeError, match="taken"):
        inquit.extract_many(taken)


def test_a_broken_off_extraction_is_no_crash_of_others():
    # A time that no text may take: what costs more than linear time shows here.
    started = time.monotonic()
    inquit.extract("“It rains,” said Ana Lima. " * 4000)
    assert time.monotonic() - started < 30
