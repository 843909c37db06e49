import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A merge knows what both writers began from."""

    dependencies = [("questions", "0011_index_of_kinds")]

    operations = [
        migrations.CreateModel(
            name="ManuscriptVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("text", models.JSONField()),
                ("tags", models.JSONField(default=dict)),
                ("replaced_at", models.DateTimeField()),
                (
                    "manuscript",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="questions.manuscript",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("manuscript", "version"),
                        name="manuscript_version_once",
                    )
                ],
            },
        ),
    ]
