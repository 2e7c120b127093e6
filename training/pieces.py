"""Writes the word pieces that the model keeps of the base model's vocabulary, one a line, and their old numbers.

usage: python pieces.py BASE-FOLDER PIECES.txt

Kept are those of Latin letters, digits and common marks, in their order; others cannot help with English news.
"""

import sys
from pathlib import Path


def kept(base: Path) -> list[tuple[int, str]]:
    """The pieces kept, each with its number in the base model."""
    lines = (base / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return [(number, piece) for number, piece in enumerate(lines) if is_kept(piece)]


def is_kept(piece: str) -> bool:
    if not piece or piece.startswith("[unused"):
        return False
    return all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2300 for c in piece)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Path(sys.argv[2]).write_text("".join(f"{piece}\n" for _, piece in kept(Path(sys.argv[1]))), encoding="utf-8")
