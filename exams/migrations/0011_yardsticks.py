import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("exams", "0010_assignments"),
        ("questions", "0010_doubts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Yardstick",
            fields=[
                (
                    "guide",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="yardstick",
                        serialize=False,
                        to="questions.guide",
                    ),
                ),
                ("cut_ability", models.FloatField()),
                ("questions", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
    ]
