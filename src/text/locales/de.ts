import type { Locale } from "./locale.ts";

/** What is known of German. */
export const de = {
  code: "de",
  name: "German",
  stopwords: `aber als am an auch auf aus bei bin bis bist da damit dann das dass dein dem den denn der des die
dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines er es etwas fur gab
gibt hat hatte hatten habe haben ich ihm ihn ihr ihre im in ist ja kann kannst konnen konnte konnten man mein
mich mir mit muss mussen nach nicht noch nur ob oder ohne sein seine seinem seinen seiner sich sie sind so soll
sollte uber um und uns unter vom von vor war waren was wann warum welche welchem welchen welcher welches wem wen
wenn wer werde werden weshalb wessen wie wieso wieviel viel viele will wir wird wo wodurch wofur woher wohin
womit wozu wurde wurden zu zum zur bitte erklare zeige`,
  continuations: "nun, jetzt, dann, danach, dies, diese, dieser, dieses, diesen, diesem, jedoch, allerdings",
  sentences: {
    refusal: "Soweit ich sehe, beantwortet die Dokumentation das nicht.",
    nearest:
      "Die nächstliegenden Seiten stehen darunter. Nenne die Funktion, die Einstellung oder die " +
      "Fehlermeldung, oder frag jemanden, der das Projekt betreut.",
    none:
      "Versuch es mit anderen Worten, etwa dem Namen der Funktion, der Einstellung oder der " +
      "Fehlermeldung, oder frag jemanden, der das Projekt betreut.",
    unsure: "Ich bin nicht sicher, ob die Dokumentation das beantwortet. Die nächstliegenden " + "Abschnitte:",
    foreign:
      "Die Dokumentation ist in einer anderen Sprache geschrieben, und ohne Modell kann ich " +
      "nicht übersetzen. Die nächstliegenden Abschnitte:",
    quoted: "Zitiert aus der Dokumentation.",
    more: "mehr in {source}",
    stillReading: "Ich lese die Dokumentation noch. Frag bitte gleich noch einmal.",
    nothingRead:
      "Ich habe keine Dokumentation, aus der ich antworten kann: Mir wurde keine gegeben, oder keine Seite davon war lesbar. Wer mich betreibt, sieht mit `{doctor}`, warum.",
    unread: "Anhänge kann ich nicht lesen, {names} habe ich also nicht gesehen.",
    version: "Für Version {version}.",
    unreadable: "In der Nachricht, auf die du zeigst, kann ich keine Worte lesen.",
    invite: "Frag mich etwas zur Dokumentation, in deinen eigenen Worten. `help` sagt, was es sonst noch gibt.",
  },
  smallTalk: {
    hello: {
      phrases:
        "hallo, guten tag, guten morgen, guten abend, moin, servus, grüß gott, gruezi, wie geht " + "es dir, wie gehts",
      reply: "Hallo! Frag mich etwas zur Dokumentation.",
    },
    thanks: {
      phrases:
        "danke, danke schön, dankeschön, vielen dank, danke dir, danke sehr, besten dank, " +
        "alles klar, super, prima, das hat geklappt, hat geklappt, es hat geklappt, " +
        "hat funktioniert, das hat funktioniert, es hat funktioniert, jetzt geht es, jetzt gehts, " +
        "es geht jetzt, es funktioniert, es funktioniert jetzt, jetzt funktioniert es, " +
        "das funktioniert, funktioniert, klappt, das klappt, das wars, das war es, gelöst, " +
        "problem gelöst, perfekt, toll, großartig, tausend dank, hat geholfen, das hat geholfen",
      reply: "Gern geschehen. Frag jederzeit wieder.",
    },
    nod: {
      phrases:
        "nein, nö, nee, nein danke, ja, jo, jep, klar, na klar, genau, stimmt, ach so, achso, aha, " +
        "egal, schon gut, passt, verstehe, verstanden, erledigt, kein problem, in ordnung",
      reply: "In Ordnung. Frag, wann immer etwas zur Dokumentation unklar ist.",
    },
    bye: {
      phrases: "tschüss, auf wiedersehen, bis bald, gute nacht",
      reply: "Bis bald!",
    },
    ability: {
      phrases:
        "was kannst du, was kannst du alles, wer bist du, was bist du, kannst du mir helfen, hilfe, " +
        "hilf mir, bitte hilf mir, ich brauche hilfe",
      reply:
        "Ich beantworte Fragen aus der Dokumentation und zeige, wo die Antwort steht. Frag " +
        "einfach; an das Gespräch erinnere ich mich. `help` zeigt alle Befehle.",
    },
    trouble: {
      phrases:
        "es geht nicht, es funktioniert nicht, geht nicht, funktioniert nicht, das geht nicht, " +
        "das funktioniert nicht, ich habe ein problem, ich habe eine frage, ich bekomme einen " +
        "fehler, ich komme nicht weiter",
      reply:
        "Sag mir, was du vorhast und was stattdessen geschieht: die genaue Fehlermeldung oder den " +
        "Namen der Funktion oder Einstellung. Dann schlage ich es nach.",
    },
    play: {
      phrases:
        "erzähl mir einen witz, erzähl einen witz, sing ein lied, mir ist langweilig, ich liebe " +
        "dich, du bist dumm, du bist doof, du bist blöd, du nervst, blöder bot, dummer bot, " +
        "idiot, halt die klappe, erklär es mir als wäre ich fünf, erkläre es mir als wäre ich " +
        "fünf",
      begins:
        "schreib mir ein gedicht, schreib ein gedicht, schreibe ein gedicht, schreib mir ein " +
        "lied, schreib ein lied, erzähl mir einen witz, erzähl einen witz, erzähl mir eine " +
        "geschichte",
      reply: "Ich bleibe bei der Dokumentation und überlasse das anderen. Frag mich etwas zur " + "Dokumentation.",
    },
  },
  followUp: {
    begins: "und, aber, oder, dann, auch, sonst, was ist mit, wie ist es mit, wie sieht es mit",
    refers:
      "das dies diese dieser dieses diesen diesem es ihn ihm ihr ihre sie deren dessen dort " +
      "dabei damit dafur davon dazu darin daran darauf daraus stattdessen beide gleiche andere " +
      "anderen",
    newTopic:
      "andere frage, neue frage, eine andere frage, eine neue frage, anderes thema, übrigens, " +
      "was anderes, etwas anderes",
    openers: "ok, okay, danke, gut, super, und, jetzt",
    bare: "warum, wieso, wie, weshalb",
    more: "beispiel beispiele code genauer mehr details erklare zeige schritt schritte",
    places: "von vom aus auf in im an am bei beim fur mit ohne uber unter nach zu zum zur als wahrend",
    asks:
      "wie was wann wo wohin woher welche welcher welches welchen wer wen wem warum wieso weshalb ist " +
      "sind war kann konnen muss mussen soll sollte gibt hat habe haben wird werden wenn zeige erklare",
  },
  modelRefusal: {
    begins:
      "leider, die dokumentation, in der dokumentation, die passagen, die angegebenen, es gibt " +
      "keine, dazu, darüber",
    declines: [
      /\b(?:nicht|kein\w*)\b.{0,80}\b(?:erwähn|enth|beantwort|beschr|behandel|information|angabe|hinweis)/iu,
      /\b(?:nicht|kein\w*)\b.{0,80}\b(?:find|gesagt|steht|genannt)|\b(?:nicht|kein\w*)\b.{0,20}$/iu,
      /(?:enthält|enthalten|gibt|finde)\b.{0,60}\b(?:keine|nichts)\b/iu,
    ],
  },
  units: {
    millisecond: "millisekunde millisekunden",
    second: "sekunde sekunden",
    minute: "minute minuten",
    hour: "stunde stunden",
    day: "tag tage tagen",
    percent: "prozent",
  },
} satisfies Locale;
