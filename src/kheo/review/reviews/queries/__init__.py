"""Questions about reviews: which there are, and the document of one."""

from kheo.review.reviews.queries.listing import review_named, reviews
from kheo.review.reviews.queries.material import review_document

__all__ = ["review_document", "review_named", "reviews"]
