"""What inquit writes, opened with the tools that users open it with and compared with its CSV, row by row.

usage: check_outputs.py INQUIT
"""

import csv
import json
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet

CORPUS = Path(__file__).parents[2] / "corpus" / "dev.jsonl"
NUMBERS = {"content_start", "content_end", "cue_start", "cue_end", "source_start", "source_end"}
TRUTHS = {"outlet_inherited", "negated"}


def main():
    inquit = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in ["q.csv", "q.parquet", "q.sqlite", "q.xlsx", "q.xml"]:
            subprocess.run([inquit, "extract", CORPUS, "-o", folder / name], check=True)
        with open(folder / "q.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) > 100, len(rows)
        made = json.loads((folder / "q.csv.meta.json").read_text("utf-8"))
        check_parquet(folder / "q.parquet", rows, made)
        check_sqlite(folder / "q.sqlite", rows, made)
        check_xlsx(folder / "q.xlsx", rows, made)
        check_tei(folder / "q.xml", rows, made)
        check_table(inquit, folder)
    print(
        f"parquet, sqlite, xlsx: {len(rows)} rows as in CSV; tei: well-formed, its pointers and spans right; "
        "table: parquet as CSV"
    )


def check_table(inquit, folder):
    """A table of articles and one of records, as Parquet, have the rows that CSV has, and typed columns."""
    for source in [CORPUS, folder / "q.parquet"]:
        for name in ["t.csv", "t.parquet"]:
            subprocess.run([inquit, "table", source, "--by", "speaker", "-o", folder / name], check=True)
        table = pyarrow.parquet.read_table(folder / "t.parquet")
        about = {key.decode(): value.decode() for key, value in table.schema.metadata.items() if key.startswith(b"inquit.")}
        assert about["inquit.version"] and json.loads(about["inquit.options"])["command"].startswith("table "), about
        assert about.get("inquit.model") == ("fast" if source == CORPUS else None), about
        types = {field.name: field.type for field in table.schema}
        assert types["speaker"] == pyarrow.string() and types["share"] == pyarrow.float64(), types
        assert types["quotations"] == types["articles"] == pyarrow.int64(), types
        with open(folder / "t.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) > 20 and table.num_rows == len(rows), (len(rows), table.num_rows)
        for found, row in zip(table.to_pylist(), rows):
            assert (found["speaker"] or "", str(found["quotations"])) == (row["speaker"], row["quotations"]), (found, row)
            assert found["share"] == float(row["share"]), (found, row)


def typed(row):
    """A row of CSV with values of their own types; lists stay as CSV spells them."""
    values = {}
    for name, value in row.items():
        if value == "":
            values[name] = None
        elif name in NUMBERS:
            values[name] = int(value)
        elif name in TRUTHS:
            values[name] = value == "true"
        elif name == "confidence":
            values[name] = float(value)
        else:
            values[name] = value
    return values


def same(found, expected, tool):
    assert len(found) == len(expected), f"{tool}: {len(found)} rows, {len(expected)} in CSV"
    for at, (one, row) in enumerate(zip(found, expected)):
        for name, value in typed(row).items():
            assert one[name] == value, f"{tool}, row {at}, {name}: {one[name]!r}, in CSV {value!r}"
        assert list(one) == list(row), f"{tool}: columns {list(one)}"


def check_parquet(path, expected, made):
    table = pyarrow.parquet.read_table(path)
    types = {field.name: field.type for field in table.schema}
    assert types["text"] == pyarrow.string() and types["content_start"] == pyarrow.int64(), types
    assert types["confidence"] == pyarrow.float64() and types["negated"] == pyarrow.bool_(), types
    assert types["speakers"].value_type == pyarrow.string(), types
    assert [field.name for field in types["content_spans"].value_type] == ["start", "end"], types
    rows = table.to_pylist()
    for row in rows:
        row["content_spans"] = ";".join(f"{span['start']}-{span['end']}" for span in row["content_spans"])
        row["speakers"] = row["speakers"] and "; ".join(row["speakers"])
    same(rows, expected, "pyarrow")
    metadata = {name.decode(): value.decode() for name, value in table.schema.metadata.items()}
    assert metadata["inquit.version"] == made["inquit"] and metadata["inquit.model"] == made["model"]
    assert json.loads(metadata["inquit.options"]) == made["options"], metadata


def check_sqlite(path, expected, made):
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    rows = [dict(row) for row in database.execute("SELECT * FROM records ORDER BY id")]
    for row in rows:
        del row["id"]
        for name in TRUTHS:
            row[name] = None if row[name] is None else bool(row[name])
    same(rows, expected, "sqlite3")
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert not database.execute("PRAGMA foreign_key_check").fetchall()
    about = dict(database.execute("SELECT name, value FROM inquit").fetchall())
    assert about["version"] == made["inquit"] and json.loads(about["options"]) == made["options"], about
    found = "SELECT count(*) FROM words WHERE words MATCH 'the'"
    assert database.execute(found).fetchone()[0] > 10
    documents = database.execute("SELECT count(*) FROM documents").fetchone()[0]
    assert documents == sum(1 for line in CORPUS.open("rb") if line.strip()), documents
    database.close()


def check_xlsx(path, expected, made):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["quotations", "inquit"], book.sheetnames
    heads, *rows = book["quotations"].iter_rows(values_only=True)
    found = [dict(zip(heads, row)) for row in rows]
    same(found, expected, "openpyxl")
    about = dict(book["inquit"].iter_rows(values_only=True))
    assert about["version"] == made["inquit"] and json.loads(about["options"]) == made["options"], about


def check_tei(path, expected, made):
    """The characters are the article's, every pointer has an element of its own, and `<said>` spans what CSV has."""
    tei, xml_id = "{http://www.tei-c.org/ns/1.0}", "{http://www.w3.org/XML/1998/namespace}id"
    root = ElementTree.parse(path).getroot()
    application = root.find(f".//{tei}application")
    assert application.get("ident") == "inquit" and application.get("version") == made["inquit"]
    ids = [element.get(xml_id) for element in root.iter() if element.get(xml_id)]
    assert len(ids) == len(set(ids)), "an identifier twice"
    for element in root.iter():
        for name in ["who", "toWhom", "ana", "prev", "next"]:
            for pointer in (element.get(name) or "").split():
                assert pointer[0] == "#" and pointer[1:] in set(ids), f"{pointer} points nowhere"
    articles = root.findall(f"{tei}TEI")
    cast = [element for element in root.iter() if element.tag in (f"{tei}person", f"{tei}org")]
    names = {element.get(xml_id): "".join(element.find("*").itertext()) for element in cast}
    lines = [json.loads(line) for line in CORPUS.open(encoding="utf-8") if line.strip()]
    found = []
    for article, line in zip(articles, lines, strict=True):
        text = article.find(f"{tei}text")
        assert "".join(text.itertext()) == line["text"]
        quotations = {}
        for element, start, end in placed(text):
            if element.tag == f"{tei}said":
                # d1.q2.3.1: article 1, quotation 2, its span 3, fragment 1 (none in the first).
                span = tuple(int(part.lstrip("q")) for part in element.get(xml_id).split(".")[1:3])
                places, _ = quotations.setdefault(span[0], ({}, element))
                before = places.get(span[1], (start, end))
                places[span[1]] = (min(before[0], start), max(before[1], end))
        for number, (places, element) in sorted(quotations.items()):
            spans = ";".join(f"{start}-{end}" for _, (start, end) in sorted(places.items()))
            who = (element.get("who") or "").split()
            found.append((line["id"], f"q{number}", spans, names[who[0][1:]] if who else ""))
    rows = [(row["doc_id"], row["quote_id"], row["content_spans"], row["speaker"]) for row in expected]
    assert [one[:3] for one in found] == [row[:3] for row in rows]
    for one, row in zip(found, rows):
        assert one[3] == row[3], f"tei: {one}, in CSV {row}"


def placed(element, at=0):
    """Every element with the places of its first character and the one behind its last."""
    start = at
    at += len(element.text or "")
    for child in element:
        for one, child_start, child_end in placed(child, at):
            yield one, child_start, child_end
        at = child_end + len(child.tail or "")
    yield element, start, at


if __name__ == "__main__":
    main()
