# ruff: noqa: S608 - what is put into these statements are constants of the rules
"""The invariants that one SQL statement each can look at, in the order of the design's list."""

from __future__ import annotations

from shangyi.concerns.rules.life import LEAD_TASK, OPEN_STATES
from shangyi.journeys.rules.invariants import Invariant
from shangyi.people.rules.capacities import KEEPING


def _listed(values: object) -> str:
    return ", ".join(f"'{value}'" for value in sorted(str(each) for each in values))  # type: ignore[attr-defined]


OPEN = f"({_listed(OPEN_STATES)})"
KEEPERS = f"({_listed(KEEPING)})"
TASK_OF_STATE = " ".join(f"WHEN '{state}' THEN '{task}'" for state, task in LEAD_TASK.items())
STATE_OF_TASK = " ".join(f"WHEN '{task}' THEN '{state}'" for state, task in LEAD_TASK.items())

AWAY = """
WITH RECURSIVE away AS (
    SELECT person_id, stand_in_id FROM people_absence
    WHERE from_at <= %(now)s AND (until_at IS NULL OR until_at > %(now)s)
), reach(person_id, stand_in_id) AS (
    SELECT person_id, stand_in_id FROM away
    UNION
    SELECT reach.person_id, away.stand_in_id FROM reach JOIN away ON away.person_id = reach.stand_in_id
), uncovered AS (
    SELECT person_id FROM away WHERE person_id NOT IN (
        SELECT person_id FROM reach WHERE stand_in_id NOT IN (SELECT person_id FROM away)
    )
)
"""
"""Who is away now, and whose chain of stand-ins ends with nobody who is there."""

VOICES = (
    Invariant(
        number=1,
        code="voice.receipt",
        told="every voice has a receipt",
        of="concerns_voice",
        sql="SELECT id FROM concerns_voice WHERE receipt IS NULL OR receipt = ''",
    ),
    Invariant(
        number=1,
        code="voice.receipt-once",
        told="no two voices share a receipt",
        of="concerns_voice",
        sql="SELECT MAX(id) AS id FROM concerns_voice GROUP BY receipt HAVING COUNT(*) > 1",
    ),
    Invariant(
        number=1,
        code="voice.concern",
        told="every voice belongs to a concern that is there; those of a joined one lie where it was joined",
        of="concerns_voice",
        sql="""SELECT v.id FROM concerns_voice v LEFT JOIN concerns_concern c ON c.id = v.concern_id
               WHERE c.id IS NULL OR c.state = 'merged'""",
    ),
    Invariant(
        number=1,
        code="concern.n-voices",
        told="every concern counts its voices rightly and, unless joined to another, has one",
        of="concerns_concern",
        sql="""SELECT c.id FROM concerns_concern c
               LEFT JOIN (SELECT concern_id, COUNT(*) AS n FROM concerns_voice GROUP BY concern_id) v
                      ON v.concern_id = c.id
               WHERE c.n_voices <> COALESCE(v.n, 0) OR (v.n IS NULL AND c.state <> 'merged')""",
    ),
    Invariant(
        number=1,
        code="concern.merged",
        told="a joined concern says where, and only a joined one does",
        of="concerns_concern",
        sql="""SELECT id FROM concerns_concern
               WHERE (state = 'merged') <> (merged_into_id IS NOT NULL) OR merged_into_id = id""",
    ),
)

