"""The training: AdamW for embedding and norms, Muon for matrices; goes on where it stopped.

    python -m pocket.train --minutes 70 --out build/pocket

reads `train.npz` and writes `checkpoint.pt` (replaced atomically) and `curve.csv`. The learning
rate falls over the last part of the time that was given, so the training may be cut short or
lengthened by `--minutes` when it is started again. Batches hold whole conversations of like
length: none sees another one. `--from FILE.gguf` begins with the weights of an exported file
instead of chance; where a checkpoint lies, that one goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from pocket.llama import Llama, Shape
from pocket.shipped import read_network

Share = Callable[[list[Tensor]], None]

WARM_SHARE, FALL_SHARE = 0.02, 0.35
SAVE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Texts:
    """Token ids of all conversations in a row; conversation i is ids[ends[i - 1]:ends[i]]."""

    ids: NDArray[np.uint16]
    spoken: NDArray[np.bool_]
    ends: NDArray[np.int64]

    @classmethod
    def read(cls, path: Path) -> Texts:
        with np.load(path) as arrays:
            return cls(arrays["ids"], arrays["spoken"], arrays["ends"])

    def padded(self, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Inputs (rows, length) and targets, -100 where the network is not trained to speak."""
        starts = [int(self.ends[row - 1]) if row else 0 for row in rows]
        stops = [int(self.ends[row]) for row in rows]
        length = max(stop - start for start, stop in zip(starts, stops, strict=True)) - 1
        ids = torch.zeros(len(rows), length, dtype=torch.long)
        targets = torch.full((len(rows), length), -100, dtype=torch.long)
        for i, (start, stop) in enumerate(zip(starts, stops, strict=True)):
            said = torch.from_numpy(self.ids[start:stop].astype(np.int64))
            ids[i, : stop - start - 1] = said[:-1]
            mine = torch.from_numpy(self.spoken[start + 1 : stop])
            targets[i, : stop - start - 1] = torch.where(mine, said[1:], -100)
        return ids, targets


