"""What comment sections say in each language, as data: months, days, verbs of saying, buttons, headings.

A language is added by adding its words to these tables; no code knows a language by name, except `STOPWORDS`,
which tells in what language a page is written. All words are lower case; phrases are parted by a slash.
"""

from __future__ import annotations

__all__ = [
    "AGO", "AMBIGUOUS_ENDS", "BUTTONS", "COMMENT_BY", "DAYS", "DAYS_BACK", "EDITED", "ENDS", "END_OF", "FROM",
    "GLUE", "HEADINGS", "MONTHS", "NOTICES", "NOW", "ORIGINALLY_BY", "PAGER", "PARENT_LINKS", "POSTED_BY",
    "POST_AUTHOR", "REPLY_TO", "SAY", "TEXT_HEADS", "THREAD_LINKS", "UNITS",
]  # fmt: skip


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split("/"))


def _numbered(table: dict[str, str], cycle: int, first: int) -> dict[str, int]:
    numbered: dict[str, int] = {}
    for words in table.values():
        plain = [word for word in words.split() if ":" not in word]
        numbered |= {word: place % cycle + first for place, word in enumerate(plain)}
        numbered |= {word.split(":")[0]: int(word.split(":")[1]) for word in words.split() if ":" in word}
    return numbered


# Twelve full names, twelve short ones, then other spellings with their number.
_MONTHS = {
    "en": "january february march april may june july august september october november december jan feb mar apr "
    "may jun jul aug sep oct nov dec sept:9",
    "de": "januar februar märz april mai juni juli august september oktober november dezember jan feb mär apr mai "
    "jun jul aug sep okt nov dez jänner:1 maerz:3 mrz:3",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv févr mars avr "
    "mai juin juil août sept oct nov déc fevrier:2 aout:8 decembre:12",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene feb mar abr "
    "may jun jul ago sep oct nov dic setiembre:9",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro jan fev mar abr "
    "mai jun jul ago set out nov dez",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre gen feb "
    "mar apr mag giu lug ago set ott nov dic",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december jan feb mrt apr "
    "mei jun jul aug sep okt nov dec",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря янв фев мар апр мая "
    "июн июл авг сен окт ноя дек январь:1 февраль:2 март:3 апрель:4 май:5 июнь:6 июль:7 август:8 сентябрь:9 "
    "октябрь:10 ноябрь:11 декабрь:12",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december jan feb mar apr maj "
    "jun jul aug sep okt nov dec",
    "da": "januar februar marts april maj juni juli august september oktober november december jan feb mar apr maj "
    "jun jul aug sep okt nov dec desember:12 des:12",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia "
    "styczeń:1 luty:2 marzec:3 kwiecień:4 czerwiec:6 lipiec:7 sierpień:8 wrzesień:9 październik:10 listopad:11 "
    "grudzień:12",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
}
# Seven full names, seven short ones, then other spellings with their number.
_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun tues:1 thur:3 thurs:3",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so sonnabend:5",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim",
    "es": "lunes martes miércoles jueves viernes sábado domingo lun mar mié jue vie sáb dom",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo seg ter qua qui sex sáb dom",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica lun mar mer gio ven sab dom",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "tr": "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс",
}
MONTHS = _numbered(_MONTHS, 12, 1)
# Monday is 0, as in `datetime.date.weekday`; "mar" is a Tuesday in three languages.
DAYS = _numbered(_DAYS, 7, 0) | {"mar": 1}

