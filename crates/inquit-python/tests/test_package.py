"""The package: stubs that say what the module does, examples that run, a quick import."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import inquit
import pytest
from conftest import ROOT


def test_stubs_say_what_the_module_does():
    command = [sys.executable, "-m", "mypy.stubtest", "inquit._inquit", "--ignore-disjoint-bases"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_check(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import inquit\n"
        "def speakers(text: str) -> list[str]:\n"
        "    return [quote.speaker or '' for quote in inquit.extract(text).quotes]\n"
        "wrong: int = inquit.extract('').quotes[0].kind\n"
    )
    for what, faults in [([str(program)], 1), (["-p", "inquit"], 0)]:
        command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", *what]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert len(re.findall(r": error:", done.stdout)) == faults, done.stdout + done.stderr


def test_everything_is_exported_and_has_a_doc():
    for name in inquit.__all__:
        value = getattr(inquit, name)
        assert name == "__version__" or value.__doc__, name
        if isinstance(value, type):
            for own in vars(value):
                assert own.startswith("_") or getattr(value, own).__doc__, f"{name}.{own}"


def test_examples_of_the_package_run():
    assert doctest.testmod(inquit).attempted > 2
    assert doctest.testmod(inquit).failed == 0


@pytest.mark.parametrize("page", ["docs/python.md", "crates/inquit-python/README.md"])
def test_examples_of_the_docs_run(page, monkeypatch, tmp_path, lines):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.jsonl").write_bytes(lines.read_bytes())
    text = (ROOT / page).read_text("utf-8")
    programs = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert programs
    names: dict = {}
    for program in programs:
        exec(compile(program, page, "exec"), names)  # noqa: S102


def test_the_import_is_quick():
    """A half of a second here, for other work may go on; benches/python.py measures."""
    done = subprocess.run(
        [sys.executable, "-c", "import time; s = time.perf_counter(); import inquit; print(time.perf_counter() - s)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < 0.5
    modules = subprocess.run(
        [sys.executable, "-c", "import sys; b = set(sys.modules); import inquit; print(*(set(sys.modules) - b))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(modules.stdout.split()) == {"inquit", "inquit._inquit"}
