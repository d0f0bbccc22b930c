"""Read the record of acts."""

from kheo.ground.audit.queries.chain import anchor_now, anchors_of_days, check, seal_of, standing
from kheo.ground.audit.queries.trails import details, latest, trail

__all__ = [
    "anchor_now", "anchors_of_days", "check", "details", "latest", "seal_of", "standing", "trail",
]  # fmt: skip
