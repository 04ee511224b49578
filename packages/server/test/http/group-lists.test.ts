import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GroupScene, type Person } from './group-scene.ts';

let scene: GroupScene;
beforeAll(async () => {
  scene = await GroupScene.open({ publicGroupsListed: 3 });
});
afterAll(() => scene.server.stop());

describe('the list of public groups', () => {
  let ann: Person;
  let ben: Person;
  beforeEach(async () => {
    [ann, ben] = [await scene.person(), await scene.person()];
  });
  const list = async () => (await scene.call(ben, 'GET /group/public_list')).data;

  test('has the newest ones of this app, for everyone, and none of another kind', async () => {
    expect(await list()).toEqual([]);
    const [one, two] = [await scene.make(ann, [], { type: 1 }), await scene.make(ann, [], { type: 1 })];
    for (const type of [0, 2, 3]) await scene.make(ann, [], { type });
    expect(await list()).toEqual([two, one]);
    const [three, four] = [await scene.make(ann, [], { type: 1 }), await scene.make(ann, [], { type: 1 })];
    expect(await list()).toEqual([four, three, two]);
    await scene.ask(ann, 'destroy', { group_id: four }, 'POST');
    expect(await list()).toEqual([three, two, one]);
    expect((await scene.callForGroup('GET /group/public_list')).data).toEqual([three, two, one]);
  });
});
