"""The addresses of DDI Central's page, and the test's own below ``_control``."""

from django.urls import include, path

import controls
import views

urlpatterns = [
    path("oauth2/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("api/cluster_settings/cluster/", views.clusters),
    path("decorated/cluster/", views.clusters_behind_decorator),
    path("_control/stats", controls.stats),
    path("_control/expire", controls.expire),
    path("_control/withdraw", controls.withdraw),
]
