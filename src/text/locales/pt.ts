import type { Locale } from "./locale.ts";

/** What is known of Portuguese. */
export const pt = {
  code: "pt",
  name: "Portuguese",
  stopwords: `a ao aos as com como da das de do dos e ela elas ele eles em entre era eram esse essa este esta eu
foi foram ha isso isto ja la lhe mais mas me meu minha na nas nao no nos nossa nosso o onde os ou para pela pelo
por porque pode posso qual quais quando quanta quantas quanto quantos que quem se sem ser seu seus so sua suas
tem tenho um uma umas uns voce explique`,
  continuations:
    "agora, então, depois, eles, elas, este, esta, estes, estas, isto, isso, esse, essa, no entanto, porém, contudo",
  sentences: {
    refusal: "A documentação não responde a isto, até onde consigo ver.",
    nearest:
      "As páginas mais próximas estão abaixo. Tente o nome da função, da opção ou a mensagem de " +
      "erro, ou pergunte a alguém que mantém o projeto.",
    none:
      "Tente outras palavras, como o nome da função, da opção ou a mensagem de erro, ou " +
      "pergunte a alguém que mantém o projeto.",
    unsure: "Não tenho certeza de que a documentação responda a isto. As seções mais próximas:",
    foreign:
      "A documentação está escrita em outra língua e, sem um modelo, não consigo traduzir. As " +
      "seções mais próximas:",
    quoted: "Citado da documentação.",
    more: "mais em {source}",
    stillReading: "Ainda estou lendo a documentação. Pergunte de novo daqui a pouco.",
    nothingRead:
      "Não tenho documentação para responder: não me deram nenhuma ou nenhuma página pôde ser lida. Quem me administra vê o motivo com `{doctor}`.",
    unread: "Não consigo ler anexos, por isso não vi {names}.",
    version: "Para a versão {version}.",
    unreadable: "Não consigo ler nenhuma palavra na mensagem que você aponta.",
    invite: "Pergunte o que quiser sobre a documentação, com suas palavras. `help` mostra o que mais há.",
  },
  smallTalk: {
    hello: {
      phrases: "olá, oi, bom dia, boa tarde, boa noite, tudo bem, como vai",
      reply: "Olá! Pergunte-me sobre a documentação.",
    },
    thanks: {
      phrases:
        "obrigado, obrigada, muito obrigado, muito obrigada, valeu, beleza, funcionou, " +
        "agora funciona, agora funcionou, deu certo, resolvido, perfeito, ótimo, otimo, brigado, " +
        "obrigadão",
      reply: "De nada! Pergunte sempre que quiser.",
    },
    nod: {
      phrases:
        "não, nao, não obrigado, não obrigada, sim, exato, entendi, deixa pra lá, certo, pronto, " + "sem problema",
      reply: "Certo. Pergunte quando algo na documentação não estiver claro.",
    },
    bye: {
      phrases: "tchau, até logo, até mais",
      reply: "Até logo!",
    },
    ability: {
      phrases:
        "o que você pode fazer, o que você faz, quem é você, você pode me ajudar, ajuda, me ajuda, " +
        "me ajude, preciso de ajuda",
      reply:
        "Respondo perguntas a partir da documentação e mostro onde está cada resposta. Lembro-me " +
        "da conversa. `help` mostra todos os comandos.",
    },
    trouble: {
      phrases: "não funciona, nao funciona, não está funcionando, tenho um problema, tenho uma pergunta, " + "dá erro",
      reply:
        "Diga-me o que quer fazer e o que acontece em vez disso: a mensagem de erro exata, ou o " +
        "nome da função ou opção. Assim posso procurar.",
    },
    play: {
      phrases:
        "conte uma piada, conta uma piada, me conte uma piada, cante uma música, estou entediado, " +
        "te amo, você é burro, você é inútil, cala a boca, idiota, explique como se eu tivesse " +
        "cinco anos",
      begins:
        "escreva um poema, escreve um poema, escreva uma música, conte uma piada, me conte uma " +
        "piada, conte uma história",
      reply: "Fico na documentação e deixo isso para outros. Pergunte-me algo sobre a documentação.",
    },
  },
  laughter: /^(?:k{3,}|(?:rs){2,})$/,
  followUp: {
    begins: "e, mas, ou, então, entao, também, tambem, e para, e se, e quanto a",
    refers:
      "isso isto esse essa este esta esses essas estes estas ele ela eles elas lo la outro " +
      "outra outros outras mesmo mesma ali la",
    newTopic: "outra pergunta, nova pergunta, outro assunto, a propósito, outra coisa",
    openers: "ok, obrigado, obrigada, certo, e",
    bare: "por quê, por que, porquê, como",
    more: "exemplo exemplos codigo detalhes mais explique mostre passo passos",
    places: "de do da em no na sobre para com sem via sob por durante",
    asks: "como que qual quais quando onde quem e sao era pode posso devo ha tem se mostra explica",
  },
  modelRefusal: {
    begins: "desculpe, infelizmente, a documentação, não há",
    declines: [/\bnão\b.{0,60}\b(?:cont|mencion|respond|cobr|há|inclu|encontr|inform)/iu],
  },
  units: { hour: "hora horas" },
} satisfies Locale;
