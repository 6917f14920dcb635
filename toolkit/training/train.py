"""Fine-tune an encoder with a masked loss, resumable from checkpoints."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from toolkit.errors import ToolkitError
from toolkit.training.labels import LABELS

if TYPE_CHECKING:
    import torch

__all__ = ["Rows", "Settings", "build", "load_tokenizer", "predict", "train"]

Floats = NDArray[np.float32]


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
    # worth its time where texts are seen more than once
    dropout: float = 0.0
    max_tokens: int = 64
    device: Literal["cpu", "cuda"] = "cpu"
    # threads that each take a share of a batch: two of one thread each are twice as fast as one of two
    workers: int = 2
    # products in bfloat16; four times faster where the processor has them (AMX, AVX-512), slower elsewhere
    bf16: bool = False
    checkpoint_steps: int = 100


class Rows(NamedTuple):
    """What a model is trained on.

    Parameters
    ----------
    texts : n texts
    targets : ``(n, 7) float32 in [0, 1]``, columns as `LABELS`, NaN where nobody was asked
    weights : ``(n,) float32``, how much a row counts
    """

    texts: list[str]
    targets: Floats
    weights: Floats

    def taken(self, places: NDArray[np.int64]) -> Rows:
        """Return the rows at `places`, in that order."""
        return Rows([self.texts[i] for i in places], self.targets[places], self.weights[places])


def load_tokenizer(encoder: Path, *, max_tokens: int) -> Tokenizer:
    """Return the encoder's tokenizer, truncating at `max_tokens` and padding to the longest."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    blank = next((token for token in ("<pad>", "[PAD]") if tokenizer.token_to_id(token) is not None), None)
    if blank is None:
        raise ToolkitError("the tokenizer has no padding token", where=str(encoder / "tokenizer.json"))
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id(blank), pad_token=blank)
    return tokenizer