KEPT = (
    Invariant(
        number=2,
        code="concern.one-clock",
        told="every open concern has exactly one running clock: its step, its due time, answering to its keeper",
        of="concerns_concern",
        sql=f"""SELECT c.id FROM concerns_concern c
                LEFT JOIN (SELECT matter, COUNT(*) AS n, MAX(due_at) AS due_at, MAX(task) AS task,
                                  MAX(answers_to_id) AS answers_to_id
                           FROM undertakings_undertaking WHERE is_lead AND state = 'open' GROUP BY matter) u
                       ON u.matter = 'concern:' || c.id
                WHERE c.state IN {OPEN} AND (u.n IS NULL OR u.n <> 1 OR @differs(u.due_at; c.due_at;)
                      OR u.answers_to_id <> c.keeper_id
                      OR u.task <> CASE c.state {TASK_OF_STATE} END)""",
    ),
    Invariant(
        number=2,
        code="concern.no-clock-after",
        told="nothing runs on a concern that is closed or joined to another",
        of="concerns_concern",
        sql=f"""SELECT c.id FROM undertakings_undertaking u
                JOIN concerns_concern c ON u.matter = 'concern:' || c.id
                WHERE u.is_lead AND u.state = 'open' AND c.state NOT IN {OPEN}
                UNION SELECT id FROM concerns_concern WHERE state NOT IN {OPEN} AND due_at IS NOT NULL""",
    ),
    Invariant(
        number=2,
        code="concern.keeper",
        told="every open concern's keeper holds a keeper's role there today",
        of="concerns_concern",
        sql=f"""SELECT c.id FROM concerns_concern c
                WHERE c.state IN {OPEN} AND NOT EXISTS (
                    SELECT 1 FROM people_capacity k LEFT JOIN places_place p ON p.id = k.place_id
                    WHERE k.person_id = c.keeper_id AND k.kind IN {KEEPERS} AND k.from_on <= %(today)s
                          AND (k.until_on IS NULL OR k.until_on >= %(today)s)
                          AND SUBSTR(c.place_path, 1, LENGTH(COALESCE(p.path, ''))) = COALESCE(p.path, ''))""",
    ),
    Invariant(
        number=2,
        code="concern.keeper-there",
        told="where a keeper is away, somebody who is there stands in",
        of="concerns_concern",
        sql=f"""{AWAY} SELECT c.id FROM concerns_concern c
                WHERE c.state IN {OPEN} AND c.keeper_id IN (SELECT person_id FROM uncovered)""",
    ),
    Invariant(
        number=2,
        code="concern.open-list",
        told="what is on the open list has one plan and one day of review, and nothing else is listed",
        of="concerns_concern",
        sql="""SELECT c.id FROM concerns_concern c
               LEFT JOIN (SELECT concern_id, COUNT(*) AS n, MIN(LENGTH(TRIM(plan))) AS shortest
                          FROM concerns_openlisting
                          WHERE ended_at IS NULL AND review_on IS NOT NULL GROUP BY concern_id) o
                      ON o.concern_id = c.id
               WHERE (c.state = 'listed' AND (o.n IS NULL OR o.n <> 1 OR o.shortest = 0))
                  OR (c.state <> 'listed' AND o.n > 0)""",
    ),
)

ANSWERED = (
    Invariant(
        number=3,
        code="concern.closed-unanswered",
        told="no concern is closed while a voice in it is not answered and rated, or recorded out of reach",
        of="concerns_concern",
        sql="""SELECT DISTINCT c.id FROM concerns_concern c
               JOIN concerns_voice v ON v.concern_id = c.id
               LEFT JOIN (SELECT voice_id, MAX(id) AS id FROM concerns_answer GROUP BY voice_id) l
                      ON l.voice_id = v.id
               LEFT JOIN concerns_answer a ON a.id = l.id
               LEFT JOIN concerns_rating r ON r.answer_id = a.id
               WHERE c.state = 'closed' AND (a.id IS NULL OR a.state = 'due' OR r.id IS NULL)""",
    ),
    Invariant(
        number=3,
        code="concern.answers-due",
        told="what is done has an answer due or given to every voice in it",
        of="concerns_concern",
        sql="""SELECT DISTINCT c.id FROM concerns_concern c
               JOIN concerns_voice v ON v.concern_id = c.id
               WHERE c.state IN ('answering', 'rating')
                     AND NOT EXISTS (SELECT 1 FROM concerns_answer a WHERE a.voice_id = v.id)""",
    ),
)

PROMISED = (
    Invariant(
        number=4,
        code="undertaking.due-moved",
        told="no due time moved but by an extension that was granted",
        of="undertakings_undertaking",
        sql="""WITH said AS (
                   SELECT @int(f.public.undertaking) AS undertaking, MAX(f.id) AS id FROM ledger_fact f
                   WHERE f.kind = 'undertaking.opened'
                      OR (f.kind = 'undertaking.extension-decided' AND @true(f.public.granted))
                   GROUP BY 1)
               SELECT u.id FROM undertakings_undertaking u LEFT JOIN said ON said.undertaking = u.id
               LEFT JOIN ledger_fact f ON f.id = said.id
               WHERE f.id IS NULL OR @differs(@when(u.due_at); @said(f.public.due_at);)""",
    ),
    Invariant(
        number=4,
        code="concern.first-due",
        told="the first promise of a concern never moved",
        of="concerns_concern",
        sql="""SELECT DISTINCT c.id FROM ledger_fact f
               JOIN concerns_concern c ON f.subject = 'concern:' || c.id
               WHERE f.kind = 'concern.assigned'
                 AND @differs(@when(c.first_due_at); @said(f.public.first_due_at);)
                 AND NOT EXISTS (SELECT 1 FROM ledger_fact x WHERE x.subject = f.subject
                                 AND x.kind = 'concern.undone' AND x.id > f.id)""",
    ),
    Invariant(
        number=4,
        code="extension.asked-late",
        told="every extension that was granted was asked for, and granted, before expiry",
        of="undertakings_extension",
        sql="""SELECT e.id FROM undertakings_extension e WHERE e.granted AND NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u
                   JOIN ledger_fact f ON f.subject = u.matter AND f.kind = 'undertaking.extension-asked'
                   WHERE u.id = e.undertaking_id AND @int(f.public.undertaking) = u.id
                     AND @said(f.public.wanted_due_at) = @when(e.wanted_due_at)
                     AND @when(e.asked_at) <= @said(f.public.due_at)
                     AND @when(e.decided_at) <= @said(f.public.due_at))""",
    ),
    Invariant(
        number=4,
        code="undertaking.raised-to-nobody",
        told="what climbed the ladder is held by somebody there",
        of="undertakings_undertaking",
        sql="""SELECT id FROM undertakings_undertaking
               WHERE state = 'open' AND rung > 0 AND raised_to_id IS NULL""",
    ),
    Invariant(
        number=5,
        code="undertaking.date-or-reason",
        told="every undertaking has a date, or says why there is none yet",
        of="undertakings_undertaking",
        sql="""SELECT id FROM undertakings_undertaking
               WHERE due_at IS NULL AND (is_lead OR TRIM(undated_reason) = '')""",
    ),
)

