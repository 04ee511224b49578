import { type Ref, ref, type ShallowRef, shallowRef } from 'vue';

/** Something that is fetched when it is looked at. */
export interface Loaded<Value> {
  /** Undefined until it came the first time. */
  readonly value: Readonly<ShallowRef<Value | undefined>>;
  readonly hasFailed: Readonly<Ref<boolean>>;
  /** Fetches it, again too. Never rejects: a failure is shown in the place of the value. */
  readonly load: () => Promise<void>;
  /** As if it had not come yet. */
  readonly forget: () => void;
}

/** Something to fetch; `LoadedPart` shows how it stands. */
export function useLoaded<Value>(fetch: () => Promise<Value>): Loaded<Value> {
  const value = shallowRef<Value>();
  const hasFailed = ref(false);

  async function load(): Promise<void> {
    hasFailed.value = false;
    try {
      value.value = await fetch();
    } catch {
      hasFailed.value = true;
    }
  }

  function forget(): void {
    value.value = undefined;
  }

  return { value, hasFailed, load, forget };
}
