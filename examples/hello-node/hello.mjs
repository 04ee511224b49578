import { createClient } from '@warbler/sdk';

const [name = 'dave', password = 'a-good-secret', server = 'http://127.0.0.1:4100'] = process.argv.slice(2);
const client = createClient({ appId: 'demo', dns: `${server}/v2/app_dns` });
await client.register({ name, password }).catch(() => client.login({ name, password }));
client.on('messages', ({ changed }) => {
  for (const message of changed) if (!message.isOwn) console.log(`${message.from}: ${message.content.text}`);
});
const alice = await client.findUser('alice');
const { localId } = client.send(alice.userId, { type: 'text', text: 'Hello, Alice!' });
console.log(`to alice: ${(await client.whenSettled(localId)).status}`);
