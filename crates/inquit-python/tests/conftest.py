"""What the tests share: the command line, and articles of the repository's own corpus."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable

import pytest

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "corpus"


@pytest.fixture(scope="session")
def cli() -> Callable[..., bytes]:
    """Runs the command line; gives its standard output."""
    binary = os.environ.get("INQUIT_CLI", str(ROOT / "target/debug/inquit"))

    def run(*args: Any, stdin: str = "") -> bytes:
        done = subprocess.run([binary, *map(str, args)], input=stdin.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    return run


@pytest.fixture(scope="session")
def articles() -> list[dict[str, Any]]:
    """Articles with their metadata, as a table or JSON lines may have them."""
    found = []
    for line in (CORPUS / "dev.jsonl").read_text("utf-8").splitlines():
        doc = json.loads(line)
        meta = doc["meta"]
        known = {"title": meta.get("title"), "publisher": meta.get("outlet"), "date": meta.get("date")}
        found.append({"id": doc["id"], "text": doc["text"], **known, "section": meta.get("domain")})
    return found


@pytest.fixture(scope="session")
def lines(articles: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles as a file of JSON lines."""
    path = tmp_path_factory.mktemp("articles") / "news.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in articles), "utf-8")
    return path


@pytest.fixture(scope="session")
def records(cli: Callable[..., bytes], lines: Path) -> str:
    """The records that the command line finds in the articles."""
    found = cli("extract", lines, "--format", "jsonl").decode()
    assert found.count("\n") > 100
    return found
