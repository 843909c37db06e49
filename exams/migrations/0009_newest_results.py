from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("exams", "0008_regrades")]

    operations = [
        migrations.AddIndex(
            model_name="result",
            index=models.Index(fields=["graded_at"], name="result_graded_idx"),
        ),
    ]
