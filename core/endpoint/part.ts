/**
 * What every part of a token endpoint says of itself. The parts of a plan are hashed into the identity
 * of the credential, so a part that leaves `identity` out does not compile (rule T2).
 */
export interface Part {
  /** All that sets it apart from other parts of its kind, secrets included: the identity hashes them. */
  readonly identity: readonly string[];
  /** What it sends that must not come back in a vendor's words (rule T11). */
  readonly secrets: readonly string[];
}
