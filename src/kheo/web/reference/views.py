"""What figures stand on: indicators, places and how they changed, organisations; and the search through them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Place
from kheo.plan.programmes.models import Indicator
from kheo.plan.programmes.rules.breaks import breaks_of
from kheo.plan.programmes.rules.definition import Definition
from kheo.web.reference.history import history_of
from kheo.web.reference.indicators import groups_of, words_of
from kheo.web.reference.organisations import agency_rows, organisation_of
from kheo.web.reference.places import place_of, reforms, tops
from kheo.web.reference.searching import search_for
from kheo.web.shared.asking import indicators_of, question_for, totals
from kheo.web.shared.frame import Frame, in_programme
from kheo.web.shared.numbers import Unit
from kheo.web.shared.shown import show

SUGGESTED, FOUND = 4, 40


@require_safe
@in_programme("indicators")
def indicators(request: HttpRequest, frame: Frame) -> HttpResponse:
    return render(request, "reference/indicators.html", {"frame": frame, "groups": groups_of(frame)})


@require_safe
@in_programme("indicators")
def indicator(request: HttpRequest, frame: Frame, code: str) -> HttpResponse:
    """The definition in force, its versions, and its figure under the choices of the page."""
    versions = list(
        Indicator.objects.filter(programme=frame.programme, code=code)
        .select_related("unit")
        .order_by("-version")
    )
    newest = get_object_or_404(Indicator, pk=versions[0].pk if versions else 0)
    unit = Unit(newest.unit.code, newest.unit.title, newest.unit.plural)
    cell = totals(question_for(frame.choices, frame.calendar, (code,))).get(code)
    context = {
        "frame": frame,
        "indicator": newest,
        "definition": newest.definition,
        "breaks": breaks_of(newest.definition),
        "words": words_of(Definition.from_json(newest.definition), frame.language),
        "versions": versions,
        "shown": show(cell, unit, frame.choices),
        "history": history_of(frame, known)
        if (known := indicators_of(frame.programme.code).get(code))
        else None,
    }
    return render(request, "reference/indicator.html", context)


@require_safe
@in_programme("places")
def places(request: HttpRequest, frame: Frame) -> HttpResponse:
    context = {"frame": frame, "tops": tops(frame), "reforms": reforms(frame)}
    return render(request, "reference/places.html", context)


@require_safe
@in_programme("places")
def place(request: HttpRequest, frame: Frame, ref: str) -> HttpResponse:
    found = get_object_or_404(Place.objects.select_related("level", "parent"), ref=ref)
    return render(request, "reference/place.html", {"frame": frame, "page": place_of(frame, found)})


@require_safe
@in_programme("organisations")
def organisations(request: HttpRequest, frame: Frame) -> HttpResponse:
    return render(request, "reference/organisations.html", {"frame": frame, "rows": agency_rows(frame)})


@require_safe
@in_programme("organisations")
def organisation(request: HttpRequest, frame: Frame, ref: str) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.select_related("agency", "parent", "place"), ref=ref)
    return render(
        request, "reference/organisation.html", {"frame": frame, "page": organisation_of(frame, found)}
    )


@require_safe
@in_programme("search")
def search(request: HttpRequest, frame: Frame) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    context = {"frame": frame, "query": query, "groups": search_for(frame, query, FOUND)}
    return render(request, "reference/search.html", context)


@require_safe
@in_programme("search")
def suggest(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The first few results, as a piece of a page."""
    query = request.GET.get("q", "").strip()
    context = {"frame": frame, "query": query, "groups": search_for(frame, query, SUGGESTED)}
    return render(request, "reference/suggest.html", context)
