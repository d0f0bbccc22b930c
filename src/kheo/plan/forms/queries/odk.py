"""ODK Validate, which comes with pyxform and needs Java: what phones would say to an XForm."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from kheo.plan.forms.rules.beyond import NO_ANSWER, NO_JAR, NO_JAVA, Validated

SECONDS = 20
MEMORY = "-Xmx256m"
_NOISE = re.compile(
    r"^(?:\s*at |The following files failed|.*/form\.xml|.*(?:Exception|Error)\b.*\.java:|Result: |>> Something broke|\s*\.\.\. \d+ more|Caused by|$)"
)
_PREFIX = re.compile(r"^>+\s*(?:XForm is invalid\.?)?\s*|(?:[a-z]+\.)+[A-Z]\w*Exception:\s*")
_PATH = re.compile(r"/data/(?:[\w.-]+/)*([\w.-]+)")
_LONGEST = 600


def validate(xform: str) -> Validated:
    """Ask ODK Validate, for at most twenty seconds. Without Java nothing is checked, and the answer says why."""
    from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

    java = shutil.which("java")
    if java is None:
        return Validated(checked=False, why=NO_JAVA)
    if not Path(ODK_VALIDATE_PATH).exists():
        return Validated(checked=False, why=NO_JAR)
    with tempfile.TemporaryDirectory(prefix="kheo-form-") as folder:
        file = Path(folder) / "form.xml"
        file.write_text(xform, encoding="utf-8")
        try:
            done = subprocess.run(
                [java, MEMORY, "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, str(file)],
                capture_output=True,
                timeout=SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
                cwd=folder,
            )
        except (subprocess.TimeoutExpired, OSError):
            return Validated(checked=False, why=NO_ANSWER)
    said = _said(done.stderr.decode("utf-8", "replace"))
    if done.returncode < 0:
        return Validated(checked=False, why=NO_ANSWER)
    named = _PATH.search(said)
    field = named[1] if named else ""
    if done.returncode:
        return Validated(checked=True, errors=said or "?", field=field)
    return Validated(checked=True, warnings=said, field=field)


def _said(text: str) -> str:
    """Its sentences, each once, without Java's own."""
    lines = (line.strip() for line in text.splitlines() if not _NOISE.match(line))
    return " ".join(filter(None, dict.fromkeys(_PREFIX.sub("", line) for line in lines)))[:_LONGEST]
