import type { Locale } from "./locale.ts";

/** What is known of French. */
export const fr = {
  code: "fr",
  name: "French",
  stopwords: `a ai as au aux avec avez avoir c ce ces cet cette comment comme d dans de des donc du elle elles
en est et etaient etait etre eu fait faire faut il ils j je l la le les leur leurs lui ma mais me mes moi mon n
ne nos notre nous on ont ou par pas peut peux pour pourquoi puis qu quand que quel quelle quelles quels qui quoi
s sa sans se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y combien lequel laquelle lesquels
fut furent explique`,
  continuations: "maintenant, ensuite, puis, ils, elles, ce, cet, cette, ces, ceci, cela, cependant, toutefois",
  sentences: {
    refusal: "La documentation ne répond pas à cette question, pour autant que je puisse voir.",
    nearest:
      "Les pages les plus proches figurent ci-dessous. Essayez avec le nom de la fonction, de " +
      "l'option ou le message d'erreur, ou demandez à quelqu'un qui s'occupe du projet.",
    none:
      "Essayez d'autres mots, comme le nom de la fonction, de l'option ou le message d'erreur, " +
      "ou demandez à quelqu'un qui s'occupe du projet.",
    unsure: "Je ne suis pas sûr que la documentation réponde à cette question. Les sections les plus " + "proches :",
    foreign:
      "La documentation est rédigée dans une autre langue, et sans modèle je ne peux pas " +
      "traduire. Les sections les plus proches :",
    quoted: "Cité de la documentation.",
    more: "la suite dans {source}",
    stillReading: "Je suis encore en train de lire la documentation. Reposez la question dans un instant.",
    nothingRead:
      "Je n'ai pas de documentation pour répondre : on ne m'en a pas donné, ou aucune page n'a pu être lue. La personne qui m'exploite en voit la raison avec `{doctor}`.",
    unread: "Je ne peux pas lire les pièces jointes, je n'ai donc pas vu {names}.",
    version: "Pour la version {version}.",
    unreadable: "Je ne peux lire aucun mot dans le message que vous indiquez.",
    invite: "Posez-moi une question sur la documentation, avec vos propres mots. `help` dit ce qu'il y a d'autre.",
  },
  smallTalk: {
    hello: {
      phrases: "bonjour, salut, bonsoir, coucou, ça va, comment ça va, comment vas tu",
      reply: "Bonjour ! Posez-moi une question sur la documentation.",
    },
    thanks: {
      phrases:
        "merci, merci beaucoup, merci bien, merci à toi, super, parfait, daccord, ça marche, " +
        "ca marche, ça fonctionne, ca fonctionne, ça a marché, ca a marché, ça a fonctionné, " +
        "cest bon, résolu, problème résolu, génial, excellent, nickel, impeccable",
      reply: "Avec plaisir. N'hésitez pas à poser d'autres questions.",
    },
    nod: {
      phrases:
        "non, non merci, oui, ouais, bien sûr, exact, exactement, je vois, compris, jai compris, " +
        "noté, tant pis, laisse tomber, pas de problème",
      reply: "D'accord. N'hésitez pas si quelque chose n'est pas clair dans la documentation.",
    },
    bye: {
      phrases: "au revoir, à bientôt, bonne journée, bonne nuit",
      reply: "À bientôt !",
    },
    ability: {
      phrases:
        "que peux tu faire, que sais tu faire, qui es tu, qui êtes vous, peux tu maider, " +
        "tu peux maider, aide, aide moi, aidez moi, à laide, au secours, jai besoin daide",
      reply:
        "Je réponds aux questions à partir de la documentation et j'indique où se trouve la " +
        "réponse. Je me souviens de la conversation. `help` montre toutes les commandes.",
    },
    trouble: {
      phrases:
        "ça ne marche pas, ca ne marche pas, ça marche pas, ca marche pas, jai un problème, jai " +
        "une question, jai une erreur",
      reply:
        "Dites-moi ce que vous voulez faire et ce qui se passe à la place : le message d'erreur " +
        "exact, ou le nom de la fonction ou de l'option. Je pourrai alors le chercher.",
    },
    play: {
      phrases:
        "raconte moi une blague, raconte une blague, chante une chanson, je mennuie, je taime, tu " +
        "es nul, tu es bête, tu es stupide, tais toi, idiot, explique comme si javais cinq ans, " +
        "explique moi comme si javais cinq ans",
      begins:
        "écris moi un poème, écris un poème, écris une chanson, raconte moi une blague, raconte " + "moi une histoire",
      reply:
        "Je m'en tiens à la documentation et laisse cela à d'autres. Posez-moi une question sur " + "la documentation.",
    },
  },
  laughter: /^(?:mdr{1,9}|ptdr)$/,
  followUp: {
    begins: "et, mais, ou, alors, aussi, et pour, quen est il de, et si",
    refers: "ca cela ceci ce celui celle ceux celles il elle ils elles lui leur y en autre autres " + "meme",
    newTopic: "autre question, une autre question, nouvelle question, au fait, autre chose",
    openers: "ok, merci, daccord, bien, et",
    bare: "pourquoi, comment",
    more: "exemple exemples code details plus explique montre etape etapes",
    places: "de du depuis sur dans en au aux pour avec sans via sous par pendant",
    asks:
      "comment que quel quelle quels quelles quand ou qui pourquoi est sont etait peut peux puis dois " +
      "faut fait faire si montre explique",
  },
  modelRefusal: {
    begins: "désolé, malheureusement, la documentation, les passages, il n'y a",
    declines: [/\bne?\b.{0,60}\b(?:pas|aucun\w*)\b/iu],
  },
  units: {
    millisecond: "milliseconde millisecondes",
    second: "seconde secondes",
    hour: "heure heures",
    day: "jour jours",
    week: "semaine semaines",
  },
} satisfies Locale;
