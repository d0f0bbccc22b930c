"""Publish forms: at once by whoever runs the machine, or by way of a draft that a second person approves."""

from kheo.plan.forms.actions.drafts import (
    add_draft,
    approve_draft,
    ask_for_approval,
    check_upload,
    discard_draft,
    publish_draft,
    refuse_draft,
    replace_draft,
    set_purposes,
)
from kheo.plan.forms.actions.publishing import publish_form

__all__ = [
    "add_draft",
    "approve_draft",
    "ask_for_approval",
    "check_upload",
    "discard_draft",
    "publish_draft",
    "publish_form",
    "refuse_draft",
    "replace_draft",
    "set_purposes",
]
