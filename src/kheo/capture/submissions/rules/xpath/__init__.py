"""The part of XPath that forms are written in: constraints, relevance and calculations.

An evaluator of our own, because a form's expression is written by a stranger: it knows these functions and nothing
else, has no axes, no loops and no documents, runs its regular expressions on RE2 (no pattern can hang it), and is
compiled once for hundreds of thousands of rows.
"""

from kheo.capture.submissions.rules.xpath.compiler import Expression, Scope, compile_expression
from kheo.capture.submissions.rules.xpath.values import Value, boolean, first, number, string

__all__ = ["Expression", "Scope", "Value", "boolean", "compile_expression", "first", "number", "string"]
