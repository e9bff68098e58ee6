import { plantedText, type Quoting, QUOTINGS } from '../../support/quotings';
import { CANARY_VEHICLE, type Vehicle, VEHICLES } from './vehicles';

/** One login whose vendor brings its secret or token back in one place and one quoting. */
export interface Plan {
  readonly id: string;
  readonly vehicle: Vehicle;
  readonly quoting: Quoting;
  readonly clientId: string;
  /** What the person typed. */
  readonly secret: string;
  readonly token: string;
  /** What comes back: one of the two, which must not be found anywhere; or the text of a canary. */
  readonly planted: string;
}

/**
 * A text that looks like a secret and is none, planted in every channel: the search must find it there. Its
 * login's vendor brings it back as well, so that it also takes the product's own way.
 */
export interface Canary {
  readonly id: string;
  readonly quoting: Quoting;
  readonly text: string;
  readonly plan: Plan;
}

/** Tokens go into headers, and so do not take every character. */
const TOKEN_SPECIALS = '/&"<\'+=:';

export function plansFor(vehicles: readonly Vehicle[] = VEHICLES): Plan[] {
  return vehicles.flatMap((vehicle, row) =>
    QUOTINGS.map((quoting, column) => {
      const id = `v${row}q${column}`;
      const secret = plantedText(vehicle.specials);
      const isStatic = vehicle.vendor === 'agility';
      const token = isStatic ? secret : plantedText(vehicle.specials ?? TOKEN_SPECIALS);
      const planted = vehicle.echoes === 'secret' ? secret : token;
      return { id, vehicle, quoting, clientId: `app-${id}`, secret, token, planted };
    }),
  );
}

export function canaries(): Canary[] {
  return QUOTINGS.map((quoting, column) => {
    const id = `canary${column}`;
    const text = plantedText();
    const [secret, token] = [plantedText(), plantedText()];
    const plan = { id, vehicle: CANARY_VEHICLE, quoting, clientId: `app-${id}`, secret, token };
    return { id, quoting, text, plan: { ...plan, planted: text } };
  });
}
