import django.db.models.deletion
import shangyi.deliberation.rules.topic_life
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_language_unless_chosen"),
        ("places", "0001_tree_units_rosters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tag", models.CharField(max_length=20)),
                ("joined_at", models.DateTimeField()),
                (
                    "building",
                    models.ForeignKey(
                        help_text="whose share they are counted in",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.SmallIntegerField(choices=[(1, "Agree"), (-1, "Disagree"), (0, "Pass")])),
                ("is_important", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "change",
                    models.PositiveBigIntegerField(
                        help_text="the number of its last change within the topic"
                    ),
                ),
                ("n_changes", models.PositiveSmallIntegerField(default=0)),
                ("stands", models.BooleanField(default=True, help_text="false: taken back")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="deliberation.participant",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["participant", "-change"], name="position_of_participant")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__in", (-1, 0, 1))), name="position_value"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PositionChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.SmallIntegerField()),
                ("is_important", models.BooleanField()),
                ("stood", models.BooleanField()),
                ("held_from", models.DateTimeField()),
                ("held_until", models.DateTimeField()),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="deliberation.position",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=140)),
                ("is_pinned", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be looked at"),
                            ("accepted", "Put to everybody"),
                            ("turned-down", "Not put"),
                            ("taken-out", "Taken out"),
                        ],
                        default=shangyi.deliberation.rules.topic_life.StatementState["WAITING"],
                        max_length=12,
                    ),
                ),
                ("said_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "author",
                    models.ForeignKey(
                        help_text="none: put by staff",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="people.person",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["author", "-id"], name="statement_of_author")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("turned-down", "taken-out")), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="statement_gone_with_reason",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="position",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="positions",
                to="deliberation.statement",
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="dealt",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deliberation.statement",
            ),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("background", models.TextField(blank=True)),
                (
                    "about",
                    models.CharField(
                        blank=True, help_text="the matter it comes from, e.g. concern:12", max_length=40
                    ),
                ),
                ("place_path", models.CharField(max_length=120)),
                (
                    "takes_statements",
                    models.BooleanField(default=True, help_text="whether residents may add statements"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("closed", "Over, not yet replied to"),
                            ("concluded", "Replied to"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=shangyi.deliberation.rules.topic_life.TopicState["DRAFT"],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                (
                    "first_closes_at",
                    models.DateTimeField(help_text="as first said, before any extension", null=True),
                ),
                ("extended_reason", models.CharField(blank=True, max_length=300)),
                ("closed_at", models.DateTimeField(null=True)),
                ("conclude_by", models.DateTimeField(null=True)),
                ("concluded_at", models.DateTimeField(null=True)),
                ("conclusion", models.TextField(blank=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                ("n_changes", models.PositiveBigIntegerField(default=0)),
                (
                    "n_statements",
                    models.PositiveIntegerField(default=0, help_text="numbers given to statements so far"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics_asked",
                        to="people.person",
                    ),
                ),
                (
                    "asked_capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="topics", to="places.place"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["place_path", "-id"],
                        name="topic_below",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    ),
                    models.Index(fields=["state", "closes_at"], name="topic_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_at__isnull", True),
                            ("closes_at__gt", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="topic_closes_after_opening",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="statement",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="statements",
                to="deliberation.topic",
            ),
        ),
        migrations.AddField(
            model_name="position",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="positions", to="deliberation.topic"
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="participants",
                to="deliberation.topic",
            ),
        ),
        migrations.CreateModel(
            name="DrawnMap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at_change",
                    models.PositiveBigIntegerField(help_text="the topic's n_changes that it knows of"),
                ),
                ("drawn_at", models.DateTimeField()),
                ("seed", models.PositiveBigIntegerField()),
                ("version", models.CharField(max_length=20)),
                ("n_people", models.PositiveIntegerField()),
                ("n_positions", models.PositiveBigIntegerField()),
                (
                    "data",
                    models.JSONField(
                        default=dict, help_text="groups, statements, slate: what the pages show"
                    ),
                ),
                (
                    "telling",
                    models.JSONField(
                        default=dict, help_text="what is known of each statement for dealing the next card"
                    ),
                ),
                ("places", models.BinaryField(default=bytes)),
                ("digest", models.CharField(max_length=64)),
                (
                    "is_recorded",
                    models.BooleanField(
                        default=False, help_text="the topic is over and the record holds its digest"
                    ),
                ),
                (
                    "topic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drawn",
                        to="deliberation.topic",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["topic", "state", "number"], name="statement_of_topic"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(fields=("topic", "number"), name="statement_number"),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.UniqueConstraint(fields=("statement", "participant"), name="position_once"),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.UniqueConstraint(fields=("topic", "change"), name="position_change_once"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(fields=("topic", "person"), name="participant_once"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(fields=("topic", "tag"), name="participant_tag"),
        ),
    ]