# How each language says "some time before now": text before the number, text after the unit.
AGO = (
    *(("", "ago"), ("vor", ""), ("hace", ""), ("il y a", ""), ("há", "")),
    *(("", "atrás"), ("", "fa"), ("", "geleden"), ("", "назад"), ("för", "sedan"), ("", "sedan"), ("for", "siden")),
    *(("", "siden"), ("", "temu"), ("", "önce")),
)
NOW = _phrases(
    """
    just now / gerade eben / ahora mismo / à l'instant / agora mesmo / adesso / zojuist / только что / yesterday /
    gestern / ayer / hier / ieri / ontem / gisteren / вчера / igår / wczoraj / dün
    """
)
# Words for the day before a time ("Today at 10:22 PM"), by days back.
DAYS_BACK = {
    0: "today heute hoy hoje oggi vandaag сегодня aujourd'hui idag dzisiaj dziś bugün",
    1: "yesterday gestern ayer ontem ieri gisteren вчера hier igår wczoraj dün",
}
UNITS = {
    1: "seconds second secs sec sekunden sekunde segundos segundo secondes seconde secondi secondo seconden "
    "секунд секунды секунду "
    "sekunder sekund sekundy saniye seg sek сек s",
    60: "minutes minute mins min minuten minutos minuto minuti minuut минут минуты минуту "
    "minuter minutter minutt minut minuty dakika мин dk m",
    3600: "hours hour hrs hr stunden stunde std horas hora heures heure ore ora uur uren часов часа час "
    "timmar timme timer time godzin godziny godzinę saat godz tim ч h",
    86400: "days day tagen tage tag días día dias dia jours jour giorni giorno dagen dag дней дня день "
    "dagar dage dager dni dzień gün дн d",
    604800: "weeks week wks wk wochen woche semanas semana semaines semaine settimane settimana weken недель недели "
    "неделю veckor vecka uger uge uker uke tygodni tygodnie tydzień hafta tyg нед sem w",
    2629800: "months month mos mo monaten monate monat meses mes mês mois mesi mese maanden maand месяцев "
    "месяца месяц "
    "månader månad måneder måned miesięcy miesiące miesiąc mies мес ay",
    31557600: "years year yrs yr jahren jahre jahr años año anos ano ans an année anni anno jaar лет года год "
    "år lat lata rok yıl y",
}

SAY = _phrases(
    """
    says / said / say / wrote / writes / write / replied / replies / commented / comments / responded / responds /
    sagt / sagte / schreibt / schrieb / meint / meinte / antwortet / antwortete / kommentiert / kommentierte /
    hat gesagt / hat geschrieben / dit / a dit / a écrit / écrit / répond / a répondu / dice / dijo / ha dicho /
    escribió / escribe / comentó / respondió / disse / diz / escreveu / comentou / respondeu / ha detto /
    ha scritto / scrive / scrisse / ha risposto / ha commentato / zegt / zei / schreef / schrijft / reageerde /
    reageert / antwoordde / говорит / сказал / сказала / сказал(а) / пишет / написал / написала / написал(а) /
    комментирует / ответил / ответила / säger / skriver / skrev / sier / siger / pisze / mówi / napisał /
    powiedział / diyor ki / dedi ki
    """
)

# "NAME in reply to NAME": the words between the two names.
REPLY_TO = _phrases(
    """
    in reply to / som svar til / som svar till / replying to / replied to / in response to / responding to /
    reply to / als antwort auf / antwortet auf / antwort auf / en respuesta a / respondiendo a / en réponse à /
    répond à / em resposta a / in risposta a / als reactie op / als antwoord op / in antwoord op /
    в ответ на / отвечает / ответил / ответила / svarade /
    svar till / som svar på / svarte / odpowiada / w odpowiedzi na / respondió a /
    respondeu a / reageerde op / antwortete / response to / responder para / responder a / répondre à / antworte
    auf / rispondi a / antwoord aan / antwoord op / ответить на / ответ для / odpowiedź do / svar på / risposta
    a / reactie op / ответ на / svar til / respuesta a / réponse à / resposta a / odpowiedź na / en réponse au
    commentaire de / als antwort auf den kommentar von / en respuesta al comentario de / em resposta ao
    comentário de / in risposta al commento di / als reactie op de reactie van / в ответ на комментарий / som
    svar på kommentaren från
    """
)

# "End of discussion": the words before what ends.
END_OF = _phrases(
    """
    end / end of / end of the / ende / ende der / ende des / fin / fin de / fin de la / fin des / fin del /
    final de / fim / fim da / fim do / fim de / fine / fine della / fine delle / einde / einde van de / конец /
    конец ветки / koniec / slut / slut på / son / sonu
    """
)

