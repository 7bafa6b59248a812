import type { Locale } from "./locale.ts";

/** What is known of Spanish. */
export const es = {
  code: "es",
  name: "Spanish",
  letters: /[ñ¿¡]|(?<!\p{L})(?:qué|cómo|cuál|cuáles|dónde|quién|quiénes|cuándo)(?!\p{L})/iu,
  stopwords: `a al como con cual cuales cuando cuanta cuantas cuanto cuantos de del desde donde el ella ellas
ellos en era eran es esa ese eso esta este esto estos estas fue fueron ha haber hace hacer han hay la las le les
lo los mas me mi mis muy no nos o para pero por porque puede puedo que quien quienes se ser si sin sobre son su
sus te tiene tu tus un una unas uno unos y ya yo explica`,
  continuations:
    "ahora, entonces, luego, después, ellos, ellas, este, esta, estos, estas, esto, sin embargo, no obstante",
  sentences: {
    refusal: "La documentación no responde a esto, hasta donde puedo ver.",
    nearest:
      "Las páginas más cercanas están abajo. Prueba con el nombre de la función, la opción o el " +
      "mensaje de error, o pregunta a alguien que mantenga el proyecto.",
    none:
      "Prueba con otras palabras, como el nombre de la función, la opción o el mensaje de " +
      "error, o pregunta a alguien que mantenga el proyecto.",
    unsure: "No estoy seguro de que la documentación responda a esto. Las secciones más cercanas:",
    foreign:
      "La documentación está escrita en otro idioma y sin un modelo no puedo traducir. Las " +
      "secciones más cercanas:",
    quoted: "Citado de la documentación.",
    more: "más en {source}",
    stillReading: "Todavía estoy leyendo la documentación. Pregunta de nuevo en un momento.",
    nothingRead:
      "No tengo documentación con la que responder: no me dieron ninguna o no se pudo leer ninguna página. Quien me administra puede ver por qué con `{doctor}`.",
    unread: "No puedo leer archivos adjuntos, así que no he visto {names}.",
    version: "Para la versión {version}.",
    unreadable: "No puedo leer ninguna palabra en el mensaje que señalas.",
    invite: "Pregúntame lo que quieras sobre la documentación, con tus palabras. `help` muestra qué más hay.",
  },
  smallTalk: {
    hello: {
      phrases: "hola, buenos días, buenas tardes, buenas noches, buenas, qué tal, cómo estás, como estas",
      reply: "¡Hola! Pregúntame lo que quieras sobre la documentación.",
    },
    thanks: {
      phrases:
        "gracias, muchas gracias, mil gracias, gracias por todo, vale, perfecto, genial, funcionó, " +
        "funciono, funciona, ya funciona, ahora funciona, ahora sí funciona, eso funcionó, " +
        "solucionado, resuelto, excelente, estupendo, buenísimo",
      reply: "¡De nada! Pregunta cuando quieras.",
    },
    nod: {
      phrases:
        "no gracias, sí, si, claro, exacto, entiendo, entendido, ya veo, ajá, da igual, olvídalo, " +
        "listo, de acuerdo, no hay problema",
      reply: "De acuerdo. Pregunta cuando algo de la documentación no esté claro.",
    },
    bye: {
      phrases: "adiós, hasta luego, chao, nos vemos",
      reply: "¡Hasta luego!",
    },
    ability: {
      phrases:
        "qué puedes hacer, que puedes hacer, quién eres, quien eres, qué eres, me puedes ayudar, " +
        "ayuda, ayúdame, necesito ayuda, ayuda por favor",
      reply:
        "Respondo preguntas a partir de la documentación y muestro dónde está cada respuesta. " +
        "Recuerdo la conversación. `help` muestra todos los comandos.",
    },
    trouble: {
      phrases:
        "no funciona, no me funciona, tengo un problema, tengo una pregunta, tengo una duda, me " +
        "da error, me da un error",
      reply:
        "Dime qué intentas hacer y qué ocurre en su lugar: el mensaje de error exacto, o el " +
        "nombre de la función u opción. Así podré buscarlo.",
    },
    play: {
      phrases:
        "cuéntame un chiste, cuentame un chiste, canta una canción, estoy aburrido, te quiero, te " +
        "amo, eres tonto, eres estúpido, eres inútil, cállate, idiota, explícamelo como si " +
        "tuviera cinco años",
      begins:
        "escribe un poema, escríbeme un poema, escribeme un poema, escribe una canción, cuéntame " +
        "un chiste, cuéntame una historia",
      reply: "Me limito a la documentación y dejo eso a otros. Pregúntame algo sobre la documentación.",
    },
  },
  laughter: /^(?:(?:ja){2,}j?|(?:je){2,})$/,
  followUp: {
    begins: "y, pero, o, entonces, también, tambien, y para, qué hay de, que hay de, qué pasa con, " + "que pasa con",
    refers:
      "eso esto ese esa este esta esos esas estos estas lo ello ellos ellas otro otra otros " +
      "otras mismo misma ahi alli",
    newTopic: "otra pregunta, nueva pregunta, otro tema, por cierto, otra cosa",
    openers: "ok, vale, gracias, bien, y",
    bare: "por qué, por que, cómo, como",
    more: "ejemplo ejemplos codigo detalles mas explica muestra paso pasos",
    places: "de del desde en sobre a al para con sin via bajo por durante",
    asks:
      "como que cual cuales cuando donde quien quienes es son esta era puede puedo debo hay hace tiene " +
      "si muestra explica",
  },
  modelRefusal: {
    begins: "lo siento, lamentablemente, la documentación, no hay",
    declines: [/\bno\b.{0,60}\b(?:contiene|menciona|responde|cubre|hay|incluye|encuentr|informaci)/iu],
  },
  units: {
    millisecond: "milisegundo milisegundos",
    second: "segundo segundos",
    minute: "minuto minutos",
    hour: "hora horas",
    day: "día días",
    week: "semana semanas",
  },
} satisfies Locale;
