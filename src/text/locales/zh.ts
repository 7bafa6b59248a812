import type { Locale } from "./locale.ts";

/** What is known of Chinese. */
export const zh = {
  code: "zh",
  name: "Chinese",
  script: /^(?=.*\p{Script=Han})(?!.*[\p{Script=Hiragana}\p{Script=Katakana}])/su,
  stopwords: "",
  unspacedStopwords:
    "为什么 為什麼 什么时候 什麼時候 多少 什么 什麼 怎么样 怎么 怎麼 如何 哪里 哪些 哪个 哪個 哪 谁 誰 几个 幾個 是否 可以 请问 請問 的 了 是 在 有 和 " +
    "与 吗 嗎 呢",
  continuations: "现在, 然后, 接着, 他们, 它们, 这, 然而, 但是, 不过",
  sentences: {
    refusal: "据我所见，文档没有回答这个问题。",
    nearest: "最接近的页面列在下面。请试试功能、选项的名称或错误信息，或者询问维护该项目的人。",
    none: "请换个说法，例如功能、选项的名称或错误信息，或者询问维护该项目的人。",
    unsure: "我不确定文档是否回答了这个问题。最接近的章节：",
    foreign: "文档是用另一种语言写的，没有模型我无法翻译。最接近的章节：",
    quoted: "引自文档。",
    more: "更多内容见 {source}",
    stillReading: "我还在阅读文档，请稍后再问。",
    nothingRead: "我没有可用来回答的文档：没有指定文档，或者一页也没能读取。维护者可以用 `{doctor}` 查看原因。",
    unread: "我无法读取附件，所以没有看到 {names}。",
    version: "适用于版本 {version}。",
    unreadable: "您所指的消息里没有我能读取的文字。",
    invite: "请用自己的话问我关于文档的问题。输入 `help` 查看其他功能。",
  },
  smallTalk: {
    hello: {
      phrases: "你好, 您好, 嗨, 大家好, 早上好, 你好吗",
      reply: "你好！请问我关于文档的问题。",
    },
    thanks: {
      phrases:
        "谢谢, 谢谢你, 多谢, 感谢, 非常感谢, 謝謝, 好的, 太好了, 可以了, 好了, 解决了, 已解决, 成功了, 搞定了, 太棒了, 完美, 谢谢了",
      reply: "不客气，有问题随时问我。",
    },
    nod: {
      phrases: "不, 不是, 不用, 不用了, 是, 是的, 对, 嗯, 嗯嗯, 哦, 明白, 明白了, 知道了, 懂了, 收到, 没事, 没问题",
      reply: "好的。文档有不清楚的地方随时问我。",
    },
    bye: {
      phrases: "再见, 拜拜",
      reply: "再见！",
    },
    ability: {
      phrases: "你能做什么, 你会做什么, 你可以做什么, 你是谁, 你能帮我吗, 帮助, 帮帮我, 救命, 需要帮助, 我需要帮助",
      reply: "我根据文档回答问题，并标明答案的出处。我会记住对话内容。输入 `help` 查看所有命令。",
    },
    trouble: {
      phrases: "不行, 不工作, 没用, 出错了, 报错了, 我有一个问题, 我有个问题",
      reply: "请告诉我您想做什么、实际出现了什么：准确的错误信息，或功能、选项的名称。这样我才能查找。",
    },
    play: {
      phrases: "讲个笑话, 给我讲个笑话, 说个笑话, 唱首歌, 我爱你, 你真笨, 你好笨, 笨蛋, 闭嘴, 好无聊",
      begins: "写一首诗, 写首诗, 给我写一首诗, 给我写首诗, 写一首歌, 给我讲个笑话, 讲个笑话, 给我讲个故事, 讲个故事",
      reply: "我只谈文档，这件事就留给别人吧。请问我关于文档的问题。",
    },
  },
  laughter: /^(?:哈{2,}|呵{2,})$/,
  followUp: {
    begins: "那, 那么, 还有, 如果, 但是, 然后, 或者, 那如果",
    refers: "它 他们 它们 这个 那个 这些 那些 这样 那样 这 那 其他 另一个",
    newTopic: "另一个问题, 换个问题, 另外一个问题, 顺便问一下",
    bare: "为什么, 怎么做, 如何",
    more: "例子 示例 代码 详细 更多 解释 步骤",
  },
  modelRefusal: { begins: "抱歉, 很抱歉, 对不起, 文档, 根据", declines: [/没有|未(?:提|包|说|涉)|不包含/u] },
  units: { millisecond: "毫秒", second: "秒", minute: "分钟 分", hour: "小时", day: "天 日", week: "周" },
} satisfies Locale;
