from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "kheo.review.reviews"
    label = "reviews"
