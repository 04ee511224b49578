import { describe, expect, test } from 'vitest';
import { createPush } from '../../src/push/index.ts';
import { withPeople } from './people.ts';

const people = withPeople();
const open = async (name: string) => createPush(await people.signIn(name));

describe('push', () => {
  test('settings are on the server, for all devices', async () => {
    const push = await open('p_ann');
    const nothing = { startHour: 0, endHour: 0 };
    expect(await push.profile()).toMatchObject({ isEnabled: true, hidesDetails: false, nickName: '', quiet: nothing });
    await push.setEnabled(false);
    await push.setHidesDetails(true);
    await push.setNickName('Annie');
    await push.setQuietHours({ startHour: 22, endHour: 7 });
    await push.setSilenceHours({ startHour: 12, endHour: 13 });
    await push.setBadge(3);
    expect(await (await open('p_ann')).profile()).toMatchObject({
      isEnabled: false,
      hidesDetails: true,
      nickName: 'Annie',
      quiet: { startHour: 22, endHour: 7 },
      silence: { startHour: 12, endHour: 13 },
    });
    await expect(push.setQuietHours({ startHour: 24, endHour: 7 })).rejects.toMatchObject({ code: 'invalidParameter' });
  });

  test('tags are added, removed and cleared', async () => {
    const push = await open('p_tags');
    expect(await push.tags()).toEqual([]);
    await push.addTags(['news', 'sport']);
    await push.removeTags(['news']);
    expect(await push.tags()).toEqual(['sport']);
    await push.clearTags();
    expect(await push.tags()).toEqual([]);
    await expect(push.addTags([''])).rejects.toMatchObject({ code: 'invalidParameter' });
  });

  test('an alias belongs to one user', async () => {
    const [ann, ben] = [await open('p_alias_ann'), await open('p_alias_ben')];
    await ann.setAlias('captain');
    await expect(ben.setAlias('captain')).rejects.toMatchObject({ code: 'pushAliasTaken' });
    await ann.setAlias('');
    await ben.setAlias('captain');
  });

  test('a device says where it takes pushes', async () => {
    const push = await open('p_device');
    await push.bindDevice('token of the vendor', 'apns-prod');
    await push.unbindDevice();
    await expect(push.certificate('huawei')).rejects.toMatchObject({ code: 'pushNotEnabled' });
  });

  test('needs somebody who is signed in', async () => {
    await expect(createPush(people.newClient()).profile()).rejects.toMatchObject({ code: 'notLoggedIn' });
  });
});
