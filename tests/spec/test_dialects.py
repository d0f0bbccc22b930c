"""The trees in Spark's words, where no Spark is at hand to try them."""

import sqlglot

from kheo.consolidate.figures.rules.dialects import for_spark


def test_it_leaves_out_what_only_spares_work() -> None:
    tree = sqlglot.parse_one('WITH "g" AS MATERIALIZED (SELECT 1 AS x) SELECT * FROM g', dialect="duckdb")
    assert for_spark(tree).sql("spark") == "WITH `g` AS (SELECT 1 AS x) SELECT * FROM g"
    assert "MATERIALIZED" in tree.sql("duckdb")


def test_it_counts_distinct_values_in_a_window_by_the_size_of_their_set() -> None:
    tree = sqlglot.parse_one("SELECT COUNT(DISTINCT a) OVER (PARTITION BY b) AS n FROM t", dialect="duckdb")
    assert for_spark(tree).sql("spark") == "SELECT SIZE(COLLECT_SET(a) OVER (PARTITION BY b)) AS n FROM t"
