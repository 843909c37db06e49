import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_cohorts_and_invitations"),
        ("analytics", "0003_pass_lines_of_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CohortReport",
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
                ("is_current", models.BooleanField(default=False)),
                ("is_main", models.BooleanField(default=False)),
                ("figures", models.JSONField()),
                ("computed_at", models.DateTimeField()),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="accounts.cohort",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="questions.guide",
                    ),
                ),
            ],
            options={
                "ordering": ["-computed_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CohortReporting",
            fields=[
                (
                    "cohort",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reporting",
                        serialize=False,
                        to="accounts.cohort",
                    ),
                ),
                (
                    "book_percent",
                    models.PositiveSmallIntegerField(
                        default=85,
                        validators=[
                            django.core.validators.MinValueValidator(50),
                            django.core.validators.MaxValueValidator(95),
                        ],
                    ),
                ),
                ("is_figures_only", models.BooleanField(default=False)),
                ("wanted_at", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("computed_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("phase", models.CharField(blank=True, max_length=60)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("failure", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("book_percent__gte", 50), ("book_percent__lte", 95)
                        ),
                        name="cohort_reporting_line_in_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CohortStanding",
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
                ("place", models.PositiveIntegerField()),
                ("group", models.CharField(max_length=8)),
                ("stuck", models.CharField(blank=True, max_length=6)),
                ("told", models.JSONField()),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="analytics.cohortreport",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.AddConstraint(
            model_name="cohortreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("cohort", "guide"),
                name="cohort_report_one_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="cohortstanding",
            constraint=models.UniqueConstraint(
                fields=("report", "place"), name="cohort_standing_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cohortstanding",
            constraint=models.UniqueConstraint(
                fields=("report", "user"), name="cohort_standing_person_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cohortstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("group__in", ["book", "close", "not_yet", "unknown"])
                ),
                name="cohort_standing_group_known",
            ),
        ),
    ]
