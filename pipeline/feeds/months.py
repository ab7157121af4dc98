"""Names of months in the languages that news feeds write their dates in: facts, as a table.

A name matches from its beginning up to its end or to a shortening of at least `_SHORTEST` letters that no other month
of any language shares.
"""

from __future__ import annotations

import unicodedata

_SHORTEST = 3

# One line a language: the twelve months, other forms after "/" (genitives, spellings without marks, short forms).
_TABLE = """
en january february march april may june july august september/sept october november december
de januar/jänner februar/feber märz/mrz april mai juni juli august september oktober november dezember
fr janvier/janv février/févr/fevr mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre décembre
es enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre/set octubre noviembre diciembre/dic
pt janeiro fevereiro/fev março/marco abril maio junho julho agosto setembro outubro/out novembro dezembro/dez
it gennaio/gen febbraio marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre ottobre/ott novembre dicembre
nl januari februari maart/mrt april mei juni juli augustus september oktober november december
sv januari februari mars april maj juni juli augusti september oktober november december
da januar februar marts april maj juni juli august september oktober november december
fi tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu kesäkuuta/kesäkuu heinäkuuta/heinäkuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu marraskuuta/marraskuu joulukuuta/joulukuu
is janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
et jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
lv janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī
lt sausio/sausis vasario/vasaris kovo/kovas balandžio/balandis gegužės/gegužė birželio/birželis liepos/liepa rugpjūčio/rugpjūtis rugsėjo/rugsėjis spalio/spalis lapkričio/lapkritis gruodžio/gruodis
pl stycznia/styczeń/sty lutego/luty/lut marca/marzec kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź/paz listopada/listopad/lis grudnia/grudzień/gru
cs ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen září října/říjen listopadu prosince/prosinec
sk januára/január februára/február marca/marec apríla/apríl mája/máj júna/jún júla/júl augusta/august septembra/september októbra/október novembra/november decembra/december
sl januarja/januar februarja/februar marca/marec aprila/april maja/maj junija/junij julija/julij avgusta/avgust septembra/september oktobra/oktober novembra/november decembra/december
hr siječnja/siječanj veljače/veljača ožujka/ožujak travnja/travanj svibnja/svibanj lipnja/lipanj/lip srpnja/srpanj kolovoza/kolovoz rujna/rujan listopada/listopad/lis studenoga/studeni prosinca/prosinac
sr јануар/јануара/januara фебруар/фебруара/februara март/марта/mart/marta април/априла/april мај/маја/maja јун/јуна/juna јул/јула/jula август/августа/avgusta септембар/септембра/septembar октобар/октобра/oktobar новембар/новембра/novembar децембар/децембра/decembar
hu január/jan február/febr március/márc április/ápr május/máj június/jún július/júl augusztus/aug szeptember/szept október/okt november/nov december/dec
ro ianuarie/ian februarie martie aprilie mai iunie/iun iulie/iul august septembrie octombrie noiembrie/noi decembrie
tr ocak şubat/subat mart nisan mayıs/mayis haziran temmuz ağustos/agustos eylül/eylul ekim kasım/kasim aralık/aralik
az yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr
sq janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor/nentor dhjetor
el ιανουαρίου/ιανουάριος/ιαν φεβρουαρίου/φεβρουάριος/φεβ μαρτίου/μάρτιος/μαρ απριλίου/απρίλιος/απρ μαΐου/μάιος/μαϊ ιουνίου/ιούνιος/ιουν ιουλίου/ιούλιος/ιουλ αυγούστου/αύγουστος/αυγ σεπτεμβρίου/σεπτέμβριος/σεπ οκτωβρίου/οκτώβριος/οκτ νοεμβρίου/νοέμβριος/νοε δεκεμβρίου/δεκέμβριος/δεκ
ru января/январь/янв февраля/февраль/фев марта/март апреля/апрель/апр мая/май июня/июнь июля/июль августа/август/авг сентября/сентябрь/сен октября/октябрь/окт ноября/ноябрь/ноя декабря/декабрь/дек
uk січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/кві травня/травень/тра червня/червень/чер липня/липень/лип серпня/серпень/сер вересня/вересень/вер жовтня/жовтень/жов листопада/листопад/лис грудня/грудень/гру
bg януари февруари март април май юни юли август септември октомври ноември декември
mk јануари февруари март април мај јуни јули август септември октомври ноември декември
be студзеня лютага сакавіка красавіка мая/травеня чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня
id januari februari maret april mei juni juli agustus/agu september oktober/okt november desember/des
ms januari februari mac april mei jun julai ogos september oktober november disember/dis
sw januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba
ar يناير/كانون_الثاني/جانفي فبراير/شباط/فيفري مارس/آذار/اذار أبريل/ابريل/نيسان/أفريل مايو/أيار/ايار/ماي يونيو/حزيران/جوان يوليو/تموز/جويلية/يوليوز أغسطس/اغسطس/آب/أوت/غشت سبتمبر/أيلول/ايلول/شتنبر أكتوبر/اكتوبر/تشرين_الأول نوفمبر/تشرين_الثاني/نونبر ديسمبر/كانون_الأول/دجنبر
he ינואר/בינואר פברואר/בפברואר מרץ/מרס/במרץ אפריל/באפריל מאי/במאי יוני/ביוני יולי/ביולי אוגוסט/באוגוסט ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר
hi जनवरी फरवरी/फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर
bn জানুয়ারি/জানুয়ারী ফেব্রুয়ারি/ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট/অগাস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
ur جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
th มกราคม/ม.ค. กุมภาพันธ์/ก.พ. มีนาคม/มี.ค. เมษายน/เม.ย. พฤษภาคม/พ.ค. มิถุนายน/มิ.ย. กรกฎาคม/ก.ค. สิงหาคม/ส.ค. กันยายน/ก.ย. ตุลาคม/ต.ค. พฤศจิกายน/พ.ย. ธันวาคม/ธ.ค.
ca gener/gen febrer març/marc abril maig juny juliol agost setembre octubre novembre desembre
"""  # noqa: E501 - one line a language reads better than wrapped ones


def fold(name: str) -> str:
    """Lower case without marks and dots, so that MÄRZ., Marz and märz are one."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(char for char in decomposed if not unicodedata.combining(char) or ord(char) > 0x0600)
    return kept.replace(".", "").replace("_", " ").strip()


def _rows() -> list[tuple[int, str]]:
    """Month and folded form, English first."""
    return [
        (month, fold(form))
        for line in _TABLE.strip().splitlines()
        for month, forms in enumerate(line.split()[1:], start=1)
        for form in forms.split("/")
    ]


def _build() -> dict[str, int]:
    rows = _rows()
    whole: dict[str, set[int]] = {}
    short: dict[str, set[int]] = {}
    for month, name in rows:
        whole.setdefault(name, set()).add(month)
        for length in range(_SHORTEST, len(name)):
            short.setdefault(name[:length], set()).add(month)
    # A whole name goes before a shortening; what stays ambiguous is left out: "listopada" is October in Croatian and
    # November in Polish.
    names = {name: min(months) for name, months in short.items() if len(months) == 1 and name not in whole}
    names.update({name: min(months) for name, months in whole.items() if len(months) == 1})
    # The formats of the standards write English, and "mar" would otherwise be open because of Finnish marraskuu.
    for month, name in rows[:13]:
        names.update({name[:length]: month for length in range(_SHORTEST, len(name) + 1)})
    return names


_MONTHS = _build()


def month_of(name: str) -> int | None:
    """1 to 12, or None where no month is meant or two languages disagree."""
    return _MONTHS.get(fold(name))
