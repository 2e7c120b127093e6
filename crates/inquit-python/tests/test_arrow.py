"""Tables: those of all libraries, texts read where they stand, the schema of the Parquet output."""

from __future__ import annotations

import datetime
import threading

import duckdb
import inquit
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from inquit._inquit import _text_addresses


@pytest.fixture(scope="module")
def table(articles):
    return pa.Table.from_pylist(articles)


@pytest.fixture(scope="module")
def expected(cli, table, tmp_path_factory):
    """What the command line makes of the table as Parquet."""
    folder = tmp_path_factory.mktemp("parquet")
    pq.write_table(table, folder / "news.parquet")
    cli("extract", folder / "news.parquet", "--keep", "section", "-o", folder / "found.parquet")
    found = pq.read_table(folder / "found.parquet")
    assert found.num_rows > 100
    return found.replace_schema_metadata()


def test_all_libraries_give_the_records_of_the_command_line(table, expected):
    frame = table.to_pandas()
    news = table
    sources = {
        "pyarrow": table,
        "a reader": table.to_reader(max_chunksize=3),
        "a batch": table.combine_chunks().to_batches()[0],
        "batches": iter(table.to_batches(max_chunksize=4)),
        "large strings": table.cast(pa.schema([(name, pa.large_string()) for name in table.column_names])),
        "views": table.cast(pa.schema([(name, pa.string_view()) for name in table.column_names])),
        "dictionaries": table.set_column(5, "section", table["section"].dictionary_encode()),
        "bytes": table.set_column(1, "text", table["text"].cast(pa.binary())),
        "a slice": pa.concat_tables([table, table]).slice(table.num_rows),
        "polars": pl.DataFrame(table),
        "pandas": frame,
        "pandas categories": frame.astype({"section": "category", "publisher": "category"}),
        "duckdb": duckdb.sql("select * from news"),
    }
    for name, source in sources.items():
        found = pa.table(inquit.extract_table(source, text="text", id="id", keep=["section"], threads=2))
        assert found.schema.equals(expected.schema), name
        assert found.equals(expected), name


def test_the_schema_is_that_of_the_parquet_output(table, expected):
    records = inquit.extract_table(table, keep=["section"])
    assert pa.schema(records).equals(expected.schema)
    assert pa.table(inquit.to_arrow([])).num_rows == 0
    documents = list(inquit.extract_many(table.to_pylist()))
    found = pa.table(inquit.to_arrow(documents))
    assert found.equals(expected.drop_columns(["section"]))
    assert len(inquit.to_arrow(documents)) == expected.num_rows
    assert pa.table(inquit.to_arrow(documents[0])).num_rows == len(documents[0])


def test_records_go_into_all_libraries(table, expected):
    records = inquit.extract_table(table, keep=["section"])
    # Each takes them anew.
    assert pl.DataFrame(records).height == expected.num_rows
    assert duckdb.sql("select count(*) from records").fetchall() == [(expected.num_rows,)]
    assert len(pd.DataFrame.from_arrow(records)) == expected.num_rows
    assert pa.RecordBatchReader.from_stream(records).read_all().equals(expected)


def test_texts_are_read_where_they_stand(table):
    text = table["text"].combine_chunks()
    for kind in [pa.string(), pa.large_string()]:
        array = text.cast(kind)
        one = pa.table({"text": array})
        _, offsets, values = array.buffers()
        width = "<u4" if kind == pa.string() else "<u8"
        import numpy as np

        starts = np.frombuffer(offsets, width)[: len(array)]
        assert _text_addresses(one) == [values.address + int(start) for start in starts]
        # A slice begins where its texts do.
        assert _text_addresses(one.slice(2)) == [values.address + int(start) for start in starts[2:]]
    views = text.cast(pa.string_view())
    buffers = views.buffers()[2:]
    ranges = [range(one.address, one.address + one.size) for one in buffers if one is not None]
    addresses = _text_addresses(pa.table({"text": views}))
    assert len(addresses) == len(text) and all(any(at in one for one in ranges) for at in addresses)


def test_texts_of_polars_are_read_where_they_stand(table):
    frame = pl.DataFrame(table)
    assert _text_addresses(frame) == _text_addresses(frame)
    chunk = frame["text"].to_arrow(compat_level=pl.CompatLevel.newest())
    ranges = [range(one.address, one.address + one.size) for one in chunk.buffers()[2:] if one is not None]
    addresses = _text_addresses(frame)
    assert len(addresses) == len(frame) and all(any(at in one for one in ranges) for at in addresses)


