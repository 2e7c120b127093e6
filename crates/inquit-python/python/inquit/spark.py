"""inquit on Spark: quotations of a DataFrame of articles, and a program for `spark-submit`.

    from inquit.spark import extract
    quotations = extract(spark.read.parquet("articles"), text="text", id="id")

Each task extracts on its own, in the Arrow batches that Spark hands to Python; there is no shuffle. The program:

    spark-submit "$(python -c 'import inquit.spark as s; print(s.PROGRAM)')" articles/ quotations/ --form parquet
"""

from __future__ import annotations

import argparse
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]
from pyspark.sql import functions as F
from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    DoubleType,
    LongType,
    StringType,
    StructField,
    StructType,
)

from inquit import Extractor, extract_table, read
from inquit._inquit import _columns_read, _record_schema, _usual_names

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


PROGRAM = os.path.join(os.path.dirname(__file__), "programs", "quotations.py")
"""The program for `spark-submit`."""


def schema(keep: Sequence[str] = ()) -> StructType:
    """The columns of the records: those of the Parquet output, and behind them those that are kept."""
    records = pa.table(_record_schema(list(keep))).schema
    return StructType([StructField(field.name, _of_arrow(field.type), field.nullable) for field in records])


def extract(
    df: DataFrame,
    text: str | None = None,
    id: str | None = None,
    keep: Sequence[str] = (),
    *,
    model: str = "fast",
    people: str | None = None,
    outlets: str | None = None,
    min_confidence: float = 0.0,
    threads: int = 1,
    errors: str = "warn",
) -> DataFrame:
    """The quotations of the articles in a DataFrame, a row each.

    Columns that are not named go by their usual names (`text`, `id`, `title`, `date` …); no other columns leave Spark.
    Files (`model`, `people`, `outlets`) must be at the same path on every machine. `threads` is per task: Spark runs as
    many tasks as it has cores.
    """
    columns = _columns_read(df.columns, text=text, id=id, keep=list(keep))
    extractor = {"model": model, "people": people, "outlets": outlets, "min_confidence": min_confidence}
    table = {"text": text, "id": id, "keep": list(keep), "threads": threads, "errors": errors}

    def quotations(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from _records(batches, extractor, table)

    slim = df.select([F.col(f"`{name}`") for name in columns])
    return slim.mapInArrow(quotations, schema(keep))


def extract_files(
    spark: SparkSession,
    paths: Iterable[str],
    keep: Sequence[str] = (),
    *,
    model: str = "fast",
    people: str | None = None,
    outlets: str | None = None,
    min_confidence: float = 0.0,
    threads: int = 1,
    **how: Any,
) -> DataFrame:
    """The quotations of the articles in files that inquit itself reads (web archives, JSON lines, CSV …), a file a task.

    The files must be at the same path on every machine. `how` is given to `inquit.read`.
    """
    files = spark.createDataFrame([(path,) for path in paths], "path string")
    files = files.repartition(max(1, files.count()))
    extractor = {"model": model, "people": people, "outlets": outlets, "min_confidence": min_confidence}
    reading = {"keep": list(keep), **how}

    def quotations(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path in batch.column(0).to_pylist():
                yield from _records(read(path, **reading), extractor, {"threads": threads})

    return files.mapInArrow(quotations, schema(keep))


def _records(data: Any, extractor: dict[str, Any], table: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    records = extract_table(data, extractor=Extractor(**extractor), **table)
    yield from pa.RecordBatchReader.from_stream(records)


def _of_arrow(kind: pa.DataType) -> DataType:
    if pa.types.is_list(kind):
        return ArrayType(_of_arrow(kind.value_type), containsNull=kind.value_field.nullable)
    if pa.types.is_struct(kind):
        fields = [kind.field(at) for at in range(kind.num_fields)]
        return StructType([StructField(one.name, _of_arrow(one.type), one.nullable) for one in fields])
    plain = {pa.int64(): LongType(), pa.float64(): DoubleType(), pa.bool_(): BooleanType()}
    return plain.get(kind, StringType())


def _articles(spark: SparkSession, args: argparse.Namespace) -> DataFrame:
    """A DataFrame of articles in Parquet or JSON lines."""
    if args.form == "parquet":
        return spark.read.parquet(*args.inputs)
    # All that may be read is text: Spark need not look through the lines beforehand to learn their fields.
    named = [name for name in (args.text, args.id, *args.keep) if name]
    names = dict.fromkeys([*named, *_usual_names()])
    fields = StructType([StructField(name, StringType()) for name in names])
    return spark.read.schema(fields).json(args.inputs)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("inquit.spark", description="Quotations of articles, as partitioned Parquet.")
    parser.add_argument("inputs", nargs="+", help="what to read: paths or patterns")
    parser.add_argument("output", help="the folder to write")
    parser.add_argument("--form", choices=["parquet", "jsonl", "warc"], required=True, help="the form of the input")
    parser.add_argument("--text", help="the column or field of the text")
    parser.add_argument("--id", help="the column or field of the article's name")
    parser.add_argument("--keep", type=lambda names: names.split(","), default=[], help="columns to keep: NAME,NAME")
    parser.add_argument("--model", default="fast", help="fast, none, or a file")
    parser.add_argument("--people", help="a list of people: CSV")
    parser.add_argument("--outlets", help="a list of outlets: CSV")
    parser.add_argument("--min-confidence", type=float, default=0.0, help="leave out what is less sure")
    parser.add_argument("--partition-by", help="a column to make folders of, such as a kept one or `kind`")
    parser.add_argument("--mode", choices=["error", "overwrite", "append"], default="error", help="if the output is there")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """The program for `spark-submit`."""
    from pyspark.sql import SparkSession

    args = _options(arguments)
    spark = SparkSession.builder.appName("inquit").getOrCreate()
    how = {name: getattr(args, name) for name in ("model", "people", "outlets", "min_confidence")}
    if args.form == "warc":
        paths = [os.path.abspath(path) for given in args.inputs for path in sorted(glob.glob(given)) or [given]]
        quotations = extract_files(spark, paths, args.keep, **how, form="warc", text=args.text, id=args.id)
    else:
        quotations = extract(_articles(spark, args), args.text, args.id, args.keep, **how)
    writer = quotations.write.mode(args.mode)
    if args.partition_by:
        writer = writer.partitionBy(args.partition_by)
    writer.parquet(args.output)
    spark.stop()
