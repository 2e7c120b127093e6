"""Of what was found, the inputs that cover the most a byte, up to so many bytes, are copied to those that are kept.

usage: keep.py CONTROL KEPT BYTES

CONTROL is libFuzzer's control file of a set-cover merge: what each input covers. Inputs that are in KEPT already stay.
"""

import hashlib
import sys
from pathlib import Path


def main():
    control, kept, budget = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    lines = control.read_text().splitlines()
    count = int(lines[0])
    names = [Path(name) for name in lines[2 : 2 + count]]
    features = {}
    for line in lines[2 + count :]:
        kind, number, *rest = line.split()
        if kind == "FT":
            features[int(number)] = set(map(int, rest))
    sizes = {number: names[number].stat().st_size for number in features}
    covered = set()
    for number in features:
        if names[number].parent.resolve() == kept.resolve():
            covered |= features[number]
            budget -= sizes[number]
    left = {number for number in features if names[number].parent.resolve() != kept.resolve()}
    copied = 0
    while left:
        left = {number for number in left if sizes[number] <= budget and features[number] - covered}
        best = max(left, key=lambda one: (len(features[one] - covered) / (sizes[one] + 40), one), default=None)
        if best is None:
            break
        covered |= features[best]
        budget -= sizes[best]
        left.discard(best)
        bytes = names[best].read_bytes()
        (kept / hashlib.sha1(bytes).hexdigest()[:12]).write_bytes(bytes)
        copied += 1
    print(f"{kept.name}: {copied} more inputs, {sum(one.stat().st_size for one in kept.iterdir())} bytes in all")


if __name__ == "__main__":
    main()