KEPT_FROM = (
    Invariant(
        number=9,
        code="notice.names-the-speaker",
        told="no notice tells a handler the name, telephone or receipt of who spoke",
        of="notices_notice",
        sql="""WITH about_concerns AS (
                   SELECT n.id, n.person_id, n.facts, n.about AS matter FROM notices_notice n
                   WHERE n.about LIKE 'concern:%%' AND EXISTS (
                       SELECT 1 FROM undertakings_undertaking u WHERE u.matter = n.about
                       AND u.unit_id IS NOT NULL AND u.holder_id + 0 = n.person_id)
               ), about_undertakings AS (
                   SELECT n.id, n.person_id, n.facts, u.matter FROM notices_notice n
                   JOIN undertakings_undertaking u ON u.id =
                        CASE WHEN n.about LIKE 'undertaking:%%' THEN CAST(SUBSTR(n.about, 13) AS bigint) END
                   WHERE u.unit_id IS NOT NULL AND u.holder_id + 0 = n.person_id
               ), told AS (
                   SELECT * FROM about_concerns UNION ALL SELECT * FROM about_undertakings
               )
               SELECT DISTINCT n.id FROM told n JOIN concerns_concern c ON c.id =
                    CASE WHEN n.matter LIKE 'concern:%%' THEN CAST(SUBSTR(n.matter, 9) AS bigint) END
               JOIN concerns_voice v ON v.concern_id = c.id OR v.first_concern_id = c.id
               WHERE n.person_id <> c.keeper_id
                 AND @differs(v.person_id; n.person_id;) AND @differs(v.person_id; c.keeper_id;)
                 AND (@inside(n.facts) LIKE '%%' || v.receipt || '%%'
                      OR (LENGTH(v.phone) > 4 AND @inside(n.facts) LIKE '%%' || v.phone || '%%')
                      OR (v.email <> '' AND @inside(n.facts) LIKE '%%' || v.email || '%%')
                      OR (LENGTH(v.speaker_name) > 1 AND @inside(n.facts) LIKE '%%' || v.speaker_name || '%%'))""",
    ),
)

RECOUNTED = (
    Invariant(
        number=10,
        code="figures.recounted",
        told="heard, opened, done and closed of every community are the same in the record and in the tables",
        of="places_place",
        sql="""WITH told AS (
                   SELECT subject, MAX(CASE WHEN kind = 'voice.heard' THEN 0 ELSE id END) AS last_id,
                          SUM(CASE WHEN kind = 'voice.heard' THEN 1 ELSE 0 END) AS heard,
                          MAX(CASE WHEN kind = 'concern.opened' THEN 1 ELSE 0 END) AS opened,
                          MAX(CASE WHEN kind IN ('concern.done', 'concern.diverted') THEN 1 ELSE 0 END) AS done,
                          MAX(CASE WHEN kind = 'concern.closed' THEN id ELSE 0 END) AS closed_id,
                          MAX(CASE WHEN kind = 'concern.disputed' THEN id ELSE 0 END) AS disputed_id
                   FROM ledger_fact WHERE kind = 'voice.heard' OR kind LIKE 'concern.%%' GROUP BY subject
               ), spoken AS (
                   SELECT first_concern_id, COUNT(*) AS heard FROM concerns_voice GROUP BY first_concern_id
               ), both_sides AS (
                   SELECT COALESCE(p.community_id, p.id, 0) AS community, heard, opened, done,
                          CASE WHEN closed_id > disputed_id THEN 1 ELSE 0 END AS closed
                   FROM told LEFT JOIN ledger_fact f ON f.id = told.last_id
                   LEFT JOIN places_place p ON p.code = f.place_code
                   UNION ALL
                   SELECT COALESCE(c.community_id, c.place_id), -COALESCE(s.heard, 0), -1,
                          CASE WHEN c.done_at IS NULL THEN 0 ELSE -1 END,
                          CASE WHEN c.state = 'closed' THEN -1 ELSE 0 END
                   FROM concerns_concern c LEFT JOIN spoken s ON s.first_concern_id = c.id
               )
               SELECT community AS id FROM both_sides GROUP BY community
               HAVING SUM(heard) <> 0 OR SUM(opened) <> 0 OR SUM(done) <> 0 OR SUM(closed) <> 0""",
    ),
)

