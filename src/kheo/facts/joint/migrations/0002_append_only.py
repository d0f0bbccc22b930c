from django.db import migrations

from kheo.ground.audit.migrations._append_only import append_only


class Migration(migrations.Migration):

    dependencies = [("joint", "0001_initial")]

    operations = [append_only("joint", "JointActivity"), append_only("joint", "JointMember", set_once="ended_id")]
