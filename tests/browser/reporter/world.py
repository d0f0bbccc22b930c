"""A server in memory that answers the reporter's app as the contract says, with faults that can be switched on.

It serves the real shell, service worker and manifest, and the built files; only the API is a play.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

HERE = Path(__file__).parent
STATIC = Path(__file__).parents[3] / "src/kheo/web/static"
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
KEY = "a-key-of-this-device"
FAULTS = ("500", "502", "cut", "dropped", "slow", "portal", "refuse")


def xform(name: str = "housing") -> str:
    """An XForm that pyxform makes of the Markdown beside this file."""
    from pyxform.xls2xform import convert

    return str(convert(xlsform=str(HERE / f"{name}.md"), file_type=".md", validate=False).xform)


def communes(count: int = 3321) -> str:
    """A list as long as the country's, of invented names but for a few."""
    real = ["Mường Toong", "Sín Thầu", "Đồng Văn", "Buôn Đôn", "Thị trấn Ea Súp"]
    rows = [*real, *(f"Xã Thử Nghiệm {at}" for at in range(count - len(real)))]
    return "name,label\n" + "\n".join(f"c{at},{row}" for at, row in enumerate(rows)) + "\n"


@dataclass
class Kept:
    number: int
    xml: str
    files: dict[str, bytes]
    envelope: str
    received_at: str
    times: int = 1


@dataclass
class World:
    """What the server knows; a test changes it as it likes. ``faults`` are used up one a submission, oldest first."""

    signed_in: str = "binh"
    key: str = KEY
    kept: dict[str, Kept] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    posts: int = 0
    due: list[dict[str, Any]] = field(default_factory=list)
    fates: dict[str, dict[str, Any]] = field(default_factory=dict)
    form: str = field(default_factory=xform)
    unit: bool = True
    who: str = "reporting_unit"  # the question that says whose report it is
    numbers: dict[str, str] = field(default_factory=dict)  # question → its number on paper
    asked: list[str] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)  # numbers under which nothing will come
    out_of_reach: bool = False  # the network's own way: whoever calls is hung up on
    worker_suffix: str = ""  # another version of the service worker

    def state(self) -> dict[str, Any]:
        numbers = sorted(int(each.envelope.split("/")[0]) for each in self.kept.values())
        return {
            "now": now(),
            "user": {"username": "binh", "name": "Bình"},
            "unit": {
                "ref": "ARMY:1",
                "title": {"vi": "Đồn Biên phòng Sín Thầu", "en": "Sín Thầu border post"},
            }
            if self.unit
            else None,
            "programme": {
                "code": "vn",
                "title": {"vi": "Vì cộng đồng", "en": "For the communities"},
                "notice": {},
            },
            "device": {"id": 7, "acknowledged": numbers, "highest": max(numbers, default=0)},
            "forms": [
                {
                    "code": "housing",
                    "title": {"vi": "Nhà cho hộ nghèo", "en": "Houses for poor households"},
                    "version": "2025.1",
                    "hash": "md5:" + digest(self.form),
                    "url": "/r/api/forms/housing/1.xml",
                    "media": [
                        {
                            "name": "communes.csv",
                            "hash": "md5:" + digest(communes()),
                            "url": "/r/api/media/communes.csv",
                        }
                    ],
                    "prefill": {"reporting_unit": "ARMY:1", "first_day": "today"},
                    "keep": [one for one in (self.who, "first_day") if one],
                    "who": self.who,
                    "roles": {"place": "commune", "end": "first_day"},
                    "numbers": self.numbers,
                }
            ],
            "due": self.due,
            "reports": [self.report(name) for name in reversed(self.kept)],
        }

    def report(self, instance: str) -> dict[str, Any]:
        kept = self.kept[instance]
        replaces = re.search(r"deprecatedID[^>]*>([^<]+)<", kept.xml)
        paper = re.search(r"<kheo:paper[^>]*>([^<]+)<", kept.xml)
        return {
            "instance": instance, "number": kept.number, "form": "housing", "title": "", "received_at": kept.received_at,
            "state": "received", "have": 1 + len(kept.files), "expected": 1 + len(kept.files), "missing": [],
            "returned": None, "refusals": [], "replaces": replaces[1] if replaces else "",
            "paper": paper[1] if paper else "",
            **self.fates.get(instance, {}),
        }  # fmt: skip


