"""inquit on a real Spark: executors in processes of their own, also when one of them is killed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.spark
if not shutil.which("java"):
    pytest.skip("skipped: no Java", allow_module_level=True)

PARTITIONS = 32
SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    # One partition a file, and a few articles an Arrow batch, so that both are more than one.
    "spark.sql.files.maxPartitionBytes": "1000",
    "spark.sql.files.openCostInBytes": "1000000",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "7",
}


@pytest.fixture(scope="module")
def news(articles, tmp_path_factory):
    """A folder of Parquet files, each article many times under ids of its own, and the command line's records."""
    folder = tmp_path_factory.mktemp("spark")
    rows = [{**one, "id": f"{one['id']}-{turn}"} for turn in range(12) for one in articles]
    table = pa.Table.from_pylist(rows)
    (folder / "news").mkdir()
    size = -(-len(rows) // PARTITIONS)
    for number in range(PARTITIONS):
        pq.write_table(table.slice(number * size, size), folder / "news" / f"part-{number:03}.parquet")
    pq.write_table(table, folder / "all.parquet")
    return folder


@pytest.fixture(scope="module")
def expected(cli, news):
    cli("extract", news / "all.parquet", "--keep", "section", "-o", news / "expected.parquet")
    return pq.read_table(news / "expected.parquet").replace_schema_metadata()


def checksum(table: pa.Table) -> str:
    """Of all rows, in the order of their ids."""
    table = table.sort_by([("doc_id", "ascending"), ("quote_id", "ascending")])
    rows = json.dumps(table.to_pylist(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(rows.encode()).hexdigest()


@pytest.fixture(scope="module")
def spark():
    """A cluster of two executors, each a process of its own."""
    import pyspark
    from pyspark.sql import SparkSession

    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("inquit tests")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def executors(spark) -> dict[int, str]:
    """The executors of this cluster: their process ids and command lines."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            if "CoarseGrainedExecutorBackend" in command and spark.sparkContext.applicationId in command:
                # The shell that starts it has the same words.
                if "java" in command.split("\0")[0]:
                    found[int(folder.name)] = command
    return found


def test_the_schema_is_that_of_the_parquet_output(spark, expected):
    from pyspark.sql.pandas.types import to_arrow_schema

    import inquit.spark

    assert to_arrow_schema(inquit.spark.schema(["section"])).names == expected.schema.names
    assert inquit.spark.schema()["doc_id"].nullable is False and inquit.spark.schema()["speaker"].nullable is True


def test_rows_are_those_of_the_command_line(spark, news, expected):
    import inquit.spark

    df = spark.read.parquet(str(news / "news"))
    assert df.rdd.getNumPartitions() >= PARTITIONS
    quotations = inquit.spark.extract(df, text="text", id="id", keep=["section"])
    quotations.write.mode("overwrite").parquet(str(news / "found"))
    assert len(executors(spark)) == 2
    found = ds.dataset(news / "found", format="parquet").to_table()
    assert found.schema.names == expected.schema.names
    assert found.num_rows == expected.num_rows > 1000
    assert checksum(found) == checksum(expected)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_rows_are_the_same_when_an_executor_is_killed(spark, news, expected, turn):
    import inquit.spark

    quotations = inquit.spark.extract(spark.read.parquet(str(news / "news")), keep=["section"])
    out = news / f"killed-{turn}"
    spark.sparkContext.setJobGroup(f"killed-{turn}", "a job of which an executor is killed")
    failed = []

    def write():
        try:
            quotations.write.mode("overwrite").parquet(str(out))
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    tracker = spark.sparkContext.statusTracker()
    job = threading.Thread(target=write)
    job.start()
    killed = None
    while job.is_alive() and killed is None:
        for number in tracker.getActiveStageIds():
            stage = tracker.getStageInfo(number)
            if stage and stage.numTasks >= PARTITIONS and 2 <= stage.numCompletedTasks <= PARTITIONS - 6:
                killed, *_ = executors(spark)
                os.kill(killed, signal.SIGKILL)
                break
        time.sleep(0.02)
    job.join(600)
    assert not job.is_alive() and not failed, failed
    assert killed is not None, "the job was over before an executor could be killed"
    assert killed not in executors(spark)
    assert checksum(ds.dataset(out, format="parquet").to_table()) == checksum(expected)


def submit(*arguments: object) -> None:
    """Runs the program as a user does."""
    import pyspark

    import inquit.spark

    home = Path(pyspark.__file__).parent
    settings = [part for name, value in SETTINGS.items() for part in ("--conf", f"{name}={value}")]
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "SPARK_HOME": str(home)}
    command = [home / "bin/spark-submit", "--master", "local[2]", *settings, inquit.spark.PROGRAM, *arguments]
    done = subprocess.run([str(one) for one in command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_program_reads_parquet_and_writes_partitions(news, expected, tmp_path):
    submit(news / "news", tmp_path / "out", "--form", "parquet", "--keep", "section", "--partition-by", "section")
    parts = [path.name for path in (tmp_path / "out").iterdir() if path.is_dir()]
    assert len(parts) > 2 and all(name.startswith("section=") for name in parts)
    section = ds.partitioning(pa.schema([("section", pa.string())]), flavor="hive")
    found = ds.dataset(tmp_path / "out", format="parquet", partitioning=section).to_table()
    assert checksum(found.select(expected.column_names)) == checksum(expected)


def test_the_program_reads_json_lines(cli, lines, tmp_path):
    cli("extract", lines, "--keep", "section", "-o", tmp_path / "expected.parquet")
    submit(lines, tmp_path / "out", "--form", "jsonl", "--keep", "section")
    expected = pq.read_table(tmp_path / "expected.parquet")
    assert checksum(ds.dataset(tmp_path / "out", format="parquet").to_table()) == checksum(expected)


def test_the_program_reads_web_archives(cli, articles, tmp_path):
    for number in range(3):
        with open(tmp_path / f"{number}.warc", "wb") as file:
            for one in articles[number::3]:
                paragraphs = "".join(f"<p>{part}</p>" for part in one["text"].split("\n\n"))
                page = f"<html><head><title>News</title></head><body><article>{paragraphs}</article></body></html>"
                body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
                head = (
                    "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
                    f"WARC-Target-URI: https://news.example/{one['id']}\r\nContent-Length: {len(body)}\r\n\r\n"
                )
                file.write(head.encode() + body + b"\r\n\r\n")
    cli("extract", tmp_path / "*.warc", "-o", tmp_path / "expected.parquet")
    expected = pq.read_table(tmp_path / "expected.parquet")
    assert expected.num_rows > 50
    submit(tmp_path / "*.warc", tmp_path / "out", "--form", "warc")
    assert checksum(ds.dataset(tmp_path / "out", format="parquet").to_table()) == checksum(expected)
