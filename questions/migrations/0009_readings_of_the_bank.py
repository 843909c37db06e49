from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("questions", "0008_answers_to_reports")]

    operations = [
        migrations.AddField(
            model_name="bank",
            name="readings",
            field=models.JSONField(default=list),
        ),
    ]
