"""Versions that were published before versions had names: the author's own or the number, into the XForm too."""

import re

from django.db import migrations

from kheo.plan.forms.rules.versions import version_for, version_in, with_version

# A form that did not name itself was called "data", like the element that holds its answers.
NAMELESS = re.compile(r'(<instance>\s*<[^\s/>]+[^>]*?\sid=")data(")')


def fill(apps, schema_editor):
    FormVersion = apps.get_model("forms", "FormVersion")
    AuditRow = apps.get_model("audit", "AuditRow")
    published = {}
    for row in AuditRow.objects.filter(act="form.published").order_by("id"):
        published[row.subject, row.detail.get("sha256", "")] = row.actor
    taken = {}
    for found in FormVersion.objects.select_related("form").order_by("form_id", "number"):
        names = taken.setdefault(found.form_id, set())
        found.version = version_for(version_in(found.xform), found.number, names)
        names.add(found.version)
        named = NAMELESS.sub(rf"\g<1>{found.form.code}\g<2>", found.xform, count=1)
        found.xform = with_version(named, found.version)
        found.published_by = published.get((f"form:{found.form.code}", found.sha256), "")
        found.save(update_fields=["version", "xform", "published_by"])


class Migration(migrations.Migration):
    dependencies = [("forms", "0002_drafts_versions_media"), ("audit", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
