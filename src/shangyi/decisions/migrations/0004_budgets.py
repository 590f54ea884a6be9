import django.db.models.deletion
import shangyi.decisions.rules.budget
import shangyi.decisions.rules.budget_life
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0003_agreements"),
        ("people", "0003_language_unless_chosen"),
        ("places", "0001_tree_units_rosters"),
        ("undertakings", "0005_publishing_a_result"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
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
                    "source",
                    models.CharField(blank=True, help_text="where the money comes from", max_length=120),
                ),
                ("place_path", models.CharField(max_length=120)),
                ("sum_fen", models.PositiveBigIntegerField()),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("equal-shares", "equal shares: every voter decides over an equal part"),
                            ("greedy", "most ticks first, as long as the sum lasts"),
                        ],
                        default=shangyi.decisions.rules.budget.Rule["EQUAL_SHARES"],
                        max_length=24,
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("residents", "every resident who is known, one vote each"),
                            ("households", "every household, one vote each"),
                        ],
                        default=shangyi.decisions.rules.budget_life.Who["RESIDENTS"],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("collecting", "Collecting wishes"),
                            ("voting", "Voting"),
                            ("closed", "Voting is over"),
                            ("counted", "Counted, not yet published"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=shangyi.decisions.rules.budget_life.BudgetState["DRAFT"],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("wishes_until", models.DateTimeField()),
                ("announced_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("publish_by", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                (
                    "imported_from",
                    models.CharField(blank=True, help_text="the .pb file it was read from", max_length=120),
                ),
                (
                    "result",
                    models.JSONField(
                        default=dict, help_text="both workings as they were printed when it was counted"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="places.place"
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets_planned",
                        to="people.person",
                    ),
                ),
                (
                    "planned_capacity",
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
                    models.Index(
                        fields=["place_path", "-id"],
                        name="budget_below",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    ),
                    models.Index(fields=["state", "closes_at"], name="budget_by_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.JSONField(help_text="key of the wish: points; a tick is one")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("signed-in", "on the phone, signed in"),
                            ("code", "by link and code"),
                            ("counter", "at the counter, written down by staff"),
                            ("file", "read from a file"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cast_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("n_changes", models.PositiveSmallIntegerField(default=0)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BudgetVoteChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.JSONField()),
                ("how", models.CharField(max_length=10)),
                ("held_from", models.DateTimeField()),
                ("held_until", models.DateTimeField()),
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
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="decisions.budgetvote",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BudgetVoter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("code", models.CharField(db_index=True, max_length=20)),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="voters",
                        to="decisions.budget",
                    ),
                ),
                (
                    "enrolled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "budget"], name="budget_voter_person")],
                "constraints": [models.UniqueConstraint(fields=("budget", "key"), name="budget_voter_once")],
            },
        ),
        migrations.AddField(
            model_name="budgetvote",
            name="voter",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="vote", to="decisions.budgetvoter"
            ),
        ),
        migrations.CreateModel(
            name="BudgetWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "key",
                    models.CharField(
                        help_text="its number, or the id in the file it was read from", max_length=40
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("why", models.TextField(blank=True)),
                ("cost_fen", models.PositiveBigIntegerField(null=True)),
                ("proposer_name", models.CharField(blank=True, max_length=60)),
                ("proposed_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting to be checked"),
                            ("admitted", "Put to the vote"),
                            ("turned-down", "Not put"),
                            ("taken-back", "Taken back"),
                        ],
                        default=shangyi.decisions.rules.budget_life.WishState["PROPOSED"],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "owners_note",
                    models.CharField(blank=True, help_text="why the owners need not decide", max_length=300),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("is_won", models.BooleanField(default=False)),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="decisions.budget",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
                    "undertaking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undertakings.undertaking",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("budget", "number"), name="budget_wish_number"),
                    models.UniqueConstraint(fields=("budget", "key"), name="budget_wish_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_fen__isnull", False),
                            models.Q(
                                ("state", shangyi.decisions.rules.budget_life.WishState["ADMITTED"]),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="admitted_wish_has_cost",
                    ),
                ],
            },
        ),
    ]