def build(encoder: Path, *, layers: int = 0, dropout: float = 0.0) -> torch.nn.Module:
    """Return the classifier: encoder, mean over its tokens, one hidden layer, one logit a label; and one logit a token.

    The token's logit is fitted afterwards, on the states as they are: `toolkit.training.token_head`.
    The upper layers of an encoder can be left out (Sajjad et al. 2023, doi:10.1016/j.csl.2022.101429).

    The word embeddings stay as they are: names of groups met rarely in training keep the meaning
    they had, and the step is a third faster.
    """
    import torch
    from transformers import AutoModel

    class Classifier(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            whole = AutoModel.from_pretrained(str(encoder), add_pooling_layer=False, local_files_only=True)
            self.encoder = whole.float()  # some encoders are published in half precision
            if layers:
                self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
            self.encoder.embeddings.requires_grad_(requires_grad=False)
            for layer in self.encoder.modules():
                if isinstance(layer, torch.nn.Dropout):
                    layer.p = dropout
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


def train(rows: Rows, encoder: Path, out: Path, settings: Settings) -> Path:
    """Fine-tune `encoder` on `rows` and write ``model.pt`` under `out`.

    Parameters
    ----------
    rows : what to learn
    encoder : folder with config, safetensors weights and tokenizer
    out : folder for checkpoint, log and model; a checkpoint found there is continued
    settings : how

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
    ids, blank = _numbers(rows.texts, encoder, settings.max_tokens)
    batches = _batches(np.array([len(of_text) for of_text in ids]), settings)
    run = _start(build(encoder, layers=settings.layers, dropout=settings.dropout), len(batches), settings)
    step = _resume(out, run)
    losses: list[Any] = []
    while step < len(batches):
        losses.append(_step(run, _tensors(rows, ids, batches[step], blank), settings))
        step += 1
        if step % settings.checkpoint_steps == 0:
            _save(out, run, step)
            with (out / "log.jsonl").open("a", encoding="utf-8") as log:
                loss = float(sum(losses)) / len(losses)
                log.write(json.dumps({"step": step, "of": len(batches), "loss": loss}) + "\n")
            losses.clear()
    torch.save({name: value.cpu() for name, value in run.model.state_dict().items()}, out / "model.pt")
    return out / "model.pt"


def predict(trained: Path, texts: list[str], *, batch: int = 256) -> Floats:
    """Return what a trained model says of `texts`: ``(n, 7) float32 in [0, 1]``, columns as `LABELS`.

    Parameters
    ----------
    trained : folder that `train` wrote; texts are cut at its ``max_tokens``
    texts : n texts
    batch : texts at once
    """
    import torch

    settings = json.loads((trained / "settings.json").read_text(encoding="utf-8"))
    device, encoder = settings["device"], Path(settings["encoder"])
    model: Any = build(encoder, layers=settings["layers"])
    model.load_state_dict(torch.load(trained / "model.pt", weights_only=True))
    model.to(device).eval()
    ids, blank = _numbers(texts, encoder, settings["max_tokens"])
    order = np.argsort([len(of_text) for of_text in ids], kind="stable")
    said = np.empty((len(texts), len(LABELS)), dtype=np.float32)
    for start in range(0, len(order), batch):
        places = order[start : start + batch]
        padded, mask = _padded([ids[i] for i in places], blank)
        with torch.inference_mode(), torch.autocast(device, dtype=torch.bfloat16, enabled=settings["bf16"]):
            logits, _ = model(padded.to(device), mask.to(device))
        said[places] = torch.sigmoid(logits.float()).cpu().numpy()
    return said


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
    model.to(settings.device)
    optimiser = _optimiser(model, settings)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, _slope(n_steps, settings.warmup))
    if settings.device != "cpu":
        return _Run(model, optimiser, rate, ThreadPoolExecutor(1))
    # in each worker: the number of threads of a product is kept a thread
    pool = ThreadPoolExecutor(settings.workers, initializer=torch.set_num_threads, initargs=(1,))
    return _Run(model, optimiser, rate, pool)


def _numbers(texts: list[str], encoder: Path, max_tokens: int) -> tuple[list[list[int]], int]:
    """Return the numbers of each text's tokens, and the one that fills up."""
    tokenizer = load_tokenizer(encoder, max_tokens=max_tokens)
    blank = int((tokenizer.padding or {})["pad_id"])
    tokenizer.no_padding()
    return [encoded.ids for encoded in tokenizer.encode_batch_fast(texts)], blank


def _padded(ids: list[list[int]], blank: int) -> tuple[Any, Any]:
    import torch

    longest = max(len(of_text) for of_text in ids)
    padded = torch.tensor([of_text + [blank] * (longest - len(of_text)) for of_text in ids])
    lengths = torch.tensor([len(of_text) for of_text in ids])
    return padded, (torch.arange(longest) < lengths.unsqueeze(1)).long()


def _tensors(rows: Rows, ids: list[list[int]], places: NDArray[np.int64], blank: int) -> dict[str, Any]:
    """What one step needs of the rows at `places`, each with the rows first."""
    import torch

    padded, mask = _padded([ids[i] for i in places], blank)
    targets, weights = torch.from_numpy(rows.targets[places]), torch.from_numpy(rows.weights[places])
    return {"ids": padded, "mask": mask, "targets": targets, "weights": (~targets.isnan()) * weights.unsqueeze(1)}


def _step(run: _Run, batch: dict[str, Any], settings: Settings) -> Any:
    """One step of the optimiser; gives the loss before it, as a tensor that need not be there yet.

    The workers' gradients meet in the same parameters. Each parameter is used once a worker, so two
    workers add two numbers to nothing, and the order does not show.
    """
    import torch

    n_asked = batch["weights"].sum().clamp(min=1.0)
    n_workers = min(settings.workers, len(batch["ids"])) if settings.device == "cpu" else 1

    def share(worker: int) -> Any:
        part = {name: values[worker::n_workers].to(settings.device) for name, values in batch.items()}
        with torch.autocast(settings.device, dtype=torch.bfloat16, enabled=settings.bf16):
            logits, _ = run.model(part["ids"], part["mask"])
        loss = _masked_loss(logits.float(), part["targets"], part["weights"]) / n_asked.to(settings.device)
        loss.backward()
        return loss.detach()

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


def _batches(lengths: NDArray[np.int64], settings: Settings) -> list[NDArray[np.int64]]:
    """Shuffled batches of rows of like length: padding is the dearest token."""
    draw = np.random.default_rng([settings.seed, 1])
    pool = settings.batch * 50
    batches: list[NDArray[np.int64]] = []
    for _ in range(settings.epochs):
        order = draw.permutation(len(lengths))
        epoch: list[NDArray[np.int64]] = []
        for start in range(0, len(lengths), pool):
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
    state = torch.load(path, weights_only=True, map_location="cpu")
    run.model.load_state_dict(state["model"])
    run.optimiser.load_state_dict(state["optimiser"])
    run.rate.load_state_dict(state["rate"])
    torch.set_rng_state(state["random"])
    return int(state["step"])
