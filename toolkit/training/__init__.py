"""Labelled texts -> the shipped model: data, train, export, calibrate, evaluate, card.

Needs the extra ``train`` (torch, transformers, onnx). One command does it all::

    python -m toolkit.training run --labelled DATA --encoder MINILM --out FOLDER

The rest of the toolkit never imports this package.
"""
