import { Draws, mix } from '../random.ts';
import type { Tag } from './host.ts';

const SALT = 0x7a65;

/** Every tag of the subscription. Two of them share a name, as tags of different parents may. */
export const TAGS: readonly Tag[] = [
  { id: 55501, name: 'Cloud Agent' },
  { id: 55502, name: 'Prod' },
  { id: 55503, name: 'Staging' },
  { id: 55504, name: 'PCI scope' },
  { id: 55505, name: 'Windows Server' },
  { id: 55506, name: 'Linux Server' },
  { id: 55507, name: 'Büro Zürich' },
  { id: 55508, name: 'R&D' },
  { id: 55509, name: '2024' },
  { id: 55510, name: 'Internet Facing Assets' },
  { id: 55511, name: 'Owner: payments' },
  { id: 55512, name: 'Decommission' },
  { id: 55513, name: 'Critical' },
  { id: 55519, name: 'Prod' },
];

/**
 * Tags of a host or web application on a day: none, one or many, and for a third of them one tag that
 * comes or goes as days pass.
 */
export function tagsOn(seed: number, space: number, index: number, day: number): readonly Tag[] {
  const draws = new Draws(mix(seed, index, SALT, space));
  const share = draws.share();
  const count = share < 0.2 ? 0 : share < 0.45 ? 1 : 2 + draws.below(4);
  const chosen = new Set<Tag>();
  for (let at = 0; at < count; at++) chosen.add(draws.pick(TAGS));
  if (draws.chance(0.35)) {
    const moving = draws.pick(TAGS);
    const comes = draws.below(30);
    const goes = comes + 3 + draws.below(40);
    if (day >= comes && day < goes) chosen.add(moving);
    else if (day >= goes) chosen.delete(moving);
  }
  return [...chosen].sort((one, other) => one.id - other.id);
}
