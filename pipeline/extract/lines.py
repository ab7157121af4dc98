"""Lines of an extracted text that are no part of the article: its own headline, bylines, pointers to other texts."""

from __future__ import annotations

import re

from pipeline.extract.words import count_words

_POINTER = re.compile(
    r"(?:[-–•>»→*\s]{0,4})(?:"
    r"read (?:more|also|next|the full|this)\b|(?:also|more) (?:on|read|from)\b|related(?: (?:articles?|stories|"
    r"content|news|links?|video))?\s*(?::|$)|"
    r"see also|more:|watch:|watch also|listen:|don'?t miss|you may also like|most read|recommended|trending|"
    r"editor'?s picks?|in case you missed|"
    r"click here|sign up|subscribe|follow us|join (?:us|our|the)|download (?:the|our)|get the (?:latest|day)|"
    r"have a tip|got a (?:tip|story)|"
    r"lesen sie (?:auch|mehr|hier|dazu|außerdem)|lies auch|lesetipp|mehr zum thema|mehr dazu|mehr zu\b|"
    r"auch interessant|das könnte (?:sie|dich)|"
    r"hier (?:finden|geht|lesen)|>> |passend dazu|weitere (?:nachrichten|artikel|themen|informationen)|"
    r"zum thema\s*:?$|"
    r"(?:à )?lire aussi|lire également|à voir aussi|voir aussi|sur le même sujet|lire plus|"
    r"le[ea] también|lee también|te puede interesar|más información|también (?:te|le) puede|noticia relacionada|"
    r"leggi anche|leggi tutto|potrebbe interessarti|per approfondire|leia (?:também|mais)|veja (?:também|mais)|"
    r"saiba mais|"
    r"lees (?:ook|meer|verder)|meer over|bekijk ook|czytaj (?:też|także|więcej|również)|zobacz (?:też|także|"
    r"również)|przeczytaj|"
    r"читайте (?:также|ещё|еще|подробнее)|читать также|смотрите также|по теме|читайте (?:також|ще)|дивіться також|"
    r"ayrıca (?:bkz|oku)|ilgili haber|bunu da|bu haberi|関連記事|あわせて読みたい|関連リンク|相关(?:阅读|新闻|"
    r"报道)|延伸閱讀|推薦閱讀|관련\s?기사|▶|"
    r"اقرأ (?:أيضا|أيضًا|المزيد)|läs (?:också|mer|även)|les (?:også|mer)|læs (?:også|mere)|se også|lue (?:myös|"
    r"lisää)|katso myös|"
    r"baca (?:juga|selengkapnya)|lihat juga|čtěte (?:také|také|více)|διαβάστε (?:επίσης|ακόμη)|funda olunye"
    r")",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:[-–•*\s]{0,4})(?:"
    r"advertisement(?:\s.{0,60})?|article content|story continues below(?:\s.{0,40})?|anzeige|werbung|publicité|"
    r"publicidad|pubblicità|advertentie|reklama?|"
    r"реклама|annonse?|annons|mainos|広告|广告|광고|"
    r"share(?: this)?(?: article)?|print(?: article)?|order reprints|text size|by|photos?|videos?|"
    r"comments?(?: \(\d+\))?|post comment.{0,10}|tags?|"
    r"copyright.{0,200}|©.{0,200}|\(c\) .{0,200}|all rights reserved.{0,100}|.{0,80}\ball rights reserved\.?|"
    r"alle rechte vorbehalten.{0,80}|"
    r".{0,40}無断転載.{0,60}|.{0,60}무단\s?전재.{0,60}|저작권자.{0,100}|"
    r"our standards:.{0,100}|\d{1,3} (?:min(?:uten?|utes?|uti|utos?)?\.?) (?:read|lesezeit|de lecture|di lettura|"
    r"de lectura).{0,20}|"
    r"(?:updated|published|first published|posted|erstellt|aktualisiert|veröffentlicht(?: am)?|publié le|"
    r"publicado|pubblicato|stand|modified)"
    r"\s*:?\s.{0,12}\d{1,4}.{0,40}|"
    r"link (?:copied|kopiert).{0,20}|drucken.{0,20}|feedback:.{0,60}|permalink.{0,60}|fehler gefunden\?.{0,40}|"
    r"like this story\?.{0,60}|thanks for signing up!?|sorry!?|an error (?:has )?occurred.{0,40}|thank you|"
    r"this article has been sent to|loading.{0,4}|"
    r"there was an error.{0,60}|keep an eye on your inbox.{0,60}|wie hat ihnen dieser artikel gefallen\?|"
    r"durchschnittliche bewertung.{0,20}|"
    r"(?:image|photo|foto|bild|picture|fotos?)(?: (?:credit|source))?\s*:\s.{0,120}|_{3,}|-{3,}|\*{3,}|"
    r"https?://\S{5,300}|"
    r"would you like to comment on this article\?|please read our comment policy.{0,60}|sign up \(it's quick.{0,60}|"
    r"link to youtube.{0,40}|link zum youtube.{0,40}"
    r")",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"newsletter|subscribe|sign up|follow (?:us|him|her|them|@)|\bapp\b.{0,40}(?:download|store)|whatsapp|"
    r"telegram-?(?:kanal|channel)|"
    r"abonnieren|abonniere|e-?mail:|\be-?mail\b.{0,40}@|@\w+\.\w+|bookmark|contributed to this|trust principles|"
    r"comment policy|"
    r"unterstütz|support (?:our|us)|donate|spenden|mitglied werden|become a (?:member|subscriber)|"
    r"kostenlos testen|jetzt testen|"
    r"first published|this (?:article|story|post) (?:was|first|originally)|contact (?:us|the)|write to ",
    re.IGNORECASE,
)
_KEEP_AS_LEAD = 60


