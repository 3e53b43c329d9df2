"""What the server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from toantrinh.host.collecting import uncollected

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toantrinh.host.settings")
# What is loaded stays to the end of the process: looking through it for rubbish finds none.
with uncollected():
    application = get_wsgi_application()
    gc.freeze()
