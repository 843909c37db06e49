import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_what_answers_mean")]

    operations = [
        migrations.AddField("forecast", "topics", models.JSONField(default=list)),
        migrations.AddField(
            "forecast",
            "fresh_until",
            # What was said before this column is stale: one answer refreshes it.
            models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
