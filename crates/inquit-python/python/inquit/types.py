"""Types of what inquit takes and gives, for annotations."""

from __future__ import annotations

from typing import Any, Literal, Protocol, TypedDict

Kind = Literal["direct", "mixed", "indirect"]
SpeakerClass = Literal["person", "organization", "group", "document", "unnamed", "author"]
OnError = Literal["warn", "raise", "ignore"]
Form = Literal["jsonl", "json", "csv", "tsv", "text", "html", "feed", "docx", "parquet", "warc"]
Verdict = Literal["exact", "verbatim", "interrupted", "cut", "joined", "altered", "absent"]


class ArrowStream(Protocol):
    """A table of any library that speaks Arrow's PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class ArrowArray(Protocol):
    """A record batch of any library that speaks Arrow's PyCapsule interface."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...


class Place(TypedDict):
    """A stretch of a text, in code points."""

    start: int
    end: int
    text: str


class Passage(TypedDict):
    """Where a quotation, or a part of it, comes from."""

    doc_id: str
    quotation: Place
    source: Place


class Difference(TypedDict):
    """In what a quotation and a text differ at one place."""

    kind: str
    alters: bool
    quotation: Place
    source: Place


class Checked(TypedDict):
    """A quotation checked against texts."""

    line: int
    doc_id: str | None
    quote_id: str | None
    text: str
    verdict: Verdict
    similarity: float | None
    edit_distance: int | None
    word_for_word_in: int
    passages: list[Passage]
    differences: list[Difference]
