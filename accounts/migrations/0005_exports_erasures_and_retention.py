"""Exports and erasures of people as jobs, and how long records are kept."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_cohorts_and_invitations'),
    ]

    operations = [
        migrations.CreateModel(
            name='RetentionChoice',
            fields=[
                ('name', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('days', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person_number', models.BigIntegerField()),
                ('role', models.CharField(max_length=12)),
                ('is_own_wish', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to begin'), ('running', 'At work'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=7)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('total', models.PositiveSmallIntegerField(default=0)),
                ('seen_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('outcome', models.JSONField(default=list)),
                ('proof', models.JSONField(default=dict)),
                ('fault', models.CharField(blank=True, max_length=200)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='erasure_state_known'), models.UniqueConstraint(fields=('person_number',), name='erasure_once_per_person')],
            },
        ),
        migrations.CreateModel(
            name='PersonExport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting to begin'), ('running', 'At work'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=7)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('total', models.PositiveSmallIntegerField(default=0)),
                ('seen_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('file', models.FileField(blank=True, upload_to='exports/')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('fault', models.CharField(blank=True, max_length=200)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='export_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('person',), name='export_one_at_work_per_person')],
            },
        ),
    ]
