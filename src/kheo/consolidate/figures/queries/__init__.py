"""Ask for figures, and where each came from."""

from kheo.consolidate.figures.queries.answers import ask

__all__ = ["ask"]
