"""`python -m toantrinh.command`, which is how the supervisor starts our own processes."""

from toantrinh.command import main

main()
