"""COMMENTS -> the files that other tools read."""

from toolkit.exports.write import KINDS, convert, kind_of

__all__ = ["KINDS", "convert", "kind_of"]
