import type { Check } from '../../support/checks';
import type { Outcome, Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import type { Workflow } from '../workflows';

/** One way in which a recipe can go. */
export interface RecipeRun {
  readonly recipe: string;
  /** What is special about this run; nothing if all goes well. */
  readonly says?: string;
  readonly values?: (context: RecipeContext) => Record<string, unknown>;
  /** What the vendor is to be like. */
  readonly settings?: Record<string, unknown>;
  /** Runs it in another way than by hand to its end. */
  readonly start?: (context: RecipeContext, workflow: Workflow) => Promise<Outcome>;
  /** Requests of the API; those in docs/recipes.md, unless said. `any` where the time decides. */
  readonly calls?: number | 'any';
  /** Whether the vendor withdraws the token meanwhile: a request, test calls and another token more. */
  readonly isRejected?: boolean;
  /** The error that must end the execution; without one, it must succeed. */
  readonly fails?: string;
  readonly checks?: (context: RecipeContext, outcome: Outcome) => Promise<Check[]>;
}

/** What a run works on. */
export interface RecipeContext {
  readonly stage: Stage;
  readonly vendorCase: VendorCase;
  /** A folder to which n8n may write. */
  readonly folder: string;
}
