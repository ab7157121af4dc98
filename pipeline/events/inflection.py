"""English word forms of a lemma, so that a trigger is found by its form, before any tagging."""

from __future__ import annotations

import re

_IRREGULAR = dict(
    line.split(maxsplit=1)
    for line in """
shoot shot
strike struck stricken
hit hit hitting
set set setting
blow blew blown
take took taken
fight fought
beat beat beaten
slay slew slain
burn burnt
break broke broken
throw threw thrown
fling flung
drive drove driven
withdraw withdrew withdrawn
send sent
build built
sink sank sunk
find found
hold held
begin began begun beginning
meet met
swear swore sworn
cut cut cutting
lay laid
tear tore torn
rip ripped ripping
go went gone goes
lose lost
leave left
flee fled
put put putting
give gave given
fall fell fallen
run ran run running
pay paid
overrun overran overrun overrunning
retake retook retaken
gun gunned gunning
steal stole stolen
bring brought
catch caught
hurt hurt hurting
die died dying
lie lay lain lying
rob robbed robbing
bar barred barring
ban banned banning
stab stabbed stabbing
maim maimed
kidnap kidnapped kidnaped kidnapping kidnaping
expel expelled expelling
slam slammed slamming
lob lobbed lobbing
drop dropped dropping
plan planned planning
swap swapped swapping
ship shipped shipping
rid rid
riot rioted rioting
smuggle smuggled
traffic trafficked trafficking
rebuff rebuffed
cede ceded
overturn overturned
free freed freeing
agree agreed agreeing
shell shelled shelling
spill spilled spilt
leak leaked
poison poisoned
deter deterred deterring
draft drafted
hijack hijacked
abduct abducted
massacre massacred
sabotage sabotaged
target targeted targetted
execute executed
explode exploded
say said
tell told
sit sat sitting
overthrow overthrew overthrown
step stepped stepping
arise arose arisen
bear bore borne
become became
bend bent
bet betting
bid bidding
bind bound
bleed bled
breed bred
burst bursting
cast casting
choose chose chosen
cling clung
come came
creep crept
deal dealt
dig dug digging
drag dragged dragging
draw drew drawn
eat ate eaten
feed fed
feel felt
fly flew flown
forbid forbade forbidden forbidding
forget forgot forgotten forgetting
freeze froze frozen
get got gotten getting
grind ground
grow grew grown
hang hung hanged
hide hid hidden
keep kept
kneel knelt
know knew known
lead led
leap leapt leaped
lend lent
let letting
make made
mow mowed mown
overcome overcame
plot plotted plotting
quit quitting
rebel rebelled rebelling
ride rode ridden
ring rang rung
rise rose risen
saw sawed sawn
see saw seen
seek sought
sell sold
shake shook shaken
shed shedding
shrink shrank shrunk
shut shutting
slide slid
sling slung
slip slipped slipping
slit slitting
speak spoke spoken
speed sped speeded
spend spent
spin spun spinning
split splitting
spread spread
spring sprang sprung
stand stood
stick stuck
sting stung
stop stopped stopping
string strung
sweep swept
swell swelled swollen
swim swam swum swimming
swing swung
teach taught
think thought
trap trapped trapping
undergo underwent undergone
uphold upheld
wear wore worn
weep wept
win won winning
wind wound
wring wrung
write wrote written
sever severed
recall recalled
""".strip().splitlines()
)
"""Base form and its other forms."""

_DOUBLES = re.compile(r"[^aeiou][aeiou][bdglmnprst]$")
"""rob, control, expel: some of these double their last letter; a form that does not exist does no harm."""
_VOWELS = "aeiou"
_NOUNS = {"policeman": "policemen", "man": "men", "woman": "women", "child": "children", "gunman": "gunmen"}


def verb_forms(lemma: str) -> frozenset[str]:
    """Base, -s, past, participles."""
    forms = {lemma, *_s_forms(lemma)}
    irregular = _IRREGULAR.get(lemma, "").split()
    forms.update(irregular)
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    if not any(f.endswith("ing") for f in irregular):
        forms.add((stem if not lemma.endswith(("ee", "oe", "ye")) else lemma) + "ing")
    if not irregular or any(f.endswith("ed") for f in irregular):
        if lemma.endswith("y") and lemma[-2] not in _VOWELS:
            forms.add(lemma[:-1] + "ied")
        elif not any(f.endswith("ed") for f in irregular):
            forms.add(stem + "ed")
    if _DOUBLES.search(lemma):
        forms |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    return frozenset(forms)


def noun_forms(lemma: str) -> frozenset[str]:
    """Singular and plural."""
    return frozenset({lemma, _NOUNS.get(lemma, ""), *_s_forms(lemma)} - {""})


def _s_forms(lemma: str) -> set[str]:
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return {lemma + "es"}
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return {lemma[:-1] + "ies"}
    return {lemma + "s"}
