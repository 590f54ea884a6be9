"""Addresses of gatherings: the desk, the room, and whoever is invited."""

from __future__ import annotations

from django.urls import path

from shangyi.forums.views import (
    calendar,
    floor,
    frames,
    imports,
    invited,
    line_verbs,
    members,
    minutes,
    minutes_verbs,
    offerings,
    pages,
    practices,
    questions,
    rating,
    room,
    series,
    suggestions,
    survey,
    verbs,
)

app_name = "forums"

desk_urls = [
    path("desk/gatherings/", pages.gatherings, name="gatherings"),
    path("desk/gatherings/new/", pages.plan, name="plan"),
    path("desk/participants/<int:person_id>/", members.member, name="member"),
    path("desk/participants/<int:person_id>/record.csv", members.member_csv, name="member_csv"),
    path("desk/practices/", practices.practices, name="practices"),
    path("desk/practices/write/", practices.edit_practice, name="edit_practice"),
    path("desk/practices/<str:code>/", practices.practice, name="practice"),
    path("desk/gatherings/<int:gathering_id>/", pages.gathering, name="gathering"),
    path("desk/gatherings/<int:gathering_id>/record/", pages.record, name="record"),
    path("desk/gatherings/<int:gathering_id>/audience/", pages.audience, name="audience"),
    path("desk/gatherings/<int:gathering_id>/candidates/", pages.candidates, name="candidates"),
    path("desk/gatherings/<int:gathering_id>/pick/", pages.pick, name="pick"),
    path("desk/gatherings/<int:gathering_id>/items/<int:item_id>/drop/", pages.drop_item, name="drop_item"),
    path("desk/gatherings/<int:gathering_id>/sheets/<int:sheet_id>/", pages.sheet, name="sheet"),
    path("desk/gatherings/<int:gathering_id>/attendance/", imports.attendance, name="attendance"),
    path("desk/gatherings/<int:gathering_id>/host/", floor.host, name="host"),
    path("desk/gatherings/<int:gathering_id>/side-by-side/", frames.side_by_side, name="side_by_side"),
    path("desk/gatherings/<int:gathering_id>/host/line/", floor.write, name="write"),
    path("desk/gatherings/<int:gathering_id>/host/poll/", floor.poll, name="poll"),
    path(
        "desk/gatherings/<int:gathering_id>/host/lines/<int:remark_id>/kind/", floor.set_kind, name="set_kind"
    ),
    path("desk/gatherings/<int:gathering_id>/complete/", floor.complete, name="complete"),
    path("desk/gatherings/<int:gathering_id>/do/<str:step>/", floor.do, name="do"),
    path("desk/gatherings/<int:gathering_id>/questions/", questions.questions, name="questions"),
    path("desk/gatherings/<int:gathering_id>/rate/", rating.rate_view(), name="rate_for"),
]

series_urls = [
    path("desk/calendar/", calendar.month, name="month"),
    path("desk/calendar/feeds/", calendar.feeds, name="feeds"),
    path("desk/series/", series.all_series, name="all_series"),
    path("desk/series/new/", series.start, name="start_series"),
    path("desk/series/<int:series_id>/", series.one_series, name="series"),
    path("desk/series/<int:series_id>/next/", series.plan_next, name="plan_next"),
    *(
        path(f"desk/series/<int:series_id>/{step}/", series.step_view(step), name=f"series_{step}")
        for step in series.STEPS
    ),
]

verb_urls = [
    path(
        f"desk/gatherings/<int:gathering_id>/{verb.replace('_', '-')}/",
        verbs.gathering_view(verb),
        name=verb,
    )
    for verb in verbs.GATHERING_VERBS
]

line_urls = [
    path(
        f"desk/gatherings/<int:gathering_id>/lines/<int:remark_id>/{verb.replace('_', '-')}/",
        line_verbs.line_view(verb),
        name=verb,
    )
    for verb in line_verbs.LINE_VERBS
]

suggestion_urls = [
    path("desk/suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/<int:suggestion_id>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/<int:suggestion_id>/<str:step>/", suggestions.step, name="suggestion_step"),
]

