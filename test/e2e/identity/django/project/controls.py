"""What a test must see and do that no client of the server may."""

import threading
from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from oauth2_provider.models import AccessToken

_counted = {"tokenRequests": 0}
_lock = threading.Lock()


def count_token_requests(get_response):
    """Middleware that counts the requests that reach the token endpoint, answered or refused."""

    def middleware(request):
        if request.path.startswith("/oauth2/token"):
            with _lock:
                _counted["tokenRequests"] += 1
        return get_response(request)

    return middleware


def stats(request):
    """Answers the number of token requests since the server started."""
    return JsonResponse(_counted)


def expire(request):
    """Moves the end of every token into the past."""
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    return HttpResponse(status=204)


def withdraw(request):
    """Forgets every token, as the toolkit does with a revoked one."""
    AccessToken.objects.all().delete()
    return HttpResponse(status=204)
