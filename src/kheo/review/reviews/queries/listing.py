"""Which reviews there are."""

from __future__ import annotations

from kheo.kit.refusals import Refused
from kheo.review.reviews.models import Review


def reviews() -> list[Review]:
    """All reviews, by name, with their programmes."""
    return list(Review.objects.select_related("programme").order_by("name"))


def review_named(name: str) -> Review:
    """Raises Refused("review.not_found"), which names those that exist."""
    found = Review.objects.select_related("programme__calendar", "edition").filter(name=name).first()
    if found is None:
        known = list(Review.objects.order_by("name").values_list("name", flat=True))
        raise Refused("review.not_found" if known else "review.none_loaded", review=name, known=known)
    return found
