/** At which of several places a server has the vendor's API: found out once, then remembered. */
import type { Sentence } from '../base/sentence';
import type { Settings } from '../credential/settings';
import type { TestCall } from '../vendor/vendor';

/** Credentials that share a token may differ in base URL, though they hardly ever do. */
const MOST_BASE_URLS = 16;

/** For each base URL, the place that last took the tokens of one identity. It costs no token request. */
export class ApiPlaces {
  private readonly found = new Map<string, string>();

  /** The place that took the token last; undefined as long as none has. */
  known({ baseUrl }: Settings): string | undefined {
    return this.found.get(baseUrl);
  }

  /** A place took the token. */
  remember({ baseUrl }: Settings, place: string | undefined): void {
    if (place === undefined) return;
    this.found.delete(baseUrl);
    this.found.set(baseUrl, place);
    for (const oldest of this.found.keys()) {
      if (this.found.size <= MOST_BASE_URLS) break;
      this.found.delete(oldest);
    }
  }

  /** The vendor's places in the order in which they are to be tried. */
  toTry(settings: Settings): readonly string[] {
    return this.knownFirst(settings, settings.apiPlaces, (place) => place);
  }

  /** The vendor's test call at each of its places, in the order in which they are to be tried. */
  testCalls(settings: Settings): readonly TestCall[] {
    const { testCall } = settings;
    if (testCall === undefined) return [];
    const calls = [testCall, ...(testCall.others ?? [])];
    return this.knownFirst(settings, calls, ({ place }) => place);
  }

  /** The place that took the token last comes first; the others keep their order. */
  private knownFirst<Type>(
    settings: Settings,
    all: readonly Type[],
    placeIn: (one: Type) => string | undefined,
  ): readonly Type[] {
    const known = this.known(settings);
    const isKnown = (one: Type) => known !== undefined && placeIn(one) === known;
    return [...all.filter(isKnown), ...all.filter((one) => !isKnown(one))];
  }
}

/** The place at which an address stands; undefined if it stands at none, or the vendor has none. */
export function placeOf({ apiPlaces, baseUrl }: Settings, url: URL): string | undefined {
  const base = new URL(baseUrl);
  if (url.origin !== base.origin) return undefined;
  const path = url.pathname.toLowerCase();
  const root = base.pathname.toLowerCase();
  const below = root.endsWith('/') ? root : `${root}/`;
  return apiPlaces.find((place) => path.startsWith(`${below}${place}/`));
}

/** What to do about a token that is refused wherever it was tried. */
export function rejectedHintOf({ vendor, apiPlaces }: Settings): Sentence {
  const isChosen = apiPlaces.length === 1;
  return (isChosen ? vendor.rejectedAtChosenPlaceHint : undefined) ?? vendor.rejectedHint;
}
