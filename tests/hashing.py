"""Passwords of tests: the product's way of hashing, made quick. Nobody breaks into what ends with the test."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