def test_columns_are_found_as_the_command_line_finds_them(cli, articles, tmp_path):
    rows = [
        {
            "number": at,
            "body": one["text"],
            "headline": one["title"],
            "day": datetime.date(2024, 2, 3),
            "at": datetime.datetime(2024, 2, 3, 4, 5, 6, 789),
            "sure": at % 2 == 0,
            "share": at / 7,
        }
        for at, one in enumerate(articles)
    ]
    table = pa.Table.from_pylist(rows)
    keep = ["day", "at", "sure", "share", "number"]
    for id, published in [("number", "day"), (None, "at")]:
        pq.write_table(table, tmp_path / "table.parquet")
        options = ["--id-field", id] if id else []
        cli(
            *["extract", tmp_path / "table.parquet", "-o", tmp_path / "found.parquet", *options],
            *["--date-field", published, "--keep", ",".join(keep)],
        )
        expected = pq.read_table(tmp_path / "found.parquet").replace_schema_metadata()
        found = pa.table(inquit.extract_table(table, id=id, published=published, keep=keep))
        if id is None:
            place = f"{tmp_path / 'table.parquet'}:"
            named = [name.replace(place, "table:") for name in expected["doc_id"].to_pylist()]
            expected = expected.set_column(0, expected.schema.field(0), pa.array(named))
        assert found.equals(expected)


def test_rows_that_cannot_be_read_are_told(table):
    damaged = pa.StringArray.from_buffers(
        2, pa.py_buffer(b"\0\0\0\0\x18\0\0\0\x1a\0\0\0"), pa.py_buffer(b"\x93Yes,\x94 said Bo Chen.    \xff\xfe")
    )
    found = pa.table(inquit.extract_table(pa.table({"text": damaged})))
    assert found["text"].to_pylist() == ["“Yes,”"]
    missing = pa.table({"text": ["“Yes,” said Bo Chen.", None, "“No,” said Bo Chen."]})
    with pytest.warns(inquit.ArticleWarning, match="table:2: row 2: no text in column `text`"):
        assert pa.table(inquit.extract_table(missing)).num_rows == 2
    assert pa.table(inquit.extract_table(missing, errors="ignore")).num_rows == 2
    with pytest.raises(Exception, match="row 2: no text"):
        pa.table(inquit.extract_table(missing, errors="raise"))


def test_wrong_columns_are_told(table):
    with pytest.raises(inquit.ColumnError, match="no column `words` among `id`, `text`"):
        inquit.extract_table(table, text="words")
    with pytest.raises(inquit.ColumnError, match="no column `topic`"):
        inquit.extract_table(table, keep=["topic"])
    with pytest.raises(inquit.ColumnError, match="column `text` is of type List"):
        inquit.extract_table(pa.table({"text": [["a"]]}))
    with pytest.raises(ValueError, match="a column speaker of its own"):
        inquit.extract_table(table, keep=["speaker"])
    with pytest.raises(TypeError, match="speaks no Arrow"):
        inquit.extract_table(3)


def test_files_are_read_into_columns_without_pythons_hands(lines, expected):
    found = pa.table(inquit.extract_table(inquit.read(lines, keep=["section"])))
    assert found.equals(expected)


def test_records_come_in_bounded_memory():
    batch = pa.RecordBatch.from_pydict({"text": ["“It rained,” said Ana Lima. " * 40] * 500})
    taken = 0

    def batches():
        nonlocal taken
        for _ in range(200):
            taken += 1
            yield batch

    source = pa.RecordBatchReader.from_batches(batch.schema, batches())
    records = pa.RecordBatchReader.from_stream(inquit.extract_table(source, threads=2))
    next(iter(records))
    assert taken <= 10
    assert records.read_all().num_rows > 10_000 and taken == 200


def test_tables_that_need_the_lock_to_be_given_back_are_no_deadlock():
    """Memory of numpy's is given back under the interpreter's lock, by whatever thread lets go of it."""
    frame = pd.DataFrame({"text": ["“It rained,” said Ana Lima. " * 5] * 3000, "id": range(3000)})
    found = []
    work = threading.Thread(target=lambda: found.append(pa.table(inquit.extract_table(frame, threads=3)).num_rows))
    work.start()
    work.join(120)
    assert found == [15_000]
