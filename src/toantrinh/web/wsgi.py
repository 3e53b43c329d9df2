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
# What pages leave is let go at once or soon after; looking through all that a process keeps took a
# tenth of a second and more, in which every page of it waited.
gc.set_threshold(10_000, 20, 200)
