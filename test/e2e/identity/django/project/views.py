"""The test call of DDI Central's page, behind each of the two guards that such a server may use."""

from django.http import JsonResponse
from oauth2_provider.contrib.rest_framework import TokenHasScope
from oauth2_provider.decorators import protected_resource
from rest_framework.decorators import api_view, permission_classes
from rest_framework.response import Response

CLUSTERS = [{"id": 1, "cluster_name": "head-office"}]


@api_view(["GET"])
@permission_classes([TokenHasScope])
def clusters(request):
    """Guarded by Django REST framework."""
    return Response(CLUSTERS)


clusters.cls.required_scopes = ["read"]


@protected_resource(scopes=["read"])
def clusters_behind_decorator(request):
    """Guarded by the toolkit's own decorator."""
    return JsonResponse(CLUSTERS, safe=False)
