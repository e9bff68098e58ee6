"""A Django server with django-oauth-toolkit and Django REST framework, as DDI Central seems to be.

What differs from run to run comes from the environment:

IDENTITY_DATABASE       the SQLite file
IDENTITY_BODY_FORMAT    ``form``, as the toolkit reads bodies by default, or ``json``
"""

import os

DEBUG = False
# Signs nothing that outlives the test: the server has no sessions and no pages.
SECRET_KEY = "for-a-test-on-loopback-only"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
WSGI_APPLICATION = "wsgi.application"
USE_TZ = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "oauth2_provider",
    "rest_framework",
]

# CommonMiddleware adds the final slash by a redirect.
MIDDLEWARE = ["controls.count_token_requests", "django.middleware.common.CommonMiddleware"]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["IDENTITY_DATABASE"],
        "OPTIONS": {"timeout": 20},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BODY_READERS = {
    "form": "oauth2_provider.oauth2_backends.OAuthLibCore",
    "json": "oauth2_provider.oauth2_backends.JSONOAuthLibCore",
}

OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 1800,
    "OAUTH2_BACKEND_CLASS": BODY_READERS[os.environ["IDENTITY_BODY_FORMAT"]],
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "oauth2_provider.contrib.rest_framework.OAuth2Authentication"
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
