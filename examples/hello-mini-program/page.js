// A page of a WeChat mini-program, or of uni-app.
const { createMiniProgramClient } = require('./mini-program.cjs');

const server = 'https://im.example.com';
const host = typeof uni === 'undefined' ? wx : uni;
const client = createMiniProgramClient(host, { appId: 'demo', dns: `${server}/v2/app_dns` });

Page({
  data: { lines: [] },

  onLoad() {
    client.on('messages', ({ changed }) => {
      for (const message of changed) if (!message.isOwn) this.show(`${message.from}: ${message.content.text}`);
    });
  },

  async sayHello({ detail: { value } }) {
    const { name, password } = value;
    await client.register({ name, password }).catch(() => client.login({ name, password }));
    const alice = await client.findUser('alice');
    const { localId } = client.send(alice.userId, { type: 'text', text: 'Hello, Alice!' });
    this.show(`to alice: ${(await client.whenSettled(localId)).status}`);
  },

  show(line) {
    this.setData({ lines: [...this.data.lines, line] });
  },
});