room_urls = [
    path("hall/<str:token>/", room.hall, name="hall"),
    path("g/", room.join, name="join"),
    path("g/<str:token>/", room.phone, name="phone"),
    path("g/<str:token>/come-in/", room.come_in, name="come_in"),
    path("g/<str:token>/slip/", room.slip, name="slip"),
    path("g/<str:token>/hand/", room.hand, name="hand"),
    path("g/<str:token>/leaning/", room.leaning, name="leaning"),
    path("g/<str:token>/rate/", rating.rate, name="rate"),
]

invited_urls = [
    path("gatherings/", calendar.near_me, name="near_me"),
    path("gatherings/calendar/new/", calendar.new_own_feed, name="new_own_feed"),
    path("gatherings/calendar/<int:feed_id>/end/", calendar.end_feed, name="end_feed"),
    path("calendar/<str:secret>.ics", calendar.feed, name="feed"),
    path("gatherings/mine/", members.my_record, name="my_record"),
    path("gatherings/mine.csv", members.my_record_csv, name="my_record_csv"),
    path("gatherings/<int:gathering_id>/", invited.invited, name="invited"),
    path("gatherings/<int:gathering_id>/ask/", questions.ask, name="ask"),
    path("gatherings/invitations/<int:invitation_id>/answer/", invited.answer, name="answer"),
]

digest_urls = [
    *(
        path(
            f"desk/gatherings/<int:gathering_id>/{verb.replace('_', '-')}/",
            offerings.digest_view(verb),
            name=verb,
        )
        for verb in offerings.DIGEST_VERBS
    ),
    path("gatherings/<int:gathering_id>/digest/", offerings.digest, name="digest"),
    path("gatherings/services/<int:service_id>/", offerings.offering, name="offering"),
]

survey_urls = [
    *(
        path(f"desk/gatherings/<int:gathering_id>/{verb}/", survey.survey_view(verb), name=verb)
        for verb in survey.SURVEY_VERBS
    ),
    path("gatherings/<int:gathering_id>/survey/", survey.survey, name="survey"),
    path("gatherings/<int:gathering_id>/photos/<int:photo_id>/", survey.site_photo, name="site_photo"),
]

minutes_urls = [
    path("desk/gatherings/<int:gathering_id>/minutes/", minutes.minutes, name="minutes"),
    path("desk/gatherings/<int:gathering_id>/minutes/word/", minutes.word, name="word_minutes"),
    path("desk/gatherings/<int:gathering_id>/minutes/do/<str:step>/", minutes.do, name="do_minutes"),
    path("desk/gatherings/<int:gathering_id>/minutes.docx", minutes.document, name="minutes_document"),
    *(
        path(
            f"desk/gatherings/<int:gathering_id>/{verb.replace('_', '-')}/",
            minutes_verbs.minutes_view(verb),
            name=verb,
        )
        for verb in minutes_verbs.MINUTES_VERBS
    ),
    path("desk/objections/<int:objection_id>/reply/", minutes.reply, name="reply_to_objection"),
    path("desk/minutes-forms/", minutes_verbs.document_forms, name="document_forms"),
    path("desk/minutes-forms/standard.docx", minutes_verbs.standard, name="standard_form"),
    path("desk/minutes-forms/<int:form_id>/retire/", minutes_verbs.retire, name="retire_form"),
    path("gatherings/minutes/", minutes.published, name="published"),
    path("gatherings/<int:gathering_id>/minutes/", minutes.read_minutes, name="read_minutes"),
    path("gatherings/<int:gathering_id>/minutes.docx", minutes.read_document, name="read_document"),
    path("gatherings/<int:gathering_id>/minutes/object/", minutes.object_to, name="object_to"),
]

urlpatterns = [
    *desk_urls,
    *series_urls,
    *verb_urls,
    *line_urls,
    *suggestion_urls,
    *room_urls,
    *invited_urls,
    *minutes_urls,
    *survey_urls,
    *digest_urls,
]
