"""Notes of backups that were written, and of those that were restored on trial."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lib', '0004_texts_can_be_withdrawn'),
    ]

    operations = [
        migrations.CreateModel(
            name='BackupNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('made', 'Written'), ('verified', 'Restored on trial')], max_length=8)),
                ('at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('seconds', models.FloatField(null=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['made', 'verified'])), name='backup_step_known')],
            },
        ),
    ]
