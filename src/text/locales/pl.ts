import type { Locale } from "./locale.ts";

/** What is known of Polish. */
export const pl = {
  code: "pl",
  name: "Polish",
  letters: /[ąęłżźćńś]/iu,
  stopwords: `a aby ale albo am ani bez bo by byc byl byla bylo byly bylem chce ci cie co czy czyli czym dla do
dlaczego dokad gdy gdzie go i ich ile im ja jaka jaki jakie jakich jakiego jakim jak jako jej jego jest jestem
jesli juz kiedy kim kogo kto ktora ktore ktory ktorych lub ma mam maja mi mnie moge moga mozna moze moj moja
musze my na nad nam nas nasz nie nim nich niz o od on ona one oni ono oraz po pod poniewaz prosze przed przez
przy sa sie skad sobie swoj ta tak taki tam te tego tej ten to tu tych tylko tym u w we wiec wszystko wtedy wy z
za ze zeby wyjasnij pokaz`,
  continuations: "teraz, następnie, potem, oni, one, to, ten, ta, te, jednak",
  sentences: {
    refusal: "Dokumentacja na to nie odpowiada, o ile widzę.",
    nearest:
      "Najbliższe strony są wymienione poniżej. Podaj nazwę funkcji, opcji lub komunikat błędu " +
      "albo zapytaj kogoś, kto opiekuje się projektem.",
    none:
      "Spróbuj innych słów, na przykład nazwy funkcji, opcji lub komunikatu błędu, albo zapytaj " +
      "kogoś, kto opiekuje się projektem.",
    unsure: "Nie mam pewności, czy dokumentacja na to odpowiada. Najbliższe sekcje:",
    foreign: "Dokumentacja jest napisana w innym języku, a bez modelu nie potrafię tłumaczyć. " + "Najbliższe sekcje:",
    quoted: "Zacytowano z dokumentacji.",
    more: "więcej w {source}",
    stillReading: "Wciąż czytam dokumentację. Zapytaj ponownie za chwilę.",
    nothingRead:
      "Nie mam dokumentacji, z której mógłbym odpowiedzieć: nie podano mi żadnej albo nie udało się odczytać żadnej strony. Kto mnie prowadzi, zobaczy przyczynę poleceniem `{doctor}`.",
    unread: "Nie potrafię czytać załączników, więc nie widzę {names}.",
    version: "Dla wersji {version}.",
    unreadable: "W wiadomości, którą wskazujesz, nie mogę odczytać żadnych słów.",
    invite: "Zapytaj mnie o cokolwiek z dokumentacji, własnymi słowami. `help` pokazuje, co jeszcze potrafię.",
  },
  smallTalk: {
    hello: {
      phrases:
        "cześć, czesc, hej, dzień dobry, dzien dobry, dobry wieczór, witam, siema, jak się masz, " + "co słychać",
      reply: "Cześć! Zapytaj mnie o dokumentację.",
    },
    thanks: {
      phrases:
        "dziękuję, dziekuje, dzięki, dzieki, wielkie dzięki, super, świetnie, dobrze, działa, " +
        "już działa, teraz działa, zadziałało, udało się, rozwiązane, dziękuję bardzo, " +
        "bardzo dziękuję, dzięki wielkie, idealnie, pomogło",
      reply: "Proszę bardzo. Pytaj śmiało.",
    },
    nod: {
      phrases:
        "nie, nie dzięki, nie dziękuję, tak, jasne, dokładnie, rozumiem, nieważne, gotowe, " +
        "nie ma problemu, w porządku",
      reply: "W porządku. Pytaj, gdy coś w dokumentacji będzie niejasne.",
    },
    bye: {
      phrases: "do widzenia, na razie, pa, dobranoc",
      reply: "Do widzenia!",
    },
    ability: {
      phrases:
        "co potrafisz, co umiesz, kim jesteś, czym jesteś, możesz mi pomóc, jak możesz mi pomóc, " +
        "pomocy, pomoc, potrzebuję pomocy",
      reply:
        "Odpowiadam na pytania na podstawie dokumentacji i pokazuję, gdzie stoi odpowiedź. " +
        "Pamiętam rozmowę. `help` pokazuje wszystkie polecenia.",
    },
    trouble: {
      phrases: "nie działa, nie dziala, to nie działa, mam problem, mam pytanie, mam błąd, dostaję błąd",
      reply:
        "Powiedz, co chcesz zrobić i co dzieje się zamiast tego: dokładny komunikat błędu albo " +
        "nazwę funkcji lub opcji. Wtedy to sprawdzę.",
    },
    play: {
      phrases:
        "opowiedz dowcip, opowiedz żart, zaśpiewaj piosenkę, nudzi mi się, kocham cię, jesteś " +
        "głupi, jesteś głupia, jesteś bezużyteczny, idiota, zamknij się, wyjaśnij mi jak " +
        "pięciolatkowi",
      begins: "napisz wiersz, napisz mi wiersz, napisz piosenkę, opowiedz dowcip, opowiedz żart, " + "opowiedz bajkę",
      reply: "Trzymam się dokumentacji i zostawiam to innym. Zapytaj mnie o dokumentację.",
    },
  },
  followUp: {
    begins: "a, i, ale, albo, też, także, wtedy, a co z, co z, a jeśli",
    refers: "to ten ta te tego tej tym tych go jego jej ich nim nich tam inny inna inne innego drugi " + "oba taki",
    newTopic: "inne pytanie, nowe pytanie, inny temat, przy okazji, coś innego",
    openers: "ok, dzięki, dobrze, super, a, i",
    bare: "dlaczego, jak, czemu",
    more: "przyklad przyklady kod wiecej szczegoly wyjasnij pokaz krok kroki",
  },
  modelRefusal: {
    begins: "niestety, dokumentacja, w dokumentacji, przepraszam, fragmenty, brak",
    declines: [/(?:^|\s)nie (?:wspomina|zawiera|odpowiada|opisuje|podaje|znal|mówi|ma)|(?:^|\s)brak(?:\s|$)/iu],
  },
  units: {
    millisecond: "milisekunda milisekundy milisekund",
    second: "sekunda sekundy sekund",
    minute: "minuta minuty minut",
    hour: "godzina godziny godzin",
    day: "dzień dni",
    week: "tydzień tygodnie tygodni",
    percent: "procent",
  },
} satisfies Locale;
