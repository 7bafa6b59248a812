/** What small talk is about. */
export type Topic = "hello" | "thanks" | "bye" | "ability" | "trouble";

/**
 * What is known of one language.
 *
 * - `signs`: words that only its questions are made of, or the script that it is written in.
 * - `phrases`: small talk, in lower case without punctuation and apostrophes; `replies`: what is said to each.
 * - `refusal`: that the docs do not answer, and the next step with the nearest pages listed below and without.
 */
export interface Locale {
  readonly signs: readonly string[] | RegExp;
  readonly refusal: { readonly plain: string; readonly nearest: string; readonly none: string };
  readonly phrases: Readonly<Record<Topic, readonly string[]>>;
  readonly replies: Readonly<Record<Topic, string>>;
}

/** The language of the rules, and of who writes in a language that is not known here. */
export const ENGLISH: Locale = {
  signs: ["the", "is", "how", "what", "to"],
  refusal: {
    plain: "The docs do not answer this, as far as I can find.",
    nearest:
      "The nearest pages are listed below. Try naming the feature, option or error message, or ask somebody who maintains the project.",
    none: "Try other words, such as the name of the feature, option or error message, or ask somebody who maintains the project.",
  },
  phrases: {
    hello: [
      "hi",
      "hello",
      "hey",
      "hiya",
      "howdy",
      "yo",
      "greetings",
      "good morning",
      "good afternoon",
      "good evening",
      "how are you",
      "how are you doing",
      "how is it going",
      "whats up",
      "sup",
      "nice to meet you",
    ],
    thanks: [
      "thanks",
      "thank you",
      "thx",
      "ty",
      "tysm",
      "cheers",
      "much appreciated",
      "appreciate it",
      "that helped",
      "ok",
      "okay",
      "cool",
      "great",
      "nice",
      "perfect",
      "awesome",
      "got it",
      "lol",
      "good bot",
      "well done",
      "it works",
    ],
    bye: ["bye", "goodbye", "good bye", "see you", "see ya", "good night", "have a nice day", "have a good one"],
    ability: [
      "what can you do",
      "what do you do",
      "what are you",
      "who are you",
      "how can you help",
      "how can you help me",
      "what can i ask",
      "what can i ask you",
      "how do you work",
      "are you a bot",
      "are you human",
      "are you there",
      "can you help me",
      "i need help",
    ],
    trouble: [
      "it doesnt work",
      "it does not work",
      "doesnt work",
      "it still doesnt work",
      "still doesnt work",
      "it isnt working",
      "it is not working",
      "its not working",
      "not working",
      "that doesnt work",
      "that didnt work",
      "it didnt work",
      "nothing works",
      "it fails",
      "its broken",
      "it is broken",
      "i have a problem",
      "i have an issue",
      "i have a question",
      "i get an error",
      "i got an error",
      "there is an error",
      "im stuck",
      "i am stuck",
      "something is wrong",
    ],
  },
  replies: {
    hello: "Hello! Ask me anything about the documentation.",
    thanks: "You're welcome. Ask again whenever something is unclear.",
    bye: "Goodbye! I'm here whenever you have a question about the docs.",
    ability:
      "I answer questions from the documentation and show where each answer stands. Just ask in your own words; I remember what we talked about, so a follow-up can be short. `search` with a few words lists the best sections, `reset` forgets this conversation, and `help` shows everything I can do.",
    trouble:
      "Tell me what you are trying to do and what you see instead: the exact error message, or the name of the feature or option. Then I can look it up.",
  },
};

