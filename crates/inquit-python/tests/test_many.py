"""Many texts: in order, in bounded memory, without the interpreter's lock."""

from __future__ import annotations

import gc
import itertools
import os
import subprocess
import sys
import threading
import time

import inquit
import pytest

TEXT = "“It rained in {0} places,” said Ana Lima, a spokeswoman. The mayor told Reuters that {0} roads were closed."


def resident() -> int:
    """Megabytes of memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


@pytest.mark.parametrize("threads", [1, 2, 5, None])
def test_order_is_kept(threads):
    texts = (TEXT.format(number) for number in range(700))
    documents = list(inquit.extract_many(texts, threads=threads))
    assert [document.text for document in documents] == [TEXT.format(number) for number in range(700)]
    assert documents[41].id == "text:42"


def test_only_a_few_are_taken_ahead():
    taken = 0

    def endless():
        nonlocal taken
        for number in itertools.count():
            taken += 1
            yield TEXT.format(number) * 50

    documents = inquit.extract_many(endless(), threads=2)
    for _ in range(20):
        next(documents)
    assert taken < 600


def test_an_error_of_the_iterator_comes_behind_what_came_before():
    def broken():
        yield from [TEXT.format(number) for number in range(600)]
        raise KeyError("gone")

    found = []
    with pytest.raises(KeyError, match="gone"):
        found.extend(iter_all(inquit.extract_many(broken(), threads=2), found))
    assert len(found) == 600


def iter_all(documents, found):
    for document in documents:
        found.append(document)
    return []


def test_memory_does_not_grow_over_100_000_documents():
    texts = (TEXT.format(number) for number in range(100_000))
    quotes, after = 0, None
    for number, document in enumerate(inquit.extract_many(texts, threads=2)):
        quotes += len(document.quotes)
        assert document.quotes[0].speaker == "Ana Lima"
        if number == 10_000:
            gc.collect()
            after = resident()
    gc.collect()
    assert quotes == 200_000
    assert resident() - after < 8


def test_memory_does_not_grow_with_single_texts_either():
    for number in range(30_000):
        inquit.extract(TEXT.format(number)).quotes[0].to_dict()
        if number == 5_000:
            gc.collect()
            after = resident()
    gc.collect()
    assert resident() - after < 8


def test_other_threads_of_python_run_meanwhile():
    ticks = 0
    done = threading.Event()

    def tick():
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    text = TEXT.format(1) * 3000
    other = threading.Thread(target=tick)
    other.start()
    started = time.monotonic()
    inquit.extract(text)
    seconds = time.monotonic() - started
    done.set()
    other.join()
    # The lock would have been held all the time; a loaded machine may leave the thread out for most of it.
    assert ticks >= min(3, seconds / 0.02), (ticks, seconds)


def test_a_forked_process_has_threads_of_its_own():
    program = """
import multiprocessing as m, inquit
def work(n):
    return sum(len(d) for d in inquit.extract_many(["“Yes,” said Ana Lima."] * n, threads=2))
if __name__ == "__main__":
    assert work(500) == 500
    with m.get_context("fork").Pool(2) as pool:
        print(pool.map(work, [300, 400, 500]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "[300, 400, 500]", done.stderr


def test_ctrl_c_ends_a_run():
    program = """
import itertools, inquit
print("begun", flush=True)
for document in inquit.extract_many(("“Yes,” said Ana Lima. " * 500 for _ in itertools.count()), threads=2):
    pass
"""
    run = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "begun\n"
    time.sleep(1)
    run.send_signal(2)
    _, errors = run.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
