from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0015_told_of_changes")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="other_keys",
            field=ArrayField(
                base_field=models.CharField(max_length=100),
                blank=True,
                default=list,
                size=None,
            ),
        ),
    ]