# Above the words of another in forums: "Originally posted by NAME".
ORIGINALLY_BY = _phrases(
    """
    originally posted by / originally written by / quote from / zitat von / original von / citation de / envoyé
    par / posté à l'origine par / originalmente escrito por / escrito originalmente por / publicado
    originalmente por / cita de / citação de / originariamente inviato da / citazione da / oorspronkelijk
    geplaatst door / citaat van / ursprungligen postat av / ursprungligen skrivet av / citat från / opprinnelig
    skrevet av / oprindeligt indsendt af / citat fra / zamieszczone przez / cytat od / сообщение от / цитата от
    / orijinal gönderen / alıntı sahibi
    """
)

# "Answer to #3 by NAME": the words between the number and the name.
FROM = _phrases(
    "by / from / von / vom / par / de / por / da / do / di / van / door / av / af / fra / från / od / przez / от"
)

# Words that stand between a name and a date in headers and footers, and never are the name.
_GLUE = """
    by on at in posted post comment commented comments written from said says wrote writes added replied via
    submitted left author user date time reply re edited edit permalink link message name pm am today von um vom
    schrieb schreibt sagt sagte kommentar kommentiert beitrag erstellt verfasst geschrieben gepostet uhr den der
    par le à dit écrit posté publié commentaire il de du el por dijo escribió publicado enviado comentario a las
    em disse escreveu às comentário postado di da alle ore scritto detto ha inviato commento pubblicato door op
    om schreef zegt geplaatst reactie от в написал пишет сказал добавил комментарий skrev säger kl pisze dnia o
    den godz klo tarihinde saat
"""
GLUE = frozenset(_GLUE.split())

# A line made of these words alone is a button or a counter of the site, never somebody's words.
_BUTTONS = """
    reply replies replied respond quote report flag share permalink link like likes liked dislike unlike delete
    edit embed save parent context give award follow unfollow upvote downvote vote votes up down hide show more
    less collapse expand unvote favorite print spam helpful abuse inappropriate recommend recommended top back
    login log in to register sign comment points point helpful? thumbs moderate unapprove twitter facebook tweet
    email e-mail antworten antwort zitieren melden teilen gefällt mir löschen bearbeiten kommentieren répondre
    citer signaler partager responder respuesta citar denunciar compartir compartilhar curtir gosto editar
    excluir eliminar rispondi cita segnala condividi mi piace beantwoorden reageren reactie citeren delen
    ответить ответ цитировать пожаловаться поделиться нравится svara svar odpowiedz cytuj as this a an post on
    from for your the of comments author mod op new old best newest oldest recommend? by people person not agree
    disagree ignore user pm send private message profile website url homepage find posts view thread full found
    frozen sort most relevant popular oldest cytować cytuj odpowiedz zgłoś gilla rapportera dela anmäl synes
    verwijderen bewerken reageer aanbevelen elimina modifica cancella mostra nascondi rispondere segnalare condividere
    supprimer modifier partager j'aime aimer me gusta valorar borrar ocultar mostrar enlace link kopieren zitat
    zitieren bewerten positiv negativ hilfreich nützlich utile útil nuttig удалить редактировать скрыть подробнее
    полезно usuń edytuj udostępnij lubię lubię to ukryj redigera ta bort visa dölj flagga vis skjul slet rediger
    citera besvara besvarad citat annuller citar zitieren
    featured advertisement sponsored anzeige werbung publicité publicidad pubblicità advertentie reklama annonce
    yanıtla beğen paylaş şikayet et sil düzenle with avatar respuestas respostas réponses risposte ответы
    yanıtlar svar gillar vota votar voter abstimmen stemmen commento
    recommander recomendar consigliare empfehlen aanraden поддержать polecam polecić rekommendera anbefal öner
    maintainer developer collaborator contributor
"""
BUTTONS = frozenset(_BUTTONS.split())

