"""Fine-tune an encoder with a masked loss, resumable from checkpoints."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from tokenizers import Tokenizer

from toolkit.errors import ToolkitError
from toolkit.training.labels import LABELS

if TYPE_CHECKING:
    import torch

__all__ = ["Settings", "build", "load_tokenizer", "train"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How one model is trained; written beside it."""

    seed: int = 0
    # how many of the encoder's layers are kept, from below; 0: all
    layers: int = 0
    epochs: int = 1
    batch: int = 64
    learning_rate: float = 7e-5
    head_learning_rate: float = 1e-3
    warmup: float = 0.06
    weight_decay: float = 0.01
    max_tokens: int = 64
    # threads that each take a share of a batch: two of one thread each are twice as fast as one of two
    workers: int = 2
    # products in bfloat16; four times faster where the processor has them (AMX, AVX-512), slower elsewhere
    bf16: bool = False
    checkpoint_steps: int = 100


def load_tokenizer(encoder: Path, *, max_tokens: int) -> Tokenizer:
    """Return the encoder's tokenizer, truncating at `max_tokens` and padding to the longest."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    blank = next((token for token in ("<pad>", "[PAD]") if tokenizer.token_to_id(token) is not None), None)
    if blank is None:
        raise ToolkitError("the tokenizer has no padding token", where=str(encoder / "tokenizer.json"))
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id(blank), pad_token=blank)
    return tokenizer


def build(encoder: Path, *, layers: int = 0) -> torch.nn.Module:
    """Return the classifier: encoder, mean over its tokens, one hidden layer, one logit a label; and one logit a token.

    The token's logit is fitted afterwards, on the states as they are: `toolkit.training.token_head`.
    The upper layers of an encoder can be left out (Sajjad et al. 2023, doi:10.1016/j.csl.2022.101429).

    The word embeddings stay as they are: names of groups met rarely in training keep the meaning
    they had, and the step is a third faster. There is no dropout: no row is seen twice, and drawing
    it took a sixth of a step.
    """
    import torch
    from transformers import AutoModel

    class Classifier(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = AutoModel.from_pretrained(str(encoder), add_pooling_layer=False, local_files_only=True)
            if layers:
                self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
            self.encoder.embeddings.requires_grad_(requires_grad=False)
            for layer in self.encoder.modules():
                if isinstance(layer, torch.nn.Dropout):
                    layer.p = 0.0
            width = self.encoder.config.hidden_size
            self.hidden = torch.nn.Linear(width, width)
            self.out = torch.nn.Linear(width, len(LABELS))
            self.token = torch.nn.Linear(width, 1)

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1.0)
            return self.out(torch.nn.functional.gelu(self.hidden(mean))), self.token(states).squeeze(-1)

    return Classifier()


def train(rows: pl.DataFrame, encoder: Path, out: Path, settings: Settings, *, earlier: Path | None = None) -> Path:
    """Fine-tune `encoder` on `rows` and write ``model.pt`` under `out`.

    Parameters
    ----------
    rows : text, weight and the labels, null where nobody was asked
    encoder : folder with config, safetensors weights and tokenizer
    out : folder for checkpoint, log and model; a checkpoint found there is continued
    settings : how
    earlier : ``model.pt`` of a former round, to go on from; null: from the encoder as it is

    Returns
    -------
    path of ``model.pt``
    """
    import torch

    torch.manual_seed(settings.seed)
    out.mkdir(parents=True, exist_ok=True)
    (out / "settings.json").write_text(
        json.dumps({**asdict(settings), "encoder": str(encoder)}, indent=1) + "\n", encoding="utf-8"
    )
    tokenizer = load_tokenizer(encoder, max_tokens=settings.max_tokens)
    batches = _batches(rows, tokenizer, settings)
    model = build(encoder, layers=settings.layers)
    if earlier:
        model.load_state_dict(torch.load(earlier, weights_only=True))
    run = _start(model, len(batches), settings)
    step = _resume(out, run)
    losses: list[float] = []
    while step < len(batches):
        losses.append(_step(run, _tensors(rows[batches[step]], tokenizer), settings))
        step += 1
        if step % settings.checkpoint_steps == 0:
            _save(out, run, step)
            with (out / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps({"step": step, "of": len(batches), "loss": sum(losses) / len(losses)}) + "\n")
            losses.clear()
    torch.save(run.model.state_dict(), out / "model.pt")
    return out / "model.pt"


@dataclass(frozen=True, slots=True)
class _Run:
    """What changes while a model is trained, and who does the work."""

    model: Any
    optimiser: Any
    rate: Any
    pool: ThreadPoolExecutor


def _start(model: torch.nn.Module, n_steps: int, settings: Settings) -> _Run:
    import torch

    model.train()
    optimiser = _optimiser(model, settings)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, _slope(n_steps, settings.warmup))
    # in each worker: the number of threads of a product is kept a thread
    pool = ThreadPoolExecutor(settings.workers, initializer=torch.set_num_threads, initargs=(1,))
    return _Run(model, optimiser, rate, pool)


def _tensors(batch: pl.DataFrame, tokenizer: Tokenizer) -> dict[str, Any]:
    """What one step needs of its rows, each with the rows first."""
    import torch

    encoded = tokenizer.encode_batch_fast(batch["text"].to_list())
    targets, weights = _targets(batch)
    return {
        "ids": torch.tensor([e.ids for e in encoded]),
        "mask": torch.tensor([e.attention_mask for e in encoded]),
        "targets": targets,
        "weights": (~targets.isnan()) * weights.unsqueeze(1),
    }


def _step(run: _Run, batch: dict[str, Any], settings: Settings) -> float:
    """One step of the optimiser; gives the loss before it.

    The workers' gradients meet in the same parameters. Each parameter is used once a worker, so two
    workers add two numbers to nothing, and the order does not show.
    """
    import torch

    n_asked = batch["weights"].sum().clamp(min=1.0)

    def share(worker: int) -> float:
        part = {name: values[worker :: settings.workers] for name, values in batch.items()}
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.bf16):
            logits, _ = run.model(part["ids"], part["mask"])
        loss = _masked_loss(logits.float(), part["targets"], part["weights"]) / n_asked
        loss.backward()
        return float(loss.detach())

    n_workers = min(settings.workers, len(batch["ids"]))
    loss = sum(run.pool.map(share, range(n_workers)))
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimiser.step()
    run.rate.step()
    run.optimiser.zero_grad()
    return loss


def _masked_loss(logits: Any, targets: Any, weights: Any) -> Any:
    """Return the sum of the cross-entropies, each times its weight."""
    import torch

    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets.nan_to_num(), reduction="none")
    return (loss * weights).sum()


def _targets(rows: pl.DataFrame) -> tuple[Any, Any]:
    import torch

    labels = rows.select(pl.col(LABELS).cast(pl.Float32()).fill_null(float("nan"))).to_numpy()
    return torch.from_numpy(np.ascontiguousarray(labels)), torch.from_numpy(rows["weight"].to_numpy().copy())


def _optimiser(model: torch.nn.Module, settings: Settings) -> torch.optim.Optimizer:
    import torch

    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    body = [p for name, p in named if name.startswith("encoder.")]
    head = [p for name, p in named if not name.startswith("encoder.")]
    groups = [{"params": body, "lr": settings.learning_rate}, {"params": head, "lr": settings.head_learning_rate}]
    return torch.optim.AdamW(groups, weight_decay=settings.weight_decay, fused=True)


def _slope(steps: int, warmup: float) -> Any:
    rise = max(1, int(steps * warmup))
    return lambda step: min(step / rise, max(0.0, (steps - step) / max(1, steps - rise)))


def _batches(rows: pl.DataFrame, tokenizer: Tokenizer, settings: Settings) -> list[np.ndarray]:
    """Shuffled batches of rows of like length: padding is the dearest token."""
    lengths = np.array([sum(e.attention_mask) for e in tokenizer.encode_batch_fast(rows["text"].to_list())])
    draw = np.random.default_rng([settings.seed, 1])
    pool = settings.batch * 50
    batches: list[np.ndarray] = []
    for _ in range(settings.epochs):
        order = draw.permutation(rows.height)
        epoch: list[np.ndarray] = []
        for start in range(0, rows.height, pool):
            part = order[start : start + pool]
            part = part[np.argsort(lengths[part], kind="stable")]
            epoch += [part[i : i + settings.batch] for i in range(0, len(part), settings.batch)]
        batches += [epoch[i] for i in draw.permutation(len(epoch))]
    return batches


def _save(out: Path, run: _Run, step: int) -> None:
    import torch

    state = {"model": run.model.state_dict(), "optimiser": run.optimiser.state_dict(), "rate": run.rate.state_dict()}
    unfinished = out / "checkpoint.unfinished"
    torch.save({**state, "step": step, "random": torch.get_rng_state()}, unfinished)
    unfinished.replace(out / "checkpoint.pt")


def _resume(out: Path, run: _Run) -> int:
    import torch

    path = out / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    run.model.load_state_dict(state["model"])
    run.optimiser.load_state_dict(state["optimiser"])
    run.rate.load_state_dict(state["rate"])
    torch.set_rng_state(state["random"])
    return int(state["step"])
