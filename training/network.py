"""The network: a BERT encoder whose input also knows what inquit's earlier steps say of each token, and a head that
gives each token a score a label; labels of a paragraph are scored as a chain (a conditional random field)."""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from pieces import kept

LABELS = 7
# As in crates/inquit/src/tag/best/window.rs.
VALUES = [5, 16, 3, LABELS, 32, 5]
POSITIONS = 256
NEVER = -1e4


class Dropout(nn.Module):
    """Dropout that takes its masks from a pool: drawing them anew is a tenth of the time of a step."""

    POOL = 1 << 22

    def __init__(self, share: float):
        super().__init__()
        self.share = share
        self.pool = None

    def forward(self, x):
        if not self.training or not self.share:
            return x
        if self.pool is None:
            self.pool = (torch.rand(self.POOL) >= self.share).to(torch.bfloat16) / (1 - self.share)
        start = int(torch.randint(self.POOL - x.numel(), ()))
        return x * self.pool[start : start + x.numel()].view(x.shape)


class Layer(nn.Module):
    def __init__(self, size: int, heads: int, inner: int, dropout: float):
        super().__init__()
        self.heads, self.drop = heads, Dropout(dropout)
        self.query_key_value = nn.Linear(size, 3 * size)
        self.mix = nn.Linear(size, size)
        self.mix_norm = nn.LayerNorm(size, eps=1e-12)
        self.widen = nn.Linear(size, inner)
        self.narrow = nn.Linear(inner, size)
        self.narrow_norm = nn.LayerNorm(size, eps=1e-12)

    def forward(self, x, mask):
        batch, length, size = x.shape
        qkv = self.query_key_value(x).view(batch, length, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        # Written out: on a processor half the time of the fused kernel, whose gradient is slow.
        with torch.autocast("cpu", enabled=False):
            query, key, value = qkv[0] * (size // self.heads) ** -0.5, qkv[1], qkv[2]
            weights = torch.softmax(query @ key.transpose(-1, -2) + mask.to(query.dtype), -1)
            heard = weights @ value
        heard = self.mix(heard.transpose(1, 2).reshape(batch, length, size))
        x = self.mix_norm(x + self.drop(heard))
        inner = self.narrow(F.gelu(self.widen(x)))
        return self.narrow_norm(x + self.drop(inner))


class Network(nn.Module):
    def __init__(self, pieces: int, size=384, heads=12, inner=1536, layers=6, dropout=0.1):
        super().__init__()
        self.drop = Dropout(dropout)
        self.pieces = nn.Embedding(pieces, size)
        self.positions = nn.Parameter(torch.zeros(POSITIONS, size))
        self.facts = nn.Parameter(torch.zeros(sum(VALUES), size))
        self.input_norm = nn.LayerNorm(size, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size, heads, inner, dropout) for _ in range(layers))
        self.head = nn.Linear(size, LABELS)
        self.between = nn.Parameter(torch.zeros(LABELS, LABELS))
        self.first = nn.Parameter(torch.zeros(LABELS))
        self.last = nn.Parameter(torch.zeros(LABELS))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    @classmethod
    def from_base(cls, base: Path) -> "Network":
        """The base model's encoder with a new head."""
        weights = load_file(base / "model.safetensors")
        weights = {name.removeprefix("bert."): tensor.float() for name, tensor in weights.items()}
        numbers = torch.tensor([number for number, _ in kept(base)])
        new = cls(len(numbers))
        own = new.state_dict()
        own["pieces.weight"] = weights["embeddings.word_embeddings.weight"][numbers]
        own["positions"] = (
            weights["embeddings.position_embeddings.weight"][:POSITIONS]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        for end in ["weight", "bias"]:
            own[f"input_norm.{end}"] = weights[f"embeddings.LayerNorm.{end}"]
            for number in range(len(new.layers)):
                old, name = f"encoder.layer.{number}", f"layers.{number}"
                parts = [weights[f"{old}.attention.self.{part}.{end}"] for part in ["query", "key", "value"]]
                own[f"{name}.query_key_value.{end}"] = torch.cat(parts)
                own[f"{name}.mix.{end}"] = weights[f"{old}.attention.output.dense.{end}"]
                own[f"{name}.mix_norm.{end}"] = weights[f"{old}.attention.output.LayerNorm.{end}"]
                own[f"{name}.widen.{end}"] = weights[f"{old}.intermediate.dense.{end}"]
                own[f"{name}.narrow.{end}"] = weights[f"{old}.output.dense.{end}"]
                own[f"{name}.narrow_norm.{end}"] = weights[f"{old}.output.LayerNorm.{end}"]
        new.load_state_dict(own)
        return new

    def forward(self, pieces, facts, mask):
        """Scores of labels for each piece; `facts` has indexes of rows of `self.facts`."""
        x = self.pieces(pieces) + self.positions[: pieces.shape[1]]
        # Gathering from so few rows is a product, whose gradient is one as well.
        shown = torch.zeros(*facts.shape[:2], self.facts.shape[0], dtype=x.dtype)
        shown.scatter_add_(2, facts, torch.ones_like(facts, dtype=x.dtype))
        x = x + shown @ self.facts
        x = self.drop(self.input_norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(x).float()

    def transitions(self):
        """Scores of neighbours and of first labels, with what cannot be forbidden."""
        inner = torch.tensor([label in (2, 4, 6) for label in range(LABELS)])
        role = torch.tensor([0, 1, 1, 2, 2, 3, 3])
        forbidden = inner[None, :] & (role[:, None] != role[None, :])
        return self.between.masked_fill(forbidden, NEVER), self.first.masked_fill(inner, NEVER), self.last

    def loss(self, scores, labels, lengths, goes_on):
        """Mean over tokens of minus the log-likelihood of chains: `scores` [chains, longest, labels]. Those that go on
        from a window before may begin with any label."""
        between, first, last = self.transitions()
        chains, longest, _ = scores.shape
        every = torch.arange(chains)
        forward = scores[:, 0] + torch.where(goes_on[:, None], torch.zeros(()), first)
        gold = forward[every, labels[:, 0]]
        inside = torch.arange(longest)[None, :] < lengths[:, None]
        for at in range(1, longest):
            step = torch.logsumexp(forward[:, :, None] + between, 1) + scores[:, at]
            forward = torch.where(inside[:, at, None], step, forward)
        pairs = between[labels[:, :-1], labels[:, 1:]] + scores[:, 1:].gather(2, labels[:, 1:, None])[..., 0]
        gold = gold + (pairs * inside[:, 1:]).sum(1) + last[labels[every, lengths - 1]]
        return (torch.logsumexp(forward + last, 1) - gold).sum() / lengths.sum()

    @torch.no_grad()
    def best(self, scores, goes_on):
        """The best labels of one chain."""
        between, first, last = self.transitions()
        forward, back = scores[0] + (0 if goes_on else first), []
        for at in range(1, len(scores)):
            top, from_label = (forward[:, None] + between).max(0)
            back.append(from_label)
            forward = top + scores[at]
        now = int((forward + last).argmax())
        labels = [now]
        for from_label in reversed(back):
            now = int(from_label[now])
            labels.append(now)
        return labels[::-1]


def rows(facts: list[list[int]]) -> torch.Tensor:
    """Rows of the table of facts for each token's values."""
    starts = torch.tensor([sum(VALUES[:fact]) for fact in range(len(VALUES))])
    return torch.tensor(facts) + starts


def read(file: Path) -> list[dict]:
    """Documents as the example `windows` writes them."""
    with open(file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
