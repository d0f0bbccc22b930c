"""Twenty standard questions over 20 million facts: Kheo beside hand-written DuckDB SQL over the same files.

    python benchmarks/figures.py [--size national] [--data build/national] [--rounds 5] [--json]

Both run warm, in the same process, in turn; medians are compared. The hand-written SQL is what a careful analyst
would write who knows the files by heart: it merges joint work, drops replaced facts and places communes on a map, but
it does not count reports, look for approximate numbers, or make passports.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from national import arguments, prepare

STATE_MONTH = "(year(day) * 12 + month(day) - 1 + CASE WHEN day(day) >= 15 THEN 1 ELSE 0 END)"
QUARTER, YEAR = f"({STATE_MONTH} // 3)", f"({STATE_MONTH} // 12)"
Y2025 = "day BETWEEN DATE '2024-12-15' AND DATE '2025-12-14'"
Y2024_25 = "day BETWEEN DATE '2023-12-15' AND DATE '2025-12-14'"
Y2021_25 = "day BETWEEN DATE '2020-12-15' AND DATE '2025-12-14'"


@dataclass(frozen=True)
class Case:
    """``sql`` gives rows of keys and then ``values`` values; ``total``: whether the two answers' totals can be compared."""

    name: str
    asked: dict[str, Any]
    sql: str
    total: bool = True
    values: int = 1


def once(form: str, columns: str, condition: str, lead: str = "") -> str:
    """Facts of a form with joint activities merged: the lead's, or the highest of each measure."""
    names = [name.strip() for name in columns.split(",")]
    highest = ", ".join(
        f"CASE WHEN joint_rule = 1 THEN max({name}) OVER w ELSE {name} END AS {name}" for name in names
    )
    keys = "place, agency, day" + (f", {lead}" if lead else "")
    return f"""(
        SELECT {keys}, {columns} FROM {form} WHERE (joint IS NULL OR joint_rule = 2) AND {condition}
        UNION ALL
        SELECT {keys}, {columns} FROM (
            SELECT {keys}, joint_rule, {highest},
                   row_number() OVER (PARTITION BY joint ORDER BY joint_rank, record) AS turn
            FROM {form} WHERE joint IS NOT NULL AND joint_rule <> 2 WINDOW w AS (PARTITION BY joint)
        ) WHERE turn = 1 AND {condition})"""


