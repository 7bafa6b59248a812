import type { Locale } from "./locale.ts";

/** What is known of Italian. */
export const it = {
  code: "it",
  name: "Italian",
  stopwords: `a ad ai al alla alle anche c che chi ci come con cosa cui d da dal dalla dei del della delle di do
dove e ed era erano fa fare fu furono gli ha hanno ho i il in io l la le lo loro ma mi mia mio ne nei nel nella
no noi non o per perche piu posso puo qual quale quali quando quanta quante quanti quanto quella quelle quelli
quello questa questo se si sono su sua sue sui sul suo tra tu un una uno vi voi spiega`,
  continuations: "ora, adesso, poi, quindi, essi, esse, questo, questa, questi, queste, ciò, tuttavia, però",
  sentences: {
    refusal: "La documentazione non risponde a questa domanda, per quanto vedo.",
    nearest:
      "Le pagine più vicine sono elencate sotto. Prova con il nome della funzione, dell'opzione " +
      "o il messaggio di errore, oppure chiedi a chi mantiene il progetto.",
    none:
      "Prova con altre parole, come il nome della funzione, dell'opzione o il messaggio di " +
      "errore, oppure chiedi a chi mantiene il progetto.",
    unsure: "Non sono sicuro che la documentazione risponda a questa domanda. Le sezioni più vicine:",
    foreign:
      "La documentazione è scritta in un'altra lingua e senza un modello non posso tradurre. Le " +
      "sezioni più vicine:",
    quoted: "Citato dalla documentazione.",
    more: "altro in {source}",
    stillReading: "Sto ancora leggendo la documentazione. Riprova tra un momento.",
    nothingRead:
      "Non ho documentazione da cui rispondere: non me ne è stata data, o nessuna pagina è stata letta. Chi mi gestisce ne vede il motivo con `{doctor}`.",
    unread: "Non posso leggere gli allegati, quindi non ho visto {names}.",
    version: "Per la versione {version}.",
    unreadable: "Nel messaggio che indichi non riesco a leggere alcuna parola.",
    invite: "Chiedimi qualcosa sulla documentazione, con parole tue. `help` mostra che altro c'è.",
  },
  smallTalk: {
    hello: {
      phrases: "ciao, buongiorno, buonasera, salve, come stai, come va",
      reply: "Ciao! Chiedimi qualcosa sulla documentazione.",
    },
    thanks: {
      phrases:
        "grazie, grazie mille, molte grazie, perfetto, va bene, funziona, ora funziona, " +
        "adesso funziona, ha funzionato, risolto, ottimo, fantastico, grazie infinite",
      reply: "Prego! Chiedi pure quando vuoi.",
    },
    nod: {
      phrases: "no grazie, sì, certo, esatto, capito, ho capito, lascia stare, fatto, daccordo",
      reply: "Va bene. Chiedi pure se qualcosa nella documentazione non è chiaro.",
    },
    bye: {
      phrases: "arrivederci, a presto, buonanotte",
      reply: "A presto!",
    },
    ability: {
      phrases: "cosa puoi fare, cosa sai fare, chi sei, puoi aiutarmi, aiuto, aiutami, ho bisogno di aiuto",
      reply:
        "Rispondo alle domande a partire dalla documentazione e mostro dove si trova ogni " +
        "risposta. Ricordo la conversazione. `help` mostra tutti i comandi.",
    },
    trouble: {
      phrases: "non funziona, ho un problema, ho una domanda, mi dà errore, mi dà un errore",
      reply:
        "Dimmi che cosa vuoi fare e che cosa succede invece: il messaggio di errore esatto, o il " +
        "nome della funzione o dell'opzione. Così posso cercarlo.",
    },
    play: {
      phrases:
        "raccontami una barzelletta, racconta una barzelletta, canta una canzone, mi annoio, ti " +
        "amo, sei stupido, sei inutile, stai zitto, idiota, spiegamelo come se avessi cinque anni",
      begins:
        "scrivi una poesia, scrivimi una poesia, scrivi una canzone, raccontami una barzelletta, " +
        "raccontami una storia",
      reply: "Mi attengo alla documentazione e lascio questo ad altri. Chiedimi qualcosa sulla " + "documentazione.",
    },
  },
  followUp: {
    begins: "e, ma, o, allora, anche, e per, e se, che ne è di",
    refers:
      "questo questa questi queste quello quella quelli quelle cio esso essa essi lo ne ci " +
      "altro altra altri altre stesso stessa",
    newTopic: "altra domanda, unaltra domanda, nuova domanda, a proposito, unaltra cosa",
    openers: "ok, grazie, bene, e",
    bare: "perché, perche, come",
    more: "esempio esempi codice dettagli piu spiega mostra passo passi",
    places: "di da dal su sul in nel a al per con senza via sotto durante",
    asks: "come che cosa quale quali quando dove chi perche e sono era puo posso devo c ha se mostra spiega",
  },
  modelRefusal: {
    begins: "mi dispiace, purtroppo, la documentazione, non ci sono",
    declines: [/\bnon\b.{0,60}\b(?:cont|menzion|rispond|copr|ci sono|inclu|trov|inform)/iu],
  },
  units: { second: "secondo secondi", minute: "minuti", hour: "ore", day: "giorni" },
} satisfies Locale;
