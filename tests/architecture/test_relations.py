"""What import contracts cannot see: relations named by text, and their way back."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

STAGES = (
    "kit",
    "ground",
    "plan",
    "capture",
    "verify",
    "facts",
    "consolidate",
    "review",
    "publish",
    "flow",
    "web",
)


def package_of(label: str) -> str:
    """ "places" → "ground.places"; a library's application is its own package."""
    name = apps.get_app_config(label).name
    return name.removeprefix("kheo.") if name.startswith("kheo.") else name


def stage_of(package: str) -> int:
    """Libraries come before all stages."""
    stage = package.split(".")[0]
    return STAGES.index(stage) if stage in STAGES else -1


def relations(known: Iterable[type[models.Model]]) -> Iterator[tuple[str, str, str, bool]]:
    """(field, its package, the package it points to, whether there is a way back) of our models' own relations."""
    for model in known:
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            remote: Any = field.remote_field
            if remote is None or not package_of(model._meta.app_label) or remote.model == "self":
                continue
            target = (
                remote.model.split(".")[0] if isinstance(remote.model, str) else remote.model._meta.app_label
            )
            way_back = not (remote.related_name or "").endswith("+")
            yield (
                f"{model._meta.label}.{field.name}",
                package_of(model._meta.app_label),
                package_of(target),
                way_back,
            )


def faults(known: Iterable[type[models.Model]]) -> list[str]:
    found = []
    neighbours: dict[str, set[str]] = {}
    for field, here, there, way_back in relations(known):
        if here == there or not stage_of(here) >= 0:
            continue
        if stage_of(there) > stage_of(here):
            found.append(f"{field} points to {there}, a later stage")
        if way_back:
            found.append(f'{field} needs related_name="+": {there} must not read {here}')
        neighbours.setdefault(here, set()).add(there)
    try:
        TopologicalSorter(neighbours).prepare()
    except CycleError as cycle:
        found.append(f"packages point to each other: {cycle.args[1]}")
    return found


def ours() -> list[type[models.Model]]:
    return [
        model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("kheo.")
    ]


def test_it_points_to_the_same_or_an_earlier_stage_and_leaves_no_way_back() -> None:
    inherited = {"User.groups", "User.user_permissions"}  # Django's own, by AbstractUser
    assert [fault for fault in faults(ours()) if not any(name in fault for name in inherited)] == []


@isolate_apps("kheo.ground.places", "kheo.review.reviews")
def test_it_catches_a_relation_to_a_later_stage() -> None:
    class Planted(models.Model):
        review = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "places"

        def __str__(self) -> str:
            return ""

    assert faults([Planted]) == ["places.Planted.review points to review.reviews, a later stage"]


@isolate_apps("kheo.ground.places", "kheo.review.reviews")
def test_it_catches_a_way_back() -> None:
    class Planted(models.Model):
        place = models.ForeignKey("places.Place", on_delete=models.CASCADE, related_name="reviews")

        class Meta:
            app_label = "reviews"

        def __str__(self) -> str:
            return ""

    assert faults([Planted]) == [
        'reviews.Planted.place needs related_name="+": ground.places must not read review.reviews'
    ]


@isolate_apps("kheo.ground.places", "kheo.ground.organisations")
def test_it_catches_neighbours_that_point_to_each_other() -> None:
    class There(models.Model):
        other = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "places"

        def __str__(self) -> str:
            return ""

    class Back(models.Model):
        other = models.ForeignKey("places.Place", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "organisations"

        def __str__(self) -> str:
            return ""

    assert "point to each other" in faults([There, Back])[0]