def batches(ends: NDArray[np.int64], tokens: int, seed: int) -> list[NDArray[np.int64]]:
    """One pass over all conversations in batches of that many tokens, of like length within one."""
    random = np.random.default_rng(seed)
    lengths = np.diff(ends, prepend=0)
    found: list[NDArray[np.int64]] = []
    for pool in np.array_split(random.permutation(len(ends)), max(1, len(ends) // 2048)):
        rows = pool[np.argsort(lengths[pool], kind="stable")]
        while len(rows):
            fits = np.arange(1, len(rows) + 1) * lengths[rows] <= tokens
            count = max(1, int(fits.sum()))
            found.append(rows[:count])
            rows = rows[count:]
    return [found[i] for i in random.permutation(len(found))]


class Muon(torch.optim.Optimizer):
    """Momentum, then the nearest orthogonal matrix by five Newton-Schulz steps (Jordan, 2024).

    Each of several workers finds the directions of every n-th matrix; `share` adds them up.
    """

    def __init__(self, matrices: list[Tensor], rate: float, turn: slice, share: Share) -> None:
        super().__init__(matrices, {"lr": rate, "momentum": 0.95, "decay": 0.05})
        self._turn, self._share = turn, share

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        group = self.param_groups[0]
        matrices = group["params"]
        for matrix in matrices:
            kept = self.state[matrix].setdefault("momentum", torch.zeros_like(matrix))
            kept.lerp_(matrix.grad, 1 - group["momentum"])
        directions = [torch.zeros_like(matrix) for matrix in matrices]
        for matrix, direction in list(zip(matrices, directions, strict=True))[self._turn]:
            kept = self.state[matrix]["momentum"]
            direction.copy_(orthogonal(matrix.grad.lerp(kept, group["momentum"])))
        self._share(directions)
        for matrix, direction in zip(matrices, directions, strict=True):
            scale = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
            matrix.mul_(1 - group["lr"] * group["decay"])
            matrix.add_(direction, alpha=-group["lr"] * scale)


def orthogonal(matrix: Tensor) -> Tensor:
    """About U V^T of the matrix's singular value decomposition."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.T if tall else x


@dataclass(slots=True)
class Progress:
    """How far the training is; `losses` holds (step, seconds, mean loss in nats) now and then."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    tokens: int = 0
    losses: list[tuple[int, float, float]] = field(default_factory=list)


def pace(share: float) -> float:
    """The factor of the learning rate at this share of the time: up, level, down to zero."""
    if share < WARM_SHARE:
        return max(0.05, share / WARM_SHARE)
    return min(1.0, max(0.0, (1 - share) / FALL_SHARE))


class Training:
    """One network in training; of several workers each takes every n-th row of a batch."""

    def __init__(self, options: argparse.Namespace, worker: int) -> None:
        self.options, self.worker = options, worker
        torch.manual_seed(options.seed)
        self.texts = Texts.read(options.out / "train.npz")
        self.model = self._begin()
        matrices = [
            p
            for name, p in self.model.named_parameters()
            if p.ndim == 2 and "embedding" not in name
        ]
        others = [
            p for name, p in self.model.named_parameters() if p.ndim == 1 or "embedding" in name
        ]
        self.optimizers: list[torch.optim.Optimizer] = [
            Muon(matrices, options.rate, slice(worker, None, options.workers), self._share),
            torch.optim.AdamW(others, options.rate / 5, betas=(0.9, 0.95), weight_decay=0.01),
        ]
        self.rates = [options.rate, options.rate / 5]
        self.progress = Progress()
        self.path = options.out / "checkpoint.pt"
        if self.path.exists():
            self._resume()

    def _begin(self) -> Llama:
        """The network before the first step: of an exported file, else of chance."""
        options = self.options
        tokenizer = json.loads((options.out / "tokenizer.json").read_text("utf-8"))
        entries = len(tokenizer["model"]["vocab"])
        if not options.source:
            return Llama(
                Shape(entries, layers=options.layers, width=options.width, hidden=options.hidden)
            )
        model = read_network(options.source)
        if model.shape.vocabulary != entries:
            raise SystemExit("The texts have another tokenizer: run pocket.texts with --from, too.")
        return model

    def run(self) -> None:
        """Train until the time is used up."""
        begun = saved = time.monotonic() - self.progress.seconds
        saved = time.monotonic()
        recent: list[float] = []
        for rows in self._rows():
            recent.append(self._step(rows))
            self.progress.seconds = self._agree(time.monotonic() - begun)
            if self.progress.step % 20 == 0:
                self._note(recent)
            over = self.progress.seconds > self.options.minutes * 60
            if self.worker == 0 and (over or time.monotonic() - saved > SAVE_SECONDS):
                self._save()
                saved = time.monotonic()
            if over:
                return

    def _rows(self) -> Iterator[NDArray[np.int64]]:
        while True:
            order = batches(
                self.texts.ends, self.options.tokens, self.options.seed + self.progress.epoch
            )
            while self.progress.batch < len(order):
                self.progress.batch += 1
                yield order[self.progress.batch - 1]
            self.progress.epoch, self.progress.batch = self.progress.epoch + 1, 0

    def _step(self, rows: NDArray[np.int64]) -> float:
        """One step over the batch; the mean loss per spoken token in nats."""
        share = self.progress.seconds / (self.options.minutes * 60)
        for optimizer, rate in zip(self.optimizers, self.rates, strict=True):
            optimizer.param_groups[0]["lr"] = rate * pace(share)
        summed, count = self._gradient(rows[self.worker :: self.options.workers])
        total = torch.tensor([summed, count])
        self._share([total])
        gradients = [
            parameter.grad for parameter in self.model.parameters() if parameter.grad is not None
        ]
        self._share(gradients)
        for gradient in gradients:
            gradient.div_(float(total[1]))
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.progress.step += 1
        self.progress.tokens += int(np.diff(self.texts.ends, prepend=0)[rows].sum())
        return float(total[0] / total[1])

    def _gradient(self, rows: NDArray[np.int64]) -> tuple[float, float]:
        """Leave the gradient of the summed loss in the parameters; the sum and their count."""
        for parameter in self.model.parameters():
            parameter.grad = torch.zeros_like(parameter)
        if not len(rows):
            return 0.0, 0.0
        ids, targets = self.texts.padded(rows)
        spoken = targets != -100
        hidden = self.model.hidden(ids)[spoken]
        logits = F.linear(hidden, self.model.embedding.weight)
        loss = F.cross_entropy(logits, targets[spoken], reduction="sum")
        loss.backward()
        return float(loss.detach()), float(spoken.sum())

    def _share(self, tensors: list[Tensor]) -> None:
        if self.options.workers == 1:
            return
        flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
        dist.all_reduce(flat)
        for tensor, part in zip(tensors, flat.split([t.numel() for t in tensors]), strict=True):
            tensor.copy_(part.view_as(tensor))

    def _agree(self, seconds: float) -> float:
        """The first worker's clock, so that all end at the same step."""
        if self.options.workers == 1:
            return seconds
        clock = torch.tensor([seconds], dtype=torch.float64)
        dist.broadcast(clock, 0)
        return float(clock)

    def _note(self, recent: list[float]) -> None:
        mean = sum(recent) / len(recent)
        recent.clear()
        self.progress.losses.append(
            (self.progress.step, round(self.progress.seconds, 1), round(mean, 4))
        )
        if self.worker == 0:
            rate = self.progress.tokens / self.progress.seconds
            print(
                f"{self.progress.step} {self.progress.seconds:.0f} s {mean:.4f} nats {rate:.0f}/s",
                flush=True,
            )

    def _save(self) -> None:
        state = {
            "shape": asdict(self.model.shape),
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "progress": asdict(self.progress),
        }
        beside = self.path.with_suffix(".part")
        torch.save(state, beside)
        os.replace(beside, self.path)
        lines = [f"{step},{seconds},{loss}" for step, seconds, loss in self.progress.losses]
        (self.options.out / "curve.csv").write_text(
            "\n".join(["step,seconds,nats", *lines, ""]), "utf-8"
        )

    def _resume(self) -> None:
        state = torch.load(self.path, weights_only=True)
        self.model.load_state_dict(state["model"])
        for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        self.progress = Progress(**state["progress"])


def load_model(path: Path) -> tuple[Llama, Progress]:
    """The network of a checkpoint with how far its training was."""
    state = torch.load(path, weights_only=True, map_location="cpu")
    model = Llama(Shape(**state["shape"]))
    model.load_state_dict(state["model"])
    return model.eval(), Progress(**state["progress"])


@torch.no_grad()
def mean_loss(model: Llama, texts: Texts, conversations: int = 600) -> float:
    """Mean loss in nats per token of the model's own words over evenly spread conversations."""
    summed, count = 0.0, 0
    rows = np.unique(np.linspace(0, len(texts.ends) - 1, conversations).astype(np.int64))
    for part in np.array_split(rows, max(1, len(rows) // 8)):
        ids, targets = texts.padded(part)
        loss = F.cross_entropy(
            model(ids).flatten(0, 1), targets.flatten(), reduction="sum", ignore_index=-100
        )
        summed, count = summed + float(loss), count + int((targets != -100).sum())
    return summed / count


def work(worker: int, options: argparse.Namespace) -> None:
    """One process of the training."""
    torch.set_num_threads(options.threads)
    if torch.cuda.is_available():
        torch.set_default_device("cuda")
    if options.workers > 1:
        store = f"file://{(options.out / 'meeting').absolute()}"
        dist.init_process_group("gloo", init_method=store, rank=worker, world_size=options.workers)
    Training(options, worker).run()
    if options.workers > 1:
        dist.destroy_process_group()


def main() -> None:
    """The command line; see the module's own text."""
    parser = argparse.ArgumentParser(description="Train the model in the box.")
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--from", dest="source", type=Path, help="an exported file to begin with")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--hidden", type=int, default=640)
    parser.add_argument("--tokens", type=int, default=4096, help="tokens in a batch")
    parser.add_argument("--rate", type=float, default=0.02, help="learning rate of the matrices")
    parser.add_argument("--workers", type=int, default=2, help="processes that share each batch")
    parser.add_argument("--threads", type=int, default=1, help="threads of each process")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("build/pocket"))
    options = parser.parse_args()
    (options.out / "meeting").unlink(missing_ok=True)
    if torch.cuda.is_available():  # one graphics card does it alone
        options.workers = 1
    if options.workers == 1:
        work(0, options)
    else:
        torch.multiprocessing.spawn(work, (options,), nprocs=options.workers)


if __name__ == "__main__":
    main()
