"""Creates the database with two clients, of which only the first may use client credentials.

Their ids and the secret that they share come from IDENTITY_CLIENT_ID, IDENTITY_OTHER_CLIENT_ID and
IDENTITY_CLIENT_SECRET.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (needs the set-up)
from oauth2_provider.models import Application  # noqa: E402


def create_client(client_id, grant_type):
    Application.objects.create(
        name=client_id,
        client_id=client_id,
        client_secret=os.environ["IDENTITY_CLIENT_SECRET"],
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=grant_type,
        redirect_uris="https://127.0.0.1/",
    )


call_command("migrate", verbosity=0)
create_client(os.environ["IDENTITY_CLIENT_ID"], Application.GRANT_CLIENT_CREDENTIALS)
create_client(os.environ["IDENTITY_OTHER_CLIENT_ID"], Application.GRANT_AUTHORIZATION_CODE)
