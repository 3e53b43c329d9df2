"""What the server loads."""

import os

from django.core.wsgi import get_wsgi_application

# Set, not defaulted: whoever starts this process may run under the house's settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "simulators.vneid.settings"
application = get_wsgi_application()
