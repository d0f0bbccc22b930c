"""Bring organisations and what they became to what a pack says."""

from kheo.ground.organisations.actions.loading import load_links, load_organisations
from kheo.ground.organisations.actions.rows import LinkRow, OrganisationRow, read_links, read_organisations

__all__ = [
    "LinkRow",
    "OrganisationRow",
    "load_links",
    "load_organisations",
    "read_links",
    "read_organisations",
]
