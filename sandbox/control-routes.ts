import { type Answer, json } from './answer';
import type { Arrival } from './arrival';
import { SettingsError } from './settings';
import type { Stats } from './traffic-stats';

/** What can be done to a vendor from outside: the same in process and over HTTP. */
export interface Controls<TSettings> {
  /** What has arrived since the last reset. */
  stats(): Stats;
  /**
   * Counts start at zero, settings are the first ones again (the first client secret too), and
   * Agility's grants are back. Tokens handed out stay as good as they were.
   */
  reset(): void;
  /** Withdraws every token handed out so far: the next use is refused as the vendor does. */
  expire(): void;
  /** Changes the settings named in `update`; the others stay. Throws SettingsError. */
  set(update: Partial<TSettings>): void;
  /** The settings in force. */
  settings(): TSettings;
  /** Every token handed out since the start, good or not. */
  issuedTokens(): string[];
}

export const controlPrefix = '/_control/';

/** Answers a request to `/_control/…`. */
export function answerControl<TSettings>(arrival: Arrival, controls: Controls<TSettings>): Answer {
  switch (`${arrival.method} ${arrival.path.slice(controlPrefix.length)}`) {
    case 'GET stats':
      return json(200, controls.stats());
    case 'GET settings':
      return json(200, controls.settings());
    case 'GET tokens':
      return json(200, controls.issuedTokens());
    case 'POST reset':
      controls.reset();
      return json(200, controls.stats());
    case 'POST expire':
      controls.expire();
      return json(200, controls.stats());
    case 'POST set':
      return setFromJson(arrival, controls);
    default:
      return json(404, {
        message: 'Use GET stats, settings or tokens, or POST reset, expire or set.',
      });
  }
}

function setFromJson<TSettings>(arrival: Arrival, controls: Controls<TSettings>): Answer {
  try {
    controls.set(JSON.parse(arrival.body.toString('utf8')) as Partial<TSettings>);
  } catch (error) {
    if (error instanceof SettingsError || error instanceof SyntaxError) {
      return json(400, { message: error.message });
    }
    throw error;
  }
  return json(200, controls.settings());
}
