/**
 * Runs what is Node-RED's or another node's own, and tells whether it went through. What it throws says
 * nothing about the message at hand, and must neither end it a second time nor end the process.
 */
export function isDone(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}
