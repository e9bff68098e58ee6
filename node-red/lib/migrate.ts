/** The version of the property sets that the dialogs of today write. */
export const CURRENT_VERSION = 1;

type Properties = Record<string, unknown>;

/** What turns the properties of one version into those of the next; the first is for version 0. */
const STEPS: readonly ((properties: Properties) => Properties)[] = [
  // Version 0 is what carries none: written by hand, or made from a core node's properties.
  (properties) => ({
    ...properties,
    ...(typeof properties['paytoqs'] === 'boolean' && {
      paytoqs: properties['paytoqs'] ? 'query' : 'ignore',
    }),
  }),
];

/**
 * A node's properties as today's version has them. Those of a newer version are taken as they are:
 * what they have in common with today's works.
 */
export function migrate<Definition extends object>(definition: Definition): Definition {
  let properties = { ...definition } as Properties;
  const version = Number(properties['version'] ?? 0) || 0;
  for (const step of STEPS.slice(version)) properties = step(properties);
  return { ...properties, version: Math.max(version, CURRENT_VERSION) } as unknown as Definition;
}
