import { type AppId, type GroupId, ImError, type UserId } from '@warbler/protocol';
import type { StoreContext } from '../../storage/index.ts';
import { type Actor, type GroupAction, THE_OWNER } from '../group.ts';
import { findGroup } from './group-rows.ts';

/**
 * Lets a procedure act for {@link THE_OWNER} too. Looked up here, so that a group which is handed over meanwhile is never
 * changed in the name of its old owner.
 */
export function orOwner<Input extends GroupAction, Output>(
  procedure: (store: StoreContext, input: Input) => Output,
): (store: StoreContext, input: Omit<Input, 'actor'> & { readonly actor: Actor }) => Output {
  return (store, input) => {
    const { appId, group, actor } = input as unknown as Acting;
    // Only the actor differs, which the compiler can't follow through Omit.
    return procedure(store, { ...input, actor: actorOf(store, { appId, group, actor }) } as unknown as Input);
  };
}

interface Acting {
  readonly appId: AppId;
  readonly group: GroupId;
  readonly actor: Actor;
}

function actorOf(store: StoreContext, { appId, group, actor }: Acting): UserId {
  if (actor !== THE_OWNER) return actor;
  const found = findGroup(store, appId, group);
  if (found === undefined) throw new ImError('groupNotFound');
  return found.ownerId;
}
