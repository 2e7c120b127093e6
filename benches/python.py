"""The speed of the Python module beside the command line's, on the same texts in one run.

    cargo build --release -p inquit-cli && crates/inquit-python/test
    target/python/bin/python benches/python.py target/release/inquit [ARTICLES.jsonl]

Without a file the articles are those of `corpus/`, over and over. Rounds alternate, so that a shared machine's other
work meets all alike; the best round of each counts. Ratios are to be compared, not seconds. Processor seconds are those
of all threads.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import inquit
import pyarrow as pa

ROUNDS = 5
ROOT = Path(__file__).parents[1]


def articles(path: str | None) -> Path:
    """The file of articles: one that is given, or some 30 MB of the corpus."""
    if path:
        return Path(path)
    made = ROOT / "target/benches-python.jsonl"
    docs = [json.loads(line) for name in ("train", "dev", "test") for line in open(ROOT / f"corpus/{name}.jsonl")]
    with open(made, "w") as file:
        for turn in range(30_000_000 // sum(len(doc["text"]) for doc in docs) + 1):
            for doc in docs:
                file.write(json.dumps({"id": f"{doc['id']}-{turn}", "text": doc["text"]}) + "\n")
    return made


def measured(work: Callable[[], object], who: int) -> tuple[float, float]:
    """Seconds, and processor seconds."""
    before, started = resource.getrusage(who), time.perf_counter()
    work()
    seconds, after = time.perf_counter() - started, resource.getrusage(who)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def many(source: object, threads: int) -> None:
    for document in inquit.extract_many(source, threads=threads):
        len(document)


def main(cli: str, path: str | None) -> None:
    file = articles(path)
    rows = [json.loads(line) for line in open(file)]
    texts = [row["text"] for row in rows]
    table = pa.table({"text": texts, "id": [str(row["id"]) for row in rows]})
    size = sum(len(text.encode()) for text in texts)
    print(f"{len(texts)} articles, {size / 1e6:.1f} MB of text")
    for threads in (1, 2):
        command = [cli, "extract", str(file), "-f", "jsonl", "-j", str(threads), "-o", "/dev/null"]
        ways: dict[str, tuple[Callable[[], object], int]] = {
            "command line": (lambda: subprocess.run(command, check=True, stderr=subprocess.DEVNULL), resource.RUSAGE_CHILDREN),
            "extract_many(texts)": (lambda: many(texts, threads), resource.RUSAGE_SELF),
            "extract_many(read(file))": (lambda: many(inquit.read(file), threads), resource.RUSAGE_SELF),
            "extract_table(table)": (lambda: pa.table(inquit.extract_table(table, threads=threads)), resource.RUSAGE_SELF),
        }
        best = {name: (float("inf"), float("inf")) for name in ways}
        for _ in range(ROUNDS):
            for name, (work, who) in ways.items():
                best[name] = tuple(map(min, best[name], measured(work, who)))
        base = best["command line"]
        for name, (seconds, processor) in best.items():
            print(
                f"{threads} threads  {name:25} {size / 1e6 / seconds:6.1f} MB/s {base[0] / seconds:5.0%}"
                f"   {size / 1e6 / processor:6.1f} MB/s of processor {base[1] / processor:5.0%}"
            )
    text = next(text for text in texts if len(text) > 600)[:500]
    single = min(timed(lambda: inquit.extract(text), 200) for _ in range(50))
    empty = min(timed(lambda: inquit.extract(""), 1000) for _ in range(20))
    print(f"extract() of 500 characters, calling and extracting {single * 1e6:.1f} µs; of none {empty * 1e6:.1f} µs")
    command = [sys.executable, "-c", "import time; s = time.perf_counter(); import inquit; print(time.perf_counter() - s)"]
    took = [float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(15)]
    print(f"import {min(took) * 1e3:.1f} ms, in the middle {sorted(took)[7] * 1e3:.1f} ms")
    for wheel in (ROOT / "target/wheels").glob("*.whl"):
        print(f"{wheel.name} {wheel.stat().st_size / 1e6:.2f} MB")


def timed(work: Callable[[], object], times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