RECORDED = (
    Invariant(
        number=11,
        code="record.concern-state",
        told="every concern is where its last fact says",
        of="concerns_concern",
        sql=f"""WITH moves AS (
                    SELECT f.subject, MAX(f.id) AS id FROM ledger_fact f
                    WHERE f.kind = 'concern.closed'
                       OR (f.kind = 'undertaking.opened' AND @true(f.public.is_lead))
                       OR (f.kind = 'concern.regrouped' AND @text(f.public.what) = 'merge'
                           AND NOT @true(f.public.undone)
                           AND f.subject = 'concern:' || @text(f.public.source))
                    GROUP BY f.subject)
                SELECT c.id FROM concerns_concern c LEFT JOIN moves m ON m.subject = 'concern:' || c.id
                LEFT JOIN ledger_fact f ON f.id = m.id
                WHERE @differs(c.state; CASE f.kind WHEN 'concern.closed' THEN 'closed'
                                         WHEN 'concern.regrouped' THEN 'merged'
                                         ELSE CASE @text(f.public.task) {STATE_OF_TASK} END END;)""",
    ),
    Invariant(
        number=11,
        code="record.voice-heard",
        told="every voice has its line in the record, once",
        of="concerns_voice",
        sql="""SELECT v.id FROM concerns_voice v
               LEFT JOIN (SELECT @int(f.public.voice) AS voice, COUNT(*) AS n FROM ledger_fact f
                          WHERE f.kind = 'voice.heard' GROUP BY 1) h ON h.voice = v.id
               WHERE h.n IS NULL OR h.n <> 1""",
    ),
    Invariant(
        number=11,
        code="record.undertaking-state",
        told="every undertaking ended as the record says, or is open",
        of="undertakings_undertaking",
        sql="""SELECT u.id FROM undertakings_undertaking u
               LEFT JOIN (SELECT @int(f.public.undertaking) AS undertaking, MAX(@text(f.public.state)) AS state
                          FROM ledger_fact f WHERE f.kind = 'undertaking.ended' GROUP BY 1) e
                      ON e.undertaking = u.id
               WHERE u.state <> COALESCE(e.state, 'open')""",
    ),
    Invariant(
        number=11,
        code="record.answers",
        told="what became of every answer, and every rating, has its line in the record",
        of="concerns_voice",
        sql="""SELECT v.id FROM concerns_voice v
               LEFT JOIN (SELECT @int(f.public.voice) AS voice,
                                 SUM(CASE WHEN f.kind = 'answer.ended' THEN 1 ELSE 0 END) AS ended,
                                 MAX(CASE WHEN f.kind = 'voice.rated' THEN 1 ELSE 0 END) AS rated
                          FROM ledger_fact f WHERE f.kind IN ('answer.ended', 'voice.rated') GROUP BY 1) t
                      ON t.voice = v.id
               LEFT JOIN (SELECT voice_id, SUM(CASE WHEN state = 'due' THEN 0 ELSE 1 END) AS ended
                          FROM concerns_answer GROUP BY voice_id) a ON a.voice_id = v.id
               LEFT JOIN (SELECT voice_id, COUNT(*) AS n FROM concerns_rating GROUP BY voice_id) r
                      ON r.voice_id = v.id
               WHERE COALESCE(t.ended, 0) <> COALESCE(a.ended, 0)
                  OR COALESCE(t.rated, 0) <> CASE WHEN r.n > 0 THEN 1 ELSE 0 END""",
    ),
)

BY_SQL = (*VOICES, *KEPT, *ANSWERED, *PROMISED, *KEPT_FROM, *RECOUNTED, *RECORDED)
