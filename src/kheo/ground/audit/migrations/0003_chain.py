from django.db import migrations, models
from django.utils import timezone

from kheo.ground.audit.migrations._append_only import append_only, lifted
from kheo.ground.audit.rules import BEGINNING, Act, Link, packed, row_digest, seal_digest
from kheo.kit.text import plain

AT_ONCE = 2_000


def fill(apps, schema_editor):
    """Digest and seal what was written before there was a chain."""
    rows, seals = apps.get_model("audit", "AuditRow").objects, apps.get_model("audit", "Seal").objects
    for statement in lifted(schema_editor.connection.vendor, rows.model):
        schema_editor.execute(statement, None)
    now, before = timezone.now(), None
    told = ("id", "at", "actor", "act", "subject", "label", "detail")
    while some := list(
        rows.filter(id__gt=before.last if before else 0).order_by("id").values_list(*told)[:AT_ONCE]
    ):
        acts = [Act(*one, plain(f"{one[4]} {one[5]}")[:600]) for one in some]
        digests = [row_digest(act) for act in acts]
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE audit_auditrow SET words = %s, digest = %s WHERE id = %s",
                [(act.words, digest, act.number) for act, digest in zip(acts, digests)],
            )
        link = Link(
            number=before.number + 1 if before else 1,
            at=now,
            first=before.last + 1 if before else 1,
            last=acts[-1].number,
            size=len(acts),
            total=len(acts) + (before.total if before else 0),
            previous=before.digest if before else BEGINNING,
            rows=packed((act.number, digest) for act, digest in zip(acts, digests)),
        )
        before = seals.create(**link._asdict(), digest=seal_digest(link))


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField(unique=True)),
                ('size', models.IntegerField()),
                ('total', models.BigIntegerField()),
                ('previous', models.CharField(max_length=64)),
                ('rows', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.AddField(
            model_name='auditrow',
            name='digest',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditrow',
            name='words',
            field=models.CharField(blank=True, max_length=600),
        ),
        migrations.AddIndex(
            model_name='auditrow',
            index=models.Index(fields=['actor', 'id'], name='audit_by_actor'),
        ),
        migrations.AddIndex(
            model_name='auditrow',
            index=models.Index(fields=['act', 'id'], name='audit_by_act'),
        ),
        migrations.AddIndex(
            model_name='auditrow',
            index=models.Index(fields=['at'], name='audit_by_day'),
        ),
        migrations.AddIndex(
            model_name='seal',
            index=models.Index(fields=['at'], name='audit_seal_by_day'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        append_only("audit", "AuditRow", "Seal"),
    ]
