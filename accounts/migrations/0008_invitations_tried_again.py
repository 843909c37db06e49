"""An invitation that cannot be mailed waits longer each time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_time_given_by_oneself_before")]

    operations = [
        migrations.AddField(
            "invitation", "tries", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField("invitation", "try_at", models.DateTimeField(null=True)),
    ]
