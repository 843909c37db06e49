import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exams', '0013_reminders_and_calendars'),
    ]

    operations = [
        migrations.AddField(
            model_name='exam',
            name='only_domains',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), default=list, size=None),
        ),
        migrations.AddField(
            model_name='exam',
            name='only_topics',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('only_domains', []), ('only_topics', [])), models.Q(('is_open', False), ('minutes', None), ('mode', 'practice'), ('unscored_count', 0)), _connector='OR'), name='exam_drill_is_untimed_practice'),
        ),
    ]
