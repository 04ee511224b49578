/** Made-up people: user name, display name. The first is the one who signs in. */
export const people: readonly (readonly [string, string])[] = [
  ['alice', 'Alice Martin'],
  ['bob', 'Bob Okafor'],
  ['carol', 'Carol Nyström'],
  ['xiaoming', '王小明'],
  ['lina', '李娜'],
  ['zhangwei', '张伟'],
  ['deepa', 'Deepa Raman'],
  ['tomas', 'Tomás Herrera'],
  ['yuki', 'Yuki Tanaka'],
  ['fatima', 'Fatima Zahra'],
  ['ouyang', '欧阳晓雯'],
  ['kwame', 'Kwame Mensah'],
  ['ingrid', 'Ingrid Solberg'],
  ['chenjie', '陈洁'],
  ['noah', 'Noah Williams'],
  ['maximiliane_von_hohenberg', 'Maximiliane Theodora von Hohenberg-Sternenfels'],
  ['zhao_min', '赵敏'],
  ['priya', 'Priya Kapoor'],
  ['lucas', 'Lucas Ferreira'],
  ['sofia', 'Sofia Rossi'],
  ['huanglei', '黄磊'],
  ['amara', 'Amara Diallo'],
  ['erik', 'Erik Lindqvist'],
  ['mei', '梅兰'],
  ['jonas', 'Jonas Weber'],
];

/** Things people say. */
export const sayings: readonly string[] = [
  'Morning! Are we still on for ten?',
  'Yes, see you there.',
  '今天下午的会议改到三点了，会议室在二楼。',
  'I pushed the fix. Could you look at https://example.org/reviews/482 when you have a minute? No rush.',
  '好的，我马上看。',
  '👍',
  'The train is late again, ten minutes or so.',
  '收到！',
  'Here is what I would change:\n1. Shorter title\n2. One picture instead of three\n3. The price at the end',
  'Ha, that is exactly what she said 😄',
  '周末一起去爬山吗？听说天气很好，可以带上孩子，中午在山顶吃饭，下午早点回来。',
  'ok',
  'Let me think about it over lunch. My feeling is that the second draft reads better, but the numbers in the first one are clearer, and that is what people will look for when they open the page.',
  '我把文件放在共享文件夹里了：https://example.org/文件/报告（最终版）。你先看看。',
  'Thank you so much!',
  '🎉🎉',
  'Do you have the address?',
  '没问题，明天见。',
];

/** Made-up groups: name, description. */
export const groupNames: readonly (readonly [string, string])[] = [
  ['Release crew 发布小组', 'Everything about the next release. Standup at ten, notes in the shared folder.'],
  ['市场部午餐群', '每天 11:50 统计，12:00 出发。'],
  ['Weekend hikers', ''],
  ['The Society for the Preservation of Very Long Names of Groups', 'Long.'],
];