/** The languages in which small talk is understood. */
export const LOCALES: readonly Locale[] = [
  ENGLISH,
  {
    signs: ["der", "und", "ist", "nicht", "wie"],
    refusal: {
      plain: "Soweit ich sehe, beantwortet die Dokumentation das nicht.",
      nearest:
        "Die nächstliegenden Seiten stehen darunter. Nenne die Funktion, die Einstellung oder die Fehlermeldung, oder frag jemanden, der das Projekt betreut.",
      none: "Versuch es mit anderen Worten, etwa dem Namen der Funktion, der Einstellung oder der Fehlermeldung, oder frag jemanden, der das Projekt betreut.",
    },
    phrases: {
      hello: [
        "hallo",
        "guten tag",
        "guten morgen",
        "guten abend",
        "moin",
        "servus",
        "grüß gott",
        "gruezi",
        "wie geht es dir",
        "wie gehts",
      ],
      thanks: [
        "danke",
        "danke schön",
        "dankeschön",
        "vielen dank",
        "danke dir",
        "danke sehr",
        "besten dank",
        "alles klar",
        "super",
        "prima",
      ],
      bye: ["tschüss", "auf wiedersehen", "bis bald", "gute nacht"],
      ability: ["was kannst du", "was kannst du alles", "wer bist du", "was bist du", "kannst du mir helfen"],
      trouble: [
        "es geht nicht",
        "es funktioniert nicht",
        "geht nicht",
        "funktioniert nicht",
        "das geht nicht",
        "das funktioniert nicht",
        "ich habe ein problem",
        "ich habe eine frage",
        "ich bekomme einen fehler",
        "ich komme nicht weiter",
      ],
    },
    replies: {
      hello: "Hallo! Frag mich etwas zur Dokumentation.",
      thanks: "Gern geschehen. Frag jederzeit wieder.",
      bye: "Bis bald!",
      ability:
        "Ich beantworte Fragen aus der Dokumentation und zeige, wo die Antwort steht. Frag einfach; an das Gespräch erinnere ich mich. `help` zeigt alle Befehle.",
      trouble:
        "Sag mir, was du vorhast und was stattdessen geschieht: die genaue Fehlermeldung oder den Namen der Funktion oder Einstellung. Dann schlage ich es nach.",
    },
  },
  {
    signs: ["les", "est", "pas", "avec", "comment"],
    refusal: {
      plain: "La documentation ne répond pas à cette question, pour autant que je puisse voir.",
      nearest:
        "Les pages les plus proches figurent ci-dessous. Essayez avec le nom de la fonction, de l'option ou le message d'erreur, ou demandez à quelqu'un qui s'occupe du projet.",
      none: "Essayez d'autres mots, comme le nom de la fonction, de l'option ou le message d'erreur, ou demandez à quelqu'un qui s'occupe du projet.",
    },
    phrases: {
      hello: ["bonjour", "salut", "bonsoir", "coucou", "ça va", "comment ça va", "comment vas tu"],
      thanks: ["merci", "merci beaucoup", "merci bien", "merci à toi", "super", "parfait", "daccord"],
      bye: ["au revoir", "à bientôt", "bonne journée", "bonne nuit"],
      ability: [
        "que peux tu faire",
        "que sais tu faire",
        "qui es tu",
        "qui êtes vous",
        "peux tu maider",
        "tu peux maider",
      ],
      trouble: [
        "ça ne marche pas",
        "ca ne marche pas",
        "ça marche pas",
        "ca marche pas",
        "jai un problème",
        "jai une question",
        "jai une erreur",
      ],
    },
    replies: {
      hello: "Bonjour ! Posez-moi une question sur la documentation.",
      thanks: "Avec plaisir. N'hésitez pas à poser d'autres questions.",
      bye: "À bientôt !",
      ability:
        "Je réponds aux questions à partir de la documentation et j'indique où se trouve la réponse. Je me souviens de la conversation. `help` montre toutes les commandes.",
      trouble:
        "Dites-moi ce que vous voulez faire et ce qui se passe à la place : le message d'erreur exact, ou le nom de la fonction ou de l'option. Je pourrai alors le chercher.",
    },
  },
  {
    signs: ["los", "es", "como", "puedo", "hay"],
    refusal: {
      plain: "La documentación no responde a esto, hasta donde puedo ver.",
      nearest:
        "Las páginas más cercanas están abajo. Prueba con el nombre de la función, la opción o el mensaje de error, o pregunta a alguien que mantenga el proyecto.",
      none: "Prueba con otras palabras, como el nombre de la función, la opción o el mensaje de error, o pregunta a alguien que mantenga el proyecto.",
    },
    phrases: {
      hello: ["hola", "buenos días", "buenas tardes", "buenas noches", "buenas", "qué tal", "cómo estás", "como estas"],
      thanks: ["gracias", "muchas gracias", "mil gracias", "gracias por todo", "vale", "perfecto", "genial"],
      bye: ["adiós", "hasta luego", "chao", "nos vemos"],
      ability: ["qué puedes hacer", "que puedes hacer", "quién eres", "quien eres", "qué eres", "me puedes ayudar"],
      trouble: [
        "no funciona",
        "no me funciona",
        "tengo un problema",
        "tengo una pregunta",
        "tengo una duda",
        "me da error",
        "me da un error",
      ],
    },
    replies: {
      hello: "¡Hola! Pregúntame lo que quieras sobre la documentación.",
      thanks: "¡De nada! Pregunta cuando quieras.",
      bye: "¡Hasta luego!",
      ability:
        "Respondo preguntas a partir de la documentación y muestro dónde está cada respuesta. Recuerdo la conversación. `help` muestra todos los comandos.",
      trouble:
        "Dime qué intentas hacer y qué ocurre en su lugar: el mensaje de error exacto, o el nombre de la función u opción. Así podré buscarlo.",
    },
  },
  {
    signs: ["os", "uma", "voce", "posso", "nao"],
    refusal: {
      plain: "A documentação não responde a isto, até onde consigo ver.",
      nearest:
        "As páginas mais próximas estão abaixo. Tente o nome da função, da opção ou a mensagem de erro, ou pergunte a alguém que mantém o projeto.",
      none: "Tente outras palavras, como o nome da função, da opção ou a mensagem de erro, ou pergunte a alguém que mantém o projeto.",
    },
    phrases: {
      hello: ["olá", "oi", "bom dia", "boa tarde", "boa noite", "tudo bem", "como vai"],
      thanks: ["obrigado", "obrigada", "muito obrigado", "muito obrigada", "valeu", "beleza"],
      bye: ["tchau", "até logo", "até mais"],
      ability: ["o que você pode fazer", "o que você faz", "quem é você", "você pode me ajudar"],
      trouble: [
        "não funciona",
        "nao funciona",
        "não está funcionando",
        "tenho um problema",
        "tenho uma pergunta",
        "dá erro",
      ],
    },
    replies: {
      hello: "Olá! Pergunte-me sobre a documentação.",
      thanks: "De nada! Pergunte sempre que quiser.",
      bye: "Até logo!",
      ability:
        "Respondo perguntas a partir da documentação e mostro onde está cada resposta. Lembro-me da conversa. `help` mostra todos os comandos.",
      trouble:
        "Diga-me o que quer fazer e o que acontece em vez disso: a mensagem de erro exata, ou o nome da função ou opção. Assim posso procurar.",
    },
  },
  {
    signs: ["gli", "sono", "posso", "perche", "della"],
    refusal: {
      plain: "La documentazione non risponde a questa domanda, per quanto vedo.",
      nearest:
        "Le pagine più vicine sono elencate sotto. Prova con il nome della funzione, dell'opzione o il messaggio di errore, oppure chiedi a chi mantiene il progetto.",
      none: "Prova con altre parole, come il nome della funzione, dell'opzione o il messaggio di errore, oppure chiedi a chi mantiene il progetto.",
    },
    phrases: {
      hello: ["ciao", "buongiorno", "buonasera", "salve", "come stai", "come va"],
      thanks: ["grazie", "grazie mille", "molte grazie", "perfetto", "va bene"],
      bye: ["arrivederci", "a presto", "buonanotte"],
      ability: ["cosa puoi fare", "cosa sai fare", "chi sei", "puoi aiutarmi"],
      trouble: ["non funziona", "ho un problema", "ho una domanda", "mi dà errore", "mi dà un errore"],
    },
    replies: {
      hello: "Ciao! Chiedimi qualcosa sulla documentazione.",
      thanks: "Prego! Chiedi pure quando vuoi.",
      bye: "A presto!",
      ability:
        "Rispondo alle domande a partire dalla documentazione e mostro dove si trova ogni risposta. Ricordo la conversazione. `help` mostra tutti i comandi.",
      trouble:
        "Dimmi che cosa vuoi fare e che cosa succede invece: il messaggio di errore esatto, o il nome della funzione o dell'opzione. Così posso cercarlo.",
    },
  },
  {
    signs: /^(?=.*\p{Script=Han})(?!.*[\p{Script=Hiragana}\p{Script=Katakana}])/su,
    refusal: {
      plain: "据我所见，文档没有回答这个问题。",
      nearest: "最接近的页面列在下面。请试试功能、选项的名称或错误信息，或者询问维护该项目的人。",
      none: "请换个说法，例如功能、选项的名称或错误信息，或者询问维护该项目的人。",
    },
    phrases: {
      hello: ["你好", "您好", "嗨", "大家好", "早上好", "你好吗"],
      thanks: ["谢谢", "谢谢你", "多谢", "感谢", "非常感谢", "謝謝", "好的", "太好了"],
      bye: ["再见", "拜拜"],
      ability: ["你能做什么", "你会做什么", "你可以做什么", "你是谁", "你能帮我吗"],
      trouble: ["不行", "不工作", "没用", "出错了", "报错了", "我有一个问题", "我有个问题"],
    },
    replies: {
      hello: "你好！请问我关于文档的问题。",
      thanks: "不客气，有问题随时问我。",
      bye: "再见！",
      ability: "我根据文档回答问题，并标明答案的出处。我会记住对话内容。输入 `help` 查看所有命令。",
      trouble: "请告诉我您想做什么、实际出现了什么：准确的错误信息，或功能、选项的名称。这样我才能查找。",
    },
  },
  {
    signs: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    refusal: {
      plain: "見つけた範囲では、ドキュメントにこの質問の答えはありません。",
      nearest:
        "近いページを下に示します。機能やオプションの名前、エラーメッセージで試すか、プロジェクトの担当者に聞いてください。",
      none: "機能やオプションの名前、エラーメッセージなど別の言葉で試すか、プロジェクトの担当者に聞いてください。",
    },
    phrases: {
      hello: [
        "こんにちは",
        "こんばんは",
        "おはよう",
        "おはようございます",
        "はじめまして",
        "元気ですか",
        "お元気ですか",
      ],
      thanks: ["ありがとう", "ありがとうございます", "どうも", "どうもありがとう", "助かりました", "了解", "了解です"],
      bye: ["さようなら", "またね", "おやすみ"],
      ability: ["何ができますか", "何ができるの", "あなたは誰ですか", "誰ですか"],
      trouble: ["動きません", "動かない", "うまくいきません", "エラーが出ます", "エラーが出ました", "質問があります"],
    },
    replies: {
      hello: "こんにちは！ドキュメントについて質問してください。",
      thanks: "どういたしまして。またいつでもどうぞ。",
      bye: "またいつでもどうぞ。",
      ability:
        "ドキュメントをもとに質問に答え、出典を示します。会話の流れも覚えています。`help` でコマンドの一覧を表示します。",
      trouble:
        "何をしようとして、代わりに何が起きているかを教えてください。正確なエラーメッセージ、または機能やオプションの名前があれば調べられます。",
    },
  },
  {
    signs: /\p{Script=Cyrillic}/u,
    refusal: {
      plain: "Насколько я вижу, в документации нет ответа на этот вопрос.",
      nearest:
        "Ближайшие страницы перечислены ниже. Назовите функцию, параметр или текст ошибки или спросите тех, кто ведёт проект.",
      none: "Попробуйте другие слова, например название функции, параметра или текст ошибки, или спросите тех, кто ведёт проект.",
    },
    phrases: {
      hello: ["привет", "здравствуйте", "добрый день", "доброе утро", "добрый вечер", "как дела"],
      thanks: ["спасибо", "большое спасибо", "спасибо большое", "благодарю", "хорошо", "отлично"],
      bye: ["пока", "до свидания"],
      ability: ["что ты умеешь", "что ты можешь", "кто ты", "что вы умеете"],
      trouble: [
        "не работает",
        "это не работает",
        "у меня проблема",
        "у меня вопрос",
        "у меня ошибка",
        "ничего не работает",
      ],
    },
    replies: {
      hello: "Здравствуйте! Задайте вопрос о документации.",
      thanks: "Пожалуйста! Спрашивайте ещё.",
      bye: "До свидания!",
      ability:
        "Я отвечаю на вопросы по документации и показываю, где находится ответ. Я помню разговор. `help` показывает все команды.",
      trouble:
        "Расскажите, что вы хотите сделать и что происходит вместо этого: точный текст ошибки или название функции либо параметра. Тогда я смогу это найти.",
    },
  },
];
