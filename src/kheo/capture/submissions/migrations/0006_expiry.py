from django.db import migrations, models

from kheo.ground.audit.migrations._append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0005_paper'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('shown_sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField(help_text='of what stays')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
            ],
            options={
                'abstract': False,
            },
        ),
        append_only('submissions', 'Expiry'),
    ]
