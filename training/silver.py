"""Chooses news for the fast model to learn from as the model `best` labels it; see README.md.

usage: python silver.py NEWS.jsonl [LEAVE-OUT.jsonl…] > CHOSEN.jsonl

NEWS.jsonl has "id", "source" and "text"; no text is chosen that begins as one of a LEAVE-OUT file, whatever its spaces.
Of each source some are drawn from the six tenths that have the most marks of quotation and forms of "say" and "tell".
"""

import json
import random
import sys
from pathlib import Path

SIZES = range(801, 9000)  # code points
SHARE = 0.6  # of a source's texts, those with most such words
MOST = 6_000_000  # code points of one source
LESS = {"reuters21578": 2_000_000, "newsarticles_dai2017": 5_000_000}  # others that hold much
NEVER = {"polnear", "gum_wikinews"}
BEGINNING = 200  # code points by which texts are told to be the same


def main():
    news, *left_out = map(Path, sys.argv[1:])
    known = {beginning(text["text"]) for file in left_out for text in lines(file)}
    dice = random.Random(7)
    sources = {}
    for article in lines(news):
        text = article["text"]
        if article["source"] not in NEVER and len(text) in SIZES and beginning(text) not in known:
            sources.setdefault(article["source"], []).append((density(text), article["id"], text))
    chosen = []
    for source, articles in sources.items():
        dice.shuffle(articles)
        articles.sort(key=lambda article: -article[0])
        articles = articles[: int(len(articles) * SHARE)]
        dice.shuffle(articles)
        room = LESS.get(source, MOST)
        for _, number, text in articles:
            if room < 0:
                break
            room -= len(text)
            chosen.append({"id": number, "text": text})
    dice.shuffle(chosen)
    for article in chosen:
        print(json.dumps(article))


def density(text):
    return sum(map(text.count, ['"', "“", " said", " told", " says"])) / len(text)


def beginning(text):
    return "".join(text.split())[:BEGINNING].lower()


def lines(file):
    with open(file, encoding="utf-8") as all_of_them:
        return [json.loads(line) for line in all_of_them]


if __name__ == "__main__":
    main()
