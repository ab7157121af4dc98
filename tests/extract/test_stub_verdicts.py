"""Pages that hold no article, written as sites in many languages write them, and short articles that look alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract import extract_page
from pipeline.records import Hint, Payload

NAV = "<header><a href='/'>Kurier 24</a><nav><a href='/a'>A</a> <a href='/b'>B</a> <a href='/c'>C</a></nav></header>"
FOOT = "<footer><a href='/i'>Impressum</a> <a href='/p'>Privacy</a> © Kurier 24</footer>"


def consent(title: str, text: str, yes: str, no: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><div class='box'><h2>{title}</h2><p>{text}</p>"
        f"<button>{yes}</button><button>{no}</button></div><script src='/cmp.js'></script></body></html>"
    )


def challenge(title: str, text: str, button: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p><p>{button}</p>"
        "<p>ID: 8f1c2a77be</p></main></body></html>"
    )


def paywall(title: str, teaser: str, offer: str, button: str) -> str:
    return (
        f"<html><head><title>{title}</title><meta property='og:type' content='article'></head><body>{NAV}<article><h1>{title}</h1>"
        f"<p>{teaser}</p></article><section class='offer'><h3>{offer}</h3><button>{button}</button></section>{FOOT}</body></html>"
    )


def javascript(text: str) -> str:
    return (
        f"<html><head><title>Kurier 24</title><script defer src='/main.js'></script></head><body><noscript>{text}</noscript>"
        "<div id='app'></div></body></html>"
    )


def login(title: str, user: str, secret: str, button: str) -> str:
    return (
        f"<html><head><title>{title} | Kurier 24</title></head><body>{NAV}<form method='post'><h1>{title}</h1><label>{user}"
        f"<input type='email'></label><label>{secret}<input type='password'></label><button>{button}</button></form>{FOOT}</body></html>"
    )


def missing(title: str, text: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body>{NAV}<main><h1>{title}</h1><p>{text}</p><a href='/'>Kurier 24</a></main>"
        f"{FOOT}</body></html>"
    )


def video(title: str, text: str) -> str:
    return (
        f"<html><head><title>{title}</title><meta property='og:type' content='video.other'></head><body>{NAV}<h1>{title}</h1>"
        f"<video src='/clip.mp4' controls></video><p>{text}</p>{FOOT}</body></html>"
    )


def index(title: str, headlines: tuple[str, ...]) -> str:
    items = "".join(
        f"<div class='card'><a href='/n/{k}'><h3>{headline}</h3></a></div>" for k, headline in enumerate(headlines)
    )
    return (
        f"<html><head><title>{title}</title></head><body>{NAV}<main><h1>{title}</h1>{items}</main>{FOOT}</body></html>"
    )


STUBS: dict[str, dict[str, str]] = {
    "en": {
        "consent": consent(
            "Your privacy matters to us", "We and 214 vendors store information on your device, such as cookies, to show you ads.",
            "I agree", "Manage options"),
        "challenge": challenge("One more step", "Please complete the check below to prove you are not a robot.", "Press and hold"),
        "paywall": paywall(
            "Harbour strike enters third week", "Dockers voted on Sunday to stay out.", "This story is for subscribers. Subscribe now to read it.",
            "See offers"),
        "javascript": javascript("This site works only with JavaScript switched on."),
        "login": login("Sign in to your account", "Email address", "Password", "Sign in"),
        "not_found": missing("Sorry, we can't find that page", "It may have been moved or deleted. Try the search instead."),
        "video": video("Watch: flood waters rise in the old town", "Footage from Monday morning."),
        "index": index("Latest news", (
            "Harbour strike enters its third week", "Minister rejects call for inquiry", "Two held after museum theft",
            "Heavy snow closes mountain passes", "Rents rise fastest in the south", "Team names squad for final")),
    },
    "de": {
        "consent": consent(
            "Willkommen bei Kurier 24", "Mit Ihrer Zustimmung verarbeiten wir und unsere Partner personenbezogene Daten und setzen Cookies ein.",
            "Alle akzeptieren", "Einstellungen"),
        "challenge": challenge("Einen Augenblick bitte", "Wir prüfen, ob Sie ein Mensch oder ein Roboter sind.", "Überprüfung läuft"),
        "paywall": paywall(
            "Hafenarbeiter streiken weiter", "Am Sonntag stimmten sie ab.", "Weiterlesen mit dem Digital-Abo: jetzt vier Wochen testen.",
            "Zum Angebot"),
        "javascript": javascript("Bitte aktivieren Sie JavaScript in Ihrem Browser, um diese Seite zu nutzen."),
        "login": login("Anmelden", "E-Mail-Adresse", "Passwort", "Einloggen"),
        "not_found": missing("Hoppla!", "Die gesuchte Seite wurde leider nicht gefunden oder existiert nicht mehr."),
        "video": video("Video: Hochwasser in der Altstadt", "Bilder vom Montagmorgen."),
        "index": index("Aktuelle Meldungen", (
            "Hafenarbeiter streiken in dritter Woche", "Ministerin lehnt Untersuchung ab", "Zwei Festnahmen nach Museumsdiebstahl",
            "Schnee sperrt Alpenpässe", "Mieten steigen im Süden am stärksten", "Trainer nennt Aufgebot fürs Finale")),
    },
    "fr": {
        "consent": consent(
            "Bienvenue", "Nos partenaires et nous déposons des cookies afin de mesurer l'audience et de personnaliser la publicité.",
            "Tout accepter", "Continuer sans accepter"),
        "challenge": challenge("Vérification", "Merci de confirmer que vous n'êtes pas un robot avant d'accéder au site.", "Je suis humain"),
        "paywall": paywall(
            "La grève au port se poursuit", "Les dockers ont voté dimanche.", "Cet article est réservé aux abonnés. Il vous reste 87 % à lire.",
            "Je m'abonne"),
        "javascript": javascript("Veuillez activer JavaScript pour afficher ce contenu."),
        "login": login("Se connecter", "Adresse e-mail", "Mot de passe", "Connexion"),
        "not_found": missing("Page introuvable", "Le contenu que vous cherchez n'existe plus ou a changé d'adresse."),
        "video": video("Vidéo : la crue dans la vieille ville", "Images de lundi matin."),
        "index": index("À la une", (
            "La grève au port entre dans sa troisième semaine", "La ministre refuse une enquête", "Deux arrestations après le vol au musée",
            "La neige ferme les cols alpins", "Les loyers augmentent surtout dans le sud", "La liste pour la finale est connue")),
    },
    "es": {
        "consent": consent(
            "Tu privacidad nos importa", "Utilizamos cookies propias y de terceros para analizar la navegación y mostrar publicidad.",
            "Aceptar y seguir", "Configurar"),
        "challenge": challenge("Un momento", "Demuestra que no eres un robot para entrar en la web.", "Verificar que soy humano"),
        "paywall": paywall(
            "Sigue la huelga en el puerto", "Los estibadores votaron el domingo.", "Contenido exclusivo para suscriptores. Suscríbete para leerlo.",
            "Ver planes"),
        "javascript": javascript("Necesitas habilitar JavaScript para ver esta página."),
        "login": login("Iniciar sesión", "Correo electrónico", "Contraseña", "Entrar"),
        "not_found": missing("Error 404", "La página que buscas no existe o ha cambiado de sitio."),
        "video": video("Vídeo: la riada en el casco antiguo", "Imágenes del lunes por la mañana."),
        "index": index("Últimas noticias", (
            "La huelga del puerto entra en su tercera semana", "La ministra rechaza una investigación", "Dos detenidos por el robo en el museo",
            "La nieve cierra los puertos de montaña", "Los alquileres suben más en el sur", "El seleccionador anuncia su lista")),
    },
    "it": {
        "consent": consent(
            "Il rispetto della tua privacy", "Noi e i nostri partner archiviamo cookie per annunci personalizzati.", "Accetta tutto", "Rifiuta"),
        "challenge": challenge("Controllo di sicurezza", "Conferma di essere umano per proseguire: non sono un robot.", "Avvia la verifica"),
        "paywall": paywall(
            "Lo sciopero al porto continua", "I portuali hanno votato domenica.", "Abbonati per continuare a leggere questo articolo.",
            "Scopri le offerte"),
        "javascript": javascript("Per usare questo sito abilita JavaScript."),
        "login": login("Accedi al tuo profilo", "Indirizzo email", "Password", "Accedi"),
        "not_found": missing("Pagina non trovata", "L'indirizzo richiesto non esiste o è stato rimosso."),
        "video": video("Video: la piena nel centro storico", "Le immagini di lunedì mattina."),
        "index": index("Ultime notizie", (
            "Lo sciopero al porto entra nella terza settimana", "La ministra respinge l'inchiesta", "Due arresti dopo il furto al museo",
            "La neve chiude i valichi alpini", "Gli affitti salgono di più al sud", "Il tecnico annuncia i convocati")),
    },
    "pt": {
        "consent": consent(
            "A sua privacidade", "Usamos cookies para melhorar a sua experiência e medir a audiência.", "Aceitar todos", "Gerir preferências"),
        "challenge": challenge("Só um instante", "Confirme que não é um robô para continuar.", "Sou humano"),
        "paywall": paywall(
            "Greve no porto continua", "Os estivadores votaram no domingo.", "Conteúdo exclusivo para assinantes: assine para ler a matéria completa.",
            "Assine já"),
        "javascript": javascript("Ative o JavaScript para carregar este site."),
        "login": login("Entrar na sua conta", "E-mail", "Senha", "Entrar"),
        "not_found": missing("Página não encontrada", "O endereço digitado não existe neste site."),
        "video": video("Vídeo: a cheia no centro histórico", "Imagens de segunda-feira de manhã."),
        "index": index("Últimas notícias", (
            "Greve no porto entra na terceira semana", "Ministra rejeita pedido de inquérito", "Dois detidos depois de roubo no museu",
            "Neve fecha estradas da serra", "Rendas sobem mais no sul", "Selecionador anuncia convocados")),
    },
    "ru": {
        "consent": consent(
            "Файлы cookie", "Мы используем файлы cookie и обрабатываем персональные данные, чтобы сайт работал лучше.", "Принять", "Настроить"),
        "challenge": challenge("Подождите", "Подтвердите, что вы не робот, чтобы перейти на сайт.", "Пройти проверку"),
        "paywall": paywall(
            "Забастовка в порту продолжается", "Докеры проголосовали в воскресенье.", "Оформите подписку, чтобы читать материал полностью.",
            "Подписаться"),
        "javascript": javascript("Для работы сайта включите JavaScript в настройках браузера."),
        "login": login("Вход в личный кабинет", "Электронная почта", "Пароль", "Войти"),
        "not_found": missing("Страница не найдена", "Возможно, она была удалена или перемещена."),
        "video": video("Видео: вода поднимается в старом городе", "Кадры сняты в понедельник утром."),
        "index": index("Новости дня", (
            "Забастовка в порту идёт третью неделю", "Министр отказалась от проверки", "Двое задержаны после кражи в музее",
            "Снег закрыл горные перевалы", "Аренда дорожает быстрее на юге", "Тренер назвал состав на финал")),
    },
    "tr": {
        "consent": consent(
            "Çerez tercihleri", "Kişisel verileriniz, hizmetin sunulması amacıyla çerezler aracılığıyla işlenir.", "Kabul et", "Reddet"),
        "challenge": challenge("Bir dakika", "Devam etmek için robot olmadığınızı doğrulayın.", "Doğrula"),
        "paywall": paywall(
            "Limandaki grev sürüyor", "İşçiler pazar günü oy kullandı.", "Bu haberin tamamını okumak için abone olun.", "Abone ol"),
        "javascript": javascript("Bu siteyi kullanmak için JavaScript'i etkinleştirin."),
        "login": login("Üye girişi", "E-posta", "Şifre", "Giriş yap"),
        "not_found": missing("Sayfa bulunamadı", "Aradığınız sayfa kaldırılmış ya da adresi değişmiş olabilir."),
        "video": video("Video: Eski şehirde sular yükseliyor", "Pazartesi sabahından görüntüler."),
        "index": index("Son dakika haberleri", (
            "Limandaki grev üçüncü haftasına girdi", "Bakan soruşturma talebini reddetti", "Müze hırsızlığında iki gözaltı",
            "Kar dağ geçitlerini kapattı", "Kiralar en çok güneyde arttı", "Teknik direktör final kadrosunu açıkladı")),
    },
    "ja": {
        "consent": consent("クッキーについて", "当サイトでは利便性向上のためクッキーを使用します。続ける場合は同意をお願いします。", "同意する", "設定"),
        "challenge": challenge("確認中", "ロボットではないことを確認してください。", "チェックを開始"),
        "paywall": paywall("港湾スト、三週目に", "日曜に投票が行われた。", "この記事は会員限定です。登録すると続きをお読みいただけます。", "申し込む"),
        "javascript": javascript("このページを表示するにはJavaScriptを有効にしてください。"),
        "login": login("ログイン", "メールアドレス", "パスワード", "ログイン"),
        "not_found": missing("ページが見つかりません", "お探しのページは移動または削除された可能性があります。"),
        "video": video("動画：旧市街で水位上昇", "月曜朝の映像。"),
        "index": index("新着ニュース", (
            "港湾ストライキが三週目に突入", "大臣が調査の求めを拒否", "美術館の盗難で二人を逮捕", "大雪で峠道が通行止めに", "家賃の上昇は南部で最大",
            "決勝に臨む代表メンバー発表")),
    },
    "ar": {
        "consent": consent("خصوصيتك", "نستخدم ملفات تعريف الارتباط لتحسين تجربتك وعرض الإعلانات.", "قبول الكل", "الإعدادات"),
        "challenge": challenge("لحظة من فضلك", "يرجى التأكد من أنك لست روبوت قبل الدخول إلى الموقع.", "تحقق"),
        "paywall": paywall("الإضراب في الميناء مستمر", "صوت العمال يوم الأحد.", "اشترك الآن لقراءة المقال كاملا.", "اشترك"),
        "javascript": javascript("يرجى تفعيل JavaScript لعرض هذا الموقع."),
        "login": login("تسجيل الدخول", "البريد الإلكتروني", "كلمة المرور", "دخول"),
        "not_found": missing("الصفحة غير موجودة", "ربما تم حذف الصفحة أو نقلها."),
        "video": video("فيديو: المياه ترتفع في المدينة القديمة", "مشاهد من صباح الاثنين."),
        "index": index("آخر الأخبار", (
            "إضراب الميناء يدخل أسبوعه الثالث", "الوزيرة ترفض فتح تحقيق", "توقيف شخصين بعد سرقة المتحف", "الثلوج تغلق الممرات الجبلية",
            "الإيجارات ترتفع أكثر في الجنوب", "المدرب يعلن قائمة النهائي")),
    },
    "uk": {
        "consent": consent("Ваша приватність", "Ми використовуємо файли cookie, щоб показувати рекламу.", "Прийняти все", "Налаштувати"),
        "challenge": challenge("Зачекайте", "Підтвердьте, що ви не робот.", "Перевірити"),
        "paywall": paywall("Страйк у порту триває", "Докери проголосували в неділю.", "Оформіть передплату, щоб читати статтю повністю.", "Передплатити"),
        "javascript": javascript("Увімкніть JavaScript, щоб користуватися сайтом."),
        "login": login("Вхід", "Електронна пошта", "Пароль", "Увійти"),
        "not_found": missing("Сторінку не знайдено", "Можливо, її було видалено."),
    },
    "zh": {
        "consent": consent("Cookie 设置", "我们使用 Cookie 来改善您的体验并展示广告。", "全部接受", "拒绝"),
        "challenge": challenge("请稍候", "请完成验证，确认您是真人。", "开始验证"),
        "paywall": paywall("港口罢工进入第三周", "工人周日投票。", "本文为会员专享内容，订阅后可阅读全文。", "立即订阅"),
        "javascript": javascript("请启用 JavaScript 后再访问本网站。"),
        "login": login("用户登录", "邮箱", "密码", "登录"),
        "not_found": missing("页面不存在", "您访问的页面可能已被删除。"),
        "index": index("最新消息", ("县长视察大坝", "渔港昨夜起火", "山路塌方封闭", "书市周末开幕", "女足三比一胜", "码头工人复工")),
    },
    "ko": {
        "consent": consent("쿠키 사용 안내", "당사는 서비스 개선을 위해 쿠키를 사용합니다. 계속하려면 동의해 주세요.", "동의", "설정"),
        "challenge": challenge("잠시만요", "로봇이 아님을 확인해 주세요.", "확인"),
        "paywall": paywall("항만 파업 3주째", "노동자들이 일요일에 투표했다.", "구독자 전용 기사입니다. 구독하고 전체 기사를 읽어 보세요.", "구독하기"),
        "javascript": javascript("이 사이트를 보려면 JavaScript를 켜 주세요."),
        "login": login("로그인", "이메일", "비밀번호", "로그인"),
        "not_found": missing("페이지를 찾을 수 없습니다", "주소가 바뀌었거나 삭제되었습니다."),
    },
    "nl": {
        "consent": consent("Wij hechten aan jouw privacy", "Wij en onze partners plaatsen cookies om de site te verbeteren.", "Akkoord", "Instellen"),
        "challenge": challenge("Even geduld", "Bevestig dat je geen robot bent.", "Controleer"),
        "paywall": paywall("Havenstaking duurt voort", "Zondag werd er gestemd.", "Verder lezen? Neem een abonnement op Kurier.", "Bekijk aanbod"),
        "javascript": javascript("Zet JavaScript aan om deze site te gebruiken."),
        "login": login("Inloggen", "E-mailadres", "Wachtwoord", "Inloggen"),
        "not_found": missing("Oeps", "Deze pagina bestaat niet meer of is verplaatst."),
    },
    "pl": {
        "consent": consent("Szanujemy Twoją prywatność", "Nasi partnerzy i my używamy plików cookie oraz przetwarzamy dane osobowe.", "Zgadzam się", "Ustawienia"),
        "challenge": challenge("Chwileczkę", "Potwierdź, że nie jesteś robotem.", "Dalej"),
        "paywall": paywall("Strajk w porcie trwa", "Dokerzy głosowali w niedzielę.", "Wykup prenumeratę, aby przeczytać cały artykuł.", "Zobacz ofertę"),
        "javascript": javascript("Włącz JavaScript, aby zobaczyć tę stronę."),
        "login": login("Zaloguj się", "Adres e-mail", "Hasło", "Zaloguj"),
        "not_found": missing("Nie znaleziono strony", "Być może została usunięta."),
    },
    "sv": {
        "consent": consent("Vi värnar om din integritet", "Vi och våra partner använder cookies för att mäta trafik.", "Godkänn alla", "Inställningar"),
        "challenge": challenge("Ett ögonblick", "Bekräfta att du inte är en robot.", "Fortsätt"),
        "paywall": paywall("Hamnstrejken fortsätter", "Arbetarna röstade i söndags.", "Läs hela artikeln – bli prenumerant.", "Prenumerera"),
        "javascript": javascript("Aktivera JavaScript för att se sidan."),
        "login": login("Logga in", "E-post", "Lösenord", "Logga in"),
        "not_found": missing("Sidan hittades inte", "Den kan ha flyttats eller tagits bort."),
    },
}  # fmt: skip

CASES = [
    pytest.param(kind, html, id=f"{language}-{kind}")
    for language, kinds in STUBS.items()
    for kind, html in kinds.items()
]


@pytest.mark.parametrize(("kind", "html"), CASES)
def test_a_page_without_an_article_is_told_by_kind(kind: str, html: str, payload: Callable[..., Payload]) -> None:
    article = extract_page(payload(html, "https://www.example.org/n/48213"), Hint()).article
    assert article is not None
    assert (article.verdict, article.body) == (kind, None), article.verdict_reason
    assert article.verdict_reason


BRIEFS = {
    "en": ("Ferry service halted", "The ferry between the two islands was halted on Friday because of high waves. The operator said the boats "
           "would sail again once the wind drops, which forecasters expect late on Saturday. About 600 passengers are waiting in the ports."),
    "de": ("Fähre steht still", "Die Fähre zwischen den Inseln ist am Freitag wegen hoher Wellen eingestellt worden. Der Betreiber teilte mit, die "
           "Schiffe führen wieder, sobald der Wind nachlasse. Rund 600 Fahrgäste warten in den Häfen auf die Weiterfahrt, sagte ein Sprecher der "
           "Reederei. Die Behörden rechnen frühestens am späten Samstag mit ruhigerer See."),
    "fr": ("Le ferry à l'arrêt", "La liaison entre les deux îles a été suspendue vendredi en raison de fortes vagues. L'exploitant a annoncé que les "
           "bateaux repartiraient dès que le vent faiblirait, sans doute samedi soir. Environ 600 passagers attendent dans les ports."),
    "es": ("El ferri, parado", "El servicio entre las dos islas quedó suspendido el viernes por el fuerte oleaje. La empresa indicó que los barcos "
           "volverán a navegar cuando amaine el viento, previsiblemente el sábado por la noche. Unos 600 pasajeros esperan en los puertos."),
    "ru": ("Паром остановлен", "Паромное сообщение между островами было остановлено в пятницу из-за высоких волн. Оператор сообщил, что суда выйдут в "
           "море, как только стихнет ветер, предположительно поздно вечером в субботу. Около 600 пассажиров ждут в портах отправления, сообщил "
           "представитель компании. Власти островов разместили часть людей в школах и гостиницах, остальных принимают местные жители."),
    "ja": ("フェリーが欠航", "二つの島を結ぶフェリーは金曜日、高波のため運航を取りやめた。運航会社によると、風が弱まり次第、土曜日の夜遅くに再開する見通しだという。"
           "港では約六百人の乗客が足止めされている。島の役場は学校の体育館を開放し、毛布と食事を配った。気象台は週末も強い風が続くとして注意を呼びかけている。"),
}  # fmt: skip
BANNERS = {
    "en": "<div id='cc'>We use cookies. <button>Accept all</button></div>", "de": "<div id='cc'>Wir verwenden Cookies. <button>Akzeptieren</button></div>",
    "fr": "<div id='cc'>Nous utilisons des cookies. <button>Accepter</button></div>",
    "es": "<div id='cc'>Usamos cookies. <button>Aceptar</button></div>", "ru": "<div id='cc'>Мы используем cookie. <button>Принять</button></div>",
    "ja": "<div id='cc'>クッキーを使用します。<button>同意する</button></div>",
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(BRIEFS))
def test_a_short_article_among_banners_and_links_is_an_article(language: str, payload: Callable[..., Payload]) -> None:
    title, text = BRIEFS[language]
    html = (
        f"<html lang='{language}'><head><title>{title}</title><meta property='og:type' content='article'></head><body>{BANNERS[language]}{NAV}"
        f"<a href='/login'>Log in</a> <a href='/abo'>Subscribe</a><article><h1>{title}</h1><p>{text}</p></article>"
        f"<div class='nl'>Newsletter: subscribe and read more every morning</div>{FOOT}</body></html>"
    )
    article = extract_page(payload(html, "https://www.example.org/n/48213"), Hint()).article
    assert article is not None
    assert (article.verdict, article.verdict_reason) == ("article", None)
    assert article.body is not None
    assert text[:40] in article.body


@pytest.mark.parametrize(
    ("status", "html", "verdict"),
    [
        (404, "<html><body><h1>Oh dear</h1><p>Try the search.</p></body></html>", "not_found"),
        (410, "<html><body><p>Removed.</p></body></html>", "not_found"),
        (401, "<html><body><p>No.</p></body></html>", "login"),
        (403, "<html><body><p>Reference 18.2f</p></body></html>", "challenge"),
        (429, "<html><body><p>Later.</p></body></html>", "challenge"),
        (
            200,
            "<html><head></head><body>" + "<script>self.f.push([1, 'text'])</script>" * 2000 + "</body></html>",
            "javascript",
        ),
        (200, "", "empty"),
        (200, "   \n\t ", "empty"),
        (200, "<html><head></head><body></body></html>", "empty"),
        (200, "<html><head><title>News</title></head><body><p>Come back later.</p></body></html>", "stub"),
        (200, "%PDF-1.7 ...", "not_html"),
    ],
)
def test_what_is_no_page_of_words(status: int, html: str, verdict: str, payload: Callable[..., Payload]) -> None:
    article = extract_page(payload(html, status=status), Hint()).article
    assert article is not None
    assert article.verdict == verdict


def test_a_front_page_is_an_index_however_long_its_teasers(payload: Callable[..., Payload]) -> None:
    teasers = "".join(
        f"<div><h2><a href='/n/{k}'>Council number {k} votes on the new road</a></h2><p>The council sat until midnight before it voted, and the "
        f"margin was {k} votes. Opponents promise to go to court over the noise that the road will bring to the village.</p></div>"
        for k in range(12)
    )
    article = extract_page(
        payload(f"<html><body><main>{teasers}</main></body></html>", "https://www.example.org/"), Hint()
    ).article
    assert article is not None
    assert article.verdict == "index"
