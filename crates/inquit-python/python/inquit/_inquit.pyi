"""The engine: what `inquit` gives."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, final

from .types import ArrowArray, ArrowStream, Checked, Form, Kind, OnError, SpeakerClass

__version__: str

__all__ = [
    "Article",
    "ArticleWarning",
    "ColumnError",
    "Document",
    "Documents",
    "ExtractionError",
    "Extractor",
    "InquitError",
    "ListError",
    "MaskError",
    "Masked",
    "ModelError",
    "Note",
    "Quote",
    "ReadError",
    "Reader",
    "RecordTable",
    "Records",
    "RestoreError",
    "ScoreError",
    "Span",
    "__version__",
    "_columns_read",
    "_record_schema",
    "_text_addresses",
    "_usual_names",
    "extract",
    "extract_many",
    "extract_table",
    "mask",
    "read",
    "restore",
    "score",
    "to_arrow",
    "verify",
]

class InquitError(Exception):
    """The base of all errors of inquit."""

class ModelError(InquitError):
    """A model that there is not, or a file that holds none."""

class ListError(InquitError):
    """A list of people or outlets that cannot be read."""

class ReadError(InquitError):
    """A file or an article that cannot be read."""

class ColumnError(InquitError):
    """A column that a table lacks, or of a type that is not read."""

class MaskError(InquitError):
    """No state of a mask."""

class RestoreError(InquitError):
    """A masked text whose placeholders are not each there once."""

    faults: list[str]
    """What is wrong, each with its place and cure."""
    text: str
    """The text as far as it could be restored."""

class ScoreError(InquitError):
    """Documents that cannot be scored."""

class ExtractionError(InquitError):
    """Extraction broke off, which is a defect of inquit."""

class ArticleWarning(UserWarning):
    """An article was passed over, or repaired."""

@final
class Extractor:
    """What extracts: a model, and lists of people and outlets."""

    def __new__(
        cls,
        model: str | os.PathLike[str] = ...,
        *,
        people: str | os.PathLike[str] | None = None,
        outlets: str | os.PathLike[str] | None = None,
        min_confidence: float = 0.0,
    ) -> Extractor: ...
    @property
    def model(self) -> str:
        """The model's name, or its file."""

@final
class Article:
    """One news text with what is known about it."""

    def __new__(
        cls,
        text: str,
        *,
        id: str | None = None,
        title: str | None = None,
        publisher: str | None = None,
        published: str | None = None,
        url: str | None = None,
    ) -> Article: ...
    @property
    def id(self) -> str:
        """Its name in records."""
    @property
    def text(self) -> str:
        """The whole text."""
    @property
    def title(self) -> str | None:
        """Its headline."""
    @property
    def publisher(self) -> str | None:
        """The outlet that published it."""
    @property
    def published(self) -> str | None:
        """When it was published, as written."""
    @property
    def url(self) -> str | None:
        """Its address on the web."""
    @property
    def author(self) -> str | None:
        """Who wrote it."""

@final
class Span:
    """A stretch of the text, in code points: `document.text[span.start:span.end] == span.text`."""

    @property
    def start(self) -> int:
        """The first."""
    @property
    def end(self) -> int:
        """One past the last."""
    @property
    def text(self) -> str:
        """The words."""
    def __len__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Note:
    """A repair or a doubt about the text."""

    @property
    def kind(self) -> str:
        """What."""
    @property
    def start(self) -> int:
        """Where, in code points."""
    @property
    def end(self) -> int:
        """One past the last."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Quote:
    """One quotation: who said it, in which words, to which outlet."""

    @property
    def document(self) -> Document:
        """The document that it stands in."""
    @property
    def doc_id(self) -> str:
        """The article's name."""
    @property
    def quote_id(self) -> str:
        """"q1", "q2" … within the article."""
    @property
    def publisher(self) -> str | None:
        """The outlet that published the article."""
    @property
    def published(self) -> str | None:
        """When it was published, as written."""
    @property
    def title(self) -> str | None:
        """The article's headline."""
    @property
    def url(self) -> str | None:
        """The article's address on the web."""
    @property
    def kind(self) -> Kind:
        """How much of the content stands in quotation marks: all, some or none."""
    @property
    def text(self) -> str:
        """The attributed words; several spans are joined with " … "."""
    @property
    def content(self) -> list[Span]:
        """Where they stand."""
    @property
    def cue(self) -> Span | None:
        """The words that signal the attribution."""
    @property
    def source(self) -> Span | None:
        """The words that name who it is attributed to."""
    @property
    def speaker(self) -> str | None:
        """Who that is, by the fullest name in the article."""
    @property
    def speaker_id(self) -> str | None:
        """The speaker's identifier in the list of people."""
    @property
    def speaker_class(self) -> SpeakerClass | None:
        """What the speaker is."""
    @property
    def speaker_role(self) -> str | None:
        """The speaker's role as the article writes it."""
    @property
    def speaker_pronoun(self) -> Literal["he", "she", "they", "it"] | None:
        """The pronoun that the article itself uses."""
    @property
    def speakers(self) -> list[str] | None:
        """All who speak, where several do so jointly."""
    @property
    def addressee(self) -> str | None:
        """Whom the words were spoken to."""
    @property
    def outlet(self) -> str | None:
        """The outlet that they were given to or taken from."""
    @property
    def outlet_id(self) -> str | None:
        """The outlet's identifier in the list of outlets."""
    @property
    def outlet_inherited(self) -> bool | None:
        """Whether the outlet was named only in an earlier sentence of the same exchange."""
    @property
    def channel(self) -> str | None:
        """How the words were given: "interview", "statement" …"""
    @property
    def said_on(self) -> str | None:
        """When they were spoken, as exactly as the text tells: 2025-01-13, 2025-W03, 2025-01 or 2025."""
    @property
    def negated(self) -> bool:
        """Whether the cue is negated."""
    @property
    def confidence(self) -> float:
        """The estimated probability that content and source are right, to three decimals."""
    @property
    def rule(self) -> str:
        """The rule that decided, or "tagged"."""
    def to_dict(self) -> dict[str, Any]:
        """The record, as a line of the command line's JSON has it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Document:
    """An article with its quotations."""

    @property
    def id(self) -> str:
        """The article's name."""
    @property
    def text(self) -> str:
        """The article's text, in which all offsets count."""
    @property
    def title(self) -> str | None:
        """The headline."""
    @property
    def publisher(self) -> str | None:
        """The outlet that published the article."""
    @property
    def published(self) -> str | None:
        """When it was published, as written."""
    @property
    def url(self) -> str | None:
        """Its address on the web."""
    @property
    def quotes(self) -> list[Quote]:
        """The quotations, in text order."""
    @property
    def notes(self) -> list[Note]:
        """Repairs and doubts."""
    @property
    def problem(self) -> str | None:
        """Why nothing was found, where extraction broke off: a defect of inquit."""
    def to_jsonl(self) -> str:
        """The records as JSON lines, as the command line writes them."""
    def to_dict(self) -> dict[str, Any]:
        """The document in the common format of gold and predictions: id, text and quotes with offsets."""
    def _repr_html_(self) -> str: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def __iter__(self) -> Iterator[Quote]: ...

