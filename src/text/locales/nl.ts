import type { Locale } from "./locale.ts";

/** What is known of Dutch. */
export const nl = {
  code: "nl",
  name: "Dutch",
  stopwords: `aan al als bij dan dat de deze die dit doe doen door dus een en er ging had hebben heb heeft het
hij hoe hoeveel ik in is je kan kun kunnen maar me men met mij mijn moet na naar niet nog nu of om onze ook op
over te tegen toen tot u uit uw van veel voor waar waarom wanneer waren was wat we welk welke werd werden wie
wij wil worden wordt ze zich zij zijn zo zou`,
  continuations: "nu, dan, daarna, vervolgens, zij, dit, deze, echter",
  sentences: {
    refusal: "De documentatie geeft hier geen antwoord op, voor zover ik kan zien.",
    nearest:
      "De dichtstbijzijnde pagina's staan hieronder. Probeer de naam van de functie, de optie " +
      "of de foutmelding, of vraag iemand die het project onderhoudt.",
    none:
      "Probeer andere woorden, zoals de naam van de functie, de optie of de foutmelding, of " +
      "vraag iemand die het project onderhoudt.",
    unsure: "Ik weet niet zeker of de documentatie dit beantwoordt. De dichtstbijzijnde secties:",
    foreign:
      "De documentatie is in een andere taal geschreven en zonder model kan ik niet vertalen. " +
      "De dichtstbijzijnde secties:",
    quoted: "Geciteerd uit de documentatie.",
    more: "meer in {source}",
    stillReading: "Ik ben de documentatie nog aan het lezen. Vraag het zo nog eens.",
    nothingRead:
      "Ik heb geen documentatie om uit te antwoorden: ik heb er geen gekregen, of geen pagina ervan kon worden gelezen. Wie mij beheert, ziet waarom met `{doctor}`.",
    unread: "Ik kan geen bijlagen lezen, dus {names} heb ik niet gezien.",
    version: "Voor versie {version}.",
    unreadable: "In het bericht waarnaar je verwijst kan ik geen woorden lezen.",
    invite: "Vraag me iets over de documentatie, in je eigen woorden. `help` laat zien wat er nog meer is.",
  },
  smallTalk: {
    hello: {
      phrases: "hallo, hoi, goedemorgen, goedemiddag, goedenavond, goedendag, hoe gaat het",
      reply: "Hallo! Vraag me iets over de documentatie.",
    },
    thanks: {
      phrases:
        "dank je, dank je wel, dankjewel, bedankt, dank u, dank u wel, hartelijk dank, top, prima, " +
        "het werkt, het werkt nu, dat werkt, dat werkte, werkt, gelukt, het is gelukt, " +
        "dat is gelukt, opgelost, geweldig",
      reply: "Graag gedaan. Vraag gerust verder.",
    },
    nod: {
      phrases:
        "nee bedankt, klopt, precies, snap ik, ik snap het, begrepen, laat maar, oké, oke, is goed, " + "geen probleem",
      reply: "Prima. Vraag het gerust als iets in de documentatie onduidelijk is.",
    },
    bye: {
      phrases: "tot ziens, doei, dag, tot later, goedenacht",
      reply: "Tot ziens!",
    },
    ability: {
      phrases:
        "wat kun je, wat kan je, wat kun je doen, wie ben je, wat ben je, kun je me helpen, " +
        "kan je me helpen, hulp, help mij, ik heb hulp nodig",
      reply:
        "Ik beantwoord vragen uit de documentatie en laat zien waar het antwoord staat. Ik " +
        "onthoud het gesprek. `help` toont alle opdrachten.",
    },
    trouble: {
      phrases:
        "het werkt niet, werkt niet, dat werkt niet, ik heb een probleem, ik heb een vraag, ik " +
        "krijg een fout, ik krijg een foutmelding",
      reply:
        "Vertel me wat je wilt doen en wat er in plaats daarvan gebeurt: de precieze foutmelding, " +
        "of de naam van de functie of optie. Dan zoek ik het op.",
    },
    play: {
      phrases:
        "vertel een mop, vertel me een mop, vertel een grap, zing een liedje, ik verveel me, ik " +
        "hou van je, je bent dom, je bent nutteloos, hou je mond, idioot, leg het uit alsof ik " +
        "vijf ben",
      begins:
        "schrijf een gedicht, schrijf me een gedicht, schrijf een lied, vertel een mop, vertel me " +
        "een mop, vertel een grap, vertel een verhaal",
      reply: "Ik houd me aan de documentatie en laat dat aan anderen over. Vraag me iets over de " + "documentatie.",
    },
  },
  followUp: {
    begins: "en, maar, of, dan, ook, hoe zit het met, wat als",
    refers:
      "dat dit deze die het hem haar ze zij hun er daar daarmee daarvoor daarvan ervan ermee " +
      "andere anders zelfde beide",
    newTopic: "andere vraag, nieuwe vraag, een andere vraag, trouwens, iets anders",
    openers: "ok, oké, bedankt, goed, en",
    bare: "waarom, hoe",
    more: "voorbeeld voorbeelden code meer details toon stap stappen",
    places: "van uit op in aan bij voor met zonder via onder naar tijdens",
    asks: "hoe wat wanneer waar welke welk wie waarom is zijn was kan kunnen moet moeten heeft heb wordt " + "als toon",
  },
  modelRefusal: {
    begins: "helaas, de documentatie, de passages, er is geen, sorry",
    declines: [
      /\b(?:niet|geen)\b.{0,80}\b(?:vermeld|bevat|antwoord|beschr|informatie|genoemd|gevonden|vind)/iu,
      /(?:vermeldt|bevat|beschrijft|noemt)\b.{0,60}\b(?:geen|niets|niet)\b/iu,
    ],
  },
  units: {
    millisecond: "milliseconde milliseconden",
    second: "seconde seconden",
    minute: "minuut minuten",
    hour: "uur uren",
    day: "dag dagen",
    week: "weken",
    percent: "procent",
  },
} satisfies Locale;