def cases() -> list[Case]:
    """The questions of peers' own tests in spirit: pivots, roll-ups, agencies, maps, joint work, stocks, ratios."""
    outreach = once("outreach", "sessions, attendances", Y2025)
    return [
        Case(
            "country, one year",
            {"indicators": ("INF-01",), "period": "2025"},
            f"SELECT sum(sessions) FROM {outreach}",
        ),
        Case(
            "province × quarter",
            {"indicators": ("INF-01",), "by": ("province", "quarter"), "period": "2025"},
            f"SELECT p.province, {QUARTER}, sum(sessions) FROM {outreach} JOIN reported p USING (place) GROUP BY ALL",
        ),
        Case(
            "province × quarter × 2 indicators, 5 years",
            {"indicators": ("INF-01", "INF-02"), "by": ("province", "quarter"), "period": "2021..2025"},
            f"""SELECT p.province, {QUARTER}, sum(sessions), sum(attendances)
                FROM {once("outreach", "sessions, attendances", Y2021_25)} JOIN reported p USING (place) GROUP BY ALL""",
            values=2,
        ),
        Case(
            "one agency, province × month, 2 years",
            {
                "indicators": ("INF-01", "INF-02"),
                "by": ("province", "month"),
                "period": "2024..2025",
                "view": "VPA",
            },
            f"""SELECT p.province, {STATE_MONTH}, sum(sessions), sum(attendances) FROM outreach
                JOIN reported p USING (place) WHERE {Y2024_25} AND agency = $VPA GROUP BY ALL""",
            values=2,
        ),
        Case(
            "roll-up with two disaggregations",
            {"indicators": ("INF-02",), "by": ("province", "topic", "channel"), "period": "2021..2025"},
            f"""SELECT p.province, topic, channel, sum(attendances)
                FROM {once("outreach", "attendances", Y2021_25, "topic, channel")} JOIN reported p USING (place)
                GROUP BY ALL""",
        ),
        Case(
            "topic × year",
            {"indicators": ("INF-02",), "by": ("topic", "year"), "period": "2021..2025"},
            f"""SELECT topic, {YEAR}, sum(attendances)
                FROM {once("outreach", "attendances", Y2021_25, "topic")} GROUP BY ALL""",
        ),
        Case(
            "old map, province × year",
            {
                "indicators": ("INF-01",),
                "by": ("province", "year"),
                "period": "2021..2025",
                "boundaries": "2025-06-30",
            },
            f"""SELECT p.province, {YEAR}, sum(sessions) FROM {once("outreach", "sessions", Y2021_25)}
                JOIN old_map p USING (place) GROUP BY ALL""",
        ),
        Case(
            "new map, province × year",
            {
                "indicators": ("INF-01",),
                "by": ("province", "year"),
                "period": "2021..2025",
                "boundaries": "2025-07-01",
            },
            f"""SELECT p.province, {YEAR}, sum(sessions) FROM {once("outreach", "sessions", Y2021_25)}
                JOIN new_map p USING (place) GROUP BY ALL""",
        ),
        Case(
            "new communes × quarter, with ranges",
            {
                "indicators": ("INF-01",),
                "by": ("commune", "quarter"),
                "period": "2025",
                "boundaries": "2025-07-01",
            },
            f"""SELECT c.commune, {QUARTER}, sum(sessions * c.low), sum(sessions * c.high) FROM {outreach}
                JOIN new_communes c USING (place) GROUP BY ALL""",
            total=False,
        ),
        Case(
            "new communes × month, 2 years, with ranges",
            {
                "indicators": ("INF-01",),
                "by": ("commune", "month"),
                "period": "2024..2025",
                "boundaries": "2025-07-01",
            },
            f"""SELECT c.commune, {STATE_MONTH}, sum(sessions * c.low), sum(sessions * c.high)
                FROM {once("outreach", "sessions", Y2024_25)} JOIN new_communes c USING (place) GROUP BY ALL""",
            total=False,
        ),
        Case(
            "highest per event and place, then the sum",
            {"indicators": ("DIS-07",), "by": ("province", "year"), "period": "2021..2025"},
            f"""SELECT province, y, sum(value) FROM (
                    SELECT p.province, {YEAR} AS y, event, place, max(relieved) AS value
                    FROM {once("disaster", "relieved", Y2021_25, "event")} JOIN reported p USING (place)
                    WHERE event IS NOT NULL GROUP BY ALL)
                GROUP BY ALL""",
        ),
        Case(
            "distinct events",
            {"indicators": ("DIS-01",), "by": ("province", "year"), "period": "2021..2025"},
            f"""SELECT p.province, {YEAR}, count(DISTINCT event) FROM {once("disaster", "relieved", Y2021_25, "event")}
                JOIN reported p USING (place) GROUP BY ALL""",
        ),
        Case(
            "joint activities, over five forms",
            {"indicators": ("CAP-02",), "by": ("year",), "period": "2024..2025"},
            "SELECT y, count(DISTINCT activity) FROM ("
            + " UNION ALL ".join(
                f"""SELECT {YEAR} AS y, joint AS activity FROM (SELECT *, row_number() OVER
                        (PARTITION BY joint ORDER BY joint_rank, record) AS turn FROM {form}
                        WHERE joint IS NOT NULL AND joint_rule <> 2)
                    WHERE turn = 1 AND partner IS NOT NULL AND {Y2024_25}
                    UNION ALL
                    SELECT {YEAR}, coalesce(joint, -record) FROM {form}
                    WHERE (joint IS NULL OR joint_rule = 2) AND partner IS NOT NULL AND {Y2024_25}"""
                for form in ("outreach", "disaster", "housing", "works", "services")
            )
            + ") GROUP BY ALL",
        ),
        Case(
            "a stock at the end of each quarter",
            {"indicators": ("HOU-03",), "by": ("province", "quarter"), "period": "2025"},
            f"""SELECT province, q, sum(value) FROM (
                    SELECT p.province, {QUARTER} AS q, place, arg_max(remaining, (day, -record)) AS value FROM (
                        SELECT place, day, record, remaining FROM housing
                        WHERE (joint IS NULL OR joint_rule = 2) AND remaining IS NOT NULL AND {Y2025}
                        UNION ALL
                        SELECT place, day, record, remaining FROM (
                            SELECT place, day, record,
                                   CASE WHEN joint_rule = 1 THEN max(remaining) OVER w ELSE remaining END AS remaining,
                                   remaining AS own,
                                   row_number() OVER (PARTITION BY joint ORDER BY joint_rank, record) AS turn
                            FROM housing WHERE joint IS NOT NULL AND joint_rule <> 2 WINDOW w AS (PARTITION BY joint))
                        WHERE turn = 1 AND own IS NOT NULL AND {Y2025})
                    JOIN reported p USING (place) GROUP BY ALL)
                GROUP BY ALL""",
        ),
        Case(
            "a weighted ratio",
            {"indicators": ("INF-04",), "by": ("province", "year"), "period": "2021..2025"},
            f"""SELECT p.province, {YEAR}, 100 * sum(answered) / sum(raised) FILTER (answered IS NOT NULL)
                FROM democracy JOIN reported p USING (place) WHERE {Y2021_25} GROUP BY ALL""",
            total=False,
        ),
        Case(
            "four indicators of one form, province × quarter × agency",
            {
                "indicators": ("NRA-02", "NRA-03", "NRA-04", "NRA-05"),
                "by": ("province", "quarter", "agency"),
                "period": "2024..2025",
            },
            f"""SELECT p.province, {QUARTER}, agency, sum(road_km), sum(canal_km), sum(workdays), sum(works)
                FROM {once("works", "road_km, canal_km, workdays, works", Y2024_25)} JOIN reported p USING (place)
                GROUP BY ALL""",
            values=4,
        ),
        Case(
            "one province, its communes of today",
            {
                "indicators": ("INF-01", "INF-02"),
                "by": ("commune",),
                "period": "2025",
                "boundaries": "2025-07-01",
                "within": "vn:p:01@2025",
            },
            f"""SELECT c.commune, sum(sessions * c.low), sum(sessions * c.high),
                       sum(attendances * c.low), sum(attendances * c.high)
                FROM {outreach} JOIN new_communes c USING (place) WHERE c.province = $HANOI GROUP BY ALL""",
            total=False,
        ),
        Case(
            "a filter, agency × month",
            {
                "indicators": ("INF-01",),
                "by": ("agency", "month"),
                "period": "2025",
                "where": "topic = 'disaster'",
            },
            f"""SELECT agency, {STATE_MONTH}, sum(sessions) FROM
                {once("outreach", "sessions", Y2025 + " AND topic = 'disaster'", "topic")} GROUP BY ALL""",
        ),
        Case(
            "verified only, province × year",
            {"indicators": ("HEA-01",), "by": ("province", "year"), "period": "2021..2025", "grade": 1},
            f"""SELECT p.province, {YEAR}, sum(consultations) FROM
                {once("(SELECT * FROM services WHERE grade >= 1)", "consultations", Y2021_25)}
                JOIN reported p USING (place) GROUP BY ALL""",
        ),
        Case(
            "six indicators of four forms, by year",
            {
                "indicators": ("INF-01", "INF-02", "HEA-01", "NRA-04", "HOU-04", "RES-01"),
                "by": ("year",),
                "period": "2021..2025",
            },
            " UNION ALL ".join(
                f"SELECT {YEAR}, {column} FROM {once(form, names, Y2021_25)} GROUP BY ALL"
                for form, names, column in (
                    ("outreach", "sessions, attendances", "sum(sessions) + sum(attendances)"),
                    ("services", "consultations", "sum(consultations)"),
                    ("works", "workdays", "sum(workdays)"),
                    ("housing", "workdays", "sum(workdays)"),
                    ("resources", "amount", "sum(amount)"),
                )
            ),
        ),
    ]


