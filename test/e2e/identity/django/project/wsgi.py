"""The application that the server process serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402 (needs the settings)

application = get_wsgi_application()
