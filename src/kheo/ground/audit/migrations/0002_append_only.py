from django.db import migrations

from kheo.ground.audit.migrations._append_only import append_only


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [append_only("audit", "AuditRow")]
