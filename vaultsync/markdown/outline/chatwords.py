"""What a chat assistant says around a document it wrote: `Sure! Here is your plan`, `Shall I add a timetable?`."""

from __future__ import annotations

import re

from vaultsync.markdown.outline.blocks import Block, ListItem, Paragraph, Rule
from vaultsync.markdown.outline.quotes import has_tasks
from vaultsync.markdown.patterns import regex

_ASSENT = (
    r"(?:okay|ok|sure(?: thing)?|certainly|of course|absolutely|great|got it|alright|perfect|"
    r"claro(?: que sí)?|por supuesto|desde luego|con (?:mucho )?gusto|perfecto|vale|entendido|"
    r"(?:na )?klar|natürlich|selbstverständlich|(?:sehr |aber )?gerne?|perfekt|"
    r"bien (?:sûr|entendu)|avec plaisir|d['’]accord|volontiers|parfait|"
    r"certo|certamente|volentieri|perfetto|va bene|com (?:certeza|prazer)|perfeito|ótimo|claro que sim|"
    r"конечно|хорошо|отлично|当然(?:可以)?|好的|もちろん(?:です)?|물론(?:입니다|이죠)?|tabii(?: ki)?|elbette)"
)
# What presents a document, and what speaks to its reader, for each language.
_PRESENTING = (
    (r"here(?:['’]s| is| are)|below (?:is|are)", r"you|your"),
    (r"aqu[ií] (?:tienes|tiene|está|va|te)|te (?:dejo|presento|comparto|he)|a continuación", r"te|ti|tus?"),
    (r"hier (?:ist|sind|kommt|findest|hast)|ich habe|anbei", r"du|dir|dich|dein\w*|ihnen"),
    (r"voici|ci-dessous", r"tu|te|toi|ton|ta|tes|vous|votre|vos"),
    (r"ecco|di seguito", r"ti|te|tuo|tua|tuoi"),
    (r"aqui (?:está|vai|tens|tem)|segue|abaixo", r"tens|te|teu|você|seu|sua"),
    (r"вот", r"вам|тебе|вас|тебя"),
    (r"以下是|这是|這是|下面是", r"[你您]"),
    (r"以下は|以下に|こちら", r"あなた|ご要望|ご希望"),
    (r"다음은|여기", r"당신"),
    (r"işte", r"sana|senin|size|sizin"),
)
_PRESENTS = "|".join(presents for presents, _ in _PRESENTING)
_TO_READER = "|".join(
    rf"(?:{presents})(?![a-zà-ÿа-я])(?=.*(?<![a-zà-ÿа-я])(?:{reader})(?![a-zà-ÿа-я]))"
    for presents, reader in _PRESENTING
)
_OPENS = regex(
    rf"^\W*{_ASSENT}\s*[!.,:;…！。，、–—-].*(?<!\w)(?:{_PRESENTS})"
    rf"|^\W*{_ASSENT}\W*$"
    rf"|^\W*(?:{_TO_READER}|aqu[ií] tienes?\b)"
    rf"|^\W*(?:{_PRESENTS})(?![a-zà-ÿа-я])[^.]{{0,160}}[:：]$"
    # In English more is certain: nobody else speaks so of a document.
    r"|^(?:okay|ok|sure|certainly|of course|absolutely|great|got it|alright|i(?:['’]ve| have))\b.*"
    r"\b(?:i|i['’]ve|i['’]ll|me|my|you|your|merged|content|below|file|document|roadmap|plan|version|requested)\b",
    re.IGNORECASE | re.DOTALL,
)
_WISH = (
    r"(?:good luck|happy (?:learning|studying|coding)|enjoy|have fun|all the best|"
    r"(?:much|buen)a suerte|¡?éxitos?|mucho éxito|¡?ánimo|viel (?:erfolg|spaß|glück|freude)|gutes gelingen|"
    r"bonne (?:chance|continuation|route)|bon (?:courage|apprentissage|travail)|boa sorte|bons estudos|sucesso|"
    r"buon(?:a fortuna|o studio| lavoro| apprendimento)|in bocca al lupo|удачи|успехов|加油|祝你|頑張って|화이팅|"
    r"başarılar)"
)
_TELL = (
    r"(?:(?:just )?let me know|(?:just )?say the word|(?:¡?solo )?(?:dímelo|dime|avísame|pídemelo|"
    r"házmelo saber)|"
    r"(?:sag|gib)(?: mir| es mir)?(?: einfach| gerne)? bescheid|sag(?: es)? mir einfach|"
    r"lass(?: es)? mich(?: es)? wissen|"
    r"dis-le-moi|dis-moi|dites-le-moi|dites-moi|fais-le-moi savoir|fammi(?:lo)? sapere|dimmelo|dimmi|"
    r"é só (?:pedir|me|falar|dizer)|"
    r"(?:é só )?me (?:avise|diga|fala)|diga-me|avise-me|дай(?:те)? знать|告诉我|教えてください)"
)
# What offers to do more; a mere condition offers nothing unless the writer goes on to speak of what he can do.
_OFFER = (
    r"(?:let me know (?:if|what|which|how|when)|would you like (?:me|an? |to (?:see|have|get|go))|"
    r"do you want me|want me to|shall i|"
    r"feel free to (?:ask|reach|let)|i hope this (?:helps|roadmap|plan)|hope this helps|"
    r"¿?(?:quieres|quiere|te gustaría|deseas|prefieres) (?:que|un)|espero que (?:est[ae]|te|les|os|isto|isso)|"
    r"(?:möchtest|willst) du,? (?:dass|noch|auch|mehr|ein)|möchten sie,? dass|soll ich|"
    r"ich hoffe,? (?:dass )?(?:dies|der|das|dir)|"
    r"(?:souhait(?:es|ez|erais|eriez)|veux|voudrais|aimerais|voulez)-(?:tu|vous) (?:que|un)|"
    r"j['’]espère que (?:cela|ce|cette|ça)|"
    r"n['’]hésitez? pas à (?:me|demander|poser)|quer(?:es|ia)? que eu|gostaria (?:que eu|de um)|deseja que eu|"
    r"(?:vuoi|desideri|vorresti|preferisci|ti piacerebbe) (?:che|un)|spero che (?:quest[ao]|ti)|"
    r"non esitare a (?:chieder|scriver|far)|"
    r"хочешь|хотите,? чтобы|如果你(?:需要|愿意|想)|需要我|ご希望|必要であれば|원하시면|ister misin|"
    r"(?:if (?:you(?:['’]d| would)?) (?:like|want|need|prefer|wish)|si (?:lo )?(?:quieres|deseas|prefieres|"
    r"necesitas|te interesa)|"
    r"wenn du (?:möchtest|willst|magst)|wenn sie (?:möchten|wünschen)|falls du|"
    r"si (?:tu|vous) (?:le )?(?:veux|voulez|souhaites|souhaitez|as besoin|avez besoin|préfères)|"
    r"se (?:você )?(?:quiser|precisar|desejar|preferir)|se (?:vuoi|desideri|preferisci|ti serve)|"
    r"если (?:хочешь|хотите))"
    r"(?=[^.?]*?(?<!\w)(?:i|i['’]ll|me|ich|mir|mich|puedo|podría|te (?:preparo|hago|ayudo)|je|j['’]|posso|"
    r"eu|io|могу|я)(?!\w))|"
    r"(?:i can also|i['’]d be happy to|también puedo|ich kann (?:dir|ihnen) (?:auch|gern|zusätzlich)|"
    r"je peux (?:aussi|également)|"
    r"posso (?:também|anche|aiutarti|prepararti|criar|montar)))"
)
_SENTENCE_END = r"[^.!?。！？]{0,60}[.!?。！？…]+\W*"
_CLOSES = regex(rf"^\W*(?:{_WISH}{_SENTENCE_END}){{0,2}}{_OFFER}", re.IGNORECASE)
_FAREWELL = regex(rf"^\W*(?:(?:{_WISH}|{_TELL}){_SENTENCE_END})+$", re.IGNORECASE)
_LAST = 12  # blocks at the end that are looked at


def opens(text: str) -> bool:
    """Whether a paragraph above a document presents it."""
    return bool(_OPENS.match(text))


def last_words(blocks: list[Block]) -> list[int]:
    """The positions of the last blocks, where they offer to do more; wishes and a list of offers go along."""
    found: list[int] = []
    below: list[int] = []
    listed = False
    for position in range(len(blocks) - 1, max(len(blocks) - 1 - _LAST, -1), -1):
        block = blocks[position]
        if isinstance(block, Rule):
            continue
        if isinstance(block, ListItem) and not has_tasks(block):
            below.append(position)
            listed = True
        elif isinstance(block, Paragraph) and _CLOSES.match(block.source):
            if listed and not block.source.rstrip().endswith((":", "：")):
                break
            found += [*below, position]
            below, listed = [], False
        elif isinstance(block, Paragraph) and _FAREWELL.match(block.source) and not listed:
            below.append(position)
        else:
            break
    return found
