import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_exports_erasures_and_retention'),
        ('analytics', '0004_cohort_reports'),
        ('questions', '0011_index_of_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('format', models.CharField(choices=[('pdf', 'PDF, to print or hand on'), ('xlsx', 'Excel workbook, a sheet per table'), ('csv', 'CSV files in a ZIP archive')], max_length=4)),
                ('asked_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(null=True)),
                ('phase', models.CharField(blank=True, max_length=60)),
                ('made_at', models.DateTimeField(null=True)),
                ('failure', models.TextField(blank=True)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('content', models.BinaryField(null=True)),
                ('tells_people', models.BooleanField(default=False)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.cohort')),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='questions.guide')),
            ],
            options={
                'ordering': ['-asked_at'],
                'indexes': [models.Index(condition=models.Q(('failure', ''), ('made_at', None)), fields=['asked_at'], name='report_file_waiting_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('format__in', ['pdf', 'xlsx', 'csv'])), name='report_file_format_known'), models.CheckConstraint(condition=models.Q(models.Q(('content', None), ('made_at', None)), models.Q(('content__isnull', False), ('failure', ''), ('made_at__isnull', False)), _connector='OR'), name='report_file_made_iff_content')],
            },
        ),
        migrations.CreateModel(
            name='ReportMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')])),
                ('hour', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(23)])),
                ('due_at', models.DateTimeField(db_index=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_mails', to='accounts.cohort')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_mails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cohort', 'user'), name='report_mail_once_per_person'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='report_mail_weekday_known'), models.CheckConstraint(condition=models.Q(('hour__lte', 23)), name='report_mail_hour_known')],
            },
        ),
    ]
