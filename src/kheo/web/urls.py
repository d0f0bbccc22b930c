"""Every page's address. The programme stands in the path, the other choices in the query."""

from django.urls import path, re_path

from kheo.web.account import views as account
from kheo.web.coordinator import passport_views, report_views, views
from kheo.web.reference import views as reference

handler403 = "kheo.web.shared.errors.forbidden"
handler404 = "kheo.web.shared.errors.not_found"

urlpatterns = [
    path("", account.home, name="home"),
    path("sign-in", account.SignIn.as_view(), name="sign_in"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("theme", account.theme, name="theme"),
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
