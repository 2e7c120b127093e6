"""Trains the network behind the model `best`; see README.md.

usage: python train.py --base FOLDER --train WINDOWS.jsonl… --dev WINDOWS.jsonl --output FOLDER
"""

import argparse
import json
import random
import time
from itertools import accumulate, pairwise
from pathlib import Path

import torch

import network
from network import Network, rows

EVERY = 5  # steps between those whose weights go into the running mean


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder with vocab.txt and model.safetensors")
    parser.add_argument("--start", type=Path, help="go on from these weights")
    parser.add_argument("--train", type=Path, action="append", required=True, help="windows to learn from")
    parser.add_argument("--dev", type=Path, action="append", default=[], help="windows to score on")
    parser.add_argument("--hold", type=int, default=0, help="leave every so-manieth document out")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--passes", type=float, default=5)
    parser.add_argument("--minutes", type=float, help="end in so many minutes even if passes are left")
    parser.add_argument("--batch", type=int, default=12, help="windows a step")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=10.0, help="times the rate, for what is new")
    parser.add_argument("--decay", type=float, default=0.995, help="of the running mean of weights")
    parser.add_argument("--noise", type=float, default=0.1, help="share of windows whose case or facts are hidden")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, help="documents to use, to try things out")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    dice = random.Random(args.seed)
    args.output.mkdir(parents=True, exist_ok=True)
    log = open(args.output / "log.jsonl", "a", encoding="utf-8")

    def tell(**what):
        print(json.dumps(what), flush=True)
        print(json.dumps(what), file=log, flush=True)

    documents = [doc for file in args.train for doc in network.read(file)[: args.limit]]
    # A document that is given several times is held out every time.
    places = {}
    if args.hold:
        for doc in documents:
            places.setdefault(doc["id"], len(places))
        documents = [doc for doc in documents if places[doc["id"]] % args.hold != 0]
    documents = [list(parts(doc)) for doc in documents]
    windows = sum(map(len, (packed(own, network.POSITIONS) for own in documents)))
    dev = {file.name: network.read(file)[: args.limit] for file in args.dev}

    model = Network.from_base(args.base)
    if args.start:
        model.load_state_dict(torch.load(args.start))
    model.pieces.weight.requires_grad_(False)
    new = [model.facts, model.between, model.first, model.last, *model.head.parameters()]
    known = {id(one) for one in new}
    matrices = [one for one in model.parameters() if one.requires_grad and id(one) not in known and one.dim() > 1]
    vectors = [one for one in model.parameters() if id(one) not in known and one.dim() == 1]
    groups = [
        {"params": matrices, "weight_decay": 0.01, "times": 1.0},
        {"params": vectors, "weight_decay": 0.0, "times": 1.0},
        {"params": new, "weight_decay": 0.0, "times": args.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, lr=args.rate, betas=(0.9, 0.98), foreach=True)
    steps = int(args.passes * -(-windows // args.batch))
    warm = steps // 20 + 1
    mean = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    arguments = {name: shown(value) for name, value in vars(args).items()}
    tell(windows=windows, steps=steps, arguments=arguments)

    step, started, since, losses = 0, time.time(), time.time(), []
    queue = []
    while True:
        done = max(step / steps, (time.time() - started) / 60 / args.minutes if args.minutes else 0)
        if done >= 1:
            break
        if not queue:
            ways = [packed(own, dice.randint(network.POSITIONS // 4, network.POSITIONS)) for own in documents]
            queue = batches([prepare(window) for own in ways for window in own], args.batch, dice)
            if step:
                torch.save(mean, args.output / "mean.pt")
                tell(step=step, seconds=round(time.time() - started), scores=score(model, mean, dev))
        batch = queue.pop()
        part = min((step + 1) / warm, 1 - done)
        for group in optimiser.param_groups:
            group["lr"] = args.rate * part * group["times"]
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            inputs = gather(batch, dice, args.noise)
            scores = model(*inputs[:3])
        loss = model.loss(*chains(batch, scores))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        step += 1
        if step % EVERY == 0:
            keep = min(args.decay**EVERY, step / (step + 9 * EVERY))
            own = model.state_dict()
            torch._foreach_lerp_(list(mean.values()), [own[name] for name in mean], 1 - keep)
        losses.append(loss.item())
        if step % 20 == 0:
            seconds = (time.time() - since) / 20
            tell(step=step, loss=round(sum(losses) / len(losses), 4), seconds_a_step=round(seconds, 2))
            since, losses = time.time(), []
    torch.save(mean, args.output / "mean.pt")
    torch.save(model.state_dict(), args.output / "last.pt")
    tell(step=step, seconds=round(time.time() - started), scores=score(model, mean, dev))


def parts(document):
    """The parts of a document that no window cuts: its chains of labels, long ones in several parts."""
    for window in document["windows"]:
        bounds = sorted({0, *window["chains"], len(window["firsts"])})
        edges = [window["pieces"][0], window["pieces"][-1]]
        for start, end in pairwise(bounds):
            places = [*window["firsts"][start:end], [*window["firsts"], len(window["pieces"]) - 1][end]]
            yield {
                "edges": edges,
                "pieces": window["pieces"][places[0] : places[-1]],
                "sizes": [behind - own for own, behind in pairwise(places)],
                "facts": window["facts"][start:end],
                "labels": window["labels"][start:end],
                "begins": start in window["chains"],
            }


def packed(parts, first):
    """Windows of parts as inquit packs them, but the first of them is full at `first` word pieces: so the network meets
    a paragraph between others in every pass."""
    packs, room = [], 0
    for part in parts:
        if not packs or len(part["pieces"]) > room:
            packs.append([])
            room = (network.POSITIONS if len(packs) > 1 else first) - 2
        packs[-1].append(part)
        room -= len(part["pieces"])
    return [joined(pack) for pack in packs]


def joined(pack):
    """A window of parts, as the example `windows` writes it."""
    before, behind = pack[0]["edges"]
    sizes = [size for part in pack for size in part["sizes"]]
    chains, tokens = [], 0
    for part in pack:
        chains += [tokens] if part["begins"] else []
        tokens += len(part["labels"])
    return {
        "pieces": [before, *(piece for part in pack for piece in part["pieces"]), behind],
        "owners": [0, *(token for token, size in enumerate(sizes) for _ in range(size)), len(sizes) - 1],
        "firsts": list(accumulate(sizes[:-1], initial=1)),
        "facts": [facts for part in pack for facts in part["facts"]],
        "labels": [label for part in pack for label in part["labels"]],
        "chains": chains,
    }


def prepare(window):
    """A window as tensors."""
    return {
        "pieces": torch.tensor(window["pieces"]),
        "owners": torch.tensor(window["owners"]),
        "firsts": torch.tensor(window["firsts"]),
        "facts": torch.tensor(window["facts"]),
        "labels": torch.tensor(window["labels"]),
        "chains": window["chains"],
        "bounds": sorted({0, *window["chains"], len(window["firsts"])}),
    }


def batches(windows, size, dice):
    """Windows in random order, those of like length together."""
    order = list(windows)
    dice.shuffle(order)
    chunk = size * 20
    all_of_them = []
    for at in range(0, len(order), chunk):
        part = sorted(order[at : at + chunk], key=lambda window: len(window["pieces"]))
        all_of_them.extend(part[at : at + size] for at in range(0, len(part), size))
    dice.shuffle(all_of_them)
    return all_of_them


def gather(batch, dice, noise):
    """Pieces, rows of facts and mask of a batch. Some windows lose their case, or what the rules say."""
    longest = max(len(window["pieces"]) for window in batch)
    starts = torch.tensor([sum(network.VALUES[:fact]) for fact in range(len(network.VALUES))])
    pieces = torch.zeros(len(batch), longest, dtype=torch.long)
    facts = torch.zeros(len(batch), longest, len(network.VALUES), dtype=torch.long)
    mask = torch.full((len(batch), 1, 1, longest), network.NEVER)
    for at, window in enumerate(batch):
        length = len(window["pieces"])
        pieces[at, :length] = window["pieces"]
        mask[at, ..., :length] = 0
        own = window["facts"].clone()
        if noise and dice.random() < noise:
            cased = (own[:, 0] > 0) & (own[:, 0] < 4)
            own[cased, 0] = dice.choice([1, 2, 3])
        if noise and dice.random() < noise:
            own[:, 3:] = 0
        facts[at, :length] = (own + starts)[window["owners"]]
        facts[at, length:] = starts
    return pieces, facts, mask


def chains(batch, scores):
    """The scores and labels of all chains of a batch, padded, their lengths, and whether each goes on from before."""
    parts, labels, goes_on = [], [], []
    for at, window in enumerate(batch):
        own = scores[at, window["firsts"]]
        for start, end in pairwise(window["bounds"]):
            parts.append(own[start:end])
            labels.append(window["labels"][start:end])
            goes_on.append(start not in window["chains"])
    lengths = torch.tensor([len(part) for part in parts])
    pad = torch.nn.utils.rnn.pad_sequence
    return pad(parts, batch_first=True), pad(labels, batch_first=True), lengths, torch.tensor(goes_on)


@torch.no_grad()
def label(model, document):
    """The best labels of a document and their scores, window by window."""
    model.eval()
    found = []
    for window in document["windows"]:
        if not window["firsts"]:
            continue
        window = prepare(window)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = model(*gather([window], None, 0))[0, window["firsts"]]
        bounds, labels = window["bounds"], []
        for start, end in pairwise(bounds):
            labels += model.best(scores[start:end], start not in window["chains"])
        found.append((window["labels"].tolist(), labels, bounds))
    return found


def spans(labels, bounds):
    """Spans of labels as (role, start, end)."""
    found, open_at = set(), None
    for at, own in enumerate([*labels, 0]):
        role = (own + 1) // 2
        if open_at is not None and (own % 2 == 1 or role != open_at[0] or at in bounds):
            found.add((*open_at, at))
            open_at = None
        if role and open_at is None and at < len(labels):
            open_at = (role, at)
    return found


def shown(value):
    """An argument as the log has it: of a path its last part, which is the same on every machine."""
    if isinstance(value, list):
        return str([shown(one) for one in value])
    return value.name if isinstance(value, Path) else str(value)


def score(model, mean, dev):
    """Exact spans' F1 of source, cue and content by set, under the running mean of weights."""
    kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    model.load_state_dict(mean)
    scores = {}
    for name, documents in dev.items():
        right, gold, found = [0] * 4, [0] * 4, [0] * 4
        for document in documents:
            for own, labels, bounds in label(model, document):
                own, labels = spans(own, bounds), spans(labels, bounds)
                for counts, some in [(right, own & labels), (gold, own), (found, labels)]:
                    for role, *_ in some:
                        counts[role] += 1
        scores[name] = [round(200 * right[role] / max(1, gold[role] + found[role]), 1) for role in (1, 2, 3)]
    model.load_state_dict(kept)
    return scores


if __name__ == "__main__":
    main()
