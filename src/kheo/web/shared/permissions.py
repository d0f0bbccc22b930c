"""What each address asks of whoever comes: the other half of the matrix in ``ground.accounts.rules.permissions``.

An address that is not here is shut. What a person may see and change behind an open one is a matter of their scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kheo.ground.accounts.states import Act


class Door(StrEnum):
    """``PUBLIC``: everybody. ``KEY``: a device by its key, without a browser's cookie. ``SIGNED_IN``: everybody who is."""

    PUBLIC = "public"
    KEY = "key"
    SIGNED_IN = "signed_in"


def _each(needed: Act | Door, *names: str) -> dict[str, Act | Door]:
    return dict.fromkeys(names, needed)


NEEDED: Mapping[str, Act | Door] = {
    **_each(Door.PUBLIC, "sign_in", "invitation", "fields", "fields_csv"),
    **_each(Door.PUBLIC, "sign_in_second", "sign_in_passkey", "sign_in_passkey_options"),
    **_each(Door.PUBLIC, "sign_in_oidc", "sign_in_oidc_back"),
    **_each(
        Door.KEY,
        *(
            f"openrosa_{what}{end}"
            for what in ("list", "form", "manifest", "media", "send")
            for end in ("", "_basic")
        ),
        *("api_state", "api_form", "api_media", "api_send", "api_stick", "api_instance", "api_withdraw"),
        *("api_attachment", "api_numbers", "api_told"),
        *(
            "api:openapi-json",
            "api:forms",
            "api:form",
            "api:form_file",
            "api:send",
            "api:report",
            "api:send_file",
            "api:api-root",
        ),
    ),
    **_each(Door.SIGNED_IN, "home", "sign_out", "theme", "passport_short", "paper", "paper_of"),
    **_each(Door.SIGNED_IN, "security", "security_app", "security_app_confirm", "security_app_remove"),
    **_each(Door.SIGNED_IN, "security_codes", "security_passkey_options", "security_passkey_add"),
    **_each(Door.SIGNED_IN, "security_passkey_remove", "security_password", "security_elsewhere"),
    **_each(Door.SIGNED_IN, "told", "told_read", "told_wishes"),
    **_each(Door.SIGNED_IN, "reporter_app", "reporter_worker", "reporter_manifest"),
    **_each(
        Act.READ,
        *("overview", "figures", "figures_file", "passport", "recompute", "search", "suggest"),
        *("indicators", "indicator", "places", "place", "organisations", "organisation"),
    ),
    **_each(
        Act.READ_REPORTS, "reports", "report", "original", "refused_file", "report_file", "lines", "line"
    ),
    **_each(Act.READ_REPORTS, "lines_file", "who_reported", "who_reported_file"),
    **_each(
        Act.REPORT, "devices", "device_add", "device_revoke", "hand_in", "reporter_device", "withdraw_report"
    ),
    **_each(Act.LOOK_AFTER, "attention", "rival", "rival_file", "report_file_original"),
    **_each(Act.DECIDE, "decide_report", "correct_report", "settle_rival"),
    **_each(Act.DECIDE, "verify", "verify_many", "verify_decide", "verify_undo", "same_work", "same_decide"),
    **_each(Act.DECIDE, "lots", "lot_draw", "lot", "lot_visit", "lot_close", "lot_table"),
    **_each(Act.READ_AUDIT, "audit", "audit_table", "audit_row"),
    **_each(
        Act.GRANT,
        *(
            "manage_people",
            "manage_invite",
            "manage_person",
            "manage_invite_again",
            "manage_give",
            "manage_take",
        ),
        *("manage_shut", "manage_reset"),
    ),
    **_each(
        Act.PUBLISH_FORMS,
        *("manage_forms", "manage_upload", "manage_draft", "manage_draft_xform", "manage_draft_paper"),
        *("manage_draft_source", "manage_correct", "manage_purposes", "manage_decide", "manage_publish"),
        *("manage_discard", "manage_version", "manage_version_file"),
        *("manage_try", "manage_try_form", "manage_try_read", "manage_try_file"),
    ),
}

# Open also to somebody who has to add a second factor first.
WITHOUT_SECOND = {"sign_out", "theme", *(name for name in NEEDED if name.startswith("security"))}
