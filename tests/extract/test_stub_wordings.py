"""A second set of pages that hold no article, in other words and other markup than test_stub_verdicts.

Each language has its own sentences; the frames vary as sites do: bare boxes, full site frames, structured data that
calls the page an article, teasers beside the message.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract import extract_page
from pipeline.records import Hint, Payload

FRAME = (
    "<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>{title} | Nordblick</title>{head}</head><body>"
    "<header><a class='logo' href='/'>Nordblick</a><ul class='menu'><li><a href='/1'>{a}</a><li><a href='/2'>{b}</a>"
    "<li><a href='/3'>{c}</a></ul></header><main>{main}</main><footer><p>© 2024 Nordblick</p><a href='/rss'>RSS</a></footer>"
    "<script src='/static/app.9f3.js'></script></body></html>"
)
BARE = (
    "<html><head><title>{title}</title></head><body><div id='app'><div class='modal'>{main}</div></div></body></html>"
)
SAYS_ARTICLE = (
    "<meta property='og:type' content='article'><script type='application/ld+json'>"
    '{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{headline}","isAccessibleForFree":false}}</script>'
)

# language: menu words; consent (title, text, text, yes, settings); challenge (title, text, text);
# paywall (headline, first sentence, second sentence, offer, button, already); login (title, user, secret, button, lost);
# missing (title, text); javascript; video (title, caption); headlines
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "menu": ("Politics", "World", "Sport"),
        "consent": (
            "Your privacy matters to us",
            "With your permission we and 814 partners store and read information on your device, such as identifiers in cookies, to show personalised ads and measure their success.",
            "You can change your mind at any time or read our privacy policy.",
            "Agree and close",
            "Manage options",
        ),
        "challenge": (
            "One more step",
            "Please prove that you are human so that we can let you in. This check protects the site from automated traffic.",
            "Press and hold the button below.",
        ),
        "paywall": (
            "Harbour strike enters its third week",
            "Dockers in the northern port have voted to extend their walkout.",
            "Talks with the operator broke down late on Tuesday.",
            "This story is for members only. Unlock it with a trial for 1 dollar.",
            "Start my trial",
            "Already a member? Sign in here",
        ),
        "login": ("Welcome back", "Email address", "Password", "Continue", "Forgotten your password?"),
        "missing": (
            "We can't find that page",
            "The link you followed may be out of date or the story may have been taken down. Try the search or go to our home page.",
        ),
        "javascript": (
            "This site works only with JavaScript switched on. Please turn it on in your browser's settings and reload.",
        ),
        "video": ("Watch: ferry leaves the harbour", "The new ferry on its first trip. Video: A. Lind"),
        "headlines": (
            "Council votes on tram line",
            "Storm closes three schools",
            "Team wins late in the cup",
            "Rents rise again",
            "New head for the museum",
        ),
    },
    "de": {
        "menu": ("Politik", "Ausland", "Sport"),
        "consent": (
            "Wir schätzen Ihre Privatsphäre",
            "Gemeinsam mit 312 Partnern speichern wir Informationen auf Ihrem Gerät, etwa Cookies, und verarbeiten personenbezogene Daten, um Werbung auszuspielen und zu messen.",
            "Oder lesen Sie mit dem Pur-Abo ohne Werbung und Tracking für 3,99 Euro im Monat.",
            "Einverstanden",
            "Einstellungen",
        ),
        "challenge": (
            "Kurze Überprüfung",
            "Bitte bestätigen Sie, dass Sie kein Roboter sind. Wir prüfen die Sicherheit Ihrer Verbindung, bevor es weitergeht.",
            "Das dauert nur wenige Sekunden.",
        ),
        "paywall": (
            "Hafenstreik geht in die dritte Woche",
            "Die Beschäftigten im Nordhafen haben für eine Verlängerung gestimmt.",
            "Die Gespräche mit dem Betreiber waren am Dienstag gescheitert.",
            "Diesen Artikel lesen Sie mit unserem Plus-Zugang. Jetzt vier Wochen für 1 Euro testen.",
            "Jetzt testen",
            "Sie haben schon ein Abo? Hier anmelden",
        ),
        "login": ("Schön, dass Sie wieder da sind", "E-Mail-Adresse", "Passwort", "Anmelden", "Passwort vergessen?"),
        "missing": (
            "Diese Seite gibt es nicht mehr",
            "Leider konnten wir den gewünschten Inhalt nicht finden. Vielleicht wurde er verschoben oder gelöscht. Nutzen Sie die Suche oder gehen Sie zur Startseite.",
        ),
        "javascript": ("Für die Nutzung dieser Seite muss JavaScript in Ihrem Browser eingeschaltet sein.",),
        "video": ("Video: Neue Fähre legt ab", "Die neue Fähre auf ihrer ersten Fahrt. Video: A. Lind"),
        "headlines": (
            "Rat stimmt über Straßenbahn ab",
            "Sturm schließt drei Schulen",
            "Später Sieg im Pokal",
            "Mieten steigen erneut",
            "Neue Leiterin für das Museum",
        ),
    },
    "fr": {
        "menu": ("Politique", "Monde", "Sports"),
        "consent": (
            "Le respect de votre vie privée est notre priorité",
            "Avec nos 640 partenaires, nous utilisons des cookies et des traceurs pour stocker des données sur votre terminal, personnaliser la publicité et en mesurer l'audience.",
            "Vous pouvez aussi vous abonner pour continuer sans accepter.",
            "Tout accepter",
            "Paramétrer mes choix",
        ),
        "challenge": (
            "Vérification en cours",
            "Merci de confirmer que vous n'êtes pas un robot. Nous contrôlons votre navigateur avant de vous donner accès au site.",
            "Cela ne prendra qu'un instant.",
        ),
        "paywall": (
            "La grève du port entre dans sa troisième semaine",
            "Les dockers du port du Nord ont voté la poursuite du mouvement.",
            "Les discussions avec l'exploitant ont échoué mardi soir.",
            "Il vous reste 82 % de cet article à lire. La suite est réservée à nos abonnés.",
            "Je m'abonne pour 1 euro",
            "Déjà abonné ? Identifiez-vous",
        ),
        "login": ("Heureux de vous revoir", "Adresse e-mail", "Mot de passe", "Se connecter", "Mot de passe oublié ?"),
        "missing": (
            "Oups, cette page est introuvable",
            "Le contenu que vous cherchez a peut-être été déplacé ou supprimé. Vous pouvez faire une recherche ou revenir à l'accueil.",
        ),
        "javascript": ("Pour afficher ce site, merci d'activer JavaScript dans les réglages de votre navigateur.",),
        "video": (
            "Vidéo : le nouveau ferry quitte le port",
            "Le nouveau ferry lors de sa première traversée. Vidéo : A. Lind",
        ),
        "headlines": (
            "Le conseil vote le tramway",
            "La tempête ferme trois écoles",
            "Victoire tardive en coupe",
            "Les loyers montent encore",
            "Une nouvelle directrice au musée",
        ),
    },
    "es": {
        "menu": ("Política", "Mundo", "Deportes"),
        "consent": (
            "Tu privacidad nos importa",
            "Nosotros y nuestros 720 socios almacenamos cookies en tu dispositivo y tratamos datos personales para mostrar anuncios personalizados y medir su rendimiento.",
            "Si no quieres aceptar, puedes suscribirte y navegar sin publicidad.",
            "Aceptar y continuar",
            "Configurar",
        ),
        "challenge": (
            "Un momento, por favor",
            "Estamos comprobando que eres una persona y no un robot antes de dejarte pasar a la web.",
            "Marca la casilla para continuar.",
        ),
        "paywall": (
            "La huelga del puerto entra en su tercera semana",
            "Los estibadores del puerto norte han votado por seguir el paro.",
            "Las conversaciones con la empresa se rompieron el martes.",
            "Este contenido es exclusivo para suscriptores. Sigue leyendo por 1 euro el primer mes.",
            "Quiero suscribirme",
            "¿Ya eres suscriptor? Inicia sesión",
        ),
        "login": (
            "Nos alegra verte de nuevo",
            "Correo electrónico",
            "Contraseña",
            "Entrar",
            "¿Has olvidado tu contraseña?",
        ),
        "missing": (
            "Lo sentimos, esta página no existe",
            "Es posible que el enlace esté roto o que la noticia se haya retirado. Prueba con el buscador o vuelve a la portada.",
        ),
        "javascript": ("Necesitas tener JavaScript activado en tu navegador para ver esta página.",),
        "video": ("Vídeo: el nuevo ferri zarpa", "El nuevo ferri en su primer viaje. Vídeo: A. Lind"),
        "headlines": (
            "El pleno vota el tranvía",
            "El temporal cierra tres escuelas",
            "Victoria en el último minuto",
            "Suben otra vez los alquileres",
            "Nueva directora del museo",
        ),
    },
    "it": {
        "menu": ("Politica", "Mondo", "Sport"),
        "consent": (
            "Teniamo alla tua privacy",
            "Noi e i nostri 500 fornitori archiviamo informazioni sul tuo dispositivo, come i cookie, e trattiamo dati personali per mostrarti annunci su misura.",
            "Puoi rifiutare il consenso scegliendo l'abbonamento senza pubblicità.",
            "Accetta tutto",
            "Gestisci preferenze",
        ),
        "challenge": (
            "Ancora un passaggio",
            "Conferma di non essere un robot: stiamo controllando che la richiesta arrivi da una persona reale.",
            "L'operazione richiede pochi secondi.",
        ),
        "paywall": (
            "Lo sciopero del porto alla terza settimana",
            "I portuali del nord hanno votato per continuare la protesta.",
            "Le trattative con il gestore si sono interrotte martedì sera.",
            "Contenuto riservato agli abbonati. Continua a leggere con 1 euro al mese.",
            "Abbonati ora",
            "Sei già abbonato? Accedi",
        ),
        "login": ("Bentornato", "Indirizzo email", "Password", "Accedi", "Hai dimenticato la password?"),
        "missing": (
            "Pagina non trovata",
            "Il contenuto che cercavi non è più disponibile oppure l'indirizzo è sbagliato. Usa la ricerca o torna alla home.",
        ),
        "javascript": ("Per usare questo sito devi attivare JavaScript nel tuo browser.",),
        "video": ("Video: il nuovo traghetto lascia il porto", "Il nuovo traghetto al primo viaggio. Video: A. Lind"),
        "headlines": (
            "Il consiglio vota il tram",
            "La tempesta chiude tre scuole",
            "Vittoria nel finale",
            "Affitti ancora in salita",
            "Nuova direttrice al museo",
        ),
    },
    "pt": {
        "menu": ("Política", "Mundo", "Desporto"),
        "consent": (
            "Valorizamos a sua privacidade",
            "Nós e os nossos 430 parceiros guardamos cookies no seu dispositivo e tratamos dados pessoais para apresentar publicidade e conteúdos à sua medida.",
            "Pode alterar as suas escolhas em qualquer altura na política de privacidade.",
            "Aceitar todos",
            "Mais opções",
        ),
        "challenge": (
            "Verificação de segurança",
            "Confirme que é humano. Precisamos de verificar a segurança da sua ligação antes de continuar.",
            "Aguarde alguns segundos.",
        ),
        "paywall": (
            "Greve no porto entra na terceira semana",
            "Os estivadores do porto norte votaram pela continuação da paralisação.",
            "As conversações com a empresa falharam na terça-feira.",
            "Este artigo é exclusivo para assinantes. Continue a ler por 1 euro por mês.",
            "Assinar já",
            "Já é assinante? Inicie sessão",
        ),
        "login": ("Que bom ter você de volta", "E-mail", "Senha", "Entrar", "Esqueceu a senha?"),
        "missing": (
            "Página não encontrada",
            "A notícia que procura pode ter sido removida ou o endereço está errado. Use a pesquisa ou volte à página inicial.",
        ),
        "javascript": ("É preciso ativar o JavaScript no seu navegador para ver este site.",),
        "video": ("Vídeo: novo ferry deixa o porto", "O novo ferry na primeira viagem. Vídeo: A. Lind"),
        "headlines": (
            "Câmara vota linha de elétrico",
            "Tempestade fecha três escolas",
            "Vitória no fim da taça",
            "Rendas voltam a subir",
            "Nova diretora no museu",
        ),
    },
    "nl": {
        "menu": ("Politiek", "Buitenland", "Sport"),
        "consent": (
            "Wij geven om je privacy",
            "Samen met 280 partners plaatsen wij cookies op je apparaat en verwerken we persoonsgegevens om advertenties te tonen en te meten.",
            "Je kunt je keuze later altijd wijzigen in ons privacybeleid.",
            "Akkoord",
            "Instellingen aanpassen",
        ),
        "challenge": (
            "Even controleren",
            "Bevestig dat je geen robot bent. We controleren je browser voordat je naar de site gaat.",
            "Dit duurt een paar seconden.",
        ),
        "paywall": (
            "Havenstaking gaat derde week in",
            "De havenwerkers in het noorden hebben voor verlenging gestemd.",
            "De gesprekken met de exploitant liepen dinsdag stuk.",
            "Dit artikel is alleen voor abonnees. Lees verder vanaf 1 euro per maand.",
            "Neem een abonnement",
            "Al abonnee? Log in",
        ),
        "login": ("Welkom terug", "E-mailadres", "Wachtwoord", "Inloggen", "Wachtwoord vergeten?"),
        "missing": (
            "Deze pagina bestaat niet",
            "Het artikel dat je zoekt is misschien verplaatst of verwijderd. Gebruik de zoekbalk of ga naar de voorpagina.",
        ),
        "javascript": ("Zet JavaScript aan in je browser om deze site te kunnen gebruiken.",),
        "video": ("Video: nieuwe veerboot vertrekt", "De nieuwe veerboot op haar eerste tocht. Video: A. Lind"),
        "headlines": (
            "Raad stemt over tramlijn",
            "Storm sluit drie scholen",
            "Late zege in de beker",
            "Huren stijgen opnieuw",
            "Nieuwe directeur voor museum",
        ),
    },
    "pl": {
        "menu": ("Polityka", "Świat", "Sport"),
        "consent": (
            "Dbamy o Twoją prywatność",
            "Wraz z 390 partnerami przechowujemy pliki cookie na Twoim urządzeniu i przetwarzamy dane osobowe, aby wyświetlać reklamy i mierzyć ich skuteczność.",
            "Zgodę możesz wycofać w każdej chwili w ustawieniach prywatności.",
            "Akceptuję i przechodzę do serwisu",
            "Ustawienia zaawansowane",
        ),
        "challenge": (
            "Jeszcze jeden krok",
            "Potwierdź, że nie jesteś robotem. Sprawdzamy bezpieczeństwo połączenia, zanim przejdziesz dalej.",
            "To potrwa kilka sekund.",
        ),
        "paywall": (
            "Strajk w porcie trwa trzeci tydzień",
            "Dokerzy z północnego portu zagłosowali za przedłużeniem protestu.",
            "Rozmowy z operatorem zerwano we wtorek wieczorem.",
            "Dalsza część artykułu dostępna tylko dla prenumeratorów. Czytaj dalej za 1 zł.",
            "Kup dostęp",
            "Masz już konto? Zaloguj się",
        ),
        "login": ("Witaj ponownie", "Adres e-mail", "Hasło", "Zaloguj się", "Nie pamiętasz hasła?"),
        "missing": (
            "Nie ma takiej strony",
            "Artykuł, którego szukasz, mógł zostać przeniesiony lub usunięty. Skorzystaj z wyszukiwarki albo wróć na stronę główną.",
        ),
        "javascript": ("Aby korzystać z serwisu, włącz obsługę JavaScript w swojej przeglądarce.",),
        "video": ("Wideo: nowy prom opuszcza port", "Nowy prom podczas pierwszego rejsu. Wideo: A. Lind"),
        "headlines": (
            "Rada głosuje nad tramwajem",
            "Wichura zamyka trzy szkoły",
            "Zwycięstwo w końcówce",
            "Czynsze znów rosną",
            "Nowa szefowa muzeum",
        ),
    },
    "ru": {
        "menu": ("Политика", "Мир", "Спорт"),
        "consent": (
            "Мы заботимся о вашей конфиденциальности",
            "Вместе с партнёрами мы сохраняем файлы cookie на вашем устройстве и обрабатываем персональные данные, чтобы показывать рекламу и измерять её эффективность.",
            "Изменить выбор можно в любой момент в настройках.",
            "Принять все",
            "Настроить",
        ),
        "challenge": (
            "Подтвердите, что вы не робот",
            "Запросы с вашего устройства похожи на автоматические. Нам нужно проверить ваш браузер, прежде чем открыть сайт.",
            "Нажмите, чтобы продолжить.",
        ),
        "paywall": (
            "Забастовка в порту идёт третью неделю",
            "Докеры северного порта проголосовали за продолжение забастовки.",
            "Переговоры с оператором сорвались во вторник вечером.",
            "Полный текст доступен только подписчикам. Оформите подписку за 1 рубль.",
            "Подписаться",
            "Уже есть подписка? Войдите",
        ),
        "login": ("С возвращением", "Электронная почта", "Пароль", "Войти", "Забыли пароль?"),
        "missing": (
            "Такой страницы нет",
            "Возможно, материал был удалён или перемещён. Воспользуйтесь поиском или вернитесь на главную.",
        ),
        "javascript": ("Для работы сайта включите JavaScript в настройках браузера.",),
        "video": ("Видео: новый паром вышел из порта", "Новый паром в первом рейсе. Видео: А. Линд"),
        "headlines": (
            "Совет голосует за трамвай",
            "Шторм закрыл три школы",
            "Победа в конце матча",
            "Аренда снова дорожает",
            "Новый директор музея",
        ),
    },
    "uk": {
        "menu": ("Політика", "Світ", "Спорт"),
        "consent": (
            "Ми дбаємо про вашу приватність",
            "Разом із партнерами ми зберігаємо файли cookie на вашому пристрої та обробляємо персональні дані, щоб показувати рекламу.",
            "Змінити вибір можна будь-коли в налаштуваннях.",
            "Прийняти все",
            "Налаштувати",
        ),
        "challenge": (
            "Ще один крок",
            "Підтвердьте, що ви не робот. Ми перевіряємо ваш браузер, перш ніж відкрити сайт.",
            "Зачекайте кілька секунд.",
        ),
        "paywall": (
            "Страйк у порту триває третій тиждень",
            "Докери північного порту проголосували за продовження страйку.",
            "Перемовини з оператором зірвалися у вівторок увечері.",
            "Повний текст доступний лише передплатникам. Оформіть передплату за 1 гривню.",
            "Передплатити",
            "Вже маєте передплату? Увійдіть",
        ),
        "login": ("З поверненням", "Електронна пошта", "Пароль", "Увійти", "Забули пароль?"),
        "missing": (
            "Такої сторінки немає",
            "Можливо, матеріал видалено або переміщено. Скористайтеся пошуком або поверніться на головну.",
        ),
        "javascript": ("Щоб користуватися сайтом, увімкніть JavaScript у налаштуваннях браузера.",),
        "video": ("Відео: новий пором вийшов з порту", "Новий пором у першому рейсі. Відео: А. Лінд"),
        "headlines": (
            "Рада голосує за трамвай",
            "Буревій закрив три школи",
            "Перемога наприкінці матчу",
            "Оренда знову дорожчає",
            "Нова директорка музею",
        ),
    },
    "tr": {
        "menu": ("Siyaset", "Dünya", "Spor"),
        "consent": (
            "Gizliliğinize önem veriyoruz",
            "Biz ve 260 iş ortağımız, size özel reklamlar göstermek için cihazınızda çerezler saklıyor ve kişisel verilerinizi işliyoruz.",
            "Tercihlerinizi istediğiniz zaman değiştirebilirsiniz.",
            "Tümünü kabul et",
            "Ayarlar",
        ),
        "challenge": (
            "Son bir adım",
            "Lütfen robot olmadığınızı doğrulayın. Siteye geçmeden önce tarayıcınızı kontrol ediyoruz.",
            "Bu işlem birkaç saniye sürer.",
        ),
        "paywall": (
            "Limandaki grev üçüncü haftasında",
            "Kuzey limanındaki işçiler greve devam kararı aldı.",
            "İşletmeyle görüşmeler salı akşamı kesildi.",
            "Bu haberin devamı yalnızca abonelere özel. 1 liraya abone olun.",
            "Abone ol",
            "Zaten abone misiniz? Giriş yapın",
        ),
        "login": ("Tekrar hoş geldiniz", "E-posta adresi", "Şifre", "Giriş yap", "Şifrenizi mi unuttunuz?"),
        "missing": (
            "Aradığınız sayfa bulunamadı",
            "Haber kaldırılmış ya da adresi değişmiş olabilir. Arama yapın veya ana sayfaya dönün.",
        ),
        "javascript": ("Bu siteyi kullanmak için tarayıcınızda JavaScript'i etkinleştirin.",),
        "video": ("Video: Yeni feribot limandan ayrıldı", "Yeni feribot ilk seferinde. Video: A. Lind"),
        "headlines": (
            "Meclis tramvayı oyluyor",
            "Fırtına üç okulu kapattı",
            "Son dakikada zafer",
            "Kiralar yine arttı",
            "Müzeye yeni müdür",
        ),
    },
    "ar": {
        "menu": ("سياسة", "العالم", "رياضة"),
        "consent": (
            "خصوصيتك تهمنا",
            "نقوم نحن وشركاؤنا بتخزين ملفات تعريف الارتباط على جهازك ومعالجة بيانات شخصية لعرض إعلانات مخصصة وقياس أدائها.",
            "يمكنك تغيير اختيارك في أي وقت من سياسة الخصوصية.",
            "قبول الكل",
            "إدارة الخيارات",
        ),
        "challenge": (
            "خطوة أخيرة",
            "يرجى التأكيد بأنك لست روبوتا. نتحقق من متصفحك قبل الدخول إلى الموقع.",
            "لن يستغرق هذا سوى ثوان.",
        ),
        "paywall": (
            "إضراب الميناء يدخل أسبوعه الثالث",
            "صوت عمال الميناء الشمالي لصالح مواصلة الإضراب.",
            "وتعثرت المحادثات مع الشركة المشغلة مساء الثلاثاء.",
            "هذا المحتوى للمشتركين فقط. اشترك الآن لمتابعة القراءة.",
            "اشترك الآن",
            "هل أنت مشترك؟ سجل الدخول",
        ),
        "login": ("مرحبا بعودتك", "البريد الإلكتروني", "كلمة المرور", "تسجيل الدخول", "نسيت كلمة المرور؟"),
        "missing": (
            "الصفحة غير موجودة",
            "ربما حذف الخبر الذي تبحث عنه أو تغير عنوانه. استخدم البحث أو عد إلى الصفحة الرئيسية.",
        ),
        "javascript": ("يرجى تفعيل جافا سكريبت في متصفحك لعرض هذا الموقع.",),
        "video": ("فيديو: العبارة الجديدة تغادر الميناء", "العبارة الجديدة في رحلتها الأولى. فيديو: أ. ليند"),
        "headlines": (
            "المجلس يصوت على خط الترام",
            "العاصفة تغلق ثلاث مدارس",
            "فوز متأخر في الكأس",
            "الإيجارات ترتفع مجددا",
            "مديرة جديدة للمتحف",
        ),
    },
    "ja": {
        "menu": ("政治", "国際", "スポーツ"),
        "consent": (
            "プライバシー設定",
            "当社とパートナーは、広告の表示と効果測定のためにお使いの端末にクッキーを保存し、個人情報を処理します。",
            "設定はいつでも変更できます。",
            "すべて同意する",
            "詳細設定",
        ),
        "challenge": (
            "あと少しです",
            "ロボットではないことを確認してください。サイトを開く前にブラウザを確認しています。",
            "数秒かかります。",
        ),
        "paywall": (
            "港のストライキ、三週目に",
            "北港の労働者はストライキの継続を決めた。",
            "運営会社との交渉は火曜の夜に決裂した。",
            "この記事は会員限定です。続きを読むには有料会員登録が必要です。",
            "会員登録する",
            "会員の方はログイン",
        ),
        "login": ("ログイン", "メールアドレス", "パスワード", "ログインする", "パスワードをお忘れの方"),
        "missing": (
            "ページが見つかりません",
            "お探しの記事は削除されたか、移動した可能性があります。検索するか、トップページへお戻りください。",
        ),
        "javascript": ("このサイトを利用するにはブラウザのJavaScriptを有効にしてください。",),
        "video": ("動画：新しいフェリーが出港", "初航海に出る新しいフェリー。動画：リンド"),
        "headlines": ("議会、路面電車を採決", "嵐で三校が休校", "終了間際に勝利", "家賃また上昇", "博物館に新館長"),
    },
}


def page(kind: str, lang: str, words: dict[str, tuple[str, ...]], framed: bool) -> str:
    """One stub in one of two frames."""
    text = words[kind]
    title, head = text[0], ""
    items = "".join(f"<li><a href='/n/{n}'>{line}</a></li>" for n, line in enumerate(words["headlines"]))
    if kind == "consent":
        main = f"<h1>{text[0]}</h1><p>{text[1]}</p><p>{text[2]}</p><button class='p'>{text[3]}</button><a role='button' href='#'>{text[4]}</a>"
    elif kind == "challenge":
        main = f"<h2>{text[0]}</h2><p>{text[1]}</p><div id='box'></div><p>{text[2]}</p><small>Ref: 77ab:31:9f</small>"
    elif kind == "paywall":
        head = SAYS_ARTICLE.format(headline=text[0])
        main = (
            f"<article><h1>{text[0]}</h1><p>{text[1]}</p><p>{text[2]}</p></article><section class='offer'><h3>{text[3]}</h3>"
            f"<a href='/abo'>{text[4]}</a><p>{text[5]}</p></section>"
        )
    elif kind == "login":
        main = (
            f"<h1>{text[0]}</h1><form action='/session' method='post'><label>{text[1]}<input name='u' type='email'></label>"
            f"<label>{text[2]}<input name='p' type='password'></label><button>{text[3]}</button></form><a href='/lost'>{text[4]}</a>"
        )
    elif kind == "missing":
        main = f"<h1>{text[0]}</h1><p>{text[1]}</p><form role='search'><input name='q'></form><ul>{items}</ul>"
    elif kind == "javascript":
        title, main = "Nordblick", f"<div id='root'></div><noscript>{text[0]}</noscript>"
    elif kind == "video":
        head = "<meta property='og:type' content='video.other'>"
        main = f"<h1>{text[0]}</h1><video src='/v.mp4' controls></video><p>{text[1]}</p><ul>{items}</ul>"
    else:
        raise ValueError(kind)
    frame = FRAME if framed else BARE
    a, b, c = words["menu"]
    return frame.format(lang=lang, title=title, head=head, main=main, a=a, b=b, c=c)


CASES = [
    pytest.param(kind, page(kind, lang, words, framed), id=f"{lang}-{kind}-{'framed' if framed else 'bare'}")
    for lang, words in WORDS.items()
    for kind in ("consent", "challenge", "paywall", "login", "missing", "javascript", "video")
    for framed in (True, False)
]


@pytest.mark.parametrize("kind, html", CASES)
def test_a_stub_in_other_words_is_no_article(kind: str, html: str, payload: Callable[..., Payload]) -> None:
    read = extract_page(payload(html), Hint(title="Harbour strike"))
    assert read.article is not None
    assert read.article.body is None and read.article.verdict != "article", kind
