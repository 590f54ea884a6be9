import django.db.models.deletion
import shangyi.concerns.rules.hearing
import shangyi.concerns.rules.life
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_persons_accounts_capacities"),
        ("places", "0001_tree_units_rosters"),
        ("rulepacks", "0001_pack_and_calendar_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=60, unique=True)),
                ("mapping", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("plea", "plea for help"),
                            ("complaint", "complaint"),
                            ("suggestion", "suggestion"),
                            ("comment", "comment on a service"),
                            ("enquiry", "enquiry"),
                            ("service_order", "service order"),
                            ("small_wish", "small wish"),
                        ],
                        max_length=16,
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=60)),
                ("grade", models.CharField(blank=True, max_length=20)),
                ("tags", models.JSONField(default=list)),
                (
                    "tier",
                    models.CharField(
                        blank=True, help_text="the rung of the ladder that holds it", max_length=20
                    ),
                ),
                ("place_path", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("heard", "waiting to be sorted"),
                            ("sorted", "waiting to be assigned"),
                            ("handling", "being worked on"),
                            ("listed", "on the open list"),
                            ("answering", "done, to be told"),
                            ("rating", "told, awaiting the rating"),
                            ("looking", "looked at again"),
                            ("closed", "closed"),
                            ("merged", "joined to another"),
                        ],
                        default=shangyi.concerns.rules.life.State["HEARD"],
                        max_length=10,
                    ),
                ),
                (
                    "may_be_shown",
                    models.BooleanField(default=False, help_text="the title may be shown to neighbours"),
                ),
                ("heard_at", models.DateTimeField()),
                (
                    "noticed",
                    models.CharField(
                        blank=True, help_text="since when, as it was said: 好几年", max_length=60
                    ),
                ),
                ("sorted_at", models.DateTimeField(null=True)),
                ("assigned_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(help_text="when the last voice was answered", null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "due_at",
                    models.DateTimeField(help_text="the due time of the open lead undertaking", null=True),
                ),
                (
                    "first_due_at",
                    models.DateTimeField(
                        help_text="the first promise to have it done; never moves", null=True
                    ),
                ),
                ("result", models.TextField(blank=True)),
                ("diverted_to", models.CharField(blank=True, max_length=40)),
                ("times_disputed", models.PositiveSmallIntegerField(default=0)),
                ("n_voices", models.PositiveIntegerField(default=1)),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, help_text="raised by every change; a stale page is told so"
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
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_concerns",
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
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="concerns.concern",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        null=True,
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
                    models.Index(fields=["community", "state", "due_at"], name="concern_of_community"),
                    models.Index(fields=["state", "due_at"], name="concern_by_state"),
                    models.Index(fields=["place_path", "heard_at"], name="concern_below"),
                    models.Index(fields=["keeper", "state"], name="concern_of_keeper"),
                    models.Index(fields=["community", "-heard_at"], name="concern_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    (
                                        shangyi.concerns.rules.life.State["HEARD"],
                                        shangyi.concerns.rules.life.State["SORTED"],
                                        shangyi.concerns.rules.life.State["HANDLING"],
                                        shangyi.concerns.rules.life.State["LISTED"],
                                        shangyi.concerns.rules.life.State["ANSWERING"],
                                        shangyi.concerns.rules.life.State["RATING"],
                                        shangyi.concerns.rules.life.State["LOOKING"],
                                    ),
                                ),
                                _negated=True,
                            ),
                            ("due_at__isnull", False),
                            _connector="OR",
                        ),
                        name="open_concern_has_clock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", shangyi.concerns.rules.life.State["MERGED"]), _negated=True),
                            ("merged_into__isnull", False),
                            _connector="OR",
                        ),
                        name="merged_concern_says_where",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
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
                    "by_capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer_texts",
                        to="concerns.concern",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "to be told"),
                            ("delivered", "delivered"),
                            ("told", "told in person"),
                            ("undeliverable", "could not be delivered"),
                        ],
                        default="due",
                        max_length=14,
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(help_text="when the work was done, so when this became due"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("how", models.CharField(blank=True, max_length=20)),
                ("n_tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "n_rating_tries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="how often the rating was asked for"
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="concerns.answertext",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="concerns.concern",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["concern", "state"], name="answer_of_concern")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(choices=[("visit", "visit"), ("expert", "expert")], max_length=8),
                ),
                ("text", models.TextField()),
                (
                    "visitors",
                    models.JSONField(default=list, help_text="names and capacities of those who were there"),
                ),
                ("n_visitors", models.PositiveSmallIntegerField(default=1)),
                ("seen_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="concerns.concern",
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
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("file_name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("stored", models.FileField(null=True, upload_to="imports/")),
                ("mapping", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preview", "to be confirmed"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "stopped"),
                        ],
                        default="preview",
                        max_length=8,
                    ),
                ),
                ("n_rows", models.PositiveIntegerField(default=0)),
                ("n_done", models.PositiveIntegerField(default=0)),
                ("n_new", models.PositiveIntegerField(default=0)),
                ("n_repeated", models.PositiveIntegerField(default=0)),
                ("n_wrong", models.PositiveIntegerField(default=0)),
                ("wrong_rows", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("undertaking", models.PositiveBigIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("accepted", models.BooleanField(null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="concerns.concern",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("concern",),
                        name="one_pending_objection",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenListing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plan", models.TextField()),
                ("report_undertaking", models.PositiveBigIntegerField(null=True)),
                ("review_on", models.DateField()),
                ("listed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("n_reviews", models.PositiveSmallIntegerField(default=0)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listings",
                        to="concerns.concern",
                    ),
                ),
                (
                    "reported_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("concern",),
                        name="one_open_listing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Regrouping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(choices=[("merge", "joined"), ("split", "taken apart")], max_length=5),
                ),
                ("voice_ids", models.JSONField(default=list)),
                ("before", models.JSONField(default=dict, help_text="what the source was, for undoing")),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
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
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="concerns.concern"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="concerns.concern"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SortingStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("verb", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "version_after",
                    models.PositiveIntegerField(
                        help_text="undone only while the concern is still at this version"
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
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
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sorting_steps",
                        to="concerns.concern",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("receipt", models.CharField(max_length=20, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone_web", "by phone page"),
                            ("walk_in", "in the office"),
                            ("oral", "by word of mouth"),
                            ("visit", "on a visit"),
                            ("phone", "by telephone"),
                            ("hotline", "by the hotline"),
                            ("letter", "by letter"),
                            ("wechat", "by WeChat"),
                            ("gathering", "in a gathering"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "naming",
                    models.CharField(
                        choices=[
                            ("named", "named"),
                            ("sealed", "named, but not to the unit that handles it"),
                            ("unnamed", "not named"),
                        ],
                        default=shangyi.concerns.rules.hearing.Naming["NAMED"],
                        max_length=8,
                    ),
                ),
                ("words", models.TextField()),
                ("words_digest", models.CharField(max_length=64)),
                (
                    "suspicion",
                    models.TextField(blank=True, help_text="a supposed cause, kept as an allegation"),
                ),
                ("tried_before", models.TextField(blank=True)),
                ("noticed", models.CharField(blank=True, max_length=60)),
                ("speaker_name", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "said_at",
                    models.DateTimeField(help_text="when it was said; may lie before it was entered"),
                ),
                ("heard_at", models.DateTimeField(help_text="when it was entered and the receipt given")),
                ("read_back", models.BooleanField(default=False)),
                ("sending_key", models.CharField(max_length=64, null=True, unique=True)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("external_number", models.CharField(max_length=60, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="concerns.importbatch",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="concerns.concern",
                    ),
                ),
                (
                    "first_concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="concerns.concern"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="people.person",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
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
                    "recorded_capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["words_digest", "heard_at"], name="voice_words"),
                    models.Index(fields=["person", "-id"], name="voice_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_number"), name="external_number_once_per_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("solved", "solved"),
                            ("partly", "partly solved"),
                            ("not_solved", "not solved"),
                            ("unreachable", "could not be reached"),
                        ],
                        max_length=12,
                    ),
                ),
                ("satisfied", models.PositiveSmallIntegerField(help_text="1 to 5", null=True)),
                ("sentence", models.CharField(blank=True, max_length=500)),
                ("insisted", models.BooleanField(default=False)),
                ("rated_at", models.DateTimeField()),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating",
                        to="concerns.answer",
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
                    "voice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="concerns.voice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("satisfied__isnull", True), ("satisfied__range", (1, 5)), _connector="OR"
                        ),
                        name="satisfied_1_to_5",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to="photos/%Y/%m/")),
                ("small", models.FileField(upload_to="photos/%Y/%m/")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="concerns.concern",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="concerns.finding",
                    ),
                ),
                (
                    "voice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="concerns.voice",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="finding",
            name="overrules",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="overruled_by",
                to="concerns.voice",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="voice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="concerns.voice"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("voice", "text"), name="one_answer_per_text"),
        ),
    ]
