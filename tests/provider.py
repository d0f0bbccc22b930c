"""A sign-in service of another house, on this machine: as small as OpenID Connect lets it be. It ends with its block."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "kheo", "between us two"


def coded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Provider:
    """``twist`` changes what the token says, ``sign`` how it is signed."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
        self.issuer = ""
        self.claims: dict[str, Any] = {"sub": "s-1", "email": "Lan@agency.test", "email_verified": True}
        self.twist: Callable[[dict[str, Any]], Any] = lambda claims: None
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.described: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.tokens = 0

    def authorize(self, address: str) -> str:
        """The person agrees: the code; what was asked is kept for the token."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert self.asked["code_challenge_method"] == "S256" and self.asked["response_type"] == "code"
        return "the-code"

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        return f"{coded({'alg': 'none'})}.{coded(claims)}."

    def signed_by_another(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))

    def signed_with_the_public_key(self, claims: dict[str, Any]) -> str:
        """HS256 with what everybody knows as its secret."""
        import hmac

        whole = f"{coded({'alg': 'HS256', 'kid': 'one'})}.{coded(claims)}"
        public = self.key.as_pem(private=False)
        return f"{whole}.{coded(hmac.digest(public, whole.encode(), 'sha256'))}"

    def signed_with_a_key_it_brings(self, claims: dict[str, Any]) -> str:
        own = ECKey.generate_key("P-256")
        return jwt.encode(
            {"alg": "ES256", "jwk": own.as_dict(private=False)}, claims, own, algorithms=["ES256"]
        )

    def token(self, given: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        verifier = given.get("code_verifier", "").encode()
        fits = coded(hashlib.sha256(verifier).digest()) == self.asked.get("code_challenge")
        named = authorization == f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"
        same = given.get("redirect_uri") == self.asked.get("redirect_uri")
        if not (fits and named and same and given.get("code") == "the-code"):
            return 400, {"error": "invalid_grant"}
        self.tokens += 1
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.asked["nonce"], **self.claims,
        }  # fmt: skip
        self.twist(claims)
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.sign(claims)}

    def answer(self, path: str) -> dict[str, Any]:
        if path == "/keys":
            return {"keys": [self.key.as_dict(private=False)]}
        told = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
        }  # fmt: skip
        return told | self.described


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._tell(200, provider.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self._tell(*provider.token(given, self.headers.get("Authorization", "")))

        def _tell(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: Any) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