# Links to the comment that is answered, or to the one that opened the exchange: only answers have them.
PARENT_LINKS = _phrases(
    """
    parent / show parent / parent comment / parent post / go to parent / up / up thread / up parent /
    up one level / ↑ / ⤴ /
    start of thread / start of discussion / in reply to / уровень выше / на уровень выше / родитель /
    родительский комментарий / ответ на / к началу ветки / eltern / übergeordneter kommentar / eine ebene höher
    / zum ausgangsbeitrag / beginn der diskussion / padre / comentario padre / comentario original / inicio de
    la discusión / nivel superior / pai / comentário pai / comentário original / início da discussão / início da
    conversa / parent du commentaire / commentaire parent / niveau supérieur / début de la discussion / commento
    padre / commento precedente / livello superiore / inizio discussione / inizio della discussione /
    bovenliggende reactie / niveau hoger / begin van de discussie / förälder / föregående nivå / en nivå upp /
    forælder / et niveau op / poziom wyżej / komentarz nadrzędny / początek dyskusji / üst yorum / bir üst düzey
    """
)
# Links to a comment and all below it, which some sites print only where something is below it.
THREAD_LINKS = _phrases(
    """
    thread / ветвь дискуссии / ветка / ветвь / ветка обсуждения / diskussionsstrang / gesprächsfaden / hilo /
    ver hilo / fil de discussion / fil / ramo da discussão / filo della discussione / draad / tråd / wątek /
    konu dizisi
    """
)

# A short line that starts so is the site's notice beside a comment, never its writer's words or name.
# What stands before the writer's name in some headers.
COMMENT_BY = _phrases(
    """
    comment by / comment from / reply by / reply from / response by / response from / answer by / answer from /
    kommentar von / antwort von / beitrag von / commentaire de / commentaire par / réponse de / réponse par /
    comentario de / comentario por / respuesta de / dice ser / comentário de / comentário por / resposta de /
    commento di /
    risposta di / reactie van / reactie door / antwoord van / kommentar av / kommentar af / svar av / svar fra /
    svar från / komentarz od / odpowiedź od / комментарий от / ответ от
    """
)

POST_AUTHOR = _phrases(
    """
    post author / beitragsautor / beitragsautorin / auteur de l’article / auteur de l'article / autor de la entrada /
    autore articolo / berichtauteur / autor do post / inläggsförfattare / indlægsforfatter / artikkelforfatter /
    autor wpisu / автор записи / yazı yazarı
    """
)

# How headers and footers begin that tell at length who wrote and when: no sentences.
POSTED_BY = _phrases(
    """
    posted by / written by / submitted by / added by / sent by / posté par / publié par / écrit par / rédigé par
    / envoyé par / proposé par / déposé par / geschrieben von / verfasst von / gepostet von / erstellt von /
    publicado por / escrito por / enviado por / postado por / dejado por / inviato da / scritto da / pubblicato
    da / inserito da / postato da / lasciato da / geplaatst door / geschreven door / verzonden door / skrivet av
    / inskickat av / skrevet av / skrevet af / napisane przez / dodane przez / wysłane przez / опубликовано /
    отправлено / добавлено / написано / gönderen / yazan / ekleyen
    """
)

NOTICES = _phrases(
    """
    ansicht der kommentare / display comments as / nyt pick / nyt-pick / times pick / redaktionsempfehlung / you
    are about to flag / loading comments / feed you can follow this conversation / you can follow this
    conversation / last reply / last edited / last modified / edited by / pinned by / pinned comment / liked by
    / see more / show more / load more / view more / read more / more replies / view all / sort by / sorted by /
    most relevant / sortuj według / sortieren nach / sortiert nach / trier par / ordenar por / ordina per /
    sorteer op / sortera / сортировать / top fan / featured comment / featured reply / in primo piano / in
    evidenza / fissato da / vom fragesteller / hilfreichste antwort / mejor respuesta / meilleure réponse /
    beste antwort / best answer / accepted answer / click to expand / leggi tutto / collapse replies / показать
    предыдущ / ver respostas / ver respuestas / voir les réponses / antworten anzeigen / show parent / show
    previous / hide replies / mostra risposte / responder para / mais recentes / más recientes / plus récents /
    neueste / più recenti / add bookmark / reactions: / ocultar respuestas / ответить с цитатой / показать
    полностью / add a reply / continue this thread / the text was updated successfully / this comment has been
    minimized / sign in to view / translated from / see translation / zuletzt bearbeitet / geändert von /
    bearbeitet von / mehr anzeigen / angepinnt von / modifié par / dernière modification / voir plus / épinglé
    par / última edición / editado por / ver más / fijado por / ver mais / fixado por / ultima modifica / mostra
    altro / laatst bewerkt / meer weergeven / senast redigerad / visa mer / ostatnio edytowany / pokaż więcej /
    показать ещё / последний раз редактировалось / закреплено / (deleted comment) / (screened comment) /
    (comment deleted / (удалённый комментарий) / (удаленный комментарий) / (скрытый комментарий) / (комментарий
    удал / (kommentar gelöscht / (gelöschter kommentar) / (commentaire supprimé / (comentario eliminado /
    (comentario borrado / (comentário removido / (comentário excluído / (commento eliminato / (commento rimosso
    / (reactie verwijderd / (usunięty komentarz) / (komentarz usunięty / (raderad kommentar) / (silinmiş yorum)
    """
)

