"""Writes trained weights as inquit reads them: matrices in signed bytes, a step a column of their product.

usage: python export.py --base FOLDER --weights FOLDER/mean.pt --output NETWORK
"""

import argparse
import struct
from pathlib import Path

import torch

from network import LABELS, Network
from pieces import kept

MAGIC, VERSION = b"inquit-n", 1
# As in crates/inquit/src/tag/best/numbers.rs; rows of pieces are in no product.
GREATEST_WEIGHT, GREATEST_PIECE = 64, 127


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    args = parser.parse_args()
    pieces = [piece for _, piece in kept(args.base)]
    model = Network(len(pieces))
    model.load_state_dict(torch.load(args.weights))
    args.output.write_bytes(network_bytes(model, pieces))


def network_bytes(model: Network, pieces: list[str]) -> bytes:
    """All of a network."""
    size, heads = model.positions.shape[1], model.layers[0].heads
    inner = model.layers[0].widen.out_features
    out = [MAGIC, struct.pack("<6I", VERSION, len(pieces), size, heads, inner, len(model.layers))]
    words = "".join(f"{piece}\n" for piece in pieces).encode()
    out += [struct.pack("<I", len(words)), words]
    whole, steps = rounded(model.pieces.weight, GREATEST_PIECE)
    out += [whole, floats(steps), floats(model.positions), floats(model.facts), norm(model.input_norm)]
    for layer in model.layers:
        out += [dense(layer.query_key_value), dense(layer.mix), norm(layer.mix_norm)]
        out += [dense(layer.widen), dense(layer.narrow), norm(layer.narrow_norm)]
    out += [floats(model.head.weight), floats(model.head.bias)]
    between, first, last = model.transitions()
    pad = torch.zeros(LABELS + 2, 1)
    out.append(floats(torch.cat([torch.cat([between, first[None], last[None]]), pad], 1)))
    return b"".join(out)


def rounded(rows, greatest):
    """Rows as bytes, and what one step of each is worth."""
    rows = rows.detach().float()
    steps = rows.abs().amax(1).clamp(min=1e-30) / greatest
    whole = torch.round(rows / steps[:, None]).clamp(-greatest, greatest)
    return whole.to(torch.int8).numpy().tobytes(), steps


def dense(linear):
    whole, steps = rounded(linear.weight, GREATEST_WEIGHT)
    return whole + floats(steps) + floats(linear.bias)


def norm(own):
    return floats(own.weight) + floats(own.bias)


def floats(tensor):
    return tensor.detach().numpy().astype("<f4", order="C").tobytes()


if __name__ == "__main__":
    main()
