"""Every page's address. The programme stands in the path, the other choices in the query."""

from django.urls import URLPattern, path, re_path

from kheo.capture.submissions.states import Channel
from kheo.web.account import devices
from kheo.web.account import views as account
from kheo.web.api import systems
from kheo.web.coordinator import attention_views, passport_views, report_acts, report_views, views
from kheo.web.manage import forms as manage
from kheo.web.manage import papers
from kheo.web.public import register
from kheo.web.reference import views as reference
from kheo.web.reporter import api, openrosa, sending, stick
from kheo.web.reporter import app_views as reporter_app

handler403 = "kheo.web.shared.errors.forbidden"
handler404 = "kheo.web.shared.errors.not_found"


def for_phones(door: str, name: str) -> list[URLPattern]:
    """What a phone asks for behind a door; ``name`` makes each address's name."""
    form = f"{door}forms/<slug:code>/<int:number>"
    return [
        path(f"{door}formList", openrosa.form_list, name=name.format("list")),
        path(f"{form}.xml", openrosa.form, name=name.format("form")),
        path(f"{form}/manifest", openrosa.manifest, name=name.format("manifest")),
        path(f"{form}/<str:name>", openrosa.media, name=name.format("media")),
        path(
            f"{door}submission", sending.submission, {"channel": Channel.OPENROSA}, name=name.format("send")
        ),
    ]


urlpatterns = [
    path("", account.home, name="home"),
    path("sign-in", account.SignIn.as_view(), name="sign_in"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("theme", account.theme, name="theme"),
    path("devices", devices.devices, name="devices"),
    path("devices/add", devices.add, name="device_add"),
    path("devices/<int:pk>/revoke", devices.revoke, name="device_revoke"),
    path("hand-in", stick.page, name="hand_in"),
    path("fields", register.fields, name="fields"),
    path("fields.csv", register.fields_csv, name="fields_csv"),
    path("forms/<slug:code>/paper.pdf", papers.paper, name="paper"),
    path("forms/<slug:code>/<int:number>/paper.pdf", papers.paper, name="paper_of"),
    path("manage/forms", manage.forms, name="manage_forms"),
    path("manage/forms/upload", manage.upload, name="manage_upload"),
    path("manage/forms/drafts/<int:pk>", manage.draft, name="manage_draft"),
    path("manage/forms/drafts/<int:pk>.xml", manage.draft_xform, name="manage_draft_xform"),
    path("manage/forms/drafts/<int:pk>/paper.pdf", papers.draft_paper, name="manage_draft_paper"),
    path("manage/forms/drafts/<int:pk>/xlsform", manage.draft_source, name="manage_draft_source"),
    path("manage/forms/drafts/<int:pk>/correct", manage.correct, name="manage_correct"),
    path("manage/forms/drafts/<int:pk>/purposes", manage.purposes, name="manage_purposes"),
    path("manage/forms/drafts/<int:pk>/decide", manage.decide, name="manage_decide"),
    path("manage/forms/drafts/<int:pk>/publish", manage.publish, name="manage_publish"),
    path("manage/forms/drafts/<int:pk>/discard", manage.discard, name="manage_discard"),
    path("manage/forms/<slug:code>/<int:number>", manage.version, name="manage_version"),
    path("manage/forms/<slug:code>/<int:number>/<str:name>", manage.version_file, name="manage_version_file"),
    # Phones that speak OpenRosa: the key stands in the path, or is the password of Basic.
    *for_phones("or/<str:key>/", "openrosa_{}"),
    *for_phones("or/", "openrosa_{}_basic"),
    path("r/device", api.device, name="reporter_device"),
    path("r/api/state", api.state, name="api_state"),
    path("r/api/forms/<slug:code>/<int:number>.xml", openrosa.form, name="api_form"),
    path("r/api/forms/<slug:code>/<int:number>/<str:name>", openrosa.media, name="api_media"),
    path("r/api/submission", sending.submission, {"channel": Channel.WEB}, name="api_send"),
    path("r/api/stick", stick.stick, name="api_stick"),
    path("r/api/instances/<str:name>.xml", api.instance, name="api_instance"),
    path("r/api/instances/<str:name>/withdraw", api.withdraw, name="api_withdraw"),
    path("r/api/instances/<str:name>/<str:file>", api.attachment, name="api_attachment"),
    path("api/v1/", (systems.patterns(), "ninja", "api")),
    path("r/", reporter_app.app, name="reporter_app"),
    path("r/sw.js", reporter_app.service_worker, name="reporter_worker"),
    path("r/manifest.webmanifest", reporter_app.manifest, name="reporter_manifest"),
    path("passports/<str:name>", passport_views.passport_short, name="passport_short"),
    path("p/<slug:programme>/", views.overview, name="overview"),
    path("p/<slug:programme>/figures", views.figures, name="figures"),
    re_path(
        r"^p/(?P<programme>[-\w]+)/figures\.(?P<kind>csv|json)$", views.figures_file, name="figures_file"
    ),
    path("p/<slug:programme>/passports/<str:name>", passport_views.passport, name="passport"),
    path("p/<slug:programme>/passports/<str:name>/recompute", passport_views.recompute, name="recompute"),
    path("p/<slug:programme>/passports/<str:name>/lines.csv", passport_views.lines_file, name="lines_file"),
    path("p/<slug:programme>/reports", report_views.reports, name="reports"),
    path("p/<slug:programme>/reports/<int:pk>", report_views.report, name="report"),
    path("p/<slug:programme>/reports/<int:pk>/original", report_views.original, name="original"),
    path("p/<slug:programme>/reports/<int:pk>/refused.csv", report_views.refused_file, name="refused_file"),
    path("p/<slug:programme>/reports/<int:pk>/decide", report_acts.decide, name="decide_report"),
    path("p/<slug:programme>/reports/<int:pk>/withdraw", report_acts.withdraw, name="withdraw_report"),
    path("p/<slug:programme>/reports/<int:pk>/files/<str:name>", report_acts.report_file, name="report_file"),
    path(
        "p/<slug:programme>/reports/<int:pk>/files/<str:name>/original",
        report_acts.report_file_original,
        name="report_file_original",
    ),
    path("p/<slug:programme>/attention", attention_views.attention, name="attention"),
    path("p/<slug:programme>/attention/rivals/<int:pk>", attention_views.rival, name="rival"),
    path("p/<slug:programme>/attention/rivals/<int:pk>/file", attention_views.rival_file, name="rival_file"),
    path("p/<slug:programme>/attention/rivals/<int:pk>/settle", attention_views.settle, name="settle_rival"),
    path("p/<slug:programme>/lines", report_views.lines, name="lines"),
    path("p/<slug:programme>/lines/<int:record>", report_views.line, name="line"),
    path("p/<slug:programme>/indicators", reference.indicators, name="indicators"),
    path("p/<slug:programme>/indicators/<str:code>", reference.indicator, name="indicator"),
    path("p/<slug:programme>/places", reference.places, name="places"),
    path("p/<slug:programme>/places/<str:ref>", reference.place, name="place"),
    path("p/<slug:programme>/organisations", reference.organisations, name="organisations"),
    path("p/<slug:programme>/organisations/<str:ref>", reference.organisation, name="organisation"),
    path("p/<slug:programme>/search", reference.search, name="search"),
    path("p/<slug:programme>/suggest", reference.suggest, name="suggest"),
]