# How a site says that a comment was changed; the date behind it is no header's.
EDITED = _phrases(
    """
    last edited / edited / last modified / modified / updated / last updated / zuletzt bearbeitet / bearbeitet /
    zuletzt geändert / geändert von / modifié / dernière modification / dernière édition / última edición /
    editado /
    modificado / ultima modifica / modificato / laatst bewerkt / bewerkt / laatst gewijzigd / senast redigerad /
    redigerad / redigerat / redigert / redigeret /
    ostatnio edytowany / edytowane / edytowano / düzenlendi / son düzenleme / последний раз редактировалось /
    изменено
    """
)

# What the column of the comments is called, where they stand in a table.
_TEXT_HEADS = """
    reactie comment comments message text post reply feedback remark opinion kommentar nachricht beitrag meinung
    bericht
    commentaire message comentario mensaje comentário mensagem commento messaggio opmerking комментарий
    сообщение inlägg
    besked komentarz wiadomość yorum mesaj
"""
TEXT_HEADS = frozenset(_TEXT_HEADS.split())

# Links to the other pages of a long comment section are made of these words, numbers and arrows.
_PAGER = """
    page pages next previous prev first last of seite seiten weiter zurück vor nächste vorherige letzte erste von
    suivant suivante précédent précédente dernière página páginas siguiente anterior próxima última pagina pagine
    successiva
    showing displaying results entries anzeige ergebnisse resultados résultats risultati resultaten
    precedente volgende vorige strona następna poprzednia sida nästa föregående страница страницы след пред
"""
PAGER = frozenset(_PAGER.split())

# A short line that matches one of these opens the comment section.
HEADINGS = (
    r"\b(?:\d+|one|two|three|ein|eine|un|una|une|um|uma|один)\s+(?:\w+\s+)?(?:comments?|responses?|replies|thoughts?|opinions?|"
    r"reactions?|kommentare?|antworten|gedanken?|ergänzungen|comentarios?|respuestas?|commentaires?|réponses?|réflexions?|"
    r"comentários?|respostas?|commenti|commento|risposte|pensieri|reacties?|gedachten?|комментари\w+|ответ\w*|отзыв\w*|мысл\w+|"
    r"antwoord\w*|pensamientos?|pensamentos?|tank(?:ar|er)|myśl\w*|svar|kommentarer|komentarz\w*|odpowiedzi|yorum|yanıt)\b",
    r"^(?:\w+\s+)?(?:comments?|responses?|discussion|kommentare?|comentarios|commentaires|comentários|commenti|reacties|"
    r"комментари[ие]в?|обсуждение|komentarze|kommentarer|yorumlar)\s*(?:\(\d+\)|:?\s?\d*)$",
    r"^activity$",
    r"^(?:postings|leserkommentare|opiniones|opiniões|reazioni|opinie|reaktioner|отзывы|мнения)\s*\(\d+\)$",
)

