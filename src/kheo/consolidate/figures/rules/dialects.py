"""What a tree must look like for a database that cannot say all that DuckDB can."""

from __future__ import annotations

from sqlglot import exp


def for_spark(tree: exp.Expr) -> exp.Expr:
    """The same tree without what Spark cannot parse.

    Spark has no ``MATERIALIZED``, which only ever spares work; it counts nothing distinct in a window, but the size of
    the set of values is the same number; and its largest whole numbers are decimals without places.
    """

    def said(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.CTE):
            node.set("materialized", None)
        if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.INT128:
            return exp.DataType.build("DECIMAL(38, 0)")
        counted = node.this if isinstance(node, exp.Window) else None
        if isinstance(counted, exp.Count) and isinstance(counted.this, exp.Distinct):
            (of,) = counted.this.expressions
            node.set("this", exp.ArrayUniqueAgg(this=of))
            return exp.Anonymous(this="size", expressions=[node])
        return node

    return tree.copy().transform(said, copy=False)
