"""What the page server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from shangyi.entry import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyi.entry.settings")
logs.set_up()
application = get_wsgi_application()
