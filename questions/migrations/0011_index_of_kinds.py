from django.db import migrations, models


class Migration(migrations.Migration):
    """A word and a rare kind are looked for together, without reading every text."""

    dependencies = [("questions", "0010_doubts")]

    operations = [
        migrations.AddIndex(
            model_name="questionrevision",
            index=models.Index(fields=["kind"], name="revision_kind_idx"),
        ),
    ]
