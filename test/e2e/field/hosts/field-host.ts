/** How a host's user calls the API with our token. */
export type Route =
  /** Node-RED's `vendor-auth-request`. */
  | 'request'
  /** Node-RED's `vendor-auth-bearer` and the core `http request` node behind it. */
  | 'bearer'
  /** An item of n8n's HTTP Request node. */
  | 'item';

/** A login as a person enters it, and what calls the API with it. */
export interface Login {
  /** Letters, digits and hyphens. */
  readonly id: string;
  readonly route: Route;
  /** By the names of the form. */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
  /** Headers that the node itself sends with each call. */
  readonly nodeHeaders: Readonly<Record<string, string>>;
  /** The client ids that share this login: chosen per call. */
  readonly tenants: readonly string[];
}

export interface Call {
  /** Unique; it stands in the address as well. */
  readonly probe: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly tenant?: string | undefined;
}

/** How a call ended for the user. */
export interface Outcome {
  /** Of the answer, where the host tells it. */
  readonly status: number | undefined;
  readonly isFailure: boolean;
  /** The error, as a person reads it. */
  readonly says: string;
}

/** A real host with the packed package. */
export interface FieldHost {
  readonly name: string;
  readonly routes: readonly Route[];
  /** So many rows run side by side; a host in which each call is dear gets fewer. */
  readonly rowsAtOnce: number;
  deploy(logins: readonly Login[]): Promise<void>;
  /** Makes calls at once, and resolves when all have ended. */
  call(login: Login, calls: readonly Call[]): Promise<readonly Outcome[]>;
  /** Has the token checked by the host's own node for that, where there is one. */
  check(login: Login): Promise<void>;
  stop(): Promise<void>;
}
