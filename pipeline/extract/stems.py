"""Word stems by which pages that hold no article give themselves away, in the languages of the starter feeds.

Stems, not sentences: sites word their walls differently, but a consent wall has to name the cookies and the button, and
a pay wall the subscription and the reading on. All in lower case, apostrophes plain, matched inside short text blocks.
"""

from __future__ import annotations

import re


def _any(*stems: str) -> re.Pattern[str]:
    return re.compile("|".join(stems))


COOKIE = _any(
    "cookie", "куки", "クッキー", "쿠키", "çerez", "ملفات تعريف الارتباط", "الكوكيز", "ciasteczk", "evästee",
    "informasjonskapsl", "sütik", "personal data", "personenbezogene", "données personnelles",
    "datos personales", "dati personali", "dados pessoais", "persoonsgegevens", "dane osobowe",
    "danych osobowych", "персональны", "персональн", "kişisel veri", "個人情報", "个人数据", "개인정보",
    "البيانات الشخصية", "our partners", "unsere partner", "nos partenaires", "nuestros socios",
    "i nostri partner", "vores partnere", "våra partner", "datenschutz", "privacy", "tietosuoja",
    "privatliv", "confidentialité", "privacidad", "privacidade", "עוגיות", "隐私", "プライバシー",
)  # fmt: skip
ACCEPT = _any(
    "accept", "agree", "consent", "akzeptier", "zustimm", "einwillig", "einverstanden", "accetta",
    "accett", "consens", "acept", "consentimiento", "aceit", "concord", "accord", "akkoord",
    "toestemming", "akceptuj", "akceptuję", "zgadzam", "zgod", "приня", "соглас", "прийня", "погодж",
    "згод", "kabul", "onay", "同意", "許可", "接受", "允许", "동의", "수락", "허용", "أوافق", "موافق", "قبول",
    "godta", "godkjenn", "samtykke", "godkänn", "samtyck", "accepter", "tillad", "hyväksy", "suostu",
    "přijm", "souhlas", "αποδοχ", "συμφων", "terima", "setuju", "elfogad", "hozzájárul", "de acord",
    "מסכים", "אישור",
)  # fmt: skip
CONSENT_TITLE = _any(
    "before you continue", "before continuing", "bevor (?:sie|du|es)",
    "avant de (?:continuer|poursuivre)", "antes de continuar", "prima di continuare",
    "voordat (?:je|u)", "zanim przejdziesz", "прежде чем", "перш ніж", "devam etmeden önce", "続行する前に",
    "在继续之前", "계속하기 전에", "قبل المتابعة", "før du fortset", "før du går videre", "innan du fortsätter",
    "ennen kuin", "privacy (?:settings|choices|notice|center|preferences)", "cookie", "datenschutz",
    "zustimm", "einwilligung", "consent", "çerez", "cookies?-", "consentement", "privatsphäre",
    "confidentialité", "privacidad", "privacidade", "samtycke", "samtykke", "evästee", "ciasteczk",
    "toestemming", "zgoda", "согласие", "згода", "同意", "쿠키", "动的", "ملفات تعريف الارتباط", "クッキー",
)  # fmt: skip
ROBOT = _any(
    r"\bcaptcha", "robot", "roboter", r"\bbots?\b", "робот", "ロボット", "机器人", "機器人", "로봇", "روبوت",
    "robô", "רובוט", "just a moment", "checking your browser", "security check", "ddos protection",
    "unusual traffic", "automated (?:access|requests?)", "sicherheitsüberprüfung", "sicherheitsprüfung",
    "browser wird (?:überprüft|geprüft)", "vérification de (?:votre navigateur|sécurité)",
    "comprobando (?:su|tu) navegador", "comprobación de seguridad", "verifica (?:di sicurezza|del browser)",
    "verificando (?:seu|o seu|su|tu) navegador", "verificação de segurança", "browser wordt gecontroleerd",
    "beveiligingscontrole", "sprawdzan\\w+ przegląd", "weryfikacj", "проверка (?:вашего )?браузера",
    "проверяем (?:ваш )?браузер", "перевір\\w+ (?:ваш\\w* )?браузер", "tarayıcınız (?:kontrol|denetlen)",
    "güvenlik (?:kontrol|doğrulama)", "ブラウザ(?:を|ー)?.{0,6}確認", "安全检查",
    "浏览器.{0,8}(?:检查|验证)|(?:检查|验证).{0,8}浏览器", "브라우저.{0,8}(?:확인|검사)", "보안 (?:확인|검사)",
    "التحقق من (?:متصفحك|المتصفح)", "فحص (?:الأمان|متصفحك)", "säkerhetskontroll", "sikkerhetskontroll",
    "sikkerhedstjek", "selain(?:ta|tasi).{0,20}tarkist", "memeriksa (?:browser|peramban)",
    "kontrol\\w+ (?:vašeho )?prohlížeč",
)  # fmt: skip
HUMAN = _any(
    "you are (?:a )?human", "are human", "mensch sind", "ein mensch", "êtes (?:un )?humain",
    "êtes bien (?:un )?humain", "es humano", "eres (?:un )?humano", "ser humano", "sei umano",
    "essere umano", "é humano", "(?:een|bent) mens", "jesteś człowiekiem", "вы (?:—|-)? ?человек",
    "что вы человек", "ви (?:—|-)? ?людина", "що ви людина", "insan olduğunuz", "人間である", "人間か", "真人",
    "是人类", "사람인지", "사람임을", "أنك إنسان", "أنك بشر", "är (?:en )?människa", "er (?:et )?menneske",
    "olet ihminen", "anda manusia", "jste člověk", "access (?:to this page has been )?denied",
    "zugriff verweigert", "accès refusé", "acceso denegado", "accesso negato", "acesso negado",
    "toegang geweigerd", "odmowa dostępu", "доступ (?:запрещен|ограничен|заборонено)",
    "erişim engellendi", "アクセスが拒否", "访问被拒绝", "접근이 거부", "تم رفض الوصول",
)  # fmt: skip
PAGE = _any(
    "page", "seite", "beitrag", "inhalt", "article", "artikel", "content", "página", "artículo",
    "pagina", "articolo", "contenuto", "artigo", "conteúdo", "strona", "strony", "artykuł", "страниц",
    "стать", "материал", "сторінк", "статт", "матеріал", "sayfa", "haber", "içerik", "ページ", "記事", "页面",
    "網頁", "网页", "頁面", "文章", "페이지", "기사", "صفحة", "الصفحة", "مقال", "المحتوى", "sidan", "siden",
    r"\bside\b", "sivu", "stránk", "článek", "σελίδα", "άρθρο", "halaman", "oldal", "cikk", "pagin",
    "articol", "דף", r"\burl\b", r"\blink\b", "adresse", "story",
)  # fmt: skip
MISSING = _any(
    "not found", "n't found", "no longer (?:available|exists?|here)", "does not exist", "doesn't exist",
    "cannot be found", "can't be found", "could not be found", "couldn't find", "can't find", "nicht gefunden",
    "nicht (?:mehr )?(?:verfügbar|vorhanden|existier)", "existiert nicht", "gibt es nicht", "introuvable",
    "n'existe (?:pas|plus)", "n'est plus disponible", "pas trouvé", "n'a pas été trouvé",
    "no (?:se ha |ha sido |fue |se )?enc(?:ontr|uentr)", "no existe", "ya no está disponible",
    "no está disponible", "non (?:è stat\\w )?trovat", "non esiste", "non è (?:più )?disponibile",
    "não (?:foi )?encontrad", "não existe", "não está (?:mais )?disponível", "niet (?:worden )?gevonden",
    "bestaat niet", "niet (?:meer )?beschikbaar", "nie (?:została |został )?znale", "nie istnieje",
    "nie jest już dostępn", "не найден", "не существует", "недоступн", "(?:была )?удален", "не знайден",
    "не існує", "bulunamadı", "mevcut değil", "yayından kaldırıl", "見つかりません", "存在しません",
    "見つかりませんでした", "削除され", "未找到", "不存在", "找不到", "無法找到", "已被删除", "찾을 수 없",
    "존재하지 않", "삭제되", "غير موجود", "لم يتم العثور", "لم نتمكن من العثور", "لم تعد", "hittades inte",
    "finns inte", "hittar inte", "kunde inte hitta", "ikke funnet", "finnes ikke", "fant ikke", "finner ikke",
    "ikke fundet", "findes ikke", "blev ikke fundet", "ei löyty", "ei ole olemassa", "nenalezen", "neexistuje",
    "δεν βρέθηκε", "δεν υπάρχει", "tidak ditemukan", "tidak tersedia", "nem található", "nu a fost găsit",
    "nu există", "לא נמצא",
)  # fmt: skip
NOT_FOUND_TITLE = re.compile(
    r"\b(?:404|410)\b|^(?:oops|ups|hoppla|oups|huch)\b|page (?:not found|missing)|not found$|seite nicht gefunden|"
    r"page introuvable"
)
SUBSCRIBE = _any(
    r"subscri(?:be|ber|ption)", "abonn", r"\babo\b", "digitalabo", "suscri", "suscrí", "abbona",
    "assin(?:e|ante|atura|ar)", "prenumer", "подпис", "подписк", "передплат", "підпис", "підписк", "abone",
    "購読", "会員", "有料", "登録", "订阅", "訂閱", "会员", "會員", "付费", "구독", "유료", "회원", "اشترك",
    "اشتراك", "المشترك", "مشترك", "tilaa", "tilaaj", "tilauks", "předplat", "συνδρομ", "langganan", "előfizet",
    "abonament", r"\bpremium\b", r"\bmembers?(?:hip)?\b", r"\bplus\+?\b", "paywall",
    "paid (?:content|article)", "become a member", "kostenpflichtig", "bezahl", "registrier",
    "register (?:now|to|for)", "מנוי", r"\bk\+",
)  # fmt: skip
READ_ON = _any(
    "continue", "keep reading", "read (?:on|more|the|this|full|all|it)", "to read", "unlimited access",
    "full (?:access|article|story)", "exclusive", "weiterlesen", "weiter(?:zu)?lesen", "zu lesen",
    "(?:ganzen?|vollständigen?|kompletten?) (?:artikel|text|beitrag)", "lesen sie", "jetzt lesen",
    "alle artikel", "freischalten", "exklusiv", "nur für", "lire la suite", "poursuivre", "pour lire",
    "lire (?:l'|cet|cette|tous|l’)", "réservé", "accéder", "seguir leyendo", "continuar leyendo", "para leer",
    "sigue leyendo", "leer (?:el|este|la|más)", "contenido exclusivo", "exclusiv", "acceso ilimitado",
    "continua(?:re)? a leggere", "per leggere", "leggere (?:tutto|l')", "riservat",
    "continu(?:e|ar) (?:a ler|lendo|leitura|lendo)", "para ler", "ler (?:a|o) ", "acesso ilimitado",
    "exclusivo para", "verder (?:te )?lezen", "lees (?:verder|meer)", "om (?:dit|verder|het|te)",
    "hele artikel", "exclusief", "czyta(?:j|ć) dalej", "(?:aby|żeby) (?:czytać|przeczytać)", "przeczytać",
    "cały artykuł", "dostęp do", "pełn", "читать (?:дальше|далее|полностью|полный|статью)",
    "чтобы (?:читать|прочитать|продолжить)", "продолжи", "полный (?:текст|доступ)", "доступ", "только для",
    "читати (?:далі|повн|статтю)", "щоб (?:читати|прочитати|продовжити)", "продовжи", "повний", "тільки для",
    "лише для", "okumaya", "devamını", "okumak için", "tamamını", "özel", "続きを", "続きは", "全文", "限定",
    "読むには", "お読み", "继续阅读", "阅读全文", "閱讀", "查看全文", "专享", "继续浏览", "계속 (?:읽|보)",
    "전문", "전체", "읽으려면", "보시려면", "보려면", "전용", "متابعة القراءة", "مواصلة القراءة", "لقراءة",
    "اقرأ", "إكمال القراءة", "القراءة", "حصري", "läs (?:vidare|hela|mer|artikeln)",
    "läsa (?:vidare|hela|artikeln)", "fortsätt", "låst", "les (?:videre|hele|saken|mer)",
    "lese (?:videre|hele|saken)", "fortsett", "læs (?:videre|hele|artiklen|mere)",
    "læse (?:videre|hele|artiklen)", "fortsæt", "kun for", "jatka", "lukea", "lue (?:koko|lisää)",
    "číst (?:dál|dále)", "(?:celý|celou) článek", "dočíst", "odemkn", "διαβάσετε", "διαβάστε", "συνέχεια",
    "(?:untuk )?membaca", "baca (?:selengkapnya|artikel)", "lanjut", "olvas", "citi", "להמשך",
)  # fmt: skip
PAY_WALL_MARK = re.compile(
    r"(?:class|id|data-[\w-]{1,30})\s?=\s?[\"'][^\"'<>]{0,150}(?:pay-?wall|piano-|tp-modal|regwall|"
    r"premium-(?:wall|offer|box|barrier)|"
    r"subscription-(?:wall|required|barrier)|subscriber-only|metered-content|plus-?teaser|offer-?wall|abo-?wall|article-locked|locked-content)",
    re.IGNORECASE,
)
LOG_IN = _any(
    r"\blog ?-?in\b", r"\bsign ?-?in\b", "anmelde", "einloggen", r"\bconnexion\b", "connectez-vous",
    "se connecter", "inici(?:a|ar|e) sesión", "inicio de sesión", r"\baccedi\b", "accesso utenti",
    r"\baccesso\b", r"\bentrar\b", "iniciar sessão", "fazer login", "faça login", "inloggen", r"\blog in\b",
    "aanmelden", "zaloguj", "logowanie", "войти", "вход", "авторизац", "увійти", "вхід", "giriş yap",
    "oturum aç", "üye girişi", "ログイン", "サインイン", "登录", "登錄", "登入", "로그인", "تسجيل الدخول",
    "سجل الدخول", "سجّل الدخول", "logga in", "inloggning", "logg inn", "innlogging", "log ind", "kirjaudu",
    "přihlás", "přihlaste", "σύνδεση", r"\bmasuk\b", "bejelentkez", "autentific", "conectare", "התחבר",
)  # fmt: skip
PASSWORD = _any(
    "password", "passwort", "kennwort", "mot de passe", "contraseña", "senha", "palavra-passe",
    "wachtwoord", "hasło", "hasła", "парол", "şifre", "parola", "パスワード", "密码", "密碼", "비밀번호",
    "كلمة المرور", "كلمة السر", "lösenord", "passord", "adgangskode", "salasana", "heslo", "κωδικ",
    "kata sandi", "sandi", "jelszó", "סיסמה", "account", "konto", "compte", "cuenta", "conta\\b",
    "учетн", "аккаунт", "акаунт", "обліков", "hesab", "アカウント", "账号", "账户", "帳號", "계정", "حساب",
)  # fmt: skip
READ_MORE_END = re.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$|(?:read more|continue reading|read the full (?:story|article)|weiterlesen|"
    r"mehr lesen|zum artikel|lire la suite|"
    r"leer más|seguir leyendo|leggi tutto|continua a leggere|leia mais|lees verder|lees meer|czytaj (?:dalej|"
    r"więcej)|читать (?:далее|дальше|полностью)|"
    r"читати далі|devamını oku|続きを読む|阅读更多|阅读全文|더 ?보기|اقرأ المزيد|läs mer|les mer|læs mere|"
    r"lue lisää|číst dále|διαβάστε περισσότερα|"
    r"baca selengkapnya)\W{0,8}$"
)
WATCH = _any(
    r"\bvideos?\b", r"\bwatch\b", "ansehen", "vidéo", "vídeo", r"\bver\b", "guarda", "bekijk",
    "obejrzyj", "wideo", "видео", "відео", "izle", "動画", "视频", "視頻", "影片", "영상", "동영상", "فيديو", "شاهد",
    "titta", r"\bse\b", "katso", "βίντεο", "tonton",
)  # fmt: skip
