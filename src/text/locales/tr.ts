import type { Locale } from "./locale.ts";

/** What is known of Turkish. */
export const tr = {
  code: "tr",
  name: "Turkish",
  letters: /[ğışİ]/u,
  stopwords: `acaba ama ancak bana bazi bende beni benim bile bir biri bu buna bunda bundan bunlar bunu bunun
cok da daha de defa degil diye dolayi en eger gibi hangi hangisi hani hem hep her icin ile ise kac kadar ki kim
kimin kimdir mi midir mu mudur muydu ne neden nedir neler nerede nereden nereye nasil niye niçin o olan olarak
oldu oldugu olmak olur on ona ondan onlar onu onun sana sen siz su sey tum uzere var vardir ve veya ya yani
yapabilirim yapilir yok zaman misin lutfen anlat goster edilir kullanilir`,
  continuations: "şimdi, sonra, daha sonra, ardından, onlar, bu, bunlar, ancak, fakat",
  sentences: {
    refusal: "Görebildiğim kadarıyla belgelerde bunun yanıtı yok.",
    nearest:
      "En yakın sayfalar aşağıda. Özelliğin, seçeneğin ya da hata iletisinin adıyla deneyin " +
      "veya projeyi yürüten birine sorun.",
    none:
      "Başka sözcüklerle deneyin, örneğin özelliğin, seçeneğin ya da hata iletisinin adıyla, " +
      "veya projeyi yürüten birine sorun.",
    unsure: "Belgelerin bunu yanıtladığından emin değilim. En yakın bölümler:",
    foreign: "Belgeler başka bir dilde yazılmış ve model olmadan çeviri yapamıyorum. En yakın " + "bölümler:",
    quoted: "Belgelerden alıntıdır.",
    more: "devamı: {source}",
    stillReading: "Belgeleri hâlâ okuyorum. Lütfen birazdan yeniden sorun.",
    nothingRead:
      "Yanıtlayabileceğim bir belge yok: bana verilmedi ya da hiçbir sayfası okunamadı. Beni çalıştıran kişi nedenini `{doctor}` ile görebilir.",
    unread: "Ekleri okuyamıyorum, bu yüzden {names} dosyasını görmedim.",
    version: "{version} sürümü için.",
    unreadable: "Gösterdiğiniz mesajda okuyabildiğim bir söz yok.",
    invite: "Belgeler hakkında kendi sözcüklerinizle bir şey sorun. `help` başka neler olduğunu gösterir.",
  },
  smallTalk: {
    hello: {
      phrases: "merhaba, selam, günaydın, iyi günler, iyi akşamlar, nasılsın, naber",
      reply: "Merhaba! Bana belgeler hakkında soru sorun.",
    },
    thanks: {
      phrases:
        "teşekkürler, teşekkür ederim, çok teşekkürler, sağ ol, sağol, tamam, harika, süper, " +
        "çalıştı, oldu, çalışıyor, şimdi çalışıyor, çözüldü, eyvallah, mükemmel",
      reply: "Rica ederim. Yine sorun.",
    },
    nod: {
      phrases: "hayır, hayır teşekkürler, evet, tabii, aynen, anladım, peki, olur, boş ver, boşver, " + "sorun değil",
      reply: "Tamam. Belgelerde anlaşılmayan bir şey olursa sorun.",
    },
    bye: {
      phrases: "hoşça kal, hoşçakal, görüşürüz, güle güle, iyi geceler",
      reply: "Görüşmek üzere!",
    },
    ability: {
      phrases:
        "ne yapabilirsin, neler yapabilirsin, sen kimsin, kimsin, bana yardım edebilir misin, " +
        "yardım, yardım et, yardım edin, yardıma ihtiyacım var",
      reply:
        "Soruları belgelere dayanarak yanıtlar ve yanıtın nerede olduğunu gösteririm. Konuşmayı " +
        "hatırlarım. `help` tüm komutları gösterir.",
    },
    trouble: {
      phrases: "çalışmıyor, bu çalışmıyor, bir sorunum var, sorunum var, bir sorum var, hata alıyorum",
      reply:
        "Ne yapmak istediğinizi ve bunun yerine ne olduğunu söyleyin: tam hata iletisini ya da " +
        "özelliğin veya seçeneğin adını. O zaman bakabilirim.",
    },
    play: {
      phrases:
        "bana fıkra anlat, fıkra anlat, şaka yap, şarkı söyle, sıkıldım, seni seviyorum, " +
        "aptalsın, çok aptalsın, aptal, salak, kapa çeneni",
      begins:
        "şiir yaz, bana şiir yaz, bir şiir yaz, bana bir şiir yaz, şarkı yaz, fıkra anlat, bana " +
        "fıkra anlat, hikaye anlat",
      reply: "Ben belgelerle ilgileniyorum, bunu başkalarına bırakıyorum. Bana belgeler hakkında soru " + "sorun.",
    },
  },
  followUp: {
    begins: "ve, peki, ama, ya, veya, ayrıca, peki ya, o zaman",
    refers:
      "bu bunu bunun buna bundan bunlar su sunu o onu onun ona ondan onlar orada burada diger " +
      "baska digeri ayni ikisi",
    newTopic: "başka bir soru, yeni bir soru, bu arada, başka bir konu",
    openers: "tamam, teşekkürler, ve, peki",
    bare: "neden, nasıl, niye",
    more: "ornek ornekler kod daha ayrinti anlat goster adim",
  },
  modelRefusal: {
    begins: "maalesef, üzgünüm, ne yazık ki, belgeler, belgelerde, verilen",
    declines: [/(?:içermi|belirtilmemi|bahsetmi|bulunmuyor|bulunmamakta|yanıtlamı|yer almı|yok(?:tur)?)/iu],
  },
  units: {
    millisecond: "milisaniye",
    second: "saniye",
    minute: "dakika",
    hour: "saat",
    day: "gün",
    week: "hafta",
    percent: "yüzde",
  },
} satisfies Locale;
