"""How many hidden forgeries lie on top of the verifier's queue.

Forged reports are hidden among honest made-up ones (`forgeries` of the pack's generator.yaml), the checks of the pack's
quality.yaml weigh everything that waits, and the reports are sorted by their risk, as the queue is. Printed for each seed
and kind: how many of the forged reports lie in the top 5 % (recall), and how much of the top 5 % is forged (precision).

    python benchmarks/forgeries.py                 seeds 11 to 15
    python benchmarks/forgeries.py --seeds 1 2 3   others
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", type=Path, default=ROOT / "packs" / "vn-community-support")
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13, 14, 15])
    parser.add_argument(
        "--why", action="store_true", help="tell which checks lifted the honest, and which missed"
    )
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="kheo-forgeries-"))
    try:
        _measure(args, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measure(args: argparse.Namespace, home: Path) -> None:
    os.environ |= {"KHEO_DATA": str(home), "DJANGO_SETTINGS_MODULE": "kheo.settings", "KHEO_DATABASE": ""}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from kheo.flow.load_pack import load_pack

    call_command("migrate", verbosity=0)
    code = load_pack(path=args.pack, by="benchmark", now=timezone.now()).code
    connection.close()
    clean = home / "clean.sqlite3"
    shutil.copy(home / "kheo.sqlite3", clean)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for seed in args.seeds:
        connection.close()
        for name in ("kheo.sqlite3", "kheo.sqlite3-wal", "kheo.sqlite3-shm"):
            (home / name).unlink(missing_ok=True)
        shutil.copy(clean, home / "kheo.sqlite3")
        for kind, counts in _one(args, code, seed).items():
            found[kind].update(counts)
    _tell("all seeds", found)
    recall = found["all"]["top"] / max(1, found["all"]["hidden"])
    print(f"\nrecall of the top {TOP:.0%} over all seeds: {recall:.1%} (aim: 80%)")


def _one(args: argparse.Namespace, programme: str, seed: int) -> dict[str, Counter[str]]:
    from django.utils import timezone

    from kheo.flow.plant_forgeries import plant_forgeries
    from kheo.verify.quality.actions import weigh
    from kheo.verify.quality.models import Risk
    from kheo.verify.quality.queries import forms_of

    waiting = plant_forgeries(
        pack=args.pack, programme=programme, seed=seed, by="benchmark", now=timezone.now()
    )
    began = time.perf_counter()
    done = [weigh(form=form, moment=timezone.now()) for form in forms_of()]
    seconds = time.perf_counter() - began
    scores = dict(Risk.objects.values_list("record_id", "score"))
    ranked = sorted(waiting, key=lambda pair: (-max(scores.get(each, 0.0) for each in pair[1]), min(pair[1])))
    top = ranked[: round(TOP * len(ranked))]
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for report, _records in ranked:
        if report.planted:
            found[report.planted]["hidden"] += 1
            found["all"]["hidden"] += 1
    for report, _records in top:
        found["all"]["looked at"] += 1
        if report.planted:
            found[report.planted]["top"] += 1
            found["all"]["top"] += 1
    records = sum(one.records for one in done)
    print(f"seed {seed}: {len(waiting)} reports wait ({records} records), weighed in {seconds:.1f} s")
    _tell(f"seed {seed}", found)
    if args.why:
        _why(ranked, len(top))
    return found


def _tell(title: str, found: dict[str, Counter[str]]) -> None:
    print(f"\n{title:<16}{'hidden':>8}{'in top 5 %':>12}{'recall':>9}")
    for kind, counts in sorted(found.items(), key=lambda each: (each[0] == "all", each[0])):
        share = counts["top"] / max(1, counts["hidden"])
        print(f"{kind:<16}{counts['hidden']:>8}{counts['top']:>12}{share:>9.0%}")
    everything = found["all"]
    precision = everything["top"] / max(1, everything["looked at"])
    most = min(1.0, everything["hidden"] / max(1, everything["looked at"]))
    print(
        f"precision of the top 5 %: {precision:.0%} (at most {most:.0%}: there are no more forgeries to find)"
    )


def _why(ranked: list, top: int) -> None:
    """Which checks lifted honest reports into the top, and what was found about forgeries that stayed below."""
    from kheo.verify.quality.queries import findings_of

    lifted: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for at, (report, records) in enumerate(ranked):
        if (at < top) == bool(report.planted):
            continue
        told = [one for some in findings_of(records).values() for one in some]
        kinds = ",".join(sorted({f"{one.rule.code} {one.strength:.2f}" for one in told})) or "nothing"
        if at < top:
            lifted[kinds] += 1
        else:
            missed[f"{report.planted} {report.form}: {kinds}"] += 1
    for title, counts in (("honest, in the top", lifted), ("forged, below", missed)):
        print(f"  {title}:")
        for kinds, count in counts.most_common(25):
            print(f"    {count:>4} {kinds}")


if __name__ == "__main__":
    main()
