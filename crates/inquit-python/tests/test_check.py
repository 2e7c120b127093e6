"""Verify, mask, restore and score: what the command line says, of objects of Python."""

from __future__ import annotations

import json

import inquit
import pytest

TEXT = "“He told us nothing in two weeks,” she said. “It holds for now, and we tried it twice.”"
QUOTES = ["He told us nothing in three weeks", "It holds … and we tried it twice", "Never heard"]


def test_verdicts_are_those_of_the_command_line(cli, tmp_path, articles, lines, records):
    (tmp_path / "quotes.txt").write_text("\n".join(QUOTES) + "\n")
    (tmp_path / "a.txt").write_text(TEXT)
    expected = cli("verify", tmp_path / "quotes.txt", tmp_path / "a.txt", "-f", "jsonl").decode()
    found = inquit.verify(QUOTES, inquit.read(tmp_path / "a.txt"))
    assert found == [json.loads(line) for line in expected.splitlines()]
    assert [one["verdict"] for one in found] == ["altered", "cut", "absent"]
    (tmp_path / "records.jsonl").write_text(records)
    expected = cli("verify", tmp_path / "records.jsonl", lines, "-f", "jsonl", "--own-article").decode()
    quotes = [quote for document in inquit.extract_many(articles) for quote in document.quotes]
    found = inquit.verify(quotes, articles, own_article=True)
    assert found == [json.loads(line) for line in expected.splitlines()]
    assert inquit.verify([quote.to_dict() for quote in quotes], articles, own_article=True, threads=1) == found


def test_masks_are_put_back(cli, tmp_path):
    masked = inquit.mask(TEXT)
    assert masked.text == "“[[Q1]]” she said. “[[Q2]]”"
    assert masked.words[1] == "It holds for now, and we tried it twice."
    assert inquit.restore("«[[ q1 ]]», dit-elle. «[[Q2]»", masked).startswith("«He told us nothing")
    (tmp_path / "a.txt").write_text(TEXT)
    out = cli("mask", tmp_path / "a.txt", "--state", tmp_path / "s.json").decode()
    state = inquit.Masked.from_json((tmp_path / "s.json").read_text())
    assert (out, state.words, state.label) == (masked.text, masked.words, masked.label)
    assert inquit.restore(out, state) == TEXT
    assert json.loads(masked.to_json())["articles"][0]["words"] == masked.words
    with pytest.raises(inquit.RestoreError, match="lost") as raised:
        inquit.restore("“[[Q1]]” [[Q1]] [[Q7]]", masked)
    assert [fault.split(" ")[1:3] for fault in raised.value.faults] == [
        ["stands", "again"],
        ["at", "1:17"],
        ["is", "lost:"],
    ]
    assert raised.value.text.startswith("“He told us nothing")


def test_scores_are_those_of_the_command_line(cli, tmp_path):
    from conftest import CORPUS

    gold = CORPUS / "dev.jsonl"
    cli("extract", "--format", "docs", gold, "-o", tmp_path / "found.jsonl")
    expected = json.loads(cli("score", gold, tmp_path / "found.jsonl", "--json"))
    documents = list(inquit.extract_many(inquit.read(gold)))
    assert inquit.score(gold, documents) == expected
    assert inquit.score(str(gold), tmp_path / "found.jsonl") == expected
    gold_docs = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    assert inquit.score(gold_docs, [document.to_dict() for document in documents]) == expected
