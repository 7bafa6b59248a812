/**
 * Function words and the words that questions are made of, by language, folded as terms are. What they stand in says
 * nothing
 * about a question's subject. Words are listed under their language alone: "die" is a matter of substance in English.
 */
const SPACED: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(`a an and are as at be but by for if in into is it no not of on or such that the their then there these they this
to was will with about am any been being can could did do does doing from give had has have having he help her him his how i im
its just know let like may me might mine must my need of our ours out please really shall she should show so some tell than
thanks thank them those through up us want wants we were what whats when where which who whom whose why would you your yours
also explain hello hi hey`),
  de: words(`aber als am an auch auf aus bei bin bis bist da damit dann das dass dein dem den denn der des die dies diese
diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines er es etwas fur gab gibt hat hatte hatten
habe haben ich ihm ihn ihr ihre im in ist ja kann kannst konnen konnte konnten man mein mich mir mit muss mussen nach nicht
noch nur ob oder ohne sein seine seinem seinen seiner sich sie sind so soll sollte uber um und uns unter vom von vor war
waren was wann warum welche welchem welchen welcher welches wem wen wenn wer werde werden weshalb wessen wie wieso wieviel
viel viele will wir wird wo wodurch wofur woher wohin womit wozu wurde wurden zu zum zur bitte erklare zeige`),
  fr: words(`a ai as au aux avec avez avoir c ce ces cet cette comment comme d dans de des donc du elle elles en est et etaient
etait etre eu fait faire faut il ils j je l la le les leur leurs lui ma mais me mes moi mon n ne nos notre nous on ont ou par
pas peut peux pour pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans se ses si son sont sur t ta te tes
toi ton tu un une vos votre vous y combien lequel laquelle lesquels fut furent explique`),
  es: words(`a al como con cual cuales cuando cuanta cuantas cuanto cuantos de del desde donde el ella ellas ellos en era eran es
esa ese eso esta este esto estos estas fue fueron ha haber hace hacer han hay la las le les lo los mas me mi mis muy no nos o
para pero por porque puede puedo que quien quienes se ser si sin sobre son su sus te tiene tu tus un una unas uno unos y ya yo
explica`),
  pt: words(`a ao aos as com como da das de do dos e ela elas ele eles em entre era eram esse essa este esta eu foi foram ha isso
isto ja la lhe mais mas me meu minha na nas nao no nos nossa nosso o onde os ou para pela pelo por porque pode posso qual quais
quando quanta quantas quanto quantos que quem se sem ser seu seus so sua suas tem tenho um uma umas uns voce explique`),
  it: words(`a ad ai al alla alle anche c che chi ci come con cosa cui d da dal dalla dei del della delle di do dove e ed era
erano fa fare fu furono gli ha hanno ho i il in io l la le lo loro ma mi mia mio ne nei nel nella no noi non o per perche piu
posso puo qual quale quali quando quanta quante quanti quanto quella quelle quelli quello questa questo se si sono su sua sue sui
sul suo tra tu un una uno vi voi spiega`),
  nl: words(`aan al als bij dan dat de deze die dit doe doen door dus een en er ging had hebben heb heeft het hij hoe hoeveel
ik in is je kan kun kunnen maar me men met mij mijn moet na naar niet nog nu of om onze ook op over te tegen toen tot u uit uw
van veel voor waar waarom wanneer waren was wat we welk welke werd werden wie wij wil worden wordt ze zich zij zijn zo zou`),
};

/** Longest first where one begins another. */
const UNSPACED =
  /为什么|為什麼|什么时候|什麼時候|多少|什么|什麼|怎么样|怎么|怎麼|如何|哪里|哪些|哪个|哪個|哪|谁|誰|几个|幾個|是否|可以|请问|請問|的|了|是|在|有|和|与|吗|嗎|呢|どうやって|どのように|どうすれば|ですか|ますか|何ですか|なぜ|どこ|いつ|どの|です|ます|을|를|은|는/gu;

/**
 * The words, folded, that say nothing in a question made of these: those of its language, English unless another has
 * more of them.
 */
export function isStopword(surfaces: readonly string[]): ReadonlySet<string> {
  return SPACED[languageOf(surfaces)] ?? new Set();
}

/** The words that say nothing in the language of a text. */
export function stopwordsOf(text: string): ReadonlySet<string> {
  const folded = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  return isStopword(folded.match(/\p{L}+/gu) ?? []);
}

/** The language that most of a question's words without a subject of their own are of; English where none has more. */
export function languageOf(surfaces: readonly string[]): string {
  const having = (list: ReadonlySet<string>) => surfaces.filter((word) => list.has(word)).length;
  const counts = Object.entries(SPACED).map(([language, list]) => ({ language, count: having(list) }));
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).language;
}

/**
 * A question without what says nothing in scripts that have no spaces; the question itself where nothing else would
 * be left.
 */
export function withoutUnspacedWords(text: string): string {
  const rest = text.replace(UNSPACED, " ");
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
