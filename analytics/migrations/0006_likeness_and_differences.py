import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_exports_erasures_and_retention"),
        ("analytics", "0005_report_files_and_mails"),
        ("exams", "0013_reminders_and_calendars"),
        ("questions", "0011_index_of_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupDifference",
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
                ("delta", models.FloatField()),
                ("p", models.FloatField()),
                ("cohort_count", models.PositiveIntegerField()),
                ("other_count", models.PositiveIntegerField()),
                ("computed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["cohort__name", "delta", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="likeness",
                        serialize=False,
                        to="exams.assignment",
                    ),
                ),
                ("sittings", models.PositiveIntegerField()),
                ("questions", models.PositiveSmallIntegerField()),
                ("compared", models.PositiveIntegerField()),
                ("threshold", models.FloatField()),
                ("sd", models.FloatField()),
                ("computed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LikePair",
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
                ("matches", models.PositiveSmallIntegerField()),
                ("expected", models.FloatField()),
                ("z", models.FloatField()),
            ],
            options={
                "ordering": ["-z", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="formstatistics",
            name="form_statistics_once",
        ),
        migrations.AddField(
            model_name="formstatistics",
            name="assignment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="exams.assignment",
            ),
        ),
        migrations.AddConstraint(
            model_name="formstatistics",
            constraint=models.UniqueConstraint(
                fields=("guide", "assignment"),
                name="form_statistics_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddField(
            model_name="groupdifference",
            name="cohort",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.cohort",
            ),
        ),
        migrations.AddField(
            model_name="groupdifference",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="group_differences",
                to="questions.question",
            ),
        ),
        migrations.AddField(
            model_name="likepair",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="exams.attempt",
            ),
        ),
        migrations.AddField(
            model_name="likepair",
            name="likeness",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pairs",
                to="analytics.likeness",
            ),
        ),
        migrations.AddField(
            model_name="likepair",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="exams.attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupdifference",
            constraint=models.UniqueConstraint(
                fields=("question", "cohort"), name="group_difference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="likepair",
            constraint=models.UniqueConstraint(
                fields=("likeness", "first", "second"), name="like_pair_once"
            ),
        ),
    ]
