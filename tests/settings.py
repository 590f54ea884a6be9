"""The settings of the suite: as shipped, with a throw-away data folder and fast hashing."""

import atexit
import os
import shutil
import tempfile

from tests.harness import catalogues

if "SHANGYI_DATA" not in os.environ:
    os.environ["SHANGYI_DATA"] = tempfile.mkdtemp(prefix="shangyi-test-")
    atexit.register(shutil.rmtree, os.environ["SHANGYI_DATA"], ignore_errors=True)
if "PYTEST_XDIST_WORKER" not in os.environ:
    catalogues.compile_changed()  # before Django reads them
os.environ.setdefault("SECRET_KEY", "only-for-tests")
if os.environ.get("SHANGYI_TEST_DB") == "postgres" and not os.environ.get("DATABASE_URL"):
    from tests.harness import postgres

    os.environ["DATABASE_URL"] = postgres.start()  # workers inherit it: one server for the whole run

from shangyi.entry.settings import *  # noqa: F403
from shangyi.entry.settings import DATA_DIR, DATABASE_URL, DATABASES

if not DATABASE_URL:
    # A file, not memory: it is copied for tests that commit. Without fsync, which no test here depends on.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "suite.sqlite3")}
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")  # type: ignore[index]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