def main() -> int:
    parser = arguments(__doc__ or "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="questions whose name holds this")
    given = parser.parse_args()
    prepare(given.data.resolve(), given.size)
    rows = [row for case in cases() if given.only in case.name for row in [measure(case, given.rounds)]]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report(rows, peak, as_json=given.json)
    return 0 if all(row["agrees"] for row in rows) else 1


def measure(case: Case, rounds: int) -> dict[str, Any]:
    """Both answers, then both timed in turn."""
    kheo, bare = asker(case), runner(case)
    cells, rows = kheo(), bare()
    agrees = not case.total or close(total_of(cells), sum_of(rows, case.values))
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(timed(bare))
        ours.append(timed(kheo))
    one, other = statistics.median(ours), statistics.median(theirs)
    print(f"{case.name:58} {one * 1000:8.0f} ms {other * 1000:8.0f} ms {one / other:6.2f} ×  {len(cells):7} cells"
          f"{'' if agrees else '  DISAGREES ' + str(total_of(cells)) + ' / ' + str(sum_of(rows, case.values))}", flush=True)  # fmt: skip
    return {"question": case.name, "kheo": one, "bare": other, "ratio": one / other, "agrees": agrees}


def asker(case: Case) -> Callable[[], tuple[Any, ...]]:
    """Asks Kheo without its memory of answers, all the way to cells with passports."""
    from kheo.consolidate.figures.queries import ask, forget
    from kheo.consolidate.figures.rules.question import Question

    question = Question.from_json({**Question(()).as_json(), **case.asked})

    def run() -> tuple[Any, ...]:
        forget()
        return ask(question).cells

    return run


def runner(case: Case) -> Callable[[], list[tuple[Any, ...]]]:
    connection, names = bare_engine()
    sql = case.sql
    for name, number in names.items():
        sql = sql.replace(f"${name}", str(number))

    def run() -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    return run


_BARE: list[Any] = []


def bare_engine() -> tuple[Any, dict[str, int]]:
    """A DuckDB of its own over the same files, with the placements as plain tables."""
    if _BARE:
        return _BARE[0]
    import datetime as dt

    import duckdb

    from kheo.facts.columns import queries as columns
    from kheo.ground.organisations.models import Organisation
    from kheo.ground.places.models import Place
    from kheo.ground.places.queries.atlas import atlas
    from kheo.ground.places.rules import cells

    connection = duckdb.connect(
        config={"threads": 2, "memory_limit": "1500MB", "preserve_insertion_order": False}
    )
    state = columns.state()
    for code, form in state.forms.items():
        files = ", ".join(f"'{file}'" for file in columns.form_files(code, form.version))
        connection.execute(f"CREATE VIEW {code} AS SELECT * FROM read_parquet([{files}])")
    book = atlas()[1]
    days = {"reported": None, "old_map": dt.date(2025, 6, 30), "new_map": dt.date(2025, 7, 1)}
    for name, day in days.items():
        placed = cells(book, levels=("province",), day=day)
        keep(
            connection,
            name,
            [(place, cell[0]) for place, some in placed.items() for cell in some],
            ["province"],
        )
    placed = cells(book, levels=("province", "commune"), day=dt.date(2025, 7, 1))
    rows = [
        (place, *cell, share.low, share.high)
        for place, some in placed.items()
        for cell, share in some.items()
    ]
    keep(connection, "new_communes", rows, ["province", "commune", "low", "high"])
    numbers = {
        "VPA": Organisation.objects.get(ref="VPA").pk,
        "HANOI": Place.objects.get(ref="vn:p:01@2025").pk,
    }
    _BARE.append((connection, numbers))
    return _BARE[0]


def keep(connection: Any, name: str, rows: list[tuple[Any, ...]], columns: list[str]) -> None:
    """A small table of places: the first column is the place itself."""
    import pyarrow as pa

    kinds = {"low": pa.decimal128(9, 8), "high": pa.decimal128(9, 8)}
    names = ["place", *columns]
    arrays = {
        key: pa.array([row[n] for row in rows], kinds.get(key, pa.int32())) for n, key in enumerate(names)
    }
    connection.register("incoming", pa.table(arrays))
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
    connection.unregister("incoming")


def timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def total_of(cells: tuple[Any, ...]) -> Decimal:
    """The highs: a fact that perhaps lies in either of two provinces is in both of the hand-written SQL's sums."""
    return sum((cell.high for cell in cells if cell.high is not None), Decimal(0))


def sum_of(rows: list[tuple[Any, ...]], values: int) -> Decimal:
    return sum(
        (Decimal(str(value)) for row in rows for value in row[-values:] if value is not None), Decimal(0)
    )


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("0.0001") * max(1, abs(other)) / 100


def report(rows: list[dict[str, Any]], peak: float, *, as_json: bool) -> None:
    ratios = [row["ratio"] for row in rows]
    quick = [row for row in rows if row["bare"] < 0.2]
    p95 = sorted(row["kheo"] for row in quick)[max(0, round(len(quick) * 0.95) - 1)] if quick else 0.0
    print(
        f"\nmedian ratio {statistics.median(ratios):.2f} ×, worst {max(ratios):.2f} ×, "
        f"p95 where the bare engine needs below 200 ms: {p95 * 1000:.0f} ms ({len(quick)} questions), peak {peak:.0f} MB"
    )
    if as_json:
        plain = {
            "median_ratio": round(statistics.median(ratios), 3),
            "worst_ratio": round(max(ratios), 3),
            "p95_ms_where_bare_below_200": round(p95 * 1000),
            "peak_mb": round(peak),
            "questions": [
                {
                    "question": r["question"],
                    "kheo_ms": round(r["kheo"] * 1000, 1),
                    "bare_ms": round(r["bare"] * 1000, 1),
                }
                for r in rows
            ],
        }
        print(json.dumps(plain, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
