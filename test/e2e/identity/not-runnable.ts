/** This machine lacks what a server needs: not a failure of ours, and not a success either. */
export class NotRunnable extends Error {}
