"""``threadheat plan``: a study's effect and size -> how often it would be found."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.arguments import Out

__all__ = ["EXAMPLE", "plan"]

EXAMPLE = "threadheat plan --effect 0.1 --prevalence 0.05 --threads 100 --threads 400"


def plan(
    out: Out = None,
    *,
    effect: Annotated[float, typer.Option(help="risk difference to find, in [0, 1]", min=0, max=1)] = 0.1,
    prevalence: Annotated[float, typer.Option(help="share of comments hot without it, in [0, 1]", min=0, max=1)] = 0.1,
    threads: Annotated[
        list[int] | None,
        typer.Option(help="number of threads to try; may be repeated", min=1, show_default="50, 200, 800"),
    ] = None,
    sensitivity: Annotated[float, typer.Option(help="of the scorer, in [0, 1]", min=0, max=1)] = 1.0,
    specificity: Annotated[float, typer.Option(help="of the scorer, in [0, 1]", min=0, max=1)] = 1.0,
    runs: Annotated[int, typer.Option(help="simulated studies for each number of threads", min=1)] = 50,
    seed: Annotated[int, typer.Option(help="of the simulation")] = 0,
) -> None:
    """Simulate studies of threads that differ in heat, and say how often each size would find the effect.

    One row a number of threads: comments, effective threads, share of runs refused, power, and half the width of the
    interval. Power is uncertain by about one over the root of the runs.
    """
    from toolkit.cli.files import put
    from toolkit.spread.plan import plan as simulate_studies
    from toolkit.spread.simulate import Study

    study = Study(persistence=effect, prevalence=prevalence, sensitivity=sensitivity, specificity=specificity)
    put(simulate_studies(study, threads=threads or (50, 200, 800), runs=runs, seed=seed), out)
