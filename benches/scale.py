"""What a pass over web archives costs, part by part: docs/scale.md is made of these figures.

    python3 benches/scale.py target/release/inquit [ARTICLES.jsonl]

The same articles are read as JSON lines, as an archive of pages, and as the archive packed record by record, as crawls
are; each by one thread, in seconds of processor time, the least of three. What one form takes more than the one before
is the cost of its layer. A page is its article between menus, scripts and links: ten times as long, which is an
assumption about the web; its size is printed.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE_TO_TEXT = 10
ROUNDS = 3


def articles(path: str | None) -> list[str]:
    if path:
        return [json.loads(line)["text"] for line in open(path)]
    docs = [json.loads(line)["text"] for name in ("train", "dev", "test") for line in open(ROOT / f"corpus/{name}.jsonl")]
    return docs * 20


def page(text: str, chance: random.Random) -> str:
    """An article as the web has it: links, menus and scripts around it, never twice the same."""
    words = text.split()

    def teaser() -> str:
        at = chance.randrange(max(1, len(words) - 12))
        link = f"/{chance.randrange(1 << 40):x}/{chance.randrange(1 << 20)}.html"
        return (
            f'<li class="teaser c{chance.randrange(40)}"><a href="https://news.example{link}" data-track="'
            f'{chance.randrange(1 << 60):x}"><img src="/img{link}" alt=""><span>{html.escape(" ".join(words[at : at + 12]))}'
            "</span></a></li>"
        )

    body = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
    around, length = [], len(body)
    while length < PAGE_TO_TEXT * len(text):
        around.append(teaser())
        length += len(around[-1])
    script = f"<script>var d={json.dumps([chance.random() for _ in range(60)])};</script>"
    half = len(around) // 2
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{html.escape(words[0] if words else "")}</title>{script}</head><body>'
        f"<nav><ul>{''.join(around[:half])}</ul></nav><article>{body}</article>"
        f"<aside><ul>{''.join(around[half:])}</ul></aside><footer>About us</footer></body></html>"
    )


def record(number: int, content: str) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + content.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        f"WARC-Target-URI: https://news.example/{number}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def processor(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(cli: str, path: str | None) -> None:
    texts, chance = articles(path), random.Random(7)
    size = sum(len(text.encode()) for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        lines, plain, packed = (Path(folder) / name for name in ("a.jsonl", "a.warc", "a.warc.gz"))
        pages = 0
        with open(lines, "w") as one, open(plain, "wb") as two, open(packed, "wb") as three:
            for number, text in enumerate(texts):
                one.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
                whole = record(number, page(text, chance))
                pages += len(whole)
                two.write(whole)
                three.write(gzip.compress(whole, 6))
        print(f"{len(texts)} articles, text {size / 1e6:.1f} MB, pages {pages / 1e6:.1f} MB, packed {packed.stat().st_size / 1e6:.1f} MB")
        for model in ("none", "fast"):
            before = 0.0
            for layer, file in (("read, extracted, written", lines), ("pages to text", plain), ("inflating", packed)):
                command = [cli, "extract", str(file), "-f", "jsonl", "-j", "1", "--model", model]
                seconds = min(processor(command) for _ in range(ROUNDS))
                print(
                    f"--model {model}  {file.name:10} {seconds:7.2f} s  {layer}: {seconds - before:6.2f} s, "
                    f"{(seconds - before) / len(texts) * 1e6:7.1f} µs an article"
                )
                before = seconds


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
