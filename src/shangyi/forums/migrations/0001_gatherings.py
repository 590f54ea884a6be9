import django.db.models.deletion
import shangyi.forums.rules.attending
import shangyi.forums.rules.life
import shangyi.forums.rules.suggestions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("concerns", "0003_below_a_place"),
        ("people", "0003_language_unless_chosen"),
        ("places", "0001_tree_units_rosters"),
        ("rulepacks", "0001_pack_and_calendar_versions"),
        ("undertakings", "0004_tasks_of_gatherings"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("phase", models.CharField(blank=True, max_length=40)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("concern", "an open matter"),
                            ("listed", "the open list"),
                            ("late", "a late promise"),
                            ("proposal", "a proposal"),
                            ("carried", "a question left over"),
                            ("typed", "put on by the convenor"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True, help_text="code of the reason why it was picked", max_length=40
                    ),
                ),
                ("why_facts", models.JSONField(default=dict)),
                (
                    "why_words",
                    models.CharField(
                        blank=True, help_text="the reason, where a person wrote it", max_length=200
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreed", "all agreed"),
                            ("majority", "most agreed"),
                            ("not_reached", "no agreement"),
                            ("again", "to be talked about again"),
                            ("sent_on", "sent on to those who decide"),
                            ("explained", "explained"),
                        ],
                        max_length=12,
                    ),
                ),
                ("conclusion", models.TextField(blank=True)),
                ("concluded_at", models.DateTimeField(null=True)),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="concerns.concern",
                    ),
                ),
                (
                    "undertaking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undertakings.undertaking",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("class_code", models.CharField(max_length=40)),
                ("name", models.CharField(blank=True, help_text="empty: unnamed", max_length=60)),
                (
                    "post",
                    models.CharField(
                        blank=True, help_text="as they are called, e.g. 物业项目经理", max_length=60
                    ),
                ),
                ("stands_for", models.CharField(blank=True, help_text="for whom they speak", max_length=60)),
                (
                    "device",
                    models.CharField(
                        blank=True, help_text="the phone of somebody who gave no name", max_length=40
                    ),
                ),
                ("came_at", models.DateTimeField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("qr", "by their own phone"),
                            ("staff", "by staff"),
                            ("sheet", "from the paper sheet"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "signature",
                    models.CharField(
                        choices=[
                            ("none", "not signed"),
                            ("phone", "signed on the phone"),
                            ("paper", "signed on paper"),
                        ],
                        default=shangyi.forums.rules.attending.Signature["NONE"],
                        max_length=5,
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True)),
                ("n_spoken", models.PositiveSmallIntegerField(default=0)),
                (
                    "capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="people.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "id"], name="attendance_of_person")],
            },
        ),
        migrations.CreateModel(
            name="Dissent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("class_code", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(max_length=300)),
                ("said_at", models.DateTimeField()),
                (
                    "attendance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forums.attendance",
                    ),
                ),
                (
                    "explanation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undertakings.undertaking",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dissents",
                        to="forums.agendaitem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Gathering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("practice", models.CharField(help_text="code of the practice", max_length=40)),
                (
                    "ordinal",
                    models.PositiveIntegerField(help_text="第 n 场, given when it is opened", null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("noticed", "announced"),
                            ("open", "under way"),
                            ("ended", "over, to be completed"),
                            ("filed", "filed"),
                            ("published", "published"),
                            ("cancelled", "called off"),
                            ("missed", "did not take place"),
                        ],
                        default=shangyi.forums.rules.life.State["PLANNED"],
                        max_length=10,
                    ),
                ),
                ("theme", models.CharField(max_length=80)),
                ("place_path", models.CharField(max_length=120)),
                ("venue", models.CharField(max_length=80)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("present", "who was there"),
                            ("members", "the community"),
                            ("public", "everybody"),
                        ],
                        default="present",
                        max_length=8,
                    ),
                ),
                ("join_code", models.CharField(max_length=4)),
                ("join_secret", models.CharField(max_length=40, unique=True)),
                ("planned_at", models.DateTimeField()),
                ("planned_minutes", models.PositiveSmallIntegerField(default=90)),
                ("noticed_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("complete_by", models.DateTimeField(null=True)),
                ("filed_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "urgent_reason",
                    models.CharField(blank=True, help_text="紧急协商: why it cannot wait", max_length=200),
                ),
                (
                    "passed_over",
                    models.JSONField(default=list, help_text="needs that were missing when it was opened"),
                ),
                (
                    "end_reason",
                    models.CharField(blank=True, help_text="why it was called off", max_length=200),
                ),
                ("no_outcome_reason", models.CharField(blank=True, max_length=200)),
                (
                    "n_lines",
                    models.PositiveIntegerField(default=0, help_text="the number of the last line written"),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "about_unit",
                    models.ForeignKey(
                        help_text="whom it is about",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "convened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
                (
                    "current_item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forums.agendaitem",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="forums.gathering",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_gatherings",
                        to="people.person",
                    ),
                ),
                (
                    "keeper_capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rulepacks.packversion",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "planned_at"], name="gathering_by_state"),
                    models.Index(fields=["community", "-planned_at"], name="gathering_of_community"),
                    models.Index(
                        fields=["place_path", "planned_at"],
                        name="gathering_below",
                        opclasses=["varchar_pattern_ops", "timestamptz_ops"],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    shangyi.forums.rules.life.State["PLANNED"],
                                    shangyi.forums.rules.life.State["NOTICED"],
                                    shangyi.forums.rules.life.State["OPEN"],
                                ],
                            )
                        ),
                        fields=("join_code",),
                        name="join_code_of_one_gathering",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    shangyi.forums.rules.life.State["PLANNED"],
                                    shangyi.forums.rules.life.State["NOTICED"],
                                    shangyi.forums.rules.life.State["CANCELLED"],
                                    shangyi.forums.rules.life.State["MISSED"],
                                ],
                            ),
                            ("started_at__isnull", False),
                            _connector="OR",
                        ),
                        name="held_gathering_has_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        shangyi.forums.rules.life.State["FILED"],
                                        shangyi.forums.rules.life.State["PUBLISHED"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("filed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="filed_gathering_has_time",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="gathering",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="forums.gathering"
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="gathering",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="forums.gathering"
            ),
        ),
        migrations.CreateModel(
            name="Hand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("class_code", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits to speak"),
                            ("called", "speaks"),
                            ("done", "has spoken"),
                            ("lowered", "does not want to any more"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("turn", models.PositiveSmallIntegerField(help_text="第 n 位", null=True)),
                (
                    "attendance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hands",
                        to="forums.attendance",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hands",
                        to="forums.gathering",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["gathering", "state"], name="hand_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("attendance",),
                        name="one_hand_up_at_a_time",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="gathering",
            name="speaking",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="forums.hand"
            ),
        ),
        migrations.CreateModel(
            name="HeadCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("class_code", models.CharField(max_length=40)),
                ("value", models.PositiveIntegerField()),
                ("comparator", models.CharField(max_length=12)),
                (
                    "source",
                    models.CharField(blank=True, help_text="who counted, or which sheet", max_length=60),
                ),
                ("counted_at", models.DateTimeField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="head_counts",
                        to="forums.gathering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("gathering", "class_code"), name="head_count_once_per_class"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("class_code", models.CharField(max_length=40)),
                (
                    "name",
                    models.CharField(blank=True, help_text="as it is called on the list", max_length=80),
                ),
                ("invited_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("told_how", models.CharField(blank=True, max_length=12)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("none", "no answer yet"),
                            ("comes", "comes"),
                            ("represented", "somebody speaks for them"),
                            ("cannot", "cannot come"),
                        ],
                        default=shangyi.forums.rules.attending.Answer["NONE"],
                        max_length=12,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("spoken_for_by", models.CharField(blank=True, max_length=60)),
                ("cannot_because", models.CharField(blank=True, max_length=120)),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="concerns.concern",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="forums.gathering",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "household_row",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.householdrow",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="people.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "answer"], name="invitation_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "person"), name="person_invited_once"),
                    models.UniqueConstraint(fields=("gathering", "household"), name="household_invited_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("blocks", models.BooleanField(default=True)),
                ("evidence", models.TextField(blank=True)),
                ("met_at", models.DateTimeField(null=True)),
                ("override_reason", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="forums.gathering",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("gathering", "code"), name="need_once")],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("class_code", models.CharField(blank=True, max_length=40)),
                ("speaker_name", models.CharField(blank=True, max_length=60)),
                ("is_slip", models.BooleanField(default=False, help_text="from an unnamed slip")),
                (
                    "kind",
                    models.CharField(blank=True, help_text="chosen later; empty: not yet", max_length=20),
                ),
                ("head", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField()),
                ("value", models.PositiveIntegerField(help_text="the number of a claim", null=True)),
                ("comparator", models.CharField(blank=True, max_length=12)),
                ("value_unit", models.CharField(blank=True, max_length=12)),
                (
                    "undated_reason",
                    models.CharField(blank=True, help_text="时限待定, or why none is meant", max_length=200),
                ),
                ("read_back", models.BooleanField(default=False)),
                ("said_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "carried_at",
                    models.DateTimeField(help_text="a question left over went on from here", null=True),
                ),
                (
                    "attendance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="forums.attendance",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="forums.gathering",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="forums.agendaitem",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "replies_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="forums.remark",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["gathering", "kind"], name="remark_by_kind")],
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "key"), name="remark_once_per_key"),
                    models.UniqueConstraint(fields=("gathering", "number"), name="remark_number_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="carried_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="forums.remark",
            ),
        ),
        migrations.CreateModel(
            name="Addition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("added_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "remark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additions",
                        to="forums.remark",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("lines", "lines written on paper"),
                            ("counts", "a count"),
                            ("signatures", "signatures"),
                            ("scene", "the room"),
                        ],
                        max_length=10,
                    ),
                ),
                ("file", models.FileField(upload_to="sheets/%Y/%m/")),
                ("small", models.FileField(upload_to="sheets/%Y/%m/")),
                ("digest", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="forums.gathering",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("gathering", "digest"), name="sheet_once")],
            },
        ),
        migrations.AddField(
            model_name="remark",
            name="sheet",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="forums.sheet",
            ),
        ),
        migrations.CreateModel(
            name="StrawPoll",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=120)),
                ("labels", models.JSONField(default=list)),
                (
                    "counts",
                    models.JSONField(
                        default=list, help_text="one number a label; empty while nothing was counted"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("hands", "by show of hands"),
                            ("phones", "on the phones"),
                            ("paper", "counted from paper"),
                        ],
                        max_length=6,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="polls",
                        to="forums.gathering",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="polls",
                        to="forums.agendaitem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("gathering",),
                        name="one_open_straw_poll",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Leaning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choice", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forums.attendance"
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leanings",
                        to="forums.strawpoll",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "attendance"), name="one_leaning_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("head", models.CharField(blank=True, max_length=40)),
                ("feasibility", models.CharField(blank=True, max_length=300)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("raised", "said in the room"),
                            ("compiled", "put together, waits for approval"),
                            ("approved", "approved, waits to be sent"),
                            ("sent", "sent, the reply is awaited"),
                            ("replied", "replied"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default=shangyi.forums.rules.suggestions.Stage["RAISED"],
                        max_length=10,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("compiled_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "contact_at",
                    models.DateTimeField(help_text="主动对接: the first contact by the unit", null=True),
                ),
                ("contact_by", models.CharField(blank=True, max_length=60)),
                ("contact_how", models.CharField(blank=True, max_length=120)),
                (
                    "reply",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adopted", "adopted"),
                            ("partly", "adopted in part"),
                            ("not_adopted", "not adopted for now"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reply_text", models.TextField(blank=True)),
                ("reply_reason", models.TextField(blank=True)),
                ("replied_at", models.DateTimeField(null=True)),
                (
                    "replied_by",
                    models.CharField(blank=True, help_text="who answered for the unit", max_length=60),
                ),
                ("rechecked_at", models.DateTimeField(null=True)),
                ("recheck_found", models.TextField(blank=True)),
                ("ended_reason", models.CharField(blank=True, max_length=200)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="forums.gathering",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="forums.agendaitem",
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="forums.attendance",
                    ),
                ),
                (
                    "remark",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="forums.remark",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "stage"], name="suggestion_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("stage", shangyi.forums.rules.suggestions.Stage["REPLIED"]), _negated=True
                            ),
                            models.Q(("reply", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="replied_suggestion_has_reply",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "stage__in",
                                    [
                                        shangyi.forums.rules.suggestions.Stage["SENT"],
                                        shangyi.forums.rules.suggestions.Stage["REPLIED"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("unit__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_suggestion_has_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("pledge", "pledge"),
                            ("concern", "matter"),
                            ("suggestion", "addressed suggestion"),
                            ("follow_up", "follow-up"),
                            ("written_answer", "answer in writing"),
                            ("explanation", "explanation to those who disagreed"),
                            ("recheck", "second look"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "collected",
                    models.CharField(
                        choices=[("before", "before"), ("on_site", "on the spot"), ("after", "afterwards")],
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "concern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="concerns.concern",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="forums.gathering",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="forums.agendaitem",
                    ),
                ),
                (
                    "undertaking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="undertakings.undertaking",
                    ),
                ),
                (
                    "remark",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="forums.remark",
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="forums.suggestion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("concern__isnull", True),
                                ("suggestion__isnull", True),
                                ("undertaking__isnull", False),
                            ),
                            models.Q(
                                ("concern__isnull", False),
                                ("suggestion__isnull", True),
                                ("undertaking__isnull", True),
                            ),
                            models.Q(
                                ("concern__isnull", True),
                                ("suggestion__isnull", False),
                                ("undertaking__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="outcome_is_one_thing",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("gathering", "person"), name="person_attends_once"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("device", ""), _negated=True),
                fields=("gathering", "device"),
                name="device_attends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(fields=("gathering", "position"), name="agenda_position_once"),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("gathering", "concern"), name="concern_once_on_agenda"
            ),
        ),
    ]
