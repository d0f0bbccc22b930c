from django.db import migrations, models

from kheo.ground.audit.migrations._append_only import append_only


# SQLite makes the table anew, which takes its triggers away.
class Migration(migrations.Migration):

    dependencies = [("submissions", "0004_withdrawn")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="paper",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="submission",
            name="channel",
            field=models.CharField(
                choices=[(one, one) for one in ("import", "web", "openrosa", "api", "paper")],
                max_length=10,
            ),
        ),
        append_only("submissions", "Submission"),
    ]
