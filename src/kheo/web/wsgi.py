import os

from django.core.wsgi import get_wsgi_application

from kheo.ground.wall.actions import enter_as_web
from kheo.web.shared.bodiless import NoBodyOnHead
from kheo.web.shared.chunked import WholeBody

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kheo.settings")
application = NoBodyOnHead(WholeBody(get_wsgi_application()))
enter_as_web()
