import { keyLabel, type KeyName } from '../../model/encryption.ts';
import type { RescueRefusal } from '../../model/failures/rescue.ts';
import type { Adding, MissingKeySource, Rescue, RescueServer, Returning } from '../../model/rescue.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { sameKey } from '../fact-reading.ts';
import type { RescueState } from './judge.ts';

/** A source, and the hash of the key that it has. `undefined` for a file of another form than the engine writes. */
export interface SeenSource extends MissingKeySource {
  readonly keySha256: string | undefined;
}

type Plane = RescueState['planes'][number];

/**
 * Decides who gets the missing keys from where. A file of the same host is preferred, so that the key never leaves it. Fails with the reasons for
 * which that cannot be decided, as two files that have other material under one name.
 */
export function arrangeRescue(
  state: RescueState,
  seen: readonly SeenSource[],
): Result<Rescue, readonly RescueRefusal[]> {
  const { goal, missing, planes } = state;
  const usable = seen.filter(({ keySha256 }) => keySha256 !== undefined);
  const unusable = missing.filter((key) => !usable.some((source) => sameKey(source.key, key)));
  if (unusable.length > 0) {
    const places = seen.filter(({ key }) => unusable.some((one) => sameKey(one, key))).map(placeOf);
    return failed([{ kind: 'file-form', places }]);
  }
  const ambiguous = missing.flatMap((key): readonly RescueRefusal[] => {
    const files = usable.filter((source) => sameKey(source.key, key));
    const isOne = files.every(({ keySha256 }) => keySha256 === files[0]?.keySha256);
    return isOne ? [] : [{ kind: 'key-ambiguous', key: keyLabel(key), places: files.map(placeOf) }];
  });
  if (ambiguous.length > 0) return failed(ambiguous);
  const sources = usable.map(({ key, server, path, sha256 }) => ({ key, server, path, sha256 }));
  const giver = planes.find(({ form }) => form === 'goal') ?? planes.find(({ form }) => form === 'all');
  const servers = ['goal', 'earlier', 'all'].flatMap((form) =>
    planes
      .filter((plane) => plane.form === form)
      .map((plane): RescueServer => ({
        server: plane.server,
        beforeSha256: plane.file.sha256,
        adding: addingOf(plane, { missing, sources, giver }),
        returning: returningOf(plane, state),
      })),
  );
  return success({ goal, missing, servers });
}

function placeOf({ server, path }: MissingKeySource): string {
  return `${server}:${path}`;
}

function addingOf(
  { server, form }: Plane,
  known: {
    readonly missing: readonly KeyName[];
    readonly sources: readonly MissingKeySource[];
    readonly giver: Plane | undefined;
  },
): Adding {
  const { missing, sources, giver } = known;
  if (form === 'all') return { kind: 'none' };
  if (form === 'earlier') return { kind: 'receive', from: giver?.server ?? '' };
  const first = (from: readonly MissingKeySource[]): readonly MissingKeySource[] =>
    missing.flatMap((key) => from.find((source) => sameKey(source.key, key)) ?? []);
  const own = first(sources.filter((source) => source.server === server));
  return own.length === missing.length
    ? { kind: 'compose', keys: 'own', sources: own }
    : { kind: 'compose', keys: 'carried', sources: first(sources) };
}

/** A server whose file was the goal has it in the copy that is sealed first. Another one may have it from an earlier run. */
function returningOf({ form, copies, server }: Plane, { goal, planes }: RescueState): Returning {
  if (form === 'goal') return { kind: 'sealed' };
  const own = copies.find(({ sha256 }) => sha256 === goal.sha256);
  if (own !== undefined) return { kind: 'own', path: `${own.directory}/encryption-config.json` };
  const holder = planes.find((plane) => plane.form === 'goal');
  // The holder gets its file back before the others.
  if (holder !== undefined) return { kind: 'carried', from: holder.server, path: holder.file.path };
  const copy = planes
    .filter((plane) => plane.server !== server)
    .flatMap((plane) => plane.copies.map((one) => ({ ...one, server: plane.server })))
    .find(({ sha256 }) => sha256 === goal.sha256);
  return { kind: 'carried', from: copy?.server ?? '', path: `${copy?.directory ?? ''}/encryption-config.json` };
}