def digest(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def now() -> str:
    return datetime.now(UTC).isoformat()


def soon(days: int) -> dict[str, Any]:
    closes = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    return {
        "form": "housing", "closes": closes, "days_left": days,
        "period": {
            "label": "2025-09", "title": {"vi": "tháng 9/2025", "en": "September 2025"},
            "first": "2025-09-01", "last": "2025-09-30",
        },
    }  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *told: Any) -> None:
        """Nothing: a test's output is the test's own."""

    def do_GET(self) -> None:
        self.answer_get()

    def do_HEAD(self) -> None:
        self.answer_get()

    def answer_get(self) -> None:
        world, path = self.server.world, unquote(urlsplit(self.path).path)
        if world.out_of_reach:
            return self.hang_up()
        world.asked.append(f"{self.command} {path}")
        if path in ("/r/", "/r/sw.js", "/r/manifest.webmanifest"):
            self.page(path)
        elif path.startswith("/static/"):
            self.file(STATIC / path.removeprefix("/static/"))
        elif path == "/sign-in":
            self.say(200, b"<h1>Sign in</h1>", "text/html")
        elif not path.startswith("/r/api/"):
            self.say(404, b"", "text/plain")
        elif not self.knows_key():
            self.tell(401, {"code": "device.unknown", "message": "?"})
        else:
            self.api(path.removeprefix("/r/api/"))
        return None

    def page(self, path: str) -> None:
        from kheo.web.reporter import app_views

        if path == "/r/" and not self.server.world.signed_in:
            self.send_response(302)
            self.send_header("Location", "/sign-in?next=/r/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        request = RequestFactory().get(path)
        request.user = AnonymousUser()
        request.LANGUAGE_CODE = "vi"
        views = {"/r/": app_views.app, "/r/sw.js": app_views.service_worker}
        response: HttpResponse = views.get(path, app_views.manifest)(request)
        response["X-Kheo-User"] = self.server.world.signed_in
        if path == "/r/":
            csp = {"default-src": ["'self'"], **app_views.POLICY, "img-src": ["'self'", "data:", "blob:"]}
            response["Content-Security-Policy"] = "; ".join(
                f"{name} {' '.join(v)}" for name, v in csp.items()
            )
        if path == "/r/sw.js":
            response.content += self.server.world.worker_suffix.encode()
        more = {name: value for name, value in response.items() if name != "Content-Type"}
        self.say(
            200, response.content, response["Content-Type"], {**more, "Set-Cookie": "csrftoken=t; Path=/"}
        )

    def file(self, path: Path) -> None:
        if not path.is_file():
            self.say(404, b"", "text/plain")
        else:
            self.say(200, path.read_bytes(), KINDS.get(path.suffix, "application/octet-stream"))

    def api(self, path: str) -> None:
        world = self.server.world
        if path == "submission":  # whether the door is there
            self.say(204 if self.knows_key() else 401, b"", "application/json")
        elif path == "state":
            body = json.dumps(world.state() | {"now": ""}).encode()
            tag = f'"{digest(body.decode())}"'
            if self.headers.get("If-None-Match") == tag:
                self.say(304, b"", "application/json", {"ETag": tag})
            else:
                self.say(200, body, "application/json", {"ETag": tag})
        elif path.startswith("forms/"):
            self.say(200, world.form.encode(), "text/xml")
        elif path == "media/communes.csv":
            self.say(200, communes().encode(), "text/csv")
        elif found := re.fullmatch(r"instances/([^/]+)\.xml", path):
            self.say(200, world.kept[found[1]].xml.encode(), "text/xml")
        elif found := re.fullmatch(r"instances/([^/]+)/(.+)", path):
            self.say(200, world.kept[found[1]].files[found[2]], "image/jpeg")
        else:
            self.tell(404, {"code": "unknown", "message": "?"})

    def do_POST(self) -> None:
        world, path = self.server.world, urlsplit(self.path).path
        if world.out_of_reach:
            return self.hang_up()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        world.asked.append(f"POST {path}")
        if path == "/r/device":
            if world.signed_in:
                self.tell(
                    201,
                    {
                        "device": 7,
                        "key": world.key,
                        "user": {"name": "Bình", "username": "binh"},
                        "language": "vi",
                    },
                )
            else:
                self.tell(403, {})
        elif not self.knows_key():
            self.tell(401, {"code": "device.unknown", "message": "?"})
        elif path == "/r/api/submission":
            self.submission(body)
        elif found := re.fullmatch(r"/r/api/instances/([^/]+)/withdraw", unquote(path)):
            self.withdraw(found[1], str(json.loads(body)["reason"]))
        elif path == "/r/api/numbers":
            world.taken_back += json.loads(body)["taken_back"]
            self.tell(200, {"taken_back": json.loads(body)["taken_back"]})
        return None

    def withdraw(self, instance: str, reason: str) -> None:
        world = self.server.world
        if world.fates.get(instance, {}).get("state") == "replaced":
            return self.tell(
                409, {"code": "capture.withdraw_newest", "message": "Đã có bản sửa thay bản này."}
            )
        told = {"by": "binh", "at": now(), "reason": reason}
        world.fates[instance] = {"state": "withdrawn", "withdrawn": told}
        return self.tell(200, {"instance": instance, "number": 1, "withdrawn": told})

    def submission(self, body: bytes) -> None:
        world = self.server.world
        world.posts += 1
        fault = world.faults.pop(0) if world.faults else ""
        if fault == "slow":
            threading.Event().wait(1.5)
        if fault in ("500", "502"):
            kind = "text/html" if fault == "502" else "application/json"
            return self.say(
                int(fault), b"<h1>Bad gateway</h1>" if fault == "502" else b'{"code": "oops"}', kind
            )
        if fault == "portal":
            return self.say(200, b"<h1>Welcome to the hotel</h1>", "text/html")
        if fault == "refuse":
            return self.tell(
                409, {"code": "submission.other_content", "message": "Báo cáo này đã có với nội dung khác."}
            )
        if fault == "cut":
            return self.hang_up()
        status, said = self.keep(body)
        if fault == "dropped":
            return self.hang_up()
        return self.tell(status, said)

    def keep(self, body: bytes) -> tuple[int, dict[str, Any]]:
        world = self.server.world
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = list(message_from_bytes(head + body, policy=policy.HTTP).iter_parts())
        files = {str(part.get_filename()): bytes(part.get_payload(decode=True) or b"") for part in parts}
        xml = files.pop("xml_submission_file").decode()
        instance = (re.search(r"instanceID>([^<]+)<", xml) or ["", ""])[1]
        before = world.kept.get(instance)
        if before:
            before.times += 1
        else:
            world.kept[instance] = Kept(
                4711 + len(world.kept), xml, files, self.headers["X-Kheo-Envelope"], now()
            )
        kept, parts_kept = world.kept[instance], 1 + len(files)
        said = {"instance": instance, "number": kept.number, "received_at": kept.received_at}
        return (202 if before else 201), said | {"have": parts_kept, "expected": parts_kept}

    def knows_key(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {self.server.world.key}"

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def tell(self, status: int, body: dict[str, Any]) -> None:
        self.say(status, json.dumps(body).encode(), "application/json")

    def say(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (more or {}).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.world = world

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that was cut on purpose is no news."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"
