"""When each job ended last, for the page of the system."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0005_backups_written_and_tried'),
    ]

    operations = [
        migrations.CreateModel(
            name='JobNote',
            fields=[
                ('name', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('done_at', models.DateTimeField(null=True)),
                ('seconds', models.FloatField(default=0)),
                ('failed_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
    ]
