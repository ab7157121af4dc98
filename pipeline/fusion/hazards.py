"""What came over people in a disaster or an accident, as far as the words of a passage tell it."""

from __future__ import annotations

from collections.abc import Mapping, Set

_WORDS: Mapping[str, str] = {
    "quake": "earthquake earthquakes quake quakes tremor tremors aftershock aftershocks magnitude epicentre epicenter",
    "weather": """
        flood floods flooding flooded floodwaters rain rains downpour downpours storm storms typhoon hurricane cyclone
        tornado tornadoes landslide landslides mudslide mudslides avalanche lightning blizzard heatwave
    """,
    "road": "bus buses minibus truck trucks lorry minivan motorcycle motorcyclist ravine motorway highway",
    "rail": "train trains railway locomotive derailed derailment derailing",
    "water": "boat boats ferry ship vessel trawler dinghy capsized capsizing sank shipwreck",
    "flight": "plane airplane aeroplane airliner aircraft jet helicopter airport runway",
}
_HAZARDS = {word: hazard for hazard, words in _WORDS.items() for word in words.split()}
"""Fires, collapses and explosions are left out: they come of all the others."""


def hazards_of(words: Set[str]) -> frozenset[str]:
    """The hazards that these words name: quake, weather, road, rail, water, flight; often none."""
    return frozenset(_HAZARDS[word] for word in words & _HAZARDS.keys())