# A line that starts so ends the comment section: the form for writing a comment, or what stands below it.
ENDS = _phrases(
    """
    per page: / please register or sign in /
    verify your comment / previewing your comment / the comments to this entry / comments on this entry are /
    leave a reply / leave a comment / leave your comment / leave comment / leave a response / post a comment /
    post a new comment / post comment / add a comment / add your comment / add comment / add new comment /
    write a comment / submit a comment / speak your mind / join the discussion / join the conversation /
    have your say / your email address will not be published / required fields are marked / comments are closed /
    comments for this / commenting is closed / comments have been closed / this entry was posted /
    you must be logged in / you must log in / log in to comment / login to comment / sign in to comment /
    please log in / name (required) / notify me of follow / subscribe to comments / older comments /
    newer comments / retrieved from / related posts / related articles / related stories / related: /
    recent posts / recent comments / trackback url / subscribe to: post comments / newer post older post /
    newer post / older post / you may also like / more from / copyright © / ©  / (c) 20 / all rights reserved /
    powered by / filed under / leave a trackback / this site uses akismet / cancel reply / trackbacks /
    about the author / search for: / enter your comment / what do you think? / load more comments /
    view all comments / sign up for free to join / sign up or log in to comment /
    please register or sign in to reply /
    see all comments / read all comments / show more comments / schreibe einen kommentar / schreib einen kommentar /
    kommentar schreiben / kommentar hinterlassen / hinterlasse  / einen kommentar schreiben /
    antwort hinterlassen / deine e-mail-adresse wird nicht / erforderliche felder /
    diese website verwendet akismet / kommentar verfassen / ihr kommentar / die kommentarfunktion /
    kommentare sind geschlossen / deja un comentario / deja una respuesta / dejar un comentario /
    escribe un comentario / publicar un comentario / tu dirección de correo / los campos obligatorios /
    añadir comentario / laisser un commentaire / laissez un commentaire / poster un commentaire /
    ajouter un commentaire / votre adresse / les champs obligatoires / publier un commentaire /
    deixe um comentário / deixe uma resposta / deixar um comentário / o seu endereço / enviar um comentário /
    postar um comentário / lascia un commento / lascia una risposta / il tuo indirizzo / posta un commento /
    scrivi un commento / aggiungi un commento / invia un commento / inserisci un commento / geef een reactie /
    laat een reactie / plaats een reactie /
    reactie plaatsen / het e-mailadres wordt niet / je e-mailadres / добавить комментарий / оставить комментарий /
    оставьте комментарий / ваш адрес email / ваш e-mail / написать комментарий / обязательные поля / rss feed for /
    related topics / also on / readers also enjoyed /
    lämna ett svar / lämna en kommentar / skriv en kommentar / din e-postadress / dodaj komentarz /
    zostaw komentarz /
    skomentuj / skriv et svar / legg igjen / bir yorum yazın / bir cevap yazın / à lire aussi / lesen sie auch /
    también te puede / leggi anche / lees ook / réagir à cet article / rss des commentaires / rss dei commenti /
    posting permissions / all times are gmt / para comentar / debes iniciar sesión / inicia sesión para / tienes
    que iniciar sesión /
    debe iniciar sesión / connectez-vous pour / vous devez être connecté / pour commenter / identifiez-vous /
    melden sie sich an /
    zum kommentieren / um zu kommentieren / bitte melde dich an / jetzt anmelden / accedi per / per commentare /
    devi essere connesso / faça login / entre para comentar / inicie sessão para / para comentar / log in om te
    / je moet ingelogd /
    om te reageren / войдите, чтобы / чтобы оставить / чтобы комментировать / только зарегистрированные / logga
    in för /
    zaloguj się, aby / aby dodać komentarz / yorum yapmak için / giriş yap / lo más leído / más leídas / am
    meisten gelesen /
    meistgelesen / les plus lus / i più letti / mais lidas / meest gelezen / mest läst / najczęściej czytane /
    читайте также /
    самое читаемое / most read / most popular / comments are now closed /
    l'utilisation des commentaires / les commentaires sont / les commentaires ont / los comentarios están / i
    commenti sono /
    os comentários estão / reacties zijn / de reacties zijn / kommentarerna är / komentarze są / комментарии
    закрыты / this discussion is closed / comments closed
    """
)
# These also open ordinary sentences: they end a section only as a whole line.
_AMBIGUOUS_ENDS = "advertisement archives categories comment related subscribe tags autoplay"
AMBIGUOUS_ENDS = frozenset((*_AMBIGUOUS_ENDS.split(), "share this", "up next", "related posts", "no posts"))
