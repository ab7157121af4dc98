from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from pipeline.fusion.stories import StoryInput, group_stories

FERRY = [
    "A ferry sank off the island of Tarra. Divers searched the wreck of the Ilma for passengers.",
    "Divers reached the wreck of the ferry Ilma off Tarra. The captain of the Ilma was questioned by the coast guard.",
    "The owner of the ferry Ilma had been fined for overloading. Coast guard files on Tarra show three earlier fines.",
]
HARVEST = [
    "Wheat farmers in Borland expect a poor harvest. The drought has dried the fields of the southern plain.",
    "The drought in Borland halves the wheat harvest. Farmers of the southern plain ask the ministry for credit.",
    "Credit for wheat farmers: the ministry in Borland answers the drought on the southern plain with loans.",
]
OTHER = ["The museum opened a hall of maps.", "Snow closed two mountain passes near Kolm."]


def inputs() -> list[StoryInput]:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    return [
        StoryInput(article_id=f"a{n}", published_at=start + timedelta(hours=n), text=text)
        for n, text in enumerate(FERRY + HARVEST + OTHER)
    ]


def test_articles_on_one_matter_are_one_story():
    stories = group_stories(inputs())
    assert len({stories[f"a{n}"] for n in range(3)}) == 1
    assert len({stories[f"a{n}"] for n in range(3, 6)}) == 1
    assert len(set(stories.values())) == 4


def test_order_makes_no_difference():
    articles = inputs()
    expected = group_stories(articles)
    for seed in range(5):
        random.Random(seed).shuffle(articles)
        assert group_stories(articles) == expected


def test_nothing_one_and_empty_texts():
    assert group_stories([]) == {}
    assert len(group_stories(inputs()[:1])) == 1
    empty = [StoryInput(article_id=f"e{n}", published_at=datetime(2026, 3, 2, tzinfo=UTC), text="") for n in range(3)]
    assert len(set(group_stories(empty).values())) == 3
