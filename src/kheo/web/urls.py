"""Every page's address. The programme stands in the path, the other choices in the query."""

from django.urls import URLPattern, path, re_path

from kheo.capture.submissions.states import Channel
from kheo.web.account import devices, oidc, security, signing_in
from kheo.web.account import views as account
from kheo.web.api import systems
from kheo.web.audit import views as audit
from kheo.web.coordinator import attention_views, correcting, passport_views, report_acts, report_views, views
from kheo.web.manage import forms as manage
from kheo.web.manage import papers, people, trial
from kheo.web.notices import views as told
from kheo.web.public import register
from kheo.web.reference import views as reference
from kheo.web.reporter import api, openrosa, sending, stick
from kheo.web.reporter import app_views as reporter_app
from kheo.web.verifier import lot_views as lots
from kheo.web.verifier import same_views as same_work
from kheo.web.verifier import views as verifier

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
    path("sign-in/second", signing_in.second, name="sign_in_second"),
    path("sign-in/passkey", signing_in.passkey, name="sign_in_passkey"),
    path("sign-in/passkey/options", signing_in.passkey_options, name="sign_in_passkey_options"),
    path("sign-in/oidc", oidc.begin, name="sign_in_oidc"),
    path("sign-in/oidc/back", oidc.back, name="sign_in_oidc_back"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("invitation/<str:told>", account.invitation, name="invitation"),
    path("theme", account.theme, name="theme"),
    path("me/security", security.page, name="security"),
    path("me/security/password", security.password, name="security_password"),
    path("me/security/elsewhere", security.elsewhere, name="security_elsewhere"),
    path("me/security/app", security.app, name="security_app"),
    path("me/security/app/confirm", security.app_confirm, name="security_app_confirm"),
    path("me/security/app/remove", security.app_remove, name="security_app_remove"),
    path("me/security/codes", security.codes, name="security_codes"),
    path("me/security/passkeys/options", security.passkey_options, name="security_passkey_options"),
    path("me/security/passkeys/add", security.passkey_add, name="security_passkey_add"),
    path("me/security/passkeys/<int:pk>/remove", security.passkey_remove, name="security_passkey_remove"),
    path("me/told", told.page, name="told"),
    path("me/told/read", told.read, name="told_read"),
    path("me/told/wishes", told.wishes, name="told_wishes"),
    path("devices", devices.devices, name="devices"),
    path("devices/add", devices.add, name="device_add"),
    path("devices/<int:pk>/revoke", devices.revoke, name="device_revoke"),
    path("hand-in", stick.page, name="hand_in"),
    path("audit", audit.audit, name="audit"),
    path("audit.csv", audit.table, name="audit_table"),
    path("audit/<int:number>", audit.row, name="audit_row"),
    path("fields", register.fields, name="fields"),
    path("fields.csv", register.fields_csv, name="fields_csv"),
    path("forms/<slug:code>/paper.pdf", papers.paper, name="paper"),
    path("forms/<slug:code>/<int:number>/paper.pdf", papers.paper, name="paper_of"),
    path("manage/people", people.people, name="manage_people"),
    path("manage/people/invite", people.invite, name="manage_invite"),
    path("manage/people/<int:pk>", people.person, name="manage_person"),
    path("manage/people/<int:pk>/invite", people.invite_again, name="manage_invite_again"),
    path("manage/people/<int:pk>/give", people.give, name="manage_give"),
    path("manage/people/<int:pk>/take/<int:number>", people.take, name="manage_take"),
    path("manage/people/<int:pk>/shut", people.shut, name="manage_shut"),
    path("manage/people/<int:pk>/factors", people.reset, name="manage_reset"),
    path("manage/forms", manage.forms, name="manage_forms"),
    path("manage/forms/upload", manage.upload, name="manage_upload"),
    path("manage/forms/drafts/<int:pk>", manage.draft, name="manage_draft"),
    path("manage/forms/drafts/<int:pk>.xml", manage.draft_xform, name="manage_draft_xform"),
    path("manage/forms/drafts/<int:pk>/paper.pdf", papers.draft_paper, name="manage_draft_paper"),
    path("manage/forms/drafts/<int:pk>/try", trial.page, name="manage_try"),
    path("manage/forms/drafts/<int:pk>/try/form", trial.form, name="manage_try_form"),
    path("manage/forms/drafts/<int:pk>/try/read", trial.read, name="manage_try_read"),
    path("manage/forms/drafts/<int:pk>/try/files/<str:name>", trial.file, name="manage_try_file"),
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
    path("r/api/numbers", api.numbers, name="api_numbers"),
    path("r/api/told", api.told, name="api_told"),
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
    path("p/<slug:programme>/reports/<int:pk>/correct", correcting.correct, name="correct_report"),
    path("p/<slug:programme>/reports/<int:pk>/withdraw", report_acts.withdraw, name="withdraw_report"),
    path("p/<slug:programme>/reports/<int:pk>/files/<str:name>", report_acts.report_file, name="report_file"),
    path(
        "p/<slug:programme>/reports/<int:pk>/files/<str:name>/original",
        report_acts.report_file_original,
        name="report_file_original",
    ),
    path("p/<slug:programme>/verify", verifier.verify, name="verify"),
    path("p/<slug:programme>/verify/many", verifier.accept_many, name="verify_many"),
    path("p/<slug:programme>/verify/<int:pk>", verifier.decide, name="verify_decide"),
    path("p/<slug:programme>/verify/<int:pk>/undo", verifier.undo, name="verify_undo"),
    path("p/<slug:programme>/verify/<int:pk>/same", same_work.same, name="same_work"),
    path("p/<slug:programme>/verify/<int:pk>/same/decide", same_work.decide, name="same_decide"),
    path("p/<slug:programme>/lots", lots.lots, name="lots"),
    path("p/<slug:programme>/lots/draw", lots.draw, name="lot_draw"),
    path("p/<slug:programme>/lots/<int:pk>", lots.lot, name="lot"),
    path("p/<slug:programme>/lots/<int:pk>/visits/<int:rank>", lots.visit, name="lot_visit"),
    path("p/<slug:programme>/lots/<int:pk>/close", lots.close, name="lot_close"),
    path("p/<slug:programme>/lots/<int:pk>/draw.csv", lots.table, name="lot_table"),
    path("p/<slug:programme>/who-reported", views.who_reported, name="who_reported"),
    path("p/<slug:programme>/who-reported.csv", views.who_reported_file, name="who_reported_file"),
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
