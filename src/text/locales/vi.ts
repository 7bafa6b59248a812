import type { Locale } from "./locale.ts";

/** What is known of Vietnamese. */
export const vi = {
  code: "vi",
  name: "Vietnamese",
  letters: /[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu,
  stopwords: `ai anh bao bang bi boi cac cach cai can chi cho chung co cua cung da dang dau de den deu di do
duoc gi giua hay hon khi khong la lai lam len luc ma minh moi mot muon nao nay nen neu ngay nguoi nhu nhung no
noi o phai qua ra rang rat roi sao sau se tai tao the theo thi toi tren trong truoc tu tung va van vao vay ve vi
viec voi xin hay giai thich`,
  continuations: "bây giờ, sau đó, họ, chúng, điều này, tuy nhiên",
  sentences: {
    refusal: "Theo như tôi thấy, tài liệu không trả lời câu hỏi này.",
    nearest:
      "Các trang gần nhất được liệt kê bên dưới. Hãy thử tên tính năng, tùy chọn hoặc thông báo " +
      "lỗi, hoặc hỏi người phụ trách dự án.",
    none: "Hãy thử từ khác, chẳng hạn tên tính năng, tùy chọn hoặc thông báo lỗi, hoặc hỏi người " + "phụ trách dự án.",
    unsure: "Tôi không chắc tài liệu có trả lời câu hỏi này. Các mục gần nhất:",
    foreign: "Tài liệu được viết bằng ngôn ngữ khác và tôi không thể dịch nếu không có mô hình. Các " + "mục gần nhất:",
    quoted: "Trích từ tài liệu.",
    more: "xem thêm ở {source}",
    stillReading: "Tôi vẫn đang đọc tài liệu. Vui lòng hỏi lại sau giây lát.",
    nothingRead:
      "Tôi không có tài liệu nào để trả lời: chưa ai cung cấp, hoặc không đọc được trang nào. Người vận hành tôi có thể xem lý do bằng `{doctor}`.",
    unread: "Tôi không đọc được tệp đính kèm nên chưa xem {names}.",
    version: "Cho phiên bản {version}.",
    unreadable: "Tôi không đọc được chữ nào trong tin nhắn mà bạn trỏ tới.",
    invite: "Hãy hỏi tôi về tài liệu bằng lời của bạn. `help` cho biết còn gì khác.",
  },
  smallTalk: {
    hello: {
      phrases: "xin chào, chào, chào bạn, chào buổi sáng, bạn khỏe không",
      reply: "Xin chào! Hãy hỏi tôi về tài liệu.",
    },
    thanks: {
      phrases:
        "cảm ơn, cám ơn, cảm ơn bạn, cảm ơn nhiều, tuyệt vời, tốt lắm, chạy được rồi, đã chạy, " +
        "xong rồi, đã giải quyết, hoàn hảo, cảm ơn rất nhiều",
      reply: "Không có gì. Cứ hỏi tiếp nhé.",
    },
    nod: {
      phrases: "không, không cảm ơn, vâng, dạ, đúng rồi, hiểu rồi, tôi hiểu rồi, được rồi, không sao",
      reply: "Được rồi. Cứ hỏi khi có điều gì trong tài liệu chưa rõ.",
    },
    bye: {
      phrases: "tạm biệt, hẹn gặp lại, chúc ngủ ngon",
      reply: "Tạm biệt!",
    },
    ability: {
      phrases:
        "bạn làm được gì, bạn có thể làm gì, bạn là ai, bạn giúp tôi được không, giúp tôi, " +
        "giúp tôi với, trợ giúp, cần giúp đỡ",
      reply:
        "Tôi trả lời câu hỏi dựa trên tài liệu và chỉ ra câu trả lời nằm ở đâu. Tôi nhớ cuộc trò " +
        "chuyện. `help` hiển thị mọi lệnh.",
    },
    trouble: {
      phrases: "không hoạt động, nó không hoạt động, không chạy, tôi gặp lỗi, tôi có một câu hỏi, tôi " + "gặp vấn đề",
      reply:
        "Hãy cho tôi biết bạn muốn làm gì và điều gì xảy ra thay vào đó: thông báo lỗi chính xác, " +
        "hoặc tên tính năng hay tùy chọn. Khi đó tôi có thể tra cứu.",
    },
    play: {
      phrases:
        "kể chuyện cười, kể cho tôi một câu chuyện cười, hát đi, tôi chán quá, tôi yêu bạn, bạn " +
        "ngu quá, đồ ngu, im đi",
      begins:
        "viết một bài thơ, viết cho tôi một bài thơ, làm thơ, viết bài hát, kể chuyện cười, kể " + "một câu chuyện",
      reply: "Tôi chỉ nói về tài liệu và để việc đó cho người khác. Hãy hỏi tôi về tài liệu.",
    },
  },
  followUp: {
    begins: "và, nhưng, còn, hoặc, vậy, thế, thế còn, nếu",
    refers: "no nay do kia ay vay khac chung",
    newTopic: "câu hỏi khác, nhân tiện, chủ đề khác",
    openers: "ok, cảm ơn, được, và",
    bare: "tại sao, vì sao, như thế nào, thế nào",
    more: "vi du ma them chi tiet buoc",
  },
  modelRefusal: {
    begins: "rất tiếc, xin lỗi, tài liệu, các đoạn",
    declines: [/không (?:đề cập|chứa|trả lời|nói|mô tả|có thông tin|tìm thấy)/iu],
  },
  units: { millisecond: "mili giây", second: "giây", minute: "phút", hour: "giờ", day: "ngày", week: "tuần" },
} satisfies Locale;
