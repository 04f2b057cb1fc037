// The ten entries and the planning cockpit. Which nouns stand under an entry follows from meta.

import {
  ChartLine,
  CircleCheck,
  ChartNoAxesCombined,
  Factory,
  Handshake,
  House,
  Boxes,
  Settings,
  Truck,
  UsersRound,
  Wallet,
  BriefcaseBusiness,
  type LucideIcon,
} from 'lucide-react';
import type { Noun } from './meta.ts';
import type { Word } from './words.ts';

export interface Entry {
  name: string;
  word: Word;
  icon: LucideIcon;
  modules: string[];
}

export const home: Entry = { name: 'home', word: 'home', icon: House, modules: [] };

export const entries: Entry[] = [
  { name: 'sales', word: 'sales', icon: Handshake, modules: ['sales'] },
  { name: 'demand', word: 'demand', icon: ChartLine, modules: ['demand'] },
  { name: 'production', word: 'production', icon: Factory, modules: ['production'] },
  { name: 'quality', word: 'quality', icon: CircleCheck, modules: ['quality'] },
  { name: 'inventory', word: 'inventory', icon: Boxes, modules: ['inventory'] },
  { name: 'supply', word: 'supply', icon: Truck, modules: ['supply'] },
  { name: 'customers', word: 'customers', icon: BriefcaseBusiness, modules: ['crm', 'projects'] },
  { name: 'finance', word: 'finance', icon: Wallet, modules: ['finance'] },
  { name: 'people', word: 'people', icon: UsersRound, modules: ['people'] },
  { name: 'planning', word: 'planning', icon: ChartNoAxesCombined, modules: ['planning'] },
];

export const settings: Entry = {
  name: 'settings',
  word: 'settings',
  icon: Settings,
  modules: ['master', 'access'],
};

/** Master data is kept where its users look for it; what no one owns is under settings. */
const places: Record<string, string> = {
  'master.party': 'customers',
  'master.item': 'inventory',
  'master.unit': 'inventory',
  'master.site': 'inventory',
  'master.employee': 'people',
  'access.team': 'people',
  'master.tax': 'finance',
  'master.exchange_rate': 'finance',
};

export function entryOf(noun: Noun): Entry {
  const place = places[noun.name];
  const owner = entries.find(
    (entry) => entry.name === place || (!place && entry.modules.includes(noun.module)),
  );
  return owner ?? settings;
}

export const nounsUnder = (nouns: Noun[], entry: Entry) =>
  nouns.filter((noun) => noun.menu && noun.may.includes('read') && entryOf(noun) === entry);
