import type { Words } from './language';

/** A time span in its two largest units, such as "4 min 12 s". */
export function duration(seconds: number, words: Words): string {
  const whole = Math.max(0, Math.round(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const parts = [
    { unit: 'days', count: days },
    { unit: 'hours', count: hours },
    { unit: 'minutes', count: minutes },
    { unit: 'seconds', count: whole % 60 },
  ];
  const first = parts.findIndex(({ count }) => count > 0);
  if (first === -1) return words('duration.seconds', { n: 0 });
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ unit, count }) => words(`duration.${unit}`, { n: count }))
    .join(' ');
}
