#!/usr/bin/env python3
"""Kills `inquit extract` by SIGKILL at random moments, goes on with --resume each time, and compares the output with
that of one straight run: byte for byte, of SQLite row for row.

usage: tests/tools/kill_runs.py BINARY [--mb 200] [--kills 20] [--seed 1] [--format jsonl] [--threads 2] [--keep]

The input is the corpus of this repository over and over. It is made in a folder of its own in --folder, which needs
room for the input and twice the output.
"""

import argparse
import hashlib
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TABLES = ["quotations", "documents", "speakers", "outlets", "spans", "fields"]


def digest(path: pathlib.Path) -> str:
    total = hashlib.sha256()
    if path.suffix == ".sqlite":
        database = sqlite3.connect(path)
        for table in TABLES:
            for row in database.execute(f"SELECT * FROM {table}"):
                total.update(repr(row).encode())
        return total.hexdigest()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def make_input(path: pathlib.Path, megabytes: int) -> None:
    corpus = pathlib.Path(__file__).resolve().parents[2] / "corpus"
    lines = b"".join((corpus / name).read_bytes() for name in ["train.jsonl", "dev.jsonl", "test.jsonl"])
    with path.open("wb") as file:
        while file.tell() < megabytes * 1_000_000:
            file.write(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--mb", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", default="jsonl")
    parser.add_argument("--threads", default="2")
    parser.add_argument("--model", default="fast")
    parser.add_argument("--checkpoint", default="1")
    parser.add_argument("--folder")
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="inquit-kill-", dir=args.folder))
    news = folder / "news.jsonl"
    make_input(news, args.mb)
    command = [args.binary.resolve(), "extract", news, "--model", args.model, "-j", args.threads]
    straight, killed = folder / f"straight.{args.format}", folder / f"killed.{args.format}"
    began = time.monotonic()
    subprocess.run([*command, "-o", straight], check=True)
    whole_run = time.monotonic() - began
    print(f"{args.mb} MB: straight run in {whole_run:.0f} s, {straight.stat().st_size / 1e6:.0f} MB out", flush=True)
    numbers = random.Random(args.seed)
    resumed = [*command, "-o", killed, "--resume", "--checkpoint", args.checkpoint]
    kills = 0
    while kills < args.kills:
        process = subprocess.Popen(resumed, stderr=subprocess.DEVNULL)
        after = numbers.uniform(0, 2 * whole_run / args.kills + 1)
        try:
            if process.wait(after) != 0 or digest(straight) != digest(killed):
                sys.exit(f"the run ended with {process.returncode} after {kills} kills: ANOTHER OUTPUT")
            # Sooner done than killed so often: once more from the beginning.
            killed.unlink()
            continue
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        kills += 1
        part = killed.with_name(killed.name + ".part")
        print(f"kill {kills} after {after:.1f} s, part {part.stat().st_size if part.exists() else 0} bytes", flush=True)
    subprocess.run(resumed, check=True)
    same = digest(straight) == digest(killed)
    left = [path.name for path in folder.iterdir() if ".part" in path.name]
    print(f"{kills} kills: {'the same' if same else 'ANOTHER OUTPUT'}, left behind: {left or 'nothing'}")
    if not args.keep:
        shutil.rmtree(folder)
    sys.exit(0 if same and not left else 1)


if __name__ == "__main__":
    main()