@final
class Documents:
    """Documents, one after the other, in the order of their articles."""

    def __iter__(self) -> Documents: ...
    def __next__(self) -> Document: ...

@final
class Reader:
    """Articles under paths, one after the other. `extract_many` and `extract_table` read from it directly."""

    def __iter__(self) -> Reader: ...
    def __next__(self) -> Article: ...

@final
class Records:
    """The records of a table's articles: extracted while they are taken, in bounded memory."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

@final
class RecordTable:
    """Records in memory."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...
    def __len__(self) -> int: ...

@final
class Masked:
    """A text whose quotations are placeholders, and the words to be put back."""

    @property
    def text(self) -> str:
        """The text with placeholders."""
    @property
    def words(self) -> list[str]:
        """The words of each placeholder, from number 1."""
    @property
    def label(self) -> str:
        """What the placeholders begin with: "Q" of "[[Q1]]"."""
    def to_json(self) -> str:
        """The words as the state file of the command line has them."""
    @staticmethod
    def from_json(json: str, id: str | None = None) -> Masked:
        """The words of a state file. The text with placeholders is not in it."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...

def extract(
    text: str | Article,
    *,
    id: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
    url: str | None = None,
    extractor: Extractor | None = None,
) -> Document:
    """Finds who said what in a text."""

def extract_many(
    articles: Iterable[str | Mapping[str, Any] | Article | Document],
    *,
    extractor: Extractor | None = None,
    threads: int | None = None,
) -> Documents:
    """Finds who said what in many texts, in parallel; documents come in the order of their articles.

    Works on anything that can be iterated over, in bounded memory; a few articles are taken ahead.
    """

def extract_table(
    data: ArrowStream | ArrowArray | Iterable[ArrowArray] | Reader,
    *,
    text: str | None = None,
    id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    keep: list[str] = ...,
    extractor: Extractor | None = None,
    threads: int | None = None,
    errors: OnError = "warn",
) -> Records:
    """Finds who said what in the rows of a table, whose texts are read where they stand.

    Columns that are not named go by their usual names. The records have the columns of the Parquet output, and behind
    them those of `keep`, as text.
    """

def read(
    *paths: str | os.PathLike[str],
    form: Form | None = None,
    text: str | None = None,
    id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    keep: list[str] = ...,
    errors: OnError = "warn",
) -> Reader:
    """Reads the articles under paths: files, folders or patterns, of all forms that the command line reads."""

def to_arrow(documents: Document | Iterable[Document], *, keep: list[str] = ...) -> RecordTable:
    """The records of documents as columns, for pyarrow, polars, DuckDB and pandas."""

def verify(
    quotations: Iterable[str | Quote | Mapping[str, Any]],
    sources: Iterable[str | Mapping[str, Any] | Article | Document],
    *,
    own_article: bool = False,
    min_similarity: float = ...,
    threads: int | None = None,
) -> list[Checked]:
    """Tells of each quotation whether the sources hold it: word for word, altered, cut, joined or not at all."""

def mask(
    text: str | Article,
    *,
    all_marked: bool = False,
    indirect: bool = False,
    extractor: Extractor | None = None,
) -> Masked:
    """Puts placeholders for the words of quotations, before a text is rewritten or translated."""

def restore(text: str, masked: Masked) -> str:
    """Puts the words of a mask back, byte for byte."""

def score(
    gold: str | os.PathLike[str] | Iterable[Mapping[str, Any] | Document],
    predicted: str | os.PathLike[str] | Iterable[Mapping[str, Any] | Document],
    *,
    all: bool = False,
) -> dict[str, Any]:
    """Scores predictions against gold: files of documents, or documents at hand, paired by id."""

def _text_addresses(data: ArrowStream | ArrowArray, *, text: str | None = None) -> list[int]: ...
def _columns_read(
    columns: list[str], *, text: str | None = None, id: str | None = None, keep: list[str] = ...
) -> list[str]: ...
def _usual_names() -> list[str]: ...
def _record_schema(keep: list[str] = ...) -> RecordTable: ...
