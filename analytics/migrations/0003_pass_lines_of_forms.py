from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("analytics", "0002_topics_of_forecasts"),
    ]

    operations = [
        migrations.AddField(
            model_name="outlooktable",
            name="cut_ability",
            field=models.FloatField(null=True),
        ),
    ]
