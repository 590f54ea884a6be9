"""What must hold of gatherings: no promise without owner and time, no suggestion in silence, no problem lost."""

from __future__ import annotations

from shangyi.forums.rules.life import State
from shangyi.journeys.rules.invariants import Invariant

FILED = f"('{State.FILED}', '{State.PUBLISHED}')"

GATHERINGS = (
    Invariant(
        number=5,
        code="gathering.promise",
        told="every promise of a filed gathering has an owner, and a day or the reason why there is none",
        of="forums_remark",
        sql=f"""SELECT r.id FROM forums_remark r JOIN forums_gathering g ON g.id = r.gathering_id
                WHERE g.state IN {FILED} AND r.kind = 'pledge' AND NOT EXISTS (
                    SELECT 1 FROM forums_outcome o JOIN undertakings_undertaking u ON u.id = o.undertaking_id
                    WHERE o.remark_id = r.id AND (u.holder_id IS NOT NULL OR u.unit_id IS NOT NULL)
                      AND (u.due_at IS NOT NULL OR TRIM(u.undated_reason) <> ''))""",  # noqa: S608 - constants of the rules
    ),
    Invariant(
        number=5,
        code="gathering.to-complete",
        told="every gathering that is over and not filed has a running clock",
        of="forums_gathering",
        sql="""SELECT g.id FROM forums_gathering g WHERE g.state = 'ended' AND NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u
                   WHERE u.matter = 'gathering:' || g.id AND u.is_lead AND u.state = 'open')""",
    ),
    Invariant(
        number=1,
        code="gathering.problem",
        told="every problem collected in a filed gathering is a matter",
        of="forums_remark",
        sql=f"""SELECT r.id FROM forums_remark r JOIN forums_gathering g ON g.id = r.gathering_id
                WHERE g.state IN {FILED} AND r.kind = 'demand' AND NOT EXISTS (
                    SELECT 1 FROM forums_outcome o JOIN concerns_concern c ON c.id = o.concern_id
                    WHERE o.remark_id = r.id)""",  # noqa: S608 - constants of the rules
    ),
    Invariant(
        number=6,
        code="suggestion.reply",
        told="every suggestion that was sent has its reply, or a running clock",
        of="forums_suggestion",
        sql="""SELECT s.id FROM forums_suggestion s
               WHERE (s.stage = 'replied' AND (s.reply = '' OR (s.reply <> 'adopted' AND TRIM(s.reply_reason) = '')))
                  OR (s.stage = 'sent' AND NOT EXISTS (
                      SELECT 1 FROM undertakings_undertaking u
                      WHERE u.matter = 'suggestion:' || s.id AND u.is_lead AND u.state = 'open'))""",
    ),
    Invariant(
        number=6,
        code="suggestion.addressee",
        told="every suggestion of a filed gathering is addressed to a unit or was withdrawn with the reason",
        of="forums_suggestion",
        sql=f"""SELECT s.id FROM forums_suggestion s JOIN forums_gathering g ON g.id = s.gathering_id
                WHERE g.state IN {FILED} AND s.unit_id IS NULL
                  AND (s.stage <> 'withdrawn' OR TRIM(s.ended_reason) = '')""",  # noqa: S608 - constants of the rules
    ),
    Invariant(
        number=10,
        code="gathering.line-numbers",
        told="the lines of every gathering are numbered from 1 without a gap",
        of="forums_gathering",
        sql="""SELECT g.id FROM forums_gathering g LEFT JOIN (
                   SELECT gathering_id, COUNT(*) AS n, MAX(number) AS last FROM forums_remark GROUP BY gathering_id
               ) r ON r.gathering_id = g.id
               WHERE g.n_lines <> COALESCE(r.n, 0) OR COALESCE(r.n, 0) <> COALESCE(r.last, 0)""",
    ),
    Invariant(
        number=5,
        code="minutes.published",
        told="every published gathering has a published edition of its minutes, and only such a one",
        of="forums_gathering",
        sql="""SELECT g.id FROM forums_gathering g WHERE (g.state = 'published') <> EXISTS (
                   SELECT 1 FROM forums_edition e JOIN forums_minutes m ON m.id = e.minutes_id
                   WHERE m.gathering_id = g.id AND e.published_at IS NOT NULL)""",
    ),
    Invariant(
        number=5,
        code="minutes.objections",
        told="no minutes are approved while an objection has no reply",
        of="forums_objection",
        sql="""SELECT o.id FROM forums_objection o JOIN forums_minutes m ON m.id = o.minutes_id
               WHERE m.state = 'approved' AND (o.replied_at IS NULL OR TRIM(o.reply) = '')""",
    ),
    Invariant(
        number=10,
        code="series.ordinal",
        told="in every series each gathering that was held has a number of its own",
        of="forums_gathering",
        sql="""SELECT g.id FROM forums_gathering g WHERE g.series_id IS NOT NULL AND g.ordinal IS NOT NULL AND EXISTS (
                   SELECT 1 FROM forums_gathering h
                   WHERE h.series_id = g.series_id AND h.ordinal = g.ordinal AND h.id <> g.id)""",
    ),
)
