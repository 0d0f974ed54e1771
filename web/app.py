"""The application: settings and a database in, pages out."""

from flask import Flask
from sqlalchemy import Engine

from web import context, database, device, errors, i18n, identity, permissions, security, static_files
from web.api import answering
from web.settings import Settings
from web.templating import OneScope
from web.views.account import account
from web.views.agreements import agreement
from web.views.alliance_network import alliance
from web.views.ambassador import ambassador
from web.views.api import api
from web.views.class_actions import bulk
from web.views.classroom import classroom
from web.views.coaching import teacher
from web.views.complaining import complaining
from web.views.contributing import contributing
from web.views.deciding import certifier
from web.views.erasing import erasing
from web.views.evidence import evidence
from web.views.factors import factors
from web.views.follow_up import follow_up
from web.views.holding import holding
from web.views.inside import inside
from web.views.institution import institution
from web.views.interviewing import scanning
from web.views.inviting import inviting
from web.views.label import own
from web.views.monitoring import monitoring
from web.views.my_data import my_data
from web.views.network import network
from web.views.news import news
from web.views.offline import offline
from web.views.partner import partner
from web.views.preferences import preferences
from web.views.pupil import pupil
from web.views.registering import registering
from web.views.results import results
from web.views.schemes import public
from web.views.school_years import school
from web.views.second_reviews import second
from web.views.second_step import second_step
from web.views.staff import staff
from web.views.stories import stories
from web.views.together import student
from web.views.voting import voting

BLUEPRINTS = (
    public,
    preferences,
    account,
    second_step,
    factors,
    registering,
    staff,
    my_data,
    erasing,
    student,
    scanning,
    offline,
    evidence,
    own,
    results,
    teacher,
    bulk,
    second,
    certifier,
    ambassador,
    inviting,
    news,
    classroom,
    voting,
    pupil,
    institution,
    contributing,
    school,
    network,
    partner,
    agreement,
    inside,
    stories,
    alliance,
    api,
    follow_up,
    holding,
    complaining,
    monitoring,
)
LARGEST_REQUEST = 12 * 1024 * 1024
"""Bytes: one photo or document of 10 MB with its form around it."""


def create_app(settings: Settings, engine: Engine) -> Flask:
    """An application that serves ``engine``'s database; its schema must be up to date."""
    app = Flask(__name__, static_folder="static")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME="mvo_notice",  # only for a notice on the next page; who is signed in is in the database
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=2_000,
    )
    app.jinja_environment = OneScope
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    database.install(app, engine)
    i18n.install(app)
    static_files.install(app)
    answering.install(app, settings.secret)
    identity.install(app, settings)
    security.install(app, settings)
    permissions.install(app)
    device.install(app)
    errors.install(app)
    context.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