def tidy_lines(text: str, headlines: list[str], names: tuple[str, ...] = ()) -> str:
    """Drop the lines that are no part of the article. `headlines`: the page's titles; `names`: site and authors."""
    lines = text.split("\n")
    lines = _without_opening(lines, headlines, names)
    lines = _without_pointers(lines)
    lines = _without_closing(lines)
    return "\n".join(_without_repeats(lines))


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _without_opening(lines: list[str], headlines: list[str], names: tuple[str, ...]) -> list[str]:
    """Headline, date and byline before the first paragraph."""
    labels = [plain for name in names if len(plain := _plain(name)) >= 4]
    titles = [plain for title in headlines if len(plain := _plain(title)) >= 8]
    kept: list[str] = []
    for index, line in enumerate(lines):
        if index < 8 and not any(len(other) >= 200 for other in kept):
            plain = _plain(line)
            if any(plain == title or (len(plain) <= len(title) + 60 and (title in plain)) for title in titles):
                continue
            if len(line) < 120 and _is_made_of(plain, labels):
                continue
        kept.append(line)
    return kept


def _is_made_of(plain: str, labels: list[str]) -> bool:
    """Whether a line holds names of the site and its authors and hardly anything else: "By Mara Lind and Jo Okafor"."""
    rest = plain
    for label in labels:
        rest = rest.replace(label, "")
    return rest != plain and len(rest) <= 8 and not rest.isdigit()


def _without_pointers(lines: list[str]) -> list[str]:
    """ "Read more: …" and the list below it; labels of advertisements, captions and tools."""
    kept: list[str] = []
    below = False
    for line in lines:
        if _NOISE.fullmatch(line):
            continue
        if len(line) < 250 and _POINTER.match(line) and not _is_sentences(line):
            below = line.rstrip().endswith(":") or len(line) < 40
            continue
        if below and line.startswith(("- ", "• ", "* ")) and not line.rstrip().endswith((".", "!", "。")):
            continue
        below = False
        kept.append(line)
    return kept


def _is_sentences(line: str) -> bool:
    return len(line) > 120 and line.rstrip().endswith((".", "!", "?", "”", "»", '"'))


def _without_closing(lines: list[str]) -> list[str]:
    """Pleas and notes below the last paragraph: at most six lines, never more than a quarter of the text."""
    total = sum(map(len, lines))
    removed = 0
    end = len(lines)
    while end > 1 and len(lines) - end < 6:
        line = lines[end - 1]
        if len(line) <= 400 and _CLOSING.search(line) and (removed + len(line)) * 4 <= total:
            removed += len(line)
            end -= 1
        else:
            break
    return lines[:end]


def _without_repeats(lines: list[str]) -> list[str]:
    """A line of some length stands once: boxes repeat leads and facts."""
    seen: set[str] = set()
    kept: list[str] = []
    for line in lines:
        if len(line) >= 40 or line.startswith("- "):
            if line in seen:
                continue
            seen.add(line)
        kept.append(line)
    return kept


def looks_like_menu(text: str) -> bool:
    """Whether a text is made of labels rather than sentences: many short lines hold most of its words."""
    lines = text.split("\n")
    short = [line for line in lines if len(line) < 45 and not line.endswith((".", "!", "?", "。"))]
    return len(short) >= 30 and count_words("\n".join(short)) > 0.5 * count_words(text)
